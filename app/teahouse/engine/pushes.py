"""Pushes a model to a registry: the blobs that it lacks one after another, then the manifest, byte for byte.

A blob is sent in parts to the addresses that the registry names. What a registry has already is not sent again, so a
push that was cut goes on with the next blob. A registry that wants an account (ollama.com) refuses: this engine has
none. Steps, lines and errors are those of Ollama 0.33.
"""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from teahouse.core.manifest import MANIFEST, Blob, Manifest
from teahouse.core.model import ModelName
from teahouse.engine.blobs import open_regular
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Models
from teahouse.engine.pulls import LINE_SECONDS, ProgressLine
from teahouse.engine.registry import FetchError, Registry, RegistryClient, RegistryTokens, describe_error

_PART = 64 << 20  # bytes of one request
_BLOCK = 1 << 20
_LONGEST_REFUSAL = 1000  # characters of a registry's own words
_UPLOAD_SECONDS = 120.0  # for the registry to store a part


async def push_model(
    models: Models, requested_name: ModelName, *, insecure: bool
) -> AsyncGenerator[ProgressLine, None]:
    """Push a model, yielding a line per step; raises `ApiError` 500 in the daemon's words. Closing the generator ends
    the current request."""
    yield {"status": "retrieving manifest"}
    name = await asyncio.to_thread(models.resolve_spelling, requested_name)
    manifest = await asyncio.to_thread(models.load_manifest, name)
    registry = Registry(requested_name, RegistryTokens(), insecure=insecure, seconds=_UPLOAD_SECONDS)
    push = BlobPusher(registry)
    try:
        for blob in manifest.blobs:
            line = {"status": f"pushing {blob.digest[7:19]}", "digest": blob.digest, "total": blob.size}
            path = models.blobs.blob_path(blob.digest)
            sending = push.run_in_thread(lambda blob=blob, path=path: push.send_blob(blob, path))  # type: ignore[misc]
            while not sending.done():
                await asyncio.wait({sending}, timeout=LINE_SECONDS)
                if push.completed and not sending.done():
                    yield {**line, "completed": push.completed}
            sending.result()
            yield {**line, "completed": blob.size}
        yield {"status": "pushing manifest"}
        await push.run_in_thread(lambda: push.send_manifest(manifest))
        yield {"status": "success"}
    finally:
        push.client.abort()


class BlobPusher:
    """The requests of one push, on one connection; `completed`: bytes of the current blob that were sent."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.client: RegistryClient = registry.open_client()
        self.completed = 0

    def run_in_thread(self, work: Callable[[], None]) -> asyncio.Future[None]:
        """Run `work` on a daemon thread, which a silent registry cannot keep the process from ending by."""
        done: Future[None] = Future()

        def run() -> None:
            try:
                work()
                done.set_result(None)
            except BaseException as error:
                done.set_exception(error)

        threading.Thread(target=run, name="push", daemon=True).start()
        sending = asyncio.wrap_future(done)
        sending.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # of one nobody waits for
        return sending

    def send_blob(self, blob: Blob, path: Path) -> None:
        """Send a blob unless the registry has it."""
        self.completed = 0
        url = self._registry.blob_url(blob.digest)
        if self._request("HEAD", url, accepted=(200, 404)).status == 200:
            return
        if not path.is_file():
            raise ApiError(500, f"open {path}: no such file or directory")
        place = self._begin_upload()
        for start in range(0, blob.size, _PART):
            place = self._send_part(path, place, start, min(blob.size, start + _PART))
        parts = urlsplit(place)
        query = "&".join(filter(None, (parts.query, urlencode({"digest": blob.digest}))))
        self._request(
            "PUT",
            urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment)),
            accepted=(201,),
            headers={"Content-Length": "0"},
        )

    def send_manifest(self, manifest: Manifest) -> None:
        """Send the manifest under the model's tag."""
        headers = {"Content-Type": MANIFEST, "Content-Length": str(len(manifest.raw))}
        url = self._registry.manifest_url
        self._request("PUT", url, accepted=(200, 201), headers=headers, body=lambda: iter((manifest.raw,)))

    def _begin_upload(self) -> str:
        """The address for the first part of a blob."""
        url = self._registry.blob_url("uploads/")
        return self._read_place(url, self._request("POST", url, accepted=(202,), headers={"Content-Length": "0"}))

    def _send_part(self, path: Path, place: str, start: int, end: int) -> str:
        """Send the bytes from `start` to `end`; returns the address for what follows."""

        def read_blocks() -> Iterator[bytes]:
            with open_regular(path) as file:
                file.seek(start)
                self.completed = start
                while self.completed < end:
                    block = file.read(min(_BLOCK, end - self.completed))
                    if not block:
                        raise FetchError(f"{path.name} is shorter than its manifest says")
                    yield block
                    self.completed += len(block)

        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(end - start),
            "Content-Range": f"{start}-{end - 1}",
        }
        answer = self._request("PATCH", place, accepted=(202,), headers=headers, body=read_blocks)
        return self._read_place(place, answer)

    @staticmethod
    def _read_place(url: str, answer: http.client.HTTPResponse) -> str:
        place = answer.headers.get("Docker-Upload-Location") or answer.headers.get("Location")
        if not place:
            raise ApiError(500, f"{url}: the registry named no place for the upload")
        return urljoin(url, place)

    def _request(
        self,
        method: str,
        url: str,
        *,
        accepted: tuple[int, ...],
        headers: Mapping[str, str] | None = None,
        body: Callable[[], Iterator[bytes]] | None = None,
    ) -> http.client.HTTPResponse:
        """The answer with one of the `accepted` statuses; raises `ApiError` 500."""
        try:
            answer = self.client.send(method, url, headers or {}, body)
            text = b"" if method == "HEAD" else answer.read(_LONGEST_REFUSAL)
            self.client.finish_answer(answer)
        except (FetchError, OSError, http.client.HTTPException) as error:
            raise ApiError(500, f'{method.capitalize()} "{url}": {describe_error(error, url)}') from error
        if answer.status in accepted:
            return answer
        if answer.status in (401, 403):
            raise ApiError(500, "unauthorized: access denied")
        if answer.status == 404:
            raise ApiError(500, "file does not exist")
        raise ApiError(500, f"{answer.status}: {text.decode(errors='replace').strip()}")
