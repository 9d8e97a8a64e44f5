"""Stored comparisons: their lanes, each with a conversation of its own, and the person's votes.

The answers of a lane are stored like any message (`ConversationRepository`); `lane_conversation_id` is the id of a
lane's conversation.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence

from teahouse.core.comparison import Comparison, ComparisonHead, Lane, Mode, Vote, lane_conversation_id
from teahouse.core.ratings import Ballot
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable

_HEADS = """
    SELECT comparisons.id, comparisons.title, comparisons.created, comparisons.set_run,
        EXISTS (SELECT 1 FROM votes WHERE votes.comparison = comparisons.id) AS voted,
        (SELECT json_group_array(model) FROM (
            SELECT model FROM lanes WHERE lanes.comparison = comparisons.number ORDER BY lanes.number)) AS models
    FROM comparisons ORDER BY comparisons.number DESC
"""


class ComparisonRepository:
    """Reads and writes the comparisons of one database. Raises KeyError for an unknown id, `Trouble` for disk
    errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_comparison(self, comparison: Comparison) -> None:
        """Store a new comparison with its lanes and an empty conversation for each, in one transaction."""
        with self._database.write_transaction() as connection:
            number = connection.execute(
                "INSERT INTO comparisons (id, title, created, system, mode, repetitions, preload, options, seed,"
                " blind, reference, set_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    comparison.id,
                    make_storable(comparison.title),
                    comparison.created,
                    make_storable(comparison.system),
                    comparison.mode.value,
                    comparison.repetitions,
                    comparison.preload,
                    rows.json_text(comparison.options),
                    comparison.seed,
                    comparison.blind,
                    comparison.reference_answer,
                    comparison.set_run,
                ),
            ).lastrowid
            for lane in comparison.lanes:
                self._create_lane(connection, int(number or 0), comparison, lane)

    def _create_lane(self, connection: sqlite3.Connection, number: int, comparison: Comparison, lane: Lane) -> None:
        think = rows.json_text(lane.think)
        place = connection.execute(
            "INSERT INTO lanes (comparison, id, model, options, think, host) VALUES (?, ?, ?, ?, ?, ?)",
            (number, lane.id, lane.model, rows.json_text(lane.options), think, lane.host),
        ).lastrowid
        connection.execute(
            "INSERT INTO conversations (id, title, created, updated, model, system, think, options, lane)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                lane_conversation_id(comparison.id, lane.id),
                make_storable(comparison.title),
                comparison.created,
                comparison.created,
                lane.model,
                make_storable(comparison.system),
                think,
                rows.json_text(comparison.effective_options(lane)),
                place,
            ),
        )

    def list_heads(self) -> tuple[ComparisonHead, ...]:
        """Every comparison, the newest first."""
        return tuple(
            ComparisonHead(
                row["id"],
                row["title"],
                row["created"],
                tuple(json.loads(row["models"])),
                voted=bool(row["voted"]),
                set_run=row["set_run"],
            )
            for row in self._database.fetch_all(_HEADS)
        )

    def load_comparison(self, comparison_id: str) -> Comparison:
        """A comparison with its lanes and votes; its answers are in the lanes' conversations."""
        found = self._database.fetch_all("SELECT * FROM comparisons WHERE id = ?", (comparison_id,))
        if not found:
            raise KeyError(comparison_id)
        row = found[0]
        lanes = self._database.fetch_all("SELECT * FROM lanes WHERE comparison = ? ORDER BY number", (row["number"],))
        votes = self._database.fetch_all("SELECT * FROM votes WHERE comparison = ? ORDER BY turn", (comparison_id,))
        return Comparison(
            id=row["id"],
            title=row["title"],
            created=row["created"],
            lanes=tuple(_lane_of(lane) for lane in lanes),
            system=row["system"],
            mode=Mode(row["mode"]),
            repetitions=row["repetitions"],
            preload=bool(row["preload"]),
            options=json.loads(row["options"]),
            seed=row["seed"],
            blind=bool(row["blind"]),
            reference_answer=row["reference"] if row["set_run"] else "",  # elsewhere old rows have a lane id
            votes=tuple(Vote(vote["turn"], vote["lane"], vote["created"], bool(vote["blind"])) for vote in votes),
            set_run=row["set_run"],
        )

    def of_set_run(self, run_id: str) -> tuple[str, ...]:
        """The comparisons of a set's run, in the set's order."""
        found = self._database.fetch_all("SELECT id FROM comparisons WHERE set_run = ? ORDER BY number", (run_id,))
        return tuple(row["id"] for row in found)

    def delete_comparison(self, comparison_id: str) -> None:
        """Delete a comparison with all its answers; its votes are not deleted."""
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM comparisons WHERE id = ?", (comparison_id,))

    def save_vote(self, comparison_id: str, vote: Vote, winner: str, models: Sequence[str]) -> None:
        """Store the vote for one of `models` (`winner` is empty for a tie). A second vote on a turn replaces the
        first."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO votes (comparison, turn, lane, blind, created, winner, models)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    comparison_id,
                    vote.turn,
                    vote.lane_id,
                    vote.blind,
                    vote.created or time.time(),
                    winner,
                    json.dumps(list(models)),
                ),
            )

    def list_ballots(self) -> tuple[Ballot, ...]:
        """All stored votes, oldest first."""
        found = self._database.fetch_all("SELECT winner, models FROM votes ORDER BY number")
        return tuple(Ballot(tuple(json.loads(row["models"])), row["winner"]) for row in found)


def _lane_of(row: Mapping[str, str] | sqlite3.Row) -> Lane:
    return Lane(row["id"], row["model"], json.loads(row["options"]), json.loads(row["think"]), row["host"])
