"""The stored queue of pulls and the list of unfinished ones; of finished ones those that were pulled without TLS."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress

from teahouse.core.errors import Problem
from teahouse.core.pulls import WANTS_TO_RUN, Pull, PullFigures, PullState
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable

_SAVE = """
    INSERT OR REPLACE INTO pulls
        (id, name, host, position, created, insecure, state, completed, total, best, problem, facts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class PullRepository:
    """Reads and writes the pulls of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_pull(self, pull: Pull) -> None:
        """Store the current state of a pull."""
        with self._database.write_transaction() as connection:
            connection.execute(
                _SAVE,
                (
                    pull.id,
                    make_storable(pull.name),
                    pull.host,
                    pull.position,
                    pull.created,
                    pull.insecure,
                    pull.state.value,
                    pull.figures.completed,
                    pull.figures.total,
                    rows.json_text(pull.best),
                    "" if pull.problem is None else pull.problem.value,
                    rows.json_text(pull.facts),
                ),
            )

    def delete_pull(self, pull_id: str) -> None:
        """Delete a pull that is finished or was given up."""
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM pulls WHERE id = ?", (pull_id,))

    def list_pulls(self) -> tuple[Pull, ...]:
        """Every stored pull in its order; one that was running when the app ended is queued again."""
        found = self._database.fetch_all("SELECT * FROM pulls ORDER BY position, created")
        return tuple(_pull_of(row) for row in found)


def _pull_of(row: sqlite3.Row) -> Pull:
    state, problem = PullState.PAUSED, None
    with suppress(ValueError):  # digests written by a newer version
        state = PullState(row["state"])
    with suppress(ValueError):
        problem = Problem(row["problem"]) if row["problem"] else None
    return Pull(
        id=row["id"],
        name=row["name"],
        host=row["host"],
        position=row["position"],
        created=row["created"],
        insecure=bool(row["insecure"]),
        state=PullState.QUEUED if state in WANTS_TO_RUN else state,
        figures=PullFigures(completed=row["completed"], total=row["total"]),
        best=json.loads(row["best"]),
        problem=problem,
        facts=json.loads(row["facts"]),
    )
