"""The ladder: the address given, OLLAMA_HOST, a running Ollama, an installed one (offered), the built-in engine."""

import os
import stat
import sys
from base64 import b64encode

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError

from fixtures.backstage import Backstage
from fixtures.scripted_answers import HTML, SILENT
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.waiting import until
from teahouse.core.errors import Problem
from teahouse.desktop import secrets
from teahouse.services import hosts
from teahouse.services.news import HostNews, HostState, ModelsNews, TroubleNews


def settled(stage):
    return stage.wait(HostNews, lambda news: news.state in (HostState.READY, HostState.FAILED))


@pytest.fixture
def unused_port():
    """A port of this computer that was a daemon's a moment ago."""
    with ScriptedDaemon() as gone:
        return gone.port


def test_the_address_the_person_gave_comes_first(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with Backstage(tmp_path, host=daemon.url) as stage:
        news = stage.ready()
    assert news.address == f"127.0.0.1:{daemon.port}"
    assert not news.ours


def test_then_the_address_in_the_environment(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", f"0.0.0.0:{daemon.port}")
    with Backstage(tmp_path) as stage:
        news = stage.ready()
    assert (news.address, news.version, news.local) == (f"127.0.0.1:{daemon.port}", "0.33.0", True)


def test_then_an_ollama_that_runs_here(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{daemon.port}")
    with Backstage(tmp_path) as stage:
        assert stage.ready().version == "0.33.0"


@pytest.mark.engine
def test_with_no_ollama_the_built_in_engine_serves_at_once_and_leaves_no_process(tmp_path):
    with Backstage(tmp_path) as stage:
        news = stage.ready()
        assert news.engine
        assert news.ours
        assert not news.can_start_ollama
        models = stage.wait(ModelsNews).models
        assert [entry.card.name for entry in models] == ["smollm2:135m"]
        running = engines_over(tmp_path)
        assert running
    assert until(lambda: engines_over(tmp_path) == [])


@pytest.mark.engine
def test_an_engine_that_was_killed_comes_back_by_itself(tmp_path):
    with Backstage(tmp_path) as stage:
        stage.ready()
        before = len(stage.news)
        for process in engines_over(tmp_path):
            os.kill(process, 9)
        again = stage.wait(HostNews, lambda news: news.state is HostState.READY, after=before)
        assert again.engine
        _, reply = stage.ask("Say hello.")
        assert stage.ended(reply).text


def test_an_installed_ollama_is_offered_and_started_when_wanted_and_stopped_at_the_end(
    tmp_path, monkeypatch, unused_port
):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{unused_port}")
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(hosts.discovery, "engine_available", lambda: False)
    with Backstage(tmp_path / "home") as stage:
        offered = settled(stage)
        assert offered.can_start_ollama
        assert offered.state is HostState.FAILED
        before = len(stage.news)
        stage.services.hosts.start_ollama()
        started = stage.wait(HostNews, lambda news: news.state is HostState.READY, after=before)
        assert started.ours
        assert not started.engine
        assert processes_with(str(program))
    assert until(lambda: processes_with(str(program)) == [])


def test_an_ollama_of_ours_uses_its_makers_servers_only_when_the_person_wants_it(tmp_path, monkeypatch, unused_port):
    """The program refuses to start without OLLAMA_NO_CLOUD, unless there is a file `cloud` beside it."""
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{unused_port}")
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(hosts.discovery, "engine_available", lambda: False)
    program.with_name("cloud").touch()
    with Backstage(tmp_path / "home") as stage:
        settled(stage)
        stage.services.hosts.allow_cloud(True)
        before = len(stage.news)
        stage.services.hosts.start_ollama()
        assert stage.wait(HostNews, lambda news: news.state is HostState.READY, after=before).ours


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("127.0.0.1:9", "host_unreachable"),
        ("not a host", "host_address_invalid"),
        ("ftp://127.0.0.1", "host_address_invalid"),
    ],
)
def test_a_wrong_address_is_said(tmp_path, host, problem):
    with Backstage(tmp_path, host=host) as stage:
        news = settled(stage)
    assert news.state is HostState.FAILED
    assert news.trouble.problem.value == problem


@pytest.mark.parametrize(("answer", "problem"), [(HTML, "web_page_answered"), (SILENT, "host_silent")])
def test_something_else_at_the_address_is_said(tmp_path, daemon, answer, problem):
    daemon.on("/api/version", answer)
    with Backstage(tmp_path, host=daemon.url) as stage:
        news = settled(stage)
    assert news.state is HostState.FAILED
    assert news.trouble.problem.value == problem


def test_asking_without_a_host_fails_with_the_reason_and_keeps_the_question(tmp_path):
    with Backstage(tmp_path, host="127.0.0.1:9") as stage:
        settled(stage)
        _, reply = stage.ask("Anyone?")
        ended = stage.ended(reply)
    assert ended.problem == "host_unreachable"


def test_another_address_can_be_used_at_once(tmp_path, daemon):
    with Backstage(tmp_path, host="127.0.0.1:9") as stage:
        settled(stage)
        stage.services.hosts.use(daemon.url)
        assert stage.wait(HostNews, lambda news: news.state is HostState.READY).version == "0.33.0"
        assert stage.wait(ModelsNews, lambda news: bool(news.models))


def test_a_token_that_cannot_be_kept_is_said_and_never_written_to_a_file(tmp_path, daemon, monkeypatch):
    def none():
        raise NoKeyringError

    monkeypatch.setattr(secrets, "_system_keyring", none)
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        stage.services.hosts.use(daemon.url, token="s3cret-token")
        stage.wait(HostNews, lambda news: news.state is HostState.SEARCHING, after=len(stage.news) - 1)
        stage.ready()
        told = stage.wait(TroubleNews).trouble
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
    tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
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
    monkeypatch.setattr(secrets, "_system_keyring", lambda: keyring)
    with Backstage(tmp_path, host="127.0.0.1:9") as stage:
        stage.services.hosts.use(daemon.url, "p@ss:wörd", "me")
        stage.wait(HostNews, lambda news: news.state is HostState.READY)
        stage.wait(ModelsNews, lambda news: bool(news.models))
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
    basic = "Basic " + b64encode("me:p@ss:wörd".encode()).decode("ascii")
    assert authorizations(daemon) == [basic]
    written = [path for path in tmp_path.rglob("*") if path.is_file() and b"p@ss" in path.read_bytes()]
    assert written == []
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        before = len(stage.news)
        stage.services.hosts.forget(daemon.url)
        stage.services.hosts.retry()
        stage.wait(ModelsNews, lambda news: bool(news.models), after=before)
    assert keyring.held == {}
    assert authorizations(daemon) == [basic, ""]


def test_a_password_that_no_keyring_takes_serves_for_the_session(tmp_path, daemon, monkeypatch):
    monkeypatch.setattr(secrets, "_system_keyring", _no_keyring)
    with Backstage(tmp_path, host="127.0.0.1:9") as stage:
        stage.services.hosts.use(daemon.url, "s3cret")
        stage.wait(ModelsNews, lambda news: bool(news.models))
        stage.wait(TroubleNews, lambda news: news.trouble.problem is Problem.KEYRING_MISSING)
    assert authorizations(daemon) == ["Bearer s3cret"]


def _no_keyring():
    raise NoKeyringError
