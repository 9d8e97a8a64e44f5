"""The whole app, to which hostile files are attached one after the other.

    python -m torture._attachment_probe FOLDER REPORT NUMBER…

REPORT gets a line of JSON for each: when it begins, and what became of it, how long that took, and the longest time
in which the window's thread did nothing else, or worked in one go. NUMBERs count in `_hostile_files.CASES`.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import traceback
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, TextIO

from PySide6.QtCore import QMimeData, QTimer, QUrl

from journeys.person import Person, person_at
from torture._hostile_files import CASES, PICTURE, TEXT

PATIENCE = 150.0  # seconds for one file
BEAT_MS = 5


class Heart:
    """Beats on the window's thread; since `begin`, in seconds, `longest` is the longest time between two beats, and
    `work` the most that the thread itself worked between two: to that other processes do not count."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self.begin()
        self._timer.start()

    def begin(self) -> None:
        self._last, self._worked = monotonic(), thread_time()
        self.longest = self.work = 0.0

    def _beat(self) -> None:
        now, worked = monotonic(), thread_time()
        self.longest = max(self.longest, now - self._last)
        self.work = max(self.work, worked - self._worked)
        self._last, self._worked = now, worked


def attach(person: Person, heart: Heart, path: Path) -> dict[str, Any]:
    """Attach a file as if it were dropped; what became of it."""
    tray = person.chat_page.composer.attachment_bar
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(os.fspath(path))])
    person.rest(0.02)
    heart.begin()
    begun = monotonic()
    tray.attach_data(data)
    while tray.busy and monotonic() - begun < PATIENCE:
        person.rest(0.01)
    person.rest(0.05)
    found = [PICTURE if held.is_picture else TEXT for held in tray.attachments()]
    found += [trouble.problem.value for trouble in tray._troubles]
    told = tray.failures.words.text() if tray._troubles else ""
    outcome = {"found": found, "told": told, "seconds": monotonic() - begun, "gap": heart.longest, "work": heart.work}
    tray.set_attachments(())
    return outcome


def main(folder: str, report: str, *numbers: str) -> int:
    faulthandler.enable()
    errors: list[str] = []
    sys.excepthook = lambda *failed: errors.append("".join(traceback.format_exception(*failed)))
    with Path(report).open("a") as out, person_at(Path(folder) / "home", OLLAMA_HOST="127.0.0.1:9") as person:
        person.rest(1.0)
        heart = Heart()
        person.rest(2.0)
        write(out, {"idle": heart.longest, "memory": most_memory()})
        for number in map(int, numbers):
            place = Path(folder) / str(number)
            place.mkdir()
            write(out, {"begins": number})
            made = CASES[number].make(place)
            write(out, {"number": number, **attach(person, heart, made), "memory": most_memory(), "errors": errors[:]})
            errors.clear()
        person.chat_page.focus_composer()
        person.type("still here")
        write(out, {"alive": person.chat_page.composer.text() == "still here"})
        person.chat_page.composer.editor.clear()
    return 0


def write(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line) + "\n")
    out.flush()


def most_memory() -> int:
    """The most memory that this process had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
