"""The page of downloads: active, unfinished and finished pulls."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.pulls import UNFINISHED, WANTS_TO_RUN, Pull, PullState, PullWait
from teahouse.core.settings import PULLS_AT_ONCE
from teahouse.services.models.events import MadeEvent, Making, MakingEvent
from teahouse.ui import pull_words
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import show_widgets
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.kit.painting import Bar, LabTile
from teahouse.ui.models.pull_actions import PullAction, PullList
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
        theme.changed.connect(self._apply_style)
        self._apply_style()

    def _apply_style(self) -> None:
        self.name.setFont(self._theme.font(14, bold=True))

    def show_pull(self, pull: Pull, *, first: bool) -> None:
        """Show a pull; `first`: it cannot be moved further up."""
        before = (self.pull.state, self.pull.waits_for) if self.pull is not None else None
        changed = before != (pull.state, pull.waits_for) or self._first != first
        if self.pull is None or self.pull.name != pull.name:
            self.tile.show_model(pull.name)
            self.name.setText(pull.name)
        self.pull, self._first = pull, first
        self.bar.show_share(pull_words.share(pull.figures), resting=pull.state in UNFINISHED)
        self.bar.setVisible(pull.state is not PullState.DONE)
        self.show_state()
        if changed:
            self._show_buttons(pull)

    def show_state(self) -> None:
        """Show the state as it is now; a countdown changes it without an event."""
        words = "" if self.pull is None else pull_words.state(self.pull)
        if words != self.state.text():
            self.state.setText(words)

    def _show_buttons(self, pull: Pull) -> None:
        scheduled = pull.state is PullState.QUEUED and pull.waits_for is PullWait.SCHEDULE
        able = {
            PullAction.CHAT: pull.state is PullState.DONE,
            PullAction.FIRST: pull.state is PullState.QUEUED and not self._first,
            PullAction.PAUSE: pull.state in WANTS_TO_RUN,
            PullAction.RESUME: pull.state in (PullState.PAUSED, PullState.SHELVED),
            PullAction.RETRY: pull.state in (PullState.FAILED, PullState.WAITING) or scheduled,
            PullAction.CANCEL: pull.state is not PullState.DONE,
            PullAction.FORGET: pull.state is PullState.DONE,
        }
        show_widgets({button: able[action] for action, button in self.buttons.items()}, self._successors())
        self.retranslate()

    def first_button(self) -> Button:
        """The first button that can be pressed."""
        return next(button for button in self.buttons.values() if not button.isHidden())

    def _successors(self) -> tuple[Button, ...]:
        """The buttons that take the keyboard focus of one that disappears, the first visible one first."""
        order = (PullAction.PAUSE, PullAction.RESUME, PullAction.RETRY, PullAction.CHAT, PullAction.CANCEL)
        return tuple(self.buttons[action] for action in order)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        if self.pull is None:
            return
        texts = {
            PullAction.CHAT: self.tr("Chat with it now"),
            PullAction.FIRST: self.tr("Pull next"),
            PullAction.PAUSE: self.tr("Pause"),
            PullAction.RESUME: self.tr("Resume"),
            PullAction.RETRY: self.tr("Pull now") if self.pull.state is PullState.QUEUED else self.tr("Try now"),
            PullAction.CANCEL: self._words_to_cancel(self.pull),
            PullAction.FORGET: self.tr("Close"),
        }
        for action, button in self.buttons.items():
            button.setText(texts[action])
            button.setAccessibleName(f"{texts[action]}: {self.pull.name}")
        self.show_state()
        self.setAccessibleName(self.pull.name)

    def _words_to_cancel(self, pull: Pull) -> str:
        """An active pull is cancelled, an unfinished one removed; with an ellipsis where a question follows."""
        if pull.state not in UNFINISHED:
            return self.tr("Cancel…")
        return self.tr("Remove…") if pull.figures.completed else self.tr("Remove")


class MakingLine(QWidget):
    """The progress of making a model: a bar where bytes are counted, and a text.

    Hidden until then; its place stays reserved, so that nothing moves.
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
        """Show that the host was asked."""
        self.bar.hide()
        self.show_text(self.tr("Asking the host…"))

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.words.setText(text)
        self.show()

    def take_event(self, event: MakingEvent) -> None:
        """Show the progress."""
        self.bar.setVisible(event.total > 0)
        if event.total:
            self.bar.show_share(event.completed / event.total)
        amount = numbers.size_of(event.completed, event.total) if event.total else ""
        parts = (self._describe_step(event), amount, event.status)
        self.show_text(" · ".join(part for part in parts if part))

    def _describe_step(self, event: MakingEvent) -> str:
        match event.making:
            case Making.SUMMING:
                return self.tr("Reading the file")
            case Making.SENDING:
                return self.tr("Bringing the file to the host")
            case Making.CREATING if event.total:
                return self.tr("The host makes it smaller…")
        return self.tr("The host makes the model…")

    def end_progress(self, event: MadeEvent) -> None:
        """Show the result."""
        self.bar.hide()
        if event.made:
            self.show_text(self.tr("{model} is made.").format(model=event.model))
        else:
            self.show_text(sentence(event.trouble) if event.trouble else self.tr("Given up; nothing was made."))


class QueuePart(StrEnum):
    """The parts of the page: pulls in work, set aside, and finished."""

    ACTIVE = "active"
    SHELF = "shelf"
    DONE = "done"


OFFERED = 4  # pulls at the same time, of those that the setting allows


