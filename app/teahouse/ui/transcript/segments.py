"""The parts of one text as it grows: those of closed blocks are frozen, one at the end is still open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from time import perf_counter

from teahouse.core.markdown import Block, BlockKind, Splitter
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.reading import LinkNames
from teahouse.ui.transcript.block_part import BlockPart
from teahouse.ui.transcript.code_part import CodePart
from teahouse.ui.transcript.part import TranscriptPart
from teahouse.ui.transcript.text_parts import TextPart

AnyPart = TextPart | BlockPart


SLICE = 1024  # characters that are taken in between two looks at the clock
MOST_CHARACTERS = 1_000_000  # of one text that are shown
MOST_PARTS = 4000


class Segments:
    """`make(block, number)` makes the part for a block. What `add` brings is taken in by `take`, a little at a time;
    `hidden` counts the characters that are not shown, because there are too many."""

    def __init__(self, make: Callable[[Block, int], AnyPart], *, plain: bool) -> None:
        self._make = make
        self._splitter = Splitter(plain=plain)
        self._frozen = 0
        self._closed = False
        self._ends = False  # there will be no more
        self._waiting = ""  # what is not taken in yet, from `_at` on
        self._at = 0
        self._room = MOST_CHARACTERS
        self.hidden = 0
        self.names = LinkNames()
        self.parts: list[AnyPart] = []

    @property
    def frozen(self) -> int:
        """How many parts will not change any more."""
        return self._frozen

    @property
    def unread(self) -> bool:
        """Whether there is something to take in."""
        return self._at < len(self._waiting) or (self._ends and not self._closed)

    def add(self, text: str) -> None:
        """More text has come."""
        taken = text[: self._room]
        self._waiting, self._at = self._waiting[self._at :] + taken, 0
        self._room -= len(taken)
        self.hidden += len(text) - len(taken)

    def end(self) -> None:
        """The text has ended."""
        self._ends = True

    def take(self, until: float = inf) -> None:
        """Take in what has come, at least SLICE characters of it, until the clock says so."""
        if not self.unread:
            return
        first, learnt = self._frozen, False
        while self._at < len(self._waiting):
            piece = self._waiting[self._at : self._at + SLICE]
            self._at += len(piece)
            learnt = self._freeze(self._splitter.feed(piece)) or learnt
            if self._frozen >= MOST_PARTS:
                self._stop()
            if perf_counter() >= until:
                break
        if self._at == len(self._waiting) and self._ends:
            learnt = self._freeze(self._splitter.close()) or learnt
            self._closed = True
        if learnt:
            self._rename()
        self._show_tail(None if self._closed else self._splitter.tail)
        self._join(first)
        self._colour(first)

    def _stop(self) -> None:
        """There are as many parts as can be shown: nothing more is taken in."""
        self.hidden += len(self._waiting) - self._at
        self._waiting, self._at, self._room = "", 0, 0

    def _freeze(self, blocks: Sequence[Block]) -> bool:
        """These blocks will not change any more; tells whether they define anything for the others."""
        learnt = False
        for block in blocks:
            self._put(block, is_open=False)
            self._frozen += 1
            learnt = (block.kind is BlockKind.TEXT and self.names.learn(safe(block.text))) or learnt
        return learnt

    def _rename(self) -> None:
        for part in self.parts[: self._frozen]:
            if isinstance(part, BlockPart):
                part.rename()

    def _show_tail(self, tail: Block | None) -> None:
        if tail is None:
            del self.parts[self._frozen :]
        else:
            self._put(tail, is_open=True)

    def _put(self, block: Block, *, is_open: bool) -> None:
        """The part after the frozen ones shows this block; kept when it can, so that it is laid out only if changed."""
        if self._frozen == len(self.parts):
            self.parts.append(self._make(block, self._frozen))
            self.parts[-1].take(block, is_open=is_open)
        elif self.parts[self._frozen].block.kind is block.kind:
            self.parts[self._frozen].take(block, is_open=is_open)
        else:
            self.parts[self._frozen] = self._make(block, self._frozen)
            self.parts[self._frozen].take(block, is_open=is_open)

    def _join(self, first: int) -> None:
        """Tell parts that share a box where in it they stand; only those from just before `first` can have changed."""
        for number in range(max(0, first - 1), len(self.parts)):
            part = self.parts[number]
            if isinstance(part, TextPart):
                below = self.parts[number + 1] if number + 1 < len(self.parts) else None
                part.place(first=not part.block.joined, last=below is None or not below.block.joined)
                if isinstance(part, CodePart) and part.joined and isinstance(above := self.parts[number - 1], CodePart):
                    part.slide = above.slide

    def _colour(self, first: int) -> None:
        """Blocks of code that are closed now are laid out again where they were plain: all their slices."""
        for number in range(first, self._frozen):
            part = self.parts[number]
            goes_on = number + 1 < len(self.parts) and self.parts[number + 1].block.joined
            if goes_on or not isinstance(part, CodePart) or self.whole_of(number) is None:
                continue
            while True:
                part.free()
                if not part.joined:
                    break
                number -= 1
                part = self.parts[number]

    def whole_of(self, number: int) -> tuple[str, int] | None:
        """All of the block that part `number` is a slice of, and where the slice begins in it; None while more of it
        may come."""
        first = last = number
        while self.parts[first].block.joined:
            first -= 1
        while last + 1 < len(self.parts) and self.parts[last + 1].block.joined:
            last += 1
        if last >= self._frozen or (last + 1 == self._frozen and not self._closed and self._splitter.goes_on):
            return None
        start = sum(len(part.block.text) for part in self.parts[first:number])
        return "".join(part.block.text for part in self.parts[first : last + 1]), start

    def run_of(self, part: TranscriptPart) -> str:
        """The whole text so far of the block that this part belongs to, before it was cut."""
        at = self.parts.index(part)
        while self.parts[at].block.joined:
            at -= 1
        texts = [self.parts[at].block.text]
        for follower in self.parts[at + 1 :]:
            if not follower.block.joined:
                break
            texts.append(follower.block.text)
        return "".join(texts)
