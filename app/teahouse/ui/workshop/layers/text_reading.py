"""Asks for what is to be shown of a text: one job for each model, and further ones for tokens that were not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass
from teahouse.core.workshop.layer_inspection import LayerInspection, read_inspection
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.ui.bridge import Bridge

JOB = "layers"
PAUSE = 250  # milliseconds on a token before it is read: arrow keys pass over others


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A job that runs or waits: `number` of the model, and what it reads at `place` (−1: the last token)."""

    number: int
    place: int
    lens: bool
    attention: bool


class LayersReader(QObject):
    """`changed`: more is known; `progress` carries a share and whether the job waits; `failed` a `Trouble`, or None
    where the reading was stopped."""

    changed = Signal()
    progress = Signal(float, bool)
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._models: tuple[str, ...] = ()
        self._text = ""
        self._place = -1
        self._after = 0
        self._found: dict[int, LayerInspection] = {}
        self._jobs: dict[str, ReadingJob] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._read_missing)
        bridge.subscribe(self._handle_events, JobProgressEvent, JobResultEvent, JobFailedEvent)

    @property
    def inspections(self) -> tuple[LayerInspection, ...]:
        """What is known, in the models' order; the first model's comes first or none does."""
        return tuple(self._found[number] for number in sorted(self._found)) if 0 in self._found else ()

    @property
    def is_reading(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._jobs)

    @property
    def place(self) -> int:
        """The token of the first model's text that is read, by its number; −1 before it is known."""
        return self._place

    def start(self, text: str, models: tuple[str, ...], after: int = 0) -> None:
        """Read the last token of a text in each model, or the one that `after` bytes follow; what was known is
        dropped."""
        self.stop()
        self._text, self._models, self._place, self._after = text, models, -1, after
        self._found.clear()
        for number in range(len(models)):
            self._start_job(ReadingJob(number, -1, lens=True, attention=True))
        self.changed.emit()

    def stop(self) -> None:
        """End the jobs."""
        self._pause.stop()
        for ticket in tuple(self._jobs):
            self._cancel_job(ticket)

    def choose_place(self, place: int) -> None:
        """Read a token of the first model's text, if it is not known."""
        self._place = place
        if any(self._missing(number) for number in self._found):
            self._pause.start()
        else:
            self._pause.stop()

    def _missing(self, number: int) -> ReadingJob | None:
        """What is to be read of a model at the chosen token."""
        found = self._found[number]
        place = self.inspections[0].match_place(self._place, found) if self.inspections else -1
        lens = place not in found.lens
        attention = place not in found.attention and bool(found.attention)
        return ReadingJob(number, place, lens, attention) if place >= 0 and (lens or attention) else None

    def _read_missing(self) -> None:
        wanted = [job for number in sorted(self._found) if (job := self._missing(number)) is not None]
        for ticket, job in tuple(self._jobs.items()):
            if job.number in self._found and job not in wanted:  # of a token that is not looked at any more
                self._cancel_job(ticket)
        for job in wanted:
            if job not in self._jobs.values():
                self._start_job(job)
        if wanted:
            self.changed.emit()

    def _start_job(self, job: ReadingJob) -> None:
        ticket, model = new_id(), self._models[job.number]
        self._jobs[ticket] = job
        values: dict[str, Any] = {"text": self._text, "lens": job.lens, "attention": job.attention}
        if job.place < 0 and self._after:
            values["after"] = self._after
        else:
            values["token"] = job.place
        self._bridge.run_command(lambda services: services.workshop.start_job(ticket, JOB, values, {"model": model}))

    def _cancel_job(self, ticket: str) -> None:
        del self._jobs[ticket]
        self._bridge.run_command(lambda services: services.workshop.cancel_job(ticket))

    def _handle_events(self, events: list[JobProgressEvent | JobResultEvent | JobFailedEvent]) -> None:
        for event in events:
            job = self._jobs.get(event.ticket)
            if job is None:
                continue
            if isinstance(event, JobProgressEvent):
                self.progress.emit(event.progress, event.waits)
                continue
            del self._jobs[event.ticket]
            if isinstance(event, JobResultEvent):
                self._keep(job, event.result)
            else:
                self._on_failed(event.trouble)
        if events and not isinstance(events[-1], JobProgressEvent):
            self.changed.emit()

    def _keep(self, job: ReadingJob, result: Mapping[str, Any]) -> None:
        found = read_inspection(self._models[job.number], result)
        known = self._found.get(job.number)
        self._found[job.number] = known.merge(found) if known is not None else found
        if self._place < 0 and job.number == 0:
            self._place = int(result["token"])

    def _on_failed(self, trouble: Trouble | None) -> None:
        self.failed.emit(trouble)
