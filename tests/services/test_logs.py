"""No text of a conversation is in any log, neither the app's nor its engine's, however a reply ends."""

import psutil
import pytest

from fixtures.backend_session import BackendSession
from teahouse.core.conversation import State
from teahouse.desktop.processes import runners_below
from teahouse.services.generation.events import PieceEvent

MODEL = "smollm2:135m"
SECRET = "Zanzibarquark"


@pytest.mark.engine
def test_no_log_holds_a_word_of_what_was_said(tmp_path):
    with BackendSession(tmp_path) as session:
        session.ready()
        conversation, reply = session.ask(f"What is a {SECRET}?", model=MODEL)
        answer = session.ended(reply)
        _, reply = session.ask(f"{SECRET} " * 3000, model=MODEL)
        assert session.ended(reply).problem == "context_full"
        before = len(session.of(PieceEvent))
        _, reply = session.ask(f"Tell a long story about a {SECRET}.", model=MODEL)
        session.wait(PieceEvent, lambda piece: len(session.of(PieceEvent)) > before)
        for runner in runners_below(session.services.hosts.daemon):
            psutil.Process(runner.pid).kill()
        killed = session.ended(reply)
        session.services.history.search_conversations(SECRET)
        session.services.history.rename_conversation(conversation, SECRET)
    assert killed.state in (State.FAILED, State.DONE)
    logs = b"".join(path.read_bytes() for path in (tmp_path / "logs").iterdir())
    assert b"loading smollm2:135m" in logs  # the engine does speak
    assert SECRET.encode() not in logs
    assert answer.text.strip()[:40].encode() not in logs
