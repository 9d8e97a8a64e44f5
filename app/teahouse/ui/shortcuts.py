"""The list of all keys, opened by Ctrl+/."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.actions import ActionEntry, key_text, keys_of, text_of
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.dialog import Dialog, ReadingArea
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.style import Theme

HIGH, LEAST = 640, 160


class ShortcutsDialog(Retranslated, Dialog):
    """Two columns: what is done, and by which key."""

    def __init__(self, entries: Iterable[ActionEntry], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._theme = theme
        self._area = ReadingArea()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 12)
        layout.setSpacing(12)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._buttons)
        self.retranslate()

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self.retranslate()  # anew: the text may have another size now
        super().setVisible(visible)
        page = self._area.widget()
        layout = page.layout() if page is not None else None
        if visible and layout is not None:  # the page was resized while its layout was not valid, which Qt ignores
            layout.invalidate()
            layout.activate()

    def lines(self) -> list[tuple[str, str]]:
        """What is done and by which key: the window's actions, then the keys of its parts."""
        return [(text_of(entry).rstrip("…"), keys_of(entry)) for entry in self._entries] + [
            (self.tr("New line in a message"), key_text("Shift+Enter")),
            (self.tr("A page of the conversation up or down"), _either("PgUp", "PgDown")),
            (self.tr("In a conversation: the message before or after"), _either("Up", "Down")),
            (self.tr("In a conversation: the paragraph before or after"), _either("Ctrl+Up", "Ctrl+Down")),
            (self.tr("Menu of the message in focus"), key_text("Enter")),
            (self.tr("Other version of the message in focus"), _either("Left", "Right")),
            (self.tr("Rename the selected conversation"), key_text("F2")),
            (self.tr("Delete the selected conversation"), key_text("Del")),
            (self.tr("Bring a deleted conversation back"), key_text("Ctrl+Z")),
            (self.tr("Token probabilities: the token before or after"), _either("Alt+Left", "Alt+Right")),
            (self.tr("In a sheet: move the selected prompt up or down"), _either("Alt+Up", "Alt+Down")),
            (self.tr("In the Workshop: the tab before or after"), _either("Ctrl+PgUp", "Ctrl+PgDown")),
        ]

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._area.setAccessibleName(self.windowTitle())
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        keys = [_Key(key, self._theme) for _text, key in self.lines()]
        for row, (text, _key) in enumerate(self.lines()):
            grid.addWidget(Paragraph(text), row, 0)
            grid.addWidget(keys[row], row, 1, Qt.AlignmentFlag.AlignRight)
        self._area.setWidget(page)
        grid.setColumnStretch(0, 1)
        widest = max(self.fontMetrics().horizontalAdvance(text) for text, _key in self.lines())
        taken = max(key.sizeHint().width() for key in keys)
        self._area.setMinimumHeight(self._theme.px(LEAST))
        self.setMinimumWidth(widest + taken + 32 + 12 + 2 * 20 + 24)
        self.begin_with(0, HIGH)


class _Key(QLabel):
    """A key, drawn like one."""

    def __init__(self, key: str, theme: Theme) -> None:
        super().__init__(key)
        self._theme = theme
        self.setContentsMargins(8, 3, 8, 3)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(self._theme.small())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colours.border), 1))
            painter.setBrush(QColor(self._theme.colours.raised))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        super().paintEvent(event)


def _either(*keys: str) -> str:
    return " / ".join(key_text(key) for key in keys)
