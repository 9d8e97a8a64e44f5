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
    with BackendSession(UNWRITABLE, host=daemon.url) as stage:
        stage.ready()
        assert stage.wait(TroubleEvent).trouble.problem.value == "folder_read_only"
        conversation, reply = stage.ask("Does it still work?")
        assert stage.ended(reply).state is State.DONE
        before = len(stage.events)
        stage.services.history.open_conversation(conversation)
        assert len(stage.wait(OpenedEvent, after=before).conversation.chosen_path()) == 2
    assert not UNWRITABLE.exists()
