"""Verdicts equal promptfoo's: on 300 recorded cases, and anew where `make compat` installed promptfoo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.promptfoo_cases import VERDICTS, all_cases, ask_promptfoo
from teahouse.core.evaluation.assertions import format_assertion, parse_assertion
from teahouse.core.evaluation.checks import verdict
from teahouse.core.measure import Figures

INSTALLED = Path(__file__).resolve().parents[3] / "build" / "promptfoo"


def _passed(case: dict[str, Any]) -> bool | None:
    notes: list[Any] = []
    check = parse_assertion(case["assertion"], "", notes)
    assert check is not None, notes
    assert parse_assertion(format_assertion(check), "", notes) == check
    return verdict(check, case["output"], Figures(total=case["latency"] / 1000)).passed


def test_the_verdicts_are_those_that_promptfoo_gave() -> None:
    recorded = json.loads(VERDICTS.read_text(encoding="utf-8"))
    assert len(recorded) >= 300
    assert [{name: case[name] for name in ("latency", "assertion", "output")} for case in recorded] == [
        {name: case[name] for name in ("latency", "assertion", "output")} for case in all_cases()
    ]
    assert {case["passed"] for case in recorded} == {True, False}
    assert [case for case in recorded if _passed(case) is not case["passed"]] == []


@pytest.mark.skipif(not (INSTALLED / "node_modules").exists(), reason="make compat installs promptfoo where node is")
def test_promptfoo_still_gives_these_verdicts() -> None:
    recorded = json.loads(VERDICTS.read_text(encoding="utf-8"))
    assert ask_promptfoo(INSTALLED) == [case["passed"] for case in recorded]