class DownloadsPage(QWidget):
    """`act` carries a `PullAction` and a pull, `at_once` the number of pulls at the same time; `look`: open the
    catalogue; `resume_all`: resume all paused pulls."""

    act = Signal(object, object)
    resume_all = Signal()
    look = Signal()
    at_once = Signal(int)

    def __init__(self, theme: Theme, queue: PullList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._queue = queue
        self.rows: dict[str, PullRow] = {}
        self.headings = {part: Muted("", self) for part in QueuePart}
        self._places: dict[QueuePart, QVBoxLayout] = {}
        self.beside_words, self.beside = Muted("", self), Choice(theme)
        self.beside.chosen.connect(lambda number: self.at_once.emit(int(number)))
        self.resuming = Button(parent=self)
        self.resuming.clicked.connect(self.resume_all)
        self.nothing = EmptyState(theme, self)
        self.nothing.first.clicked.connect(self.look)
        self._stack = QStackedWidget(self)
        self._area = VerticalScroll(parent=self)
        self._countdown = QTimer(self, interval=pull_words.COUNTDOWN_MS)
        self._countdown.timeout.connect(self._show_countdowns)
        self._lay_out()
        self.rebuild_rows()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        head = WrappingRow()
        self.beside.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.addWidget(self.headings[QueuePart.ACTIVE])
        head.add_stretch()
        head.add_group(self.beside_words, self.beside)
        column.addLayout(head)
        for part in QueuePart:
            if part is not QueuePart.ACTIVE:
                row = WrappingRow()
                row.setContentsMargins(0, 8, 0, 0)
                row.addWidget(self.headings[part])
                row.add_stretch()
                if part is QueuePart.SHELF:
                    row.addWidget(self.resuming)
                column.addLayout(row)
            self._places[part] = QVBoxLayout()
            self._places[part].setSpacing(8)
            column.addLayout(self._places[part])
        column.addStretch(1)
        self._area.setWidget(inside)
        ShiftGuard(inside)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def show_at_once(self, number: int) -> None:
        """Show how many pulls run at the same time."""
        self.beside.set_choices(
            [(str(each), str(each)) for each in range(PULLS_AT_ONCE.least, OFFERED + 1)], str(number)
        )

    def rebuild_rows(self) -> None:
        """Show the whole queue; rows of known pulls are reused, so that the keyboard focus stays."""
        parts = {
            QueuePart.ACTIVE: self._queue.active,
            QueuePart.SHELF: self._queue.shelf,
            QueuePart.DONE: self._queue.done,
        }
        known = {pull.id for pulls in parts.values() for pull in pulls}
        focused = self.window().focusWidget()
        gone = [self.rows.pop(pull_id) for pull_id in [pull_id for pull_id in self.rows if pull_id not in known]]
        for part, pulls in parts.items():
            self.headings[part].setVisible(bool(pulls))
            for at, pull in enumerate(pulls):
                self._place_row(part, at, pull)
        self.resuming.setVisible(len(self._queue.paused) > 1)
        self._stack.setCurrentWidget(self._area if known else self.nothing)
        self._show_texts(parts[QueuePart.SHELF])
        if any(focused is not None and row.isAncestorOf(focused) for row in gone):
            self._focus_first()
        for row in gone:
            row.deleteLater()
        self._show_countdowns()

    def _focus_first(self) -> None:
        """Focus the first row, or what is shown in place of rows: the focused row is gone."""
        first = next(iter(self.rows.values()), None)
        (self.nothing.first if first is None else first.first_button()).setFocus()

    def _show_countdowns(self) -> None:
        """Update the times until next attempts, every second while there are any and they can be seen."""
        waiting = [row for row in self.rows.values() if pull_words.counts_down(row.pull)]
        for row in waiting:
            row.show_state()
        if waiting and self.isVisible():
            self._countdown.start()
        else:
            self._countdown.stop()

    def _place_row(self, part: QueuePart, at: int, pull: Pull) -> None:
        row = self.rows.get(pull.id)
        if row is None:
            row = self.rows[pull.id] = PullRow(self._theme)
            row.act.connect(self.act)
        if self._places[part].indexOf(row) != at:
            self._places[part].insertWidget(at, row)
        row.show_pull(pull, first=part is not QueuePart.ACTIVE or at <= 1)

    def refresh_row(self, pull: Pull) -> None:
        """Update the row of one pull."""
        row = self.rows.get(pull.id)
        if row is not None and self.isVisible():
            row.show_pull(pull, first=row.pull is not None and not row.buttons[PullAction.FIRST].isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rebuild_rows()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._countdown.stop()

    def _show_texts(self, shelf: Sequence[Pull]) -> None:
        kept = sum(pull.figures.completed for pull in shelf)
        self.headings[QueuePart.ACTIVE].setText(self.tr("On their way"))
        self.beside_words.setText(self.tr("At the same time"))
        self.beside.setAccessibleName(self.tr("How many are pulled at the same time"))
        unfinished = self.tr("Unfinished: {size} kept").format(size=numbers.size(kept))
        self.headings[QueuePart.SHELF].setText(unfinished if kept else self.tr("Unfinished"))
        self.resuming.setText(self.tr("Resume all"))
        self.headings[QueuePart.DONE].setText(self.tr("Just arrived"))
        self.nothing.set_texts(
            self.tr("Nothing is being pulled"),
            self.tr("What you pull is here with its progress, and can go on after a restart of the app or of Ollama."),
            self.tr("Look at the catalogue"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for row in self.rows.values():
                row.retranslate()
            self._show_texts(self._queue.shelf)
