"""Tests reach nothing that they did not start, whatever runs on this computer and however its user has set it up."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures import guard
from fixtures.isolated_environment import TESTS, IsolatedEnvironment, path_without_ollama
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address, local_ollama
from teahouse.core.errors import Trouble
from teahouse.desktop.paths import Paths
from teahouse.ollama.discovery import probe_daemon

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the foreign daemon forks")


class Foreign:
    """A daemon of somebody else at `port`, and what it has written down."""

    def __init__(self, folder: Path, port: int) -> None:
        self._record = folder / "record"
        command = [sys.executable, "-I", str(TESTS / "fixtures" / "foreign_daemon.py"), str(port), str(self._record)]
        started = subprocess.run(command, env={}, stdout=subprocess.PIPE, check=True, text=True)
        self.port, self.process = map(int, started.stdout.split())

    @property
    def connections(self) -> list[str]:
        return self._record.read_text().splitlines() if self._record.exists() else []


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Foreign]:
    daemon = Foreign(tmp_path, 0)
    yield daemon
    os.kill(daemon.process, signal.SIGKILL)


def contacts_of(isolated: IsolatedEnvironment, code: str) -> list[str]:
    """What a child in the isolated environment was refused."""
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], stderr=subprocess.DEVNULL, check=False)
    return isolated.foreign_contacts()


def test_a_daemon_that_no_test_started_is_not_reached_and_the_test_is_told(
    isolated: IsolatedEnvironment, foreign: Foreign
) -> None:
    with pytest.raises(Trouble):
        asyncio.run(probe_daemon(Address.parse(f"127.0.0.1:{foreign.port}")))
    told = isolated.foreign_contacts()
    assert told
    assert f"a foreign process that listens at {foreign.port} (socket.connect), in " in told[0]
    assert "test_a_daemon_that_no_test_started" in told[0]
    assert foreign.connections == []


def test_nor_is_it_reached_by_the_children_of_children(isolated: IsolatedEnvironment, foreign: Foreign) -> None:
    told = contacts_of(
        isolated,
        f"""
        import subprocess, sys
        code = "import socket; socket.create_connection(('127.0.0.1', {foreign.port}))"
        sys.exit(subprocess.run([sys.executable, "-c", code]).returncode)
        """,
    )
    assert len(told) == 1
    assert foreign.connections == []


def test_servers_of_this_test_and_of_its_children_are_reached(isolated: IsolatedEnvironment) -> None:
    with ScriptedDaemon() as daemon:
        assert asyncio.run(probe_daemon(Address.parse(daemon.url))).version == "0.33.0"
        assert contacts_of(isolated, f"import socket; socket.create_connection(('127.0.0.1', {daemon.port}))") == []
    command = [sys.executable, "-m", "fixtures.scripted_daemon", "--owned"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        url = child.stdout.readline().decode().partition('"url": "')[2].partition('"')[0]
        assert asyncio.run(probe_daemon(Address.parse(url))).version == "0.33.0"
        child.stdin.close()


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.create_connection(('example.com', 80), 1)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 53))",
        "import socket; socket.gethostbyname('example.com')",
        "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 11434))",
        "import subprocess; subprocess.run(['/usr/local/bin/ollama', 'serve'])",
    ],
)
def test_other_computers_names_and_a_users_ollama_are_refused(isolated: IsolatedEnvironment, code: str) -> None:
    assert len(contacts_of(isolated, code)) == 1


def test_a_socket_in_the_file_system_is_refused_when_a_foreign_process_listens(
    isolated: IsolatedEnvironment, tmp_path: Path
) -> None:
    path = tmp_path / "bus"
    code = f"""
        import os, signal, socket, sys
        server = socket.socket(socket.AF_UNIX)
        server.bind({str(path)!r})
        server.listen()
        if os.fork():
            os._exit(0)
        os.setsid()
        signal.alarm(60)
        print(os.getpid(), flush=True)
        os.close(1)
        server.accept()
    """
    command = [sys.executable, "-I", "-c", textwrap.dedent(code)]
    process = int(subprocess.run(command, env={}, stdout=subprocess.PIPE, check=True, text=True).stdout)
    try:
        with socket.socket(socket.AF_UNIX) as client, pytest.raises(guard.ForeignContact):
            client.connect(str(path))
    finally:
        os.kill(process, signal.SIGKILL)
    assert len(isolated.foreign_contacts()) == 1


def test_nothing_of_the_user_is_in_the_environment(isolated: IsolatedEnvironment) -> None:
    folder = str(isolated.folder)
    own = {"HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}
    assert all(os.environ[name].startswith(folder) for name in own)
    assert not {name for name in os.environ if "proxy" in name.casefold() or name.startswith("OLLAMA_")}
    paths = Paths.from_environment({})
    if sys.platform == "linux":
        assert all(str(place).startswith(folder) for place in (paths.data, paths.config, paths.cache, paths.logs))
    assert local_ollama(os.environ).port != guard.DEFAULT_PORT
    with socket.socket() as client, pytest.raises(ConnectionRefusedError):
        client.connect(("127.0.0.1", local_ollama(os.environ).port))


def test_no_keyring_of_the_user_is_asked() -> None:
    from keyring import get_keyring

    assert get_keyring().priority < 0


def test_every_test_has_a_home_of_its_own_and_leaves_the_environment_as_it_was(isolated: IsolatedEnvironment) -> None:
    homes = []
    before = dict(os.environ)
    for name in ("one", "other"):
        with isolated.of_one_test(name):
            homes.append(os.environ["HOME"])
            Path(homes[-1], "file").touch()
            os.environ["LEFT"] = "behind"
        assert dict(os.environ) == before
    assert homes[0] != homes[1]
    assert not any(os.path.exists(home) for home in homes)


def test_an_ollama_on_the_path_is_hidden_and_its_neighbours_are_not(tmp_path: Path) -> None:
    theirs, others = tmp_path / "theirs", tmp_path / "others"
    for folder, names in ((theirs, ("ollama", "curl")), (others, ("git",))):
        folder.mkdir()
        for name in names:
            (folder / name).touch(0o755)
    found = path_without_ollama(os.pathsep.join(map(str, (theirs, others, tmp_path / "none"))), tmp_path / "programs")
    hidden, *rest = found.split(os.pathsep)
    assert os.listdir(hidden) == ["curl"]
    assert rest == [str(others), str(tmp_path / "none")]


SAMPLE = (
    "tests/services/hosts/test_hosts.py::test_then_the_address_in_the_environment",
    "tests/services/hosts/test_hosts.py::test_with_no_ollama_the_built_in_engine_serves_at_once_and_leaves_no_process",
    "tests/services/hosts/test_hosts.py::test_a_wrong_address_is_said",
    "tests/test_start.py",
    "tests/selfcheck/test_self_check.py::test_everything_works_here_also_in_a_home_with_spaces_and_chinese_letters",
)


@pytest.mark.engine
def test_a_run_passes_beside_a_users_daemon_and_reaches_nothing_of_the_user(tmp_path: Path) -> None:
    """A sample of the tests, started by a user with an Ollama, proxies, a session bus and settings of their own."""
    try:
        daemon = Foreign(tmp_path, guard.DEFAULT_PORT)
    except subprocess.CalledProcessError:  # the real thing is there: the better test
        daemon = Foreign(tmp_path, 0)
    place = f"127.0.0.1:{daemon.port}"
    home, called = tmp_path / "user", tmp_path / "called"
    program = tmp_path / "bin" / "ollama"
    for folder in (home / ".ollama" / "models" / "blobs", home / ".config" / "teahouse", program.parent):
        folder.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch {called}\n")
    program.chmod(0o755)
    (home / ".config" / "teahouse" / "settings.json").write_text('{"theme": "dark"}')
    before = sorted(path for path in home.rglob("*"))
    user = {
        "HOME": str(home),
        "OLLAMA_HOST": place,
        "OLLAMA_MODELS": str(home / ".ollama" / "models"),
        "http_proxy": f"http://{place}",
        "HTTPS_PROXY": f"http://{place}",
        "all_proxy": f"http://{place}",
        "DBUS_SESSION_BUS_ADDRESS": f"tcp:host=127.0.0.1,port={daemon.port}",
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C",
        "LANGUAGE": "zh_CN",
        "TEAHOUSE_HOME": "",
    }
    others = {name: os.environ[name] for name in ("DISPLAY", "XAUTHORITY") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *SAMPLE],
            env=others | user,
            cwd=TESTS.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    finally:
        os.kill(daemon.process, signal.SIGKILL)
    assert done.returncode == 0, done.stdout
    assert daemon.connections == []
    assert not called.exists()
    assert sorted(path for path in home.rglob("*")) == before
