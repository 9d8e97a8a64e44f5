"""A queue of work that takes longer than a frame and is done in slices between frames: decoding pictures, searching,
copying.

A job is a generator that yields often: None to continue later, or a question for the `typesetter`, whose answer is sent
to it. Its return value is cached for the life of the view; the oldest results are dropped first. No timer runs while
there are no jobs or all of them wait for answers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from teahouse.ui.transcript.blocks.typesetter import Typesetter


TURN = 0.006  # seconds of a slice
PAUSE = 2  # milliseconds between two slices
KEPT = 600  # results
NEWS = 0.1  # seconds between two signals while further results are expected

Job = Generator[Mapping[str, Any] | None, Any, Any]


class IdleQueue(QObject):
    """`made` is emitted after a slice in which a job has ended, `turned` after each slice."""

    made = Signal()
    turned = Signal()  # a slice has ended

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._jobs: dict[Hashable, Job] = {}
        self._ready: dict[Hashable, Any] = {}  # the jobs that can continue, with the answers to their questions
        self._asked: dict[int, tuple[Hashable, Job]] = {}  # waiting jobs by the numbers of their questions
        self._finished = False  # results that `made` was not emitted for
        self._told = 0.0
        self._typesetter: Typesetter | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._run_turn)

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def has_result(self, key: Hashable) -> bool:
        """Whether the result for a key is cached."""
        return key in self._results

    def is_working_on(self, key: Hashable) -> bool:
        """Whether the job of a key has not ended."""
        return key in self._jobs

    def drop_job(self, key: Hashable) -> None:
        """Drop a job and its result."""
        self._jobs.pop(key, None)
        self._ready.pop(key, None)
        self._results.pop(key, None)
        if self._finished:
            self._timer.start()

    def request_result(self, key: Hashable, begin: Callable[[], Job]) -> Any | None:
        """The result for a key. Without a result it starts the job and returns None."""
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        if key not in self._jobs:
            self._jobs[key] = begin()
            self._go_on(key, None)
        return None

    def _go_on(self, key: Hashable, answer: Any) -> None:
        self._ready[key] = answer
        if not self._timer.isActive():
            self._timer.start()

    def _run_turn(self) -> None:
        until = perf_counter() + TURN
        while self._ready and perf_counter() < until:
            self._run_step(next(iter(self._ready)), until)
        if not self._ready:
            self._timer.stop()
        if self._finished and (not self._jobs or perf_counter() > self._told + NEWS):
            self._finished, self._told = False, perf_counter()
            self.made.emit()
        self.turned.emit()

    def _run_step(self, key: Hashable, until: float) -> None:
        job = self._jobs[key]
        try:
            while perf_counter() < until:
                answer, self._ready[key] = self._ready[key], None
                question = job.send(answer)
                if question is not None:
                    del self._ready[key]
                    self._send_question(question, key, job)
                    return
        except StopIteration as done:
            del self._jobs[key], self._ready[key]
            self._results[key] = done.value
            self._finished = True
            while len(self._results) > KEPT:
                self._results.popitem(last=False)

    def _send_question(self, question: Mapping[str, Any], key: Hashable, job: Job) -> None:
        if self._typesetter is None:
            from teahouse.ui.transcript.blocks.typesetter import typesetter  # for callers of request_result

            self._typesetter = typesetter()
            self._typesetter.answered.connect(self._on_answered)
        self._asked[self._typesetter.send_question(question)] = key, job

    def _on_answered(self, number: int, answer: object) -> None:
        key, job = self._asked.pop(number, (None, None))
        if job is not None and self._jobs.get(key) is job:
            self._go_on(key, answer)
