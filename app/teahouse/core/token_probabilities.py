"""The probabilities of a reply's tokens: recorded while they arrive, placed in the reply's text, stored compactly.

Everything is in columns (`array`), not in an object for each token: 64,000 tokens with five alternatives each take
about 4 MB, and stored less than half of that.

A reply's text is not the text of its tokens: thinking, tags and what ended the reply are left out of it. So the tokens
are placed once the reply has ended, where its text stands in theirs.
"""

from __future__ import annotations

import json
import math
import re
import struct
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from teahouse.core.stream_events import TokenLogprob
from teahouse.core.untrusted import clean_text

ALTERNATIVES = 5  # tokens in each place that are asked for
MOST_TOKENS = 1_000_000  # of one reply
MOST_BYTES = 64 << 20  # of a stored record, unpacked
LONGEST_TEXT = 1 << 30  # characters of a stored record
LEAST_EQUAL = 24  # characters of a text that have to stand in the tokens' text
FORMAT = 1

_HEAD = struct.Struct("<BIII")  # format, tokens, alternatives, bytes of the words
_SENTENCE = re.compile(r"[.!?…](?=\s)|[。！？]+|\n+")  # regex: nothing follows a run, so it is read once
_SPECIAL = re.compile(r"</?[^<>\s]{1,40}>")


class Sentence(NamedTuple):
    """A sentence of a reply, its place in the text, and its surprise: the mean of −ln p of its tokens."""

    start: int
    end: int
    surprise: float | None


class TokenProbabilities:
    """The tokens of one reply. Token `n` is the text from `start_of(n)` to `end_of(n)` (characters); together they are
    the whole text. Text without a known probability is a token whose `logprob_of` is None."""

    __slots__ = ("_ends", "_last_others", "_logprobs", "_other_logprobs", "_other_words", "_words")

    def __init__(
        self,
        ends: array[int],
        logprobs: array[float],
        last_others: array[int],
        other_words: array[int],
        other_logprobs: array[float],
        words: list[str],
    ) -> None:
        """`last_others[n]` is where token n's alternatives end in `other_words` (indices of `words`) and
        `other_logprobs`."""
        self._ends, self._logprobs, self._last_others = ends, logprobs, last_others
        self._other_words, self._other_logprobs, self._words = other_words, other_logprobs, words

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def length(self) -> int:
        """The characters of the text."""
        return self._ends[-1] if self._ends else 0

    def start_of(self, number: int) -> int:
        """Where a token begins in the text."""
        return self._ends[number - 1] if number else 0

    def end_of(self, number: int) -> int:
        """Where a token ends in the text."""
        return self._ends[number]

    def logprob_of(self, number: int) -> float | None:
        """The natural logarithm of a token's probability; None where it is not known."""
        value = self._logprobs[number]
        return None if math.isnan(value) else value

    def alternatives_of(self, number: int) -> tuple[tuple[str, float], ...]:
        """What could have stood in a token's place, the likeliest first, with the logarithms of the probabilities."""
        first = self._last_others[number - 1] if number else 0
        found = range(first, self._last_others[number])
        return tuple((self._words[self._other_words[n]], self._other_logprobs[n]) for n in found)

    def number_at(self, position: int) -> int:
        """The token with the character at a position; the last one behind the text, -1 without tokens."""
        return min(bisect_right(self._ends, position), len(self._ends) - 1)

    def surprise_of(self, start: int, end: int) -> float | None:
        """The mean of −ln p of the tokens that begin between two positions; None where none is known."""
        known = []
        for number in range(max(0, self.number_at(start)), len(self)):
            if (begin := self.start_of(number)) >= end:
                break
            if begin >= start and (logprob := self.logprob_of(number)) is not None:
                known.append(-logprob)
        return sum(known) / len(known) if known else None

    def sentences(self, text: str) -> Iterator[Sentence]:
        """The sentences of the reply's text."""
        start = 0
        for found in _SENTENCE.finditer(text):
            if text[start : found.end()].strip():
                yield Sentence(start, found.end(), self.surprise_of(start, found.end()))
                start = found.end()
        if text[start:].strip():
            yield Sentence(start, len(text), self.surprise_of(start, len(text)))

    def sentence_at(self, text: str, position: int) -> Sentence | None:
        """The sentence with a position of the reply's text."""
        return next((one for one in self.sentences(text) if position < one.end), None)

    def branch_at(self, number: int, alternative: str) -> TokenProbabilities:
        """The tokens before this one, and an alternative in its place."""
        before = self.start_of(number)
        logprob = dict(self.alternatives_of(number)).get(alternative, math.nan)
        others = self._last_others[number]
        return TokenProbabilities(
            array("I", [*self._ends[:number], before + len(alternative)]),
            array("f", [*self._logprobs[:number], logprob]),
            self._last_others[: number + 1],
            self._other_words[:others],
            self._other_logprobs[:others],
            list(self._words),
        )

    def join(self, other: TokenProbabilities) -> TokenProbabilities:
        """These tokens, and those of the text that follows them."""
        length, others, words = self.length, len(self._other_words), len(self._words)
        return TokenProbabilities(
            self._ends + array("I", (end + length for end in other._ends)),
            self._logprobs + other._logprobs,
            self._last_others + array("I", (last + others for last in other._last_others)),
            self._other_words + array("I", (word + words for word in other._other_words)),
            self._other_logprobs + other._other_logprobs,
            self._words + other._words,
        )

    def pack(self) -> bytes:
        """The record as it is stored."""
        words = json.dumps(self._words, ensure_ascii=True, separators=(",", ":")).encode()
        head = _HEAD.pack(FORMAT, len(self._ends), len(self._other_words), len(words))
        texts: tuple[array[Any], ...] = (self._ends, self._logprobs, self._last_others)
        columns = (*texts, self._other_words, self._other_logprobs)
        return zlib.compress(head + words + b"".join(_to_bytes(column) for column in columns), 6)

    @classmethod
    def unpack(cls, packed: bytes) -> TokenProbabilities:
        """Read a stored record; raises ValueError where it is damaged."""
        try:
            reader = zlib.decompressobj()
            data = reader.decompress(packed, MOST_BYTES)
            kind, tokens, others, length = _HEAD.unpack_from(data)
            words = json.loads(data[_HEAD.size : _HEAD.size + length])
        except (zlib.error, struct.error, UnicodeDecodeError, RecursionError) as error:
            raise ValueError("a damaged record") from error
        at, columns = _HEAD.size + length, []
        for code, count in (("I", tokens), ("f", tokens), ("I", tokens), ("I", others), ("f", others)):
            columns.append(_from_bytes(code, data[at : at + 4 * count]))
            at += 4 * count
        ends, logprobs, last_others, other_words, other_logprobs = columns
        whole = kind == FORMAT and at == len(data) and not reader.unconsumed_tail and isinstance(words, list)
        if not whole or not all(isinstance(word, str) for word in words):
            raise ValueError("a damaged record")
        if not (_rises(ends, LONGEST_TEXT) and _rises(last_others, others)):
            raise ValueError("a damaged record")
        if max(other_words, default=-1) >= len(words):
            raise ValueError("a damaged record")
        return cls(ends, logprobs, last_others, other_words, other_logprobs, words)


