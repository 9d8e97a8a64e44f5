"""Checks for a newer Teahouse, at most once a day and only if the person wants it.

The last answer is stored with its signature, which is verified again when it is read; the file's time is that of the
check. An answer that is older than the stored one or has expired is refused and not stored. A stored answer that has
expired is still used, but requested again at once.
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
DAY = 86_400.0  # seconds between checks


class UpdatesService:
    """`version` is this Teahouse's; the last answer is stored at `path` (its folder may be missing)."""

    def __init__(
        self, runtime: Runtime, channel: Channel, version: str, path: Path, post: EventSink, wanted: bool = False
    ) -> None:
        self._runtime = runtime
        self._channel = channel
        self._version = version
        self._path = path
        self._post = post
        self._wanted = wanted and channel.asks
        self._event = UpdatesEvent(channel)
        self._newest: Release | None = None  # the newest verified release
        self._timer: asyncio.TimerHandle | None = None

    # Called by the window.

    def post_updates(self) -> None:
        """→ `UpdatesEvent`"""
        self._runtime.submit(self._post_event())

    def set_wanted(self, wanted: bool) -> None:
        """Turn checking on (checks when due) or off. → `UpdatesEvent`"""
        self._runtime.submit(self._set_wanted(wanted))

    def check_now(self) -> None:
        """Check now, if checking is on. → `UpdatesEvent`, twice"""
        self._runtime.submit(self._check_now())

    # On the loop's thread.

    async def start_checking(self) -> None:
        """Read the stored answer, and check again if it is old."""
        if not self._wanted:
            return
        await asyncio.to_thread(self._read_answer)
        await self._post_event()
        await self._check_when_due()

    async def close(self) -> None:
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
            await self._post_event()

    async def _check_when_due(self) -> None:
        """Check now, or set the timer for a day after the last answer."""
        since = time.time() - (self._event.asked or 0.0)
        if 0 <= since < DAY:
            self._schedule_check(DAY - since)
        else:
            await self._check_now()

    async def _check_now(self) -> None:
        if not self._wanted or self._event.asking:
            return
        self._event = replace(self._event, asking=True, trouble=None)
        await self._post_event()
        try:
            await self._fetch_release()
        except Exception as failure:
            self._event = replace(self._event, trouble=as_trouble(failure))
        if not self._wanted:  # it was turned off meanwhile
            self._event = UpdatesEvent(self._channel)
            return
        self._event = replace(self._event, asking=False)
        await self._post_event()
        self._schedule_check(DAY)

    async def _fetch_release(self) -> None:
        from teahouse.releases import fetch_release, verify_release  # noqa: PLC0415 - late, see docs/decisions.md

        envelope = await fetch_release(self._channel.updates)
        release = verify_release(envelope, self._channel.key, self._channel.updates)
        self._check_release(release)
        if self._wanted:
            with suppress(Trouble):  # the file is for the next start only
                await asyncio.to_thread(write_whole, self._path, envelope)
            self._set_release(release, time.time())

    def _schedule_check(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.check_now)

    def _read_answer(self) -> None:
        from teahouse.releases import verify_release  # noqa: PLC0415 - late, see docs/decisions.md

        with suppress(OSError, Trouble):  # requested again
            release = verify_release(self._path.read_bytes(), self._channel.key)
            stale = find_refusal(release, None, time.time()) is not None
            self._set_release(release, None if stale else self._path.stat().st_mtime)

    def _check_release(self, release: Release) -> None:
        """Raise RELEASES_OUTDATED or RELEASES_EXPIRED for a signed release that is refused."""
        problem = find_refusal(release, self._newest, time.time())
        address = urlsplit(self._channel.updates).netloc
        if problem is Problem.RELEASES_EXPIRED:
            raise Trouble(problem, address=address, expired_at=release.expires)
        if problem is not None:
            raise Trouble(problem, address=address)

    def _set_release(self, release: Release, asked: float | None) -> None:
        self._newest = release
        found = release if is_newer(release.version, self._version) else None
        self._event = replace(self._event, newer=found, asked=asked)

    async def _post_event(self) -> None:
        self._post(self._event)


def read_channel(resources: Path) -> Channel:
    """The channel of these resources; an empty one where they have none."""
    try:
        values: Any = json.loads((resources / CHANNEL_NAME).read_bytes())
    except (OSError, ValueError):
        return Channel()
    if not isinstance(values, dict):
        return Channel()
    return Channel(**{name: str(values.get(name, "")) for name in Channel.__dataclass_fields__})
