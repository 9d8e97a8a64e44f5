"""The switcher's popup: a filter field and the list below it, usable by keyboard alone.

Up, Down, Page Up and Page Down move while typing, Enter chooses, Ctrl+D toggles a favourite, Esc closes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.ollama.models import MOST_MODELS
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import row_reached
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import guard_rows
from teahouse.ui.kit.labels import Muted, badge_width, paint_badge
from teahouse.ui.kit.painting import paint_ground, paint_tile
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.popup import Popup
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme
from teahouse.ui.switcher import words
from teahouse.ui.switcher.rows import ROW, Index, SwitcherModel, SwitcherRow, SwitcherSection

HEIGHT = 52
CAPTION = 26
TILE = 30
PAD = 10
STAR = 16
BADGE = 20

translate = QCoreApplication.translate


def caption(section: SwitcherSection) -> str:
    """The caption above the first row of a section."""
    match section:
        case SwitcherSection.FAVOURITE:
            return translate("Switcher", "Favourites")
        case SwitcherSection.RECENT:
            return translate("Switcher", "Recent")
        case SwitcherSection.OTHER:
            return translate("Switcher", "All models")
        case SwitcherSection.FOUND:
            return ""


class SwitcherDelegate(QStyledItemDelegate):
    """Paints the rows. `starred`: the star of a row was clicked; `picked`: the rest of it was."""

    starred = Signal(QModelIndex)
    picked = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row: SwitcherRow = index.data(ROW)
        above = CAPTION if row.first and caption(row.section) else 0
        return QSize(320, self._theme.px(HEIGHT + above))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SwitcherRow = index.data(ROW)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.first and (text := caption(row.section)):
            self._paint_caption(painter, rect, text)
        body = self._body_rect(rect)
        colours = self._theme.colours
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_ground(painter, body.adjusted(0, 1, 0, -1), colours, chosen=selected)
        side = self._theme.px(TILE)
        tile = QRectF(body.left() + PAD, body.center().y() - side / 2, side, side)
        paint_tile(painter, tile, row.entry.card.name, self._theme)
        inner = QRectF(tile.right() + PAD, body.top() + 6, self._star_rect(body).left() - tile.right() - 2 * PAD, 0)
        inner.setBottom(body.bottom() - 6)
        self._paint_name(painter, inner, row)
        self._paint_facts(painter, inner, row, colours.text if selected else colours.muted)
        self._paint_star(painter, body, row, selected)
        painter.restore()

    def _body_rect(self, rect: QRectF) -> QRectF:
        return QRectF(rect.left(), rect.bottom() - self._theme.px(HEIGHT), rect.width(), self._theme.px(HEIGHT))

    def _star_rect(self, body: QRectF) -> QRectF:
        side = self._theme.px(STAR)
        return QRectF(body.right() - PAD - side, body.center().y() - side / 2, side, side)

    def _paint_caption(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        place = QRectF(rect.left() + PAD, rect.top() + 4, rect.width() - 2 * PAD, self._theme.px(CAPTION) - 6)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_name(self, painter: QPainter, rect: QRectF, row: SwitcherRow) -> None:
        font = self._theme.font(bold=True)
        metrics = QFontMetricsF(font)
        room = rect.width() - 28
        badges = self._badges_beside(row, room)
        taken = sum(badge_width(badge, self._theme) + 6 for badge in badges)
        name = metrics.elidedText(row.entry.card.name, Qt.TextElideMode.ElideMiddle, room - taken)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        line = QRectF(rect.left(), rect.top(), rect.width(), rect.height() / 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        at = rect.left() + metrics.horizontalAdvance(name) + 8
        if row.current:
            side = self._theme.px(14)
            mark = QRectF(at, line.center().y() - side / 2, side, side)
            icons.paint_glyph(painter, "check", mark, self._theme.colours.accent)
            at += side + 6
        height = self._theme.px(BADGE)
        for badge in badges:
            width = badge_width(badge, self._theme)
            paint_badge(painter, QRectF(at, line.center().y() - height / 2, width, height), badge, self._theme)
            at += width + 6

    def _badges_beside(self, row: SwitcherRow, room: float) -> list[str]:
        """The badges, or none where the name needs their room: they are on the second line then."""
        badges = words.badges(row.entry.card)
        name = QFontMetricsF(self._theme.font(bold=True)).horizontalAdvance(row.entry.card.name)
        return badges if name + sum(badge_width(badge, self._theme) + 6 for badge in badges) <= room else []

    def _paint_facts(self, painter: QPainter, rect: QRectF, row: SwitcherRow, colour: str) -> None:
        font = self._theme.small()
        metrics = QFontMetricsF(font)
        line = QRectF(rect.left(), rect.center().y(), rect.width(), rect.height() / 2)
        painter.setFont(font)
        warning = words.memory_warning(too_big=row.too_big, names=row.leaving)
        parts = words.row_facts(row.entry)
        if not self._badges_beside(row, rect.width() - 28):
            parts += words.badges(row.entry.card)
        facts = metrics.elidedText(" · ".join(parts), Qt.TextElideMode.ElideRight, line.width())
        painter.setPen(QColor(colour))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, facts)
        if warning:
            line.setLeft(line.left() + metrics.horizontalAdvance(facts + "   "))
            painter.setPen(QColor(self._theme.colours.warn))
            shown = metrics.elidedText(warning, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_star(self, painter: QPainter, body: QRectF, row: SwitcherRow, selected: bool) -> None:
        if row.favourite:
            icons.paint_glyph(painter, "star", self._star_rect(body), self._theme.colours.accent, filled=True)
        elif selected:
            icons.paint_glyph(painter, "star", self._star_rect(body), self._theme.colours.muted)

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the star toggles it; anywhere else it picks the row."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            star = self._star_rect(self._body_rect(QRectF(option.rect))).adjusted(-8, -8, 8, 8)
            (self.starred if star.contains(event.position()) else self.picked).emit(index)
            return True
        return False


WIDTH = 560
TALLEST = 420
SHORTEST = 110
PAUSE = 60  # milliseconds without another row before screen readers announce it: typing changes the rows
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Switcher(Retranslated, Popup):
    """The popup. `chosen` carries a model's name, `favourite` a name and its new state; `retry`: list the models again.

    With several hosts, `host_chosen` carries the address of the one to list. With `offers_pull` a model that is not
    installed can be requested: `missing` carries the typed text, which may be empty.
    """

    chosen = Signal(str)
    favourite = Signal(str, bool)
    retry = Signal()
    host_chosen = Signal(str)
    missing = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, offers_pull: bool = False) -> None:
        super().__init__(parent)
        self._offers_pull = offers_pull
        self.rows = SwitcherModel(self._describe_row, self)
        self.title = Muted("", self)
        self.host = PillRow(theme, self)
        self.host.hide()
        self.field = LineField(parent=self)
        self._place = QWidget(self)
        self.view = QListView(self)
        self.nothing = QLabel(self)
        self.pull = Button(kind="primary", parent=self)
        self.again = Button(parent=self)
        self.hint = Muted("", self)
        self._painter = SwitcherDelegate(theme)
        self._theme = theme
        self._trouble = ""
        self._announced = ""  # the row last announced to screen readers
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        self.view.setModel(self.rows)
        self.view.setItemDelegate(self._painter)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.viewport().setAutoFillBackground(False)
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setMargin(8)
        again = QHBoxLayout()
        again.addWidget(self.pull)
        again.addWidget(self.again)
        again.addStretch(1)
        middle = QVBoxLayout(self._place)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self.view, 1)
        middle.addWidget(self.nothing)
        middle.addLayout(again)
        middle.addStretch()
        for widget in (self.title, self.host, self.field, self._place):
            self.body.addWidget(widget)
        self.body.addWidget(self.hint)

    def _connect_signals(self) -> None:
        self.field.textChanged.connect(self._on_filter)
        self.field.installEventFilter(self)
        guard_rows(self.view)
        self._painter.picked.connect(self._choose_row)
        self.view.entered.connect(self.view.setCurrentIndex)
        self._painter.starred.connect(self._toggle_favourite)
        self.view.selectionModel().currentChanged.connect(self._announce_row)
        self._soon.timeout.connect(self._announce_current)
        self.again.clicked.connect(self.retry)
        self.pull.clicked.connect(self._ask_for_missing)
        self.host.chosen.connect(self._on_host)

    def open_below(self, anchor: QWidget, title: str = "") -> None:
        """Open below `anchor` with an empty filter; `title` is the purpose of the choice."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.field.clear()
        self.rows.set_filter("")
        self._select_current()
        self._fit_height()
        self._describe_field()
        self.open_at(anchor)
        self.field.setFocus()

    def offer_hosts(self, hosts: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show hosts to choose from, by address and words; nothing is shown for a single one."""
        self.host.set_choices(hosts, self.tr("Other hosts"))
        self.host.choose_value(chosen)
        self.host.setVisible(len(hosts) > 1)

    def show_trouble(self, sentence: str) -> None:
        """Show why there are no models; empty for no special reason."""
        self._trouble = sentence
        self._fit_height()

    def restore_row(self, model: str) -> None:
        """After the rows changed while it is open: stay on `model`, or on the row before."""
        row = self.rows.row_of(model) if model else 0
        self.view.setCurrentIndex(self.rows.index(row))
        self._fit_height()

    def current_row(self) -> SwitcherRow | None:
        """The row that Enter chooses."""
        row = self.view.currentIndex().data(ROW)
        return row if isinstance(row, SwitcherRow) else None

    def _on_host(self, host: str) -> None:
        self.field.setFocus()  # typing continues with its models
        self.host_chosen.emit(host)

    def _select_current(self) -> None:
        self.view.setCurrentIndex(self.rows.index(self.rows.current_row))

    def _on_filter(self, text: str) -> None:
        self.rows.set_filter(text)
        self._announced = ""  # the row is announced again, since the rows are new
        self.view.setCurrentIndex(self.rows.index(0))
        self._show_state()

    def _show_state(self) -> None:
        """Show why the list is empty."""
        count = self.rows.rowCount()
        self.hint.setText(self._hint_words())
        self.view.setVisible(count > 0)
        self.nothing.setVisible(count == 0 or bool(self._trouble))
        self.nothing.setText(self._why_nothing())
        self.again.setVisible(self.rows.known == 0)
        self.pull.setVisible(self._offers_pull and count == 0 and not self._trouble)
        self.pull.setText(self._pull_words())

    def _fit_height(self) -> None:
        """Set the height to that of the rows, up to a limit; it does not change while filtering."""
        self._show_state()
        self.be_wide(self._theme.px(WIDTH))
        tallest, height = self._theme.px(TALLEST), 0
        for at in range(self.rows.rowCount()):
            height += self.view.sizeHintForRow(at)
            if height > tallest:
                break
        self._place.setFixedHeight(max(SHORTEST, min(tallest, height + 2)))
        if self.isVisible():
            self.adjustSize()

    def _why_nothing(self) -> str:
        if self._trouble:
            return self._trouble
        if self.rows.known == 0:
            return self.tr("This host has no model to chat with yet.")
        return self.tr("No installed model matches “{text}”.").format(text=self.field.text())

    def _hint_words(self) -> str:
        keys = self.tr("↑ ↓ move · Enter chooses · Ctrl+D favourite · Esc leaves")
        cut = self.tr("This host has more models: only the first {count} are listed.")
        return f"{cut.format(count=numbers.whole(MOST_MODELS))}\n{keys}" if self.rows.cut else keys

    def _pull_words(self) -> str:
        text = self.field.text().strip()
        return self.tr("Not here yet: pull “{text}”").format(text=text) if text else self.tr("Look at the catalogue")

    def _ask_for_missing(self) -> None:
        text = self.field.text().strip()
        self.close()
        self.missing.emit(text)

    def _choose_row(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, SwitcherRow):
            self.close()
            self.chosen.emit(row.entry.card.name)

    def _toggle_favourite(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, SwitcherRow):
            self.favourite.emit(row.entry.card.name, not row.favourite)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in MOVES:
            QApplication.sendEvent(self.view, event)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.pull.isVisible():
                self._ask_for_missing()
            else:
                self._choose_row(self.view.currentIndex())
            return True
        if key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._toggle_favourite(self.view.currentIndex())
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        return False

    def _announce_row(self, index: QModelIndex) -> None:
        """Announce a row to screen readers, since the focus stays in the filter."""
        if self.isVisible() and index.isValid() and QAccessible.isActive():
            self._soon.start()

    def _announce_current(self) -> None:
        row = self.current_row()
        if self.isVisible() and row is not None and self._describe_row(row) != self._announced:
            self._announced = self._describe_row(row)
            row_reached(self.view, self.view.currentIndex().row())

    def _describe_field(self) -> None:
        """Set what is read with the field when the switcher opens: the current row, and the keys."""
        row = self.current_row()
        self._announced = self._describe_row(row) if row is not None else ""
        self.field.setAccessibleDescription(". ".join(filter(None, (self._announced, self.hint.text()))))

    def _describe_row(self, row: SwitcherRow) -> str:
        parts = [row.entry.card.name, *words.badges(row.entry.card), *words.row_facts(row.entry)]
        warning = words.memory_warning(too_big=row.too_big, names=row.leaving)
        parts += [warning] if warning else []
        parts += [self.tr("favourite")] if row.favourite else []
        return numbers.in_a_row(parts)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Filter by name, lab, size or what it can do…"))
        self.field.setToolTip(self.field.placeholderText())  # the full text, where there is no room for it
        self.field.setAccessibleName(self.tr("Filter models"))
        self.view.setAccessibleName(self.tr("Models"))
        self.host.setAccessibleName(self.tr("Host"))
        self.setAccessibleName(self.tr("Switch model"))
        self.again.setText(self.tr("Look again"))
        self.hint.setText(self._hint_words())
