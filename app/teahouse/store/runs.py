"""Every measured generation on this computer, and what is usual for a model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teahouse.core.measure import Figures
from teahouse.store import rows
from teahouse.store.database import Database

# Runs of a model that say what is usual for it: enough to smooth, few enough to follow a new driver or daemon.
RECENT = 20

_INSERT = """
    INSERT INTO runs
        (model, digest, quantization, host, host_version, engine, created, cold, message, options, figures,
         generation_rate, memory)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LAST = """
    SELECT number, generation_rate, memory FROM runs WHERE host = ? AND model = ? ORDER BY number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured generation. `created` is seconds since the epoch; `host` is the address of the daemon, empty for
    the built-in engine (`engine`), whose port changes; `cold` says that the model was loaded for this run."""

    model: str
    created: float
    figures: Figures
    digest: str = ""
    quantization: str = ""
    host: str = ""
    host_version: str = ""
    engine: bool = False
    cold: bool = False
    message_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usual:
    """What a model usually does here: tokens per second (median), bytes of memory (the last known), and the number of
    runs that say so. None is unknown."""

    rate: float | None
    memory: int | None
    runs: int


class Runs:
    """The kept runs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: Run) -> None:
        """Keep one run."""
        with self._database.writing() as connection:
            connection.execute(
                _INSERT,
                (
                    run.model,
                    run.digest,
                    run.quantization,
                    run.host,
                    run.host_version,
                    run.engine,
                    run.created,
                    run.cold,
                    run.message_id,
                    rows.json_text(run.options),
                    rows.figures_text(run.figures),
                    run.figures.generation_rate,
                    run.figures.memory,
                ),
            )

    def recent(self, limit: int = 100) -> tuple[Run, ...]:
        """The last runs, the newest first."""
        found = self._database.fetch("SELECT * FROM runs ORDER BY number DESC LIMIT ?", (limit,))
        return tuple(_run_of(row) for row in found)

    def usual(self, host: str | None = None) -> dict[str, Usual]:
        """What is usual for each model name that was run on `host` ("": the built-in engine; None: on any of them).

        Rates that were measured on our side, because a reply was stopped, count like the daemon's own.
        """
        found = self._database.fetch("SELECT DISTINCT host, model FROM runs WHERE host = ifnull(?, host)", (host,))
        hosts: dict[str, list[str]] = {}
        for row in found:
            hosts.setdefault(row["model"], []).append(row["host"])
        return {model: self._usual(model, where) for model, where in hosts.items()}

    def _usual(self, model: str, hosts: list[str]) -> Usual:
        last: list[sqlite3.Row] = []
        for host in hosts:
            last += self._database.fetch(_LAST, (host, model, RECENT))
        last.sort(key=lambda row: row["number"], reverse=True)
        rates = [row["generation_rate"] for row in last[:RECENT] if row["generation_rate"] is not None]
        memory = next((row["memory"] for row in last if row["memory"] is not None), None)
        return Usual(_median(rates), memory, len(last[:RECENT]))


def _median(values: list[float]) -> float | None:
    """The middle value, None of nothing. The standard library's brings fractions and decimals: 7 ms of import."""
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


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
        cold=bool(row["cold"]),
        message_id=row["message"],
        options=json.loads(row["options"]),
    )
