"""Notices over a part of the window: errors and results, with buttons for actions.

They lie over that part, so nothing below moves. The code that shows a notice also withdraws it; a notice of a
conversation is visible in that conversation only, and an informative one ends after some seconds. The newest is shown,
with the count of the others and a button that lists them. All are announced to screen readers.
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
TALLEST = 0.6  # of the height of the widget below
MOST_BESIDE = 0.4  # of a notice's width
LONGEST = 400  # characters; the last output of an engine may be long
INFORMS = 10.0  # seconds that an informative notice is shown
OFFERS = 30.0  # seconds, with actions
AGAIN_MS = 2000  # delay while the pointer or the focus is on a notice

NoticeAction = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` and `actions` are called when it is shown, so they follow the language. `about`: key to withdraw it.
    `conversation`: id, empty for any. `lasts`: seconds, 0 until withdrawn. `many`: does not replace others with the
    same key. `undo`: function of Ctrl+Z while it is shown. `waits`: sorted behind all others."""

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
    notice: Notice
    until: float  # monotonic time; infinite without an end


class Notices(QFrame):
    """The notices over the widget `over`. `closed`: the user closed the notice with this key or used its action.

    `at_bottom`: whether notices of this height are placed at the bottom; `floor`: y of the bottom; `clear_of`: height
    of other widgets at the top. All in pixels."""

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
        self._entries: list[_ShownNotice] = []  # the newest last
        self._conversation = ""
        self._rows: list[NoticeRow] = []
        self._is_expanded = False
        self.setProperty("role", "bar")
        self._place_of_rows = QWidget(self)
        self._column = QVBoxLayout(self._place_of_rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = VerticalScroll(self._place_of_rows, self)
        for ground in (self._place_of_rows, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        self.more_button = Button(kind="quiet", parent=self)
        self.more_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # arrow after the text
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

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; it replaces one with the same key."""
        same_key = [entry for entry in self._entries if entry.notice.about == notice.about]
        if any(
            entry.notice.text() == notice.text() and entry.notice.conversation == notice.conversation
            for entry in same_key
        ):
            return  # keeps its row and buttons
        if not notice.many:
            self._entries = [entry for entry in self._entries if entry not in same_key]
        self._entries.append(_ShownNotice(notice, monotonic() + notice.lasts if notice.lasts else float("inf")))
        self._refresh_notices()
        if notice.conversation in ("", self._conversation):
            announce(self, notice.text(), urgent=notice.serious)

    def show_info(self, text: Callable[[], str], *actions: Callable[[], NoticeAction], about: str = "") -> None:
        """Show a result, with optional actions; it ends after some seconds."""
        lasts = OFFERS if actions else INFORMS
        offered = lambda: tuple(action() for action in actions)  # noqa: E731
        self.show_notice(Notice(about or text(), text, offered, serious=False, lasts=lasts))

    def show_warning(self, text: Callable[[], str], *, about: str = "") -> None:
        """Show an error; it stays until it is closed or withdrawn."""
        self.show_notice(Notice(about or text(), text))

    def withdraw_notice(self, about: str) -> None:
        """Remove the notices with this key."""
        kept = [entry for entry in self._entries if entry.notice.about != about]
        if len(kept) < len(self._entries):
            self._entries = kept
            self._refresh_notices()

    def enter_conversation(self, conversation: str) -> None:
        """Set the open conversation (empty: a new one). Timed notices of other conversations are kept and shown again
        there; the others are dropped, because their cause shows them again."""
        if conversation == self._conversation:
            return
        self._conversation = conversation
        self._entries = [
            entry for entry in self._entries if entry.notice.lasts or entry.notice.conversation in ("", conversation)
        ]
        self._is_expanded = False
        self._refresh_notices()

    @property
    def about(self) -> str:
        """The key of the first notice, empty when none is shown."""
        shown = self._visible_notices()
        return shown[0].about if shown else ""

    def shows_about(self, about: str) -> bool:
        """Whether a notice with this key is visible."""
        return any(notice.about == about for notice in self._visible_notices())

    def shown_texts(self) -> list[str]:
        """The texts of all visible notices in order."""
        return [notice.text() for notice in self._visible_notices()]

    @property
    def label(self) -> Paragraph:
        """The label of the first notice."""
        return self._rows[0].label

    @property
    def close_button(self) -> IconButton:
        """The close button of the first notice."""
        return self._rows[0].close_button

    def buttons(self) -> list[Button]:
        """The action buttons of the first notice."""
        return self._rows[0].buttons if self._rows else []

    def _visible_notices(self) -> list[Notice]:
        """The notices of the open conversation, the newest first."""
        here = [
            entry.notice for entry in reversed(self._entries) if entry.notice.conversation in ("", self._conversation)
        ]
        return sorted(here, key=lambda notice: notice.waits)

    def _refresh_notices(self) -> None:
        shown = self._visible_notices()
        self._is_expanded = self._is_expanded and len(shown) > 1
        self._show_rows(shown if self._is_expanded else shown[:1])
        self.more_button.setVisible(len(shown) > 1)
        others = self.tr("%n more notice(s)", "", len(shown) - 1)
        self.more_button.setText(self.tr("Show only one") if self._is_expanded else others)
        side = self._theme.px(ARROW)
        self.more_button.setIcon(
            icons.make_icon("up" if self._is_expanded else "down", self._theme.colours.muted, side)
        )
        self.setAccessibleName(shown[0].text() if shown else "")
        self._offer_undo(shown)
        if bool(shown) != self.isVisible():
            self._guard.start_guarding()
        self.setVisible(bool(shown))
        if shown:
            self.raise_()
            self.move_to_edge()
        self._start_timer()

    def _show_rows(self, shown: list[Notice]) -> None:
        """Replace the rows; those that stay keep their widgets, the user may be pressing one of their buttons."""
        if [row.notice for row in self._rows] == shown:
            return
        known = {id(row.notice): row for row in self._rows}
        rows = [known.pop(id(notice)) if id(notice) in known else self._make_row(notice) for notice in shown]
        for row in known.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row in rows:
            self._column.addWidget(row)  # at the end: in this order
        self._rows = rows
        self._guard.start_guarding()

    def _make_row(self, notice: Notice) -> NoticeRow:
        row = NoticeRow(self._theme, notice, self._place_of_rows)
        row.done.connect(lambda: self._close_notice(notice))
        row.show()
        return row

    def _offer_undo(self, shown: list[Notice]) -> None:
        undo = next((notice for notice in shown if notice.undo is not None), None)
        if undo is None:
            undo_key(self).withdraw_undo(self)
        else:
            undo_key(self).offer_undo(self, lambda: self._undo_notice(undo))

    def _undo_notice(self, notice: Notice) -> None:
        self._close_notice(notice)
        if notice.undo is not None:
            notice.undo()

    def _toggle_list(self) -> None:
        self._is_expanded = not self._is_expanded
        self._refresh_notices()
        if self.more_button.isVisible():
            self.more_button.setFocus()

    def _close_notice(self, notice: Notice) -> None:
        self._entries = [entry for entry in self._entries if entry.notice is not notice]
        self._refresh_notices()
        self.closed.emit(notice.about)

    def _start_timer(self) -> None:
        ends = [entry.until for entry in self._entries if entry.notice.lasts]
        if ends:
            self._timer.start(max(1, round((min(ends) - monotonic()) * 1000)))
        else:
            self._timer.stop()

    def _on_time(self) -> None:
        """Remove expired notices; later while the pointer or the focus is on one."""
        if self.isVisible() and (self.underMouse() or self.isAncestorOf(self.window().focusWidget())):
            self._timer.start(AGAIN_MS)
            return
        now = monotonic()
        self._entries = [entry for entry in self._entries if entry.until > now]
        self._refresh_notices()

    def move_to_edge(self) -> None:
        """Set the geometry."""
        over = self._over
        width = max(1, min(self._theme.px(WIDEST), over.width() - 2 * MARGIN))
        edge = 2 * (1 + self.frameWidth())
        inner = width - edge
        for row in self._rows:
            row.lay_out_buttons(inner)
        height = sum(row.height_at(inner) for row in self._rows)
        self._scroll.setFixedHeight(min(height, round(over.height() * TALLEST)))
        foot = self.more_button.sizeHint().height() + 4 if len(self._visible_notices()) > 1 else 0
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
            self._refresh_notices()
        super().changeEvent(event)


class NoticeRow(QFrame):
    """One notice: sign, text, action buttons, close button. `done`: it was closed or an action was used."""

    done = Signal()

    def __init__(self, theme: Theme, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.buttons: list[Button] = []
        self.label = Paragraph("", self)
        self.sign = WarningSign(theme, self)
        self.sign.setVisible(notice.serious)
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
        text = notice.text()
        line = " ".join(text.split())
        self.label.setText(breakable(line if len(line) <= LONGEST else line[:LONGEST] + "…"))
        self.label.setToolTip(as_text(text) if len(line) > LONGEST else "")
        self.setAccessibleName(text)
        self.close_button.set_name(self.tr("Close this notice"))
        self.close_button.clicked.connect(self.done)
        for words, action in notice.actions():
            button = Button(words, parent=self)
            button.clicked.connect(lambda _checked=False, do=action: self._run_action(do))
            self.buttons.append(button)

    def _run_action(self, action: Callable[[], None]) -> None:
        self.done.emit()
        action()

    def lay_out_buttons(self, width: int) -> None:
        """Place the buttons beside the text, or below it where they are too wide."""
        beside = sum(button.sizeHint().width() + 8 for button in self.buttons) < width * MOST_BESIDE
        for button in self.buttons:
            (self._row if beside else self._below).addWidget(button)
            button.show()
        self._row.removeWidget(self.close_button)
        self._row.addWidget(self.close_button)
        self._layout.invalidate()

    def height_at(self, width: int) -> int:
        """The height at this width."""
        layout = self._layout
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()


class WarningSign(QWidget):
    """The triangle beside a serious notice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._update_size)
        self._update_size()

    def _update_size(self) -> None:
        self.setFixedSize(QSize(self._theme.px(18), self._theme.px(18)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint_glyph(QPainter(self), "warn", QRectF(self.rect()), self._theme.colours.warn)


SIGN = 16
ABOVE = 10


class NoticeLine(QWidget):
    """An error line inside a layout, with a close button; hidden until the first text, which is announced.

    It moves what is below it; over a page use `Notices`.
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
        self._update_texts()
        self.hide()

    def show_warning(self, text: str) -> None:
        """Show and announce a text."""
        side = self._theme.px(SIGN)
        self._sign.setPixmap(icons.make_icon("warn", self._theme.colours.warn, side).pixmap(side))
        self.words.setText(text)
        self.show()
        announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._update_texts()

    def _update_texts(self) -> None:
        self.close_button.set_name(self.tr("Close this note"))
