"""The whole app, with somebody who opens and clicks everything.

    python -m torture._network_probe HOME REPORT SECONDS SEED

REPORT gets, as JSON: what was opened, how many steps were made (they are written beside it, each before it is made),
which of the actions that contact others were asked for and not done, links, whom this process wanted to reach by an
audit hook, and what failed.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import threading
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from fixtures.privacy import contacting_methods
from journeys.person import Person, person_at
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page
from torture._monkey import Links, Monkey, Withheld

LOOPBACK = ("127.", "::1", "localhost")
WATCHED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto")


class Watch:
    """Notes whom this process looks up or connects to, with the line of ours that did; loopback is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        sys.addaudithook(self._judge)

    def _judge(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in WATCHED:
            return
        whom = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = whom[0] if isinstance(whom, tuple) else whom
        if isinstance(whom, tuple) or event.startswith("socket.get"):
            name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
            if not name.startswith(LOOPBACK):
                ours = [frame for frame in traceback.extract_stack() if "teahouse" in frame.filename]
                at = f" at {ours[-1].filename}:{ours[-1].lineno}" if ours else ""
                self.found.append(f"{event} {name}{at}")


def open_everything(person: Person) -> list[str]:
    """Open every page, every menu of the window and every dialog that it opens; returns their names."""
    window = person.window
    opened = []
    for action in window.table:
        if action.objectName() in ("quit", "send", "stop"):
            continue
        action.trigger()
        person.rest(0.05)
        opened.append(action.objectName())
        leave(person)
    models = window.pages.enter_page(Page.MODELS)
    for name in ModelsTab:
        models.header.pages.pill_of(name).click()
        person.rest(0.1)
        opened.append(f"models/{name}")
    window.open_menu(window.collapsed_sidebar.menu)
    person.rest(0.05)
    opened.append("menu")
    leave(person)
    return opened


def leave(person: Person) -> None:
    """Close what stands over the window."""
    while (over := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        over.close()
        person.rest(0.01)


def main(home: str, report: str, seconds: str, seed: str) -> int:
    faulthandler.enable()
    qInstallMessageHandler(lambda kind, _at, said: print(kind.name, said, file=sys.stderr) if _matters(said) else None)
    errors: list[str] = []
    sys.excepthook = lambda *failed: errors.append("".join(traceback.format_exception(*failed)))
    threading.excepthook = lambda failed: errors.append(f"in a thread: {failed.exc_type} {failed.exc_value}")
    sys.unraisablehook = lambda failed: errors.append(f"unraisable: {failed.exc_value!r} in {failed.object!r}")
    watch, asked = Watch(), Counter[str]()
    with person_at(Path(home)) as person:
        links = Links()
        person.wait_for_models()
        person.until(lambda: QApplication.focusWidget())
        opened = open_everything(person)
        person.rest(min(10.0, float(seconds)))
        backend = person.application.backend
        assert backend is not None
        person.application.bridge.attach(Withheld(backend.services, contacting_methods(), asked))
        with Path(report).with_suffix(".steps").open("w") as log:
            monkey = Monkey(person.window, int(seed), log)
            monkey.run(float(seconds))
        found = {
            "opened": opened,
            "steps": monkey.steps,
            "done": monkey.done,
            "withheld": asked,
            "links": len(links.followed),
            "contacts": watch.found,
            "errors": [*errors, *monkey.errors],
        }
        Path(report).write_text(json.dumps(found))
        QApplication.sendPostedEvents(None, 0)
    return 0


def _matters(said: str) -> bool:
    """What the platform without a screen cannot do is no news."""
    return not said.startswith("This plugin does not support")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
