"""The queue of pulls after a restart of the app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from teahouse.core.errors import Problem
from teahouse.core.pulls import WANTS_TO_RUN, Pull, PullFigures, PullState
from teahouse.store.database import Database
from teahouse.store.pulls import PullRepository

TEA = Pull(
    "a",
    "hf.co/u/Tea-GGUF:Q4_K_M",
    "https://big.example",
    2.0,
    10.0,
    insecure=True,
    state=PullState.FAILED,
    figures=PullFigures(completed=7, total=100),
    best={"sha256:x": 7},
    problem=Problem.DISK_FULL,
    facts={"path": "/models"},
)


def test_a_pull_comes_back_as_it_was(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "t.db").database
    PullRepository(database).save_pull(TEA)
    database.close()
    database = Database.open(tmp_path / "t.db").database
    assert PullRepository(database).list_pulls() == (TEA,)
    database.close()


@pytest.mark.parametrize("state", PullState)
def test_what_ran_when_the_app_ended_is_queued_again(database: Database, state: PullState) -> None:
    pulls = PullRepository(database)
    pulls.save_pull(replace(TEA, state=state))
    assert pulls.list_pulls()[0].state is (PullState.QUEUED if state in WANTS_TO_RUN else state)


def test_they_come_in_their_order_and_are_kept_once(database: Database) -> None:
    pulls = PullRepository(database)
    for number, position in enumerate((3.0, 1.0, 2.0)):
        pulls.save_pull(replace(TEA, id=str(number), position=position))
    pulls.save_pull(replace(TEA, id="0", position=0.0))
    assert [pull.id for pull in pulls.list_pulls()] == ["0", "1", "2"]
    pulls.delete_pull("1")
    pulls.delete_pull("nobody")
    assert [pull.id for pull in pulls.list_pulls()] == ["0", "2"]


def test_what_a_newer_version_wrote_is_paused_and_not_lost(database: Database) -> None:
    PullRepository(database).save_pull(TEA)
    with database.write_transaction() as connection:
        connection.execute("UPDATE pulls SET state = 'levitating', problem = 'quantum_flux'")
    (pull,) = PullRepository(database).list_pulls()
    assert (pull.state, pull.problem) == (PullState.PAUSED, None)
