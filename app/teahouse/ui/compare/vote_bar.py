"""The question which answer is the best, shown while names are hidden or no vote was given; the vote reveals the
names."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.style import Theme

QUESTION = 240  # pixels reserved for the question


class VoteBar(Retranslated, QFrame):
    """A button for each lane, one for a tie, and one where all are bad. `voted` carries a lane's id, empty for a
    tie."""

    voted = Signal(str)
    all_bad = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "bar")
        self._lanes: tuple[tuple[str, str, str], ...] = ()
        self._ready = False
        self.buttons: dict[str, Button] = {}
        self.question = QLabel()
        self.question.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(14, 8, 10, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self.question, 1)
        self.bad_button = Button(parent=self)
        self.bad_button.clicked.connect(self.all_bad)
        self.bad_button.hide()
        self.retranslate()

    def show_lanes(self, lanes: tuple[tuple[str, str, str], ...], *, ready: bool) -> None:
        """Show these lanes, each an id, its name and the letter on its tile; `ready`: all have answered."""
        if (lanes, ready) == (self._lanes, self._ready):
            return
        self._lanes, self._ready = lanes, ready
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {lane_id: self._make_button(lane_id) for lane_id, _, _ in lanes}
        self.buttons[""] = self._make_button("")
        self.bad_button.setEnabled(ready)
        self._row.addWidget(self.bad_button)
        self.bad_button.show()
        self.retranslate()

    def _make_button(self, lane_id: str) -> Button:
        button = Button(parent=self)
        button.setEnabled(self._ready)
        button.clicked.connect(lambda: self.voted.emit(lane_id))
        self._row.addWidget(button)
        return button

    def retranslate(self) -> None:
        ready = self.tr("Which answer is best? The names and figures are shown after your vote.")
        self.question.setText(ready if self._ready else self.tr("You can vote when all have answered."))
        for lane_id, name, _ in self._lanes:
            self.buttons[lane_id].setAccessibleName(self.tr("Best answer: {model}").format(model=name))
        if "" in self.buttons:
            self.buttons[""].setText(self.tr("Tie"))
        self.bad_button.setText(self.tr("All bad"))
        self._fit_names()

    def _fit_names(self) -> None:
        """Show the full names where they leave room for the question, else the letters on the lanes' tiles."""
        for place in (1, 2):
            for lane in self._lanes:
                self.buttons[lane[0]].setText(lane[place])
            shown = (*self.buttons.values(), self.bad_button)
            taken = sum(button.sizeHint().width() + self._row.spacing() for button in shown)
            if taken + self._theme.px(QUESTION) <= self.width():
                return

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()
