"""No process remains: the daemon and its runners end with their owner, however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.runner_checks import runner_children
from fixtures.waits import wait_until

pytestmark = pytest.mark.engine


def _with_a_runner(models: Path, **more: bool) -> tuple[EngineProcess, list[psutil.Process]]:
    own = EngineProcess(models, **more)  # type: ignore[arg-type]
    httpx.post(f"{own.url}/api/chat", json={"model": "tiny"}, timeout=120)
    family = [psutil.Process(own.pid), *runner_children(own)]
    assert len(family) == 2
    return own, family


def _all_gone(family: list[psutil.Process]) -> bool:
    return wait_until(lambda: not any(process.is_running() and process.status() != "zombie" for process in family))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_with_code_zero(models_dir: Path, number: signal.Signals) -> None:
    own, family = _with_a_runner(models_dir)
    own.process.send_signal(number)
    assert own.process.wait(60) == 0
    assert _all_gone(family)
    own.stop()


def test_the_end_of_stdin_ends_an_owned_engine(models_dir: Path) -> None:
    own, family = _with_a_runner(models_dir)
    assert own.process.stdin is not None
    own.process.stdin.close()
    assert own.process.wait(60) == 0
    assert _all_gone(family)
    own.stop()


def test_an_engine_of_its_own_does_not_mind_its_stdin(models_dir: Path) -> None:
    own, family = _with_a_runner(models_dir, owned=False)
    assert own.process.stdin is not None
    own.process.stdin.close()
    assert httpx.get(f"{own.url}/api/version").status_code == 200
    own.stop()
    assert _all_gone(family)


def test_a_killed_engine_takes_its_runners_along(models_dir: Path) -> None:
    own, family = _with_a_runner(models_dir)
    own.process.kill()
    assert _all_gone(family)
    own.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of stdin does it")
def test_an_owned_engine_dies_with_a_killed_parent(models_dir: Path) -> None:
    """Its stdin is somebody else's here, so that only the kernel's word can tell it."""
    arguments = ["-m", "teahouse.engine", "--port", "0", "--models", str(models_dir), "--no-starter", "--owned"]
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, *{arguments!r}], stdout=subprocess.PIPE)\n"
        "print(child.pid, child.stdout.readline().decode(), flush=True)\n"
        "time.sleep(600)\n"
    )
    read, write = os.pipe()
    with subprocess.Popen([sys.executable, "-c", script], stdin=read, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid, event = parent.stdout.readline().decode().split(maxsplit=1)
        httpx.post(f"{json.loads(event)['url']}/api/chat", json={"model": "tiny"}, timeout=120)
        daemon = psutil.Process(int(pid))
        family = [daemon, *daemon.children()]
        parent.kill()
        assert _all_gone(family)
    os.close(read)
    os.close(write)


def test_stopping_in_the_middle_of_a_reply_is_quick_and_clean(models_dir: Path) -> None:
    own, family = _with_a_runner(models_dir)
    body = {"model": "smollm2:135m", "messages": [{"role": "user", "content": "Count."}], "options": {"stop": ["@@"]}}
    with httpx.stream("POST", f"{own.url}/api/chat", json=body, timeout=120) as stream:
        next(stream.iter_raw())
        family += runner_children(own)
        assert own.stop() == 0
    assert _all_gone(family)


def test_an_idle_engine_computes_nothing(engine: EngineProcess) -> None:
    """Not one wake-up: a daemon that polls has a window's battery on its conscience."""
    daemon = psutil.Process(engine.pid)
    httpx.get(f"{engine.url}/api/version")

    def wakes() -> bool:
        before = daemon.num_ctx_switches().voluntary
        time.sleep(0.5)
        return bool(daemon.num_ctx_switches().voluntary != before)

    assert wait_until(lambda: not wakes())


def test_a_port_that_is_taken_is_said_in_one_line(engine: EngineProcess, models_dir: Path) -> None:
    command = [sys.executable, "-m", "teahouse.engine", "--port", str(engine.port), "--models", str(models_dir)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 1
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["event"] == "failed"


def test_importing_the_engine_costs_nothing() -> None:
    script = "import sys, teahouse.engine; print([m for m in sys.modules if m in ('asyncio', 'uvicorn', 'xllamacpp')])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_no_word_of_a_conversation_reaches_the_log(models_dir: Path) -> None:
    with EngineProcess(models_dir) as own:
        secret = "chrysanthemum"
        for fields in ({}, {"options": {"num_ctx": "abc"}}, {"format": secret}, {"images": [secret]}):
            message = {"role": "user", "content": secret, "images": fields.pop("images", None)}
            httpx.post(f"{own.url}/api/chat", json={"model": "tiny", "messages": [message], **fields}, timeout=120)
        httpx.post(f"{own.url}/api/chat", content=f'{{"model": "tiny", "messages": "{secret}', timeout=120)
        assert "loading tiny" in own.log()
        assert secret not in own.log()


@pytest.mark.skipif(sys.platform == "win32", reason="a script cannot stand for a binary there")
def test_a_llama_server_of_ones_own_takes_the_place_of_the_wheel(models_dir: Path, tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "fixtures" / "llama_server.py"
    binary = tmp_path / "llama-server"
    binary.write_text(f"#!{sys.executable}\n{script.read_text(encoding='utf-8')}", encoding="utf-8")
    binary.chmod(0o755)
    own = EngineProcess(models_dir, arguments=["--llama-server", str(binary)])
    message = {"role": "user", "content": "hi"}
    body = {"model": "smollm2:135m", "messages": [message], "stream": False, "options": {"num_predict": 3}}
    answer = httpx.post(f"{own.url}/api/chat", json=body, timeout=60).json()
    assert answer["eval_count"] == 3
    assert httpx.get(f"{own.url}/api/ps").json()["models"][0]["size"] > 150_000_000  # read from its log
    broken = httpx.post(f"{own.url}/api/chat", json={**body, "model": "cut"}, timeout=60)
    assert "not within the file bounds" in broken.json()["error"]
    family = [psutil.Process(own.pid), *runner_children(own)]
    assert str(binary) in family[1].cmdline()
    own.process.kill()
    assert _all_gone(family)
    own.stop()
