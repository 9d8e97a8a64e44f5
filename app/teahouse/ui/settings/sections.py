"""The list of sections at the left of the settings: a press scrolls to one, and the one that is read is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from teahouse.ui.kit.ground import ink_of, paint_ground
from teahouse.ui.kit.roles import Role, Spoken
from teahouse.ui.style import Theme

HEIGHT = 32
PAD = 10
ABOVE = 16  # pixels that stay above a section that was scrolled to


class _Section(Spoken, QAbstractButton):
    """One section's name; as wide as it is when it is marked, so that nothing moves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.speak_as(Role.PageTab)
        self._theme = theme
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font(bold=True)).horizontalAdvance(self.text())
        return QSize(round(words) + 2 * PAD + 1, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, chosen = QPainter(self), self._theme.colours, self.isChecked()
        frame = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        hovered, focused = self.underMouse(), self.hasFocus()
        paint_ground(painter, frame, colours, chosen=chosen, hovered=hovered, focused=focused)
        painter.setFont(self._theme.font(bold=chosen))
        painter.setPen(QColor(ink_of(colours, chosen=chosen)))
        room = frame.adjusted(PAD, 0, -PAD, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())


class Sections(Spoken, QWidget):
    """`cards` are widgets inside `area`, from top to bottom."""

    def __init__(self, theme: Theme, area: QScrollArea, cards: Sequence[QWidget]) -> None:
        super().__init__()
        self.speak_as(Role.PageTabList)
        self._area = area
        self._cards = tuple(cards)
        self.rows = tuple(_Section(theme) for _ in self._cards)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 0, 12)
        column.setSpacing(2)
        for row, card in zip(self.rows, self._cards, strict=True):
            self._group.addButton(row)
            column.addWidget(row)
            row.clicked.connect(lambda _checked=False, card=card: self._go_to(card))
        column.addStretch()
        self.rows[0].setChecked(True)
        self._area.verticalScrollBar().valueChanged.connect(self._mark)

    def rename(self, names: Sequence[str]) -> None:
        """Say the sections' names in the language of now."""
        for row, name in zip(self.rows, names, strict=True):
            row.setText(name)
            row.setAccessibleName(name)
            row.updateGeometry()

    def _go_to(self, card: QWidget) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(max(0, card.mapTo(self._area.widget(), card.rect().topLeft()).y() - ABOVE))
        self.rows[self._cards.index(card)].setChecked(True)  # one near the end cannot come to the top

    def _mark(self, top: int) -> None:
        """Mark the last section that begins above a line that goes from the top of what is seen to its bottom, so that
        short sections at the end have their turn, too."""
        share = top / max(1, self._area.verticalScrollBar().maximum())
        line = top + ABOVE + share * self._area.viewport().height()
        begun = [card for card in self._cards if card.mapTo(self._area.widget(), card.rect().topLeft()).y() <= line]
        self.rows[self._cards.index(begun[-1])].setChecked(True)
