from __future__ import annotations

import subprocess
import sys

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.keyring_store import KeyringStore

HOST = "https://big.example:11434"


class Remembering(KeyringBackend):
    """A keyring as the system's are, held by the test."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class InAFile(Remembering):
    """What keyrings that write files of their own say of themselves."""

    priority = 0.5  # type: ignore[assignment]


class Locked(Remembering):
    """A keyring whose question for the password was closed."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


def test_a_token_is_kept_for_its_host_alone() -> None:
    secrets = KeyringStore(Remembering())
    secrets.set_token(HOST, "abc")
    assert secrets.read_token(HOST) == "abc"
    assert secrets.read_token("https://other.example") is None


def test_a_forgotten_token_is_gone_and_forgetting_twice_is_no_error() -> None:
    secrets = KeyringStore(Remembering())
    secrets.set_token(HOST, "abc")
    secrets.delete_token(HOST)
    secrets.delete_token(HOST)
    assert secrets.read_token(HOST) is None


class Failing(Remembering):
    """A keyring that raises what real ones do when their service goes away."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__()
        self.failure = failure

    def get_password(self, service: str, username: str) -> str | None:
        raise self.failure

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.failure

    def delete_password(self, service: str, username: str) -> None:
        raise self.failure


class BackendError(Exception):
    """An exception of a backend's own, as secretstorage has them."""


FAILURES = (
    ConnectionResetError(),
    EOFError(),
    OSError(5, "input/output error"),
    TimeoutError(),
    AttributeError("x"),
    UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
    BackendError(),
    KeyringLocked(),
    RuntimeError(),
)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_whatever_a_keyring_raises_is_a_trouble(failure: BaseException) -> None:
    secrets = KeyringStore(Failing(failure))
    for call, problem in (
        (lambda: secrets.read_token(HOST), Problem.KEYRING_UNREADABLE),
        (lambda: secrets.set_token(HOST, "abc"), Problem.KEYRING_MISSING),
        (lambda: secrets.delete_token(HOST), Problem.KEYRING_MISSING),
    ):
        with pytest.raises(Trouble) as caught:
            call()
        assert caught.value.problem is problem


def test_without_a_keyring_there_is_no_token() -> None:
    assert KeyringStore(NoKeyring()).read_token(HOST) is None


@pytest.mark.parametrize("backend", [NoKeyring(), Locked()])
def test_keeping_a_token_without_a_keyring_is_a_trouble(backend: KeyringBackend) -> None:
    secrets = KeyringStore(backend)
    for call in (lambda: secrets.set_token(HOST, "abc"), lambda: secrets.delete_token(HOST)):
        with pytest.raises(Trouble) as caught:
            call()
        assert caught.value.problem is Problem.KEYRING_MISSING
        assert "abc" not in str(caught.value)


def test_a_keyring_that_writes_files_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    file = InAFile()
    monkeypatch.setattr("keyring.get_keyring", lambda: file)
    with pytest.raises(Trouble):
        KeyringStore().set_token(HOST, "abc")
    assert file.kept == {}


def test_of_a_chain_the_best_is_used_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    best, file = Remembering(), InAFile()
    monkeypatch.setattr(ChainerBackend, "backends", [best, file])
    monkeypatch.setattr("keyring.get_keyring", ChainerBackend)
    file.set_password("teahouse", HOST, "from a file")
    secrets = KeyringStore()
    assert secrets.read_token(HOST) is None
    secrets.set_token(HOST, "abc")
    assert list(best.kept.values()) == ["abc"]
    assert list(file.kept.values()) == ["from a file"]


def test_keyring_is_not_loaded_before_it_is_asked() -> None:
    program = (
        "import sys\nfrom teahouse.desktop.keyring_store import KeyringStore\n"
        "KeyringStore()\nprint('keyring' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
