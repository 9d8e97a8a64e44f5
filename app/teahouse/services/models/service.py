"""Installed models: details, copy, rename, delete, newer versions, and their size on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from teahouse.catalogue.registry import fetch_manifest
from teahouse.core.architecture import read_architecture
from teahouse.core.details import read_details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub_names import MODELSCOPE_REGISTRY
from teahouse.core.lineage import Lineage, Origin, build_lineage, candidates, read_origin
from teahouse.core.manifest import MODEL
from teahouse.core.model import ModelCard, ModelName, same_model
from teahouse.core.model_structure import read_structure
from teahouse.services.error_reports import as_trouble, trouble_event
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import as_ollama
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.disk_use import estimate_from_list, measure_folder
from teahouse.services.models.events import (
    CopiedEvent,
    DeletedEvent,
    DetailsEvent,
    DiskEvent,
    LineageEvent,
    NewerEvent,
)
from teahouse.services.models.library import LibraryService
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.pulls.service import PullsService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

PARALLEL_CHECKS = 4  # requests to registries at a time
PARALLEL_QUESTIONS = 4  # requests for details to the host at a time
MOST_ORIGINS = 48  # models that the host is asked about for a lineage


class ModelsService:
    """Methods return at once and post events."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        pulls: PullsService,
        disk_check: DiskCheck,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._pulls = pulls
        self._disk_check = disk_check
        self._post = post
        self._registries = asyncio.Semaphore(PARALLEL_CHECKS)
        self._questions = asyncio.Semaphore(PARALLEL_QUESTIONS)
        self._origins: dict[str, Origin] = {}  # by the digest of the model

    # Called by the window.

    def read_details(self, model: str) -> None:
        """→ `DetailsEvent`"""
        self._runtime.submit(self._read_details(model))

    def read_lineage(self, model: str) -> None:
        """Ask the host where a model and those like it come from. → `LineageEvent`"""
        self._runtime.submit(self._read_lineage(model))

    def measure_disk(self) -> None:
        """→ `DiskEvent`"""
        self._runtime.submit(self._measure_disk())

    def copy_model(self, model: str, to: str) -> None:
        """→ `CopiedEvent`, `ModelsEvent`"""
        self._runtime.submit(self._copy_model(model, to, rename=False))

    def rename_model(self, model: str, to: str) -> None:
        """→ `CopiedEvent`, `ModelsEvent`"""
        self._runtime.submit(self._copy_model(model, to, rename=True))

    def delete_models(self, models: Collection[str]) -> None:
        """Delete models, also loaded ones, and cancel their pulls. → `DeletedEvent`, `ModelsEvent`"""
        self._runtime.submit(self._delete_models(tuple(models)))

    def check_newer_version(self, model: str) -> None:
        """Ask the registry for a newer version, without TLS where the model was pulled so. → `NewerEvent`"""
        self._runtime.submit(self._check_newer_version(model, self._pulls.was_insecure(model)))

    async def _read_details(self, model: str) -> None:
        try:
            client = as_ollama(await self._hosts.client())
            shown = await client.show_model(model)
            self._library.learn_capabilities(model, shown)
            card = self._library.find_card(model)
            details = read_details(model, shown)
            build = read_architecture(shown, card.size if card else 0)
            event = DetailsEvent(model, details, build, structure=read_structure(details))
        except Exception as failure:
            event = DetailsEvent(model, trouble=as_trouble(failure))
        self._post(event)

    async def _read_lineage(self, model: str) -> None:
        try:
            event = LineageEvent(model, await self._find_lineage(model))
        except Exception as failure:
            event = LineageEvent(model, trouble=as_trouble(failure))
        self._post(event)

    async def _find_lineage(self, model: str) -> Lineage:
        card = self._library.find_card(model)
        if card is None:
            raise Trouble(Problem.MODEL_MISSING, model=model)
        related = candidates(card, self._library.cards)
        asked = [card, *related[:MOST_ORIGINS]]
        found = await asyncio.gather(*map(self._read_origin, asked))
        origins = {one.name: origin for one, origin in zip(asked, found, strict=True) if origin is not None}
        unread = len(related) - len(origins) + 1 if card.name in origins else len(related)
        records = await self._store_thread.call(lambda store: store.workshop.list_records())
        return build_lineage(card.name, origins, self._library.cards, records, unread=max(0, unread))

    async def _read_origin(self, card: ModelCard) -> Origin | None:
        """Where a model comes from; None where the host does not tell, as of a damaged one."""
        if card.digest in self._origins:
            return self._origins[card.digest]
        try:
            async with self._questions:
                origin = read_origin(await as_ollama(await self._hosts.client()).show_model(card.name))
        except Trouble as trouble:
            if trouble.problem in (Problem.MODEL_MISSING, Problem.MODEL_BROKEN, Problem.HOST_ERROR):
                return None
            raise
        if card.digest:
            self._origins[card.digest] = origin
        return origin

    async def _measure_disk(self) -> None:
        try:
            event = await self._disk_event()
        except Exception as failure:
            self._post(trouble_event(failure))
            event = DiskEvent()
        self._post(event)

    async def _disk_event(self) -> DiskEvent:
        folder, cards = self._disk_check.models_folder(), self._library.cards
        measured = None if folder is None else await asyncio.to_thread(measure_folder, folder, cards)
        return measured or estimate_from_list(cards)

    async def _copy_model(self, model: str, to: str, *, rename: bool) -> None:
        trouble: Trouble | None = None
        try:
            name = ModelName.parse(to).short
            if self._library.find_card(name) is not None and not (rename and same_model(model, name)):
                raise Trouble(Problem.MODEL_EXISTS, model=name)
            client = as_ollama(await self._hosts.client())
            if not same_model(model, name):
                await client.copy_model(model, name)
                if rename:
                    await client.delete_model(model)
                    await self._store_thread.write(lambda store: store.workshop.rename_model(model, name))
        except Exception as failure:
            trouble, name = as_trouble(failure), to
        self._post(CopiedEvent(model, name, renamed=rename, trouble=trouble))
        await self._library.read_models()

    async def _delete_models(self, models: tuple[str, ...]) -> None:
        before, gone = await self._measure_bytes(), []
        troubles: dict[str, Trouble] = {}
        for model in models:
            try:
                await self._pulls.cancel_pulls_of(model)
                client = as_ollama(await self._hosts.client())
                if any(same_model(loaded.name, model) for loaded in await client.list_loaded()):
                    await client.unload_model(model)
                await client.delete_model(model)
                gone.append(model)
            except Exception as failure:
                troubles[model] = as_trouble(failure)
        after = await self._measure_bytes(gone)
        freed = None if before is None or after is None else max(0, before - after)
        self._post(DeletedEvent(tuple(gone), freed, troubles))
        await self._library.read_models()

    async def _measure_bytes(self, gone: Collection[str] = ()) -> int | None:
        """Bytes of all blobs where the host's folder can be read; `gone`: models that the last list still has."""
        folder = self._disk_check.models_folder()
        cards = [card for card in self._library.cards if card.name not in gone]
        try:
            event = None if folder is None else await asyncio.to_thread(measure_folder, folder, cards)
            return None if event is None else event.total
        except Exception as failure:  # only a figure is missing
            as_trouble(failure)
            return None

    async def _check_newer_version(self, model: str, insecure: bool) -> None:
        """A model is the same where its manifest is, or its weights and size: some daemons rewrite manifests."""
        try:
            async with self._registries:
                event = await self._compare_versions(model, insecure)
            self._post(event)
        except Exception as failure:
            trouble = as_trouble(failure)
            unknown = trouble.problem is Problem.NOT_IN_REGISTRY
            self._post(NewerEvent(model, trouble=None if unknown else trouble))

    async def _compare_versions(self, model: str, insecure: bool) -> NewerEvent:
        card = self._library.find_card(model)
        if card is None:
            raise Trouble(Problem.MODEL_MISSING, model=model)
        manifest = await fetch_manifest(ModelName.parse(model), insecure=insecure)
        same = manifest.digest == card.digest.removeprefix("sha256:")
        # The engine adds the vision file to a manifest of ModelScope.
        completed = ModelName.parse(model).host == MODELSCOPE_REGISTRY
        if not same and (completed or manifest.size == card.size):
            client = as_ollama(await self._hosts.client())
            same = read_details(model, await client.show_model(model)).blob in {
                blob.digest for blob in manifest.layers_of(MODEL)
            }
        return NewerEvent(model, newer=not same, size=0 if same else manifest.size)
