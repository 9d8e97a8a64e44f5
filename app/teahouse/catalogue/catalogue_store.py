"""The catalogue in use: the built-in one, or a newer one that was adopted from a file or an address.

Nothing is read before its first use. An invalid catalogue is refused as a whole, and the previous one stays.
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

from teahouse import bounded_http
from teahouse.bounded_http import BodyDecoder, UndecodableError, open_client
from teahouse.catalogue.catalogue_feed import LARGEST_ENVELOPE
from teahouse.catalogue.reading import LARGEST, read_catalogue
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text

_DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
SECONDS = 20.0  # for a response
SECONDS_IN_ALL = 60.0  # for the whole catalogue
HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}
LONGEST_SHOWN = 200  # characters of an address
HEAD = 200  # bytes that contain the date of the built-in catalogue
_DATE = re.compile(rb'"date":\s*"(\d{4}-\d\d-\d\d)"')


class CatalogueStore:
    """`built_in` is the path of the built-in catalogue, `adopted` that of an adopted one (its folder exists)."""

    def __init__(self, built_in: Path, adopted: Path) -> None:
        self._built_in = built_in
        self._adopted_path = adopted
        self._current: Catalogue | None = None
        self.trouble: CatalogueError | None = None

    def load_current(self) -> Catalogue:
        """The newest valid catalogue, read once (about 10 ms). `trouble` is the reason why an adopted one is not used.

        Raises `CatalogueError` only if the built-in one is invalid too.
        """
        if self._current is None:
            self._current = self._choose_newest()
        return self._current

    def _choose_newest(self) -> Catalogue:
        adopted = self._read_adopted()
        try:
            data = self._built_in.read_bytes()
            if (
                adopted is not None
                and (date := _DATE.search(data, 0, HEAD)) is not None
                and date[1].decode() <= adopted.date
            ):
                return adopted  # without parsing the built-in one
            built_in = read_catalogue(data)
        except OSError as error:
            if adopted is None:
                raise CatalogueError("", f"cannot be read: {error.strerror}") from error
            return adopted
        except CatalogueError:
            if adopted is None:
                raise
            return adopted
        return built_in if adopted is None or adopted.date < built_in.date else adopted

    def _read_adopted(self) -> Catalogue | None:
        try:
            if self._adopted_path.exists():
                return read_catalogue(_read_file(self._adopted_path))
        except CatalogueError as error:
            self.trouble = error
        return None

    def adopt_data(self, data: bytes) -> Catalogue:
        """Adopt and store a newer catalogue. Raises `CatalogueError` if it is invalid or older than the current one,
        `Trouble` (DISK_FULL, FOLDER_READ_ONLY; path) if it cannot be stored; nothing has changed then."""
        found = self.check_data(data)
        self._store_data(data)
        self._current, self.trouble = found, None
        return found

    def check_data(self, data: bytes) -> Catalogue:
        """The catalogue, not adopted. Raises `CatalogueError` if it is invalid or older than the current one."""
        found = read_catalogue(data)
        if found.date < self.load_current().date:
            raise CatalogueError("date", f"is {found.date}: older than the catalogue that is here")
        return found

    def forget_adopted(self) -> Catalogue:
        """Delete the adopted catalogue and use the built-in one."""
        self._adopted_path.unlink(missing_ok=True)
        self._current, self.trouble = None, None
        return self.load_current()

    def _store_data(self, data: bytes) -> None:
        new_path = self._adopted_path.with_name(self._adopted_path.name + ".new")
        try:
            with new_path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new_path.replace(self._adopted_path)
        except OSError as error:
            with suppress(OSError):
                new_path.unlink(missing_ok=True)
            full = error.errno in _DISK_FULL
            raise Trouble(
                Problem.DISK_FULL if full else Problem.FOLDER_READ_ONLY, path=str(self._adopted_path)
            ) from error


def _read_file(path: Path) -> bytes:
    """A file's bytes, at most `LARGEST` + 1; raises `CatalogueError`. Reading a device might never end."""
    try:
        if path.exists() and not path.is_file():
            raise CatalogueError("", "cannot be read: it is no file")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise CatalogueError("", f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


async def fetch_catalogue(url: str) -> bytes:
    """The body at an address, at most `LARGEST_ENVELOPE` bytes; redirects are followed, no identifying data is sent.
    Raises `Trouble` (HOST_UNREACHABLE, HOST_SILENT, HOST_ADDRESS_INVALID, CERTIFICATE_…, HOST_WITHOUT_TLS; address) and
    `CatalogueError`."""
    if not url.startswith(("https://", "http://")) or not _is_valid_url(url):
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=_shorten_url(url))
    try:
        async with (
            asyncio.timeout(SECONDS_IN_ALL),
            open_client(follow_redirects=True, timeout=SECONDS, headers=HEADERS) as client,
            client.stream("GET", url) as answer,
        ):
            return await _read_body(answer)
    except httpx.InvalidURL as error:
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=_shorten_url(url)) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise Trouble(Problem.HOST_SILENT, address=_shorten_url(url)) from error
    except CatalogueError:
        raise
    except Exception as error:  # not only httpx's: a redirect to port 99999 raises an ExceptionGroup
        problem = bounded_http.tls_problem(error) or Problem.HOST_UNREACHABLE
        raise Trouble(problem, address=_shorten_url(url), message=bounded_http.tls_words(error)) from error


def _is_valid_url(url: str) -> bool:
    """Whether the URL has a host and a valid port."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:
        return False


def _shorten_url(url: str) -> str:
    """A URL to be shown: short, without user and password."""
    text = re.sub(r"//[^/@]*@", "//", clean_text(url))
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


async def _read_body(answer: httpx.Response) -> bytes:
    if answer.status_code != 200:
        raise CatalogueError("", f"the address answered with status {answer.status_code}")
    data = bytearray()
    try:
        decoder = BodyDecoder(answer.headers.get("Content-Encoding", ""))
        async for chunk in answer.aiter_raw():
            for piece in decoder.decode_chunk(chunk):
                data += piece
                if len(data) > LARGEST_ENVELOPE:
                    raise CatalogueError("", "is larger than any catalogue")
            await asyncio.sleep(0)  # a server may send thousands of one-byte chunks: let other tasks run
    except UndecodableError as error:
        raise CatalogueError("", f"cannot be unpacked: {error}") from error
    return bytes(data)
