"""The playgrounds' jobs with a real engine: they do not wait for a job that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from teahouse.services.workshop.events import JobProgressEvent, JobResultEvent

pytestmark = pytest.mark.engine
MODEL = "smollm2:135m"


def test_jobs_at_once_do_not_wait(tmp_path: Path) -> None:
    with BackendSession(tmp_path) as session:
        session.ready()
        workshop = session.services.workshop
        values = {"output": str(tmp_path / "copy.gguf"), "values": {"general.name": "Mine"}}
        workshop.start_job("copy", "edit-metadata", values, {"model": MODEL})
        workshop.start_job("tokens", "tokenize", {"text": "Hello 茶馆"}, {"model": MODEL}, at_once=True)
        found = session.wait(JobResultEvent, lambda event: event.ticket == "tokens")
        assert found.result["count"] == len(found.result["tokens"]) == 7
        assert not [
            event
            for event in session.events
            if isinstance(event, JobProgressEvent) and event.ticket == "tokens" and event.waits
        ]
        written = session.wait(JobResultEvent, lambda event: event.ticket == "copy")
        assert Path(written.result["path"]).stat().st_size == written.result["size"] > 90_000_000
