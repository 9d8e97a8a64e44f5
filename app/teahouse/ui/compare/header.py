"""The header of the Compare page: title, schedule, blind mode, add a model, export, and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from teahouse.core.comparison import REPETITIONS, Mode
from teahouse.services.compare.export import ExportKind
from teahouse.ui.compare import words
from teahouse.ui.compare.setup import Setup
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, ElidedButton, IconButton
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import PageHeader
from teahouse.ui.kit.painting import paint_box
from teahouse.ui.kit.popup import Menu
from teahouse.ui.style import Theme

NARROWEST = 300

ARROW, MARK = 12, 13


class MenuButton(ElidedButton):
    """A button with an arrow that opens something below itself."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        room = self._theme.px(ARROW) + 14
        self.setStyleSheet(f"QPushButton, QPushButton:focus {{ text-align: left; padding-right: {room}px; }}")

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + self._theme.px(ARROW) + 30, size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._theme.px(ARROW)
        place = QRectF(self.width() - side - 12, (self.height() - side) / 2, side, side)
        icons.paint_glyph(QPainter(self), "down", place, self._theme.colours.text)


class ToggleButton(QAbstractButton):
    """A button with two states, shown by a check mark and not by colour alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self.updateGeometry())

    def sizeHint(self) -> QSize:
        mark = self._theme.px(MARK) + 5 if self.isChecked() else 0
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 26 + mark, self.fontMetrics().height() + 15)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours.accent_soft if self.isChecked() else colours.raised if self.underMouse() else colours.surface
        edge = colours.accent if self.hasFocus() or self.isChecked() else colours.edge
        paint_box(painter, self.rect(), ground, edge, width=2 if self.hasFocus() else 1)
        box = self.rect()
        if self.isChecked():
            side = self._theme.px(MARK)
            icons.paint_glyph(painter, "check", QRectF(12, (self.height() - side) / 2, side, side), colours.accent)
            box = box.adjusted(side + 5, 0, 0, 0)
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.muted))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())


class Quiet(ElidedLabel):
    """Says all or nothing."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setMinimumWidth(0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shown_text() == self.text():
            super().paintEvent(event)


