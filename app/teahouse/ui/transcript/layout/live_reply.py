"""What is still arriving for one message: pieces not taken in yet, its phase, and how long it has thought."""

from __future__ import annotations

import time
from dataclasses import field

from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass
from teahouse.ui.transcript import words


@dataclass(slots=True)
class LiveReply:
    """Times are seconds since the epoch."""

    text: list[str] = field(default_factory=list)  # not taken in yet
    thinking: list[str] = field(default_factory=list)
    all_text: list[str] = field(default_factory=list)
    all_thinking: list[str] = field(default_factory=list)
    given: int = 0  # pieces of text that a reply had before it went on
    phase: Phase | None = None
    subject: PhaseSubject = PhaseSubject()
    since: float = 0.0
    began: float = 0.0  # when its first piece came
    thinking_since: float = 0.0
    thinking_until: float = 0.0

    def append_delta(self, text: str, thinking: str) -> None:
        """A piece has come; only joined here, shown by the next frame."""
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
        """What has come since last time: text and thinking."""
        text, thinking = "".join(self.text), "".join(self.thinking)
        self.text.clear()
        self.thinking.clear()
        return text, thinking

    def turn_to_thinking(self) -> None:
        """What came as text until now was thinking; what comes from now on is text."""
        self.all_thinking += self.all_text
        self.all_text.clear()
        self.text.clear()
        self.thinking.clear()
        self.thinking_since, self.thinking_until = self.thinking_since or self.began, 0.0

    def enter_phase(self, phase: Phase, subject: PhaseSubject, since: float) -> None:
        """It waits for something else now."""
        self.phase, self.subject, self.since = phase, subject, since or time.time()
        if phase is Phase.THINKING and not self.thinking_since:
            self.thinking_since = self.since
        elif phase is Phase.WRITING and self.thinking_since and not self.thinking_until:
            self.thinking_until = self.since

    @property
    def counts(self) -> bool:
        """Whether seconds are being counted on screen."""
        return self.is_thinking or not (self.writes or self.phase in (None, Phase.WRITING))

    @property
    def writes(self) -> bool:
        """Whether text has come since it began, or went on."""
        return len(self.all_text) > self.given

    @property
    def is_thinking(self) -> bool:
        return bool(self.all_thinking) and not self.all_text

    def phase_words(self) -> str:
        """The phase line, empty while text arrives."""
        if self.phase is None or self.writes or self.is_thinking:
            return ""
        return words.phase(self.phase, self.subject, time.time() - self.since)

    def thinking_words(self) -> str:
        """The line of the thinking part."""
        if self.is_thinking:
            return words.phase(Phase.THINKING, PhaseSubject(), time.time() - self.thinking_since)
        seconds = self.thinking_until - self.thinking_since if self.thinking_since and self.thinking_until else None
        return words.thinking(seconds)
