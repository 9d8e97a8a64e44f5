"""The ladder: the address given, OLLAMA_HOST, a running Ollama, an installed one (offered), the built-in engine."""

import os
import signal
import stat
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import HTML, SILENT, error, recorded_answers
from fixtures.scripted_daemon import ScriptedDaemon, ScriptedProcess
from fixtures.waits import wait_until
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop import keyring_store
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PieceEvent
from teahouse.services.hosts import service
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelsEvent


def settled(session):
    return session.wait(HostEvent, lambda event: event.state in (HostState.READY, HostState.FAILED))


@pytest.fixture
def unused_port():
    """A port of this computer that was a daemon's a moment ago."""
    with ScriptedDaemon() as gone:
        return gone.port


def test_the_address_the_person_gave_comes_first(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with BackendSession(tmp_path, host=daemon.url) as session:
        event = session.ready()
    assert event.address == f"127.0.0.1:{daemon.port}"
    assert not event.ours


def test_then_the_address_in_the_environment(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", f"0.0.0.0:{daemon.port}")
    with BackendSession(tmp_path) as session:
        event = session.ready()
    assert (event.address, event.version, event.local) == (f"127.0.0.1:{daemon.port}", "0.33.0", True)


def test_then_an_ollama_that_runs_here(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{daemon.port}")
    with BackendSession(tmp_path) as session:
        assert session.ready().version == "0.33.0"


@pytest.mark.engine
def test_with_no_ollama_the_built_in_engine_serves_at_once_and_leaves_no_process(tmp_path):
    with BackendSession(tmp_path) as session:
        event = session.ready()
        assert event.engine
        assert event.ours
        assert not event.can_start_ollama
        models = session.wait(ModelsEvent).models
        assert [entry.card.name for entry in models] == ["smollm2:135m"]
        running = engines_over(tmp_path)
        assert running
    assert wait_until(lambda: engines_over(tmp_path) == [])


@pytest.mark.engine
def test_an_engine_that_was_killed_comes_back_by_itself(tmp_path):
    with BackendSession(tmp_path) as session:
        session.ready()
        before = len(session.events)
        for process in engines_over(tmp_path):
            os.kill(process, 9)
        again = session.wait(HostEvent, lambda event: event.state is HostState.READY, after=before)
        assert again.engine
        conversation, reply = session.ask("Say hello.")
        session.wait(PieceEvent, lambda event: event.message_id == reply)
        session.services.chat.stop_replies(conversation)  # left alone it repeats itself for minutes now and then
        assert session.ended(reply).text


def test_an_installed_ollama_is_offered_and_started_when_wanted_and_stopped_at_the_end(
    tmp_path, monkeypatch, unused_port
):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{unused_port}")
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(service.discovery, "engine_available", lambda: False)
    with BackendSession(tmp_path / "home") as session:
        offered = settled(session)
        assert offered.can_start_ollama
        assert offered.state is HostState.FAILED
        before = len(session.events)
        session.services.hosts.start_ollama()
        started = session.wait(HostEvent, lambda event: event.state is HostState.READY, after=before)
        assert started.ours
        assert not started.engine
        assert processes_with(str(program))
    assert wait_until(lambda: processes_with(str(program)) == [])


def test_an_ollama_of_ours_uses_its_makers_servers_only_when_the_person_wants_it(tmp_path, monkeypatch, unused_port):
    """The program refuses to start without OLLAMA_NO_CLOUD, unless there is a file `cloud` beside it."""
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{unused_port}")
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(service.discovery, "engine_available", lambda: False)
    program.with_name("cloud").touch()
    with BackendSession(tmp_path / "home") as session:
        settled(session)
        session.services.hosts.allow_cloud(True)
        before = len(session.events)
        session.services.hosts.start_ollama()
        assert session.wait(HostEvent, lambda event: event.state is HostState.READY, after=before).ours


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("127.0.0.1:9", "host_unreachable"),
        ("not a host", "host_address_invalid"),
        ("ftp://127.0.0.1", "host_address_invalid"),
    ],
)
def test_a_wrong_address_is_said(tmp_path, host, problem):
    with BackendSession(tmp_path, host=host) as session:
        event = settled(session)
    assert event.state is HostState.FAILED
    assert event.trouble.problem.value == problem


@pytest.mark.parametrize(("answer", "problem"), [(HTML, "web_page_answered"), (SILENT, "host_silent")])
def test_something_else_at_the_address_is_said(tmp_path, daemon, answer, problem):
    daemon.on("/api/version", answer)
    with BackendSession(tmp_path, host=daemon.url) as session:
        event = settled(session)
    assert event.state is HostState.FAILED
    assert event.trouble.problem.value == problem


def test_asking_without_a_host_fails_with_the_reason_and_keeps_the_question(tmp_path):
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        settled(session)
        _, reply = session.ask("Anyone?")
        ended = session.ended(reply)
    assert ended.problem == "host_unreachable"


def test_another_address_can_be_used_at_once(tmp_path, daemon):
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        settled(session)
        session.services.hosts.use_host(daemon.url)
        assert session.wait(HostEvent, lambda event: event.state is HostState.READY).version == "0.33.0"
        assert session.wait(ModelsEvent, lambda event: bool(event.models))


def test_a_token_that_cannot_be_kept_is_said_and_never_written_to_a_file(tmp_path, daemon, monkeypatch):
    def none():
        raise NoKeyringError

    monkeypatch.setattr(keyring_store, "_system_keyring", none)
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.hosts.use_host(daemon.url, token="s3cret-token")
        session.wait(HostEvent, lambda event: event.state is HostState.SEARCHING, after=len(session.events) - 1)
        session.ready()
        told = session.wait(TroubleEvent).trouble
    assert told.problem is Problem.KEYRING_MISSING
    assert "s3cret-token" not in str(told)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret-token" in path.read_bytes()]
    assert written == []


def engines_over(folder):
    return [process for process in processes_with(str(folder)) if b"engine" in command_of(process)]


def processes_with(text):
    return [
        int(name)
        for name in os.listdir("/proc")
        if name.isdigit() and int(name) != os.getpid() and text.encode() in command_of(int(name))
    ]


def command_of(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


def fake_ollama(path):
    """A program that serves like `ollama serve` at OLLAMA_HOST: the scripted daemon under that name."""
    path.parent.mkdir(parents=True)
    tests = str(Path(__file__).resolve().parents[2])
    path.write_text(
        f"#!{sys.executable}\n"
        "import asyncio, os, pathlib, sys, threading\n"
        f"sys.path.insert(0, {tests!r})\n"
        "from fixtures.scripted_daemon import ScriptedDaemon\n"
        "assert sys.argv[1:] == ['serve']\n"
        "cloud = pathlib.Path(__file__).with_name('cloud')\n"
        "assert os.environ.get('OLLAMA_NO_CLOUD') == (None if cloud.exists() else '1')\n"
        "host, _, port = os.environ['OLLAMA_HOST'].rpartition(':')\n"
        "asyncio.run(ScriptedDaemon(host=host, port=int(port)).serve(threading.Event()))\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


class Keyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self):
        self.held = {}

    def get_password(self, service, username):
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        self.held[service, username] = password

    def delete_password(self, service, username):
        del self.held[service, username]


def authorizations(daemon):
    """What was sent for who one is, in order, each once."""
    return list(dict.fromkeys(request.headers.get("authorization", "") for request in daemon.requested("/api/tags")))


def test_a_user_with_a_password_is_kept_in_the_keyring_and_sent_as_such_until_it_is_forgotten(
    tmp_path, daemon, monkeypatch
):
    keyring = Keyring()
    monkeypatch.setattr(keyring_store, "_system_keyring", lambda: keyring)
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        session.services.hosts.use_host(daemon.url, "p@ss:wörd", "me")
        session.wait(HostEvent, lambda event: event.state is HostState.READY)
        session.wait(ModelsEvent, lambda event: bool(event.models))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
    basic = "Basic " + b64encode("me:p@ss:wörd".encode()).decode("ascii")
    assert authorizations(daemon) == [basic]
    written = [path for path in tmp_path.rglob("*") if path.is_file() and b"p@ss" in path.read_bytes()]
    assert written == []
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        before = len(session.events)
        session.services.hosts.forget_secret(daemon.url)
        session.services.hosts.find_host()
        session.wait(ModelsEvent, lambda event: bool(event.models), after=before)
    assert keyring.held == {}
    assert authorizations(daemon) == [basic, ""]


def test_a_password_that_no_keyring_takes_serves_for_the_session(tmp_path, daemon, monkeypatch):
    monkeypatch.setattr(keyring_store, "_system_keyring", _no_keyring)
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        session.services.hosts.use_host(daemon.url, "s3cret")
        session.wait(ModelsEvent, lambda event: bool(event.models))
        session.wait(TroubleEvent, lambda event: event.trouble.problem is Problem.KEYRING_MISSING)
    assert authorizations(daemon) == ["Bearer s3cret"]


def _no_keyring():
    raise NoKeyringError


def away(session, *, after=0):
    """Wait until the host is said to be away and to be looked for again."""
    event = session.wait(HostEvent, lambda event: event.state is HostState.FAILED, after=after)
    assert event.looks_again
    return event


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
def test_a_daemon_that_is_stopped_at_the_start_is_found_without_a_click_once_it_goes_on(tmp_path):
    with ScriptedProcess() as daemon:
        os.kill(daemon.process.pid, signal.SIGSTOP)
        with BackendSession(tmp_path, host=daemon.url) as session:
            assert away(session).trouble.problem is Problem.HOST_SILENT
            session.services.library.watch_memory(False)  # another window is in front
            os.kill(daemon.process.pid, signal.SIGCONT)
            assert session.ready().trouble is None
            assert session.of(HostEvent)[-1].looks_again is False
            assert session.wait(ModelsEvent, lambda event: bool(event.models))


def test_a_daemon_that_is_started_after_the_app_is_found_without_a_click(tmp_path, unused_port):
    with BackendSession(tmp_path, host=f"127.0.0.1:{unused_port}") as session:
        assert away(session).trouble.problem is Problem.HOST_UNREACHABLE
        with ScriptedDaemon(port=unused_port):
            assert session.ready().version == "0.33.0"


def test_where_there_is_no_engine_an_ollama_that_is_started_later_is_found_without_a_click(
    tmp_path, unused_port, monkeypatch
):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{unused_port}")
    monkeypatch.setattr(service.discovery, "engine_available", lambda: False)
    with BackendSession(tmp_path) as session:
        assert away(session).trouble.problem is Problem.ENGINE_MISSING
        with ScriptedDaemon(port=unused_port):
            assert session.ready().version == "0.33.0"


@pytest.mark.parametrize("answer", [HTML, error(401, "no")], ids=["a web page", "a refusal"])
def test_what_does_not_pass_by_itself_is_not_asked_again(tmp_path, daemon, answer, monkeypatch):
    monkeypatch.setattr(service, "RETRY_SECONDS", (0.01,))
    daemon.on("/api/version", answer)
    with BackendSession(tmp_path, host=daemon.url) as session:
        event = settled(session)
        assert not event.looks_again
        work = session.services.hosts._work
        assert wait_until(work.done)
        assert len(daemon.requested("/api/version")) == 1


def test_a_host_that_stays_away_is_told_once_and_given_more_time_with_each_look(tmp_path, daemon, monkeypatch):
    monkeypatch.setattr(service, "RETRY_SECONDS", (0.01,))
    patience = []
    probe = service.discovery.probe_daemon

    async def probed(address, token=None, seconds=0.0, route=None):
        patience.append(seconds)
        return await probe(address, token, seconds)

    monkeypatch.setattr(service.discovery, "probe_daemon", probed)
    daemon.on("/api/version", error(503, "starting"))
    with BackendSession(tmp_path, host=daemon.url) as session:
        away(session)
        assert wait_until(lambda: len(patience) > 5)
        assert patience[:5] == [2.0, 4.0, 8.0, 10.0, 10.0]
        assert [event.state for event in session.of(HostEvent)] == [HostState.SEARCHING, HostState.FAILED]


def test_a_keyring_is_asked_once_however_often_its_host_is_looked_for(tmp_path, daemon, monkeypatch):
    monkeypatch.setattr(service, "RETRY_SECONDS", (0.01,))
    asked = []

    def read_token(_, url):
        asked.append(url)
        return "kept"

    monkeypatch.setattr(keyring_store.KeyringStore, "read_token", read_token)
    daemon.on("/api/version", error(503, "starting"))
    with BackendSession(tmp_path, host=daemon.url) as session:
        away(session)
        assert wait_until(lambda: len(daemon.requested("/api/version")) > 3)
        assert len(asked) == 1
        assert daemon.requests[-1].headers["authorization"] == "Bearer kept"


def test_a_list_of_models_that_does_not_come_is_asked_for_again_without_a_click(tmp_path, daemon, monkeypatch):
    monkeypatch.setattr(service, "RETRY_SECONDS", (0.01,))
    daemon.on("/api/tags", error(503, "busy"), error(503, "busy"), recorded_answers()["/api/tags"])
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.services.library.watch_memory(False)  # another window is in front
        assert session.wait(ModelsEvent).trouble.problem is Problem.HOST_BUSY
        assert session.wait(ModelsEvent, lambda event: bool(event.models)).trouble is None
        told = [event.trouble is None for event in session.of(ModelsEvent)]
        assert told.count(False) == 1  # the second time says nothing new


@pytest.mark.engine
def test_an_engine_that_is_too_busy_to_say_who_it_is_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(service, "RETRY_SECONDS", (0.01,))
    probe, probed = service.discovery.probe_daemon, []

    async def busy_at_first(address, token=None, seconds=2.0, route=None):
        if not address.is_local or token is None:
            return await probe(address, token, seconds)
        probed.append(address)
        if len(probed) == 1:
            raise Trouble(Problem.HOST_SILENT, address=address.shown)
        return await probe(address, token, seconds)

    monkeypatch.setattr(service.discovery, "probe_daemon", busy_at_first)
    with BackendSession(tmp_path) as session:
        assert session.ready().engine
        assert len(probed) == 2
