"""Somebody who clicks everything: pages, menus, dialogs and popups of the real window, at random with a fixed seed.

One step is one click, key, word or choice. Every step is scheduled before the one before it is done, so that it also
happens inside of dialogs and menus that wait. What contacts others (docs/privacy.md) is taken note of and not done,
links are not followed, and dialogs for files are closed at once: the files of whoever runs this are not a toy.
"""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Any, TextIO

from PySide6.QtCore import QEventLoop, QObject, QPoint, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from teahouse.backend import Services

WORDS = ("tea", "茶", "What is tea?", "/", "qwen3:8b", "1", "-5", "hf.co/x/y", "a" * 300, " ", "`code`", "😀")
KEYS = (
    Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left,
    Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp,
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Menu,
)  # fmt: skip
NOT_DONE = ("quit",)  # names of actions
PAUSE_MS = 4
SIZES = ((900, 600), (1180, 780), (700, 500), (1600, 1000))


class Withheld:
    """The services, but for the methods that contact others: those are counted in `asked` and do nothing."""

    def __init__(self, services: Services, methods: frozenset[str], asked: Counter[str]) -> None:
        self._services = services
        self._methods = methods
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        return _WithheldService(name, getattr(self._services, name), self._methods, self._asked)


class _WithheldService:
    def __init__(self, name: str, service: Any, methods: frozenset[str], asked: Counter[str]) -> None:
        self._name, self._service, self._methods, self._asked = name, service, methods, asked

    def __getattr__(self, method: str) -> Any:
        name = f"{self._name}.{method}"
        if name in self._methods:
            return lambda *_args, **_fields: self._asked.update([name])
        return getattr(self._service, method)


class Links(QObject):
    """Takes what would be opened by the system."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []
        for scheme in ("http", "https", "file", "mailto"):
            QDesktopServices.setUrlHandler(scheme, self, "follow")

    @Slot(QUrl)
    def follow(self, url: QUrl) -> None:
        self.followed.append(url.toString())


class Monkey:
    """Works on `window`; each step is written to `log` before it is made. `steps` counts them, `done` how many there
    were of each kind, and `errors` are what failed."""

    def __init__(self, window: QWidget, seed: int, log: TextIO) -> None:
        self._window = window
        self._log = log
        self._random = random.Random(seed)
        self._until = 0.0
        self._loop = QEventLoop()
        self.steps = 0
        self.done: Counter[str] = Counter()
        self.errors: list[str] = []

    def run(self, seconds: float) -> None:
        """Click for so long, then close every popup and dialog."""
        self._until = monotonic() + seconds
        QTimer.singleShot(PAUSE_MS, self._step)
        self._loop.exec()

    def _step(self) -> None:
        if monotonic() > self._until:
            self._finish()
            return
        QTimer.singleShot(PAUSE_MS, self._step)
        self.steps += 1
        try:
            self._act()
        except RuntimeError as error:  # what was chosen is gone meanwhile
            if "already deleted" not in str(error):
                self.errors.append(traceback.format_exc())
        except Exception:
            self.errors.append(traceback.format_exc())

    def _finish(self) -> None:
        """Close what still waits, one after the other: each may stand inside of another's loop."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is None:
            self._loop.quit()
            return
        QTimer.singleShot(PAUSE_MS, self._finish)
        over.close()

    def _act(self) -> None:
        if not self._window.isVisible() or self._window.isMinimized():
            self._window.showNormal()
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            self._choose(popup)
        elif isinstance(modal, QFileDialog):
            self._note("closes a dialog for files")
            modal.reject()
        elif (popup or modal) is not None and self._random.random() < 0.05:
            self._note("leaves what is open")
            QTest.keyClick(popup or modal, Qt.Key.Key_Escape)
        elif self._random.random() < 0.02:
            width, height = self._random.choice(SIZES)
            self._note(f"resizes to {width} × {height}")
            self._window.resize(width, height)
        elif self._random.random() < 0.15:
            self._press(popup or modal)
        elif self._random.random() < 0.1 and modal is None and popup is None:
            self._trigger()
        else:
            self._use(popup or modal)

    def _note(self, said: str) -> None:
        self.done[said.split(" ")[0]] += 1
        self._log.write(f"{said}\n")
        self._log.flush()  # the last words before a crash

    def _choose(self, menu: QMenu) -> None:
        actions = [action for action in menu.actions() if _is_harmless(action)]
        if not actions or self._random.random() < 0.2:
            self._note("leaves a menu")
            QTest.keyClick(menu, Qt.Key.Key_Escape)
            return
        action = self._random.choice(actions)
        self._note(f"chooses {action.text()!r}")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def _press(self, over: QWidget | None) -> None:
        target = (over.focusWidget() or over) if over is not None else (QApplication.focusWidget() or self._window)
        key = self._random.choice(KEYS)
        self._note(f"presses {key.name} in {_name_of(target)}")
        QTest.keyClick(target, key)

    def _trigger(self) -> None:
        actions = [action for action in self._window.actions() if _is_harmless(action)]
        action = self._random.choice(actions)
        self._note(f"triggers {action.objectName()}")
        action.trigger()

    def _use(self, over: QWidget | None) -> None:
        tops = [over] if over is not None else [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        top = self._random.choice(tops)
        able = [widget for widget in [top, *top.findChildren(QWidget)] if _can_be_used(widget)]
        if not able:
            self._press(over)
            return
        widget = self._random.choice(able)
        if isinstance(widget, QDialog) and self._random.random() < 0.1:
            self._note(f"closes {_name_of(widget)}")
            widget.close()
        elif isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            word = self._random.choice(WORDS)
            self._note(f"types {word[:20]!r} into {_name_of(widget)}")
            typed = QInputMethodEvent()  # as from an input method: Qt's own typing knows ASCII only
            typed.setCommitString(word)
            QApplication.sendEvent(widget, typed)
        elif isinstance(widget, QComboBox):
            self._pick(widget)
        else:
            self._click(widget)

    def _pick(self, box: QComboBox) -> None:
        if not box.count():
            return
        at = self._random.randrange(box.count())
        self._note(f"picks {box.itemText(at)!r} of {_name_of(box)}")
        box.setCurrentIndex(at)
        box.activated.emit(at)

    def _click(self, widget: QWidget) -> None:
        at = QPoint(self._random.randrange(widget.width()), self._random.randrange(widget.height()))
        button = Qt.MouseButton.RightButton if self._random.random() < 0.1 else Qt.MouseButton.LeftButton
        twice = self._random.random() < 0.1
        self._note(f"clicks {_name_of(widget)} at {at.x()},{at.y()} with {button.name}{' twice' if twice else ''}")
        click: Callable[..., None] = QTest.mouseDClick if twice else QTest.mouseClick
        click(widget, button, pos=at)


def _is_harmless(action: QAction) -> bool:
    able = action.isEnabled() and action.isVisible() and not action.isSeparator()
    return able and action.objectName() not in NOT_DONE


def _can_be_used(widget: QWidget) -> bool:
    if not widget.isVisible() or not widget.isEnabled() or widget.width() < 1 or widget.height() < 1:
        return False
    if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit | QTextEdit):
        return True
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and widget is parent.viewport():
        return not isinstance(parent, QPlainTextEdit | QTextEdit)
    return not isinstance(widget, QAbstractItemView) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def _name_of(widget: QWidget) -> str:
    said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return f"{type(widget).__name__} {said[:40]!r}" if said else type(widget).__name__
