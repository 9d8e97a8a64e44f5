from __future__ import annotations

import pytest

from teahouse.core.errors import Problem, Trouble


@pytest.mark.parametrize("problem", Problem)
def test_a_code_is_written_as_it_is_named(problem: Problem) -> None:
    assert problem.value == problem.name.lower()


def test_a_trouble_says_its_code_and_facts_to_a_developer() -> None:
    trouble = Trouble(Problem.DISK_FULL, path="/somewhere")
    assert str(trouble) == "disk_full path='/somewhere'"
    assert trouble.facts == {"path": "/somewhere"}
