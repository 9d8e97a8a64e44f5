"""Users, passwords and tokens of hosts: in the system's keyring, or for this session where that takes none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import quote

from teahouse.core.errors import Trouble
from teahouse.desktop.secrets import Secrets
from teahouse.ollama.address import Address

BASIC = "basic:"  # what a user and a password are kept with; anything else is a token


class Credentials:
    """Of each host by its address; asking the keyring may wait for the person to unlock it."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._of_session: dict[str, str] = {}  # secrets that no keyring took

    async def keep(self, address: str, token: str, user: str) -> None:
        """Keep a token, or a password for `user`, of the host at `address`, as typed. Raises HOST_ADDRESS_INVALID, and
        KEYRING_MISSING where it holds for this session only."""
        url = Address.parse(address).url
        secret = f"{BASIC}{quote(user, safe='')}:{quote(token, safe='')}" if user else token
        self._of_session[url] = secret
        await asyncio.to_thread(self._secrets.set_token, url, secret)
        del self._of_session[url]

    async def forget(self, address: str) -> None:
        """Delete what is kept of a host; nothing happens where there is nothing."""
        try:
            url = Address.parse(address).url
            self._of_session.pop(url, None)
            await asyncio.to_thread(self._secrets.forget, url)
        except Trouble:
            return  # no keyring holds nothing, and no host is at no address

    def given_now(self, address: Address) -> bool:
        """Whether the person gave something for this host in this session that no keyring took."""
        return address.url in self._of_session

    async def of(self, address: Address) -> tuple[Address, str | None]:
        """An address with the user and password that are kept for it, or its token, if there are any."""
        secret = self._of_session.get(address.url)
        if secret is None:
            secret = await asyncio.to_thread(self._secrets.token, address.url)
        if secret is not None and secret.startswith(BASIC):
            return replace(address, userinfo=secret.removeprefix(BASIC)), None
        return address, secret
