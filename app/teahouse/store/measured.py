"""The Speed room's questions to the kept runs: pages, counts, what each model's runs say together, points for charts.

All but the pages are answered from one index; nothing reads a run's JSON that is not shown.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from teahouse.core.measure import median
from teahouse.core.run import ModelSummary, Power, Run, RunFilter, RunPoint
from teahouse.store.database import Database
from teahouse.store.runs import SELECT, Runs

# Runs of a model whose median is told, and those drawn in charts: the newest.
SUMMED = 50
DRAWN = 1500

_POINTS = """
    SELECT model, created, generation_rate, memory, memory_vram, context, digest, host_version, driver, computer
    FROM runs INDEXED BY runs_by_time {where} ORDER BY created DESC LIMIT ?
"""
_PAGE = """
    WHERE runs.number IN (
        SELECT number FROM runs INDEXED BY runs_by_time {where} ORDER BY created DESC, number DESC LIMIT ? OFFSET ?
    ) ORDER BY runs.created DESC, runs.number DESC
"""
_GROUPS = "SELECT model, computer, count(*) AS runs, max(created) AS last FROM runs INDEXED BY runs_by_model {where}"
_CHOICES = "SELECT DISTINCT model, host, computer, quantization, power FROM runs INDEXED BY runs_by_model"
_NEW_CHOICES = "SELECT DISTINCT model, host, computer, quantization, power FROM runs WHERE number > ?"
_LAST = """
    SELECT generation_rate, prompt_rate, first_word, memory, memory_vram
    FROM runs INDEXED BY runs_by_model {where} ORDER BY created DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """All values there are to filter by."""

    models: tuple[str, ...]
    hosts: tuple[str, ...]
    computers: tuple[str, ...]
    quantizations: tuple[str, ...]
    powers: tuple[Power, ...]


class Measured:
    """Reads the runs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._runs = Runs(database)
        self._seen = 0  # the number of the newest run whose values are among the choices
        self._values: set[tuple[str, ...]] = set()

    def page(self, filters: RunFilter, offset: int, limit: int) -> tuple[Run, ...]:
        """Runs that fit, the newest first; `limit` −1 for all."""
        where, values = _where(filters)
        sql = f"{SELECT} {_PAGE.format(where=where)}"
        return self._runs.of(self._database.fetch(sql, (*values, limit, offset)))

    def count(self, filters: RunFilter) -> int:
        where, values = _where(filters)
        sql = f"SELECT count(*) FROM runs INDEXED BY {'runs_by_model' if filters.models else 'runs_by_time'} {where}"
        return int(self._database.fetch(sql, values)[0][0])

    def points(self, filters: RunFilter, limit: int = DRAWN) -> tuple[RunPoint, ...]:
        """The newest runs as points, oldest first."""
        where, values = _where(filters)
        found = self._database.fetch(_POINTS.format(where=where), (*values, limit))
        return tuple(_point_of(row) for row in reversed(found))

    def summaries(self, filters: RunFilter) -> tuple[ModelSummary, ...]:
        """What each model's last runs say together, by name; computers are kept apart."""
        where, values = _where(filters)
        groups = self._database.fetch(f"{_GROUPS.format(where=where)} GROUP BY model, computer", values)
        return tuple(self._summary(filters, row) for row in sorted(groups, key=lambda row: row["model"].casefold()))

    def choices(self) -> Choices:
        """All values that runs have. Runs are only ever added, so only those that are new since are looked at."""
        newest = self._database.fetch("SELECT max(number) FROM runs")[0][0] or 0
        found = self._database.fetch(_NEW_CHOICES if self._seen else _CHOICES, (self._seen,) if self._seen else ())
        self._values |= {tuple(row) for row in found}
        self._seen = newest
        models, hosts, computers, quantizations, powers = (
            (tuple(sorted(set(column))) for column in zip(*self._values, strict=True)) if self._values else ((),) * 5
        )
        return Choices(models, hosts, computers, quantizations, tuple(Power(value) for value in powers))

    def _summary(self, filters: RunFilter, group: sqlite3.Row) -> ModelSummary:
        where, values = _where(filters, ("model = ?", "computer = ?"))
        named = (*values, group["model"], group["computer"], SUMMED)
        found = self._database.fetch(_LAST.format(where=where), named)

        def middle(column: str) -> float | None:
            return median([row[column] for row in found if row[column] is not None])

        rates = sorted(row["generation_rate"] for row in found if row["generation_rate"] is not None)
        return ModelSummary(
            model=group["model"],
            computer=group["computer"],
            runs=group["runs"],
            rate=middle("generation_rate"),
            spread=rates[len(rates) * 3 // 4] - rates[len(rates) // 4] if len(rates) > 3 else None,
            prompt_rate=middle("prompt_rate"),
            first_word=middle("first_word"),
            memory=next((row["memory"] for row in found if row["memory"] is not None), None),
            memory_vram=next((row["memory_vram"] for row in found if row["memory_vram"] is not None), None),
            last=group["last"],
        )


def _point_of(row: sqlite3.Row) -> RunPoint:
    return RunPoint(
        model=row["model"],
        created=row["created"],
        rate=row["generation_rate"],
        memory=row["memory"],
        memory_vram=row["memory_vram"],
        context=row["context"],
        setting=(row["host_version"], row["driver"], row["digest"]),
        computer=row["computer"],
    )


def _where(filters: RunFilter, more: tuple[str, ...] = ()) -> tuple[str, tuple[Any, ...]]:
    """The condition of a filter and its values; the values of `more` come after them."""
    conditions: list[str] = []
    values: list[Any] = []
    for column, wanted in (
        ("model", filters.models),
        ("host", filters.hosts),
        ("computer", filters.computers),
        ("source", tuple(source.value for source in filters.sources)),
        ("quantization", filters.quantizations),
    ):
        if wanted:
            conditions.append(f"runs.{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for condition, value in (
        ("runs.power = ?", filters.power),
        ("runs.cold = ?", filters.cold),
        ("runs.created >= ?", filters.since),
        ("runs.created < ?", filters.until),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    conditions += more
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), tuple(values)