class CompareHeader(PageHeader):
    """The buttons `mode`, `add`, `export` and `more` open menus or dialogs; `blind` carries the new state."""

    blind = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._setup = Setup()
        self.title = QLabel()
        self.quiet = Quiet("", self)
        self.quiet.setProperty("role", "muted")
        self.mode = MenuButton(theme, self)
        self.blind_button = ToggleButton(theme, self)
        self.add = Button(parent=self)
        self.export = Button(parent=self)
        self.more = IconButton(theme, "more", quiet=False, side=34)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(18, 8, 18, 9)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.quiet, 1)
        for button in (self.mode, self.blind_button, self.add, self.export, self.more):
            row.addWidget(button)
        self.blind_button.clicked.connect(self.blind)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    def _apply_theme(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        side = self._theme.px(12)
        self.add.setIcon(icons.make_icon("plus", self._theme.colours.text, side))
        self.add.setIconSize(QSize(side, side))

    def show_state(self, setup: Setup, *, running: bool, answered: bool) -> None:
        """Show the setup, and enable what can be done now."""
        self._setup = setup
        self.mode.setEnabled(not running)
        self.blind_button.setChecked(setup.blind)
        self.blind_button.setEnabled(not running)
        self.add.setEnabled(not running and not setup.full)
        self.export.setEnabled(answered and not running)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Hide buttons that have no room; the last button's menu has them all."""
        every = (self.title, self.mode, self.more, self.add, self.blind_button, self.export)
        left = self.width() - 2 * 18
        for widget in every:
            left -= widget.sizeHint().expandedTo(widget.minimumSize()).width() + 8
            widget.setVisible(left >= 0 or widget in (self.mode, self.more))

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        setup = self._setup
        self.title.setText(self.tr("Compare"))
        self.quiet.setText(words.subtitle(setup.lanes) if setup.lanes else "")
        times = "" if setup.repetitions == 1 else f" · {setup.repetitions}×"
        self.mode.setText(words.mode(setup.mode) + times)
        self.mode.setAccessibleName(self.tr("How to run: {mode}").format(mode=self.mode.text()))
        self.mode.setToolTip(words.mode_tip(setup.mode))
        self.blind_button.setText(self.tr("Blind"))
        self.blind_button.setToolTip(self.tr("Hide the models’ names until you have voted"))
        self.add.setText(self.tr("Model"))
        self.add.setAccessibleName(self.tr("Add a model"))
        self.add.setToolTip(self.tr("Six models at most") if setup.full else self.tr("Add a model"))
        self.export.setText(self.tr("Export"))
        self.more.set_name(self.tr("More"))
        self._fit_buttons()


translate = QCoreApplication.translate


class MoreAction(Enum):
    """An entry of the last button's menu; the first three only where the header has no room for their buttons."""

    ADD_MODEL = auto()
    TOGGLE_BLIND = auto()
    EXPORT = auto()
    NEW_COMPARISON = auto()
    OPEN_HISTORY = auto()
    OPEN_SETS = auto()
    OPEN_RATINGS = auto()
    VOTE_ALL_BAD = auto()
    TAG_VOTE = auto()
    SET_PARAMETERS = auto()
    SCROLL_TOGETHER = auto()


def mode_menu(parent: QWidget, setup: Setup, change: Callable[[Setup], None]) -> QMenu:
    """The ways to run a comparison; `change` is called with the changed setup."""
    menu = Menu(parent)
    menu.setToolTipsVisible(True)
    modes = QActionGroup(menu)
    for mode in Mode:
        action = _choice(menu, modes, words.mode(mode), mode is setup.mode, partial(change, replace(setup, mode=mode)))
        action.setToolTip(words.mode_tip(mode))
    menu.addSeparator()
    times = QActionGroup(menu)
    for place, count in enumerate(REPETITIONS):
        text = translate("Compare", "Ask %n time(s)", "", REPETITIONS[place])  # lupdate knows no plural of a plain name
        action = _choice(
            menu, times, text, count == setup.repetitions, partial(change, replace(setup, repetitions=count))
        )
        if count > 1:
            action.setToolTip(translate("Compare", "Gives the median and how far runs are apart"))
    menu.addSeparator()
    load = QAction(translate("Compare", "Load each model first"), menu, checkable=True, checked=setup.preload)
    load.setToolTip(translate("Compare", "Loading is measured by itself then, and every answer is a warm one"))
    load.triggered.connect(lambda on: change(replace(setup, preload=on)))
    menu.addAction(load)
    return menu


def _choice(menu: QMenu, group: QActionGroup, text: str, chosen: bool, do: Callable[[], None]) -> QAction:
    action = QAction(text, menu, checkable=True, checked=chosen)
    action.triggered.connect(lambda _on: do())
    group.addAction(action)
    menu.addAction(action)
    return action


def export_menu(parent: QWidget, export: Callable[[ExportKind], None], export_picture: Callable[[], None]) -> QMenu:
    """The formats of an export."""
    menu = Menu(parent)
    for kind, text in (
        (ExportKind.MARKDOWN, translate("Compare", "Markdown…")),
        (ExportKind.CSV, translate("Compare", "Table as CSV…")),
        (ExportKind.JSON, translate("Compare", "Everything as JSON…")),
    ):
        menu.addAction(text).triggered.connect(lambda _on=False, kind=kind: export(kind))
    menu.addAction(translate("Compare", "Picture (PNG)…")).triggered.connect(lambda _on=False: export_picture())
    return menu


def more_menu(parent: QWidget, actions: Mapping[MoreAction, Callable[[], None]], *, scrolls_together: bool) -> QMenu:
    """The menu of the available actions."""
    menu = Menu(parent)
    for action, text in (
        (MoreAction.ADD_MODEL, translate("Compare", "Add a model")),
        (MoreAction.TOGGLE_BLIND, translate("Compare", "Blind")),
        (MoreAction.EXPORT, translate("Compare", "Export")),
        (MoreAction.NEW_COMPARISON, translate("Compare", "New comparison")),
        (MoreAction.OPEN_HISTORY, translate("Compare", "Earlier comparisons…")),
        (MoreAction.OPEN_SETS, translate("Compare", "Prompt sets…")),
        (MoreAction.OPEN_RATINGS, translate("Compare", "Ratings…")),
        (MoreAction.VOTE_ALL_BAD, translate("Compare", "All answers are bad")),
        (MoreAction.TAG_VOTE, translate("Compare", "Tags of the vote…")),
        (MoreAction.SET_PARAMETERS, translate("Compare", "Parameters for all lanes…")),
    ):
        if action in actions:
            menu.addAction(text).triggered.connect(lambda _on=False, do=actions[action]: do())
    menu.addSeparator()
    text = translate("Compare", "Scroll all answers together")
    together = QAction(text, menu, checkable=True, checked=scrolls_together)
    together.triggered.connect(lambda _on: actions[MoreAction.SCROLL_TOGETHER]())
    menu.addAction(together)
    return menu
