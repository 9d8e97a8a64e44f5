"""Rows that show progress: one pull, and the making of a model."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.pulls import UNFINISHED, WANTS_TO_RUN, Pull, PullState
from teahouse.services.models.events import MadeEvent, Making, MakingEvent
from teahouse.ui import pull_words
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.painting import Bar, LabTile
from teahouse.ui.models.pull_actions import PullAction
from teahouse.ui.style import Theme

LETTERS = 8  # of a name that are seen beside the buttons


class PullRow(QFrame):
    """`act` carries a `PullAction` and the pull."""

    act = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pull: Pull | None = None
        self._first = False
        self.setProperty("role", "card")
        self.tile = LabTile(theme)
        self.name, self.state = ElidedLabel("", self), Muted("", self, wraps=True)
        self.bar = Bar(theme, self)
        self.buttons = {
            action: Button(kind="primary" if action == PullAction.CHAT else "plain", parent=self)
            for action in PullAction
        }
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        names = WrappingRow()
        names.addWidget(self.tile)
        names.add_field(self.name, LETTERS)
        head = WrappingRow()
        head.add_row(names)
        head.add_group(*self.buttons.values())
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, d=action: self.act.emit(d, self.pull))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.state)
        ShiftGuard(self)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.name.setFont(self._theme.font(14, bold=True))

    def show_pull(self, pull: Pull, *, first: bool) -> None:
        """Show a pull as it stands; `first`: it would not go any sooner."""
        changed = self.pull is None or self.pull.state is not pull.state or self._first != first
        if self.pull is None or self.pull.name != pull.name:
            self.tile.show_model(pull.name)
            self.name.setText(pull.name)
        self.pull, self._first = pull, first
        self.bar.show_share(pull_words.share(pull.figures), resting=pull.state in UNFINISHED)
        self.bar.setVisible(pull.state is not PullState.DONE)
        words = pull_words.state(pull)
        if words != self.state.text():
            self.state.setText(words)
        if changed:
            self._offer(pull)

    def _offer(self, pull: Pull) -> None:
        able = {
            PullAction.CHAT: pull.state is PullState.DONE,
            PullAction.FIRST: pull.state is PullState.QUEUED and not self._first,
            PullAction.PAUSE: pull.state in WANTS_TO_RUN,
            PullAction.RESUME: pull.state in (PullState.PAUSED, PullState.SHELVED),
            PullAction.RETRY: pull.state in (PullState.FAILED, PullState.WAITING),
            PullAction.CANCEL: pull.state is not PullState.DONE,
            PullAction.FORGET: pull.state is PullState.DONE,
        }
        for action, button in self.buttons.items():
            button.setVisible(able[action])
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        if self.pull is None:
            return
        texts = {
            PullAction.CHAT: self.tr("Chat with it now"),
            PullAction.FIRST: self.tr("Pull next"),
            PullAction.PAUSE: self.tr("Pause"),
            PullAction.RESUME: self.tr("Resume"),
            PullAction.RETRY: self.tr("Try now"),
            PullAction.CANCEL: self._words_to_cancel(self.pull),
            PullAction.FORGET: self.tr("Close"),
        }
        for action, button in self.buttons.items():
            button.setText(texts[action])
            button.setAccessibleName(f"{texts[action]}: {self.pull.name}")
        self.state.setText(pull_words.state(self.pull))
        self.setAccessibleName(self.pull.name)

    def _words_to_cancel(self, pull: Pull) -> str:
        """What goes on is cancelled, what rests is taken off the list; with dots where a question follows."""
        if pull.state not in UNFINISHED:
            return self.tr("Cancel…")
        return self.tr("Remove…") if pull.figures.completed else self.tr("Remove")


class MakingLine(QWidget):
    """How far the making of a model is: a bar where bytes are counted, and words.

    Hidden until something is made; its place is kept free, so that nothing moves then.
    """

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

    def start_progress(self) -> None:
        """It is asked for."""
        self.bar.hide()
        self.show_text(self.tr("Asking the host…"))

    def show_text(self, text: str) -> None:
        """Say something in its place."""
        self.words.setText(text)
        self.show()

    def take_event(self, event: MakingEvent) -> None:
        """How far it is."""
        self.bar.setVisible(event.total > 0)
        if event.total:
            self.bar.show_share(event.completed / event.total)
        amount = numbers.size_of(event.completed, event.total) if event.total else ""
        self.show_text(" · ".join(part for part in (self._doing(event.making), amount) if part))

    def _doing(self, making: Making) -> str:
        match making:
            case Making.SUMMING:
                return self.tr("Reading the file")
            case Making.SENDING:
                return self.tr("Bringing the file to the host")
        return self.tr("The host makes the model…")

    def end_progress(self, event: MadeEvent) -> None:
        """What became of it."""
        self.bar.hide()
        if event.made:
            self.show_text(self.tr("{model} is made.").format(model=event.model))
        else:
            self.show_text(sentence(event.trouble) if event.trouble else self.tr("Given up; nothing was made."))
