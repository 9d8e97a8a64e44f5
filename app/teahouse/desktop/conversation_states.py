"""Deletes what the built-in engine keeps of a conversation on disk (`core.conversation_files`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from teahouse.core.conversation_files import FOLDER, file_prefix


def delete_states(models: Path, conversations: Iterable[str]) -> None:
    """Delete the files of conversations from a models folder. OSError where one cannot be deleted."""
    folder = models / FOLDER
    for conversation in conversations:
        for path in folder.glob(f"{file_prefix(conversation)}-*"):
            path.unlink(missing_ok=True)
