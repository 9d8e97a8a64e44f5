"""The list of conversations as an item model: headings and conversations in one flat list.

Thousands of rows cost what ten do: the rows are values, and Qt asks only for those it paints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from teahouse.core.conversation import ConversationHead
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.tips import as_text
from teahouse.ui.sidebar.days import Calendar, Group, Span, rows

HEAD = Qt.ItemDataRole.UserRole  # the ConversationHead of a row; None on a heading
ANSWERED = Qt.ItemDataRole.UserRole + 1  # whether a reply is on its way there
Role = Qt.ItemDataRole


class ConversationsModel(QAbstractListModel):
    """Rows out of heads; `renamed` tells what the person typed over a title. `clock` gives the person's time."""

    renamed = Signal(str, str)

    def __init__(self, clock: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._heads: Sequence[ConversationHead] = ()
        self._rows: list[ConversationHead | Group] = []
        self._answered: frozenset[str] = frozenset()
        self._calendar = Calendar.at(clock())

    @property
    def heads(self) -> Sequence[ConversationHead]:
        return self._heads

    def show(self, heads: Sequence[ConversationHead]) -> None:
        """Take the conversations as they are now."""
        self._calendar = Calendar.at(self._clock())
        found = rows(heads, self._calendar)
        self._heads = heads
        if self._same_places(found):
            self._rows = found
            self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self._rows = found
        self.endResetModel()

    def show_answered(self, conversations: frozenset[str]) -> None:
        """Mark those that are being answered now."""
        changed, self._answered = conversations ^ self._answered, conversations
        for row in map(self.row_of, changed):
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _same_places(self, found: list[ConversationHead | Group]) -> bool:
        if len(found) != len(self._rows) or not found:
            return False
        return all(_same_place(*pair) for pair in zip(found, self._rows, strict=True))

    def new_day(self) -> bool:
        """Group again when another day has begun since; returns whether one had."""
        if Calendar.at(self._clock()) == self._calendar:
            return False
        self.show(self._heads)
        return True

    def row_of(self, conversation_id: str) -> int:
        """The row of a conversation, -1 when it is not in the list."""
        for number, row in enumerate(self._rows):
            if isinstance(row, ConversationHead) and row.id == conversation_id:
                return number
        return -1

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == HEAD:
            return row if isinstance(row, ConversationHead) else None
        if role == ANSWERED:
            return isinstance(row, ConversationHead) and row.id in self._answered
        if role == Role.AccessibleTextRole and index.data(ANSWERED):
            return self.tr("{title}, being answered").format(title=self.title(row))
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.title(row)
        if role == Role.EditRole and isinstance(row, ConversationHead):
            return row.title
        if role == Role.ToolTipRole and isinstance(row, ConversationHead):
            return as_text(f"{self.title(row)}\n{numbers.moment(row.updated)}")
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: QModelIndex, value: Any, role: int = Role.EditRole) -> bool:
        row = self._rows[index.row()]
        title = " ".join(str(value).split())
        if role != Role.EditRole or not isinstance(row, ConversationHead) or title in ("", row.title):
            return False
        self._rows[index.row()] = replace(row, title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(row.id, title)
        return True

    def title(self, row: ConversationHead | Group) -> str:
        """What a row says, in the language of now."""
        if isinstance(row, ConversationHead):
            return row.title or self.tr("New chat")
        match row.span:
            case Span.PINNED:
                return self.tr("Pinned")
            case Span.LATER:
                return self.tr("Later than today")
            case Span.TODAY:
                return self.tr("Today")
            case Span.YESTERDAY:
                return self.tr("Yesterday")
            case Span.WEEK:
                return self.tr("Last 7 days")
            case Span.MONTH:
                return numbers.month(row.year, row.month)


def _same_place(row: ConversationHead | Group, other: ConversationHead | Group) -> bool:
    if row is other:
        return True
    if isinstance(row, ConversationHead) and isinstance(other, ConversationHead):
        return row.id == other.id
    return row == other
