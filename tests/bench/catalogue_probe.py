"""The app in this process: somebody opens the Models page and types; prints what was measured as one line of JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from journeys.person import Person, person_at
from teahouse.application import freeze_collector
from teahouse.ui.sidebar.page_list import Page

TYPED = ("qwen3-coder", "deepseek r1", "hunyuan mt", "glm 4.7 flash", "visoin")  # one of them with a slip
BACK = Qt.Key.Key_Backspace


class Paints(QObject):
    """Counts how often what it watches is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def main(home: str) -> int:
    with person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        person.rest(1.0)
        freeze_collector()  # as the app does when it has built and imported everything
        worked = time.thread_time()
        first = _open(person)
        worked = time.thread_time() - worked
        person.window.show_page(Page.CHAT)
        person.rest(0.5)
        again = _open(person)
        room: Any = person.window.pages.currentWidget()
        sizes = len(room.offers.catalogue.tags)
        person.rest(0.5)
        keys, key_work = _type(room)
    found = {"first": first, "first_work": worked, "again": again, "keys": keys, "key_work": key_work, "sizes": sizes}
    print(json.dumps(found), flush=True)
    return 0


def _open(person: Person) -> float:
    """Seconds until the page is there with its cards painted; it is built, and the catalogue read, the first time."""
    began = time.perf_counter()
    person.window.show_page(Page.MODELS)
    room: Any = person.window.pages.currentWidget()
    cards = room.pages.catalogue.view.cards
    while not cards.made:  # a card is made when it is painted
        QApplication.processEvents()
    return time.perf_counter() - began


def _type(room: Any) -> tuple[list[float], list[float]]:
    """Seconds from each key to the cards it leaves, painted where they are others than before; and what of it was the
    window's own work."""
    field, view, spent, worked = room.header.field, room.pages.catalogue.view, [], []
    paints, changes = Paints(), []
    for shown in (view.viewport(), room.pages.catalogue.nothing):
        shown.installEventFilter(paints)
    for changed in (view.cards.modelReset, view.cards.dataChanged):
        changed.connect(lambda *_: changes.append(True))

    def key(press: object) -> None:
        changes.clear()
        before, began, work = paints.count, time.perf_counter(), time.thread_time()
        QTest.keyClick(field, press)  # type: ignore[call-overload]
        QApplication.processEvents()
        while changes and paints.count == before:
            QApplication.processEvents()
        spent.append(time.perf_counter() - began)
        worked.append(time.thread_time() - work)

    for text in TYPED:
        for letter in text:
            key(letter)
        for _ in text:
            key(BACK)
    return spent, worked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
