"""The strip at the room's bottom: the pull that is going on, wherever one is in the room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.pulls import Pull, PullState
from teahouse.ui import pull_words
from teahouse.ui.kit.bar import Bar
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.shift_guard import ShiftGuard
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme

DEEDS = ("chat", "forget", "pause", "cancel")
LETTERS = 30  # of name and state that are seen beside the buttons
STATE = 120  # what a long name leaves for how far it is


class Strip(QWidget):
    """Hidden while there is nothing to tell. `act` carries one of `DEEDS` and the pull."""

    act = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pull: Pull | None = None
        self._others = 0
        self.setProperty("role", "surface")
        self.name, self.state = ElidedLabel("", self), ElidedLabel("", self)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # whole where there is room
        self.state.setProperty("role", "muted")
        self.bar = Bar(theme, self)
        kinds = {"chat": "primary"}
        self.buttons = {deed: Button(kind=kinds.get(deed, "quiet"), parent=self) for deed in DEEDS}
        self.told = QWidget(self)
        told = QHBoxLayout(self.told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(8)
        told.addWidget(self.name)
        told.addWidget(self.state, 1)
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = WrappingRow()
        head.add_field(self.told, LETTERS)
        head.add_group(*self.buttons.values())
        for deed, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, d=deed: self.act.emit(d, self.pull))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 6, 18, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.bar)
        ShiftGuard(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def _dress(self) -> None:
        self.name.setFont(self._theme.font(13, bold=True))
        self.state.setMinimumWidth(self._theme.px(STATE))

    def show_pull(self, pull: Pull | None, others: int) -> None:
        """The pull to tell about, with how many more wait; None for none."""
        changed = pull is None or self.pull is None or (self.pull.id, self.pull.state) != (pull.id, pull.state)
        self.pull, self._others = pull, others
        self.setVisible(pull is not None)
        if pull is None:
            return
        if changed:
            self._offer(pull)
        self.bar.show_share(pull_words.share(pull.figures))
        self._say(pull)

    def _offer(self, pull: Pull) -> None:
        done = pull.state is PullState.DONE
        for deed, button in self.buttons.items():
            button.setVisible(done == (deed in ("chat", "forget")))
        self.bar.setVisible(not done)
        self.name.setText(pull.name)
        self.retranslate()

    def _say(self, pull: Pull) -> None:
        text = pull_words.state(pull)
        if self._others:
            text += " · " + self.tr("%n more in the queue", "", self._others)
        if text != self.state.text():
            self.state.setText(text)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        texts = {
            "chat": self.tr("Chat with it now"),
            "forget": self.tr("Close"),
            "pause": self.tr("Pause"),
            "cancel": self.tr("Cancel"),
        }
        for deed, button in self.buttons.items():
            button.setText(texts[deed])
            button.setAccessibleName(f"{texts[deed]}: {self.name.text()}")
        self.setAccessibleName(self.tr("What is being pulled"))
        if self.pull is not None:
            self._say(self.pull)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.surface))
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(0, 0, self.width(), 0)
