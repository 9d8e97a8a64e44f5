"""Notices over a part of the window: what went wrong or was done, and what can be done about it.

They lie over that part, so nothing below moves when one comes or goes. A notice belongs to its cause: who said it takes
it back. One of a conversation is shown in that conversation; one that only informs goes by itself. The newest is shown,
with a count of the others and a button that lists them. All are told to screen readers.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import Paragraph, as_text, breakable
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.text_fields import undo_key
from teahouse.ui.style import Theme

WIDEST = 760
MARGIN = 24
AIR = 8
ARROW = 12
TALLEST = 0.6  # of the part of the window below
MOST_BESIDE = 0.4  # of a notice's width
LONGEST = 400  # characters: what an engine said at its end may be long
INFORMS = 10.0  # seconds that are enough to read what was done
OFFERS = 30.0  # seconds for what can still be done about it
AGAIN_MS = 2000  # later: the pointer or the keyboard is on it

NoticeAction = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says. `text` and the words of `actions` are made when it is shown, so they follow the language;
    `about` lets whoever said it take it back. `conversation`: the id of the one it belongs to, empty for none. `lasts`:
    seconds, 0 for as long as its cause does. `many`: others about the same may stand beside it. `undo`: what Ctrl+Z
    does while it is there. `waits`: it stands behind all others."""

    about: str
    text: Callable[[], str]
    actions: Callable[[], tuple[NoticeAction, ...]] = tuple
    serious: bool = True
    conversation: str = ""
    lasts: float = 0.0
    many: bool = False
    undo: Callable[[], None] | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class _ShownNotice:
    said: Notice
    until: float  # by the monotonic clock; infinite where it does not end by itself


