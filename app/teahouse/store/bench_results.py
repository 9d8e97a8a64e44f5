"""Stored results of series of speed tests."""

from __future__ import annotations

import json
import sqlite3
from uuid import uuid4

from teahouse.core.bench import BenchResult, BenchSeries
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable
from teahouse.store.runs import hardware_of, store_hardware

MOST = 2000  # results that are read, the newest


class BenchRepository:
    """Reads and writes the results of one database. The counts of tokens are JSON in `test`, the rates in `rates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_result(self, result: BenchResult) -> None:
        """Store a result."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT INTO bench_results (id, series, model, digest, quantization, host, host_version, engine,"
                " created, test, rates, options, hardware, other_load)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    result.id or uuid4().hex,
                    result.series.value,
                    make_storable(result.model),
                    make_storable(result.digest),
                    make_storable(result.quantization),
                    make_storable(result.host),
                    make_storable(result.host_version),
                    result.engine,
                    result.created,
                    rows.json_text({name: getattr(result, name) for name in _TEST}),
                    rows.json_text({"reading": list(result.reading), "writing": list(result.writing)}),
                    rows.json_text(dict(result.options)),
                    store_hardware(connection, result.hardware),
                    result.other_load,
                ),
            )

    def list_results(self) -> tuple[BenchResult, ...]:
        """The newest results, oldest first."""
        found = self._database.fetch_all(
            "SELECT bench_results.*, hardware.facts FROM bench_results"
            " LEFT JOIN hardware ON hardware.number = bench_results.hardware"
            " ORDER BY bench_results.number DESC LIMIT ?",
            (MOST,),
        )
        return tuple(_result_of(row) for row in reversed(found))


_TEST = ("value", "prompt_tokens", "answer_tokens", "depth")


def _result_of(row: sqlite3.Row) -> BenchResult:
    test, rates = json.loads(row["test"]), json.loads(row["rates"])
    return BenchResult(
        series=BenchSeries(row["series"]),
        model=row["model"],
        created=row["created"],
        reading=tuple(rates["reading"]),
        writing=tuple(rates["writing"]),
        digest=row["digest"],
        quantization=row["quantization"],
        host=row["host"],
        host_version=row["host_version"],
        engine=bool(row["engine"]),
        options=json.loads(row["options"]),
        hardware=hardware_of(row["facts"]),
        other_load=row["other_load"],
        id=row["id"],
        **{name: test[name] for name in _TEST},
    )
