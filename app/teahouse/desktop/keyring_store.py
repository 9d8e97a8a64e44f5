"""Stores tokens of hosts in the system's keyring only.

keyring is imported at the first use (80 ms). A call may wait until the keyring is unlocked, or for ever: use a separate
thread. Without a keyring no token is stored; nothing is written to a file instead. A backend may raise any exception,
which becomes a `Trouble`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.core.errors import Problem, Trouble

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "teahouse"


class KeyringStore:
    """The tokens of hosts, by URL. `backend` is the keyring to use; None is the system's."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend

    def read_token(self, host_url: str) -> str | None:
        """The token of a host; None without one or without a keyring. Raises `Trouble(KEYRING_UNREADABLE)` if the
        keyring fails or is locked."""
        from keyring.errors import NoKeyringError

        try:
            return self._open_keyring().get_password(SERVICE, host_url)
        except NoKeyringError:
            return None
        except Exception as error:
            raise Trouble(Problem.KEYRING_UNREADABLE, host=host_url) from error

    def set_token(self, host_url: str, token: str) -> None:
        """Store a token; raises `Trouble(KEYRING_MISSING)` without a keyring or if it is locked."""
        try:
            self._open_keyring().set_password(SERVICE, host_url, token)
        except Exception as error:
            raise Trouble(Problem.KEYRING_MISSING, host=host_url) from error

    def delete_token(self, host_url: str) -> None:
        """Delete a host's token if there is one. Raises `Trouble(KEYRING_MISSING)`."""
        from keyring.errors import PasswordDeleteError

        try:
            self._open_keyring().delete_password(SERVICE, host_url)
        except PasswordDeleteError:
            return
        except Exception as error:
            raise Trouble(Problem.KEYRING_MISSING, host=host_url) from error

    def _open_keyring(self) -> KeyringBackend:
        if self._backend is None:
            self._backend = _system_keyring()
        return self._backend


def _system_keyring() -> KeyringBackend:
    """The configured or the best keyring; raises NoKeyringError without one.

    Priorities below 1 are those of keyrings that store secrets in their own files, and of the null keyring.
    """
    from keyring import get_keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import NoKeyringError

    best = get_keyring()
    if isinstance(best, ChainerBackend):  # it would also use keyrings of lower priority
        best = best.backends[0]
    if best.priority < 1:
        raise NoKeyringError
    return best
