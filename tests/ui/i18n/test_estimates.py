"""Estimated figures, and those that Teahouse counts itself, have the sign ≈ everywhere."""

import ast
import re
from pathlib import Path

import pytest

import teahouse.ui
from fixtures.models_events import GB
from fixtures.shipped_catalogue import find_tag
from teahouse.core.calibration import Guess
from teahouse.core.calibration import GuessSource as Guessed
from teahouse.core.estimate import Estimate, Lesson
from teahouse.core.fit import Fit, FitPlace, Need
from teahouse.core.measure import Figures
from teahouse.core.run import Run
from teahouse.ui.i18n import numbers
from teahouse.ui.models import words as model_words
from teahouse.ui.speed.runs_table import COLUMNS
from teahouse.ui.transcript import words as transcript_words

FOLDER = Path(teahouse.ui.__file__).parent
FORMATS = {"size", "size_of", "rate", "rate_figure", "count", "seconds", "_roughly", "_whole"}
ESTIMATES = re.compile(r"\b(estimate|outlook|guess\w*|expected|seconds_left|need|found\.more|on_gpu|in_ram)\b")
FIGURE = re.compile(r"(≈ )?\d[\d.,]*\s?(?:tok/s|GB|MB|tokens|k\b)")


def calls(tree):
    """(call, whether it stands in a call of `numbers.about`) for each call of a function that formats a figure."""
    marked = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "about":
            marked |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in FORMATS:
            yield node, id(node) in marked


def test_no_estimate_is_formatted_without_the_sign():
    unmarked = []
    for path in sorted(FOLDER.rglob("*.py")):
        for call, is_marked in calls(ast.parse(path.read_text("utf-8"))):
            said = ", ".join(map(ast.unparse, call.args))
            if ESTIMATES.search(said) and not is_marked and "estimate.context" not in said:
                unmarked.append(f"{path.relative_to(FOLDER)}:{call.lineno}: {ast.unparse(call)}")
    assert unmarked == []


def test_the_sign_is_written_by_one_function():
    for path in FOLDER.rglob("*.py"):
        if path.name == "numbers.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr | ast.Constant) and "≈ {" in ast.unparse(node):
                raise AssertionError(f"{path}: numbers.about writes it")


def unmarked(text):
    """The figures of a text without the sign."""
    return [found.group() for found in FIGURE.finditer(text) if not found.group(1)]


NEED = Need(4 * GB, GB, 0, GB, 0)
FIT = {
    place: Fit(NEED, place, place, free=20 * GB, on_gpu=4 * GB, in_ram=2 * GB, missing=0, tight=False)
    for place in FitPlace
}  # what is free is known


@pytest.mark.parametrize("place", list(FitPlace))
def test_what_a_model_will_need_and_do_is_marked(qapp, place):
    estimate = Estimate(FIT[place], Guess(20.0, 15.0, 25.0, Guessed.FORMULA), 8192, False)
    told = [
        model_words.where(estimate),
        model_words.speed(estimate),
        model_words.fit(estimate, find_tag("qwen3:8b"))[0],
    ]
    known = {"20 GB", "8k"}  # what is free, and the context that is asked about
    for text in told:
        assert set(unmarked(text)) <= known, text
    assert model_words.about(estimate) == "≈ 20 tok/s"


def test_what_had_been_expected_is_marked_beside_what_was_measured(qapp):
    text = model_words.lesson(Lesson((6 * GB, 5 * GB), (20.0, 18.0)))
    assert unmarked(text) == ["5 GB", "18 tok/s"], "those that were measured"
    assert "≈ 6 GB" in text


def test_figures_of_a_reply_that_was_stopped_are_marked(qapp):
    ours = Figures(tokens=120, generation_rate=21.0, measured_here=True)
    assert [text for _, text in transcript_words.figures(ours)] == ["≈ 21.0 tok/s", "≈ 120 token(s)"]
    theirs = Figures(tokens=120, generation_rate=21.0)
    assert "≈" not in "".join(text for _, text in transcript_words.figures(theirs))


def test_runs_that_were_counted_here_are_marked_in_the_table(qapp):
    run = Run("qwen3:8b", 1.0, Figures(tokens=120, generation_rate=21.0, measured_here=True))
    shown = {column.title: column.text(run) for column in COLUMNS}
    assert (shown["Speed"], shown["Tokens"]) == ("≈ 21.0 tok/s", "≈ 120")


def test_nothing_is_marked_that_is_not_there():
    assert numbers.about("") == ""
    assert numbers.about("5 GB", False) == "5 GB"
