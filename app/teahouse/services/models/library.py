"""The host's models: which are there, which are loaded, what they measured on this computer.

Models and memory are asked for when something changes and when the window comes to be looked at, memory also when a
loaded model should have left; otherwise nothing is asked and no timer fires.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from teahouse.core.conversation import Conversation, Message, Role, Think
from teahouse.core.details import read_capabilities
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import Capability, LoadedModel, ModelCard, leaving_order, same_model, seconds_left
from teahouse.core.options import reloading_options
from teahouse.core.run import Source
from teahouse.ollama.requests import ChatRequest
from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.events import HostState
from teahouse.services.hosts.service import PASSING, Host, pauses
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models import runner_processes
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent, UsualFigures
from teahouse.services.models.runner_processes import RunnerProcesses
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

LOOKED_AT_LEAST = 3600.0  # seconds between looks at memory while the window is looked at: one timer, no polling
OVERDUE = 60.0  # seconds until the next look at a model that should have left already
LEAVING = 1.0  # seconds a daemon may take to let a model go after its time
STAYS = -1  # as a daemon reads it: until it is unloaded
USUAL = "5m"  # a daemon's own; it has to be told, for a request that says nothing changes nothing
SHOWN_AT_ONCE = 2  # long answers the host is asked for beside everything else
HEADROOM = 2**30  # bytes a model needs beside its file, roughly: see the project's notes on memory


class KeepAliveSetting:
    """How long a model stays loaded after a request, as in the settings; empty: the daemon's default. The libraries of
    all hosts share it."""

    def __init__(self, value: str) -> None:
        self._value = value

    @property
    def value(self) -> str:
        return self._value

    def change_value(self, value: str) -> None:
        self._value = value


class LibraryService:
    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        host: Host,
        attachments: AttachmentsService,
        post: EventSink,
        keep_alive: KeepAliveSetting,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._host = host
        self._attachments = attachments
        self._post = post
        self._keep_alive = keep_alive
        self._cards: tuple[ModelCard, ...] = ()
        self._loaded: tuple[LoadedModel, ...] = ()
        self._usual: dict[str, UsualFigures] = {}
        self._capabilities: dict[tuple[str, str], frozenset[str]] = {}  # by name and digest, where the list had none
        self._completing: asyncio.Task[None] | None = None
        self._preloading: asyncio.Task[None] | None = None
        self._rereading: asyncio.Task[None] | None = None
        self._looker: asyncio.TimerHandle | None = None
        self._looked_at = False
        self._unread: Trouble | None = None  # why the host's models are not known
        self._kept: set[str] = set()  # names of models that are to stay
        self._runners = RunnerProcesses(host)
        self._run_recorder = RunRecorder(store_thread, host)

    # What the window asks.

    def refresh_models(self) -> None:
        self._runtime.submit(self.read_models())

    def preload_model(self, model: str, options: Mapping[str, Any] | None = None) -> None:
        """Begin to load a model that was chosen, as the conversation's `options` want it, or the first message would
        load it again; choosing another one gives up the load of the one before."""
        self._runtime.submit(self._preload_model(model, options or {}))

    def unload_model(self, model: str) -> None:
        self._runtime.submit(report_errors(self._unload_model(model), self._post))

    def keep_loaded(self, model: str, stays: bool) -> None:
        """Have a loaded model stay until it is unloaded, or leave again when its time is over."""
        self._runtime.submit(report_errors(self._keep_loaded(model, stays), self._post))

    def measure_memory(self) -> None:
        """Tell memory with what other programs take of it, which costs a look at all processes. → `MemoryEvent`"""
        self._runtime.submit(self._measure_memory())

    def watch_memory(self, visible: bool) -> None:
        """Whether the window is looked at: memory is told while it is."""
        self._runtime.submit(self._watch_memory(visible))

    def set_keep_alive(self, keep_alive: str) -> None:
        """Change the setting, for all hosts."""
        self._keep_alive.change_value(keep_alive)

    # What other services ask; on the loop's thread.

    def make_library(self, host: Host, post: EventSink) -> LibraryService:
        """The library of another host, with the same store, attachments and settings."""
        return LibraryService(self._runtime, self._store_thread, host, self._attachments, post, self._keep_alive)

    @property
    def keep_alive(self) -> str:
        """How long a model stays loaded after a request, as in the settings; empty: the daemon's default."""
        return self._keep_alive.value

    async def read_models(self) -> None:
        """Ask the host for its models and tell them. One that is there but does not say is asked again by itself."""
        if self._rereading is not None:
            self._rereading.cancel()
            self._rereading = None
        self._unread = await self._ask_for_models()
        await self._tell_models()
        if self._unread is not None and self._unread.problem in PASSING:
            self._rereading = self._runtime.spawn(self._read_models_again(), lasting=True)

    def learn_capabilities(self, model: str, shown: Mapping[str, Any]) -> None:
        """Take what the host's long answer says a model can do, where its list says less. Tell it, where it is new."""
        card, found = self.find_card(model), read_capabilities(shown)
        if card is None or found <= card.capabilities:
            return
        self._capabilities[_key(card)] = found
        self._cards = self._complete_capabilities(self._cards)
        self._runtime.spawn(self._tell_models_and_memory(None))

    async def read_memory(self) -> None:
        """Ask once what is loaded, and tell it."""
        try:
            client = await self._host.client()
            loaded = await client.list_loaded()
        except Trouble:
            return  # whoever needs the host says what is wrong with it
        changed = {model.name for model in loaded} != {model.name for model in self._loaded}
        self._loaded = loaded
        if changed:
            await self._tell_models_and_memory(None)
        else:
            await self._tell_memory()
        self._schedule_look()

    @property
    def loaded(self) -> tuple[LoadedModel, ...]:
        """The models in memory, as the host said when it was last asked."""
        return self._loaded

    def find_loaded(self, model: str) -> LoadedModel | None:
        """The model as it is loaded, also under another name of the same file; None when it is not."""
        by_name = next((other for other in self._loaded if same_model(other.name, model)), None)
        card = None if by_name else self.find_card(model)
        if card is None or not card.digest:
            return by_name
        return next((other for other in self._loaded if other.digest == card.digest), None)

    def find_card(self, model: str) -> ModelCard | None:
        return next((card for card in self._cards if same_model(card.name, model)), None)

    def keep_alive_of(self, model: str) -> str | int | None:
        """For how long a model is to stay after a request, as a request says it."""
        return STAYS if any(same_model(model, kept) for kept in self._kept) else self.keep_alive or None

    async def build_request(
        self, tree: Conversation, reply: Message, think: Think, above: tuple[Message, ...] = ()
    ) -> ChatRequest:
        """What goes to the host for this reply: the path down to it, with what it has said where it goes on; `above` is
        what is sent before the first message of `tree`.
        Raises `Trouble(MODEL_CANNOT)` where the question has pictures and the model cannot see; pictures further up go
        as their names then."""
        card = self.find_card(reply.model)
        able = card is None or card.has_capability(Capability.THINKING)
        path = (*above, *tree.sent_to(reply.id))
        if not reply.text:
            path = path[:-1]
        elif card is not None and able:
            think = False  # it goes on from what it has said: its thinking is over
        sees = card is None or not card.lacks_capability(Capability.VISION)
        asked = next((message for message in reversed(path) if message.role is Role.USER), None)
        if asked is not None and not sees and any(held.is_picture for held in asked.attachments):
            raise Trouble(Problem.MODEL_CANNOT, model=reply.model, capability=Capability.VISION.value)
        return ChatRequest(
            model=reply.model,
            messages=path,
            system=tree.system_beside(path),
            options=tree.options,
            think=think if able else None,
            keep_alive=self.keep_alive_of(reply.model),
            contents=await self._attachments.load_contents(path),
            pictures=sees,
        )

    def model_to_unload(self, size: int, loaded: tuple[LoadedModel, ...]) -> str:
        """The loaded model that probably has to go before `size` bytes more are loaded, or an empty text."""
        if not loaded or not self._host.is_local:
            return ""
        if size + HEADROOM < runner_processes.measure_free_memory().free:
            return ""
        return leaving_order(loaded, datetime.now(UTC))[0].name

    def add_memory_figures(self, model: str, figures: Figures) -> Figures:
        """The figures with what the daemon says of the model's memory and effective context."""
        found = self.find_loaded(model)
        if found is None:
            return figures
        return replace(
            figures, memory=found.size or None, memory_vram=found.size_vram, context_length=found.context_length
        )

    async def record_figures(
        self, reply: Message, figures: Figures, source: Source = Source.CHAT, options: Mapping[str, Any] | None = None
    ) -> None:
        """Keep what a finished reply measured, and tell what its model usually does."""
        card = self.find_card(reply.model) or ModelCard(reply.model)
        await self._run_recorder.record_run(card, figures, source, options or {}, reply.id)
        await self._read_usual()
        await self._tell_models_and_memory(None)

    def usual_figures(self, model: str) -> UsualFigures | None:
        """What a model usually measures on the present host."""
        return next((usual for name, usual in self._usual.items() if same_model(name, model)), None)

    # How it is done.

    async def _ask_for_models(self) -> Trouble | None:
        """Take the host's models, none where it does not say; returns why."""
        trouble: Trouble | None = None
        try:
            client = await self._host.client()
            self._cards = self._complete_capabilities(
                sorted(await client.list_models(), key=lambda card: card.name.casefold())
            )
            self._loaded = await client.list_loaded()
        except Exception as failure:
            trouble, self._cards, self._loaded = as_trouble(failure), (), ()
        await self._runtime.attempt(self._read_usual())
        return trouble

    async def _tell_models(self) -> None:
        await self._tell_models_and_memory(self._unread)
        self._complete_cards()

    async def _read_models_again(self) -> None:
        """Ask for the models, less and less often, until the host says them."""
        for pause in pauses():
            await asyncio.sleep(pause)
            if self._host.status.state is not HostState.READY:
                return  # they are asked for once it is
            before, self._unread = self._unread, await self._ask_for_models()
            if str(self._unread) != str(before):
                await self._tell_models()
            if self._unread is None or self._unread.problem not in PASSING:
                return

    async def _read_usual(self) -> None:
        host = self._host.status.key
        usual = await self._store_thread.call(lambda kept: kept.runs.find_usual(host))
        self._usual = {
            name: UsualFigures(found.rate, found.memory, found.runs, found.last) for name, found in usual.items()
        }

    def _complete_capabilities(self, cards: Iterable[ModelCard]) -> tuple[ModelCard, ...]:
        """The cards with the capabilities that the host told elsewhere."""
        return tuple(
            replace(card, capabilities=card.capabilities | self._capabilities.get(_key(card), frozenset()))
            for card in cards
        )

    def _complete_cards(self) -> None:
        """Ask for the capabilities the list leaves out (it does so on older daemons), once for each model."""
        if self._completing is not None:
            self._completing.cancel()
        missing = [card for card in self._cards if not card.capabilities and _key(card) not in self._capabilities]
        self._completing = self._runtime.spawn(self._look_up(missing)) if missing else None

    async def _look_up(self, cards: list[ModelCard]) -> None:
        turn = asyncio.Semaphore(SHOWN_AT_ONCE)

        async def look_up(card: ModelCard) -> None:
            async with turn:
                client = await self._host.client()
                self._capabilities[_key(card)] = read_capabilities(await client.show_model(card.name))

        for outcome in await asyncio.gather(*map(look_up, cards), return_exceptions=True):
            if isinstance(outcome, Exception):
                as_trouble(outcome)  # asked again with the next list; until then nothing is refused for it
        self._cards = self._complete_capabilities(self._cards)
        await self._tell_models_and_memory(None)

    async def _preload_model(self, model: str, options: Mapping[str, Any]) -> None:
        if self._preloading is not None:
            self._preloading.cancel()
        self._preloading = self._runtime.spawn(report_errors(self._load_model(model, options), self._post))

    async def _load_model(self, model: str, options: Mapping[str, Any]) -> None:
        client = await self._host.client()
        await client.preload_model(
            model, reloading_options(options), options.get("keep_alive") or self.keep_alive_of(model)
        )
        await self.read_memory()

    async def _keep_loaded(self, model: str, stays: bool) -> None:
        """Ask for nothing but another time, loaded as it is: other options would load it again."""
        self._kept = {kept for kept in self._kept if not same_model(kept, model)} | ({model} if stays else set())
        client = await self._host.client()
        await self.read_memory()
        loaded = self.find_loaded(model)
        if loaded is not None:
            options = {"num_ctx": loaded.context_length} if loaded.context_length else {}
            await client.preload_model(model, options, STAYS if stays else self.keep_alive or USUAL)
            await self.read_memory()

    async def _unload_model(self, model: str) -> None:
        self._kept = {kept for kept in self._kept if not same_model(kept, model)}
        client = await self._host.client()
        await client.unload_model(model)
        await self.read_memory()

    async def _watch_memory(self, visible: bool) -> None:
        self._looked_at = visible
        if visible and self._unread is not None and self._host.status.state is HostState.READY:
            await self.read_models()
        elif visible:
            await self._look_at_all()
        else:
            self._schedule_look()

    async def _look_at_all(self) -> None:
        """Other programs may have installed, deleted or loaded models since."""
        before = self._cards
        try:
            client = await self._host.client()
            cards = self._complete_capabilities(
                sorted(await client.list_models(), key=lambda card: card.name.casefold())
            )
        except Trouble:
            return  # whoever needs the host says what is wrong with it
        if before is self._cards and cards != before:
            self._cards = cards
            await self._tell_models_and_memory(None)
            self._complete_cards()
        await self.read_memory()

    def _schedule_look(self) -> None:
        """Look again when the first of the loaded models should have left; until then nothing is asked."""
        if self._looker is not None:
            self._looker.cancel()
            self._looker = None
        now = datetime.now(UTC)
        left = [seconds for model in self._loaded if (seconds := seconds_left(model.expires_at, now)) is not None]
        if self._looked_at and left:
            # A model that is still there after its time is in use, or its host's clock is another one.
            soonest = min(seconds + LEAVING if seconds > 0 else OVERDUE for seconds in left)
            self._looker = asyncio.get_running_loop().call_later(min(soonest, LOOKED_AT_LEAST), self._look_again)

    def _look_again(self) -> None:
        self._looker = None
        self._runtime.spawn(self.read_memory())

    async def _tell_models_and_memory(self, trouble: Trouble | None) -> None:
        loaded = {model.name: model for model in self._loaded}
        entries = tuple(ModelEntry(card, loaded.get(card.name), self._usual.get(card.name)) for card in self._cards)
        self._post(ModelsEvent(entries, trouble))
        await self._tell_memory()

    async def _measure_memory(self) -> None:
        await self.read_memory()
        if self._host.is_local and self._loaded:
            await self._tell_memory(await self._runners.measure_other_programs())

    async def _tell_memory(self, others: runner_processes.OtherPrograms = runner_processes.OtherPrograms()) -> None:  # noqa: B008 - a frozen value
        here = (
            await asyncio.to_thread(runner_processes.measure_free_memory)
            if self._host.is_local
            else runner_processes.FreeMemory()
        )
        event = MemoryEvent(self._loaded, here.total, here.available, here.vram_total, here.vram_free)
        self._post(replace(event, others=others.memory, vram_others=others.vram))


def _key(card: ModelCard) -> tuple[str, str]:
    """What capabilities are kept under: another digest may be able to do something else."""
    return card.name, card.digest
