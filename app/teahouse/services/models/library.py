"""The host's models: installed, loaded, and their usual figures on this computer.

Models and memory are read when something changes and when the window becomes visible, memory also when a loaded model
should have been unloaded. There is no polling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from teahouse.core.adapters import keep_own_scales
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Conversation, Message, Role, Think
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import Capability, LoadedModel, ModelCard, leaving_order, same_model, seconds_left
from teahouse.core.options import reloading_options
from teahouse.core.prompt_cache import is_cache_likely
from teahouse.core.run import Source
from teahouse.ollama.client import OllamaClient
from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink, TroubleEvent
from teahouse.services.hosts.clients import Host, HostClient, as_ollama
from teahouse.services.hosts.events import HostState
from teahouse.services.hosts.service import TRANSIENT, retry_pauses
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models import runner_processes
from teahouse.services.models.capability_cache import CapabilityCache
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent, UsualFigures
from teahouse.services.models.runner_processes import RunnerProcesses
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

LONGEST_LOOK_PAUSE = 3600.0  # seconds between reads of memory while the window is visible
OVERDUE = 60.0  # seconds until the next read where a model should have been unloaded already
UNLOAD_SECONDS = 1.0  # a daemon may take so long to unload a model after its time
KEEP_UNTIL_UNLOADED = -1  # a request's keep_alive
DAEMON_KEEP_ALIVE = "5m"  # a daemon's default; a request without keep_alive would change nothing
HEADROOM = 2**30  # bytes a model needs beside its file, roughly


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
        self._capabilities = CapabilityCache(runtime, host)
        self._preloading: asyncio.Task[None] | None = None
        self._rereading: asyncio.Task[None] | None = None
        self._look_timer: asyncio.TimerHandle | None = None
        self._is_visible = False
        self._list_trouble: Trouble | None = None  # of the last list
        self._card_failures: dict[str, str] = {}  # by model, as last posted
        self._staying: set[str] = set()  # names of models that are not unloaded
        self._runners = RunnerProcesses(host)
        self._run_recorder = RunRecorder(store_thread, host)

    # Called by the window.

    def refresh_models(self) -> None:
        self._runtime.submit(self.read_models())

    def preload_model(self, model: str, options: Mapping[str, Any] | None = None) -> None:
        """Load the chosen model with the conversation's `options`, so that the first message does not load it again;
        cancels an earlier preload."""
        self._runtime.submit(self._preload_model(model, options or {}))

    def unload_model(self, model: str) -> None:
        self._runtime.submit(report_errors(self._unload_model(model), self._post))

    def keep_loaded(self, model: str, stays: bool) -> None:
        """Make a loaded model stay until it is unloaded, or undo that."""
        self._runtime.submit(report_errors(self._keep_loaded(model, stays), self._post))

    def measure_memory(self) -> None:
        """Read memory including that of other programs, which reads all processes. → `MemoryEvent`"""
        self._runtime.submit(self._measure_memory())

    def watch_memory(self, visible: bool) -> None:
        """Set whether the window is visible: memory is posted while it is."""
        self._runtime.submit(self._watch_memory(visible))

    def set_keep_alive(self, keep_alive: str) -> None:
        """Change the setting, for all hosts."""
        self._keep_alive.change_value(keep_alive)

    # Called by other services on the loop's thread.

    def make_library(self, host: Host, post: EventSink) -> LibraryService:
        """The library of another host, with the same store, attachments and settings."""
        return LibraryService(self._runtime, self._store_thread, host, self._attachments, post, self._keep_alive)

    @property
    def keep_alive(self) -> str:
        """How long a model stays loaded after a request, as in the settings; empty: the daemon's default."""
        return self._keep_alive.value

    async def read_models(self) -> None:
        """Read the host's models and post them; retried automatically where the host fails for a moment."""
        if self._rereading is not None:
            self._rereading.cancel()
            self._rereading = None
        self._list_trouble = await self._ask_for_models()
        await self._post_models()
        if self._list_trouble is not None and self._list_trouble.problem in TRANSIENT:
            self._rereading = self._runtime.spawn(self._read_models_again(), lasting=True)

    def learn_capabilities(self, model: str, shown: Mapping[str, Any]) -> None:
        """Add the capabilities in a model's details where the list lacks them, and post the models if that is new."""
        card = self.find_card(model)
        if card is not None and self._capabilities.add_details(card, shown):
            self._cards = self._capabilities.complete_cards(self._cards)
            self._runtime.spawn(self._post_models_and_memory(None))

    async def read_memory(self) -> None:
        """Read the loaded models once and post them."""
        try:
            loaded = await _list_loaded(await self._host.client())
        except Trouble:
            return  # the next request to the host reports it
        changed = {model.name for model in loaded} != {model.name for model in self._loaded}
        self._loaded = loaded
        self._post_card_failures()
        if changed:
            await self._post_models_and_memory(None)
        else:
            await self._post_memory()
        self._schedule_look()

    def _post_card_failures(self) -> None:
        """Post why models run on the processor and not on the graphics card, once each. → `TroubleEvent`"""
        failures = {model.name: model.card_failure for model in self._loaded if model.card_failure}
        for name, message in failures.items():
            if self._card_failures.get(name) != message:
                self._post(TroubleEvent(Trouble(Problem.CARD_FAILED, model=name, message=message)))
        self._card_failures.update(failures)

    @property
    def loaded(self) -> tuple[LoadedModel, ...]:
        """The loaded models at the last read."""
        return self._loaded

    def find_loaded(self, model: str) -> LoadedModel | None:
        """The loaded model, also under another name of the same file; None where it is not loaded."""
        by_name = next((other for other in self._loaded if same_model(other.name, model)), None)
        card = None if by_name else self.find_card(model)
        if card is None or not card.digest:
            return by_name
        return next((other for other in self._loaded if other.digest == card.digest), None)

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The host's models as last read."""
        return self._cards

    def find_card(self, model: str) -> ModelCard | None:
        return next((card for card in self._cards if same_model(card.name, model)), None)

    def keep_alive_of(self, model: str) -> str | int | None:
        """The keep_alive of a request to a model."""
        return (
            KEEP_UNTIL_UNLOADED if any(same_model(model, name) for name in self._staying) else self.keep_alive or None
        )

    async def build_request(
        self, tree: Conversation, reply: Message, think: Think, above: tuple[Message, ...] = ()
    ) -> ChatRequest:
        """The request for this reply: the path down to it, including its text where it is continued; `above` are the
        messages before the first of `tree`. Raises MODEL_CANNOT where the question has pictures and the model has no
        vision; pictures of earlier messages are then sent as names."""
        card = self.find_card(reply.model)
        able = card is None or card.can_think
        path = (*above, *tree.sent_to(reply.id))
        if not reply.text:
            path = path[:-1]
        elif card is not None and card.can_think:
            think = False  # a continued reply has finished thinking
        sees = card is None or not card.lacks_capability(Capability.VISION)
        asked = next((message for message in reversed(path) if message.role is Role.USER), None)
        if asked is not None and not sees and any(attachment.is_picture for attachment in asked.attachments):
            raise Trouble(Problem.MODEL_CANNOT, model=reply.model, capability=Capability.VISION.value)
        return ChatRequest(
            model=reply.model,
            messages=path,
            system=tree.system_beside(path),
            options=self.own_options(reply.model, tree.options),
            think=think if able else None,
            keep_alive=self.keep_alive_of(reply.model),
            contents=await self._attachments.load_contents(path),
            pictures=sees,
            conversation=tree.id,
        )

    def own_options(self, model: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """The options without scales of adapters and of a control vector that the model does not have, which the engine
        would refuse."""
        if options.keys().isdisjoint(("adapters", "steering")):
            return options
        card = self.find_card(model)
        own = keep_own_scales(options, card.adapters if card is not None else ())
        if card is not None and card.control_vector:
            return own
        return {name: value for name, value in own.items() if name != "steering"}

    def model_to_unload(self, size: int, loaded: tuple[LoadedModel, ...]) -> str:
        """The loaded model that the daemon probably unloads for `size` more bytes, or ""."""
        if not loaded or not self._host.is_local:
            return ""
        if size + HEADROOM < runner_processes.measure_free_memory().free:
            return ""
        return leaving_order(loaded, datetime.now(UTC))[0].name

    async def complete_figures(
        self, model: str, figures: Figures, expected_tokens: int = 0, *, goes_on: bool = False
    ) -> Figures:
        """The figures with the model's memory and effective context from the daemon, and whether the prompt came from a
        cache. `expected_tokens` is the estimate of the whole prompt; `goes_on`: it begins with a conversation that the
        model has read, so that it is taken to be cached where the host does not say otherwise."""
        figures = self._add_memory_figures(model, figures)
        if figures.prompt_cached is not None or figures.prompt_tokens is None:
            return figures
        host = self._host.status.key
        try:
            readings = await self._store_thread.call(lambda store: store.runs.list_prompt_readings(host, model))
        except Exception as failure:  # the reply is stored without it
            as_trouble(failure)
            return figures
        detected = (goes_on and not figures.cold) or is_cache_likely(figures, expected_tokens, readings)
        return replace(figures, cache_detected=True, prompt_rate=None) if detected else figures

    def _add_memory_figures(self, model: str, figures: Figures) -> Figures:
        """The figures with the model's memory, effective context and accelerations from the daemon."""
        found = self.find_loaded(model)
        if found is None:
            card = None if self._host.status.capabilities.loads_models else self.find_card(model)
            return figures if card is None else replace(figures, context_length=card.context_length)
        return replace(
            figures,
            memory=found.size or None,
            memory_vram=found.size_vram,
            context_length=found.context_length,
            kv_cache_type=found.kv_cache_type or None,
            threads=found.threads,
            drafts=found.drafts,
            prompt_cache=found.prompt_cache,
        )

    async def record_figures(
        self, reply: Message, figures: Figures, source: Source = Source.CHAT, options: Mapping[str, Any] | None = None
    ) -> None:
        """Store the run of a finished reply and post the models with new usual figures."""
        card = self.find_card(reply.model) or ModelCard(reply.model)
        await self._run_recorder.record_run(card, figures, source, options or {}, reply.id)
        await self._read_usual()
        await self._post_models_and_memory(None)

    def usual_figures(self, model: str) -> UsualFigures | None:
        """A model's usual figures on the current host."""
        return next((usual for name, usual in self._usual.items() if same_model(name, model)), None)

    async def _ask_for_models(self) -> Trouble | None:
        """Read the host's models and loaded models; returns the `Trouble` where that failed."""
        trouble: Trouble | None = None
        try:
            client = await self._host.client()
            self._cards = self._capabilities.complete_cards(
                sorted(await client.list_models(), key=lambda card: card.name.casefold())
            )
            self._loaded = await _list_loaded(client)
        except Exception as failure:
            trouble, self._cards, self._loaded = as_trouble(failure), (), ()
        await self._runtime.attempt(self._read_usual())
        return trouble

    async def _post_models(self) -> None:
        await self._post_models_and_memory(self._list_trouble)
        self._capabilities.read_missing(self._cards, self._on_capabilities)

    async def _read_models_again(self) -> None:
        """Read the models at growing intervals until that succeeds."""
        for pause in retry_pauses():
            await asyncio.sleep(pause)
            if self._host.status.state is not HostState.READY:
                return  # they are read once it is
            before, self._list_trouble = self._list_trouble, await self._ask_for_models()
            if str(self._list_trouble) != str(before):
                await self._post_models()
            if self._list_trouble is None or self._list_trouble.problem not in TRANSIENT:
                return

    async def _read_usual(self) -> None:
        host = self._host.status.key
        usual = await self._store_thread.call(lambda store: store.runs.find_usual(host))
        self._usual = {
            name: UsualFigures(found.rate, found.memory, found.runs, found.last) for name, found in usual.items()
        }

    async def _on_capabilities(self) -> None:
        self._cards = self._capabilities.complete_cards(self._cards)
        await self._post_models_and_memory(None)

    async def _preload_model(self, model: str, options: Mapping[str, Any]) -> None:
        if self._preloading is not None:
            self._preloading.cancel()
        self._preloading = self._runtime.spawn(report_errors(self._load_model(model, options), self._post))

    async def _load_model(self, model: str, options: Mapping[str, Any]) -> None:
        client = await self._host.client()
        if not self._host.status.capabilities.loads_models:
            return
        await as_ollama(client).preload_model(
            model, reloading_options(options), options.get("keep_alive") or self.keep_alive_of(model)
        )
        await self.read_memory()

    async def _keep_loaded(self, model: str, stays: bool) -> None:
        """Change keep_alive with the options it is loaded with: others would load it again."""
        self._staying = {name for name in self._staying if not same_model(name, model)} | ({model} if stays else set())
        client = as_ollama(await self._host.client())
        await self.read_memory()
        loaded = self.find_loaded(model)
        if loaded is not None:
            options = {"num_ctx": loaded.context_length} if loaded.context_length else {}
            await client.preload_model(
                model, options, KEEP_UNTIL_UNLOADED if stays else self.keep_alive or DAEMON_KEEP_ALIVE
            )
            await self.read_memory()

    async def _unload_model(self, model: str) -> None:
        self._staying = {name for name in self._staying if not same_model(name, model)}
        client = as_ollama(await self._host.client())
        await client.unload_model(model)
        await self.read_memory()

    async def _watch_memory(self, visible: bool) -> None:
        self._is_visible = visible
        if visible and self._list_trouble is not None and self._host.status.state is HostState.READY:
            await self.read_models()
        elif visible:
            await self._refresh_all()
        else:
            self._schedule_look()

    async def _refresh_all(self) -> None:
        """Read models and memory again: other programs may have changed them."""
        before = self._cards
        try:
            client = await self._host.client()
            cards = self._capabilities.complete_cards(
                sorted(await client.list_models(), key=lambda card: card.name.casefold())
            )
        except Trouble:
            return  # the next request to the host reports it
        if before is self._cards and cards != before:
            self._cards = cards
            await self._post_models_and_memory(None)
            self._capabilities.read_missing(self._cards, self._on_capabilities)
        await self.read_memory()

    def _schedule_look(self) -> None:
        """Set the timer for when the first loaded model should be unloaded."""
        if self._look_timer is not None:
            self._look_timer.cancel()
            self._look_timer = None
        now = datetime.now(UTC)
        left = [seconds for model in self._loaded if (seconds := seconds_left(model.expires_at, now)) is not None]
        if self._is_visible and left:
            # A model that is loaded after its time is in use, or its host's clock differs.
            soonest = min(seconds + UNLOAD_SECONDS if seconds > 0 else OVERDUE for seconds in left)
            self._look_timer = asyncio.get_running_loop().call_later(
                min(soonest, LONGEST_LOOK_PAUSE), self._on_look_timer
            )

    def _on_look_timer(self) -> None:
        self._look_timer = None
        self._runtime.spawn(self.read_memory())

    async def _post_models_and_memory(self, trouble: Trouble | None) -> None:
        loaded = {model.name: model for model in self._loaded}
        entries = tuple(ModelEntry(card, loaded.get(card.name), self._usual.get(card.name)) for card in self._cards)
        self._post(ModelsEvent(entries, trouble))
        await self._post_memory()

    async def _measure_memory(self) -> None:
        await self.read_memory()
        if self._host.is_local and self._loaded:
            await self._post_memory(await self._runners.measure_other_programs())

    async def _post_memory(self, others: runner_processes.OtherPrograms = runner_processes.OtherPrograms()) -> None:  # noqa: B008 - a frozen value
        here = (
            await asyncio.to_thread(runner_processes.measure_free_memory)
            if self._host.is_local
            else runner_processes.FreeMemory()
        )
        event = MemoryEvent(self._loaded, here.total, here.available, here.vram_total, here.vram_free)
        self._post(replace(event, others=others.memory, vram_others=others.vram))


async def _list_loaded(client: HostClient) -> tuple[LoadedModel, ...]:
    """The models in memory; none where the host does not say."""
    return await client.list_loaded() if isinstance(client, OllamaClient) else ()
