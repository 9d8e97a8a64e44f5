"""The list of saved prompts above the composer, and the dialog that edits them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.conversation import SavedPrompt, new_id, title_from
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.kit.accessibility import focus_returned, row_reached
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.painting import paint_ground
from teahouse.ui.kit.text_fields import LineField, PlainTextField, undo_key
from teahouse.ui.style import Theme

HEIGHT = 34
MOST_ROWS = 7
WIDTH = 520
Index = QModelIndex | QPersistentModelIndex
PROMPT = Qt.ItemDataRole.UserRole


def _prompt_of(item: QListWidgetItem) -> SavedPrompt:
    prompt = item.data(PROMPT)
    assert isinstance(prompt, SavedPrompt)
    return prompt


class PromptDelegate(QStyledItemDelegate):
    """Paints a prompt's name and the start of its text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, self._theme.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        prompt: SavedPrompt = index.data(PROMPT)
        colours, rect = self._theme.colours, QRectF(option.rect).adjusted(10, 0, -10, 0)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_ground(painter, QRectF(option.rect).adjusted(2, 1, -2, -1), colours, chosen=selected)
        bold = self._theme.font(bold=True)
        name = QFontMetricsF(bold).elidedText(prompt.name, Qt.TextElideMode.ElideRight, rect.width() * 0.6)
        taken = QFontMetricsF(bold).horizontalAdvance(name) + 12
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)
        small = self._theme.small()
        text = QFontMetricsF(small).elidedText(
            " ".join(prompt.text.split()), Qt.TextElideMode.ElideRight, rect.width() - taken
        )
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(rect.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class PromptPicker(QFrame):
    """`picked`: a prompt; `manage`: open the dialog."""

    picked = Signal(object)
    manage = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parent = parent
        self._above = parent
        self.setProperty("role", "popup")
        self.list = QListWidget(self)
        self.list.setItemDelegate(PromptDelegate(theme))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.viewport().setAutoFillBackground(False)
        self.edit_button = Button(kind="quiet", parent=self)
        self.edit_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.edit_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addLayout(row)
        self.list.itemClicked.connect(lambda item: self.picked.emit(item.data(PROMPT)))
        self.list.currentRowChanged.connect(self._tell_row)
        self.edit_button.clicked.connect(self.manage)
        self.hide()

    def offer_prompts(self, prompts: Sequence[SavedPrompt], above: QWidget) -> None:
        """Show prompts above a widget, the first one chosen; hide without any."""
        self.list.setAccessibleName(self.tr("Saved prompts"))
        self.edit_button.setText(self.tr("Write your own…"))
        self.list.clear()
        for prompt in prompts:
            item = QListWidgetItem(self.list)
            item.setText(prompt.name)
            item.setData(PROMPT, prompt)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{prompt.name}: {' '.join(prompt.text.split())}")
        if not prompts:
            self.hide()
            return
        self._above = above
        self.list.setMinimumHeight(self._theme.px(HEIGHT))
        self.list.setMaximumHeight(min(MOST_ROWS, len(prompts)) * self._theme.px(HEIGHT))
        self.place_above()
        self.show()
        self.raise_()
        self.list.setCurrentRow(0)

    def place_above(self) -> None:
        """Move above the widget."""
        above = self._above
        corner = above.mapTo(self._parent, QPoint(0, 0))
        width = min(self._theme.px(WIDTH), above.width())
        rest = self._column.totalMinimumSize().height() - self.list.minimumHeight()
        height = min(rest + self.list.maximumHeight(), corner.y() - 6)
        self.setGeometry(corner.x(), max(0, corner.y() - height - 6), width, height)

    def move_selection(self, by: int) -> None:
        """Choose the next or previous prompt, cyclically."""
        self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def current_prompt(self) -> SavedPrompt | None:
        """The chosen prompt."""
        item = self.list.currentItem()
        return _prompt_of(item) if item is not None else None

    def _tell_row(self, row: int) -> None:
        if self.isVisible():
            row_reached(self.list, row)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        focus_returned()


# The prompts that are offered: the person's own first, then a few that everybody has; and how they are found.

translate = QCoreApplication.translate

_EVERYBODYS = (
    (QT_TRANSLATE_NOOP("Prompts", "Summarise"), QT_TRANSLATE_NOOP("Prompts", "Summarise this in a few sentences:")),
    (
        QT_TRANSLATE_NOOP("Prompts", "Translate into Chinese"),
        QT_TRANSLATE_NOOP("Prompts", "Translate this into Chinese; keep names, numbers and formatting:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Proofread"),
        QT_TRANSLATE_NOOP("Prompts", "Correct spelling and grammar, change nothing else, and list what you changed:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Explain simply"),
        QT_TRANSLATE_NOOP("Prompts", "Explain this so that somebody new to it understands, with an example:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Review code"),
        QT_TRANSLATE_NOOP("Prompts", "Review this code: errors first, then what could be simpler, each with its line:"),
    ),
)  # fmt: skip


def offered_prompts(own: Sequence[SavedPrompt]) -> list[SavedPrompt]:
    """The user's prompts, then the built-in ones in the current language, which have no id."""
    rest = [SavedPrompt("", translate("Prompts", name), translate("Prompts", text)) for name, text in _EVERYBODYS]
    return [*own, *rest]


def find_prompts(prompts: Sequence[SavedPrompt], words: str) -> list[SavedPrompt]:
    """The prompts whose name has every word, those that begin with it first."""
    wanted = words.casefold().split()
    fitting = [prompt for prompt in prompts if all(word in prompt.name.casefold() for word in wanted)]
    begins = words.casefold().strip()
    return sorted(fitting, key=lambda prompt: not prompt.name.casefold().startswith(begins))


KEEP_AFTER_MS = 400
LONGEST_NAME = 40


class PromptsDialog(Dialog):
    """Edits the saved prompts; every change is saved at once. `kept`: a changed prompt; `removed`: the id of a deleted
    one."""

    kept = Signal(object)
    removed = Signal(str)

    def __init__(self, theme: Theme, prompts: Sequence[SavedPrompt], parent: QWidget) -> None:
        super().__init__(parent)
        self._deleted: SavedPrompt | None = None
        self._unkept: SavedPrompt | None = None
        self.list, self.name, self.text = QListWidget(), LineField(), PlainTextField()
        self.text.setProperty("role", "field")
        self.text.setTabChangesFocus(True)
        style_view(self.list, theme)
        self.new_button, self.delete_button = Button(), Button()
        self.undo_button, self.close_button = Button(kind="quiet"), Button(kind="primary")
        self._name_label, self._text_label = QLabel(), QLabel()
        self._later = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._later.timeout.connect(self._save_pending)
        self._lay_out()
        self._retranslate()
        for prompt in prompts:
            self._add_item(prompt)
        self._connect_signals()
        self.list.setCurrentRow(0)
        self.close_button.setDefault(True)
        self._show_current()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(200)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        left, right, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.new_button)
        for widget in (self._name_label, self.name, self._text_label):
            right.addWidget(widget)
        right.addWidget(self.text, 1)
        below.addWidget(self.delete_button)
        below.addWidget(self.undo_button)
        below.addStretch(1)
        below.addWidget(self.close_button)
        right.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 14)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.begin_with(680, 400)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Saved prompts"))
        self.list.setAccessibleName(self.windowTitle())
        self._name_label.setText(self.tr("Name"))
        self._text_label.setText(self.tr("Text"))
        for label, field in ((self._name_label, self.name), (self._text_label, self.text)):
            label.setBuddy(field)
            field.setAccessibleName(label.text())
        self.text.setPlaceholderText(self.tr("What comes into the composer"))
        self.text.setAccessibleDescription(self.text.placeholderText())  # Qt does that for fields of one line only
        self.new_button.setText(self.tr("New prompt"))
        self.delete_button.setText(self.tr("Delete"))
        self.undo_button.setText(self.tr("Undo"))
        self.close_button.setText(self.tr("Close"))

    def _connect_signals(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.name.textEdited.connect(self._on_edited)
        self.text.textChanged.connect(self._on_text)
        self.new_button.clicked.connect(lambda: self.start_prompt(""))
        self.delete_button.clicked.connect(self._delete_prompt)
        self.undo_button.clicked.connect(self._undo_delete)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(self._save_pending)

    def _add_item(self, prompt: SavedPrompt) -> QListWidgetItem:
        item = QListWidgetItem(prompt.name, self.list)
        item.setData(PROMPT, prompt)
        return item

    def start_prompt(self, text: str) -> None:
        """Start a new prompt; one with a text is saved at once."""
        self._save_pending()
        name = title_from(text, LONGEST_NAME) or self.tr("New prompt")
        prompt = SavedPrompt(new_id(), name, text)
        self.list.setCurrentItem(self._add_item(prompt))
        if text:
            self.kept.emit(prompt)
        self.name.setFocus()
        self.name.selectAll()

    def _current_prompt(self) -> SavedPrompt | None:
        item = self.list.currentItem()
        return _prompt_of(item) if item is not None else None

    def _show_current(self) -> None:
        """Show the chosen prompt in the fields."""
        if self._later.isActive():
            self._save_pending()
        prompt = self._current_prompt()
        for field in (self.name, self.text, self.delete_button):
            field.setEnabled(prompt is not None)
        self.undo_button.setVisible(self._deleted is not None)
        self.text.blockSignals(True)
        self.name.setText(prompt.name if prompt else "")
        self.text.setPlainText(prompt.text if prompt else "")
        self.text.blockSignals(False)

    def _on_text(self) -> None:
        prompt = self._current_prompt()
        if prompt is not None and self.text.toPlainText() != prompt.text:
            self._on_edited()

    def _on_edited(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        old = _prompt_of(item)
        prompt = SavedPrompt(old.id, self.name.text().strip() or old.name, self.text.toPlainText())
        item.setData(PROMPT, prompt)
        item.setText(prompt.name)
        self._unkept = prompt
        self._later.start()

    def _save_pending(self) -> None:
        """Save changes now."""
        if self._later.isActive() or self.sender() is self._later:
            self._later.stop()
            prompt, self._unkept = self._unkept, None
            if prompt is not None and prompt.text.strip():
                self.kept.emit(prompt)

    def _delete_prompt(self) -> None:
        self._later.stop()
        prompt = self._current_prompt()
        if prompt is None:
            return
        row = self.list.currentRow()
        self.list.setCurrentRow(-1)  # first: Qt would go to a neighbour, which "Delete" would mean next
        self.list.takeItem(row)
        self._deleted = prompt
        undo_key(self).offer_undo(self, self._undo_delete)
        self.removed.emit(prompt.id)
        self._show_current()

    def _undo_delete(self) -> None:
        prompt, self._deleted = self._deleted, None
        undo_key(self).withdraw_undo(self)
        if prompt is None:
            return
        self.list.setCurrentItem(self._add_item(prompt))
        self.kept.emit(prompt)
        self._show_current()
