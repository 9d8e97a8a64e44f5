"""Sends work that takes too much time or memory for this process to `teahouse typeset`: outlines of formulas, words of
code.

The process starts with the first question and ends after a time without questions. It is also ended when a question
takes too long; that question has no answer, and the next one starts another process.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from teahouse.ollama.commands import child_environment, own_command
from teahouse.ui.kit.motion import end_owned

DEADLINE = 20_000  # milliseconds for one answer; the process limits its own processor time to much less
LARGEST = 4_000_000  # bytes of one answer

Question = Mapping[str, Any]


class Typesetter(QObject):
    """`answered` carries a question's number and its answer: a JSON value, or None."""

    answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions: deque[tuple[int, Question]] = deque()  # the first one is in work
        self._count = 0
        self._process: QProcess | None = None
        self._fresh = True  # the process was started for the current question
        self._answer = bytearray()
        self._deadline = QTimer(self, singleShot=True, interval=DEADLINE)
        self._deadline.timeout.connect(self._give_up)

    @property
    def busy(self) -> bool:
        """Whether a question has no answer yet."""
        return bool(self._questions)

    def send_question(self, question: Question) -> int:
        """Send a question; returns the number that its answer will have."""
        self._count += 1
        self._questions.append((self._count, question))
        if len(self._questions) == 1:
            self._send_next()
        return self._count

    def _send_next(self) -> None:
        """Send the first question of the queue."""
        self._answer.clear()
        if not self._questions:
            self._deadline.stop()
            return
        self._fresh = self._process is None
        if self._process is None:
            self._process = self._start_process()
        self._deadline.start()
        self._process.write(json.dumps(self._questions[0][1]).encode() + b"\n")

    def _start_process(self) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in child_environment({}).items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read_answers)
        process.errorOccurred.connect(self._on_death)
        process.finished.connect(self._on_death)
        program, *words = own_command("typeset")
        process.start(program, words)
        return process

    def _read_answers(self) -> None:
        if self.sender() is not self._process:
            return  # it was ended
        self._answer += self._process.readAllStandardOutput().data()
        if self._answer.endswith(b"\n"):
            self._emit_answer(json.loads(self._answer))
        elif len(self._answer) > LARGEST:
            self._give_up()

    def _on_death(self) -> None:
        if self.sender() is not self._process:
            return
        if self._questions and not self._fresh and self._process.exitCode() == 0:
            self._end_process()  # it ended after its idle time, when the question was sent
            self._send_next()
        else:
            self._give_up()

    def _give_up(self) -> None:
        """Answer the current question with None: the process has died or takes too long."""
        self._end_process()
        if self._questions:
            self._emit_answer(None)

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.finished.connect(process.deleteLater)
            process.kill()
            if process.state() is QProcess.ProcessState.NotRunning:
                process.deleteLater()

    def _emit_answer(self, answer: object) -> None:
        number, _ = self._questions.popleft()
        self._send_next()
        self.answered.emit(number, answer)

    def stop(self) -> None:
        """Drop all questions and end the process, and those that were killed just before."""
        self._questions.clear()
        self._deadline.stop()
        self._process = None
        end_owned(self)


def typesetter() -> Typesetter:
    """The application's typesetter."""
    app = QCoreApplication.instance()
    assert app is not None, "parts are laid out while the app runs"
    return app.findChild(Typesetter) or Typesetter(app)
