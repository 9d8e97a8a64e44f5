"""Cross-fades changes in 150 ms where the system setting wants animations; otherwise changes are immediate.

A picture of the old state lies over the new one and fades. The setting is first queried at the first change.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QEasingCurve, QObject, QProcess, Qt, QVariantAnimation
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from teahouse.desktop import motion

PATIENCE = 1000  # milliseconds that a killed process may take to end


class ProcessOwner(Protocol):
    """The parent of `QProcess` objects. Qt prints a warning where a process is still running when it is deleted."""

    def stop(self) -> None:
        """End its processes and discard what is queued."""


def end_owned(owner: QObject) -> None:
    """Kill all processes of one owner and wait for their end."""
    for process in owner.findChildren(QProcess):
        process.kill()
        process.waitForFinished(PATIENCE)


def stop_owners(*tops: QObject) -> None:
    """Stop all owners of processes below some objects."""
    owners = {process.parent() for top in tops for process in top.findChildren(QProcess)}
    for owner in owners:
        cast(ProcessOwner, owner).stop()


DURATION = 150  # milliseconds


class _FadingPicture(QWidget):
    """A picture of a widget's old state over it, which fades and is deleted."""

    def __init__(self, over: QWidget, pixmap: QPixmap) -> None:
        super().__init__(over)
        self._pixmap = pixmap
        self._opacity = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(over.rect())
        self._fading = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=DURATION)
        self._fading.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fading.valueChanged.connect(self._set_opacity)
        self._fading.finished.connect(self.remove_picture)
        self.show()
        self.raise_()
        self._fading.start()

    def _set_opacity(self, left: float) -> None:
        self._opacity = left
        self.update()

    def remove_picture(self) -> None:
        """End the fade and delete the picture."""
        self._fading.stop()
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(self._opacity)
        painter.drawPixmap(0, 0, self._pixmap)


class Motion(QObject):
    """Cross-fades changes of widgets; `wanted` is None until the system setting is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted: bool | None = None
        self._asked = False

    def dissolve_into(self, widget: QWidget, change: Callable[[], object]) -> None:
        """Call `change`; the widget's old picture fades over it."""
        before = None
        if self.is_wanted() and widget.isVisible() and not widget.window().isMinimized():
            for old in widget.findChildren(_FadingPicture, options=Qt.FindChildOption.FindDirectChildrenOnly):
                old.remove_picture()
            before = widget.grab()
        change()
        if before is not None:
            _FadingPicture(widget, before)

    def is_wanted(self) -> bool:
        """Whether the system wants animations; the first call queries it, False until the answer."""
        if not self._asked:
            self._asked = True
            self._query_system()
        return self.wanted is True

    def _query_system(self) -> None:
        if QGuiApplication.platformName() in ("offscreen", "minimal"):
            return  # no screen
        self.wanted = motion.wants_motion(os.environ)
        if self.wanted is not False and motion.has_portal(os.environ):
            process = QProcess(self)
            process.setStandardErrorFile(QProcess.nullDevice())
            process.finished.connect(lambda *_: self._read_answer(process))
            process.errorOccurred.connect(lambda *_: process.deleteLater())
            process.start(motion.PORTAL[0], list(motion.PORTAL[1:]))

    def stop(self) -> None:
        """End the query; running fades continue."""
        end_owned(self)

    def _read_answer(self, process: QProcess) -> None:
        said = motion.parse_portal_answer(bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace"))
        self.wanted = self.wanted if said is None else said
        process.deleteLater()
