"""The search for daemons on this computer, their start, and their log."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.scripted_answers import HTML
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama import discovery
from teahouse.ollama.commands import SHARED_PORT, child_environment, engine_command, ollama_command, ollama_environment
from teahouse.ollama.discovery import engine_available, installed_ollama, probe_daemon
from teahouse.ollama.process import DaemonLog


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_probe_says_who_is_there_or_what_is() -> None:
    with ScriptedDaemon() as daemon:
        address = Address.parse(daemon.url)
        assert asyncio.run(probe_daemon(address)).version == "0.33.0"
        daemon.on("/api/version", HTML)
        with pytest.raises(Trouble) as raised:
            asyncio.run(probe_daemon(address))
        assert raised.value.problem is Problem.WEB_PAGE_ANSWERED


def test_an_installed_ollama_is_found_on_the_path_before_the_usual_places(tmp_path: Path) -> None:
    name = "ollama.exe" if sys.platform == "win32" else "ollama"
    usual = program(tmp_path / "home" / ".local" / "bin" / name)
    on_path = program(tmp_path / "somewhere" / name)
    home = {"HOME": str(tmp_path / "home")}
    assert installed_ollama({**home, "PATH": str(on_path.parent)}) == on_path
    assert installed_ollama({**home, "PATH": ""}, "linux") == usual
    usual.chmod(0o644)
    assert installed_ollama({**home, "PATH": ""}, "linux") is None


def test_an_installed_ollama_is_found_in_the_systems_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "usr" / "local" / "bin"
    found = program(folder / "ollama")
    monkeypatch.setattr(discovery, "PROGRAM_FOLDERS", (str(folder),))
    assert installed_ollama({"HOME": str(tmp_path), "PATH": ""}, "linux") == found
    assert installed_ollama({"HOME": str(tmp_path), "PATH": ""}, "darwin") == found
    assert installed_ollama({"HOME": str(tmp_path), "PATH": ""}, "win32") is None


def test_the_usual_places_of_other_systems_are_searched(tmp_path: Path) -> None:
    windows = program(tmp_path / "Programs" / "Ollama" / "ollama.exe")
    assert installed_ollama({"LOCALAPPDATA": str(tmp_path), "PATH": ""}, "win32") == windows
    mac = program(tmp_path / "Applications" / "Ollama.app" / "Contents" / "Resources" / "ollama")
    assert installed_ollama({"HOME": str(tmp_path), "PATH": ""}, "darwin") == mac


def test_the_engine_is_there_when_all_its_parts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "ENGINE_MODULES", ("json", "asyncio"))
    assert engine_available()
    monkeypatch.setattr(discovery, "ENGINE_MODULES", ("json", "no_such_module"))
    assert not engine_available()


def test_to_ask_whether_the_engine_is_there_imports_none_of_it() -> None:
    code = (
        "import sys\n"
        "from teahouse.ollama import discovery\n"
        "assert discovery.engine_available()\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & set(discovery.ENGINE_MODULES))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True).stdout
    assert out.split() == []


def test_commands_for_a_checkout_and_for_the_packaged_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = engine_command(tmp_path)
    assert engine[:4] == [sys.executable, "-m", "teahouse", "engine"]
    assert engine[-4:] == ["--models", str(tmp_path), "--owned", "--token-on-stdin"]
    shared = engine_command(tmp_path, shared=True)
    assert "--token-on-stdin" not in shared
    assert shared[shared.index("--port") + 1] in (str(SHARED_PORT), "0")
    assert ollama_command(tmp_path / "ollama")[-2:] == [str(tmp_path / "ollama"), "serve"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert engine_command(tmp_path)[:2] == [sys.executable, "engine"]
    assert ollama_command(tmp_path / "ollama") == [sys.executable, "watchdog", str(tmp_path / "ollama"), "serve"]


def test_an_ollama_of_ours_listens_where_it_is_looked_for() -> None:
    assert ollama_environment(Address.parse(""), cloud=True) == {"OLLAMA_HOST": "127.0.0.1:11434"}
    assert ollama_environment(Address.parse("::1"), cloud=True) == {"OLLAMA_HOST": "[::1]:11434"}
    assert ollama_environment(Address.parse("::1"))["OLLAMA_NO_CLOUD"] == "1"


def test_children_of_the_packaged_app_get_the_systems_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/system", "HOME": "/h"}
    assert child_environment({"A": "1"}, ours) == {**ours, "A": "1"}
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_environment({"A": "1"}, ours) == {"LD_LIBRARY_PATH": "/system", "HOME": "/h", "A": "1"}
    assert child_environment({}, {"LD_LIBRARY_PATH": "/bundle"}) == {}


def test_a_log_stays_within_bounds_and_has_its_last_words_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "engine.log"
    log = DaemonLog(path, largest=1000)
    for number in range(500):
        log.write(f"line {number}\nha".encode())
        log.write(b"lf\n")
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["engine.log", "engine.log.1"]
    assert all(file.stat().st_size <= 1100 for file in files)
    assert log.last_words.splitlines()[-2:] == ["line 499", "half"]
    log.write(b"cut off")
    assert log.last_words.endswith("cut off")
    assert len(log.last_words.splitlines()) <= 41


def test_a_log_that_cannot_be_written_keeps_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = DaemonLog(tmp_path / "file" / "engine.log")
    log.write(b"one\ntwo\n")
    assert log.last_words == "one\ntwo"
