"""Downloads one blob: several parts in parallel, each resumed where it was cut, and hashed while they arrive.

Workers claim parts in order, so the file grows almost from the front; another thread hashes it behind them, from the
page cache. A part that is cut or stalls is requested again from its position; a permanent error ends the download, and
the partial file stays for the next one. A file with a wrong hash is deleted.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from io import FileIO

from teahouse.core.values import dataclass
from teahouse.engine.bandwidth import BandwidthLimit
from teahouse.engine.partial import Partial, PartialLock, PartialRange
from teahouse.engine.registry import FetchError, RegistryClient, describe_error

LONGEST_PAUSE = 60.0
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class DownloadError(Exception):
    """Why a download failed, in the words of a daemon."""


class RetryableError(Exception):
    """A failure that may be temporary; `seconds`: the wait the server asked for."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


def refusal_error(answer: http.client.HTTPResponse, *, signed: bool) -> Exception:
    """The error for a status other than 200 and 206; `signed`: it came from a redirect's address, not the registry."""
    status = answer.status
    said = answer.read(1 << 12).decode(errors="replace").strip()
    if status in (408, 425, 429) or status >= 500:
        seconds = answer.headers.get("Retry-After", "")
        return RetryableError(f"{status}: {said}", min(LONGEST_PAUSE, float(seconds)) if seconds.isdigit() else 0.0)
    if signed:  # the signed address expired: request another from the registry
        return RetryableError(f"{status}: {said}")
    if status == 404:
        return DownloadError("file does not exist")
    if status in (401, 403):
        return DownloadError("unauthorized: access denied")
    return DownloadError(f"{status}: {said}")


def check_range(answer: http.client.HTTPResponse, at: int, size: int) -> None:
    """Raise unless the answer starts at `at` and belongs to a file of `size` bytes."""
    said = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if said is None or int(said[1]) != at:
        raise RetryableError(f"unexpected Content-Range {answer.headers.get('Content-Range', '')!r}")
    check_size(said[3], size)


def check_size(stated: str | None, size: int) -> None:
    """Raise `DownloadError` where the registry states another size than the manifest; None and * are no size."""
    if stated is not None and stated.isdigit() and int(stated) != size:
        raise DownloadError(f"size mismatch: the manifest says {size} bytes, the registry {stated}")


