"""Measures and deletes what the built-in engine keeps of conversations on disk (`core.conversation_files`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from teahouse.core.conversation_files import CHECK, FOLDER, STATE, file_prefix


def measure_states(models: Path) -> int:
    """The bytes of all files of conversations in a models folder; files that vanish meanwhile do not count."""
    total = 0
    for path in (models / FOLDER).glob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total


def delete_states(models: Path, conversations: Iterable[str]) -> None:
    """Delete the files of conversations from a models folder. OSError where one cannot be deleted."""
    folder = models / FOLDER
    for conversation in conversations:
        _delete_matching(folder, f"{file_prefix(conversation)}-*")


def delete_all_states(models: Path) -> None:
    """Delete the files of all conversations from a models folder, but nothing else there. OSError where one cannot be
    deleted."""
    for suffix in (CHECK, STATE):  # a state without its check is not used
        _delete_matching(models / FOLDER, f"*{suffix}")


def _delete_matching(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink(missing_ok=True)
