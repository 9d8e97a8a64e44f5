"""One message while a model generates it: metered, posted delta by delta, and stored within half a second.

Chats and lanes store the deltas, a try-out only posts them, a summary and a speed test use only the result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import NamedTuple

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Call, Message, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Counters, Figures, Meter, join_figures
from teahouse.core.stream_events import (
    Failed,
    Finished,
    Phase,
    StreamEvent,
    TextPiece,
    TextWasThinking,
    ThinkingPiece,
    TokenLogprobs,
    TokensCounted,
    ToolCall,
)
from teahouse.core.token_probabilities import ProbabilityRecorder, TokenProbabilities
from teahouse.core.window import estimate_prompt
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PieceEvent, RethoughtEvent
from teahouse.services.hosts.clients import HostClient
from teahouse.services.store_thread import StoreThread

STORED_WITHIN = 0.5  # seconds from a delta's arrival to its write


class WindowLimit(NamedTuple):
    """The window of a loaded model, and how many tokens of it are left for the reply."""

    window: int
    room: int


class GenerationOutcome(NamedTuple):
    """How a generation ended; `trouble` where it failed."""

    state: State
    trouble: Trouble | None = None


def ignore_events(*_events: object) -> None:
    """The sink of a generation whose events are not used."""


class Generation:
    """`message` is the reply as it was at the start; `text`, `thinking` and `calls` grow as deltas arrive. Events go to
    `post`. Without a `store` nothing is written. Use it on one event loop."""

    def __init__(
        self, conversation_id: str, message: Message, post: EventSink, store: StoreThread | None = None
    ) -> None:
        self.conversation_id = conversation_id
        self.message = message
        self.phase = Phase.WAITING
        self._store = store
        self._post = post
        self._text_before = message.text  # of a reply that is continued
        self._thinking_before = message.thinking
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._unstored: list[tuple[str, str]] = []  # text and thinking that are not written yet
        self.calls = list(message.calls)
        self._timer: asyncio.TimerHandle | None = None
        self._store_task: asyncio.Task[None] | None = None
        self._meter = Meter(monotonic())
        self._limit: WindowLimit | None = None
        self._prompt_tokens: int | None = None  # counted after the reply filled the window
        self._counters: Counters | None = None
        self._expected_tokens = 0
        self._ended: float | None = None
        self._recorder: ProbabilityRecorder | None = None  # made when the first probability arrives

    @property
    def text(self) -> str:
        return self._text_before + "".join(self._text)

    @property
    def thinking(self) -> str:
        return self._thinking_before + "".join(self._thinking)

    @property
    def started(self) -> bool:
        """Whether anything has arrived."""
        return self._meter.tokens > 0

    @property
    def tokens(self) -> int:
        """How many tokens have arrived: one with each delta unless the host counts them."""
        return self._meter.tokens

    @property
    def first_word(self) -> float | None:
        """Seconds until the first delta; None before."""
        return self._meter.first_word

    @property
    def mean_rate(self) -> float | None:
        """Tokens per second since the first delta; None while there are too few."""
        return self._meter.live_rate()

    async def run(self, client: HostClient, request: ChatRequest) -> GenerationOutcome:
        """Send the request and read its stream to the end. First word and total are measured from here. Cancelling
        closes the stream, which ends the generation on the host."""
        self._expected_tokens = estimate_prompt(request.messages, request.system)
        self._meter = Meter(monotonic())
        try:
            async with aclosing(client.stream_chat(request)) as events:
                async for event in events:
                    if (outcome := self._handle_event(event)) is not None:
                        return outcome
                    if self.fills_window:
                        return GenerationOutcome(State.LENGTH)
            return GenerationOutcome(State.FAILED, Trouble(Problem.HOST_LOST))
        finally:
            self._ended = monotonic()

    def end_at(self, limit: WindowLimit) -> None:
        """End the reply with its `limit.room`-th token, because the window is full then."""
        self._limit = limit

    @property
    def fills_window(self) -> bool:
        """Whether it ended because the window is full, so that the daemon's counters are missing."""
        return self._counters is None and self._limit is not None and self.tokens >= self._limit.room

    def add_prompt_tokens(self, tokens: int | None) -> None:
        """Add the daemon's count of the prompt of a reply that filled the window."""
        self._prompt_tokens = tokens

    async def run_or_raise(self, client: HostClient, request: ChatRequest) -> State:
        """As `run`; raises the `Trouble` of a failed generation."""
        state, trouble = await self.run(client, request)
        if trouble is not None:
            raise trouble
        return state

    def _handle_event(self, event: StreamEvent) -> GenerationOutcome | None:
        """Apply one event of the stream; returns the outcome if it is the last."""
        match event:
            case TextPiece(text, at):
                self._append_delta(text, "", at)
            case ThinkingPiece(text, at):
                self._append_delta("", text, at)
            case TextWasThinking():
                self._move_text_to_thinking()
            case TokensCounted(tokens):
                self._meter.set_tokens(tokens)
            case TokenLogprobs(tokens):
                self._recorder = self._recorder or ProbabilityRecorder()
                self._recorder.add_tokens(tokens)
            case ToolCall(name, arguments):
                self.calls.append(Call(name, arguments))  # shown and stored, never run
            case Finished(reason, _, counters):
                self._counters = counters
                return GenerationOutcome(State.LENGTH if reason == "length" else State.DONE)
            case Failed(trouble):
                return GenerationOutcome(State.FAILED, trouble)
        return None

    def place_probabilities(self) -> TokenProbabilities | None:
        """The probabilities of the tokens of what was generated, behind the text of before; None without any."""
        return None if self._recorder is None else self._recorder.place_tokens("".join(self._text))

    @property
    def length_before(self) -> int:
        """The characters of a continued reply that were there before."""
        return len(self._text_before)

    def _append_delta(self, text: str, thinking: str, at: float) -> None:
        self._meter.count_piece(at, thinking=bool(thinking))
        self.phase = Phase.THINKING if thinking else Phase.WRITING
        if text:
            self._text.append(text)
        if thinking:
            self._thinking.append(thinking)
        self._post(PieceEvent(self.conversation_id, self.message.id, text, thinking))
        if self._store is not None:
            self._unstored.append((text, thinking))
            if self._timer is None and self._store_task is None:
                self._timer = asyncio.get_running_loop().call_later(STORED_WITHIN, self._begin_storing)

    def _move_text_to_thinking(self) -> None:
        """All text so far was thinking, except that of a continued reply; stored when the reply ends."""
        if self._text_before:
            return
        self._thinking += self._text
        self._text.clear()
        self._meter.recount_as_thinking()
        self._post(RethoughtEvent(self.conversation_id, self.message.id))

    def _begin_storing(self) -> None:
        self._timer = None
        self._store_task = asyncio.get_running_loop().create_task(self._store_deltas())

    async def _store_deltas(self) -> None:
        assert self._store is not None
        deltas, self._unstored = self._unstored, []
        text = "".join(delta[0] for delta in deltas)
        thinking = "".join(delta[1] for delta in deltas)
        try:
            await self._store.write(lambda store: store.conversations.append_reply(self.message.id, text, thinking))
        finally:
            self._store_task = None
        if self._unstored:
            self._timer = asyncio.get_running_loop().call_later(STORED_WITHIN, self._begin_storing)

    async def stop_storing(self) -> None:
        """End storing in the background; waits for the current write."""
        if self._store_task is not None:
            await asyncio.shield(self._store_task)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def expected_tokens(self) -> int:
        """The estimated tokens of the prompt; 0 before it is sent."""
        return self._expected_tokens

    def figures(self) -> Figures:
        """The figures so far, or of the whole run."""
        ended = monotonic() if self._ended is None else self._ended
        figures = self._meter.build_figures(self._counters, ended)
        if self._limit is None or not self.fills_window:
            return figures
        counted = self._prompt_tokens
        used = self._limit.window if counted is None else counted + self.tokens
        return replace(figures, prompt_tokens=counted, context_used=used)

    def _whole_figures(self, figures: Figures | None) -> Figures | None:
        """The figures of the whole message, also of one that was continued."""
        before = self.message.figures
        if figures is None or before is None or not self._text_before:
            return figures or before
        return join_figures(before, figures)

    def finish_message(self, message: Message, outcome: GenerationOutcome, figures: Figures | None = None) -> Message:
        """`message` as it is after the generation; without `figures` with those that the message had."""
        state, trouble = outcome
        return replace(
            message,
            text=self.text,
            thinking=self.thinking,
            state=state,
            problem=trouble.problem.value if trouble else "",
            facts=dict(trouble.facts) if trouble else {},
            calls=tuple(self.calls),
            figures=self._whole_figures(figures),
        )

    def add_text_to(self, message: Message) -> Message:
        """`message` with the text that has arrived."""
        return replace(message, text=self.text, thinking=self.thinking)


async def await_outcome(work: Awaitable[GenerationOutcome], is_closing: Callable[[], bool] = bool) -> GenerationOutcome:
    """The outcome of work on a generation; never raises. Cancelled work is STOPPED, or CUT while the app closes."""
    try:
        return await work
    except asyncio.CancelledError:
        return GenerationOutcome(State.CUT if is_closing() else State.STOPPED)
    except Exception as failure:
        return GenerationOutcome(State.FAILED, as_trouble(failure))
