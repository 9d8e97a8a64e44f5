"""Pulls: manifest, blobs one after another, manifest written last; what is asked for twice is fetched once.

A blob that several clients want is one download. When the last of them leaves it stops and its partial stays for the
next pull. A model is there when its manifest is, and that is written only when every blob is: nothing is ever half
installed.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

from teahouse.core.manifest import MODEL, Blob, Manifest
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.engine.download import BlobSource, Download
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Layer, Model, Models
from teahouse.engine.partial import Partial
from teahouse.engine.registry import Registry, RegistryTokens

ProgressLine = Mapping[str, object]
LINE_SECONDS = 0.06


@dataclass(slots=True)
class _SharedDownload:
    """A download and how many clients wait for it; with none it is being stopped."""

    download: Download
    users: int = 0


class EnginePulls:
    """All pulls of one engine. `replaced` is told of a model whose layers a pull has exchanged."""

    def __init__(self, models: Models, replaced: Callable[[Model], Awaitable[None]], *, connections: int = 8) -> None:
        self._models = models
        self._on_replaced = replaced
        self._connections = connections
        self._tokens = RegistryTokens()
        self._shared: dict[str, _SharedDownload] = {}

    async def pull_model(self, requested_name: ModelName, *, insecure: bool) -> AsyncGenerator[ProgressLine, None]:
        """Bring a model here, telling it line by line; raises `ApiError` in the daemon's words."""
        yield {"status": "pulling manifest"}
        name = await asyncio.to_thread(self._models.resolve_spelling, requested_name)
        registry = Registry(requested_name, self._tokens, insecure=insecure)
        manifest = await _run_in_thread(registry.fetch_manifest)
        self._check_room(manifest)
        while True:
            for blob in manifest.blobs:
                async with aclosing(self._fetch_blob(registry, blob)) as lines:
                    async for line in lines:
                        yield line
            if all(self._has_blob(blob) for blob in manifest.blobs):
                break  # else another model was deleted meanwhile, and took a blob with it
        yield {"status": "verifying sha256 digest"}
        yield {"status": "writing manifest"}
        replaced = await asyncio.to_thread(self._install_model, name, manifest)
        if replaced is not None:
            yield {"status": "removing unused layers"}
            await self._on_replaced(replaced)
        yield {"status": "success"}

    async def discard_blob(self, digest: str) -> bool:
        """Delete what there is of an unfinished blob, or a whole one that no model speaks of; whether there was any.
        `ApiError` 409 while it is fetched."""
        path = self._models.blobs.blob_path(digest)
        digest = digest.replace("-", ":", 1)
        if digest in self._shared:
            raise ApiError(409, f"blob {digest} is being pulled")
        unfinished, whole = Partial(path, 0).discard_files(), path.is_file()
        if whole:
            unreadable = await asyncio.to_thread(self._models.drop_unused, [Layer(MODEL, digest, 0)])
            if unreadable is not None:
                raise ApiError(500, f"blob {digest} stays: the manifest of {unreadable.short} cannot be read")
        return unfinished or (whole and not path.exists())

    def close(self) -> None:
        """Stop every download; partials stay."""
        for shared in self._shared.values():
            shared.download.stop()

    async def _fetch_blob(self, registry: Registry, blob: Blob) -> AsyncGenerator[ProgressLine, None]:
        """One blob's lines, until it is here."""
        if self._has_blob(blob):
            yield _build_progress(blob, blob.size)
            return
        async with self._join_download(registry, blob) as download:
            done = asyncio.wrap_future(download.done)
            while not done.done():
                yield _build_progress(blob, download.completed)
                await asyncio.wait({done}, timeout=LINE_SECONDS)
            if (failure := done.result()) is not None:
                raise ApiError(500, str(failure))
        yield _build_progress(blob, blob.size)

    @asynccontextmanager
    async def _join_download(self, registry: Registry, blob: Blob) -> AsyncIterator[Download]:
        """The blob's download, shared with whoever else wants it."""
        while (shared := self._shared.get(blob.digest)) is not None and not shared.users:
            await asyncio.wait({asyncio.wrap_future(shared.download.done)})  # it is being stopped
            self._remove_download(blob.digest, shared)
        if shared is None:
            source = BlobSource(registry.blob_url(blob.digest), blob.digest, blob.size)
            partial = Partial(self._models.blobs.blob_path(blob.digest), blob.size)
            shared = _SharedDownload(Download(source, partial, registry.open_client, self._connections))
            self._shared[blob.digest] = shared
            shared.download.start()
        shared.users += 1
        try:
            yield shared.download
        finally:
            shared.users -= 1
            if not shared.users:
                self._release_download(blob.digest, shared)

    def _release_download(self, digest: str, shared: _SharedDownload) -> None:
        """Nobody waits any more: stop what still runs, and forget it when it has stopped."""
        loop = asyncio.get_running_loop()

        def on_stopped(_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended first, and all of this with it
                loop.call_soon_threadsafe(self._remove_download, digest, shared)

        if shared.download.done.done():
            self._remove_download(digest, shared)
        else:
            shared.download.stop()
            shared.download.done.add_done_callback(on_stopped)

    def _remove_download(self, digest: str, shared: _SharedDownload) -> None:
        if self._shared.get(digest) is shared and not shared.users:
            del self._shared[digest]

    def _has_blob(self, blob: Blob) -> bool:
        """Whether the blob is here, in its full length."""
        with suppress(OSError):
            return self._models.blobs.blob_path(blob.digest).stat().st_size == blob.size
        return False

    def _check_room(self, manifest: Manifest) -> None:
        """Raise `ApiError` 500 when the disk cannot hold what is still missing."""
        paths = {blob: self._models.blobs.blob_path(blob.digest) for blob in manifest.blobs if not self._has_blob(blob)}
        missing = sum(blob.size - Partial(path, blob.size).count_present() for blob, path in paths.items())
        folder = next((path.parent for path in paths.values()), None)
        if folder is not None and missing > (free := _free_bytes(folder)):
            raise ApiError(500, f"write {folder}: no space left on device: {missing} bytes wanted, {free} free")

    def _install_model(self, name: ModelName, manifest: Manifest) -> Model | None:
        """Write the manifest; returns the model that was there before, where some of its layers went."""
        old = None
        with suppress(ApiError):  # a damaged one is replaced
            old = self._models.find_model(name)
        self._models.install_manifest(name, manifest.raw, (blob.digest for blob in manifest.blobs))
        kept = {blob.digest for blob in manifest.blobs}
        gone = [layer for layer in (old.config_layer, *old.layers) if layer.digest not in kept] if old else []
        if gone:
            self._models.drop_unused(gone)
        return old if gone else None


async def _run_in_thread(work: Callable[[], Manifest]) -> Manifest:
    """Run what waits for a server on a thread of its own: servers that never answer must not take the threads that
    others' words are read on, nor hold up the end of the process."""
    done: Future[Manifest] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, name="registry", daemon=True).start()
    return await asyncio.wrap_future(done)


def _build_progress(blob: Blob, completed: int) -> ProgressLine:
    line: dict[str, object] = {"status": f"pulling {blob.digest[7:19]}", "digest": blob.digest, "total": blob.size}
    return {**line, "completed": completed} if completed else line


def _free_bytes(folder: Path) -> int:
    """Bytes free on the disk a folder lies, or will lie, on."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free
