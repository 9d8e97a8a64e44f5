"""The state of a streaming reply: new pieces, phase, duration of the thinking."""

from __future__ import annotations

import time
from dataclasses import field

from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass
from teahouse.ui.transcript import words


@dataclass(slots=True)
class LiveReply:
    """Times are seconds since the epoch."""

    text: list[str] = field(default_factory=list)  # not taken yet
    thinking: list[str] = field(default_factory=list)
    all_text: list[str] = field(default_factory=list)
    all_thinking: list[str] = field(default_factory=list)
    given: int = 0  # pieces of text before the reply was resumed
    phase: Phase | None = None
    subject: PhaseSubject = PhaseSubject()
    since: float = 0.0
    began: float = 0.0  # time of the first piece
    thinking_since: float = 0.0
    thinking_until: float = 0.0

    def append_delta(self, text: str, thinking: str) -> None:
        """Append a piece, shown by the next frame."""
        self.began = self.began or time.time()
        if thinking:
            self.thinking_since = self.thinking_since or time.time()
            self.thinking.append(thinking)
            self.all_thinking.append(thinking)
        if text:
            if self.thinking_since and not self.thinking_until:
                self.thinking_until = time.time()
            self.text.append(text)
            self.all_text.append(text)

    def take_deltas(self) -> tuple[str, str]:
        """Take the new text and thinking."""
        text, thinking = "".join(self.text), "".join(self.thinking)
        self.text.clear()
        self.thinking.clear()
        return text, thinking

    def turn_to_thinking(self) -> None:
        """Turn the text so far into thinking."""
        self.all_thinking += self.all_text
        self.all_text.clear()
        self.text.clear()
        self.thinking.clear()
        self.thinking_since, self.thinking_until = self.thinking_since or self.began, 0.0

    def enter_phase(self, phase: Phase, subject: PhaseSubject, since: float) -> None:
        """Set the phase."""
        self.phase, self.subject, self.since = phase, subject, since or time.time()
        if phase is Phase.THINKING and not self.thinking_since:
            self.thinking_since = self.since
        elif phase is Phase.WRITING and self.thinking_since and not self.thinking_until:
            self.thinking_until = self.since

    @property
    def counts(self) -> bool:
        """Whether counted seconds are shown."""
        return self.is_thinking or not (self.writes or self.phase in (None, Phase.WRITING))

    @property
    def writes(self) -> bool:
        """Whether there is text since the start or resumption."""
        return len(self.all_text) > self.given

    @property
    def is_thinking(self) -> bool:
        return bool(self.all_thinking) and not self.all_text

    def phase_words(self) -> str:
        """The text of the phase, empty while text is written."""
        if self.phase is None or self.writes or self.is_thinking:
            return ""
        return words.phase(self.phase, self.subject, time.time() - self.since)

    def thinking_words(self) -> str:
        """The text of the fold of the thinking."""
        if self.is_thinking:
            return words.phase(Phase.THINKING, PhaseSubject(), time.time() - self.thinking_since)
        seconds = self.thinking_until - self.thinking_since if self.thinking_since and self.thinking_until else None
        return words.thinking(seconds)
