"""Stored records of the Workshop."""

from __future__ import annotations

import json
import sqlite3

from teahouse.core.workshop.records import RecordKind, WorkshopRecord
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable


class WorkshopRepository:
    """Reads and writes the records of one database; `parameters` and `measurements` are JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_record(self, record: WorkshopRecord) -> None:
        """Add a record, or replace the one with its id."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT INTO workshop_records (id, model, made_from, kind, parameters, measurements, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET model = excluded.model,"
                " made_from = excluded.made_from, kind = excluded.kind, parameters = excluded.parameters,"
                " measurements = excluded.measurements, created = excluded.created",
                (
                    record.id,
                    make_storable(record.model),
                    make_storable(record.made_from),
                    record.kind.value,
                    rows.json_text(dict(record.parameters)),
                    rows.json_text(dict(record.measurements)),
                    record.created,
                ),
            )

    def rename_model(self, model: str, to: str) -> None:
        """Let all records name a renamed model by its new name."""
        with self._database.write_transaction() as connection:
            for column in ("model", "made_from"):
                connection.execute(f"UPDATE workshop_records SET {column} = ? WHERE {column} = ?", (to, model))

    def delete_record(self, record_id: str) -> None:
        """Delete a record; none with this id is no error."""
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM workshop_records WHERE id = ?", (record_id,))

    def list_records(self) -> tuple[WorkshopRecord, ...]:
        """All records, oldest first; one that cannot be read is left out."""
        found = self._database.fetch_all("SELECT * FROM workshop_records ORDER BY number")
        return tuple(record for row in found if (record := _record_of(row)) is not None)


def _record_of(row: sqlite3.Row) -> WorkshopRecord | None:
    try:
        parameters, measurements = json.loads(row["parameters"]), json.loads(row["measurements"])
        if not (isinstance(parameters, dict) and isinstance(measurements, dict)):
            return None
        return WorkshopRecord(
            row["id"],
            row["model"],
            row["made_from"],
            RecordKind(row["kind"]),
            parameters,
            measurements,
            row["created"],
        )
    except rows.UNREADABLE:
        return None
