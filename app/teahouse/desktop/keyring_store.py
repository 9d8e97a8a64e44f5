"""Tokens of hosts, in the system's keyring and nowhere else.

keyring is imported at the first use (80 ms), and asking it may wait for the person to unlock it, or for ever: call this
on a thread that nobody has to wait for. A computer without a keyring keeps no tokens; nothing is ever written to a file
instead. A backend may raise anything: its own exceptions, those of D-Bus, of a socket or of a pipe. Whatever it is
becomes a `Trouble`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.core.errors import Problem, Trouble

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "teahouse"


class KeyringStore:
    """The tokens of hosts, by host address. `backend` is the keyring to use; the system's own when None."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend

    def token(self, host_url: str) -> str | None:
        """The token kept for this host; None when there is none, or no keyring that could have one. Raises
        `Trouble(KEYRING_UNREADABLE)` where the keyring fails or was not unlocked."""
        from keyring.errors import NoKeyringError

        try:
            return self._open_keyring().get_password(SERVICE, host_url)
        except NoKeyringError:
            return None
        except Exception as error:
            raise Trouble(Problem.KEYRING_UNREADABLE, host=host_url) from error

    def set_token(self, host_url: str, token: str) -> None:
        """Keep a token; raises `Trouble(KEYRING_MISSING)` where the system keeps none, or was not unlocked."""
        try:
            self._open_keyring().set_password(SERVICE, host_url, token)
        except Exception as error:
            raise Trouble(Problem.KEYRING_MISSING, host=host_url) from error

    def forget(self, host_url: str) -> None:
        """Delete a host's token; nothing happens where there is none. Raises `Trouble(KEYRING_MISSING)`."""
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
    """The keyring this person has set or the system's best one; raises NoKeyringError where there is none.

    Keyrings below priority 1 are those that keep secrets in files of their own, and none at all.
    """
    from keyring import get_keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import NoKeyringError

    best = get_keyring()
    if isinstance(best, ChainerBackend):  # it would try the weaker ones after the best
        best = best.backends[0]
    if best.priority < 1:
        raise NoKeyringError
    return best
