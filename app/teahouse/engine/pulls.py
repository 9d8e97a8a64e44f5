"""Pulls a model: reads its manifest, downloads the blobs one after another, and writes the manifest last.

A blob that several clients pull is one download. It stops when the last of them disconnects, and its partial file stays
for the next pull. The manifest is written after all blobs, so a model is installed completely or not at all.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from teahouse.core.manifest import MODEL, PROJECTOR, Blob, Manifest
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.engine.bandwidth import BandwidthLimit
from teahouse.engine.creation import write_split_manifest
from teahouse.engine.download import BlobSource, Download
from teahouse.engine.errors import ApiError
from teahouse.engine.hub_projector import add_projector, needs_projector
from teahouse.engine.models import Layer, Model, Models
from teahouse.engine.partial import Partial
from teahouse.engine.registry import Registry, RegistryTokens
from teahouse.engine.split_models import find_manifest

T = TypeVar("T")
ProgressLine = Mapping[str, object]
LINE_SECONDS = 0.06


@dataclass(slots=True)
class _SharedDownload:
    """A download and the number of clients that wait for it; with 0 it is being stopped."""

    download: Download
    users: int = 0


class EnginePulls:
    """All pulls of one engine. `replaced` is called with a model after a pull has replaced its layers; all downloads
    share `limit`."""

    def __init__(self, models: Models, replaced: Callable[[Model], Awaitable[None]], *, connections: int = 8) -> None:
        self._models = models
        self._on_replaced = replaced
        self._connections = connections
        self._tokens = RegistryTokens()
        self.limit = BandwidthLimit()
        self._shared: dict[str, _SharedDownload] = {}

    async def pull_model(self, requested_name: ModelName, *, insecure: bool) -> AsyncGenerator[ProgressLine, None]:
        """Pull a model, yielding a line per step; raises `ApiError` in the daemon's words."""
        yield {"status": "pulling manifest"}
        name = await asyncio.to_thread(self._models.resolve_spelling, requested_name)
        registry = Registry(requested_name, self._tokens, insecure=insecure)
        manifest, urls = await _run_in_thread(lambda: find_manifest(registry))
        if manifest.raw and needs_projector(requested_name, manifest):
            client, scheme = registry.open_client(), "http" if insecure else "https"
            named = partial(add_projector, manifest, requested_name, client, scheme)
            manifest, projector_url = await _run_in_thread(named)
            urls = {blob.digest: projector_url for blob in manifest.layers_of(PROJECTOR) if projector_url}
        self._check_room(manifest)
        while True:
            for blob in manifest.blobs:
                url = urls.get(blob.digest) or registry.blob_url(blob.digest)
                async with aclosing(self._fetch_blob(registry, blob, url)) as lines:
                    async for line in lines:
                        yield line
            if all(self._partial_of(blob).is_whole for blob in manifest.blobs):
                break  # otherwise a blob was deleted with another model meanwhile
        yield {"status": "verifying sha256 digest"}
        yield {"status": "writing manifest"}
        replaced = await asyncio.to_thread(self._install_model, name, manifest)
        if replaced is not None:
            yield {"status": "removing unused layers"}
            await self._on_replaced(replaced)
        yield {"status": "success"}

    async def discard_blob(self, digest: str) -> bool:
        """Delete a partial blob, or a complete one that no model uses; returns whether there was one. Raises `ApiError`
        409 while it is pulled."""
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
        """Stop every download; partial files stay."""
        for shared in self._shared.values():
            shared.download.stop()

    async def _fetch_blob(self, registry: Registry, blob: Blob, url: str) -> AsyncGenerator[ProgressLine, None]:
        """Download a blob from `url`, yielding its progress."""
        if self._partial_of(blob).is_whole:
            yield _build_progress(blob, blob.size)
            return
        async with self._join_download(registry, blob, url) as download:
            done = asyncio.wrap_future(download.done)
            while not done.done():
                yield _build_progress(blob, download.completed)
                await asyncio.wait({done}, timeout=LINE_SECONDS)
            if (failure := done.result()) is not None:
                raise ApiError(500, str(failure))
        yield _build_progress(blob, blob.size)

    @asynccontextmanager
    async def _join_download(self, registry: Registry, blob: Blob, url: str) -> AsyncIterator[Download]:
        """Join the download of a blob, which is started where there is none."""
        while (shared := self._shared.get(blob.digest)) is not None and not shared.users:
            await asyncio.wait({asyncio.wrap_future(shared.download.done)})  # it is being stopped
            self._remove_download(blob.digest, shared)
        if shared is None:
            source = BlobSource(url, blob.digest, blob.size)
            download = Download(source, self._partial_of(blob), registry.open_client, self.limit, self._connections)
            shared = _SharedDownload(download)
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
        """Stop a download without clients, and remove it when it has stopped."""
        loop = asyncio.get_running_loop()

        def on_stopped(_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended first
                loop.call_soon_threadsafe(self._remove_download, digest, shared)

        if shared.download.done.done():
            self._remove_download(digest, shared)
        else:
            shared.download.stop()
            shared.download.done.add_done_callback(on_stopped)

    def _remove_download(self, digest: str, shared: _SharedDownload) -> None:
        if self._shared.get(digest) is shared and not shared.users:
            del self._shared[digest]

    def _partial_of(self, blob: Blob) -> Partial:
        return Partial(self._models.blobs.blob_path(blob.digest), blob.size)

    def _check_room(self, manifest: Manifest) -> None:
        """Raise `ApiError` 500 where the disk has no room for the missing bytes."""
        partials = [partial for partial in map(self._partial_of, manifest.blobs) if not partial.is_whole]
        missing = sum(partial.size - partial.count_present() for partial in partials)
        folder = partials[0].path.parent if partials else None
        if folder is not None and missing > (free := _free_bytes(folder)):
            raise ApiError(500, f"write {folder}: no space left on device: {missing} bytes wanted, {free} free")

    def _install_model(self, name: ModelName, manifest: Manifest) -> Model | None:
        """Write the manifest; returns the model it replaces, where that had other layers."""
        old = None
        with suppress(ApiError):  # a damaged one is replaced
            old = self._models.find_model(name)
        if manifest.raw:
            self._models.install_manifest(name, manifest.raw, (blob.digest for blob in manifest.blobs))
        else:
            write_split_manifest(self._models, name, manifest.blobs)
        kept = {blob.digest for blob in manifest.blobs}
        gone = [layer for layer in (old.config_layer, *old.layers) if layer.digest not in kept] if old else []
        if gone:
            self._models.drop_unused(gone)
        return old if gone else None


async def _run_in_thread(work: Callable[[], T]) -> T:
    """Run `work` on a daemon thread: a server that never answers must not block the loop's thread pool or the end of
    the process."""
    done: Future[T] = Future()

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
    """Free bytes on the disk of a folder, which may not exist yet."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free
