"""How much larger a context has to be, and what that costs."""

from __future__ import annotations

from teahouse.core.architecture import Architecture
from teahouse.core.fit import need
from teahouse.core.values import dataclass

SPARE = 1.25  # of what is needed: the reply wants room, too


@dataclass(frozen=True, slots=True)
class Larger:
    """A context of `tokens`, which takes `more` bytes of memory than the present one (None: unknown)."""

    tokens: int
    more: int | None


def larger(needed: int, window: int, longest: int | None, build: Architecture | None) -> Larger | None:
    """The next context, doubling from `window`, that holds `needed` tokens and a reply, or the model's `longest`; None
    where even that does not hold it."""
    tokens = max(1024, window)
    while tokens < needed * SPARE:
        tokens *= 2
    if longest:
        tokens = min(tokens, longest)
    if tokens <= window or tokens <= needed:
        return None
    more = need(build, tokens).shown - need(build, window).shown if build is not None else None
    return Larger(tokens, more)
