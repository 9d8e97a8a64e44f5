"""Keyrings that do not answer, or fail: the host is used all the same, and it is said what the keyring did."""

import asyncio
import threading
import time

import pytest
from keyring.backend import KeyringBackend

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import error, recorded_answers
from fixtures.waits import AT_ONCE
from teahouse.connection.address import Address
from teahouse.core.errors import Problem
from teahouse.desktop import keyring_store
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts import credentials
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.events import HostEvent, HostState


class Odd(KeyringBackend):
    """A keyring that waits for an answer of the test, then fails with `failure` or gives what it has."""

    priority = 5

    def __init__(self, failure=None, *, hangs=False):
        super().__init__()
        self.failure = failure
        self.answered = threading.Event()
        self.asked = threading.Event()
        self.held = {}
        if not hangs:
            self.answered.set()

    def _wait(self):
        self.asked.set()
        self.answered.wait(600)
        if self.failure is not None:
            raise self.failure

    def get_password(self, service, username):
        self._wait()
        return self.held.get(username)

    def set_password(self, service, username, password):
        self._wait()
        self.held[username] = password

    def delete_password(self, service, username):
        self._wait()


@pytest.fixture
def use(monkeypatch):
    """Put a keyring into the place of this computer's; one that hangs is let go at the end."""
    used = []

    def use(keyring):
        used.append(keyring)
        monkeypatch.setattr(keyring_store, "_system_keyring", lambda: keyring)
        return keyring

    yield use
    for keyring in used:
        keyring.answered.set()


FAILURES = (ConnectionResetError(), EOFError(), OSError(5, "x"), type("BackendError", (Exception,), {})())


def wants_token(daemon, token="abc"):
    """The daemon refuses whoever does not send this token."""
    usual = recorded_answers()["/api/version"]

    def answer(request):
        if request.headers.get("authorization") != f"Bearer {token}":
            return error(401, "unauthorized")
        return usual(request) if callable(usual) else usual

    daemon.on("/api/version", answer)


def ended(session, after=0):
    return session.wait(HostEvent, lambda event: event.state in (HostState.READY, HostState.FAILED), after=after)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_an_open_host_is_used_though_the_keyring_fails(tmp_path, daemon, use, failure):
    use(Odd(failure))
    with BackendSession(tmp_path, host=daemon.url) as session:
        assert ended(session).state is HostState.READY


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_host_that_wants_the_token_says_that_the_keyring_could_not_be_read(tmp_path, daemon, use, failure):
    use(Odd(failure))
    wants_token(daemon)
    with BackendSession(tmp_path, host=daemon.url) as session:
        event = ended(session)
        assert event.state is HostState.FAILED
        assert event.trouble.problem is Problem.KEYRING_UNREADABLE


def test_a_wrong_token_is_still_the_hosts_refusal(tmp_path, daemon, use):
    use(Odd()).held[daemon.url] = "old"
    wants_token(daemon)
    with BackendSession(tmp_path, host=daemon.url) as session:
        assert ended(session).trouble.problem is Problem.HOST_REFUSED


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_new_host_is_used_at_once_with_a_token_that_no_keyring_takes(tmp_path, daemon, use, failure):
    use(Odd(failure))
    wants_token(daemon)
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        ended(session)
        session.services.hosts.use_host(daemon.url, "abc")
        session.wait(HostEvent, lambda event: event.state is HostState.READY)
        session.wait(TroubleEvent, lambda event: event.trouble.problem is Problem.KEYRING_MISSING)


def test_a_new_host_is_used_while_the_keyring_waits_for_the_person(tmp_path, daemon, use):
    keyring = use(Odd(hangs=True))
    wants_token(daemon)
    with BackendSession(tmp_path, host="127.0.0.1:9") as session:
        session.wait(HostEvent, lambda event: event.asks_keyring)
        session.services.hosts.use_host(daemon.url, "abc")
        session.wait(HostEvent, lambda event: event.state is HostState.READY)
        assert keyring.held == {}
        keyring.answered.set()
        deadline = time.monotonic() + 30
        while daemon.url not in keyring.held and time.monotonic() < deadline:
            time.sleep(0.01)
    assert keyring.held == {daemon.url: "abc"}


