"""No exception leaves a method that Qt calls: nothing crashes, nothing is raised elsewhere, and it is reported."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest
from PySide6.QtCore import QAbstractListModel
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QWidget
from shiboken6 import Shiboken

import teahouse.ui
from teahouse.ui import overrides

UI = Path(teahouse.ui.__file__).parent

# Methods that have the name of one of Qt's, and that only Python calls.
CALLED_BY_PYTHON = {
    "clear",
    "find",
    "move",
    "setAccessibleDescription",
    "setAccessibleName",
    "setFocus",
    "setPlaceholderText",
}


def classes_of_ours():
    """All classes of the window that derive from one of Qt's."""
    for module in pkgutil.walk_packages(teahouse.ui.__path__, "teahouse.ui."):
        importlib.import_module(module.name)
    waiting, found = [Shiboken.Object], set()
    while waiting:
        for each in type.__subclasses__(waiting.pop()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return [each for each in found if each.__module__.startswith("teahouse.ui")]


def is_of_qt(base, name):
    return name in vars(base) and not base.__module__.startswith("teahouse") and base.__module__ != "builtins"


def test_every_override_of_a_method_that_qt_calls_is_guarded():
    unguarded = set()
    for each in classes_of_ours():
        for ours in [each, *(base for base in each.__mro__ if base.__module__.startswith("teahouse"))]:
            for name, method in vars(ours).items():
                known = isinstance(method, FunctionType) and not name.startswith("_")
                if known and any(is_of_qt(base, name) for base in each.__mro__) and not overrides.is_guarded(method):
                    unguarded.add((name, ours.__qualname__))
    assert {name for name, _ in unguarded} <= CALLED_BY_PYTHON, unguarded


@pytest.fixture
def told(monkeypatch):
    """The exceptions that were told."""
    found = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, traceback: found.append(kind))
    monkeypatch.setattr(overrides, "_seen", {})
    return found


def ours(namespace):
    """Make a class as if it stood in a module of the window."""
    return {"__module__": "teahouse.ui.made_by_a_test", **namespace}


def test_a_painter_that_an_exception_left_active_is_ended(qtbot, told):
    painters = []

    def paint_event(self, _event):
        painter = QPainter(self)
        pixmap = QPixmap(9, 9)
        inner = QPainter(pixmap)
        painters.extend((painter, inner))
        painter.drawRect(0, 0, 10**400, 1)

    widget = type("Broken", (QWidget,), ours({"paintEvent": paint_event}))()
    qtbot.addWidget(widget)
    widget.grab()
    assert set(told) == {OverflowError}
    assert painters
    assert not any(painter.isActive() for painter in painters)


def test_a_broken_line_is_told_less_and_less_often(qtbot, told):
    widget = type("Broken", (QWidget,), ours({"sizeHint": lambda self: 1 / 0}))()
    qtbot.addWidget(widget)
    for _ in range(1000):
        assert not widget.sizeHint().isValid()
    assert told == [ZeroDivisionError] * 10


def test_what_is_mixed_in_is_guarded_too(qtbot, told):
    mixed = type("Mixed", (), ours({"resizeEvent": lambda self, event: 1 / 0}))
    widget = type("Broken", (mixed, QWidget), ours({}))()
    qtbot.addWidget(widget)
    widget.show()
    assert set(told) == {ZeroDivisionError}


@pytest.mark.parametrize("broken", ["data", "rowCount", "flags", "sizeHint", "paint", "eventFilter"])
def test_a_list_whose_methods_fail_is_an_empty_or_unpainted_one(qtbot, told, broken):
    def fail(self, *_):
        raise OverflowError

    def method(name, instead):
        return {name: fail if name == broken else instead}

    model_methods = {
        **method("rowCount", lambda self, parent=None: 3),
        **method("data", lambda self, index, role=0: "x" if role == 0 else None),
    }
    if broken == "flags":
        model_methods["flags"] = fail
    model = type("Rows", (QAbstractListModel,), ours(model_methods))()
    painter = type("Row", (QStyledItemDelegate,), ours({broken: fail} if broken in ("sizeHint", "paint") else {}))()
    view = QListView()
    qtbot.addWidget(view)
    if broken == "eventFilter":
        watcher = type("Watcher", (QWidget,), ours({"eventFilter": fail}))()
        qtbot.addWidget(watcher)
        view.viewport().installEventFilter(watcher)
    view.setModel(model)
    view.setItemDelegate(painter)
    view.show()
    for _ in range(3):
        view.grab()
    assert set(told) == {OverflowError}
    assert view.model() is model


CRASH = """
import sys
import teahouse.ui
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Broken(QWidget):
    __module__ = "teahouse.ui.broken"
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawRect(0, 0, 10**400, 1)

app = QApplication([])
widget = Broken()
widget.show()
for number in range(20):
    QTimer.singleShot(number * 5, widget.update)
QTimer.singleShot(200, app.quit)
sys.exit(app.exec())
"""


def test_a_process_whose_paint_handler_fails_goes_on_and_ends_well():
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "OverflowError" in done.stderr


def test_a_painter_on_a_picture_is_ended_whatever_happens():
    """A picture may be painted for a caller in Python, where nothing ends the painter of a function that failed: its
    picture is destroyed while it paints, and the process crashes. `with` ends it."""
    found = {
        path.relative_to(UI).as_posix(): found
        for path in UI.rglob("*.py")
        if (found := re.findall(r"painter\w* = QPainter\((?!self\b).*\)", path.read_text(encoding="utf-8")))
    }
    assert found == {}
