"""Which catalogue holds: the one that came with the app, or a newer one a person loaded.

Nothing is read before it is asked for. A newer catalogue is taken whole, from a file or an address, or not at all:
whatever is wrong with it, the last good one stays, also at the next start.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path

import httpx

from teahouse.catalogue.reading import LARGEST, read_catalogue
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Problem, Trouble

_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
SECONDS = 20.0  # for an address to answer
HEAD = 200  # bytes in which the date of the one that came with the app stands
_DATE = re.compile(rb'"date":\s*"(\d{4}-\d\d-\d\d)"')


class Shelf:
    """`built_in` is the catalogue that came with the app, `kept` where a newer one is kept (its folder exists)."""

    def __init__(self, built_in: Path, kept: Path) -> None:
        self._built_in = built_in
        self._kept = kept
        self._current: Catalogue | None = None
        self.trouble: CatalogueError | None = None

    def current(self) -> Catalogue:
        """The newest good catalogue, read once (about 10 ms). `trouble` says why a kept one was passed over.

        Raises `CatalogueError` only when the one that came with the app is broken too.
        """
        if self._current is None:
            self._current = self._newest()
        return self._current

    def _newest(self) -> Catalogue:
        kept = self._read_kept()
        try:
            data = self._built_in.read_bytes()
            if kept is not None and (date := _DATE.search(data, 0, HEAD)) is not None and date[1].decode() <= kept.date:
                return kept  # the other one need not be read
            built_in = read_catalogue(data)
        except OSError as error:
            if kept is None:
                raise CatalogueError("", f"cannot be read: {error.strerror}") from error
            return kept
        except CatalogueError:
            if kept is None:
                raise
            return kept
        return built_in if kept is None or kept.date < built_in.date else kept

    def _read_kept(self) -> Catalogue | None:
        try:
            return read_catalogue(self._kept.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            self.trouble = CatalogueError("", f"cannot be read: {error.strerror}")
        except CatalogueError as error:
            self.trouble = error
        return None

    def adopt(self, data: bytes) -> Catalogue:
        """Take a newer catalogue and keep it; raises `CatalogueError` when it is broken or older than the one that
        holds, `Trouble` (DISK_FULL, FOLDER_READ_ONLY; path) when it cannot be kept. Nothing has changed then."""
        found = read_catalogue(data)
        if found.date < self.current().date:
            raise CatalogueError("date", f"is {found.date}: older than the catalogue that is here")
        self._keep(data)
        self._current, self.trouble = found, None
        return found

    def adopt_file(self, path: Path) -> Catalogue:
        """`adopt` a file; a file that cannot be read is a `CatalogueError`, too."""
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise CatalogueError("", f"cannot be read: {error.strerror}") from error
        return self.adopt(data)

    async def adopt_url(self, url: str) -> Catalogue:
        """`adopt` what an http or https address answers; raises `Trouble` (HOST_UNREACHABLE, HOST_SILENT,
        HOST_ADDRESS_INVALID; address) when nothing comes, `CatalogueError` when what comes is no catalogue."""
        return self.adopt(await fetch(url))

    def forget(self) -> Catalogue:
        """Go back to the catalogue that came with the app."""
        self._kept.unlink(missing_ok=True)
        self._current, self.trouble = None, None
        return self.current()

    def _keep(self, data: bytes) -> None:
        beside = self._kept.with_name(self._kept.name + ".new")
        try:
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._kept)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            full = error.errno in _NO_ROOM
            raise Trouble(Problem.DISK_FULL if full else Problem.FOLDER_READ_ONLY, path=str(self._kept)) from error


async def fetch(url: str) -> bytes:
    """The bytes an address answers, at most a catalogue's; redirects are followed, nothing of ours is sent along."""
    if not url.startswith(("https://", "http://")):
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=url)
    try:
        async with (
            httpx.AsyncClient(follow_redirects=True, timeout=SECONDS) as client,
            client.stream("GET", url) as answer,
        ):
            return await _body(answer)
    except httpx.InvalidURL as error:
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=url) from error
    except httpx.TimeoutException as error:
        raise Trouble(Problem.HOST_SILENT, address=url) from error
    except httpx.HTTPError as error:
        raise Trouble(Problem.HOST_UNREACHABLE, address=url) from error


async def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != 200:
        raise CatalogueError("", f"the address answered with status {answer.status_code}")
    data = bytearray()
    async for chunk in answer.aiter_bytes():
        data += chunk
        if len(data) > LARGEST:
            raise CatalogueError("", "is larger than any catalogue")
    return bytes(data)
