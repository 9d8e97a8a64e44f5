"""Whether there is a newer Teahouse: asked once a day at most, and only while the person wants it.

The last answer is kept as it came, signature and all, and checked anew when it is read; its time says when to ask
again. An answer that goes back behind the kept one, or whose time is over, is not believed and not kept: what was known
before stays known, and the trouble is told. A kept answer whose time is over still says what was seen; it is asked for
again at once.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from teahouse.core.errors import Problem, Trouble
from teahouse.core.releases import Release, find_refusal, is_newer
from teahouse.desktop.files import write_whole
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.runtime import Runtime
from teahouse.services.updates.events import Channel, UpdatesEvent

CHANNEL_NAME = "channel.json"
DAY = 86_400.0  # seconds from one question to the next


class UpdatesService:
    """`version` is this Teahouse's; `kept` is where the last answer is kept (its folder may be missing)."""

    def __init__(
        self, runtime: Runtime, channel: Channel, version: str, kept: Path, post: EventSink, wanted: bool = False
    ) -> None:
        self._runtime = runtime
        self._channel = channel
        self._version = version
        self._kept = kept
        self._post = post
        self._wanted = wanted and channel.asks
        self._event = UpdatesEvent(channel)
        self._seen: Release | None = None  # the newest that was believed, on this computer
        self._timer: asyncio.TimerHandle | None = None

    # What the window asks.

    def tell_updates(self) -> None:
        """What is known now. → `UpdatesEvent`"""
        self._runtime.submit(self._tell_event())

    def set_wanted(self, wanted: bool) -> None:
        """Whether the person wants to be told; the first time asks at once. → `UpdatesEvent`"""
        self._runtime.submit(self._set_wanted(wanted))

    def check_now(self) -> None:
        """Ask now, if the person wants to be told at all. → `UpdatesEvent`, twice"""
        self._runtime.submit(self._ask_now())

    # How it is done; on the loop's thread.

    async def start_checking(self) -> None:
        """Read what was answered last, and ask again when that is old."""
        if not self._wanted:
            return
        await asyncio.to_thread(self._read_kept)
        await self._tell_event()
        await self._ask_when_due()

    async def close(self) -> None:
        """Ask nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _set_wanted(self, wanted: bool) -> None:
        wanted = wanted and self._channel.asks
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted:
            await self.start_checking()
        else:
            await self.close()
            self._event = UpdatesEvent(self._channel)
            await self._tell_event()

    async def _ask_when_due(self) -> None:
        """Ask, or set the one timer there is for when a day has passed."""
        since = time.time() - (self._event.asked or 0.0)
        if 0 <= since < DAY:
            self._ask_in(DAY - since)
        else:
            await self._ask_now()

    async def _ask_now(self) -> None:
        if not self._wanted or self._event.asking:
            return
        self._event = replace(self._event, asking=True, trouble=None)
        await self._tell_event()
        try:
            await self._fetch_release()
        except Exception as failure:
            self._event = replace(self._event, trouble=as_trouble(failure))
        if not self._wanted:  # it was turned off meanwhile
            self._event = UpdatesEvent(self._channel)
            return
        self._event = replace(self._event, asking=False)
        await self._tell_event()
        self._ask_in(DAY)

    async def _fetch_release(self) -> None:
        from teahouse.releases import fetch_release, verify_release  # noqa: PLC0415 - late, see docs/decisions.md

        envelope = await fetch_release(self._channel.updates)
        release = verify_release(envelope, self._channel.key, self._channel.updates)
        self._check_release(release)
        if self._wanted:
            with suppress(Trouble):  # kept for the next start only; it is known all the same
                await asyncio.to_thread(write_whole, self._kept, envelope)
            self._keep_release(release, time.time())

    def _ask_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.check_now)

    def _read_kept(self) -> None:
        from teahouse.releases import verify_release  # noqa: PLC0415 - late, see docs/decisions.md

        with suppress(OSError, Trouble):  # what cannot be read is asked for again
            release = verify_release(self._kept.read_bytes(), self._channel.key)
            stale = find_refusal(release, None, time.time()) is not None
            self._keep_release(release, None if stale else self._kept.stat().st_mtime)

    def _check_release(self, release: Release) -> None:
        """Raise RELEASES_OUTDATED or RELEASES_EXPIRED where a signed release is not to be believed."""
        problem = find_refusal(release, self._seen, time.time())
        address = urlsplit(self._channel.updates).netloc
        if problem is Problem.RELEASES_EXPIRED:
            raise Trouble(problem, address=address, expired_at=release.expires)
        if problem is not None:
            raise Trouble(problem, address=address)

    def _keep_release(self, release: Release, asked: float | None) -> None:
        self._seen = release
        found = release if is_newer(release.version, self._version) else None
        self._event = replace(self._event, newer=found, asked=asked)

    async def _tell_event(self) -> None:
        self._post(self._event)


def read_channel(resources: Path) -> Channel:
    """The channel that these resources name; one nobody knows when they name none."""
    try:
        values: Any = json.loads((resources / CHANNEL_NAME).read_bytes())
    except (OSError, ValueError):
        return Channel()
    if not isinstance(values, dict):
        return Channel()
    return Channel(**{name: str(values.get(name, "")) for name in Channel.__dataclass_fields__})
