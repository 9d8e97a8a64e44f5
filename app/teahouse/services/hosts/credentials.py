"""Users, passwords and tokens of hosts: in the system's keyring, or in memory where that is not available."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.keyring_store import KeyringStore
from teahouse.services.runtime import run_with_deadline

T = TypeVar("T")

KEYRING_SECONDS = 60.0  # a person may have to type a password


class KeyringCalls:
    """Calls of the system's keyring: one at a time, each with a deadline, on threads that are not joined.

    A keyring may block until the person has typed a password. While one call is blocked the next one waits: it would
    ask for the same password. Use it on the loop's thread. `seconds` includes the wait for earlier calls.
    """

    def __init__(self, seconds: float = KEYRING_SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._waits: set[asyncio.Timeout] = set()

    async def call(self, function: Callable[[], T]) -> T:
        """Returns or raises what `function` does; TimeoutError after `seconds` or `give_up`."""
        loop = asyncio.get_running_loop()

        def run_and_release() -> T:
            """Release the lock when the call is over, not when its deadline has passed."""
            try:
                return function()
            finally:
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(self._turn.release)

        async with asyncio.timeout(self._seconds) as wait:
            self._waits.add(wait)
            try:
                await self._turn.acquire()
                return await run_with_deadline(run_and_release, self._seconds)
            finally:
                self._waits.discard(wait)

    def give_up(self) -> None:
        """End all waiting calls; the result of a blocked thread is ignored."""
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(asyncio.get_running_loop().time())


BASIC = "basic:"  # the prefix of a stored user and password; anything else is a token


class Credentials:
    """Secrets by the host's address. Access to the keyring may wait for the person, up to KEYRING_SECONDS."""

    def __init__(self, secrets: KeyringStore) -> None:
        self._secrets = secrets
        self._calls = KeyringCalls()
        self._read_troubles: dict[str, Trouble] = {}  # why a secret could not be read, by URL
        self._session_secrets: dict[str, str] = {}  # secrets that are not in the keyring, by URL

    async def save_secret(self, address: str, token: str, user: str) -> None:
        """Store a token, or a password for `user`, of the host at `address` (as typed). Raises HOST_ADDRESS_INVALID,
        and KEYRING_MISSING where it is in memory only."""
        url = Address.parse(address).url
        secret = f"{BASIC}{quote(user, safe='')}:{quote(token, safe='')}" if user else token
        self._session_secrets[url] = secret
        try:
            await self._calls.call(lambda: self._secrets.set_token(url, secret))
        except TimeoutError as error:
            raise Trouble(Problem.KEYRING_MISSING, host=url) from error
        if self._session_secrets.get(url) == secret:  # not replaced meanwhile
            del self._session_secrets[url]

    async def delete_secret(self, address: str) -> None:
        """Delete the secret of a host, if there is one."""
        try:
            url = Address.parse(address).url
            self._session_secrets.pop(url, None)
            await self._calls.call(lambda: self._secrets.delete_token(url))
        except (Trouble, TimeoutError):
            return  # without keyring or valid address nothing is stored

    def has_unsaved(self, address: Address) -> bool:
        """Whether the host's secret is in memory only."""
        return address.url in self._session_secrets

    async def load_secret(self, address: Address) -> tuple[Address, str | None]:
        """The address with its stored user and password, or its token; neither where the keyring fails, because many
        hosts need none. `explain_refusal` has the reason for one that does."""
        secret = self._session_secrets.get(address.url)
        if secret is None:
            secret = await self._read_secret(address.url)
        if secret is not None and secret.startswith(BASIC):
            return replace(address, userinfo=secret.removeprefix(BASIC)), None
        return address, secret

    def stop_waiting(self) -> None:
        """End waiting for the keyring; the host is then used without a secret."""
        self._calls.give_up()

    def explain_refusal(self, address: Address, trouble: Trouble) -> Trouble:
        """The keyring's trouble where a host refused for lack of its secret, else `trouble`."""
        if trouble.problem is not Problem.HOST_REFUSED:
            return trouble
        return self._read_troubles.get(address.url, trouble)

    async def _read_secret(self, url: str) -> str | None:
        self._read_troubles.pop(url, None)
        try:
            return await self._calls.call(lambda: self._secrets.read_token(url))
        except TimeoutError:
            self._read_troubles[url] = Trouble(Problem.KEYRING_SILENT, host=url)
        except Trouble as trouble:
            self._read_troubles[url] = trouble
        return None
