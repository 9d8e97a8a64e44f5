"""Earlier comparisons: a list to filter, open from and remove from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from teahouse.core.comparison import ComparisonHead
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

ID = Qt.ItemDataRole.UserRole


class ComparisonHistoryDialog(Retranslated, Dialog):
    """`open_one` and `remove` carry a comparison's id."""

    open_one = Signal(str)
    remove = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heads: tuple[ComparisonHead, ...] = ()
        self.field = LineField()
        self.list = QListWidget()
        self.nothing = Muted()
        self.open_button = Button(kind="primary")
        self.remove_button = Button()
        self.sure = Muted()
        self._asked = ""
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.sure, 1)
        buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        for widget in (self.field, self.list, self.nothing):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.begin_with(560, 440)
        style_view(self.list, theme)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field.textChanged.connect(self._fill_list)
        self.list.itemActivated.connect(lambda _item: self._open_chosen())
        self.list.currentItemChanged.connect(lambda *_: self._show_buttons())
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._open_chosen)
        self.remove_button.clicked.connect(self._remove_chosen)
        self.retranslate()

    def show_heads(self, heads: tuple[ComparisonHead, ...]) -> None:
        """Show the stored comparisons, newest first. If the chosen one is gone, none is chosen."""
        kept, self._heads = self.current_id(), heads
        self._fill_list()
        if kept and kept not in {head.id for head in heads}:
            self.list.setCurrentRow(-1)

    def _fill_list(self) -> None:
        kept = self.current_id()
        wanted = self.field.text().casefold()
        self.list.clear()
        for head in self._heads:
            if wanted in f"{head.title} {' '.join(head.models)}".casefold():
                item = QListWidgetItem(self._words_of(head))
                item.setData(ID, head.id)
                self.list.addItem(item)
        rows = [self.list.item(at).data(ID) for at in range(self.list.count())]
        self.list.setCurrentRow(rows.index(kept) if kept in rows else 0)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._show_buttons()

    def _words_of(self, head: ComparisonHead) -> str:
        parts = [numbers.moment(head.created), numbers.in_a_row(head.models)]
        parts += [self.tr("voted")] if head.voted else []
        parts += [self.tr("of a prompt set")] if head.set_run else []
        return head.title + "\n" + " · ".join(parts)

    def current_id(self) -> str:
        """The id of the chosen comparison; empty for none."""
        item = self.list.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def _open_chosen(self) -> None:
        if comparison_id := self.current_id():
            self.open_one.emit(comparison_id)
            self.close()

    def _remove_chosen(self) -> None:
        """Ask for confirmation with the same button, then remove: it cannot be undone."""
        comparison_id = self.current_id()
        if comparison_id and comparison_id == self._asked:
            self.remove.emit(comparison_id)
            self._asked = ""
        else:
            self._asked = comparison_id
        self._show_buttons()

    def _show_buttons(self) -> None:
        comparison_id = self.current_id()
        asking = bool(comparison_id) and comparison_id == self._asked
        if not asking:
            self._asked = ""
        self.open_button.setEnabled(bool(comparison_id))
        self.remove_button.setEnabled(bool(comparison_id))
        self.remove_button.setText(self.tr("Remove for good") if asking else self.tr("Remove"))
        self.sure.setText(self.tr("Its answers will be gone; runs and votes still count.") if asking else "")

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Earlier comparisons"))
        self.field.setPlaceholderText(self.tr("Filter by question or model…"))
        self.field.setToolTip(self.field.placeholderText())  # whole, where there is no room for it
        self.field.setAccessibleName(self.tr("Filter comparisons"))
        self.list.setAccessibleName(self.tr("Earlier comparisons"))
        self.nothing.setText(self.tr("No comparison is kept yet."))
        self.open_button.setText(self.tr("Open"))
        self._fill_list()
