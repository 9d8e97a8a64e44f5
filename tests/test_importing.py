"""Which thread imports what: all modules for other threads are imported before the loop runs."""

import json
import subprocess
import sys

import pytest

from fixtures.commands import COMMANDS, every_command
from fixtures.isolated_environment import app_environment
from fixtures.models import tiny_llama
from fixtures.pdfs import small_pdf
from fixtures.pictures import picture
from fixtures.registry import Registry
from fixtures.release_server import ReleaseServer, news
from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.shipped_catalogue import CATALOGUE

SHOWN = (
    "Tea is $x^2$:\n\n```python\nprint('tea')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nA note[^1].\n\n[^1]: here.\n\n"
)


def test_every_command_is_given():
    assert set(COMMANDS) == every_command()


@pytest.fixture(scope="module")
def imports(tmp_path_factory):
    """What a session imports in which every command is given."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "tea.pdf").write_bytes(small_pdf("Green tea"))
    (folder / "tea.txt").write_bytes("绿茶很好喝".encode("gb18030"))
    (folder / "cup.png").write_bytes(picture()[1])
    tiny_llama(folder / "tiny.gguf")
    with ScriptedDaemon() as daemon, Registry() as registry, ReleaseServer(news()) as releases:
        daemon.on("/api/chat", rated(200, 400.0, text=SHOWN))
        registry.add("library/tea:1b", model=b"tea" * 1000)
        scene = {
            "home": str(tmp_path_factory.mktemp("home")),
            "folder": str(folder),
            "host": daemon.url,
            "pullable": f"http://{registry.host}/library/tea:1b",
            "catalogue": str(CATALOGUE),
            "updates": releases.address,
            "key": releases.channel.key,
        }
        session = subprocess.run(
            [sys.executable, "-m", "fixtures.session_process", json.dumps(scene)],
            env=app_environment(scene["home"], QT_QPA_PLATFORM="offscreen"),
            capture_output=True,
            text=True,
            timeout=300,
        )
    print(session.stderr)
    assert session.returncode == 0, session.stderr[-4000:]
    return json.loads(session.stdout)


# Imported where they are needed, since few people ever need them: see docs/decisions.md.
LATE = {"encodings", "keyring", "nacl", "teahouse.envelope", "teahouse.releases"}


def is_late(imported):
    """Whether a module is one that is imported late, or comes with one."""
    return any(name in LATE for name in (*imported["causes"], *parents(imported["module"])))


def parents(module):
    parts = module.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def test_once_the_loop_runs_only_the_windows_thread_imports(imports):
    elsewhere = [one for one in imports if one["loop_runs"] and one["thread"] != "MainThread" and not is_late(one)]
    by_app = [one for one in elsewhere if "fixtures" not in one["causes"]]  # the guard of the tests imports too
    assert [(one["thread"], one["module"], one["causes"]) for one in by_app] == []


def test_the_recorder_sees_what_a_thread_imports(imports):
    """What is imported late is seen on the thread that needed it, so others would be too."""
    assert {"keyring", "nacl"} <= {one["module"] for one in imports if one["thread"] != "MainThread"}


def test_threads_that_import_one_package_take_turns(tmp_path):
    """Two threads meet in a package whose modules import each other; without turns the first one's import fails."""
    package = tmp_path / "circle"
    package.mkdir()
    (package / "__init__.py").write_text("from circle import a\n")
    (package / "a.py").write_text("import time; time.sleep(0.5)\nfrom circle.b import B\n")
    (package / "b.py").write_text("import circle.a\nB = 1\n")
    assert "partially initialized" in in_two_threads(tmp_path, "")
    assert in_two_threads(tmp_path, "importing.take_turns(); importing.take_turns()") == ""


def test_pyside_looks_at_no_module_that_is_imported():
    """Its own `__import__` would read the source of each, and ask half-executed ones for attributes."""
    program = """
import sys
import teahouse.ui
import linecache
from PySide6.QtCore import QObject
from teahouse.application import run
from teahouse.importing import import_needed
import_needed()
print([file for file in linecache.cache if "pydantic" in file or "teahouse" in file])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def in_two_threads(folder, before):
    """Import a package from its top and, a moment later, from its middle; returns what is said on stderr."""
    program = f"""
import importlib, sys, threading, time
from teahouse import importing
sys.path.insert(0, {str(folder)!r})
{before}
first = threading.Thread(target=importlib.import_module, args=("circle",))
first.start()
while "circle.a" not in sys.modules:
    time.sleep(0.001)
importlib.import_module("circle.b")
first.join()
"""
    done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, timeout=60)
    return done.stderr


def test_nothing_is_imported_that_only_others_use():
    """rich and click come with httpx's own command line: 8 MB for nothing; ollama comes with pydantic: 12 MB."""
    program = """
import sys
import teahouse.ui
from teahouse.application import run
from teahouse.importing import import_needed
import_needed()
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    modules = set(done.stdout.split())
    assert modules & {"rich", "click", "pygments", "markdown_it", "ollama", "pydantic", "regex", "statistics"} == set()
    assert "teahouse.backend" in modules
    assert len([name for name in modules if name.startswith("teahouse.ui.")]) < 160  # those of the first room alone


def test_a_request_looks_for_no_module_that_is_not_there():
    """A module that is not there is looked for in every folder, each time it is imported."""
    program = """
import asyncio, sys
import teahouse.ui
from teahouse.importing import import_needed
import_needed()
from teahouse.connection.address import Address
from teahouse.ollama.client import OllamaClient

class Noting:
    sought = []

    def find_spec(self, name, path=None, target=None):
        self.sought.append(name)

async def main():
    client = OllamaClient(Address.parse(sys.argv[1]))
    sys.meta_path.insert(0, Noting())
    for _ in range(2):
        print((await client.fetch_version()).version)
    await client.aclose()

asyncio.run(main())
print([name for name in Noting.sought if name not in sys.modules])  # the tests' guard imports too
"""
    with ScriptedDaemon() as daemon:
        command = [sys.executable, "-c", program, daemon.url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
    assert len(done.stdout.splitlines()) == 3
