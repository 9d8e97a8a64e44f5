"""Which catalogue holds: the one that came with the app, or a newer one a person loaded.

Nothing is read before it is asked for. A newer catalogue is taken whole, from a file or an address, or not at all:
whatever is wrong with it, the last good one stays, also at the next start.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from teahouse import web
from teahouse.catalogue.reading import LARGEST, read_catalogue
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text
from teahouse.web import BodyDecoder, UndecodableError, open_client

_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
SECONDS = 20.0  # for an address to answer
SECONDS_IN_ALL = 60.0  # for all of a catalogue
HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}
LONGEST_SHOWN = 200  # characters of an address
HEAD = 200  # bytes in which the date of the one that came with the app stands
_DATE = re.compile(rb'"date":\s*"(\d{4}-\d\d-\d\d)"')


class CatalogueStore:
    """`built_in` is the catalogue that came with the app, `kept` where a newer one is kept (its folder exists)."""

    def __init__(self, built_in: Path, kept: Path) -> None:
        self._built_in = built_in
        self._kept = kept
        self._current: Catalogue | None = None
        self.trouble: CatalogueError | None = None

    def load_current(self) -> Catalogue:
        """The newest good catalogue, read once (about 10 ms). `trouble` says why a kept one was passed over.

        Raises `CatalogueError` only when the one that came with the app is broken too.
        """
        if self._current is None:
            self._current = self._choose_newest()
        return self._current

    def _choose_newest(self) -> Catalogue:
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
            if self._kept.exists():
                return read_catalogue(_read_file(self._kept))
        except CatalogueError as error:
            self.trouble = error
        return None

    def adopt_data(self, data: bytes) -> Catalogue:
        """Take a newer catalogue and keep it; raises `CatalogueError` when it is broken or older than the one that
        holds, `Trouble` (DISK_FULL, FOLDER_READ_ONLY; path) when it cannot be kept. Nothing has changed then."""
        found = read_catalogue(data)
        if found.date < self.load_current().date:
            raise CatalogueError("date", f"is {found.date}: older than the catalogue that is here")
        self._keep_data(data)
        self._current, self.trouble = found, None
        return found

    async def adopt_url(self, url: str) -> Catalogue:
        """`adopt` what an http or https address answers; raises `Trouble` (HOST_UNREACHABLE, HOST_SILENT,
        HOST_ADDRESS_INVALID, CERTIFICATE_…, HOST_WITHOUT_TLS; address) when nothing comes, `CatalogueError` when what
        comes is no catalogue."""
        data = await fetch(url)
        return await asyncio.to_thread(self.adopt_data, data)

    def forget_adopted(self) -> Catalogue:
        """Go back to the catalogue that came with the app."""
        self._kept.unlink(missing_ok=True)
        self._current, self.trouble = None, None
        return self.load_current()

    def _keep_data(self, data: bytes) -> None:
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


def _read_file(path: Path) -> bytes:
    """A file's bytes, no more than one too many; raises `CatalogueError`. What is no file might never end."""
    try:
        if path.exists() and not path.is_file():
            raise CatalogueError("", "cannot be read: it is no file")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise CatalogueError("", f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


async def fetch(url: str) -> bytes:
    """The bytes an address answers, at most a catalogue's; redirects are followed, nothing of ours is sent along."""
    if not url.startswith(("https://", "http://")) or not _is_address(url):
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=_shown(url))
    try:
        async with (
            asyncio.timeout(SECONDS_IN_ALL),
            open_client(follow_redirects=True, timeout=SECONDS, headers=HEADERS) as client,
            client.stream("GET", url) as answer,
        ):
            return await _body(answer)
    except httpx.InvalidURL as error:
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=_shown(url)) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise Trouble(Problem.HOST_SILENT, address=_shown(url)) from error
    except CatalogueError:
        raise
    except Exception as error:  # besides httpx's own there are others: a redirect to port 99999 is an ExceptionGroup
        problem = web.tls_problem(error) or Problem.HOST_UNREACHABLE
        raise Trouble(problem, address=_shown(url), message=web.tls_words(error)) from error


def _is_address(url: str) -> bool:
    """Whether it has a host, and a port that there is."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:
        return False


def _shown(url: str) -> str:
    """An address as it can be shown: short, without user and password."""
    text = re.sub(r"//[^/@]*@", "//", clean_text(url))
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


async def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != 200:
        raise CatalogueError("", f"the address answered with status {answer.status_code}")
    data = bytearray()
    try:
        decoder = BodyDecoder(answer.headers.get("Content-Encoding", ""))
        async for chunk in answer.aiter_raw():
            for piece in decoder.decode_chunk(chunk):
                data += piece
                if len(data) > LARGEST:
                    raise CatalogueError("", "is larger than any catalogue")
            await asyncio.sleep(0)  # chunks of one byte come by the thousand: others have their turn in between
    except UndecodableError as error:
        raise CatalogueError("", f"cannot be unpacked: {error}") from error
    return bytes(data)
