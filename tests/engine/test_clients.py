"""The official clients of OpenAI, Anthropic, Ollama, LangChain and the Vercel AI SDK work with the engine unmodified.

`make compat` installs them into build/clients, apart from the app's own packages; the JavaScript ones where npm is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from fixtures.engine_process import EngineProcess

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / "build" / "clients"
SCRIPTS = ROOT / "tests" / "fixtures" / "clients"
PYTHON = CLIENTS / "bin" / "python"
NODE = shutil.which("node")


@pytest.mark.skipif(not PYTHON.exists(), reason="build/clients is missing: make compat")
def test_python_clients(engine: EngineProcess) -> None:
    _check_uses([str(PYTHON), "-I", str(SCRIPTS / "python_clients.py"), engine.url], 23)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.skipif(not (CLIENTS / "node_modules").exists(), reason="build/clients has no node_modules")
def test_javascript_clients(engine: EngineProcess) -> None:
    script = shutil.copy(SCRIPTS / "js_clients.mjs", CLIENTS)  # node looks for packages from the script's folder on
    _check_uses([str(NODE), script, engine.url], 29)


def _check_uses(command: Sequence[str], count: int) -> None:
    """Run a script and assert that all of its `count` uses worked."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    uses = [json.loads(line) for line in ended.stdout.split("\n") if line.startswith("{")]
    assert [use for use in uses if not use["worked"]] == []
    assert len(uses) == count, ended.stderr
