"""The catalogue, and what this computer can do with its models.

Free memory and disk space are read at each request, where the host is this computer. The speed of memory is measured
once, after the first request, while the computer is idle; and when the person asks for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path

from teahouse.catalogue.catalogue_feed import LARGEST_ENVELOPE, open_envelope
from teahouse.catalogue.catalogue_store import CatalogueStore, fetch_catalogue
from teahouse.catalogue.registry import read_remote_model
from teahouse.catalogue.search import Search
from teahouse.core.catalogue import CatalogueError
from teahouse.core.errors import Problem, Trouble
from teahouse.core.estimate import Circumstances
from teahouse.core.fit import computer_of
from teahouse.core.model import DEFAULT_HOST
from teahouse.core.pulls import PullName, read_wanted
from teahouse.core.recommendation import recommend_models
from teahouse.desktop import gpus, hardware
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, DistantEvent, RecommendedEvent
from teahouse.services.error_reports import as_trouble, trouble_event
from teahouse.services.events import EventSink
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.calibration import CalibrationFile, CalibrationService
from teahouse.services.measurements.memory_test import MemoryTest
from teahouse.services.models.library import LibraryService
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.runtime import Runtime, read_file
from teahouse.services.updates.events import Channel

HEADER_SECONDS = 30.0  # for the first megabytes of a file, over a slow line


class CatalogueService:
    def __init__(
        self,
        runtime: Runtime,
        hosts: HostsService,
        library: LibraryService,
        catalogue_store: CatalogueStore,
        calibration_file: CalibrationFile,
        calibration: CalibrationService,
        memory_test: MemoryTest,
        disk_check: DiskCheck,
        channel: Channel,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._library = library
        self._catalogue_store = catalogue_store
        self._calibration_file = calibration_file
        self._calibration = calibration
        self._memory_test = memory_test
        self._disk_check = disk_check
        self._post = post
        self._channel = channel
        self._search: Search | None = None
        self._unsigned: bytes | None = None  # a catalogue that waits for the person's consent

    # Called by the window.

    def open_catalogue(self) -> None:
        """→ `CatalogueEvent`, `ComputerEvent`"""
        self._runtime.submit(self._open_catalogue())

    def read_computer(self) -> None:
        """→ `ComputerEvent`"""
        self._runtime.submit(self._calibrate_and_post_computer())

    def test_memory(self) -> None:
        """Measure the speed of memory, which takes about two seconds. → `ComputerEvent`, twice"""
        self._runtime.submit(self._memory_test.run_test(self._calibrate_and_post_computer))

    def recommend_models(self, context: int) -> None:
        """Recommend models for the host's computer. → `RecommendedEvent`, none without a catalogue"""
        self._runtime.submit(self._recommend_models(context))

    def adopt_catalogue(self, source: str) -> None:
        """Use a newer catalogue from a file or an http(s) address; an invalid one is refused, one that is not signed
        waits for `adopt_unsigned`. → `CatalogueEvent`"""
        self._runtime.submit(self._adopt_catalogue(source.strip()))

    def adopt_unsigned(self) -> None:
        """Use the last catalogue that was not signed: the person agreed. → `CatalogueEvent`"""
        self._runtime.submit(self._adopt_unsigned())

    def update_catalogue(self) -> None:
        """Fetch the signed catalogue and use it if it is newer. → `CatalogueEvent`"""
        self._runtime.submit(self._change_catalogue(self._update_catalogue()))

    def forget_adopted(self) -> None:
        """Use the built-in catalogue again. → `CatalogueEvent`"""
        self._runtime.submit(self._forget_adopted())

    def read_model_header(self, text: str) -> None:
        """Read a model in a registry by its typed name; fetches a few megabytes. → `DistantEvent`, `ComputerEvent`"""
        self._runtime.submit(self._read_model_header(text))

    async def _open_catalogue(self) -> None:
        try:
            event = await asyncio.to_thread(self._make_event)
        except Exception as failure:
            event = CatalogueEvent(None, as_trouble(failure))
        self._post(event)
        first_test = self._hosts.is_local and await self._memory_test.prepare_first_test()
        await self._post_computer()
        if first_test:
            await self._memory_test.run_first_test(self._post_computer)
        if await self._calibration.update_calibration():
            await self._post_computer()

    async def _calibrate_and_post_computer(self) -> None:
        await self._runtime.attempt(self._calibration.update_calibration())
        await self._post_computer()

    async def _recommend_models(self, context: int) -> None:
        try:
            event = await asyncio.to_thread(self._recommended_event, context)
        except CatalogueError:
            return  # `open_catalogue` says why
        self._post(event)

    def _recommended_event(self, context: int) -> RecommendedEvent:
        if not self._hosts.status.capabilities.manages_models:
            return RecommendedEvent((), context)  # the host cannot pull what is recommended
        catalogue, computer = self._load_search().catalogue, self._computer_event()
        picks = recommend_models(catalogue, computer.circumstances, context, engine=computer.engine)
        return RecommendedEvent(picks, context, computer.circumstances is not None, computer.testing)

    def _make_event(self, trouble: Trouble | CatalogueError | None = None, *, replaced: bool = False) -> CatalogueEvent:
        has_feed = bool(self._channel.catalogue and self._channel.key)
        try:
            search = self._load_search()
        except CatalogueError as error:
            return CatalogueEvent(None, error, has_feed=has_feed)
        return CatalogueEvent(search, trouble or self._catalogue_store.trouble, replaced, has_feed=has_feed)

    def _load_search(self) -> Search:
        """The current catalogue with its index. Raises `CatalogueError`."""
        catalogue, search = self._catalogue_store.load_current(), self._search
        if search is None or search.catalogue is not catalogue:
            search = self._search = Search(catalogue)
        return search

    async def _adopt_catalogue(self, source: str) -> None:
        is_url = source.startswith(("http://", "https://"))
        await self._change_catalogue(self._adopt_data(fetch_catalogue(source) if is_url else _read_source(source)))

    async def _adopt_data(self, reading: Awaitable[bytes]) -> CatalogueEvent:
        data = await reading
        payload = await asyncio.to_thread(open_envelope, data, self._channel.key)
        if payload is not None:
            await asyncio.to_thread(self._catalogue_store.adopt_data, payload)
            return self._make_event(replaced=True)
        found = await asyncio.to_thread(self._catalogue_store.check_data, data)
        self._unsigned = data
        return replace(self._make_event(), unsigned=found.date)

    async def _adopt_unsigned(self) -> None:
        data, self._unsigned = self._unsigned, None
        if data is not None:
            await self._change_catalogue(self._store_unsigned(data))

    async def _store_unsigned(self, data: bytes) -> CatalogueEvent:
        await asyncio.to_thread(self._catalogue_store.adopt_data, data)
        return self._make_event(replaced=True)

    async def _update_catalogue(self) -> CatalogueEvent:
        data = await fetch_catalogue(self._channel.catalogue)
        payload = await asyncio.to_thread(open_envelope, data, self._channel.key)
        if payload is None:
            raise CatalogueError("", "is not signed")
        before = self._catalogue_store.load_current().date
        found = await asyncio.to_thread(self._catalogue_store.check_data, payload)
        if found.date == before:
            return replace(self._make_event(), newest=True)
        await asyncio.to_thread(self._catalogue_store.adopt_data, payload)
        return self._make_event(replaced=True)

    async def _forget_adopted(self) -> None:
        await self._change_catalogue(self._restore_built_in())

    async def _restore_built_in(self) -> CatalogueEvent:
        await asyncio.to_thread(self._catalogue_store.forget_adopted)
        return self._make_event(replaced=True)

    async def _change_catalogue(self, change: Awaitable[CatalogueEvent]) -> None:
        try:
            event = await change
        except Exception as failure:
            event = self._make_event(_as_failure(failure))
        self._post(event)

    async def _post_computer(self) -> None:
        try:
            event = await asyncio.to_thread(self._computer_event)
        except Exception as failure:
            self._post(trouble_event(failure))
            event = ComputerEvent(None, engine=self._hosts.status.engine, testing=self._memory_test.running)
        self._post(event)

    async def _read_model_header(self, text: str) -> None:
        await self._post_computer()
        try:
            async with asyncio.timeout(HEADER_SECONDS):
                self._post(await self._read_remote(text, read_wanted(text)))
        except TimeoutError:
            name = read_wanted(text).name
            silent = Trouble(Problem.REGISTRY_UNREACHABLE, model=name.short, registry=name.host, message="timeout")
            self._post(DistantEvent(text, trouble=silent))
        except Exception as failure:
            self._post(DistantEvent(text, trouble=as_trouble(failure)))

    async def _read_remote(self, text: str, pull_name: PullName) -> DistantEvent:
        found = await read_remote_model(pull_name.name, insecure=pull_name.insecure)
        catalogue = await asyncio.to_thread(self._catalogue_store.load_current)
        engine = catalogue.engine_runs(found.header.architecture, library=pull_name.name.host == DEFAULT_HOST)
        return DistantEvent(text, found.architecture, found.header.quantization, found.header.parameters, engine)

    def _computer_event(self) -> ComputerEvent:
        event, loaded = self._hosts.status, self._library.loaded
        if not self._hosts.is_local:
            return ComputerEvent(None, engine=event.engine)
        memory, folder = hardware.read_memory(), self._disk_check.models_folder()
        free = [card.free for card in gpus.read_gpus().cards if card.total]
        computer = computer_of(memory.available, free, loaded, gpus.shared_memory_limit())
        disk = None if folder is None else hardware.free_disk(folder)
        speeds, learned = self._calibration.read_speeds(), self._calibration_file.learned
        circumstances = Circumstances(computer, speeds, learned, disk)
        return ComputerEvent(circumstances, event.engine, memory.total, self._memory_test.running)


async def _read_source(path: str) -> bytes:
    """A file that may be a catalogue. Raises `Trouble` and `CatalogueError`."""
    try:
        return await read_file(Path(path), LARGEST_ENVELOPE)
    except Trouble as trouble:
        if trouble.problem is Problem.FILE_TOO_LONG:
            raise CatalogueError("", "is larger than any catalogue") from trouble
        raise


def _as_failure(failure: Exception) -> Trouble | CatalogueError:
    return failure if isinstance(failure, CatalogueError) else as_trouble(failure)
