"""Somebody in front of the window: types, presses keys, clicks, waits, reads what is there.

The whole app runs in this process, as `application` builds it, in a folder of its own; what the person does goes
through real key and mouse events.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from teahouse.application import Application
from teahouse.core.conversation import Message, Role, State
from teahouse.desktop.paths import Paths
from teahouse.services.hosts.events import HostEvent
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.ui.kit.guards import SETTLE_SECONDS

PATIENCE = 160.0  # seconds until a person gives up


class Person:
    """`with person_at(home) as person: person.ask("…"); person.wait_for_reply()`."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.window = application.window
        self.chat_page = application.window.chat_page
        self.sidebar = application.window.sidebar
        self.models: tuple[ModelEntry, ...] = ()
        self.host: HostEvent | None = None
        application.bridge.subscribe(self._hear, ModelsEvent, HostEvent)

    def _hear(self, burst: list[ModelsEvent | HostEvent]) -> None:
        for event in burst:
            if isinstance(event, ModelsEvent):
                self.models = event.models
            else:
                self.host = event

    # Waiting.

    def rest(self, seconds: float) -> None:
        """Let the app run for a while, without looking at it."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def until(self, happened: Callable[[], object], what: str = "") -> None:
        """Wait until something is so; fails when that does not come."""
        late = monotonic() + PATIENCE
        while not happened():
            assert monotonic() < late, what or "what was waited for never came"
            QTest.qWait(5)

    # Doing.

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused(), key, modifiers)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focused(), text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """See it, move there, click: within less than this a click is taken for one on what stood there before."""
        self.rest(SETTLE_SECONDS + 0.05)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    def ask(self, text: str) -> None:
        """Type a message and send it; returns once it is in the transcript."""
        known = len(self.messages())
        self.chat_page.focus_composer()
        self.type(text)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: len(self.messages()) >= known + 2, "the message was not taken")

    def ask_at_length(self, text: str, pieces: int) -> None:
        """Ask until a reply has so many pieces and still goes on: a model's story may be short by chance."""
        for _ in range(8):
            self.ask(text)
            if self.arrives(pieces):
                return
        raise AssertionError("no reply was long enough")

    def stop_in_the_middle(self, text: str, pieces: int) -> Message:
        """Ask, and stop the reply with Escape once so many pieces are there; again when its end came first."""
        for _ in range(8):
            self.ask_at_length(text, pieces)
            self.press(Qt.Key.Key_Escape)
            if self.wait_for_reply().state is State.STOPPED:
                return self.reply()
        raise AssertionError("no reply could be stopped")

    def arrives(self, pieces: int) -> bool:
        """Wait for so many pieces of the newest reply, or its end; whether it still goes on."""
        enough = self.application.bridge.pieces + pieces
        self.until(lambda: self.application.bridge.pieces > enough or self.reply().state is not State.STREAMING)
        return self.reply().state is State.STREAMING

    def switch_to(self, model: str) -> None:
        """Ctrl+K, the model's name, Enter."""
        self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: (switcher := self.chat_page.model_selection.switcher) is not None and switcher.isVisible())
        self.type(model)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: self.chat_page.model_selection.model == model, f"{model} was not chosen")

    def retry_with(self, message_id: str, model: str) -> None:
        """Ask another model for the reply `message_id`; returns once its reply is on screen."""
        self.chat_page.transcript.retry_with.emit(message_id)  # what "Retry with another model" in its menu does
        self.until(lambda: (switcher := self.chat_page.model_selection.switcher) is not None and switcher.isVisible())
        self.type(model)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: self.reply().id != message_id, "no other reply came")

    # Reading.

    def focused(self) -> QWidget:
        """The widget that has the keyboard."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        self.until(QApplication.focusWidget, "nothing has the keyboard")
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def messages(self) -> tuple[Message, ...]:
        """The messages on screen."""
        tree = self.chat_page._chat.tree
        return tree.chosen_path() if tree is not None else ()

    def reply(self) -> Message:
        """The newest reply on screen."""
        return next(message for message in reversed(self.messages()) if message.role is Role.ASSISTANT)

    def wait_for_reply(self) -> Message:
        """Wait until the newest reply is over."""
        self.until(lambda: self.reply().state is not State.STREAMING, "the reply did not end")
        return self.reply()

    def wait_for_models(self, count: int = 1) -> None:
        """Wait until the host is ready and has so many models."""
        self.until(lambda: len(self.models) >= count, f"{count} models were never there")

    def shoot(self, path: Path, *, over: bool = False) -> Path:
        """A picture of the window; with `over`, of what stands over it too."""
        path.parent.mkdir(parents=True, exist_ok=True)
        QApplication.processEvents()
        place = self.window.geometry()
        seen = (
            self.window.screen().grabWindow(0, place.x(), place.y(), place.width(), place.height())
            if over
            else self.window.grab()
        )
        assert seen.save(str(path)), f"could not save {path}"
        return path


def processes_over(home: Path) -> list[int]:
    """The engine's processes that work in this home, as the system lists them."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"engine" in command and str(home).encode() in command:
                found.append(int(process.name))
    return found


@contextmanager
def person_at(home: Path, **environment: str) -> Iterator[Person]:
    """The app in `home`, open and painted, with somebody in front of it; closed afterwards."""
    app = QApplication.instance() or QApplication([])
    kept = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    application = Application(app, Paths.from_environment({"TEAHOUSE_HOME": str(home)}))
    painted: list[bool] = []
    application.open(lambda: painted.append(True))
    person = Person(application)
    try:
        person.until(lambda: painted)
        yield person
    finally:
        application.window.close()
        application.close()
        application.window.deleteLater()
        application.theme.deleteLater()
        application._translation.deleteLater()  # or the tests after this one would be said its English
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
