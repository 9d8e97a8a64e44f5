"""How good models are by this computer's own votes: Bradley–Terry strengths, told on the scale chess players know.

Values only here for now: see `Rating`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rating:
    """One model's strength. 1000 is the middle of all that were voted on, 400 more means ten to one; `low` and `high`
    bound it with 95 % confidence; `games` counts pairs of answers a vote decided, `wins` and `ties` of them."""

    model: str
    rating: float
    low: float
    high: float
    games: int
    wins: int
    ties: int
