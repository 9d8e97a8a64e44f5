"""The app in this process, Compare or Speed on screen, for one scene; prints what was measured as one line of JSON."""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QWidget

from fixtures.models import GEMMA3, SMOLLM2
from journeys.person import Person, person_at
from teahouse.application import freeze_collector
from teahouse.core.comparison import Comparison, Mode
from teahouse.core.conversation import Draft
from teahouse.services.compare.events import ComparisonEvent
from teahouse.services.generation.events import PieceEvent
from teahouse.services.measurements.events import RunsEvent
from teahouse.ui.sidebar.page_list import Page

QUESTION = "Tell a long story about a tea house at the bend of a river."
OPTIONS = {"num_predict": 160, "temperature": 0.0}
ROUNDS = 9
SECONDS = 10.0


def main(scene: str) -> int:
    home = Path(os.environ["TEAHOUSE_HOME"])
    with person_at(home, OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.window.resize(1280, 820)
        person.wait_for_models()
        found = SCENES[scene](person)
    print(json.dumps(found), flush=True)
    return 0


class Frames(QObject):
    """When each of some pages was painted."""

    def __init__(self, pages: Iterable[QWidget]) -> None:
        super().__init__()
        self._times: dict[QObject, list[float]] = {page: [] for page in pages}
        for page in self._times:
            page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._times[watched].append(time.monotonic())
        return False

    def gaps(self) -> list[float]:
        """Seconds from one painting of a page to its next."""
        return [after - before for times in self._times.values() for before, after in pairwise(times)]


def four_lanes(person: Person) -> dict[str, object]:
    """Four lanes at once, all on screen: the share of a core this process takes, the tokens that came, and the time
    between two paintings of a lane."""
    told: list[PieceEvent] = []
    person.application.bridge.subscribe(told.extend, PieceEvent)
    room = _compare(person, ("a:1", "b:1", "c:1", "d:1"), mode=Mode.AT_ONCE, preload=False)
    room.ask_lanes(Draft(QUESTION))
    person.until(lambda: len({one.conversation_id for one in told}) == 4, "not all lanes began")
    person.rest(2.0)
    pieces, cpu, clock = len(told), time.process_time(), time.monotonic()
    person.rest(SECONDS)
    seconds = time.monotonic() - clock
    found: dict[str, object] = {
        "cpu": (time.process_time() - cpu) / seconds,
        "rate": (len(told) - pieces) / seconds,
    }
    frames = Frames(card.view.viewport() for card in room.lanes.cards.values())
    person.rest(SECONDS)
    found["gaps"] = frames.gaps()
    room.controller.stop_lanes()
    person.until(lambda: not room.state.running)
    return found


def watching(person: Person) -> dict[str, list[float]]:
    """The daemon's own rate of one question, by a client that only reads and by a lane on screen, in turns."""
    told: list[Comparison] = []
    person.application.bridge.subscribe(lambda event: told.extend(one.comparison for one in event), ComparisonEvent)
    person.wait_for_models(2)
    room = _compare(person, (SMOLLM2, GEMMA3), options=OPTIONS)
    room.ask_lanes(Draft(QUESTION))
    person.until(lambda: told and told[-1].running)
    person.until(lambda: not told[-1].running)
    lane = next(iter(room.lanes.cards))
    bare, shown = [], []
    for _ in range(ROUNDS):
        bare.append(_bare_rate(person))
        known = len(told[-1].runs)
        room.controller.retry_lane(lane)
        person.until(lambda known=known: len(told[-1].runs) > known and not told[-1].running)
        figures = told[-1].runs_of(lane)[-1].message.figures
        assert figures is not None
        assert figures.generation_rate is not None
        shown.append(figures.generation_rate)
    return {"bare": bare, "shown": shown}


def kept(person: Person) -> dict[str, Any]:
    """Many kept runs: seconds from going to the Speed page until it is painted with them, and for each of some
    filters."""
    heard: list[RunsEvent] = []
    person.application.bridge.subscribe(heard.extend, RunsEvent)

    def until_shown(do: Callable[[], object]) -> float:
        person.rest(0.3)  # what was asked before is painted to its end
        known, begun = len(heard), time.perf_counter()
        do()
        while len(heard) == known:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QApplication.processEvents()
        return time.perf_counter() - begun

    person.rest(1.0)
    freeze_collector()  # as the app does when it has built and imported everything
    first = until_shown(lambda: person.window.show_page(Page.SPEED))
    room = person.window.pages.currentWidget()
    person.window.show_page(Page.CHAT)
    again = until_shown(lambda: person.window.show_page(Page.SPEED))
    count = heard[-1].count
    filters = {}
    for name, value in (("model", "model3:8b"), ("cold", "cold"), ("since", "365"), ("source", "chat")):
        filters[name] = until_shown(lambda name=name, value=value: room.filters.choose_value(name, value))
        until_shown(lambda name=name: room.filters.choose_value(name, "*"))
    room.show_view("table")
    filters["model, as a table"] = until_shown(lambda: room.filters.choose_value("model", "model7:8b"))
    return {"first": first, "again": again, "filters": filters, "count": count}


def _compare(person: Person, models: tuple[str, ...], **fields: object) -> Any:
    """The Compare page with these lanes."""
    person.window.show_page(Page.COMPARE)
    room = person.window.pages.currentWidget()
    person.until(lambda: room.model_selection.models is not None)
    room.state.setup = room.state.setup.with_models(models)
    room.change_setup(replace(room.state.setup, **fields))
    person.rest(0.5)
    return room


def _bare_rate(person: Person) -> float:
    """What a client measures that only reads, while the window has nothing to do."""
    found: list[float] = []

    def ask() -> None:
        address = urlsplit(os.environ["OLLAMA_HOST"])
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
        body = {"model": SMOLLM2, "messages": [{"role": "user", "content": QUESTION}], "options": OPTIONS}
        connection.request("POST", "/api/chat", json.dumps({**body, "truncate": False}))
        last = json.loads(connection.getresponse().read().splitlines()[-1])
        connection.close()
        found.append(float(last["eval_count"] / last["eval_duration"] * 1e9))

    thread = threading.Thread(target=ask)
    thread.start()
    person.until(lambda: not thread.is_alive())
    thread.join()
    return found[0]


SCENES = {"four_lanes": four_lanes, "watching": watching, "kept": kept}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
