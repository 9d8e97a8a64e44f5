"""A bar that says what went wrong and what to do about it; never a dialog, always closable, told to screen readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Paragraph, breakable
from teahouse.ui.kit.tips import as_text
from teahouse.ui.style import Theme

MOST_BESIDE = 0.4  # of the bar's width

Deed = tuple[str, Callable[[], None]]


LONGEST = 400  # characters: what an engine said at its end may be long


@dataclass(frozen=True, slots=True)
class Said:
    """What a notice says. `text` and the words of `deeds` are made when it is shown, so they follow the language;
    `about` lets whoever said it take it back."""

    about: str
    text: Callable[[], str]
    deeds: Callable[[], tuple[Deed, ...]] = tuple
    serious: bool = True


class Notice(QFrame):
    """One notice at a time: the newest. `closed` carries what it was about; nothing is shown then. `seen`: whether one
    stands there now."""

    closed = Signal(str)
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said: Said | None = None
        self._buttons: list[Button] = []
        self.setProperty("role", "bar")
        self.sign = Sign(theme, self)
        self.label = Paragraph("", self)
        self.close_button = IconButton(theme, "close", side=28)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 8, 8)
        rows.setSpacing(6)
        self._row, self._below = QHBoxLayout(), QHBoxLayout()
        for row in (self._row, self._below):
            row.setSpacing(8)
            rows.addLayout(row)
        self._row.addWidget(self.sign)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.close_button)
        self._below.addStretch(1)
        self.close_button.clicked.connect(self._close)
        self.hide()

    def say(self, said: Said) -> None:
        """Show this instead of what was shown."""
        if self._said is not None and self._said.about == said.about and self._said.text() == said.text():
            return  # somebody may be about to press its button
        self._said = said
        self._write()
        self.seen.emit(True)
        self.show()
        announce(self, self.accessibleName(), urgent=True)

    def take_back(self, about: str) -> None:
        """Close it where it is about this."""
        if self._said is not None and self._said.about == about:
            self._close()

    @property
    def about(self) -> str:
        """What the notice is about, empty when none is shown."""
        return self._said.about if self._said is not None else ""

    def buttons(self) -> list[Button]:
        """What can be done, in order."""
        return list(self._buttons)

    def _write(self) -> None:
        if self._said is None:
            return
        self.sign.show_serious(self._said.serious)
        text = self._said.text()
        line = " ".join(text.split())
        self.label.setText(breakable(line if len(line) <= LONGEST else line[:LONGEST] + "…"))
        self.label.setToolTip(as_text(text) if len(line) > LONGEST else "")
        self.setAccessibleName(text)
        self.close_button.rename(self.tr("Close this notice"))
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for text, deed in self._said.deeds():
            button = Button(text, parent=self)
            button.clicked.connect(lambda _checked=False, do=deed: self._do(do))
            self._buttons.append(button)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Beside the sentence, or below it where they would leave it too little room."""
        beside = sum(button.sizeHint().width() + 8 for button in self._buttons) < self.width() * MOST_BESIDE
        for button in self._buttons:
            (self._row if beside else self._below).addWidget(button)
            button.show()
        self._row.removeWidget(self.close_button)
        self._row.addWidget(self.close_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_buttons()
        super().resizeEvent(event)

    def _do(self, deed: Callable[[], None]) -> None:
        self._close()
        deed()

    def _close(self) -> None:
        about = self.about
        self._said = None
        self.hide()
        self.seen.emit(False)
        self.closed.emit(about)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)


class Sign(QWidget):
    """The triangle beside a serious notice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedSize(QSize(self._theme.px(18), self._theme.px(18)))
        self.update()

    def show_serious(self, serious: bool) -> None:
        """A question needs no triangle."""
        self.setVisible(serious)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), "warn", QRectF(self.rect()), self._theme.colours.warn)
