"""The stored probabilities of the tokens of replies, each record by the id of its message."""

from __future__ import annotations

from contextlib import suppress

from teahouse.core.token_probabilities import TokenProbabilities, unknown_text
from teahouse.store.database import Database


class TokenProbabilityRepository:
    """Raises `Trouble` for disk errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_probabilities(self, message_id: str, probabilities: TokenProbabilities) -> None:
        """Store those of a reply, in place of earlier ones."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO token_probabilities VALUES (?, ?)", (message_id, probabilities.pack())
            )

    def append_probabilities(self, message_id: str, before: int, probabilities: TokenProbabilities) -> None:
        """Store those of a reply that was continued after `before` characters, behind those of its beginning."""
        if before:
            known = self.load_probabilities(message_id)
            start = known if known is not None and known.length == before else unknown_text(before)
            probabilities = start.join(probabilities)
        self.save_probabilities(message_id, probabilities)

    def load_probabilities(self, message_id: str) -> TokenProbabilities | None:
        """Those of a reply; None where none are stored, or they are damaged."""
        for row in self._database.fetch_all("SELECT content FROM token_probabilities WHERE message = ?", (message_id,)):
            with suppress(ValueError):
                return TokenProbabilities.unpack(bytes(row["content"]))
        return None

    def purge_unnamed(self) -> int:
        """Delete those of messages that do not exist any more; returns their number. Call it at the start only."""
        with self._database.write_transaction() as connection:
            return connection.execute(
                "DELETE FROM token_probabilities"
                " WHERE NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = token_probabilities.message)"
            ).rowcount
