"""What the app says of a host that ends, comes back, or closes idle connections."""

import asyncio
import os

import pytest

from fixtures.backend_session import BackendSession
from fixtures.openai_answers import MODELS, model_list
from fixtures.scripted_answers import body, rated
from fixtures.scripted_daemon import ScriptedDaemon, ScriptedProcess
from fixtures.waits import wait_until
from services.hosts.test_hosts import fake_ollama, processes_with
from teahouse.connection import idle_connection
from teahouse.connection.address import Address
from teahouse.core.conversation import State
from teahouse.core.errors import Problem
from teahouse.core.host import HostKind, HostRoute
from teahouse.services.hosts import host_watch, service
from teahouse.services.hosts.events import HostEvent, HostState

IDLE = 1.0  # seconds until a daemon closes an idle connection: long enough for a request on a busy machine


def states(session):
    return [event.state for event in session.of(HostEvent)]


def wait_state(session, state, after=0):
    return session.wait(HostEvent, lambda event: event.state is state, after=after)


def versions_asked(daemon):
    return len(daemon.requested("/api/version"))


def running_timers(session):
    loop = session._backend.runtime._loop
    return [timer for timer in loop._scheduled if not timer.cancelled()]


def test_a_daemon_that_is_killed_is_lost_without_a_request_and_without_a_timer(tmp_path):
    with ScriptedProcess() as daemon, BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        assert wait_until(lambda: running_timers(session) == [])
        daemon.process.kill()
        lost = wait_state(session, HostState.LOST)
    assert lost.trouble.problem is Problem.HOST_UNREACHABLE
    assert lost.looks_again


@pytest.mark.parametrize("chosen", [True, False], ids=["at the chosen address", "found by itself"])
def test_starting_ollama_is_offered_when_a_local_daemon_is_gone_and_starts_it_there(tmp_path, monkeypatch, chosen):
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with ScriptedProcess() as daemon:
        monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{daemon.port}")
        with BackendSession(tmp_path / "home", host=daemon.url if chosen else "") as session:
            assert not session.ready().can_start_ollama
            daemon.process.kill()
            assert wait_state(session, HostState.LOST).can_start_ollama
            before = len(session.events)
            session.services.hosts.start_ollama()
            started = wait_state(session, HostState.READY, after=before)
            assert (started.ours, started.address) == (True, f"127.0.0.1:{daemon.port}")
    assert wait_until(lambda: processes_with(str(program)) == [])


@pytest.mark.parametrize("profile", [{}, {"kind": "openai"}], ids=["detected", "stored"])
def test_starting_ollama_is_not_offered_for_a_lost_server_of_another_kind(tmp_path, monkeypatch, profile):
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with ScriptedDaemon({MODELS: model_list("m")}) as server:
        profiles = {server.url: profile}
        with BackendSession(tmp_path / "home", host=server.url, host_profiles=profiles) as session:
            assert session.ready().kind is HostKind.OPENAI
            server.stop()
            lost = wait_state(session, HostState.LOST)
            assert (lost.kind, lost.can_start_ollama) == (HostKind.OPENAI, False)
            before = len(session.events)
            session.services.hosts.find_host()
            failed = wait_state(session, HostState.FAILED, after=before)
            assert (failed.kind, failed.can_start_ollama) == (HostKind.OPENAI, False)


def test_starting_ollama_is_not_offered_for_a_host_that_it_cannot_replace(tmp_path, monkeypatch):
    program = fake_ollama(tmp_path / "bin" / "ollama")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with BackendSession(tmp_path / "home", host="https://127.0.0.1:9") as session:
        assert not wait_state(session, HostState.FAILED).can_start_ollama


@pytest.mark.engine
def test_the_engine_that_was_chosen_is_used_although_an_ollama_runs(tmp_path, daemon, monkeypatch):
    monkeypatch.setenv("TEAHOUSE_LOCAL_OLLAMA", f"127.0.0.1:{daemon.port}")
    with BackendSession(tmp_path, use_engine=True) as session:
        assert wait_state(session, HostState.STARTING).engine
    assert daemon.requests == []


def test_a_daemon_that_closes_idle_connections_stays_connected_and_is_not_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(idle_connection, "SHORT_SECONDS", 0.0)
    with ScriptedDaemon(idle=IDLE) as daemon, BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        before = daemon.connections
        assert wait_until(lambda: daemon.connections >= before + 3)
        assert versions_asked(daemon) == 1
        assert states(session) == [HostState.SEARCHING, HostState.READY]


def test_a_daemon_that_closes_every_connection_at_once_stays_connected_and_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(idle_connection, "SHORT_SECONDS", 1000.0)
    monkeypatch.setattr(host_watch, "PAUSES", (0.01, 0.01))
    with ScriptedDaemon(idle=IDLE) as daemon, BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        assert wait_until(session.services.hosts._work.done)
        assert versions_asked(daemon) == 1 + 3
        assert states(session) == [HostState.SEARCHING, HostState.READY]


def test_a_reply_goes_on_while_idle_connections_are_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(idle_connection, "SHORT_SECONDS", 1000.0)
    monkeypatch.setattr(host_watch, "PAUSES", (0.01,) * 100)
    with ScriptedDaemon(idle=IDLE) as daemon, BackendSession(tmp_path, host=daemon.url) as session:
        daemon.on("/api/chat", rated(30, 10.0))
        session.ready()
        _, reply = session.ask("Which tea?")
        assert session.ended(reply).state is State.LENGTH
        assert versions_asked(daemon) > 2


def test_a_check_finds_out_what_no_connection_tells(tmp_path, monkeypatch):
    """As behind a proxy, whose connections do not end with the daemon."""
    monkeypatch.setattr(service, "RETRY_SECONDS", (1000.0,))
    with ScriptedDaemon() as daemon, BackendSession(tmp_path, host=daemon.url) as session:
        monkeypatch.setattr(idle_connection, "proxy_for", lambda address: "http://127.0.0.1:9")
        session.ready()
        port = daemon.port
        daemon.stop()
        session.services.hosts.check_host()
        wait_state(session, HostState.LOST)
        with ScriptedDaemon(port=port) as again:
            before = len(session.events)
            session.services.hosts.check_host()
            wait_state(session, HostState.READY, after=before)
            assert versions_asked(again) == 1


def test_a_check_finds_a_newer_version(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        daemon.on("/api/version", body({"version": "0.34.0"}))
        before = len(session.events)
        session.services.hosts.check_host()
        assert wait_state(session, HostState.READY, after=before).version == "0.34.0"
        session.services.hosts.check_host()
        assert wait_until(lambda: versions_asked(daemon) == 4)
    assert states(session) == [HostState.SEARCHING, HostState.READY, HostState.READY]


def test_behind_a_proxy_no_connection_is_held(daemon):
    async def hold_shortly():
        async with asyncio.timeout(0.1):
            await idle_connection.wait_for_refusal(Address.parse(daemon.url), HostRoute(proxy="http://127.0.0.1:9"))

    with pytest.raises(TimeoutError):
        asyncio.run(hold_shortly())
    assert daemon.connections == 0
