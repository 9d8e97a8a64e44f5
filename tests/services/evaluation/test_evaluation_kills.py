"""A sample of `torture.evaluations`: a run that is killed at random moments goes on and loses nothing."""

from __future__ import annotations

import random

from torture.evaluations import kill_one_run


def test_a_killed_run_asks_nothing_twice_that_has_an_answer_and_loses_none() -> None:
    kills, broken = kill_one_run(random.Random(16), 4)
    assert broken == []
    assert kills >= 2  # a run may end before the last ones
