"""The downloads' page: what is on its way, what was left unfinished and can go on, what has just come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.pulls import Pull
from teahouse.core.settings import PULLS_AT_ONCE
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.models.progress_rows import PullRow
from teahouse.ui.models.pull_actions import PullAction, PullList
from teahouse.ui.style import Theme

PARTS = ("active", "shelf", "done")
OFFERED = 4  # pulls at the same time, of those that the setting allows


class DownloadsPage(QWidget):
    """`act` carries a `PullAction` and a pull; `look`: go to the catalogue; `resume_all`: go on with all
    that are paused; `at_once`: pull so many at the same time."""

    act = Signal(object, object)
    resume_all = Signal()
    look = Signal()
    at_once = Signal(int)

    def __init__(self, theme: Theme, queue: PullList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._queue = queue
        self.rows: dict[str, PullRow] = {}
        self.headings = {part: Muted("", self) for part in PARTS}
        self._places: dict[str, QVBoxLayout] = {}
        self.beside_words, self.beside = Muted("", self), Choice(theme)
        self.beside.chosen.connect(lambda number: self.at_once.emit(int(number)))
        self.resuming = Button(parent=self)
        self.resuming.clicked.connect(self.resume_all)
        self.nothing = EmptyState(theme, self)
        self.nothing.first.clicked.connect(self.look)
        self._stack = QStackedWidget(self)
        self._area = VerticalScroll(parent=self)
        self._lay_out()
        self.rebuild_rows()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        head = WrappingRow()
        self.beside.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.addWidget(self.headings["active"])
        head.add_stretch()
        head.add_group(self.beside_words, self.beside)
        column.addLayout(head)
        for part in PARTS:
            if part != "active":
                row = WrappingRow()
                row.setContentsMargins(0, 8, 0, 0)
                row.addWidget(self.headings[part])
                row.add_stretch()
                if part == "shelf":
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
        """How many run at the same time now."""
        self.beside.set_choices(
            [(str(each), str(each)) for each in range(PULLS_AT_ONCE.least, OFFERED + 1)], str(number)
        )

    def rebuild_rows(self) -> None:
        """Show the whole queue as it is; rows of pulls that are still there stay, and so does the keyboard."""
        parts = {"active": self._queue.active, "shelf": self._queue.shelf, "done": self._queue.done}
        known = {pull.id for pulls in parts.values() for pull in pulls}
        for pull_id in [pull_id for pull_id in self.rows if pull_id not in known]:
            self.rows.pop(pull_id).deleteLater()
        for part, pulls in parts.items():
            self.headings[part].setVisible(bool(pulls))
            for at, pull in enumerate(pulls):
                self._place(part, at, pull)
        self.resuming.setVisible(len(self._queue.paused) > 1)
        self._stack.setCurrentWidget(self._area if known else self.nothing)
        self._say(parts["shelf"])

    def _place(self, part: str, at: int, pull: Pull) -> None:
        row = self.rows.get(pull.id)
        if row is None:
            row = self.rows[pull.id] = PullRow(self._theme)
            row.act.connect(self.act)
        if self._places[part].indexOf(row) != at:
            self._places[part].insertWidget(at, row)
        row.show_pull(pull, first=part != "active" or at <= 1)

    def refresh_row(self, pull: Pull) -> None:
        """One pull has other figures."""
        row = self.rows.get(pull.id)
        if row is not None and self.isVisible():
            row.show_pull(pull, first=row.pull is not None and not row.buttons[PullAction.FIRST].isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        self.rebuild_rows()
        super().showEvent(event)

    def _say(self, shelf: Sequence[Pull]) -> None:
        kept = sum(pull.figures.completed for pull in shelf)
        self.headings["active"].setText(self.tr("On their way"))
        self.beside_words.setText(self.tr("At the same time"))
        self.beside.setAccessibleName(self.tr("How many are pulled at the same time"))
        unfinished = self.tr("Unfinished: {size} kept").format(size=numbers.size(kept))
        self.headings["shelf"].setText(unfinished if kept else self.tr("Unfinished"))
        self.resuming.setText(self.tr("Resume all"))
        self.headings["done"].setText(self.tr("Just arrived"))
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
            self._say(self._queue.shelf)
