"""Stored measurements of every generation, and what is usual for a model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, field, replace
from math import ceil, floor
from typing import Any, NamedTuple
from uuid import uuid4

from teahouse.core.measure import Figures, median
from teahouse.core.prompt_cache import PromptReading
from teahouse.core.run import Hardware, ModelSummary, Power, Run, RunFilter, RunPoint, Source
from teahouse.core.usage import DAY, Usage, week_start
from teahouse.core.values import dataclass
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable

# Runs of a model that its usual figures come from: enough to smooth, few enough to follow a new driver or daemon.
RECENT = 20

_INSERT = """
    INSERT OR IGNORE INTO runs
        (id, model, digest, quantization, host, host_version, engine, created, cold, message, options, figures, source,
         power, computer, hardware, driver, generation_rate, prompt_rate, first_word, memory, memory_vram, context)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
READINGS = 50  # last readings of a prompt that a further one is compared with
MOST_BOUND = 500  # values of one query
_READINGS = """
    SELECT json_extract(figures, '$.prompt_tokens') AS tokens, prompt_rate AS rate FROM runs
    WHERE computer = '' AND host = ? AND model = ? AND prompt_rate IS NOT NULL ORDER BY number DESC LIMIT ?
"""
_LAST = """
    SELECT number, created, generation_rate, memory FROM runs
    WHERE host = ? AND model = ? AND computer = '' ORDER BY number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class UsualRun:
    """The usual figures of a model here: tokens per second (median), bytes of memory (the last known), and the number
    of runs they come from; `last` is the time of the last run (seconds since the epoch). None is unknown."""

    rate: float | None
    memory: int | None
    runs: int
    last: float | None = field(default=None, compare=False)  # not compared: two equal figures are equal at any time


class RunRepository:
    """Reads and writes the runs of one database. The columns `prompt_rate` and `first_word`, which medians are computed
    from, are empty where the prompt came from a cache; the figures have them all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_runs(self, *runs: Run) -> int:
        """Store runs; those whose id is stored already are left out. Returns the number of new ones."""
        with self._database.write_transaction() as connection:
            hardware = {run.hardware: store_hardware(connection, run.hardware) for run in runs}
            return connection.executemany(_INSERT, (_values(run, hardware[run.hardware]) for run in runs)).rowcount

    def list_recent(self, limit: int = 100) -> tuple[Run, ...]:
        """The last runs, the newest first."""
        return self.read_rows(self._database.fetch_all(f"{SELECT} ORDER BY runs.number DESC LIMIT ?", (limit,)))

    def read_rows(self, found: Iterable[sqlite3.Row]) -> tuple[Run, ...]:
        """Rows of `SELECT` as runs."""
        return tuple(_run_of(row) for row in found)

    def find_usual(self, host: str | None = None) -> dict[str, UsualRun]:
        """The usual figures of each model name that was run on this computer on `host` ("": the built-in engine; None:
        any host).

        Rates measured by the app, because a reply was stopped, count like the daemon's own.
        """
        found = self._database.fetch_all(
            "SELECT DISTINCT host, model FROM runs WHERE host = ifnull(?, host) AND computer = ''", (host,)
        )
        hosts: dict[str, list[str]] = {}
        for row in found:
            hosts.setdefault(row["model"], []).append(row["host"])
        return {model: self._usual(model, where) for model, where in hosts.items()}

    def list_prompt_readings(self, host: str, model: str) -> tuple[PromptReading, ...]:
        """How fast a model read its last prompts on this computer on `host`, without those from a cache."""
        found = self._database.fetch_all(_READINGS, (host, model, READINGS))
        return tuple(PromptReading(row["tokens"], row["rate"]) for row in found if row["tokens"])

    def list_of_messages(self, message_ids: Sequence[str]) -> dict[str, Run]:
        """The runs of these messages, by message id."""
        found: dict[str, Run] = {}
        for start in range(0, len(message_ids), MOST_BOUND):
            part = message_ids[start : start + MOST_BOUND]
            sql = f"{SELECT} WHERE runs.message IN ({', '.join('?' * len(part))})"
            found |= {run.message_id or "": run for run in self.read_rows(self._database.fetch_all(sql, part))}
        return found

    def _usual(self, model: str, hosts: list[str]) -> UsualRun:
        last: list[sqlite3.Row] = []
        for host in hosts:
            last += self._database.fetch_all(_LAST, (host, model, RECENT))
        last.sort(key=lambda row: row["number"], reverse=True)
        rates = [row["generation_rate"] for row in last[:RECENT] if row["generation_rate"] is not None]
        memory = next((row["memory"] for row in last if row["memory"] is not None), None)
        return UsualRun(median(rates), memory, len(last[:RECENT]), last[0]["created"] if last else None)


