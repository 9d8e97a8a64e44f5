"""Users, passwords and tokens of hosts: in the system's keyring, or for this session where that takes none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.keyring_store import KeyringStore
from teahouse.ollama.address import Address
from teahouse.services.runtime import run_with_deadline

T = TypeVar("T")

KEYRING_SECONDS = 60.0  # a person needs some to type a password


class KeyringCalls:
    """Calls of the system's keyring: one at a time, each with a deadline, on a thread that nobody waits for.

    A keyring answers when the person has typed a password, or never. While one call is still blocked the next waits for
    it: they would ask the person for the same password. Use it on the loop's thread. `seconds` is how long a call may
    take, the wait for its turn included.
    """

    def __init__(self, seconds: float = KEYRING_SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._waits: set[asyncio.Timeout] = set()

    async def call(self, function: Callable[[], T]) -> T:
        """What `function` returns or raises; TimeoutError when that does not come in time, or after `give_up`."""
        loop = asyncio.get_running_loop()

        def in_turn() -> T:
            """The turn is given back when the call is over, not when nobody waits any more."""
            try:
                return function()
            finally:
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(self._turn.release)

        async with asyncio.timeout(self._seconds) as wait:
            self._waits.add(wait)
            try:
                await self._turn.acquire()
                return await run_with_deadline(in_turn, self._seconds)
            finally:
                self._waits.discard(wait)

    def give_up(self) -> None:
        """End all waiting now; a thread that is blocked stays so, and its answer is not heard."""
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(asyncio.get_running_loop().time())


BASIC = "basic:"  # what a user and a password are kept with; anything else is a token


class Credentials:
    """Of each host by its address; asking the keyring may wait for the person to unlock it, but not for ever."""

    def __init__(self, secrets: KeyringStore) -> None:
        self._secrets = secrets
        self._calls = KeyringCalls()
        self._unread: dict[str, Trouble] = {}  # why the keyring did not say what it holds for a host
        self._of_session: dict[str, str] = {}  # secrets that no keyring took

    async def save_secret(self, address: str, token: str, user: str) -> None:
        """Keep a token, or a password for `user`, of the host at `address`, as typed. Raises HOST_ADDRESS_INVALID, and
        KEYRING_MISSING where it holds for this session only."""
        url = Address.parse(address).url
        secret = f"{BASIC}{quote(user, safe='')}:{quote(token, safe='')}" if user else token
        self._of_session[url] = secret
        try:
            await self._calls.call(lambda: self._secrets.set_token(url, secret))
        except TimeoutError as error:
            raise Trouble(Problem.KEYRING_MISSING, host=url) from error
        if self._of_session.get(url) == secret:  # nothing else was typed meanwhile
            del self._of_session[url]

    async def delete_secret(self, address: str) -> None:
        """Delete what is kept of a host; nothing happens where there is nothing."""
        try:
            url = Address.parse(address).url
            self._of_session.pop(url, None)
            await self._calls.call(lambda: self._secrets.delete_token(url))
        except (Trouble, TimeoutError):
            return  # no keyring holds nothing, and no host is at no address

    def has_unsaved(self, address: Address) -> bool:
        """Whether the person gave something for this host in this session that no keyring took."""
        return address.url in self._of_session

    async def load_secret(self, address: Address) -> tuple[Address, str | None]:
        """An address with the user and password that are kept for it, or its token, if there are any. Where the keyring
        does not say, the host is to be asked without: many want nothing; `reason` says what to tell where one does."""
        secret = self._of_session.get(address.url)
        if secret is None:
            secret = await self._read_secret(address.url)
        if secret is not None and secret.startswith(BASIC):
            return replace(address, userinfo=secret.removeprefix(BASIC)), None
        return address, secret

    def stop_waiting(self) -> None:
        """Wait for the keyring no longer, and ask the host without what it may hold."""
        self._calls.give_up()

    def explain_refusal(self, address: Address, trouble: Trouble) -> Trouble:
        """Why a host could not be used: the keyring, where it held back what the host wants, else `trouble`."""
        if trouble.problem is not Problem.HOST_REFUSED:
            return trouble
        return self._unread.get(address.url, trouble)

    async def _read_secret(self, url: str) -> str | None:
        self._unread.pop(url, None)
        try:
            return await self._calls.call(lambda: self._secrets.read_token(url))
        except TimeoutError:
            self._unread[url] = Trouble(Problem.KEYRING_SILENT, host=url)
        except Trouble as trouble:
            self._unread[url] = trouble
        return None
