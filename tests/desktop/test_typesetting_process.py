"""`teahouse typeset`: one answer for each question, in order, for any input."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

FORMULA = {"formula": r"\frac{a}{b}", "size": 32.0, "display": True}
CODE = {"code": "print('tea')", "language": "python"}


def answers(*questions: object) -> list[Any]:
    """What the process says to these questions before it ends with its stdin."""
    asked = "".join(f"{json.dumps(question)}\n" for question in questions)
    command = [sys.executable, "-m", "teahouse", "typeset"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_formulas_and_code_are_answered_in_their_order_and_what_is_neither_with_nothing() -> None:
    first, words, nothing, strange, last = answers(FORMULA, CODE, {"tea": 1}, 7, FORMULA)
    assert first[0].startswith("M")
    assert first == last
    assert len(words) > 1
    assert (nothing, strange) == (None, None)


def test_a_formula_on_a_line_of_its_own_is_set_otherwise_than_one_in_a_sentence() -> None:
    tall, low = answers(*({**FORMULA, "display": display} for display in (True, False)))
    assert tall[0].startswith("M")
    assert low[0].startswith("M")
    assert tall != low