def unknown_text(length: int) -> TokenProbabilities:
    """A text of which no probability is known."""
    count = 1 if length else 0
    return TokenProbabilities(
        array("I", [length] * count), array("f", [math.nan] * count), array("I", [0] * count),
        array("I"), array("f"), [],
    )  # fmt: skip


def can_branch(alternative: str) -> bool:
    """Whether a reply can go on with an alternative: not with a token that is no text (`<|im_end|>`) or a part of a
    character."""
    return bool(alternative) and "\ufffd" not in alternative and _SPECIAL.fullmatch(alternative.strip()) is None


def as_share(logprob: float) -> float:
    """The probability of a logarithm, 0 to 1."""
    return math.exp(min(0.0, logprob))


class ProbabilityRecorder:
    """Takes the tokens of a reply as they arrive. Their bytes are decoded together: a character can have several."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._pieces: list[str] = []
        self._length = 0
        self._ends = array("I")  # in characters
        self._logprobs = array("f")
        self._last_others = array("I")
        self._other_words = array("I")
        self._other_logprobs = array("f")
        self._words: dict[str, int] = {}

    def add_tokens(self, tokens: Iterable[TokenLogprob]) -> None:
        """Add tokens in their order, at most MOST_TOKENS."""
        for token in tokens:
            if len(self._ends) >= MOST_TOKENS:
                return
            piece = clean_text(self._decoder.decode(token.data))
            self._pieces.append(piece)
            self._length += len(piece)
            self._ends.append(self._length)
            self._logprobs.append(token.logprob)
            for word, logprob in token.alternatives:
                self._other_words.append(self._words.setdefault(word, len(self._words)))
                self._other_logprobs.append(logprob)
            self._last_others.append(len(self._other_words))

    def place_tokens(self, text: str) -> TokenProbabilities:
        """The tokens at their places in the text that came of them. Where the text is not that of the tokens, they are
        placed as far as both are equal, and the rest of the text has no probability."""
        raw = "".join(self._pieces)
        at, same = raw.rfind(text), len(text)
        if at < 0 and (at := raw.find(text[:LEAST_EQUAL])) >= 0:
            same = _count_equal(raw[at : at + len(text)], text)
        if at < 0 or not text:
            return unknown_text(len(text))
        first = bisect_right(self._ends, at)
        while first and (self._ends[first - 2] if first > 1 else 0) == at:
            first -= 1  # the first bytes of the text's first character
        last = min(len(self._ends), bisect_left(self._ends, at + same) + 1)
        placed = self._select(first, last, at, same)
        return placed if same == len(text) else placed.join(unknown_text(len(text) - same))

    def _select(self, first: int, last: int, at: int, length: int) -> TokenProbabilities:
        """The tokens from `first` to before `last`; the text begins at `at` and has `length` characters."""
        before = self._last_others[first - 1] if first else 0
        others = slice(before, self._last_others[last - 1] if last else 0)
        return TokenProbabilities(
            array("I", (min(end - at, length) for end in self._ends[first:last])),
            self._logprobs[first:last],
            array("I", (other - before for other in self._last_others[first:last])),
            self._other_words[others],
            self._other_logprobs[others],
            list(self._words),
        )


def _to_bytes(column: array[Any]) -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


def _from_bytes(code: Any, data: bytes) -> array[Any]:
    column: array[Any] = array(code)
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _count_equal(first: str, second: str) -> int:
    """How many characters at the beginning of two texts are equal."""
    least, most = 0, min(len(first), len(second))
    while least < most:
        middle = (least + most + 1) // 2
        if first[least:middle] == second[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _rises(column: array[int], most: int) -> bool:
    """Whether no value is below the one before it, or above `most`."""
    return all(first <= second for first, second in pairwise(column)) and (not column or column[-1] <= most)
