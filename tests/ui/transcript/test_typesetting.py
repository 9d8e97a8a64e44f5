"""Formulas and colours come from a process that is ended when a question takes too long, and starts again."""

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QTimer

from teahouse.ui.kit.motion import stop_owners
from teahouse.ui.transcript.blocks import typesetter
from teahouse.ui.transcript.blocks.code_part import colour
from teahouse.ui.transcript.blocks.formulas import SOURCE, typeset_formula
from teahouse.ui.transcript.blocks.idle_queue import IdleQueue

GREEDY = "\\frac{1}{" * 60 + "x" + "}" * 60  # takes twice the time for each level


@pytest.fixture
def idle_queue(qapp):
    return IdleQueue()


def made(idle_queue, qtbot, *jobs):
    """What the jobs make, all begun at once."""
    for number, job in enumerate(jobs):
        idle_queue.request_result(number, lambda job=job: job)
    qtbot.waitUntil(lambda: not idle_queue.busy, timeout=60_000)
    return [idle_queue.request_result(number, lambda: None) for number in range(len(jobs))]


def processes():
    return [child for child in psutil.Process().children() if "typeset" in child.cmdline()]


def test_formulas_and_code_are_made_by_one_process_however_many_ask(idle_queue, qtbot):
    other = IdleQueue()
    other.request_result("far", lambda: typeset_formula("b", display=False))
    words, formula = made(
        idle_queue, qtbot, colour("import x", "python"), typeset_formula("\\frac{a}{b}", display=True)
    )
    assert tuple(words[0]) == (0, 6, "keyword")
    assert not formula.path.isEmpty()
    assert formula.ascent > 0 < formula.descent
    qtbot.waitUntil(lambda: other.has_result("far"))
    assert len(processes()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="only the deadline limits it there")
def test_a_formula_that_would_never_end_stays_source_and_the_others_are_made(idle_queue, qtbot):
    hostile, sound = made(
        idle_queue, qtbot, typeset_formula(GREEDY, display=True), typeset_formula("a + b", display=True)
    )
    assert hostile is SOURCE
    assert sound.path is not None


def test_an_answer_that_does_not_come_in_time_is_given_up(idle_queue, qtbot, monkeypatch):
    made(idle_queue, qtbot, typeset_formula("c", display=True))
    (process,) = processes()
    monkeypatch.setattr(
        typesetter.typesetter()._deadline, "start", lambda: QTimer.singleShot(0, typesetter.typesetter()._give_up)
    )
    assert made(IdleQueue(), qtbot, typeset_formula("d", display=True)) == [SOURCE]
    monkeypatch.undo()
    process.wait(60)
    assert made(IdleQueue(), qtbot, typeset_formula("e", display=True))[0].path is not None


@pytest.mark.skipif(sys.platform == "win32", reason="has no signals")
def test_a_process_that_is_killed_while_it_rests_costs_one_answer_at_most(idle_queue, qtbot):
    made(idle_queue, qtbot, typeset_formula("c", display=True))
    (process,) = processes()
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)
    later = made(IdleQueue(), qtbot, typeset_formula("d", display=True), typeset_formula("e", display=True))
    assert later[1].path is not None


def test_a_process_that_ended_as_a_question_came_is_followed_by_another(idle_queue, qtbot):
    made(idle_queue, qtbot, typeset_formula("c", display=True))
    (process,) = processes()
    typesetter.typesetter()._process.closeWriteChannel()
    process.wait(60)
    assert made(IdleQueue(), qtbot, typeset_formula("d", display=True))[0].path is not None


def test_where_no_process_starts_formulas_are_shown_as_source(idle_queue, qtbot, monkeypatch):
    typesetter.typesetter()._end_process()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert made(idle_queue, qtbot, typeset_formula("c", display=True), typeset_formula("d", display=True)) == [
        SOURCE,
        SOURCE,
    ]
    assert typesetter.typesetter()._process is None


def test_an_answer_that_is_no_answer_leaves_the_source(idle_queue, qtbot):
    for answer in (None, [], ["M 1", []], [1, [0.0, 1.0, 0.0, 1.0]], {"a": 1}):
        job = typeset_formula("a", display=True)
        next(job)
        with pytest.raises(StopIteration) as end:
            job.send(answer)
        assert end.value.value is SOURCE


def test_results_are_told_in_batches_while_more_are_on_their_way(idle_queue, qtbot):
    told = []
    idle_queue.made.connect(lambda: told.append(len(idle_queue._results)))
    made(idle_queue, qtbot, *(typeset_formula(f"x_{{{n}}}", display=False) for n in range(40)))
    assert told[-1] == 40
    assert len(told) < 20


def test_the_process_is_gone_when_the_app_quits(qapp, idle_queue, qtbot):
    made(idle_queue, qtbot, typeset_formula("c", display=True))
    stop_owners(qapp)
    assert not processes()


def test_a_process_that_was_just_killed_is_waited_for(qapp, idle_queue, qtbot):
    made(idle_queue, qtbot, typeset_formula("c", display=True))
    typesetter.typesetter()._end_process()
    stop_owners(qapp)
    assert not processes()


QUITTING = """
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication
from teahouse.ui.kit.motion import Motion
from teahouse.ui.kit.motion import stop_owners
from teahouse.ui.transcript.blocks.typesetter import typesetter
app = QApplication([])
motion = Motion(app)
QProcess(motion).start("sleep", ["60"])
typesetter().send_question({})
if STOPS:
    stop_owners(app)
del app
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no sleep")
@pytest.mark.parametrize("stops", [True, False])
def test_qt_has_no_process_to_complain_of_at_the_end(stops):
    code = QUITTING.replace("STOPS", str(stops))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    assert ("still running" in done.stderr) is not stops, done.stderr


def test_everybody_who_starts_a_process_can_stop_it():
    ui = Path(typesetter.__file__).parents[2]
    for path in ui.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            starts = isinstance(node, ast.ClassDef) and "QProcess(" in ast.unparse(node)
            if starts:
                assert "QProcess(self)" in ast.unparse(node), f"{node.name} in {path}"
                assert "stop" in {one.name for one in node.body if isinstance(one, ast.FunctionDef)}, node.name
