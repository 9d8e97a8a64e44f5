"""The rooms in the sidebar: one row each, the one that is shown is marked; a note at the right says what goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from teahouse.ui.style import Theme

HEIGHT = 32
PAD = 10


class RoomRow(QAbstractButton):
    """One room: its name, and perhaps a note ("2 pulling")."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._note = ""
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFixedHeight(theme.px(HEIGHT))
        theme.changed.connect(self._restyle)

    def set_note(self, note: str) -> None:
        """Say at the right what goes on in the room; nothing when empty."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if self.isChecked() else colours.raised))
            painter.drawRoundedRect(frame, 8, 8)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 8, 8)
        self._paint_texts(painter)

    def _paint_texts(self, painter: QPainter) -> None:
        colours = self._theme.colours
        room = QRectF(self.rect()).adjusted(PAD, 0, -PAD, 0)
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.text if self.isChecked() else colours.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._note)
        painter.setFont(self._theme.font(bold=self.isChecked()))
        painter.setPen(QColor(colours.accent if self.isChecked() else colours.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class RoomList(QWidget):
    """`chosen` carries the name of the room a person wants."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {name: RoomRow(theme) for name in names}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for name, row in self._rows.items():
            row.clicked.connect(lambda _checked, name=name: self.chosen.emit(name))
            self._group.addButton(row)
            layout.addWidget(row)
        self._retranslate()

    def show_current(self, name: str) -> None:
        """Mark the room that is shown."""
        self._rows[name].setChecked(True)

    def set_note(self, name: str, note: str) -> None:
        """Say what goes on in a room, where there is one of this name."""
        if name in self._rows:
            self._rows[name].set_note(note)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        texts = {
            "chat": self.tr("Chat"),
            "compare": self.tr("Compare"),
            "models": self.tr("Models"),
            "speed": self.tr("Speed"),
        }
        for name, row in self._rows.items():
            row.setText(texts[name])
            row.setAccessibleName(texts[name])
