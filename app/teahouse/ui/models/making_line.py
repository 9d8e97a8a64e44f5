"""How far the making of a model is: a bar where bytes are counted, and words."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from teahouse.services.model_events import MadeEvent, Making, MakingEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.bar import Bar
from teahouse.ui.style import Theme


class MakingLine(QWidget):
    """Hidden until something is made; its place is kept free, so that nothing moves then."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.words = Bar(theme, self), QLabel(self)
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.words.setText(" ")  # as tall as a line
        for widget in (self, self.bar):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.hide()

    def begin(self) -> None:
        """It is asked for."""
        self.bar.hide()
        self.say(self.tr("Asking the host…"))

    def say(self, text: str) -> None:
        """Say something in its place."""
        self.words.setText(text)
        self.show()

    def take(self, event: MakingEvent) -> None:
        """How far it is."""
        self.bar.setVisible(event.total > 0)
        if event.total:
            self.bar.show_share(event.completed / event.total)
        amount = numbers.size_of(event.completed, event.total) if event.total else ""
        self.say(" · ".join(part for part in (self._doing(event.making), amount) if part))

    def _doing(self, making: Making) -> str:
        match making:
            case Making.SUMMING:
                return self.tr("Reading the file")
            case Making.SENDING:
                return self.tr("Bringing the file to the host")
        return self.tr("The host makes the model…")

    def end(self, event: MadeEvent) -> None:
        """What became of it."""
        self.bar.hide()
        if event.made:
            self.say(self.tr("{model} is made.").format(model=event.model))
        else:
            self.say(sentence(event.trouble) if event.trouble else self.tr("Given up; nothing was made."))
