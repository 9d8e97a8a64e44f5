"""A prompt that a person keeps to use it again: `/` in the composer brings it."""

from __future__ import annotations

from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class SavedPrompt:
    """`name` is what it is found by, `text` what comes into the composer."""

    id: str
    name: str
    text: str
