"""Files that are dragged over a place: taken wherever they are let go there, and seen to be wanted before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.ui.attaching.attachment_reader import holds_files


class Dropping(QObject):
    """`dropped` carries the files or the picture as `QMimeData`; `hovering`: such a thing is over a place now. Words
    that are dragged are left to the place."""

    dropped = Signal(object)
    hovering = Signal(bool)

    def watch(self, place: QWidget) -> None:
        """Take files here, too."""
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def eventFilter(self, _place: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.hovering.emit(False)
        elif kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop) and holds_files(event.mimeData()):
            event.acceptProposedAction()
            self.hovering.emit(kind != QEvent.Type.Drop)
            if kind == QEvent.Type.Drop:
                self.dropped.emit(event.mimeData())
            return True
        return False
