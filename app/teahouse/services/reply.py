"""One reply while it arrives: metered, handed to the window piece by piece, and kept within half a second.

Should the file refuse it (a full disk), it waits with all other writes (`pending_writes`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from time import monotonic

from teahouse.core.conversation import Call, Message, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.events import (
    Failed,
    Finished,
    Phase,
    StreamEvent,
    TextPiece,
    TextWasThinking,
    ThinkingPiece,
    ToolCall,
)
from teahouse.core.measure import Counters, Figures, Meter
from teahouse.services.keeping import Keeping
from teahouse.services.news import PieceNews, Post, RethoughtNews

KEPT_WITHIN = 0.5  # seconds between a piece's arrival and its way to the store


class Reply:
    """`message` is the reply as it stands; `text` and `thinking` grow as pieces arrive."""

    def __init__(self, conversation_id: str, message: Message, keeping: Keeping, post: Post) -> None:
        self.conversation_id = conversation_id
        self.message = message
        self.phase = Phase.WAITING
        self._keeping = keeping
        self._post = post
        self._before = message.text  # a reply that goes on has some already
        self._thought_before = message.thinking
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._unkept: list[tuple[str, str]] = []  # text and thinking the store does not have yet
        self.calls = list(message.calls)
        self._timer: asyncio.TimerHandle | None = None
        self._keep_task: asyncio.Task[None] | None = None
        self._meter = Meter(monotonic())
        self._counters: Counters | None = None
        self._ended: float | None = None

    @property
    def text(self) -> str:
        return self._before + "".join(self._text)

    @property
    def thinking(self) -> str:
        return self._thought_before + "".join(self._thinking)

    @property
    def started(self) -> bool:
        """Whether anything has arrived."""
        return self._meter.pieces > 0

    @property
    def pieces(self) -> int:
        """How many pieces have arrived."""
        return self._meter.pieces

    @property
    def first_word(self) -> float | None:
        """Seconds until the first piece, once it is there."""
        return self._meter.first_word

    @property
    def mean_rate(self) -> float | None:
        """Tokens per second since the first piece, once there is enough to say."""
        return self._meter.live_rate()

    def sent(self) -> None:
        """The request goes out now: first word and total are counted from here."""
        self._meter = Meter(monotonic())

    async def take(self, events: AsyncIterator[StreamEvent]) -> tuple[State, Trouble | None]:
        """Take the stream to its end; returns how it ended. Cancelling closes the stream."""
        try:
            return await self._take(events)
        finally:
            self._ended = monotonic()

    async def _take(self, events: AsyncIterator[StreamEvent]) -> tuple[State, Trouble | None]:
        async with aclosing(events):  # type: ignore[type-var]
            async for event in events:
                match event:
                    case TextPiece(text, at):
                        self._piece(text, "", at)
                    case ThinkingPiece(text, at):
                        self._piece("", text, at)
                    case TextWasThinking():
                        self._rethink()
                    case ToolCall(name, arguments):
                        self.calls.append(Call(name, arguments))  # shown and kept; none is run, none was offered
                    case Finished(reason, _, counters):
                        self._counters = counters
                        return (State.LENGTH if reason == "length" else State.DONE), None
                    case Failed(trouble):
                        return State.FAILED, trouble
        return State.FAILED, Trouble(Problem.HOST_LOST)

    def _piece(self, text: str, thinking: str, at: float) -> None:
        self._meter.piece(at, thinking=bool(thinking))
        self.phase = Phase.THINKING if thinking else Phase.WRITING
        if text:
            self._text.append(text)
        if thinking:
            self._thinking.append(thinking)
        self._unkept.append((text, thinking))
        self._post(PieceNews(self.conversation_id, self.message.id, text, thinking))
        if self._timer is None and self._keep_task is None:
            self._timer = asyncio.get_running_loop().call_later(KEPT_WITHIN, self._keep_soon)

    def _rethink(self) -> None:
        """All text so far was thinking; the store learns it when the reply ends. What a reply had before it went on
        stays what it was."""
        if self._before:
            return
        self._thinking += self._text
        self._text.clear()
        self._meter.rethink()
        self._post(RethoughtNews(self.conversation_id, self.message.id))

    def _keep_soon(self) -> None:
        self._timer = None
        self._keep_task = asyncio.get_running_loop().create_task(self._keep())

    async def _keep(self) -> None:
        pieces, self._unkept = self._unkept, []
        text = "".join(piece[0] for piece in pieces)
        thinking = "".join(piece[1] for piece in pieces)
        try:
            await self._keeping.write(lambda kept: kept.conversations.append_reply(self.message.id, text, thinking))
        finally:
            self._keep_task = None
        if self._unkept:
            self._timer = asyncio.get_running_loop().call_later(KEPT_WITHIN, self._keep_soon)

    async def settle(self) -> None:
        """No more keeping in the background; what is being written is waited for."""
        if self._keep_task is not None:
            await asyncio.shield(self._keep_task)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def figures(self, *, prompt_seen: bool = False) -> Figures:
        """The figures so far, or of the whole run once it has ended; `prompt_seen` see `Meter.figures`."""
        ended = monotonic() if self._ended is None else self._ended
        return self._meter.figures(self._counters, ended, prompt_seen=prompt_seen)