CHUNK = 1 << 18
HASH_BLOCK = 1 << 20
POLL_SECONDS = 0.2  # between checks whether another process has finished
PAUSES = (0.1, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before retries of a part without progress


@dataclass(frozen=True, slots=True)
class BlobSource:
    """The address of a blob, with digest ("sha256:…") and bytes from its manifest."""

    url: str
    digest: str
    size: int


class Download:
    """Downloads on threads of its own after `start`; when they have ended `done` has None or the error."""

    def __init__(
        self,
        source: BlobSource,
        partial: Partial,
        client: Callable[[], RegistryClient],
        limit: BandwidthLimit,
        connections: int = 8,
    ) -> None:
        self._source = source
        self._limit = limit
        self._partial = partial
        self._open_client = client
        self._connections = connections
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._first_answer = threading.Event()  # after it, it is known whether the server supports ranges
        self._single_part = False
        self._redirected_url = ""  # the last address after redirects
        self._waiting: list[PartialRange] = []
        self._clients: list[RegistryClient] = []
        self._failure: DownloadError | None = None
        self._completed = partial.count_present()
        self._lock = PartialLock(partial.path)
        self.done: Future[DownloadError | None] = Future()

    @property
    def completed(self) -> int:
        """Bytes on disk; never decreases."""
        self._completed = max(self._completed, self._partial.completed)
        return self._completed

    def start(self) -> None:
        threading.Thread(target=self._run_download, name="download", daemon=True).start()

    def stop(self) -> None:
        """End the download soon; the partial file stays."""
        self._stop.set()
        self._first_answer.set()
        with self._changed:
            for client in self._clients:
                client.abort()
            self._changed.notify_all()

    # The thread that hashes and finishes the file.

    def _run_download(self) -> None:
        try:
            if self._acquire_lock():
                self._partial.open_or_create()
                self._fetch_all()
        except OSError as error:
            self._record_failure(DownloadError(_disk_message(error, str(self._partial.path))))
        finally:
            self._partial.save_and_close()
            self._lock.release()
            self.done.set_result(self._failure)

    def _acquire_lock(self) -> bool:
        """Wait while another process downloads this blob; False where that succeeded or this download was stopped."""
        while not self._lock.try_acquire():
            self._completed = max(self._completed, self._partial.count_present())
            if self._stop.wait(POLL_SECONDS):
                self._failure = DownloadError("context canceled")
                return False
        if self._partial.is_whole:
            self._partial.discard_files()
            return False
        return True

    def _fetch_all(self) -> None:
        self._waiting = [part for part in self._partial.parts if part.left]
        count = max(1, min(self._connections, len(self._waiting)))
        workers = [threading.Thread(target=self._run_worker, args=(index == 0,), daemon=True) for index in range(count)]
        for worker in workers:
            worker.start()
        digest = self._hash_file()
        for worker in workers:
            worker.join()
        if self._stop.is_set():
            self._failure = self._failure or DownloadError("context canceled")
        elif self._failure is None:
            self._finish_file(digest)

    def _finish_file(self, digest: str) -> None:
        if digest != self._source.digest:
            self._partial.discard_files()
            expected = self._source.digest
            self._failure = DownloadError(
                f"digest mismatch, file must be downloaded again: want {expected}, got {digest}"
            )
            return
        with self._partial.open_file() as file:
            os.fsync(file.fileno())
        self._partial.finish_file()

    def _hash_file(self) -> str:
        """Hash the file behind the writers; where they stop early, of the bytes so far."""
        digest, at = hashlib.sha256(), 0
        buffer = memoryview(bytearray(HASH_BLOCK))
        with self._partial.open_file() as file:
            while at < self._source.size:
                ready = self._wait_for_bytes(at)
                if ready <= at:
                    break
                file.seek(at)
                read = file.readinto(buffer[: min(HASH_BLOCK, ready - at)])
                digest.update(buffer[:read])
                at += read
        return f"sha256:{digest.hexdigest()}"

    def _wait_for_bytes(self, at: int) -> int:
        """Wait until bytes beyond `at` exist or the download stops; returns their end."""
        with self._changed:
            self._changed.wait_for(lambda: self._contiguous_end(at) > at or self._stop.is_set())
            return self._contiguous_end(at)

    def _contiguous_end(self, at: int) -> int:
        """The end of the contiguous bytes on disk from `at`."""
        parts = self._partial.parts
        low, high = 0, len(parts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if parts[middle].offset <= at else (low, middle - 1)
        return parts[low].at if parts else 0

    # The worker threads.

    def _run_worker(self, first: bool) -> None:
        if not first:
            self._first_answer.wait()
        client = self._open_client()
        with self._changed:
            self._clients.append(client)
        try:
            with self._partial.open_file() as file:
                while (part := self._claim_part()) is not None:
                    self._fetch_part(client, file, part)
        except DownloadError as error:
            self._record_failure(error)
        except OSError as error:
            self._record_failure(DownloadError(_disk_message(error, str(self._partial.path))))
        finally:
            self._first_answer.set()
            client.close()

    def _claim_part(self) -> PartialRange | None:
        with self._changed:
            return self._waiting.pop(0) if self._waiting and not self._stop.is_set() else None

    def _fetch_part(self, client: RegistryClient, file: FileIO, part: PartialRange) -> None:
        """Fetch the rest of a part, with retries; raises `DownloadError`, or OSError of the disk."""
        tries = 0
        url = self._source.url
        while (part := self._partial.parts[0] if self._single_part else part).left and not self._stop.is_set():
            before = part.completed
            try:
                self._receive_part(client, file, part)
            except _DiskError as error:
                raise error.cause from error
            except (FetchError, ssl.SSLCertVerificationError) as error:
                raise DownloadError(f'Get "{url}": {describe_error(error, url)}') from error
            except (RetryableError, OSError, http.client.HTTPException) as error:
                client.close()
                self._redirected_url = ""
                tries = 0 if part.completed > before else tries + 1
                if tries >= len(PAUSES):
                    why = (
                        str(error)
                        if isinstance(error, RetryableError)
                        else f'Get "{url}": {describe_error(error, url)}'
                    )
                    raise DownloadError(f"max retries exceeded: {why}") from error
                pause = error.seconds if isinstance(error, RetryableError) else 0.0
                self._stop.wait(max(pause, PAUSES[tries]))

    def _receive_part(self, client: RegistryClient, file: FileIO, part: PartialRange) -> None:
        headers = {} if self._single_part else {"Range": f"bytes={part.at}-{part.at + part.left - 1}"}
        answer = client.get(self._redirected_url or self._source.url, headers)
        if answer.status not in (200, 206):
            raise refusal_error(answer, signed=client.url != self._source.url)
        if answer.status == 200:
            part = self._use_whole_file(answer, part)
        else:
            check_range(answer, part.at, self._source.size)
        self._redirected_url = client.url
        self._first_answer.set()
        while part.left:
            self._limit.wait_for_turn(self._stop)
            data = answer.read1(min(self._limit.limit_read(CHUNK), part.left))
            if not data:
                raise RetryableError("unexpected EOF")
            self._limit.add_bytes(len(data))
            self._write_data(file, part, data)
        client.finish_answer(answer)

    def _write_data(self, file: FileIO, part: PartialRange, data: bytes) -> None:
        if self._stop.is_set():
            raise RetryableError("context canceled")
        try:
            self._partial.write_bytes(file, part, data)
        except OSError as error:
            raise _DiskError(error) from error
        with self._changed:
            self._changed.notify()

    def _use_whole_file(self, answer: http.client.HTTPResponse, part: PartialRange) -> PartialRange:
        """Continue with a single part, for a server that ignores ranges; returns that part."""
        check_size(answer.headers.get("Content-Length"), self._source.size)
        if part.offset == 0 and part.size == self._source.size:
            part.completed = 0
            return part
        if self._first_answer.is_set():
            raise RetryableError("the server gave the whole file in place of a part")
        with self._changed:
            self._single_part = True
            self._waiting.clear()
            self._partial.restart_as_one_part()
        return self._partial.parts[0]

    def _record_failure(self, error: DownloadError) -> None:
        """Record the first failure; later ones follow from it."""
        with self._changed:
            if self._failure is None and not self._stop.is_set():
                self._failure = error
        self.stop()


class _DiskError(Exception):
    """A failure of the disk, not of the network."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _disk_message(error: OSError, path: str) -> str:
    return f"write {path}: {(error.strerror or str(error)).lower()}"
