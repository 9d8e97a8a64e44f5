"""How much was asked of models: tokens read and written by week, model and computer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from teahouse.core.values import dataclass

DAY = 86_400
_FIRST_MONDAY = 3  # days of a week before the first of January 1970, a Thursday


@dataclass(frozen=True, slots=True)
class Usage:
    """The runs of one model in one week: `week` is the start of its Monday in UTC, seconds since the epoch; tokens of
    prompts (`tokens_in`) and of replies (`tokens_out`), of which `thinking`; `energy` joules for the `energy_tokens` of
    replies it was measured for. `model` is a lab's name, or empty, where several are added up."""

    week: float
    model: str
    runs: int
    tokens_in: int
    tokens_out: int
    thinking: int = 0
    energy: float = 0.0
    energy_tokens: int = 0

    @property
    def energy_rate(self) -> float | None:
        """Joules for 1,000 tokens of replies; None where it was not measured."""
        return 1000 * self.energy / self.energy_tokens if self.energy_tokens else None

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.tokens_in + self.tokens_out


def week_of(day: int) -> int:
    """The number of the week of a day; days are counted from the first of January 1970, weeks from that before it."""
    return (day + _FIRST_MONDAY) // 7


def week_start(week: int) -> float:
    """The start of a week's Monday in UTC, seconds since the epoch."""
    return float((week * 7 - _FIRST_MONDAY) * DAY)


def add_usage(several: Iterable[Usage], name_of: Callable[[str], str], *, by_week: bool = True) -> tuple[Usage, ...]:
    """The sums for each name (a model's own or its lab's) and week, or of all weeks (`week` 0); the newest week
    first, and within a week most tokens first."""
    sums: dict[tuple[float, str], list[float]] = {}
    for one in several:
        key = (one.week if by_week else 0.0, name_of(one.model))
        parts = (one.runs, one.tokens_in, one.tokens_out, one.thinking, one.energy, one.energy_tokens)
        sums[key] = [old + new for old, new in zip(sums.get(key, [0.0] * len(parts)), parts, strict=True)]
    found = [
        Usage(week, name, int(runs), int(read), int(written), int(thought), energy, int(measured))
        for (week, name), (runs, read, written, thought, energy, measured) in sums.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.week, -one.tokens, one.model.casefold())))
