"""A sample of `make torture TORTURE=workshop`."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.engine.workshop.jobs import JOBS
from torture import workshop

pytestmark = pytest.mark.engine


def test_a_killed_job_leaves_the_originals_and_no_partial_result(tmp_path: Path) -> None:
    jobs = workshop.make_jobs(tmp_path)
    assert jobs.keys() == JOBS.keys(), "every job is killed by the torture"
    for name in ("quantise", "merge", "steering", "edit-metadata"):
        result = workshop.kill_job(name, jobs[name], tmp_path, 1)
        assert (result.tries, result.failures) == (1, 0), result.details
