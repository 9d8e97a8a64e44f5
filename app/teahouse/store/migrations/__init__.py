"""The schema as a chain of numbered steps; the file's `user_version` says how many of them it has taken.

A step is a function that changes the schema and nothing else; each runs in one transaction together with the
version it leads to, so a step either happened or did not. A released step is never edited: the next one corrects it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from teahouse.store.migrations.m001_conversations import create_conversations
from teahouse.store.migrations.m002_runs import create_runs
from teahouse.store.migrations.m003_comparisons import create_comparisons
from teahouse.store.migrations.m004_pulls import create_pulls
from teahouse.store.migrations.m005_attachments import create_attachments
from teahouse.store.migrations.m006_context_and_prompts import create_context_and_prompts
from teahouse.store.migrations.m007_calls import create_calls
from teahouse.store.migrations.m008_run_kinds import create_run_kinds
from teahouse.store.migrations.m009_hosts_of_lanes import create_hosts_of_lanes
from teahouse.store.migrations.m010_finished_set_runs import create_finished_set_runs
from teahouse.store.migrations.m011_path_positions import create_path_positions
from teahouse.store.migrations.m012_listed_conversations import create_listed_conversations

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (
    create_conversations,
    create_runs,
    create_comparisons,
    create_pulls,
    create_attachments,
    create_context_and_prompts,
    create_calls,
    create_run_kinds,
    create_hosts_of_lanes,
    create_finished_set_runs,
    create_path_positions,
    create_listed_conversations,
)
NEWEST = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations this file has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, application_id: int) -> None:
    """Take all steps in an empty file, in one transaction with its marks: afterwards it has all of them, or none."""
    with _transaction(connection):
        connection.execute(f"PRAGMA application_id = {application_id}")
        for step in MIGRATIONS:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def migrate(connection: sqlite3.Connection, to: int = NEWEST) -> None:
    """Take the missing steps up to version `to`; sqlite3.Error leaves the file at the last whole step."""
    for version in range(version_of(connection), to):
        with _transaction(connection):
            MIGRATIONS[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
