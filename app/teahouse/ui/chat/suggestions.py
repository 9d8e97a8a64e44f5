"""A model to begin with, by how much memory this computer has: small enough to leave room for everything else.

Names, sizes and needs are those of the public Ollama library as of August 2026 (need: the file, the cache of a 4k
context and a gibibyte for working).
"""

from __future__ import annotations

from dataclasses import dataclass

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A model with its size on disk and the memory it takes, in bytes, for computers with `least` bytes or more."""

    least: int
    model: str
    size: int
    need: int


SUGGESTIONS: tuple[Suggestion, ...] = (
    Suggestion(0, "gemma3:270m", 291_554_930, round(1.4 * GB)),
    Suggestion(4 * GB, "qwen3:0.6b", 522_653_767, round(2.1 * GB)),
    Suggestion(6 * GB, "qwen3:1.7b", 1_359_293_444, round(2.9 * GB)),
    Suggestion(8 * GB, "qwen3:4b-instruct", round(2.5 * GB), round(4.2 * GB)),
    Suggestion(14 * GB, "qwen3:8b", 5_225_388_164, round(6.9 * GB)),
    Suggestion(30 * GB, "gpt-oss:20b", 13_793_441_244, round(15.0 * GB)),
    Suggestion(60 * GB, "qwen3.6:35b", round(24.0 * GB), round(26.3 * GB)),
)


def suggestion(total: int) -> Suggestion:
    """The model for a computer with `total` bytes of memory; 0 is not known, and gets one that runs almost anywhere."""
    if total == 0:
        return SUGGESTIONS[2]
    return next(one for one in reversed(SUGGESTIONS) if total >= one.least)
