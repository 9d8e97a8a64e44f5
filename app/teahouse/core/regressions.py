"""Where a model became slower or faster when something changed: the daemon, the graphics driver, or its own file.

The median of the last runs before a change is held against that of the first runs after it. Too few runs on either
side, or too little of a difference, say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from teahouse.core.measure import median
from teahouse.core.run import Regression, RunPoint

LOOKED_AT = 10  # runs on each side at most
FEWEST = 3  # runs on each side at least
NOTICED = 0.1  # of the speed before
_NAMES = ("daemon", "driver", "model")  # in the order of RunPoint.setting


def regressions(points: Iterable[RunPoint]) -> tuple[Regression, ...]:
    """Every change that shows, oldest first. `points` come oldest first; computers and hosts are kept apart."""
    series: dict[tuple[str, str, str], list[RunPoint]] = {}
    for point in points:
        if point.rate is not None:
            series.setdefault((point.model, point.computer, point.host), []).append(point)
    found = [change for one in series.values() for change in _changes(one)]
    return tuple(sorted(found, key=lambda change: change.at))


def _changes(points: Sequence[RunPoint]) -> list[Regression]:
    eras = _eras(points)
    found = []
    for before, after in pairwise(eras):
        old, new = _middle(before[-LOOKED_AT:]), _middle(after[:LOOKED_AT])
        if old and new and abs(new / old - 1.0) >= NOTICED:
            pairs = zip(_NAMES, before[-1].setting, after[0].setting, strict=True)
            changed = tuple(name for name, one, other in pairs if one != other)
            first = after[0]
            found.append(Regression(first.model, first.created, old, new, changed, first.computer, first.host))
    return found


def _eras(points: Sequence[RunPoint]) -> list[list[RunPoint]]:
    """The points cut wherever the setting changes."""
    eras: list[list[RunPoint]] = []
    for point in points:
        if eras and eras[-1][-1].setting == point.setting:
            eras[-1].append(point)
        else:
            eras.append([point])
    return eras


def _middle(points: Sequence[RunPoint]) -> float | None:
    return median([point.rate for point in points if point.rate is not None]) if len(points) >= FEWEST else None
