"""How much one rendering may take, and what of it is left."""

from __future__ import annotations

from teahouse.core.values import dataclass

LARGEST_TEMPLATE = 1 << 18
"""Characters of a template's text; the longest published ones have some 20,000."""
DEEPEST = 100
"""Levels of blocks, parentheses and templates within each other, in a text and while it is executed."""
CHARACTERS_PER_STEP = 64
"""Characters, or elements of a list, that cost as much as one step when they are copied."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`steps` are nodes and values looked at, and 64 characters each of text made; `characters` the longest text.

    A million steps take about a second.
    """

    steps: int = 1_000_000
    characters: int = 1 << 26


SHORT = Limits(steps=10_000, characters=1 << 18)
"""For a first try on an event loop: some 10 ms."""


class LimitExceeded(Exception):
    """Nothing is left; the evaluator adds the place."""


class Budget:
    """What is left of `Limits` while a template is executed; each method raises `LimitExceeded`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._steps = limits.steps
        self._characters = limits.characters
        self._depth = 0

    def spend_steps(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise LimitExceeded(f"it takes more than {self._limits.steps} steps")

    def spend_copy(self, length: int) -> None:
        """Count a text or a list of that length, which has been made."""
        if length > self._limits.characters:
            raise LimitExceeded(f"a text is longer than {self._limits.characters} characters")
        self.spend_steps(length // CHARACTERS_PER_STEP)

    def spend_output(self, length: int) -> None:
        """Count characters of the result."""
        self._characters -= length
        if self._characters < 0:
            raise LimitExceeded(f"the result is longer than {self._limits.characters} characters")
        self.spend_steps(length // CHARACTERS_PER_STEP)

    def enter_level(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise LimitExceeded(f"exceeded maximum template depth ({DEEPEST})")

    def leave_level(self) -> None:
        self._depth -= 1
