"""Runs the steps of the schema; the file's `user_version` says how many of them it has taken.

Each step runs in one transaction together with the version it leads to, so it either happened or did not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from teahouse.store.schema import STEPS

NEWEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations this file has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, application_id: int) -> None:
    """Take all steps in an empty file, in one transaction with its marks: afterwards it has all of them, or none."""
    with _transaction(connection):
        connection.execute(f"PRAGMA application_id = {application_id}")
        for step in STEPS:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def migrate(connection: sqlite3.Connection, to: int = NEWEST) -> None:
    """Take the missing steps up to version `to`; sqlite3.Error leaves the file at the last whole step."""
    for version in range(version_of(connection), to):
        with _transaction(connection):
            STEPS[version](connection)
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
