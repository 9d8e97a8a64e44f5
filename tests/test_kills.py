"""A sample of the attacks of `torture.kills` and `torture.disk`: killed processes, and a real lock."""

from __future__ import annotations

import os
import sys

import pytest

from fixtures.scripted_daemon import ScriptedProcess
from torture import disk, kills

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def held_at(name: str, what: kills.Attack, tries: int) -> None:
    result = kills.attack(name, tries, what, "")
    assert (result.tries, result.details) == (tries, ())


def test_kills_during_database_creation_leave_a_file_that_opens():
    held_at("creation", kills.creation, 6)


def test_kills_during_migration_lose_nothing():
    held_at("migration", kills.migration, 3)


def test_kills_during_a_settings_write_leave_whole_settings():
    held_at("settings", kills.settings, 3)


def test_kills_during_replies_and_deletes_lose_a_second_at_most():
    with ScriptedProcess("--tokens", "100000", "--rate", str(kills.RATE)) as daemon:
        for make in (kills.reply, kills.delete):
            held_at(make.__name__, make(daemon.url), 1)


def test_a_kill_that_breaks_something_is_counted():
    def broken(victims, place, chance):
        raise AssertionError("the file is gone")

    result = kills.attack("broken", 2, broken, "")
    assert (result.failures, result.details[0]) == (2, "AssertionError: the file is gone")


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is mounted")
def test_settings_changed_on_a_full_disk_are_saved_when_there_is_room():
    assert disk.settings_on_a_full_disk() < disk.SETTLING


def test_a_title_given_while_the_file_is_held_is_saved_afterwards():
    assert disk.locked("title", 0.5) < disk.SETTLING
