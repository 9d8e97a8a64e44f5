"""The bar that offers deleted conversations back, for some seconds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from teahouse.core.conversation import ConversationHead
from teahouse.ui.actions import key_text
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.undo_key import undo_key

STAYS_MS = 8000


class UndoBar(QFrame):
    """Offers back what was deleted last, then what was deleted before it, as long as it stands there; `undone` carries
    the id of the one to bring back. `offered` carries what is offered now, `ended`: nothing is any more.

    Ctrl+Z belongs to it while it is there; a text field that has the keyboard keeps its own Ctrl+Z.
    """

    undone = Signal(str)
    offered = Signal(object)  # the ConversationHead
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._heads: list[ConversationHead] = []
        self._text = ElidedLabel()
        self._button = Button(kind="quiet")
        self._button.clicked.connect(self.undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        self._gone = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._gone.timeout.connect(self._end)
        self.hide()
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._button.setText(self.tr("Undo"))
        self._button.setToolTip(key_text("Ctrl+Z"))
        if self._heads:
            self._text.setText(self.tr("Deleted “{title}”").format(title=self._heads[-1].title))

    def offer(self, head: ConversationHead) -> None:
        """Offer this conversation back, before those that are offered already."""
        self._heads = [*(one for one in self._heads if one.id != head.id), head]
        self._retranslate()
        undo_key(self).offer(self, self.undo)
        self.show()
        announce(self, f"{self._text.text()}. {self._button.text()}: {key_text('Ctrl+Z')}")
        self._gone.start()
        self.offered.emit(head)

    def undo(self) -> None:
        """Bring the last of the conversations back."""
        if not self._heads:
            return
        head = self._heads.pop()
        if self._heads:
            self._retranslate()
            self._gone.start()
            self.offered.emit(self._heads[-1])
        else:
            self._end()
        self.undone.emit(head.id)

    def _end(self) -> None:
        self.hide()
        self._gone.stop()
        self._heads.clear()
        undo_key(self).withdraw(self)
        self.ended.emit()
