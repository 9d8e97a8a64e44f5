"""The app in this process does what a person does with much of everything; prints for each deed the longest gap in Qt's
loop as one line of JSON. `python -m torture._sizes_probe [DEED…]`: those deeds, or all; the long conversation is
"talk0"."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from journeys.person import Person, person_at
from teahouse.application import freeze_collector
from teahouse.core.conversation import State
from teahouse.services.measurements.events import RunsEvent
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page
from torture._texts_probe import Beats

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
PATIENCE = 300.0  # seconds for one deed
CALM = 0.3  # seconds after a deed in which its work is still counted


def main(chosen: list[str]) -> None:
    home = Path(os.environ["TEAHOUSE_HOME"])
    with person_at(home, OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.window.resize(1280, 820)
        person.wait_for_models(20)
        person.rest(0.5)
        freeze_collector()  # as the app does, once its window is there
        for deed in (_message, _speed, _models):  # what is imported when somebody comes there for the first time
            deed(person)
        for name in chosen or DEEDS:
            _do(name, DEEDS[name], person)


def _do(name: str, deed: Callable[[Person], None], person: Person) -> None:
    beats = Beats()
    deed(person)
    person.rest(CALM)
    wall, cpu = beats.stop()
    print(json.dumps({"name": name, "wall": wall, "cpu": cpu}), flush=True)


def _wait(person: Person, happened: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it never came"
        person.rest(0.02)


def _ask(person: Person, text: str) -> None:
    known = len(person.messages())
    person.chat_page.composer.editor.setPlainText(text)
    person.chat_page.send_draft()
    _wait(person, lambda: len(person.messages()) >= known + 2 or not known)
    _wait(person, lambda: person.messages() and person.reply().state is not State.STREAMING)


def _message(person: Person) -> None:
    """Two messages: the conversation is new, then moves to the top."""
    person.chat_page.new_chat()
    _ask(person, "Is it?")
    _ask(person, "Is it still?")


def _scroll_list(person: Person) -> None:
    view = person.sidebar.conversations
    for _ in range(20):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        person.rest(0.05)
    _ask(person, "Once more")
    view.scrollToTop()


def _search(person: Person) -> None:
    for text in ("c", "co", "conversation 7", ""):
        person.sidebar.search.setText(text)
        person.rest(0.4)


def _switcher(person: Person) -> None:
    person.chat_page.focus_composer()
    person.press(Key.Key_K, Control)
    _wait(
        person,
        lambda: (switcher := person.chat_page.model_selection.switcher) is not None and switcher.isVisible(),
    )
    person.rest(0.1)
    for letter in "model 8b":
        person.type(letter)
        person.rest(0.03)
    person.press(Key.Key_End)
    person.rest(0.1)
    person.press(Key.Key_Escape)


def _palette(person: Person) -> None:
    person.chat_page.focus_composer()
    person.press(Key.Key_P, Control | Qt.KeyboardModifier.ShiftModifier)
    person.rest(0.1)
    for letter in "set":
        person.type(letter)
        person.rest(0.03)
    person.press(Key.Key_Escape)


def _error(person: Person) -> None:
    _ask(person, "Fail")
    person.rest(0.3)
    person.chat_page.transcript.verticalScrollBar().setValue(0)


def _speed(person: Person) -> None:
    heard: list[RunsEvent] = []
    person.application.bridge.subscribe(heard.extend, RunsEvent)

    def shown(do: Callable[[], object]) -> None:
        known = len(heard)
        do()
        _wait(person, lambda: len(heard) > known)
        person.rest(0.2)

    shown(lambda: person.window.show_page(Page.SPEED))
    room = person.window.pages.currentWidget()
    for name, value in (("model", "model0003:8b"), ("cold", "cold"), ("since", "365")):
        shown(lambda name=name, value=value: room.filters.choose_value(name, value))
        shown(lambda name=name: room.filters.choose_value(name, "*"))
    room.show_view("table")
    person.rest(0.3)
    table = room.findChild(object, "runs") or room
    for bar in table.findChildren(type(person.sidebar.conversations.verticalScrollBar())):
        bar.setValue(bar.maximum())
    person.rest(0.5)
    person.window.show_page(Page.CHAT)


def _models(person: Person) -> None:
    person.window.show_page(Page.MODELS)
    person.rest(0.5)
    room = person.window.pages.currentWidget()
    for page in (ModelsTab.INSTALLED, ModelsTab.CATALOGUE, ModelsTab.DOWNLOADS):
        getattr(room, "show_page", lambda name: None)(page)
        person.rest(0.5)
    person.window.show_page(Page.CHAT)


def _open(person: Person) -> None:
    person.chat_page.open_conversation("talk0")
    _wait(person, lambda: len(person.messages()) >= 20)


def _home(person: Person) -> None:
    """To the first message, which reads all of them."""
    person.chat_page.transcript.setFocus()
    person.press(Key.Key_Home)
    _wait(person, lambda: not person.chat_page._chat.tree.earlier)
    person.press(Key.Key_End)


def _find(person: Person) -> None:
    person.chat_page.focus_composer()
    person.press(Key.Key_F, Control)
    person.rest(0.1)
    person.type("leaves")
    view = person.chat_page.transcript
    person.rest(0.3)
    _wait(person, lambda: not view._style.idle_queue.busy)
    for _ in range(3):
        person.press(Key.Key_Return)
        person.rest(0.05)
    person.press(Key.Key_Escape)


def _copy(person: Person) -> None:
    """Select all, and copy."""
    view = person.chat_page.transcript
    QGuiApplication.clipboard().setText("")
    view.setFocus()
    person.press(Key.Key_A, Control)
    person.rest(0.1)
    person.press(Key.Key_C, Control)
    _wait(person, lambda: _copied(person))


def _copy_markdown(person: Person) -> None:
    QGuiApplication.clipboard().setText("")
    person.chat_page.header.copy_markdown.emit()
    _wait(person, lambda: _copied(person))


def _copied(person: Person) -> bool:
    """Whether it is on the clipboard, or said to be too long for that."""
    notice = person.chat_page.notice.accessibleName()
    return bool(QGuiApplication.clipboard().text()) or "too long to be copied" in notice


def _export(person: Person) -> None:
    menu = person.chat_page._menu
    with tempfile.TemporaryDirectory() as folder:
        for name in ("talk.md", "talk.json"):
            menu.save_to("talk0", Path(folder) / name)
            _wait(person, (Path(folder) / name).exists)


def _message_in_the_long_one(person: Person) -> None:
    _ask(person, "And now?")
    person.type("some words")


def _leave(person: Person) -> None:
    person.chat_page.new_chat()
    person.rest(0.2)


DEEDS: dict[str, Callable[[Person], None]] = {
    "a message": _message,
    "to the end of the list": _scroll_list,
    "searching conversations": _search,
    "Ctrl+K": _switcher,
    "Ctrl+Shift+P": _palette,
    "an endless error": _error,
    "Speed": _speed,
    "Models": _models,
    "opening": _open,
    "a message in a long conversation": _message_in_the_long_one,
    "copying it as Markdown": _copy_markdown,
    "writing it to files": _export,
    "to its first message": _home,
    "Ctrl+F": _find,
    "selecting and copying all": _copy,
    "a message when all is read": _message_in_the_long_one,
    "leaving it": _leave,
}

if __name__ == "__main__":
    main(sys.argv[1:])
