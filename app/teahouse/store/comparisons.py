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
from teahouse.core.values import dataclass
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


@dataclass(frozen=True, slots=True)
class StoredVote:
    """A vote with its comparison, and the models and the task it was about."""

    comparison_id: str
    title: str
    vote: Vote
    ballot: Ballot


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
            votes=tuple(_vote_of(vote) for vote in votes),
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

    def save_vote(self, comparison_id: str, vote: Vote, winner: str, models: Sequence[str], task: str = "") -> None:
        """Store the vote for one of `models` (`winner` is empty for a tie) on a prompt of the use `task`. A second vote
        on a turn replaces the first."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO votes"
                " (comparison, turn, lane, blind, created, winner, models, all_bad, tags, task)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    comparison_id,
                    vote.turn,
                    vote.lane_id,
                    vote.blind,
                    vote.created or time.time(),
                    winner,
                    json.dumps(list(models)),
                    vote.all_bad,
                    rows.json_text(list(vote.tags)),
                    task,
                ),
            )

    def list_ballots(self) -> tuple[Ballot, ...]:
        """All stored votes, oldest first."""
        found = self._database.fetch_all("SELECT winner, models, all_bad, tags, task FROM votes ORDER BY number")
        return tuple(_ballot_of(row) for row in found)

    def list_votes(self) -> tuple[StoredVote, ...]:
        """All stored votes with what they were about, oldest first; the title is empty where the comparison was
        removed."""
        return tuple(
            StoredVote(row["comparison"], row["title"] or "", _vote_of(row), _ballot_of(row))
            for row in self._database.fetch_all(
                "SELECT votes.*, comparisons.title FROM votes"
                " LEFT JOIN comparisons ON comparisons.id = votes.comparison ORDER BY votes.number"
            )
        )

    def list_answer_ids(self, comparison_id: str) -> tuple[str, ...]:
        """The ids of the answers of all lanes, in the order they were begun."""
        found = self._database.fetch_all(
            "SELECT messages.id FROM messages JOIN conversations ON conversations.number = messages.conversation"
            " JOIN lanes ON lanes.number = conversations.lane JOIN comparisons ON comparisons.number = lanes.comparison"
            " WHERE comparisons.id = ? AND messages.role = 'assistant' ORDER BY messages.number",
            (comparison_id,),
        )
        return tuple(row["id"] for row in found)


def _vote_of(row: sqlite3.Row) -> Vote:
    tags = tuple(json.loads(row["tags"]))
    return Vote(row["turn"], row["lane"], row["created"], bool(row["blind"]), bool(row["all_bad"]), tags)


def _ballot_of(row: sqlite3.Row) -> Ballot:
    models, tags = tuple(json.loads(row["models"])), tuple(json.loads(row["tags"]))
    return Ballot(models, row["winner"], bool(row["all_bad"]), row["task"], tags)


def _lane_of(row: Mapping[str, str] | sqlite3.Row) -> Lane:
    return Lane(row["id"], row["model"], json.loads(row["options"]), json.loads(row["think"]), row["host"])
