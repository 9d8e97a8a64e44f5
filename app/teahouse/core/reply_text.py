"""The text and the thinking of a reply as stream events, with leaked tags taken off and the length counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from teahouse.core.leaked_thinking import AnswerUnwrapper, LeakedThinkingSplitter, PartKind, Piece
from teahouse.core.stream_events import StreamEvent, TextPiece, TextWasThinking, ThinkingPiece

LONGEST_REPLY = 4 << 20  # characters, thinking included: more than the context of any model


class ReplyText:
    """Give it what a server sends in order, flush it once. `length`: characters of text, thinking and arguments
    of tools so far."""

    def __init__(self) -> None:
        self.length = 0
        self._thoughts = LeakedThinkingSplitter()
        self._answer = AnswerUnwrapper()

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than any reply; the stream is to be ended then."""
        return self.length > LONGEST_REPLY

    def count_arguments(self, characters: int) -> None:
        """Count the arguments of a call of a tool, which are part of the reply's length."""
        self.length += characters

    def add_thinking(self, text: str, at: float) -> Iterator[StreamEvent]:
        """Thinking that the server has told apart: it is not looked for in the text any more."""
        yield from self._make_events(self._thoughts.trust_daemon(), at)
        self.length += len(text)
        yield ThinkingPiece(text, at)

    def add_text(self, text: str, at: float) -> Iterator[StreamEvent]:
        """Text of the answer, in which thinking may have leaked."""
        yield from self._make_events(self._thoughts.split_text(text), at)

    def flush(self, at: float) -> Iterator[StreamEvent]:
        """What was held back, at the end."""
        yield from self._make_events(self._thoughts.flush_text(), at)
        yield from self._make_text(self._answer.flush_text(), at)

    def _make_events(self, pieces: Iterable[Piece], at: float) -> Iterator[StreamEvent]:
        for kind, text in pieces:
            match kind:
                case PartKind.TEXT:
                    yield from self._make_text(self._answer.unwrap_text(text), at)
                case PartKind.THINKING:
                    self.length += len(text)
                    yield ThinkingPiece(text, at)
                case PartKind.TEXT_WAS_THINKING:
                    yield from self._make_text(self._answer.flush_text(), at)
                    self._answer.start_over()
                    yield TextWasThinking(at)

    def _make_text(self, text: str, at: float) -> Iterator[StreamEvent]:
        if text:
            self.length += len(text)
            yield TextPiece(text, at)
