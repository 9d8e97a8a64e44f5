"""Catches exceptions in overrides of Qt's virtual methods.

An exception in an override of a virtual method (paintEvent, data, sizeHint, eventFilter, …) has no caller in Python.
PySide stores it and raises it from the next Qt function that is called, however unrelated; a QPainter that was active
is still active when its device is destroyed, and the process crashes. So every such method of Teahouse is wrapped when
its class is created: the exception goes to `sys.excepthook`, its painters are ended, and Qt gets a neutral value.
Methods that only Python calls are not wrapped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType, TracebackType
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QModelIndex, QRect, QSize, QSizeF, Qt
from shiboken6 import Shiboken

OURS = "teahouse."

# The virtual methods of Qt that Teahouse overrides, besides the event handlers (`…Event`), and the values Qt gets after
# an exception. tests/ui/test_overrides.py finds missing ones.
VIRTUALS: dict[str, Any] = {
    # Widgets and objects
    "event": False,
    "eventFilter": False,
    "viewportEvent": False,
    "setVisible": None,
    "showPopup": None,
    "scrollTo": None,
    "hitButton": False,
    "scrollContentsBy": None,
    "sizeHint": QSize(),
    "minimumSizeHint": QSize(),
    "canInsertFromMimeData": False,
    "insertFromMimeData": None,
    "createMimeDataFromSelection": None,
    "moveCursor": QModelIndex(),
    "loadResource": None,
    "drawObject": None,
    "intrinsicSize": QSizeF(),
    # Layouts
    "addItem": None,
    "count": 0,
    "itemAt": None,
    "takeAt": None,
    "expandingDirections": Qt.Orientation(0),
    "hasHeightForWidth": False,
    "heightForWidth": 0,
    "minimumSize": QSize(),
    "setGeometry": None,
    # Models and delegates
    "rowCount": 0,
    "columnCount": 0,
    "data": None,
    "setData": False,
    "headerData": None,
    "canFetchMore": False,
    "fetchMore": None,
    "flags": Qt.ItemFlag.NoItemFlags,
    "sort": None,
    "paint": None,
    "paintSection": None,
    "createEditor": None,
    "updateEditorGeometry": None,
    "editorEvent": False,
    # Accessible objects
    "actionNames": [],
    "doAction": None,
    "keyBindingsForAction": [],
    "child": None,
    "childAt": None,
    "childCount": 0,
    "focusChild": None,
    "indexOfChild": -1,
    "isValid": False,
    "object": None,
    "parent": None,
    "rect": QRect(),
    "relations": [],
    "setText": None,
    "text": "",
    "window": None,
    # `role` and `state`: PySide replaces None by Qt's default, with a warning
    "role": None,
    "state": None,
}

_guards: WeakSet[Callable[..., Any]] = WeakSet()
_seen: dict[tuple[str, int], int] = {}  # number of exceptions by line: a paint handler runs again and again


def guard_overrides() -> None:
    """From now on wrap the overrides of every class of Teahouse that derives from a Qt class; call it once."""
    hook: Any = _init_subclass
    setattr(Shiboken.Object, "__init_subclass__", classmethod(hook))  # noqa: B010 - no other hook covers every class


def _init_subclass(cls: type[Shiboken.Object], **arguments: Any) -> None:
    super(Shiboken.Object, cls).__init_subclass__(**arguments)
    for each in cls.__mro__:  # mixins that do not derive from a Qt class, too
        if each.__module__.startswith(OURS):
            for name, method in list(vars(each).items()):
                if isinstance(method, FunctionType) and is_virtual(name) and method not in _guards:
                    setattr(each, name, _guarded(method, VIRTUALS.get(name)))


def is_guarded(method: Callable[..., Any]) -> bool:
    """Whether `method` is wrapped."""
    return method in _guards


def is_virtual(name: str) -> bool:
    """Whether Qt calls methods of this name."""
    return name.endswith("Event") or name in VIRTUALS


def _guarded(method: Callable[..., Any], instead: Any) -> Callable[..., Any]:
    @wraps(method)
    def call(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except Exception as error:
            end_painters(error.__traceback__, arguments)
            _report(error)
            return instead

    _guards.add(call)
    return call


def end_painters(traceback: TracebackType | None, given: tuple[Any, ...]) -> None:
    """End the painters that functions of this traceback created; not those that Qt passed to them."""
    from PySide6.QtGui import QPainter

    theirs = {id(each) for each in given}
    while traceback is not None:
        for value in traceback.tb_frame.f_locals.values():
            if isinstance(value, QPainter) and id(value) not in theirs and value.isActive():
                value.end()
        traceback = traceback.tb_next


def _report(error: Exception) -> None:
    """Report it to `sys.excepthook` the first, second, fourth, eighth … time it comes from the same line."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    place = (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno) if traceback else ("", 0)
    _seen[place] = _seen.get(place, 0) + 1
    if _seen[place].bit_count() == 1:
        sys.excepthook(type(error), error, error.__traceback__)
