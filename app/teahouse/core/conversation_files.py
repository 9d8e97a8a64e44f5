"""Names of the files in which the built-in engine keeps the computed prompts of conversations.

The engine writes them, and the app deletes those of a conversation that is deleted, also while no engine runs.
"""

from __future__ import annotations

import hashlib

FOLDER = "conversations"  # in the engine's models folder
STATE, CHECK = ".state", ".json"  # what the runner wrote, and its size and hash
HEADER = "X-Teahouse-Conversation"  # of a chat request: the conversation's id; sent to the built-in engine only


def file_prefix(conversation: str) -> str:
    """The beginning of the names of a conversation's files."""
    return hashlib.sha256(conversation.encode()).hexdigest()[:32]


def file_stem(conversation: str, runner: str) -> str:
    """The name of a file without its suffix; `runner` identifies the model, its options and llama.cpp's build, as the
    state of one is of no use to another."""
    return f"{file_prefix(conversation)}-{hashlib.sha256(runner.encode()).hexdigest()[:16]}"
