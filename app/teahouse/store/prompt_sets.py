"""The person's own prompt sets, the runs of sets over models, and saved prompts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

from teahouse.core.conversation import SavedPrompt
from teahouse.core.prompt_sets import Prompt, PromptSet
from teahouse.core.values import dataclass
from teahouse.store.database import Database
from teahouse.store.rows import make_storable


@dataclass(frozen=True, slots=True)
class KeptSetRun:
    """One run of a prompt set as it was started; the results are in its comparisons."""

    id: str
    set_id: str
    title: str
    created: float
    models: tuple[str, ...]


class PromptSetRepository:
    """The person's prompt sets of one database, without the built-in ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_sets(self) -> tuple[PromptSet, ...]:
        """The person's own sets, by title."""
        found = self._database.fetch_all("SELECT * FROM prompt_sets ORDER BY title, id")
        return tuple(
            PromptSet(
                id=row["id"],
                title=row["title"],
                title_zh=row["title_zh"],
                use=row["use"],
                prompts=tuple(Prompt(**prompt) for prompt in json.loads(row["prompts"])),
            )
            for row in found
        )

    def save_set(self, prompt_set: PromptSet) -> None:
        """Store a set, replacing the one with its id."""
        prompts = json.dumps([asdict(prompt) for prompt in prompt_set.prompts])
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO prompt_sets (id, title, title_zh, use, prompts) VALUES (?, ?, ?, ?, ?)",
                (
                    prompt_set.id,
                    make_storable(prompt_set.title),
                    make_storable(prompt_set.title_zh),
                    prompt_set.use,
                    prompts,
                ),
            )

    def delete_set(self, set_id: str) -> None:
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM prompt_sets WHERE id = ?", (set_id,))

    def begin_run(self, run: KeptSetRun) -> None:
        """Store a run of a set."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT INTO set_runs (id, set_id, title, created, models) VALUES (?, ?, ?, ?, ?)",
                (run.id, run.set_id, make_storable(run.title), run.created, json.dumps(list(run.models))),
            )

    def finish_run(self, run_id: str) -> None:
        """Mark a run as finished."""
        with self._database.write_transaction() as connection:
            connection.execute("UPDATE set_runs SET finished = 1 WHERE id = ?", (run_id,))

    def load_run(self, run_id: str) -> KeptSetRun | None:
        """The run of a set with this id, or None."""
        found = self._database.fetch_all("SELECT * FROM set_runs WHERE id = ?", (run_id,))
        return _run_of(found[0]) if found else None

    def list_unfinished(self) -> tuple[KeptSetRun, ...]:
        """The runs of sets that are not marked as finished, the newest first."""
        found = self._database.fetch_all("SELECT * FROM set_runs WHERE NOT finished ORDER BY number DESC")
        return tuple(_run_of(row) for row in found)


def _run_of(row: sqlite3.Row) -> KeptSetRun:
    return KeptSetRun(row["id"], row["set_id"], row["title"], row["created"], tuple(json.loads(row["models"])))


class SavedPromptRepository:
    """The saved prompts of one database. Raises `Trouble` for disk errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_prompts(self) -> tuple[SavedPrompt, ...]:
        """All saved prompts, by name."""
        found = self._database.fetch_all("SELECT id, name, text FROM saved_prompts ORDER BY name COLLATE NOCASE, id")
        return tuple(SavedPrompt(row["id"], row["name"], row["text"]) for row in found)

    def save_prompt(self, prompt: SavedPrompt) -> None:
        """Store a prompt, replacing the one with its id."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT INTO saved_prompts (id, name, text) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, text = excluded.text",
                (prompt.id, make_storable(prompt.name), make_storable(prompt.text)),
            )

    def delete_prompt(self, prompt_id: str) -> None:
        """Delete a prompt; does nothing where it is not stored."""
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM saved_prompts WHERE id = ?", (prompt_id,))
