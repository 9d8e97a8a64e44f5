"""Prompts that are kept to be used again."""

from __future__ import annotations

from teahouse.core.saved_prompt import SavedPrompt
from teahouse.store.database import Database
from teahouse.store.text import storable


class SavedPrompts:
    """The saved prompts of one database. What the disk refuses is a `Trouble`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SavedPrompt, ...]:
        """All of them, by name."""
        found = self._database.fetch("SELECT id, name, text FROM saved_prompts ORDER BY name COLLATE NOCASE, id")
        return tuple(SavedPrompt(row["id"], row["name"], row["text"]) for row in found)

    def keep(self, prompt: SavedPrompt) -> None:
        """Keep a prompt, or a kept one as it is now."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO saved_prompts (id, name, text) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, text = excluded.text",
                (prompt.id, storable(prompt.name), storable(prompt.text)),
            )

    def remove(self, prompt_id: str) -> None:
        """Delete a prompt; nothing happens where it is not kept."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM saved_prompts WHERE id = ?", (prompt_id,))