class Notices(QFrame):
    """Over `over`, at its top or its bottom. `closed`: the person closed the notice about this, or did what it
    offers.

    `at_bottom` may be asked with how tall it is going to be; `floor` says where the bottom is, and `clear_of` how far
    down something else reaches that stands at the top."""

    closed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        over: QWidget,
        *,
        at_bottom: Callable[[int], bool] = lambda _height: False,
        floor: Callable[[], int] | None = None,
        clear_of: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self._at_bottom = at_bottom
        self._floor = floor or over.height
        self._clear_of = clear_of
        self._held: list[_ShownNotice] = []  # the newest last
        self._conversation = ""
        self._rows: list[NoticeRow] = []
        self._listed = False
        self.setProperty("role", "bar")
        self._place_of_rows = QWidget(self)
        self._column = QVBoxLayout(self._place_of_rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = VerticalScroll(self._place_of_rows, self)
        for ground in (self._place_of_rows, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        self.more_button = Button(kind="quiet", parent=self)
        self.more_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its arrow behind the words
        self.more_button.clicked.connect(self._toggle_list)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._scroll)
        outer.addLayout(foot)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        self._guard = ShiftGuard(self)
        over.installEventFilter(self)
        theme.changed.connect(self.move_to_edge)
        self.hide()

    # What is said.

    def show_notice(self, said: Notice) -> None:
        """Show this too; in its place where it is about the same as one that is there."""
        same = [held for held in self._held if held.said.about == said.about]
        if any(held.said.text() == said.text() and held.said.conversation == said.conversation for held in same):
            return  # somebody may be about to press its button
        if not said.many:
            self._held = [held for held in self._held if held not in same]
        self._held.append(_ShownNotice(said, monotonic() + said.lasts if said.lasts else float("inf")))
        self._show()
        if said.conversation in ("", self._conversation):
            announce(self, said.text(), urgent=said.serious)

    def show_info(self, text: Callable[[], str], *actions: Callable[[], NoticeAction], about: str = "") -> None:
        """Something that is done, and perhaps what can be done now; it goes by itself."""
        lasts = OFFERS if actions else INFORMS
        offered = lambda: tuple(action() for action in actions)  # noqa: E731
        self.show_notice(Notice(about or text(), text, offered, serious=False, lasts=lasts))

    def show_warning(self, text: Callable[[], str], *, about: str = "") -> None:
        """Something that went wrong; it stays until it is closed or taken back."""
        self.show_notice(Notice(about or text(), text))

    def withdraw_notice(self, about: str) -> None:
        """Its cause is gone."""
        kept = [held for held in self._held if held.said.about != about]
        if len(kept) < len(self._held):
            self._held = kept
            self._show()

    def enter_conversation(self, conversation: str) -> None:
        """Another conversation is open (empty: a new one). Notices of the one before stay behind: those that last some
        time come back with it while that lasts, the others are said again by their cause."""
        if conversation == self._conversation:
            return
        self._conversation = conversation
        self._held = [held for held in self._held if held.said.lasts or held.said.conversation in ("", conversation)]
        self._listed = False
        self._show()

    # What is shown.

    @property
    def about(self) -> str:
        """What the first notice is about, empty when none is shown."""
        shown = self._shown()
        return shown[0].about if shown else ""

    def shows_about(self, about: str) -> bool:
        """Whether a notice about this is there."""
        return any(said.about == about for said in self._shown())

    def shown_texts(self) -> list[str]:
        """What all the notices that are there say, the first one first."""
        return [said.text() for said in self._shown()]

    @property
    def label(self) -> Paragraph:
        """The words of the first notice."""
        return self._rows[0].label

    @property
    def close_button(self) -> IconButton:
        """What closes the first notice."""
        return self._rows[0].close_button

    def buttons(self) -> list[Button]:
        """What can be done about the first notice, in order."""
        return self._rows[0].buttons if self._rows else []

    def _shown(self) -> list[Notice]:
        """Those of now, the newest first."""
        here = [held.said for held in reversed(self._held) if held.said.conversation in ("", self._conversation)]
        return sorted(here, key=lambda said: said.waits)

    def _show(self) -> None:
        shown = self._shown()
        self._listed = self._listed and len(shown) > 1
        self._show_rows(shown if self._listed else shown[:1])
        self.more_button.setVisible(len(shown) > 1)
        others = self.tr("%n more notice(s)", "", len(shown) - 1)
        self.more_button.setText(self.tr("Show only one") if self._listed else others)
        side = self._theme.px(ARROW)
        self.more_button.setIcon(icons.make_icon("up" if self._listed else "down", self._theme.colours.muted, side))
        self.setAccessibleName(shown[0].text() if shown else "")
        self._offer_undo(shown)
        if bool(shown) != self.isVisible():
            self._guard.start_guarding()
        self.setVisible(bool(shown))
        if shown:
            self.raise_()
            self.move_to_edge()
        self._wait()

    def _show_rows(self, shown: list[Notice]) -> None:
        """Rows that stay are left alone: somebody may be about to press one of their buttons."""
        if [row.said for row in self._rows] == shown:
            return
        known = {id(row.said): row for row in self._rows}
        rows = [known.pop(id(said)) if id(said) in known else self._row(said) for said in shown]
        for row in known.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row in rows:
            self._column.addWidget(row)  # at the end: in this order
        self._rows = rows
        self._guard.start_guarding()

    def _row(self, said: Notice) -> NoticeRow:
        row = NoticeRow(self._theme, said, self._place_of_rows)
        row.done.connect(lambda: self._close(said))
        row.show()
        return row

    def _offer_undo(self, shown: list[Notice]) -> None:
        undo = next((said for said in shown if said.undo is not None), None)
        if undo is None:
            undo_key(self).withdraw_undo(self)
        else:
            undo_key(self).offer_undo(self, lambda: self._undo(undo))

    def _undo(self, said: Notice) -> None:
        self._close(said)
        if said.undo is not None:
            said.undo()

    def _toggle_list(self) -> None:
        self._listed = not self._listed
        self._show()
        if self.more_button.isVisible():
            self.more_button.setFocus()

    def _close(self, said: Notice) -> None:
        self._held = [held for held in self._held if held.said is not said]
        self._show()
        self.closed.emit(said.about)

    # How long.

    def _wait(self) -> None:
        ends = [held.until for held in self._held if held.said.lasts]
        if ends:
            self._timer.start(max(1, round((min(ends) - monotonic()) * 1000)))
        else:
            self._timer.stop()

    def _on_time(self) -> None:
        """The time of some is over; not while somebody reads or is about to press a button."""
        if self.isVisible() and (self.underMouse() or self.isAncestorOf(self.window().focusWidget())):
            self._timer.start(AGAIN_MS)
            return
        now = monotonic()
        self._held = [held for held in self._held if held.until > now]
        self._show()

    # Where.

    def move_to_edge(self) -> None:
        """Stand where it belongs, as wide as there is room."""
        over = self._over
        width = max(1, min(self._theme.px(WIDEST), over.width() - 2 * MARGIN))
        edge = 2 * (1 + self.frameWidth())
        inner = width - edge
        for row in self._rows:
            row.lay_out_buttons(inner)
        height = sum(row.height_at(inner) for row in self._rows)
        self._scroll.setFixedHeight(min(height, round(over.height() * TALLEST)))
        foot = self.more_button.sizeHint().height() + 4 if len(self._shown()) > 1 else 0
        height = self._scroll.height() + foot + edge
        top = self._floor() - height - AIR if self._at_bottom(height) else self._clear_of() + AIR
        self.setGeometry((over.width() - width) // 2, max(0, top), width, height)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.move_to_edge()
        return False

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_rows([])
            self._show()
        super().changeEvent(event)


class NoticeRow(QFrame):
    """One notice: its sign, its words, what can be done, and a button that closes it. `done`: it was closed, or what
    it offers was done."""

    done = Signal()

    def __init__(self, theme: Theme, said: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = said
        self.buttons: list[Button] = []
        self.label = Paragraph("", self)
        self.sign = WarningSign(theme, self)
        self.sign.setVisible(said.serious)
        self.close_button = IconButton(theme, "close", side=28)
        rows = self._layout = QVBoxLayout(self)
        rows.setContentsMargins(12, 7, 8, 7)
        rows.setSpacing(6)
        self._row, self._below = QHBoxLayout(), WrappingRow()
        self._row.setSpacing(8)
        rows.addLayout(self._row)
        rows.addLayout(self._below)
        self._row.addWidget(self.sign)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.close_button)
        self._below.add_stretch()
        text = said.text()
        line = " ".join(text.split())
        self.label.setText(breakable(line if len(line) <= LONGEST else line[:LONGEST] + "…"))
        self.label.setToolTip(as_text(text) if len(line) > LONGEST else "")
        self.setAccessibleName(text)
        self.close_button.set_name(self.tr("Close this notice"))
        self.close_button.clicked.connect(self.done)
        for words, action in said.actions():
            button = Button(words, parent=self)
            button.clicked.connect(lambda _checked=False, do=action: self._do(do))
            self.buttons.append(button)

    def _do(self, action: Callable[[], None]) -> None:
        self.done.emit()
        action()

    def lay_out_buttons(self, width: int) -> None:
        """Place the buttons beside the sentence, or below it where they would leave it too little room."""
        beside = sum(button.sizeHint().width() + 8 for button in self.buttons) < width * MOST_BESIDE
        for button in self.buttons:
            (self._row if beside else self._below).addWidget(button)
            button.show()
        self._row.removeWidget(self.close_button)
        self._row.addWidget(self.close_button)
        self._layout.invalidate()

    def height_at(self, width: int) -> int:
        """How tall it is at this width."""
        layout = self._layout
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()


class WarningSign(QWidget):
    """The triangle beside a serious notice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedSize(QSize(self._theme.px(18), self._theme.px(18)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint_glyph(QPainter(self), "warn", QRectF(self.rect()), self._theme.colours.warn)


SIGN = 16
ABOVE = 10


class NoticeLine(QWidget):
    """A line that says what went wrong, in the place it is about; it can be closed.

    Hidden until something is said, which is announced to screen readers. For a place that may grow: elsewhere it would
    push down what somebody is about to click, and `Notices` lie over the page.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        frame = QFrame(self)
        frame.setProperty("role", "bar")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ABOVE, 0, 0)
        outer.addWidget(frame)
        self._sign = QLabel(frame)
        self.words = Paragraph("", frame)
        self.close_button = IconButton(theme, "close", side=26)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.clicked.connect(self.hide)
        self._retranslate()
        self.hide()

    def show_warning(self, text: str) -> None:
        """Something a person has to know."""
        side = self._theme.px(SIGN)
        self._sign.setPixmap(icons.make_icon("warn", self._theme.colours.warn, side).pixmap(side))
        self.words.setText(text)
        self.show()
        announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.close_button.set_name(self.tr("Close this note"))
