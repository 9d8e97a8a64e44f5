"""A sample of `make torture TORTURE=workshop`."""

from __future__ import annotations

import pytest

from torture import workshop

pytestmark = pytest.mark.engine


def test_a_killed_job_leaves_the_original_and_no_partial_result() -> None:
    (result,) = workshop.run(0.06)
    assert (result.tries, result.failures) == (3, 0), result.details
