"""Removes tags that models leak into their answers while the answer streams: `<think>…</think>` and `<answer>`."""

from __future__ import annotations

from enum import Enum, auto

# Thinking inside the answer as `<think>…</think>` (Kimi-VL: `◁think▷…◁/think▷`) is separated while it streams.
#
# Daemons do this for the models they support, but not for all community files. An opening tag counts only at the start
# of the answer, so that an answer about tags is unchanged. If the template has already opened the tag, only the closing
# one arrives, alone on its line: the text before it was thinking, which is known only then. Only characters that may
# become a tag are held back.

CLOSE = "</think>"
TAGS = {"<think>": CLOSE, "◁think▷": "◁/think▷"}


class PartKind(Enum):
    TEXT = auto()
    THINKING = auto()
    TEXT_WAS_THINKING = auto()  # with an empty text


Piece = tuple[PartKind, str]


class _Place(Enum):
    START = auto()  # only blanks so far
    THINKING = auto()
    TEXT = auto()  # a lone closing tag may follow
    PLAIN = auto()  # no tag may follow


class LeakedThinkingSplitter:
    """Splits the answer's texts in order, and is flushed once; both return pieces with their kind."""

    def __init__(self) -> None:
        self._place = _Place.START
        self._held = ""
        self._close = CLOSE
        self._fresh_line = True  # no character was returned yet, or the last one was a newline
        self._trim = False  # remove the blanks after a tag

    def trust_daemon(self) -> list[Piece]:
        """Stop searching for tags: the daemon separates thinking itself (it sent a thinking field)."""
        self._place = _Place.PLAIN if self._place is not _Place.THINKING else self._place
        return self._flush_held() if self._place is _Place.PLAIN else []

    def split_text(self, text: str) -> list[Piece]:
        if self._place is _Place.PLAIN and not self._trim:
            return [(PartKind.TEXT, text)] if text else []
        self._held += text
        pieces: list[Piece] = []
        while self._split_next(pieces):
            continue
        return pieces

    def flush_text(self) -> list[Piece]:
        """Return the held text at the end of the stream; a closing tag at the end counts."""
        if self._place is _Place.TEXT and self._held.rstrip() == CLOSE and self._fresh_line:
            self._held = ""
            return [(PartKind.TEXT_WAS_THINKING, "")]
        return self._flush_held()

    def _flush_held(self) -> list[Piece]:
        held, self._held = self._held, ""
        kind = PartKind.THINKING if self._place is _Place.THINKING else PartKind.TEXT
        return [(kind, held)] if held else []

    def _split_next(self, pieces: list[Piece]) -> bool:
        """Split one part of the held text; False if more text is needed."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        if not self._held:
            return False
        match self._place:
            case _Place.START:
                return self._read_opening()
            case _Place.THINKING:
                return self._split_until_close(pieces)
            case _Place.TEXT:
                return self._split_until_lone_close(pieces)
            case _Place.PLAIN:
                pieces.extend(self._flush_held())
                return False

    def _read_opening(self) -> bool:
        start = self._held.lstrip()
        for tag, close in TAGS.items():
            if start.startswith(tag):
                self._held, self._place, self._trim, self._close = start[len(tag) :], _Place.THINKING, True, close
                return True
        if any(tag.startswith(start) for tag in TAGS):  # blanks alone, or the beginning of a tag
            return False
        self._place = _Place.TEXT
        return True

    def _split_until_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(self._close)
        if tag:
            self._append_piece(pieces, PartKind.THINKING, before)
            self._held, self._place, self._trim = after, _Place.PLAIN, True
            return True
        keep = _overlap_length(self._close, self._held)
        self._append_piece(pieces, PartKind.THINKING, self._held[: len(self._held) - keep])
        return False

    def _split_until_lone_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(CLOSE)
        if not tag:
            keep = _overlap_length(CLOSE, self._held)
            self._append_piece(pieces, PartKind.TEXT, self._held[: len(self._held) - keep])
            return False
        self._append_piece(pieces, PartKind.TEXT, before)
        if not self._fresh_line:
            self._held = tag + after
            self._append_piece(pieces, PartKind.TEXT, tag)
            return True
        rest = after.lstrip(" \t\r")
        if not rest:
            return False  # the next text decides: hold the tag
        if rest.startswith("\n"):
            pieces.append((PartKind.TEXT_WAS_THINKING, ""))
            self._held, self._place, self._trim = rest, _Place.PLAIN, True
            return True
        self._append_piece(pieces, PartKind.TEXT, tag)
        return True

    def _append_piece(self, pieces: list[Piece], kind: PartKind, text: str) -> None:
        """Move `text`, the start of the held text, to `pieces`."""
        if text:
            pieces.append((kind, text))
            self._fresh_line = text.endswith("\n")
            self._held = self._held[len(text) :]


def _overlap_length(tag: str, text: str) -> int:
    """The number of characters at the end of `text` that may be the start of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-size:])), 0)


ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"


class AnswerUnwrapper:
    """Removes the tags of an answer in `<answer>…</answer>` while it streams.

    Hunyuan and GLM-4.1V write them after their thinking, and no daemon removes them. The tags count only at the start
    and at the end of the answer; only text that may become a tag is held back. `unwrap_text` takes the texts in order,
    `flush_text` is called once; both return the text to show. `start_over`: the text so far was not the answer.
    """

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        self._held = ""
        self._has_started = False
        self._wrapped = False
        self._trim = False  # remove the blanks after the tag

    def unwrap_text(self, text: str) -> str:
        if self._has_started and not self._wrapped:
            return text
        self._held += text
        if not self._has_started and not self._read_opening_tag():
            return ""
        return self._unwrap_held() if self._wrapped else self.flush_text()

    def flush_text(self) -> str:
        """Return the held text at the end of the stream."""
        held, self._held = self._held, ""
        return "" if self._wrapped and held.strip() == ANSWER_CLOSE else held

    def _read_opening_tag(self) -> bool:
        """Check for an opening tag; False if more text is needed."""
        start = self._held.lstrip()
        if len(start) < len(ANSWER_OPEN) and ANSWER_OPEN.startswith(start):
            return False
        self._has_started, self._wrapped = True, start.startswith(ANSWER_OPEN)
        if self._wrapped:
            self._held, self._trim = start[len(ANSWER_OPEN) :], True
        return True

    def _unwrap_held(self) -> str:
        """Return the held text without an end that may be the closing tag, and without the blanks before that."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        end = len(self._held.rstrip())
        for size in range(min(len(ANSWER_CLOSE), end), 0, -1):
            if self._held[:end].endswith(ANSWER_CLOSE[:size]):
                end -= size
                break
        end = len(self._held[:end].rstrip())
        text, self._held = self._held[:end], self._held[end:]
        return text
