"""A home that cannot be written to: it is reported, and the session works."""

from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from teahouse.core.conversation import State
from teahouse.services.chat.events import OpenedEvent
from teahouse.services.events import TroubleEvent

UNWRITABLE = Path("/sys/teahouse")  # even root cannot make a folder there


@pytest.mark.skipif(not UNWRITABLE.parent.is_dir(), reason="no folder here that nobody can write to")
def test_a_read_only_home_is_said_and_the_session_is_kept_in_memory(daemon):
    with BackendSession(UNWRITABLE, host=daemon.url) as session:
        session.ready()
        assert session.wait(TroubleEvent).trouble.problem.value == "folder_read_only"
        conversation, reply = session.ask("Does it still work?")
        assert session.ended(reply).state is State.DONE
        before = len(session.events)
        session.services.history.open_conversation(conversation)
        assert len(session.wait(OpenedEvent, after=before).conversation.chosen_path()) == 2
    assert not UNWRITABLE.exists()
