"""A llama-server program for a graphics card: checked in a process of its own, used by the engine, replaced by the
processor where it fails."""

import sys
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.own_llama_server import ON_CARD, write_program
from fixtures.waits import wait_until
from teahouse.core.errors import Problem
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import CardEvent

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(sys.platform == "win32", reason="a script cannot stand for a program there"),
]
MODEL = "smollm2:135m"


def _checked(session: BackendSession, program: Path) -> CardEvent:
    session.services.card.check_program(str(program))
    return session.wait(CardEvent, lambda event: event.program == str(program) and not event.checking)


def test_a_check_says_what_came_of_it(tmp_path):
    with BackendSession(tmp_path) as session:
        passed = _checked(session, write_program(tmp_path / "passes", ON_CARD))
        assert (passed.devices, passed.trouble) == (("Test card",), None)
        failed = _checked(session, write_program(tmp_path / "fails", "os.kill(os.getpid(), signal.SIGILL)"))
        assert failed.trouble.problem is Problem.CARD_PROGRAM_FAILED
        assert "illegal instruction" in failed.trouble.facts["message"]


def test_a_check_that_is_cancelled_leaves_no_process(tmp_path):
    mark = tmp_path / "running"
    program = write_program(tmp_path / "hangs", f"open({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)")
    with BackendSession(tmp_path) as session:
        session.services.card.check_program(str(program))
        assert wait_until(lambda: mark.exists() and mark.read_text())
        session.services.card.cancel_check()
        assert wait_until(lambda: not Path(f"/proc/{mark.read_text()}").exists())


def test_the_engine_uses_the_program_and_says_where_it_cannot(tmp_path):
    works = write_program(tmp_path / "works", ON_CARD)
    breaks = write_program(tmp_path / "breaks", "sys.exit('no such kernel')")
    with BackendSession(tmp_path, llama_server=str(works)) as session:
        session.ready()
        session.services.library.preload_model(MODEL)
        assert wait_until(lambda: any(model.size_vram == 100 << 20 for model in session.services.library.loaded))
        session.services.hosts.use_llama_server(str(breaks))
        assert wait_until(lambda: not session.services.library.loaded)
        session.ready()
        session.services.library.preload_model(MODEL)
        told = session.wait(TroubleEvent, lambda event: event.trouble.problem is Problem.CARD_FAILED)
        assert told.trouble.facts["model"] == MODEL
        breaks.unlink()
        session.services.hosts.find_host()
        gone = session.wait(TroubleEvent, lambda event: event.trouble.problem is Problem.CARD_PROGRAM_MISSING)
        assert gone.trouble.facts == {"path": str(breaks)}
