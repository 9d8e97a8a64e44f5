"""The queue of pulls and the shelf of unfinished ones, as they outlast the app."""

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
    """The kept pulls of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_pull(self, pull: Pull) -> None:
        """Keep a pull as it stands now."""
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
        """A pull is finished, or nobody wants it any more."""
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM pulls WHERE id = ?", (pull_id,))

    def list_pulls(self) -> tuple[Pull, ...]:
        """Every kept pull in its order; one that ran when the app ended is queued again."""
        found = self._database.fetch_all("SELECT * FROM pulls ORDER BY position, created")
        return tuple(_pull_of(row) for row in found)


def _pull_of(row: sqlite3.Row) -> Pull:
    state, problem = PullState.PAUSED, None
    with suppress(ValueError):  # a newer version's
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