SELECT = "SELECT runs.*, hardware.facts FROM runs LEFT JOIN hardware ON hardware.number = runs.hardware"


def _values(run: Run, hardware: int | None) -> tuple[object, ...]:
    return (
        run.id or uuid4().hex,
        make_storable(run.model),
        make_storable(run.digest),
        make_storable(run.quantization),
        make_storable(run.host),
        make_storable(run.host_version),
        run.engine,
        run.created,
        run.cold,
        run.message_id,
        rows.json_text(run.options),
        rows.figures_text(run.figures),
        run.source.value,
        run.power.value,
        make_storable(run.computer),
        hardware,
        make_storable(run.hardware.driver),
        run.figures.generation_rate,
        None if run.figures.cache_detected else run.figures.prompt_rate,
        None if run.figures.is_cached else run.figures.first_word,
        run.figures.memory,
        run.figures.memory_vram,
        run.figures.context_used,
    )


def store_hardware(connection: sqlite3.Connection, hardware: Hardware) -> int | None:
    """The row of this hardware, inserted where it is new; None where nothing is known of it."""
    if hardware == Hardware():
        return None
    facts = rows.json_text(asdict(hardware))
    connection.execute("INSERT OR IGNORE INTO hardware (facts, driver) VALUES (?, ?)", (facts, hardware.driver))
    return int(connection.execute("SELECT number FROM hardware WHERE facts = ?", (facts,)).fetchone()[0])


def hardware_of(text: str | None) -> Hardware:
    """Hardware from its JSON; unknown fields, written by a newer version, are left out."""
    if not text:
        return Hardware()
    values = json.loads(text)
    known = {name: values[name] for name in Hardware.__dataclass_fields__ if name in values}
    return Hardware(**{**known, "gpus": tuple(known.get("gpus", ()))})


def _run_of(row: sqlite3.Row) -> Run:
    return Run(
        model=row["model"],
        created=row["created"],
        figures=rows.figures_of(row["figures"]) or Figures(),
        digest=row["digest"],
        quantization=row["quantization"],
        host=row["host"],
        host_version=row["host_version"],
        engine=bool(row["engine"]),
        message_id=row["message"],
        options=json.loads(row["options"]),
        id=row["id"],
        source=Source(row["source"]),
        hardware=hardware_of(row["facts"]),
        power=Power(row["power"]),
        computer=row["computer"],
        number=row["number"],
    )


# The newest runs of a model: those its median is computed from, and those drawn in charts.
SUMMED = 50
DRAWN = 1000

