"""Thoughts that leak into the answer as `<think>…</think>` (Kimi-VL: `◁think▷…◁/think▷`), told apart while they stream.

Daemons do this themselves for the models they know; community files slip through. An opening tag counts only at the
very start of the answer, so that an answer about tags keeps them. Where the template has already opened the tag only
the closing one arrives, alone on its line: what came before it was thinking, which can be known only then. No text
is held back but the few characters that may yet become a tag.
"""

from __future__ import annotations

from enum import Enum, auto

CLOSE = "</think>"
TAGS = {"<think>": CLOSE, "◁think▷": "◁/think▷"}


class PartKind(Enum):
    TEXT = auto()
    THINKING = auto()
    TEXT_WAS_THINKING = auto()  # with an empty text


Piece = tuple[PartKind, str]


class _Place(Enum):
    START = auto()  # nothing but blanks so far
    THINKING = auto()
    TEXT = auto()  # a lone closing tag may still come
    PLAIN = auto()  # it may not: pass everything on


class LeakedThinkingSplitter:
    """Give it the answer's pieces in order, flush it once; both return pieces with their kind."""

    def __init__(self) -> None:
        self._place = _Place.START
        self._held = ""
        self._close = CLOSE
        self._fresh_line = True  # the last character given away was a newline, or nothing was
        self._trim = False  # blanks right after a tag belong to it

    def trust_daemon(self) -> list[Piece]:
        """The daemon splits by itself (it sent a thinking field): look for tags no longer."""
        self._place = _Place.PLAIN if self._place is not _Place.THINKING else self._place
        return self._flush() if self._place is _Place.PLAIN else []

    def split_text(self, text: str) -> list[Piece]:
        if self._place is _Place.PLAIN and not self._trim:
            return [(PartKind.TEXT, text)] if text else []
        self._held += text
        pieces: list[Piece] = []
        while self._step(pieces):
            continue
        return pieces

    def flush_text(self) -> list[Piece]:
        """The stream has ended: what was held back is what it is; a closing tag as the last thing counts."""
        if self._place is _Place.TEXT and self._held.rstrip() == CLOSE and self._fresh_line:
            self._held = ""
            return [(PartKind.TEXT_WAS_THINKING, "")]
        return self._flush()

    def _flush(self) -> list[Piece]:
        held, self._held = self._held, ""
        kind = PartKind.THINKING if self._place is _Place.THINKING else PartKind.TEXT
        return [(kind, held)] if held else []

    def _step(self, pieces: list[Piece]) -> bool:
        """Take one decision; False when more text is needed."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        if not self._held:
            return False
        match self._place:
            case _Place.START:
                return self._open()
            case _Place.THINKING:
                return self._until_close(pieces)
            case _Place.TEXT:
                return self._until_lone_close(pieces)
            case _Place.PLAIN:
                pieces.extend(self._flush())
                return False

    def _open(self) -> bool:
        start = self._held.lstrip()
        for tag, close in TAGS.items():
            if start.startswith(tag):
                self._held, self._place, self._trim, self._close = start[len(tag) :], _Place.THINKING, True, close
                return True
        if any(tag.startswith(start) for tag in TAGS):  # blanks alone, or the beginning of a tag
            return False
        self._place = _Place.TEXT
        return True

    def _until_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(self._close)
        if tag:
            self._give(pieces, PartKind.THINKING, before)
            self._held, self._place, self._trim = after, _Place.PLAIN, True
            return True
        keep = _beginning_of(self._close, self._held)
        self._give(pieces, PartKind.THINKING, self._held[: len(self._held) - keep])
        return False

    def _until_lone_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(CLOSE)
        if not tag:
            keep = _beginning_of(CLOSE, self._held)
            self._give(pieces, PartKind.TEXT, self._held[: len(self._held) - keep])
            return False
        self._give(pieces, PartKind.TEXT, before)
        if not self._fresh_line:
            self._held = tag + after
            self._give(pieces, PartKind.TEXT, tag)
            return True
        rest = after.lstrip(" \t\r")
        if not rest:
            return False  # what follows decides: keep the tag
        if rest.startswith("\n"):
            pieces.append((PartKind.TEXT_WAS_THINKING, ""))
            self._held, self._place, self._trim = rest, _Place.PLAIN, True
            return True
        self._give(pieces, PartKind.TEXT, tag)
        return True

    def _give(self, pieces: list[Piece], kind: PartKind, text: str) -> None:
        """Give `text`, the beginning of what is held, away."""
        if text:
            pieces.append((kind, text))
            self._fresh_line = text.endswith("\n")
            self._held = self._held[len(text) :]


def _beginning_of(tag: str, text: str) -> int:
    """How many of the last characters of `text` may be the beginning of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-size:])), 0)


ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"


class AnswerUnwrapper:
    """Takes the tags off an answer that comes in `<answer>…</answer>`, while it streams.

    Hunyuan and GLM-4.1V write it so behind their thoughts, and no daemon takes it off. The tag counts only at the very
    start of the answer, its end only as the last thing; no text is held back but what may yet become a tag. Give it the
    answer's pieces in order, flush it once; both return the text to show. `start_over`: what came so far was no answer.
    """

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        self._held = ""
        self._begun = False
        self._wrapped = False
        self._trim = False  # blanks behind the tag belong to it

    def unwrap_text(self, text: str) -> str:
        if self._begun and not self._wrapped:
            return text
        self._held += text
        if not self._begun and not self._opens():
            return ""
        return self._inside() if self._wrapped else self.flush_text()

    def flush_text(self) -> str:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        return "" if self._wrapped and held.strip() == ANSWER_CLOSE else held

    def _opens(self) -> bool:
        """Whether it is clear how the answer begins."""
        start = self._held.lstrip()
        if len(start) < len(ANSWER_OPEN) and ANSWER_OPEN.startswith(start):
            return False
        self._begun, self._wrapped = True, start.startswith(ANSWER_OPEN)
        if self._wrapped:
            self._held, self._trim = start[len(ANSWER_OPEN) :], True
        return True

    def _inside(self) -> str:
        """All but an end of what is held that may be the closing tag, with the blanks before it."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        end = len(self._held.rstrip())
        for size in range(min(len(ANSWER_CLOSE), end), 0, -1):
            if self._held[:end].endswith(ANSWER_CLOSE[:size]):
                end -= size
                break
        end = len(self._held[:end].rstrip())
        given, self._held = self._held[:end], self._held[end:]
        return given
