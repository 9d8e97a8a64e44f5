"""The parts of one message near the window, from its header to its status line.

Streamed text is appended to segments; only the open tail is laid out again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from teahouse.core.conversation import Message, Role, State
from teahouse.core.markdown import Block, BlockKind, Splitter
from teahouse.core.markdown.reading import LinkNames, safe_text
from teahouse.core.untrusted import begins_json, is_json
from teahouse.ui.transcript import words
from teahouse.ui.transcript.blocks.attachment_parts import attachment_part
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.code_part import CallPart, CodePart
from teahouse.ui.transcript.blocks.message_parts import ErrorPart, FoldPart, HeadPart, RestPart
from teahouse.ui.transcript.blocks.part import TOP, RowHeights, TranscriptPart
from teahouse.ui.transcript.blocks.status_part import StatusPart
from teahouse.ui.transcript.blocks.text_parts import BubblePart, TextPart, ThoughtPart
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.layout.live_reply import LiveReply

if TYPE_CHECKING:
    from teahouse.core.token_probabilities import TokenProbabilities

AnyPart = TextPart | BlockPart


SLICE = 1024  # characters parsed between two checks of the time
MOST_CHARACTERS = 1_000_000  # of one text that are shown
MOST_PARTS = 4000


class Segments:
    """The parts of one growing text, parsed in slices by `absorb_text`. `make(block, number)` makes a part; `hidden`:
    the number of characters cut because the text is too long."""

    def __init__(self, make: Callable[[Block, int], AnyPart], *, plain: bool) -> None:
        self._make = make
        self._splitter = Splitter(plain=plain)
        self._frozen = 0
        self._closed = False
        self._ends = False  # no more text will be appended
        self._waiting = ""  # text not parsed yet, from `_at` on
        self._at = 0
        self._room = MOST_CHARACTERS
        self.hidden = 0
        self.names = LinkNames()
        self.parts: list[AnyPart] = []

    @property
    def frozen(self) -> int:
        """The number of parts that will not change."""
        return self._frozen

    @property
    def unread(self) -> bool:
        """Whether there is text to parse."""
        return self._at < len(self._waiting) or (self._ends and not self._closed)

    def append_text(self, text: str) -> None:
        """Append text."""
        taken = text[: self._room]
        self._waiting, self._at = self._waiting[self._at :] + taken, 0
        self._room -= len(taken)
        self.hidden += len(text) - len(taken)

    def end_text(self) -> None:
        """End the text."""
        self._ends = True

    def absorb_text(self, until: float = inf) -> None:
        """Parse appended text, at least SLICE characters, until the time `until`."""
        if not self.unread:
            return
        first, learnt = self._frozen, False
        while self._at < len(self._waiting):
            piece = self._waiting[self._at : self._at + SLICE]
            self._at += len(piece)
            learnt = self._freeze_blocks(self._splitter.append_text(piece)) or learnt
            if self._frozen >= MOST_PARTS:
                self._stop_reading()
            if perf_counter() >= until:
                break
        if self._at == len(self._waiting) and self._ends:
            learnt = self._freeze_blocks(self._splitter.finish_blocks()) or learnt
            self._closed = True
        if learnt:
            self._update_links()
        self._show_tail(None if self._closed else self._splitter.tail)
        self._join_parts(first)
        self._colour_code(first)

    def _stop_reading(self) -> None:
        """Stop parsing at the maximum number of parts."""
        self.hidden += len(self._waiting) - self._at
        self._waiting, self._at, self._room = "", 0, 0

    def _freeze_blocks(self, blocks: Sequence[Block]) -> bool:
        """Add finished blocks; returns whether they define links for the others."""
        learnt = False
        for block in blocks:
            self._set_block(block, is_open=False)
            self._frozen += 1
            learnt = (block.kind is BlockKind.TEXT and self.names.learn_definitions(safe_text(block.text))) or learnt
        return learnt

    def _update_links(self) -> None:
        for part in self.parts[: self._frozen]:
            if isinstance(part, BlockPart):
                part.update_links()

    def _show_tail(self, tail: Block | None) -> None:
        if tail is None:
            del self.parts[self._frozen :]
        else:
            self._set_block(tail, is_open=True)

    def _set_block(self, block: Block, *, is_open: bool) -> None:
        """Show a block in the part after the frozen ones, reusing the part of the same kind."""
        if self._frozen == len(self.parts):
            self.parts.append(self._make(block, self._frozen))
            self.parts[-1].set_block(block, is_open=is_open)
        elif self.parts[self._frozen].block.kind is block.kind:
            self.parts[self._frozen].set_block(block, is_open=is_open)
        else:
            self.parts[self._frozen] = self._make(block, self._frozen)
            self.parts[self._frozen].set_block(block, is_open=is_open)

    def _join_parts(self, first: int) -> None:
        """Set the places of parts in shared boxes, from just before `first`."""
        for number in range(max(0, first - 1), len(self.parts)):
            part = self.parts[number]
            if isinstance(part, TextPart):
                below = self.parts[number + 1] if number + 1 < len(self.parts) else None
                part.set_place(first=not part.block.joined, last=below is None or not below.block.joined)
                if isinstance(part, CodePart) and part.joined and isinstance(above := self.parts[number - 1], CodePart):
                    part.share_scroll(above)

    def _colour_code(self, first: int) -> None:
        """Lay out all slices of newly closed blocks of code again, with colours."""
        for number in range(first, self._frozen):
            part = self.parts[number]
            goes_on = number + 1 < len(self.parts) and self.parts[number + 1].block.joined
            if goes_on or not isinstance(part, CodePart) or self.whole_of(number) is None:
                continue
            while True:
                part.free_layout()
                if not part.joined:
                    break
                number -= 1
                part = self.parts[number]

    def whole_of(self, number: int) -> tuple[str, int] | None:
        """The whole block of the slice `number` and the offset of the slice in it; None while the block is open."""
        first = last = number
        while self.parts[first].block.joined:
            first -= 1
        while last + 1 < len(self.parts) and self.parts[last + 1].block.joined:
            last += 1
        if last >= self._frozen or (last + 1 == self._frozen and not self._closed and self._splitter.goes_on):
            return None
        start = sum(len(part.block.text) for part in self.parts[first:number])
        return "".join(part.block.text for part in self.parts[first : last + 1]), start

    def run_of(self, part: AnyPart) -> str:
        """The whole text so far of the block that a part is a slice of."""
        at = self.parts.index(part)
        while self.parts[at].block.joined:
            at -= 1
        texts = [self.parts[at].block.text]
        for follower in self.parts[at + 1 :]:
            if not follower.block.joined:
                break
            texts.append(follower.block.text)
        return "".join(texts)


FENCE = "```json\n"
TURN = 0.006  # seconds of parsing between two frames


class MessageBody:
    """`parts` from top to bottom, their heights in `rows`."""

    def __init__(self, style: TextStyle, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        self._style = style
        self._tokens = self._find_tokens(message)
        plain = message.role is not Role.ASSISTANT or self._tokens is not None
        self._text = Segments(self._make_text, plain=plain)
        self._thoughts = Segments(self._make_thought, plain=True)
        self._fold = FoldPart(style)
        self._rest = RestPart(style)
        self._attached = [attachment_part(style, (0, 1 + n), held) for n, held in enumerate(message.attachments)]
        self._start: str | None = None if plain else ""  # start of the text, until its form is known
        self.is_json = False  # shown as code
        self.parts: list[TranscriptPart] = []
        self.rows = RowHeights()
        self.laid: set[TranscriptPart] = set()  # parts that may have a layout
        self.describe_message(message, siblings, switched=switched)

    def _find_tokens(self, message: Message) -> TokenProbabilities | None:
        """The probabilities of a finished reply's tokens, where replies are shown as these."""
        if message.role is not Role.ASSISTANT or message.state is State.STREAMING:
            return None
        found = self._style.tokens.find_probabilities(message.id)
        return found if found is not None and found.length == len(message.text) else None

    @property
    def shows_tokens(self) -> bool:
        """Whether the reply is shown as its tokens."""
        return self._tokens is not None

    def describe_message(self, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        """Update everything but text and thinking."""
        self._message = message
        headed = message.role is not Role.USER and not self._style.view_style.bare
        self._head = HeadPart(self._style, message, switched=switched) if headed else None
        self._calls = [CallPart(self._style, (3, number), call) for number, call in enumerate(message.calls)]
        self._error = ErrorPart(self._style, message) if message.state is State.FAILED else None
        self._status = StatusPart(self._style, message, siblings)

    @property
    def unfolded(self) -> bool:
        """Whether the thinking is shown now."""
        return self._fold.open

    def append_deltas(self, text: str = "", thinking: str = "") -> tuple[int, int]:
        """Append text and thinking and parse for one turn; returns the key of the first part that may differ."""
        self._thoughts.append_text(thinking)
        self._text.append_text(self._text_to_read(text))
        first = (1, 1 + self._thoughts.frozen) if self._thoughts.unread else (2, self._text.frozen)
        until = perf_counter() + TURN
        self._thoughts.absorb_text(until)
        self._text.absorb_text(until)
        self._rest.set_hidden(self._text.hidden)
        return first

    def _text_to_read(self, text: str) -> str:
        """The text to parse: none until its start shows whether it is JSON, which becomes a block of code."""
        if self._start is None:
            return text
        self._start += text
        begins = begins_json(self._start)
        if begins is None:
            return ""
        self.is_json = begins and (self._message.state is not State.DONE or is_json(self._start))
        start, self._start = self._start, None
        return FENCE + start if self.is_json else start

    @property
    def unread(self) -> bool:
        """Whether there is text or thinking to parse."""
        return self._text.unread or self._thoughts.unread

    @property
    def hidden(self) -> int:
        """The number of characters cut at the end."""
        return self._text.hidden

    def end_text(self) -> None:
        """End text and thinking."""
        if self._start:
            self._text.append_text(self._start)
            self._start = None
        self._text.end_text()
        self._thoughts.end_text()
        self.append_deltas()

    def refresh_state(self, live: LiveReply | None, *, unfolded: bool) -> bool:
        """Update the fold and status lines; returns whether the fold was opened or closed."""
        if live is None:
            figures = self._message.figures
            self._fold.set_text(words.thinking(figures.thinking_seconds if figures else None))
        else:
            self._fold.set_text(live.thinking_words())
            self._status.set_phase_text(live.phase_words())
        moved = self._fold.open != unfolded
        if moved:
            self._fold.open = unfolded
            self._fold.free_layout()
        return moved

    def arrange_parts(self, width: int, known: Mapping[tuple[int, int], int], first: tuple[int, int] = TOP) -> None:
        """Update the list of parts from the key `first` on. New ones get known heights for this width, or estimates."""
        start = bisect_left(self.parts, first, key=lambda part: part.key)
        added = [part for part in self._list_parts(first) if part.key >= first]
        for part in added:
            if part.sized != width:
                part.height = known.get(part.key) or part.estimate_height(width)
                part.sized = width
        self.parts[start:] = added
        self.rows.replace_rows((part.height for part in added), start)

    def _list_parts(self, first: tuple[int, int]) -> Iterator[TranscriptPart]:
        """The parts from top to bottom, without some before `first`."""
        kind, number = first
        if self._head is not None:
            yield self._head
        yield from self._attached
        if self._thoughts.parts:
            yield self._fold
            if self._fold.open and kind < 2:
                yield from self._thoughts.parts[max(0, number - 1) if kind == 1 else 0 :]
        yield from self._text.parts[number if kind == 2 else 0 :]
        if self._text.hidden:
            yield self._rest
        yield from self._calls
        if self._error is not None:
            yield self._error
        yield self._status

    @property
    def count(self) -> int:
        """The number of parts of text and thinking; a change requires `arrange_parts`."""
        return len(self._text.parts) + len(self._thoughts.parts) + bool(self._text.hidden)

    def code_of(self, part: TranscriptPart) -> str:
        """The whole code of the block of a part; empty for other parts."""
        if isinstance(part, CallPart):
            return part.block.text
        return self._text.run_of(part) if isinstance(part, CodePart) else ""

    def _make_text(self, block: Block, number: int) -> AnyPart:
        key = (2, number)
        if self._message.role is Role.USER:
            return BubblePart(self._style, key, block)
        if self._tokens is not None:
            from teahouse.ui.transcript.blocks.token_part import TokenPart  # only where tokens are shown

            above = self._text.parts[number - 1] if number else None
            start = above.start + len(above.block.text) if isinstance(above, TokenPart) else 0
            return TokenPart(self._style, key, block, start, self._tokens)
        if block.kind is BlockKind.CODE:
            return CodePart(self._style, key, block, whole=lambda: self._text.whole_of(number))
        if block.kind is BlockKind.TEXT:
            return BlockPart(self._style, key, block, self._text.names)
        return TextPart(self._style, key, block)

    def _make_thought(self, block: Block, number: int) -> AnyPart:
        return ThoughtPart(self._style, (1, number + 1), block)