_NEWEST = """
    SELECT number, model, created, generation_rate, memory, memory_vram, context, digest, host_version, driver,
        computer, host
    FROM runs INDEXED BY runs_by_time {where} ORDER BY created DESC, number DESC LIMIT ?
"""
_OF = "WHERE runs.number IN ({marks}) ORDER BY runs.created DESC, runs.number DESC"
_PAGE = """
    WHERE runs.number IN (
        SELECT number FROM runs INDEXED BY runs_by_time {where} ORDER BY created DESC, number DESC LIMIT ? OFFSET ?
    ) ORDER BY runs.created DESC, runs.number DESC
"""
_KINDS = "SELECT model, computer, host, source, quantization, power, cold, runs, last FROM run_kinds"
_COUNT = "SELECT count(*) AS runs, max(created) AS last FROM runs INDEXED BY runs_by_model {where}"
_LAST_RUNS = """
    SELECT generation_rate, prompt_rate, first_word, memory, memory_vram
    FROM runs INDEXED BY runs_by_model {where} ORDER BY created DESC LIMIT ?
"""
_USAGE = """
    SELECT (day + 3) / 7 AS week, model, sum(runs) AS runs, sum(tokens_in) AS tokens_in,
        sum(tokens_out) AS tokens_out, sum(thinking) AS thinking, sum(energy) AS energy,
        sum(energy_tokens) AS energy_tokens
    FROM run_days AS runs {where} GROUP BY week, model ORDER BY week DESC, model
"""
_OF_MODEL = ("model = ?", "computer = ?", "host = ?")
ModelKey = tuple[str, str, str]  # model, computer and host of runs that are summarized together


