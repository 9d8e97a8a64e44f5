"""The app in this process, used by a person without a rest; prints what it took from memory as one line of JSON.

`python -m torture._soak_probe SECONDS` talks to the daemon at OLLAMA_HOST. Everything is done through the real window,
and the same things again and again, so that what is still there after a round was left behind by it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from journeys.person import Person, person_at
from teahouse.core.conversation import State
from teahouse.ui.chat.problems import REMOVED
from teahouse.ui.sidebar.page_list import Page

KEPT = 8  # conversations in the sidebar, and about as many messages in each
ROOMS = ("compare", "models", "speed", "chat")


def main(seconds: float) -> None:
    """Use the app for so long and print the samples."""
    with tempfile.TemporaryDirectory() as home, person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        soak = Soak(person)
        began = time.monotonic()
        soak.sample(0.0)
        while (now := time.monotonic() - began) < seconds:
            soak.round()
            if soak.rounds % 4 == 0:
                soak.sample(now)
        soak.sample(time.monotonic() - began)
    print(json.dumps({"samples": soak.samples, "grown": soak.grown()}), flush=True)


class Soak:
    """`samples`: seconds, PSS, RSS and private bytes, messages sent, QObjects, objects of Python."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.rounds = 0
        self.messages = 0
        self.samples: list[dict[str, float]] = []
        self._first: Counter[str] = Counter()
        self._last: Counter[str] = Counter()

    def round(self) -> None:
        """A conversation with some messages, and everything else that a person does beside it."""
        person, room = self.person, self.person.chat_page
        person.window.show_page(Page.CHAT)
        room.new_chat()
        for number in range(3):
            self._ask(f"Question {self.rounds}.{number}: what is it?")
        room.retry_last()
        self.messages += 1
        self._wait()
        room.open_find()
        room.transcript._finder.bar.field.setText("pot")
        person.rest(0.05)
        room.transcript.close_find()
        self._remove_message()
        person.window.switch_model()
        person.rest(0.05)
        if (switcher := room.model_selection.switcher) is not None:
            switcher.close()
        for name in ROOMS:
            person.window.show_page(Page(name))
            person.rest(0.02)
        if self.rounds % 3 == 0:
            self._dialogs()
        self._switch_and_remove()
        self.rounds += 1

    def _ask(self, text: str) -> None:
        room = self.person.chat_page
        known = len(self.person.messages())
        room.composer.editor.setPlainText(text)
        room.send_draft()
        self.person.until(lambda: len(self.person.messages()) >= known + 2, "the message was not taken")
        self.messages += 1
        self._wait()

    def _wait(self) -> None:
        self.person.until(lambda: self.person.reply().state is not State.STREAMING, "the reply did not end")

    def _remove_message(self) -> None:
        """Delete the last question, and have it back."""
        person = self.person
        before = len(person.messages())
        person.chat_page.transcript.delete.emit(person.messages()[-2].id)
        person.until(lambda: len(person.messages()) < before, "nothing was deleted")
        notice = person.chat_page.notice
        try:
            person.until(lambda: notice.about == REMOVED)
        except AssertionError as error:
            raise AssertionError(f"nothing was offered; the notice says {notice.accessibleName()!r}") from error
        notice.buttons()[0].click()
        person.until(lambda: len(person.messages()) == before, "nothing came back")

    def _dialogs(self) -> None:
        window = self.person.window
        window.dialogs.open_settings()
        self.person.rest(0.05)
        window.dialogs.open_shortcuts(window.table)
        self.person.rest(0.05)
        for widget in QApplication.topLevelWidgets():
            if widget is not window and widget.isVisible():
                widget.close()
        for child in window.children():
            if getattr(child, "isModal", lambda: False)() and child.isVisible():
                child.close()
        window.toggle_parameters()
        self.person.rest(0.02)
        window.toggle_parameters()
        window.toggle_sidebar()
        window.toggle_sidebar()

    def _switch_and_remove(self) -> None:
        """Open older conversations; the oldest go when there are too many."""
        person = self.person
        heads = list(person.sidebar.conversations.model().heads)
        for head in heads[1:4]:
            person.window.open_conversation(head.id)
            person.rest(0.03)
        for head in heads[KEPT:]:
            person.application.bridge.run_command(
                lambda services, which=head.id: services.history.remove_conversation(which)
            )

    def sample(self, now: float) -> None:
        """Measure now."""
        QApplication.sendPostedEvents(None, 52)  # deferred deletions
        gc.collect()
        memory = psutil.Process().memory_full_info()
        kinds = Counter(type(thing).__name__ for thing in gc.get_objects())
        objects = qobjects()
        kinds.update({f"Qt {name}": count for name, count in objects.items()})
        if not self._first and now > 20:
            self._first = kinds
        self._last = kinds
        self.samples.append(
            {
                "seconds": now, "pss": memory.pss, "rss": memory.rss, "uss": memory.uss, "messages": self.messages,
                "rounds": self.rounds, "qobjects": sum(objects.values()), "objects": sum(kinds.values()),
            }
        )  # fmt: skip
        print(json.dumps(self.samples[-1]), file=sys.stderr, flush=True)

    def grown(self) -> list[tuple[str, int, int]]:
        """The kinds of objects that there are more of than at the first sample after 20 s: name, then and now."""
        found = [(name, self._first[name], count) for name, count in self._last.items() if count > self._first[name]]
        return sorted(found, key=lambda one: one[1] - one[2])[:40]


def qobjects() -> Counter[str]:
    """All QObjects that hang on the application, its windows, or on Python, by class."""
    roots: list[QObject] = [QApplication.instance(), *QApplication.allWidgets()]
    roots += [thing for thing in gc.get_objects() if isinstance(thing, QObject) and shiboken6.isValid(thing)]
    seen: set[int] = set()
    found: Counter[str] = Counter()
    while roots:
        thing = roots.pop()
        if (key := shiboken6.getCppPointer(thing)[0]) in seen:
            continue
        seen.add(key)
        found[thing.metaObject().className()] += 1
        roots += thing.children()
    return found


if __name__ == "__main__":
    main(float(sys.argv[1]))
