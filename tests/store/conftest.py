from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.conversations import head
from teahouse.core.conversation import Conversation
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "teahouse.db")
    assert opened.trouble is None
    yield opened.database
    opened.database.close()


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    """The conversations of a fresh database, with the empty conversation "c" among them."""
    conversations = ConversationRepository(database)
    conversations.create_conversation(Conversation(head()))
    return conversations