class RunKind(NamedTuple):
    """All properties that runs are filtered by except the time, the number of such runs, and the time of the last
    one."""

    model: str
    computer: str
    host: str
    source: str
    quantization: str
    power: str
    cold: int
    runs: int
    last: float

    def fits_filters(self, filters: RunFilter) -> bool:
        """Whether runs of this kind match the filters; times are not compared."""
        return (
            (not filters.models or self.model in filters.models)
            and (not filters.computers or self.computer in filters.computers)
            and (not filters.hosts or self.host in filters.hosts)
            and (not filters.sources or self.source in filters.sources)
            and (not filters.quantizations or self.quantization in filters.quantizations)
            and filters.power in (None, self.power)
            and filters.cold in (None, bool(self.cold))
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """All values that runs can be filtered by."""

    models: tuple[str, ...]
    hosts: tuple[str, ...]
    computers: tuple[str, ...]
    quantizations: tuple[str, ...]
    powers: tuple[Power, ...]


class MeasuredRunRepository:
    """The queries of the Speed page: pages of runs, counts, medians of each model, points for charts. All but the pages
    are answered from one index; only the JSON of runs that are shown is read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._runs = RunRepository(database)

    def load_newest(self, filters: RunFilter, page: int) -> tuple[tuple[Run, ...], tuple[RunPoint, ...]]:
        """The first `page` of the matching runs, the newest first, and those drawn as points, oldest first."""
        where, values = _where(filters)
        found = self._database.fetch_all(_NEWEST.format(where=where), (*values, max(page, DRAWN)))
        runs = self._numbered([row["number"] for row in found[:page]])
        return runs, tuple(_point_of(row) for row in reversed(found[:DRAWN]))

    def _numbered(self, numbers: list[int]) -> tuple[Run, ...]:
        """The runs with these numbers, the newest first."""
        shown = _OF.format(marks=", ".join("?" * len(numbers)))
        return self._runs.read_rows(self._database.fetch_all(f"{SELECT} {shown}", numbers)) if numbers else ()

    def load_page(self, filters: RunFilter, offset: int, limit: int) -> tuple[Run, ...]:
        """Matching runs, the newest first; `limit` −1 for all."""
        where, values = _where(filters)
        sql = f"{SELECT} {_PAGE.format(where=where)}"
        return self._runs.read_rows(self._database.fetch_all(sql, (*values, limit, offset)))

    def count_runs(self, filters: RunFilter) -> int:
        return sum(runs for _, runs, _ in self._groups(filters))

    def summarize_models(self, filters: RunFilter) -> tuple[ModelSummary, ...]:
        """The medians of the last runs of each model, by name; computers and hosts are not mixed."""
        groups = sorted(self._groups(filters), key=lambda group: group[0][0].casefold())
        return tuple(self._summary(filters, *group) for group in groups)

    def list_choices(self) -> Choices:
        """All values that runs have."""
        found = [(kind.model, kind.host, kind.computer, kind.quantization, kind.power) for kind in self._kinds()]
        models, hosts, computers, quantizations, powers = (
            tuple(sorted({values[place] for values in found})) for place in range(5)
        )
        return Choices(models, hosts, computers, quantizations, tuple(Power(power) for power in powers))

    def sum_usage(self, filters: RunFilter) -> tuple[Usage, ...]:
        """Tokens and energy of the matching runs by week and model, the newest week first. Times of the filter are
        widened to whole days (UTC)."""
        more, days = [], []
        for condition, at, rounded in (("day >= ?", filters.since, floor), ("day < ?", filters.until, ceil)):
            if at is not None:
                more.append(condition)
                days.append(rounded(at / DAY))
        where, values = _where(replace(filters, since=None, until=None), tuple(more))
        found = self._database.fetch_all(_USAGE.format(where=where), (*values, *days))
        return tuple(Usage(week_start(row["week"]), *tuple(row)[1:]) for row in found)

    def _kinds(self) -> list[RunKind]:
        return [RunKind(*row) for row in self._database.fetch_all(_KINDS)]

    def _groups(self, filters: RunFilter) -> list[tuple[ModelKey, int, float]]:
        """For each model, computer and host with matching runs: their number, and the time of the last."""
        groups: dict[ModelKey, tuple[int, float]] = {}
        for kind in self._kinds():
            if kind.fits_filters(filters):
                runs, last = groups.get(kind[:3], (0, 0.0))
                groups[kind[:3]] = runs + kind.runs, max(last, kind.last)
        if filters.since is not None or filters.until is not None:
            counted = ((key, *self._count(filters, key)) for key in groups)
            return [group for group in counted if group[1]]
        return [(key, runs, last) for key, (runs, last) in groups.items()]

    def _count(self, filters: RunFilter, key: ModelKey) -> tuple[int, float]:
        """The number of runs of one model in a span of time, and the time of the last."""
        where, values = _where(filters, _OF_MODEL)
        row = self._database.fetch_all(_COUNT.format(where=where), (*values, *key))[0]
        return row["runs"], row["last"] or 0.0

    def _summary(self, filters: RunFilter, key: ModelKey, runs: int, last: float) -> ModelSummary:
        where, values = _where(filters, _OF_MODEL)
        bound = (*values, *key, SUMMED)
        found = self._database.fetch_all(_LAST_RUNS.format(where=where), bound)
        columns = [[value for value in column if value is not None] for column in zip(*found, strict=True)]
        rates, prompt_rates, first_words, memories, memories_vram = columns or [[]] * 5
        rates.sort()
        return ModelSummary(
            model=key[0],
            computer=key[1],
            runs=runs,
            rate=median(rates),
            spread=rates[len(rates) * 3 // 4] - rates[len(rates) // 4] if len(rates) > 3 else None,
            prompt_rate=median(prompt_rates),
            first_word=median(first_words),
            memory=next(iter(memories), None),
            memory_vram=next(iter(memories_vram), None),
            last=last,
            host=key[2],
        )


def _point_of(row: sqlite3.Row) -> RunPoint:
    _, model, created, rate, memory, memory_vram, context, digest, host_version, driver, computer, host = row
    setting = (host_version, driver, digest)
    return RunPoint(model, created, rate, memory, memory_vram, context, setting, computer, host)


def _where(filters: RunFilter, more: tuple[str, ...] = ()) -> tuple[str, tuple[Any, ...]]:
    """The SQL condition of a filter and its values; the values of `more` come after them."""
    conditions: list[str] = []
    values: list[Any] = []
    for column, accepted in (
        ("model", filters.models),
        ("host", filters.hosts),
        ("computer", filters.computers),
        ("source", tuple(source.value for source in filters.sources)),
        ("quantization", filters.quantizations),
    ):
        if accepted:
            conditions.append(f"runs.{column} IN ({', '.join('?' * len(accepted))})")
            values += accepted
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