def test_waiting_for_the_keyring_is_told_and_its_late_answer_is_used(tmp_path, daemon, use):
    keyring = use(Odd(hangs=True))
    keyring.held[daemon.url] = "abc"
    wants_token(daemon)
    with BackendSession(tmp_path, host=daemon.url) as session:
        assert session.wait(HostEvent, lambda event: event.asks_keyring).state is HostState.SEARCHING
        keyring.answered.set()
        event = ended(session)
        assert (event.state, event.asks_keyring) == (HostState.READY, False)


def test_the_person_can_go_on_without_the_keyring_and_retry_later(tmp_path, daemon, use):
    keyring = use(Odd(hangs=True))
    keyring.held[daemon.url] = "abc"
    wants_token(daemon)
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.wait(HostEvent, lambda event: event.asks_keyring)
        session.services.hosts.go_without_secret()
        assert ended(session).trouble.problem is Problem.KEYRING_SILENT
        before = len(session.events)
        session.services.hosts.find_host()
        session.wait(HostEvent, lambda event: event.asks_keyring, after=before)
        keyring.answered.set()
        assert ended(session, after=before).state is HostState.READY
    assert sum(thread.name == "teahouse-deadline" for thread in threading.enumerate()) == 0


def test_a_keyring_that_never_answers_is_given_up_in_time(tmp_path, daemon, use, monkeypatch):
    monkeypatch.setattr(credentials.KeyringCalls.__init__, "__defaults__", (0.2,))
    use(Odd(hangs=True))
    with BackendSession(tmp_path / "open", host=daemon.url) as session:
        assert ended(session).state is HostState.READY
    wants_token(daemon)
    with BackendSession(tmp_path / "closed", host=daemon.url) as session:
        assert ended(session).trouble.problem is Problem.KEYRING_SILENT
        for _ in range(5):
            before = len(session.events)
            session.services.hosts.find_host()
            ended(session, after=before)
    assert sum(thread.name == "teahouse-deadline" for thread in threading.enumerate()) <= 2  # one for each app


def test_quitting_does_not_wait_for_the_keyring(tmp_path, daemon, use):
    keyring = use(Odd(hangs=True))
    with BackendSession(tmp_path, host=daemon.url) as session:
        assert keyring.asked.wait(30)
        session.wait(HostEvent, lambda event: event.asks_keyring)
        begun = time.monotonic()
    assert time.monotonic() - begun < AT_ONCE


def test_a_token_is_kept_in_memory_only_until_a_keyring_has_taken_it(use):
    keyring, address = use(Odd()), Address.parse("127.0.0.1:9")
    credentials = Credentials(keyring_store.KeyringStore())
    asyncio.run(credentials.save_secret(address.url, "abc", ""))
    assert keyring.held == {address.url: "abc"}
    assert not credentials.has_unsaved(address)
    keyring.held.clear()  # as a person does in the keyring's own window
    assert asyncio.run(credentials.load_secret(address)) == (address, None)


def test_what_was_typed_while_the_keyring_still_took_the_last_token_is_not_forgotten(use):
    keyring, address = use(Odd(hangs=True)), Address.parse("127.0.0.1:9")
    credentials = Credentials(keyring_store.KeyringStore())

    async def type_twice():
        first = asyncio.create_task(credentials.save_secret(address.url, "old", ""))
        await asyncio.sleep(0)
        second = asyncio.create_task(credentials.save_secret(address.url, "new", ""))
        await asyncio.sleep(0)
        assert await credentials.load_secret(address) == (address, "new")
        keyring.answered.set()
        await asyncio.gather(first, second)
        return await credentials.load_secret(address)

    assert asyncio.run(type_twice()) == (address, "new")
