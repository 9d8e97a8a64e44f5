"""The workshop's service with a real engine and the real library: jobs, their order, their ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.errors import Problem
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent

pytestmark = pytest.mark.engine
MODEL = "smollm2:135m"


def test_jobs_run_one_after_the_other_and_can_be_cancelled(tmp_path: Path) -> None:
    with BackendSession(tmp_path) as session:
        session.ready()
        workshop = session.services.workshop
        for ticket in ("first", "second", "third"):
            workshop.start_job(ticket, "describe", {}, {"model": MODEL})
        workshop.cancel_job("third")
        assert session.wait(JobFailedEvent, lambda event: event.ticket == "third").trouble is None
        done = session.wait(JobResultEvent, lambda event: event.ticket == "first")
        assert done.result["architecture"] == "llama"
        assert session.wait(JobResultEvent, lambda event: event.ticket == "second").result == done.result
        seen = [event for event in session.events if isinstance(event, JobProgressEvent) and event.ticket == "second"]
        assert [seen[0].waits, seen[-1].waits] == [True, False]
        workshop.start_job("none", "describe", {}, {"model": "nothing:1b"})
        failed = session.wait(JobFailedEvent, lambda event: event.ticket == "none")
        assert failed.trouble is not None
        assert failed.trouble.problem is Problem.MODEL_MISSING
        workshop.start_job("wrong", "nothing", {})
        failed = session.wait(JobFailedEvent, lambda event: event.ticket == "wrong")
        assert failed.trouble is not None
        assert failed.trouble.problem is Problem.JOB_FAILED


def test_a_model_whose_file_is_not_here_is_refused(session: BackendSession, daemon: ScriptedDaemon) -> None:
    session.ready()
    session.services.workshop.start_job("one", "describe", {}, {"model": "qwen3:8b"})
    failed = session.wait(JobFailedEvent, lambda event: event.ticket == "one")
    assert failed.trouble is not None
    assert failed.trouble.problem in (Problem.MODEL_ELSEWHERE, Problem.FILE_MISSING)
