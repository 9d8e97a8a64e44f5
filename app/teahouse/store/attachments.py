"""The contents of attachments, each kept once under its digest, as long as a message or a draft names it."""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.store.database import Database

_NAMED = """
    SELECT json_extract(held.value, '$.id') FROM messages, json_each(messages.attachments) AS held
        WHERE messages.attachments <> '[]'
    UNION SELECT json_extract(held.value, '$.id') FROM drafts, json_each(drafts.attachments) AS held
"""


class Attachments:
    """The kept contents of one database. What the disk refuses is a `Trouble`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, attachment_id: str, content: bytes) -> None:
        """Keep a content; nothing happens where it is kept already."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO attachments VALUES (?, ?)", (attachment_id, content))

    def contents(self, attachment_ids: Iterable[str]) -> dict[str, bytes]:
        """The contents by id; one that is not kept is left out."""
        found: dict[str, bytes] = {}
        for attachment_id in set(attachment_ids):
            for row in self._database.fetch("SELECT content FROM attachments WHERE id = ?", (attachment_id,)):
                found[attachment_id] = bytes(row["content"])
        return found

    def purge(self) -> int:
        """Delete what no message and no draft names; how many. For the start: what was just taken in is named by
        nobody yet."""
        with self._database.writing() as connection:
            return connection.execute(f"DELETE FROM attachments WHERE id NOT IN ({_NAMED})").rowcount
