"""The parts of one text as it grows: those of closed blocks are frozen, one at the end is still open."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.core.markdown import Block, Kind, Splitter
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.reading import Names
from teahouse.ui.transcript.block_part import BlockPart
from teahouse.ui.transcript.code_part import CodePart
from teahouse.ui.transcript.part import Part
from teahouse.ui.transcript.text_parts import TextPart

AnyPart = TextPart | BlockPart


class Segments:
    """`make(block, number)` makes the part for a block."""

    def __init__(self, make: Callable[[Block, int], AnyPart], *, plain: bool) -> None:
        self._make = make
        self._splitter = Splitter(plain=plain)
        self._frozen = 0
        self._closed = False
        self.names = Names()
        self.parts: list[AnyPart] = []

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
        self._colour(first)
        return len(self.parts) != count

    def close(self) -> bool:
        """The text has ended; tells whether there are other parts now than before."""
        count = len(self.parts)
        first = self._frozen
        for block in self._splitter.close():
            self._freeze(block)
        self._show_tail(None)
        self._closed = True
        self._join(first)
        self._colour(first)
        return len(self.parts) != count

    def _freeze(self, block: Block) -> None:
        self._put(block, is_open=False)
        self._frozen += 1
        if block.kind is Kind.TEXT and self.names.learn(safe(block.text)):
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

    def run_of(self, part: Part) -> str:
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
