"""What stands where the lanes will be, while there are none or too few: what the room is for, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.style import Theme


class Emptiness(QFrame):
    """`add`: choose a model; `look`: ask the host again which it has."""

    add = Signal()
    look = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._models: int | None = None
        self._lanes = 0
        self._trouble = ""
        self.setProperty("role", "card")
        self.title = QLabel()
        self.words = QLabel()
        self.add_button = Button(kind="primary")
        self.look_button = Button()
        for label in (self.title, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.look_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(buttons)
        column.addStretch(1)
        self.add_button.clicked.connect(self.add)
        self.look_button.clicked.connect(self.look)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        self.title.setFont(self._theme.font(18, bold=True))

    def show_state(self, models: int | None, lanes: int, trouble: str = "") -> None:
        """How many models there are (None: not known yet), how many lanes, and why there are no models."""
        self._models, self._lanes, self._trouble = models, lanes, trouble
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        title, words = self._sentences()
        self.title.setText(title)
        self.words.setText(words)
        self.add_button.setText(self.tr("Add a model"))
        self.add_button.setVisible(bool(self._models))
        self.look_button.setText(self.tr("Look again"))
        self.look_button.setVisible(self._models is not None and self._models < 2)

    def _sentences(self) -> tuple[str, str]:
        if self._models is None:
            return self.tr("Compare models"), self.tr("Looking for models…")
        if self._models == 0:
            none = self.tr("This host has no model to chat with yet. Install one or two, then look again.")
            return self.tr("Nothing to compare yet"), self._trouble or none
        if self._models == 1:
            return self.tr("One more model is needed"), self.tr(
                "There is only one model on this host. Install another, or compare the one with itself: "
                "other parameters, or how much its answers differ."
            )
        if self._lanes == 1:
            return self.tr("One more model is needed"), self.tr("Add a second model to compare this one with.")
        return self.tr("Compare models"), self.tr(
            "Put the same question to two to six models and see how good each answer is, how fast it came "
            "and how much memory it took."
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
