"""A conversation as Markdown: the path that is on screen, with who said what."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Conversation, Message, Role

translate = QCoreApplication.translate


def as_markdown(conversation: Conversation) -> str:
    """The conversation's title and its messages; thinking is left out."""
    parts = [f"# {conversation.head.title}"]
    for message in conversation.path():
        if message.text.strip():
            parts.append(f"## {_speaker(message)}\n\n{message.text.strip()}")
    return "\n\n".join(parts) + "\n"


def _speaker(message: Message) -> str:
    match message.role:
        case Role.USER:
            return translate("Export", "You")
        case Role.ASSISTANT:
            return message.model or translate("Export", "Reply")
        case _:
            return message.role.value
