"""Checkable rounded buttons: a single one, and an exclusive row that moves what does not fit into a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import Role, Spoken
from teahouse.ui.kit.painting import paint_box
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme

HEIGHT = 32
SIDE = 12
GAP = 8
MARK = 13


class Pill(Spoken, QAbstractButton):
    """A checkable button, bold when checked. `mark`: also shows a check mark. `menu`: has an arrow and opens something.
    `role`: accessible role."""

    def __init__(
        self,
        theme: Theme,
        *,
        mark: bool = False,
        menu: bool = False,
        role: Role = Role.CheckBox,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.speak_as(Role.ButtonMenu if menu else role)
        self._theme = theme
        self._mark = mark
        self._menu = menu
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The size when checked, so that nothing moves on a click."""
        return QSize(self.width_of(self.text()), self._theme.px(HEIGHT))

    def width_of(self, text: str) -> int:
        """The width with this text."""
        words = QFontMetrics(self._theme.font(13, bold=True)).horizontalAdvance(text)
        mark = self._theme.px(MARK)
        return words + 2 * SIDE + (mark + 5 if self._mark else 0) + (mark + 4 if self._menu else 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, down = QPainter(self), self._theme.colours, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours.accent_soft if down else colours.raised if self.underMouse() else colours.surface
        edge = colours.accent if down or self.hasFocus() else colours.edge
        paint_box(painter, self.rect(), ground, edge, width=1 + self.hasFocus())
        mark, box, ink = self._theme.px(MARK), QRectF(self.rect()), QColor(colours.accent if down else colours.text)
        if self._mark and down:
            icons.paint_glyph(painter, "check", QRectF(SIDE - 2, (self.height() - mark) / 2, mark, mark), ink)
            box.adjust(mark, 0, 0, 0)
        if self._menu:
            box.adjust(0, 0, -mark, 0)
            place = QRectF(self.width() - SIDE - mark + 3, (self.height() - mark) / 2, mark, mark)
            icons.paint_glyph(painter, "down", place, ink)
        painter.setFont(self._theme.font(13, bold=down))
        painter.setPen(ink if self.isEnabled() else QColor(colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())


class PillRow(Spoken, QWidget):
    """An exclusive choice of ids with their texts; `chosen` carries the id the user picked.

    Left and Right move between them. What does not fit is in a menu at the end; the chosen one is always visible.
    `whole`: the size hint has room for all. `pages`: accessible as tabs.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, pages: bool = False, whole: bool = True) -> None:
        super().__init__(parent)
        self.speak_as(Role.PageTabList if pages else Role.Grouping)
        self._role_of_pills = Role.PageTab if pages else Role.RadioButton
        self._theme = theme
        self._whole = whole
        self._choices: tuple[tuple[str, str], ...] = ()
        self._more_text = ""
        self._pills: dict[str, Pill] = {}
        self._group = QButtonGroup(self)
        self._more = Pill(theme, menu=True, parent=self)
        self._more.setCheckable(False)
        self._more.clicked.connect(self._open_more)
        self._value = ""
        self._hidden: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._lay_out)

    @property
    def value(self) -> str:
        """The chosen id."""
        return self._value

    @property
    def hidden(self) -> tuple[str, ...]:
        """The ids that are in the menu."""
        return self._hidden

    def pill_of(self, value: str) -> Pill:
        """The button of a choice; KeyError where there is none."""
        return self._pills[value]

    def set_choices(self, choices: Sequence[tuple[str, str]], more: str) -> None:
        """Set ids with their texts; the first is chosen where the current one is not among them."""
        self._choices, self._more_text = tuple(choices), more
        known = {value for value, _ in choices}
        for value in [value for value in self._pills if value not in known]:
            self._pills.pop(value).deleteLater()
        for value, words in choices:
            if value not in self._pills:
                self._pills[value] = self._make_pill(value)
            self._pills[value].setText(words)
        if self._value not in known:
            self._value = choices[0][0]
        self._lay_out()

    def choose_value(self, value: str) -> None:
        """Choose without a signal."""
        self._value = value
        self._lay_out()

    def _make_pill(self, value: str) -> Pill:
        pill = Pill(self._theme, role=self._role_of_pills, parent=self)
        pill.clicked.connect(lambda: self._on_pill_clicked(value))
        self._group.addButton(pill)
        return pill

    def _on_pill_clicked(self, value: str) -> None:
        self._value = value
        self._lay_out()
        self.chosen.emit(value)

    def _lay_out(self) -> None:
        """Place the buttons that fit, always with the chosen one."""
        self._more.setText(self._more_text)
        self._more.setAccessibleName(self._more_text)
        if self._minimum_width() > self.width():
            self._more.setText("")  # arrow and tool tip remain
        self._more.setToolTip("" if self._more.text() else self._more_text)
        shown = self._find_fitting()
        self._hidden = tuple(value for value, _ in self._choices if value not in shown)
        at = 0
        for value, _ in self._choices:
            pill = self._pills[value]
            pill.setChecked(value == self._value)
            pill.setVisible(value in shown)
            if value in shown:
                at = self._place_pill(pill, at)
        self._more.setVisible(bool(self._hidden))
        self._place_pill(self._more, at)
        self.updateGeometry()
        self.setFixedHeight(self._theme.px(HEIGHT))

    def _place_pill(self, pill: Pill, at: int) -> int:
        size = pill.sizeHint()
        pill.setGeometry(at, 0, size.width(), size.height())
        return at + size.width() + GAP

    def _find_fitting(self) -> frozenset[str]:
        widths = self._pill_widths()
        if sum(widths.values()) - GAP <= self.width():
            return frozenset(widths)
        left = self.width() - self._more.sizeHint().width() - widths.get(self._value, 0)
        shown = {self._value}
        for value, width in widths.items():
            if value == self._value:
                continue
            left -= width
            if left < 0:
                break
            shown.add(value)
        return frozenset(shown)

    def _pill_widths(self) -> dict[str, int]:
        """The width of each button with the gap after it."""
        return {value: self._pills[value].sizeHint().width() + GAP for value, _ in self._choices}

    def _open_more(self) -> None:
        menu = Menu(self)
        words = dict(self._choices)
        for value in self._hidden:
            menu.addAction(words[value]).triggered.connect(lambda _on=False, v=value: self._on_pill_clicked(v))
        open_below(menu, self._more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _minimum_width(self, *, bare: bool = False) -> int:
        """The width of the chosen button and the menu, or (bare) the menu's arrow."""
        chosen = self._pills[self._value].sizeHint().width() + GAP if self._value in self._pills else 0
        return chosen + self._more.width_of("" if bare else self._more_text)

    def minimumSizeHint(self) -> QSize:
        """The chosen button and the arrow of the menu."""
        return QSize(self._minimum_width(bare=True), self._theme.px(HEIGHT))

    def sizeHint(self) -> QSize:
        width = sum(self._pill_widths().values()) - GAP if self._whole else self._minimum_width()
        return QSize(width, self._theme.px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        shown = [value for value, _ in self._choices if value not in self._hidden]
        if step is None or self._value not in shown:
            super().keyPressEvent(event)
            return
        value = shown[(shown.index(self._value) + step) % len(shown)]
        self._pills[value].setFocus()
        self._on_pill_clicked(value)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
