"""The parts of one text as it grows: those of closed blocks are frozen, one at the end is still open."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.core.markdown import Block, Splitter
from teahouse.ui.transcript.part import Part
from teahouse.ui.transcript.prose_part import ProsePart
from teahouse.ui.transcript.text_parts import TextPart

BlockPart = TextPart | ProsePart


class Segments:
    """`make(block, number)` makes the part for a block."""

    def __init__(self, make: Callable[[Block, int], BlockPart], *, plain: bool) -> None:
        self._make = make
        self._splitter = Splitter(plain=plain)
        self._frozen = 0
        self.parts: list[BlockPart] = []

    @property
    def frozen(self) -> int:
        """How many parts will not change any more."""
        return self._frozen

    def feed(self, text: str) -> bool:
        """Take more text; tells whether there are other parts now than before."""
        count = len(self.parts)
        first = self._frozen
        for block in self._splitter.feed(text):
            self._freeze(block)
        self._show_tail(self._splitter.tail)
        self._join(first)
        return len(self.parts) != count

    def close(self) -> bool:
        """The text has ended; tells whether there are other parts now than before."""
        count = len(self.parts)
        first = self._frozen
        for block in self._splitter.close():
            self._freeze(block)
        self._show_tail(None)
        self._join(first)
        return len(self.parts) != count

    def _freeze(self, block: Block) -> None:
        self._put(block)
        self._frozen += 1

    def _show_tail(self, tail: Block | None) -> None:
        if tail is None:
            del self.parts[self._frozen :]
        else:
            self._put(tail)

    def _put(self, block: Block) -> None:
        """The part after the frozen ones shows this block; kept when it can, so that it is laid out only if changed."""
        if self._frozen == len(self.parts):
            self.parts.append(self._make(block, self._frozen))
        elif self.parts[self._frozen].block.kind is block.kind:
            self.parts[self._frozen].take(block)
        else:
            self.parts[self._frozen] = self._make(block, self._frozen)

    def _join(self, first: int) -> None:
        """Tell parts that share a box where in it they stand; only those from just before `first` can have changed."""
        for number in range(max(0, first - 1), len(self.parts)):
            part = self.parts[number]
            if isinstance(part, TextPart):
                below = self.parts[number + 1] if number + 1 < len(self.parts) else None
                part.place(first=not part.block.joined, last=below is None or not below.block.joined)

    def run_of(self, part: Part) -> str:
        """The whole text of the block that this part belongs to, before it was cut."""
        at = self.parts.index(part)
        while self.parts[at].block.joined:
            at -= 1
        texts = [self.parts[at].block.text]
        for follower in self.parts[at + 1 :]:
            if not follower.block.joined:
                break
            texts.append(follower.block.text)
        return "".join(texts)
