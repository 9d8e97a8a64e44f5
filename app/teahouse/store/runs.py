"""Every measured generation: kept, and asked what is usual. `store.measured` has the Speed room's questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, field
from uuid import uuid4

from teahouse.core.measure import Figures, median
from teahouse.core.run import Hardware, Power, Run, Source
from teahouse.core.values import dataclass
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.text import storable

# Runs of a model that say what is usual for it: enough to smooth, few enough to follow a new driver or daemon.
RECENT = 20

_INSERT = """
    INSERT OR IGNORE INTO runs
        (id, model, digest, quantization, host, host_version, engine, created, cold, message, options, figures, source,
         power, computer, hardware, driver, generation_rate, prompt_rate, first_word, memory, memory_vram, context)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LAST = """
    SELECT number, created, generation_rate, memory FROM runs
    WHERE host = ? AND model = ? AND computer = '' ORDER BY number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class UsualRun:
    """What a model usually does here: tokens per second (median), bytes of memory (the last known), and the number of
    runs that say so; `last` is when the last one was (seconds since the epoch). None is unknown."""

    rate: float | None
    memory: int | None
    runs: int
    last: float | None = field(default=None, compare=False)  # no part of what is usual


class Runs:
    """The kept runs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *runs: Run) -> int:
        """Keep runs; those whose id is kept already are left out. Returns how many were new."""
        with self._database.writing() as connection:
            hardware = {run.hardware: _hardware_number(connection, run.hardware) for run in runs}
            return connection.executemany(_INSERT, (_values(run, hardware[run.hardware]) for run in runs)).rowcount

    def recent(self, limit: int = 100) -> tuple[Run, ...]:
        """The last runs, the newest first."""
        return self.of(self._database.fetch(f"{SELECT} ORDER BY runs.number DESC LIMIT ?", (limit,)))

    def of(self, found: Iterable[sqlite3.Row]) -> tuple[Run, ...]:
        """Rows of `SELECT` as runs."""
        return tuple(_run_of(row) for row in found)

    def usual(self, host: str | None = None) -> dict[str, UsualRun]:
        """What is usual for each model name that was run on `host` ("": the built-in engine; None: on any of them) of
        this computer's.

        Rates that were measured on our side, because a reply was stopped, count like the daemon's own.
        """
        found = self._database.fetch(
            "SELECT DISTINCT host, model FROM runs WHERE host = ifnull(?, host) AND computer = ''", (host,)
        )
        hosts: dict[str, list[str]] = {}
        for row in found:
            hosts.setdefault(row["model"], []).append(row["host"])
        return {model: self._usual(model, where) for model, where in hosts.items()}

    def _usual(self, model: str, hosts: list[str]) -> UsualRun:
        last: list[sqlite3.Row] = []
        for host in hosts:
            last += self._database.fetch(_LAST, (host, model, RECENT))
        last.sort(key=lambda row: row["number"], reverse=True)
        rates = [row["generation_rate"] for row in last[:RECENT] if row["generation_rate"] is not None]
        memory = next((row["memory"] for row in last if row["memory"] is not None), None)
        return UsualRun(median(rates), memory, len(last[:RECENT]), last[0]["created"] if last else None)


SELECT = "SELECT runs.*, hardware.facts FROM runs LEFT JOIN hardware ON hardware.number = runs.hardware"


def _values(run: Run, hardware: int | None) -> tuple[object, ...]:
    return (
        run.id or uuid4().hex,
        storable(run.model),
        storable(run.digest),
        storable(run.quantization),
        storable(run.host),
        storable(run.host_version),
        run.engine,
        run.created,
        run.cold,
        run.message_id,
        rows.json_text(run.options),
        rows.figures_text(run.figures),
        run.source.value,
        run.power.value,
        storable(run.computer),
        hardware,
        storable(run.hardware.driver),
        run.figures.generation_rate,
        run.figures.prompt_rate,
        run.figures.first_word,
        run.figures.memory,
        run.figures.memory_vram,
        run.figures.context_used,
    )


def _hardware_number(connection: sqlite3.Connection, hardware: Hardware) -> int | None:
    """The row of this hardware, made where it is new; None for one nobody knows anything of."""
    if hardware == Hardware():
        return None
    facts = rows.json_text(asdict(hardware))
    connection.execute("INSERT OR IGNORE INTO hardware (facts, driver) VALUES (?, ?)", (facts, hardware.driver))
    return int(connection.execute("SELECT number FROM hardware WHERE facts = ?", (facts,)).fetchone()[0])


def hardware_of(text: str | None) -> Hardware:
    """Hardware from its JSON; what a newer version knows besides is left out."""
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
        cold=bool(row["cold"]),
        message_id=row["message"],
        options=json.loads(row["options"]),
        id=row["id"],
        source=Source(row["source"]),
        hardware=hardware_of(row["facts"]),
        power=Power(row["power"]),
        computer=row["computer"],
        number=row["number"],
    )
