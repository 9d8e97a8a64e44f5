"""One lane: its head, its gauges, its answer in the transcript's view, and a line that says how it fares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from teahouse.ui.compare.lane_button import LaneButton
from teahouse.ui.compare.lane_meters import LaneMeters
from teahouse.ui.compare.shared import ExampleCard, FrameClock, lane_view
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.menus import Menu, open_above
from teahouse.ui.style import Theme

NARROWEST = 264  # pixels that the lanes give to each
LOWEST = 110  # of an answer: five lines


class LaneCard(QFrame):
    """Its signals carry nothing: whoever holds the cards knows whose they are."""

    pick = Signal()
    removed = Signal()
    stop = Signal()
    retry = Signal()
    vote = Signal()
    goes_on = Signal()
    baseline = Signal()
    parameters = Signal()

    def __init__(self, theme: Theme, clock: FrameClock) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.button = LaneButton(theme)
        self.stop_button = IconButton(theme, "stop", side=28)
        self.retry_button = IconButton(theme, "retry", side=28)
        self.remove_button = IconButton(theme, "close", side=28)
        self.gauges = LaneMeters(theme)
        self.view = lane_view(theme, clock, self)
        self.example = ExampleCard(theme, self)
        self.foot = ElidedLabel()
        self.foot.setProperty("role", "muted")
        self.vote_button = IconButton(theme, "star", side=28)
        self.more = IconButton(theme, "more", side=28)
        self._state: tuple[bool, ...] = ()
        self._is_baseline = False
        self._answered = self._voted = False
        self._lay_out()
        self._join()
        self.show_state(live=False, answered=False, votable=False, voted=False, fixed=False, is_baseline=False)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.button, 1)
        for button in (self.stop_button, self.retry_button, self.remove_button):
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(14, 0, 14, 2)
        top.addWidget(self.gauges)
        end = QHBoxLayout()
        end.setContentsMargins(14, 0, 8, 0)
        end.setSpacing(4)
        end.addWidget(self.foot, 1)
        end.addWidget(self.vote_button)
        end.addWidget(self.more)
        head.setContentsMargins(10, 0, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(top)
        offered = QHBoxLayout()
        offered.setContentsMargins(12, 4, 12, 0)
        offered.addWidget(self.example)
        column.addLayout(offered)
        column.addWidget(self.view, 1)
        column.addLayout(end)
        self.example.hide()
        self.foot.setMinimumHeight(28)
        order = self._tab_order()
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _tab_order(self) -> tuple[QWidget, ...]:
        return (
            self.button,
            self.stop_button,
            self.retry_button,
            self.remove_button,
            self.example,
            self.view,
            self.vote_button,
            self.more,
        )

    def _join(self) -> None:
        self.button.clicked.connect(self.pick)
        self.stop_button.clicked.connect(self.stop)
        self.retry_button.clicked.connect(self.retry)
        self.remove_button.clicked.connect(self.removed)
        self.vote_button.clicked.connect(self.vote)
        self.more.clicked.connect(self._open_menu)
        self.view.retry.connect(lambda _message: self.retry.emit())
        self.view.retry_with.connect(lambda _message: self.pick.emit())

    def show_state(
        self, *, live: bool, answered: bool, votable: bool, voted: bool, fixed: bool, is_baseline: bool
    ) -> None:
        """What can be done with the lane now; `is_baseline`: differences are counted from it."""
        state = (live, answered, votable, voted, fixed, is_baseline)
        if state == self._state:
            return
        self._state = state
        self._is_baseline, self._answered, self._voted = is_baseline, answered, voted
        self.stop_button.setVisible(live)
        self.retry_button.setVisible(answered and not live)
        self.remove_button.setVisible(not fixed)
        self.more.setVisible(not fixed)
        self.vote_button.setVisible(votable or voted)
        self.vote_button.setEnabled(votable)
        self.vote_button.show_icon("star", filled=voted)

    @contextmanager
    def bare(self) -> Iterator[None]:
        """Without what can be pressed, for a picture."""
        every = {self.stop_button, self.retry_button, self.remove_button, self.vote_button, self.more, self.example}
        shown = [button for button in every if not (button.isHidden() or (button is self.vote_button and self._voted))]
        self.button.show_arrow(False)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for button in shown:
            button.hide()
        try:
            yield
        finally:
            self.button.show_arrow(True)
            self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            for button in shown:
                button.show()

    def show_name(self, name: str, tile: str, colour: str, host: str | None = None, *, fixed: bool) -> None:
        """What the lane is called now; see `LaneButton.show_lane`."""
        self.button.show_lane(name, tile, colour, host, fixed=fixed)
        self.retranslate()

    def show_example(self, example: tuple[str, str] | None) -> None:
        """Offer a question, by a title and its text, while nothing was asked; None for none."""
        if example is not None:
            self.example.show_example(*example)
        self.example.setVisible(example is not None)

    def menu(self) -> QMenu:
        """What else can be done with the lane's answer."""
        menu = Menu(self)
        colour = self._theme.colours.text
        go_on = menu.addAction(icons.icon("branch", colour), self.tr("Continue as a conversation"), self.goes_on.emit)
        go_on.setEnabled(self._answered)
        menu.addAction(self.tr("Parameters of this lane…"), self.parameters.emit)
        measure = QAction(self.tr("Count differences from this lane"), menu, checkable=True, checked=self._is_baseline)
        measure.triggered.connect(lambda _checked: self.baseline.emit())
        menu.addAction(measure)
        return menu

    def _open_menu(self) -> None:
        open_above(self.menu(), self.more)

    def _fit(self) -> None:
        self.view.setMinimumHeight(self._theme.px(LOWEST))

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        name = self.button.text()
        self.stop_button.rename(self.tr("Stop {model}").format(model=name))
        self.retry_button.rename(self.tr("Ask {model} again").format(model=name))
        self.remove_button.rename(self.tr("Remove {model}").format(model=name))
        self.vote_button.rename(self.tr("Best answer: {model}").format(model=name))
        self.more.rename(self.tr("More about {model}").format(model=name))
        self.view.setAccessibleName(self.tr("Answer of {model}").format(model=name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
