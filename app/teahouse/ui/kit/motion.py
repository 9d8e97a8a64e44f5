"""Changes that dissolve in 150 ms, where the system wants things to move; at once where it does not, or says nothing.

What was there before stays as a picture over what is there now, and fades. Nothing is asked before the first change,
and no timer runs but during one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QEasingCurve, QObject, QProcess, Qt, QVariantAnimation
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from teahouse.desktop import motion

PATIENCE = 1000  # milliseconds that a killed process may take to go


class ProcessOwner(Protocol):
    """Ending the processes that were started for the window. Qt ends what still runs with its objects, but says so.

    The parent of a `QProcess`.
    """

    def stop(self) -> None:
        """End its processes now, and start no other one for what still waits."""


def end_owned(owner: QObject) -> None:
    """Kill all processes of one owner, and wait until they are gone."""
    for process in owner.findChildren(QProcess):
        process.kill()
        process.waitForFinished(PATIENCE)


def stop_owners(*tops: QObject) -> None:
    """Have everybody below some objects who owns a process stop."""
    owners = {process.parent() for top in tops for process in top.findChildren(QProcess)}
    for owner in owners:
        cast(ProcessOwner, owner).stop()


DURATION = 150  # milliseconds


class _Picture(QWidget):
    """What a widget looked like, over it, fading until it is gone."""

    def __init__(self, over: QWidget, pixmap: QPixmap) -> None:
        super().__init__(over)
        self._pixmap = pixmap
        self._left = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(over.rect())
        self._fading = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=DURATION)
        self._fading.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fading.valueChanged.connect(self._fade)
        self._fading.finished.connect(self.remove_picture)
        self.show()
        self.raise_()
        self._fading.start()

    def _fade(self, left: float) -> None:
        self._left = left
        self.update()

    def remove_picture(self) -> None:
        """Be gone."""
        self._fading.stop()
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(self._left)
        painter.drawPixmap(0, 0, self._pixmap)


class Motion(QObject):
    """`dissolve` makes a change of a widget; `wanted` is None until the system's answer is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted: bool | None = None
        self._asked = False

    def dissolve_into(self, widget: QWidget, change: Callable[[], object]) -> None:
        """Make a change; what was seen of the widget before fades over it."""
        before = None
        if self.is_wanted() and widget.isVisible() and not widget.window().isMinimized():
            for old in widget.findChildren(_Picture, options=Qt.FindChildOption.FindDirectChildrenOnly):
                old.remove_picture()
            before = widget.grab()
        change()
        if before is not None:
            _Picture(widget, before)

    def is_wanted(self) -> bool:
        """Whether the system wants motion; asks it the first time, and until it has answered it does not."""
        if not self._asked:
            self._asked = True
            self._ask()
        return self.wanted is True

    def _ask(self) -> None:
        if QGuiApplication.platformName() in ("offscreen", "minimal"):
            return  # nobody looks
        self.wanted = motion.wants_motion(os.environ)
        if self.wanted is not False and motion.has_portal(os.environ):
            process = QProcess(self)
            process.setStandardErrorFile(QProcess.nullDevice())
            process.finished.connect(lambda *_: self._hear(process))
            process.errorOccurred.connect(lambda *_: process.deleteLater())
            process.start(motion.PORTAL[0], list(motion.PORTAL[1:]))

    def stop(self) -> None:
        """Do without the answer; what moves already goes on."""
        end_owned(self)

    def _hear(self, process: QProcess) -> None:
        said = motion.parse_portal_answer(bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace"))
        self.wanted = self.wanted if said is None else said
        process.deleteLater()
