"""The item models of the conversation list and of search results: headings and conversations in one flat list.

It contains the beginning of the list; more is loaded as the reader scrolls. A changed conversation moves one row, found
by its place: the cost does not depend on the length of the list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from enum import Enum, auto
from math import inf
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from teahouse.core.conversation import ConversationHead
from teahouse.core.values import dataclass
from teahouse.services.chat.events import FoundHit
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.labels import as_text

# The group of a conversation: pinned, later than today, today, yesterday, the last seven days, or its month. Days are
# those of the person's calendar, from midnight to midnight, with the clock changes of their time zone.


class Span(Enum):
    PINNED = auto()
    LATER = auto()  # dated after today: the clock was set back
    TODAY = auto()
    YESTERDAY = auto()
    WEEK = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class DayGroup:
    """A heading of the list; `year` and `month` are set for MONTH."""

    span: Span
    year: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The beginnings of days, in seconds since the epoch, relative to one moment."""

    tomorrow: float
    today: float
    yesterday: float
    week: float
    zone: tzinfo | None

    @classmethod
    def at(cls, now: datetime) -> Calendar:
        """The calendar at a moment: in its time zone, or in this computer's when it has none."""

        def midnight(days: int) -> float:
            return datetime.combine(now.date() - timedelta(days), time(), now.tzinfo).timestamp()

        return cls(midnight(-1), midnight(0), midnight(1), midnight(7), now.tzinfo)

    def group(self, head: ConversationHead) -> DayGroup:
        """The group of this conversation."""
        if head.pinned:
            return DayGroup(Span.PINNED)
        if head.updated >= self.tomorrow:
            return DayGroup(Span.LATER)
        if head.updated >= self.today:
            return DayGroup(Span.TODAY)
        if head.updated >= self.yesterday:
            return DayGroup(Span.YESTERDAY)
        if head.updated >= self.week:
            return DayGroup(Span.WEEK)
        day = datetime.fromtimestamp(head.updated, self.zone)
        return DayGroup(Span.MONTH, day.year, day.month)

    def ceiling(self, group: DayGroup) -> float:
        """The end of a group's time, in seconds since the epoch."""
        match group.span:
            case Span.PINNED | Span.LATER:
                return inf
            case Span.TODAY:
                return self.tomorrow
            case Span.YESTERDAY:
                return self.today
            case Span.WEEK:
                return self.yesterday
            case Span.MONTH:
                year, month = divmod(12 * group.year + group.month, 12)
                return min(self.week, datetime(year, month + 1, 1, tzinfo=self.zone).timestamp())


Index = QModelIndex | QPersistentModelIndex
HEAD = Qt.ItemDataRole.UserRole  # the ConversationHead of a row; None on a heading
ANSWERED = Qt.ItemDataRole.UserRole + 1  # whether a reply is running there
Role = Qt.ItemDataRole


class ConversationsModel(QAbstractListModel):
    """Rows of conversation heads; `renamed` carries a head and its new title, `more_wanted` the head after which more
    must be loaded. `clock` returns the person's time.

    Invariant: the rows are all conversations up to the place of `_end`, or all there are where that is None.
    """

    renamed = Signal(str, str)
    more_wanted = Signal(object)

    def __init__(self, clock: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._heads: dict[str, ConversationHead] = {}
        self._rows: list[ConversationHead | DayGroup] = []
        self._end: ConversationHead | None = None
        self._asked: ConversationHead | None = None  # the end after which more is being loaded
        self._answered: frozenset[str] = frozenset()
        self._calendar = Calendar.at(clock())

    @property
    def heads(self) -> Iterable[ConversationHead]:
        """The loaded heads, in the order of the list."""
        return (row for row in self._rows if isinstance(row, ConversationHead))

    def show_heads(self, heads: Iterable[ConversationHead], *, more: bool = False) -> None:
        """Replace the rows by the beginning of the list, or by all of it."""
        found = sorted(heads, key=_place)
        self.beginResetModel()
        self._calendar = Calendar.at(self._clock())
        self._heads = {head.id: head for head in found}
        self._end = found[-1] if more and found else None
        self._asked = None
        self._rows = []
        self._rows = self._rows_below(found)
        self.endResetModel()

    def append_heads(self, after: ConversationHead, heads: Iterable[ConversationHead], *, more: bool) -> None:
        """Append the heads after `after`, as requested by `more_wanted`."""
        if self._asked is None or after != self._asked:
            return  # the list was loaded anew meanwhile
        found = list(heads)
        fresh = [head for head in found if head.id not in self._heads]
        rows = self._rows_below(fresh)
        self._end, self._asked = (found[-1] if more and found else None), None
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self._heads |= {head.id: head for head in fresh}
            self.endInsertRows()

    def canFetchMore(self, _parent: Index) -> bool:
        return self._end is not None and self._asked is None

    def fetchMore(self, _parent: Index) -> None:
        if self._end is not None and self._asked is None:
            self._asked = self._end
            self.more_wanted.emit(self._end)

    def put_head(self, head: ConversationHead) -> None:
        """Insert or update a conversation: its row moves to where it belongs."""
        self.new_day()
        if self._end is not None and head.place > self._end.place:
            self.remove_head(head.id)  # it belongs to the part that is not loaded
            return
        before = self._heads.get(head.id)
        row = -1 if before is None else self._row_at(before)
        if before is not None and before.place == head.place:
            self._heads[head.id] = self._rows[row] = head
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        group = self._calendar.group(head)
        to = self._row_at(head)
        if not to or self._group_of(to - 1) != group:
            self._insert_row(to, group)
            row += row >= to
            to += 1
        self._heads[head.id] = head
        if row < 0:
            self._insert_row(to, head)
        elif row in (to, to - 1):
            self._rows[row] = head
            self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), to)
            del self._rows[row]
            self._rows.insert(to - (row < to), head)
            self.endMoveRows()
            self._remove_heading_above(row if row < to else row + 1)

    def remove_head(self, conversation_id: str) -> None:
        """Remove a conversation from the list."""
        row = self.row_of(conversation_id)
        if row >= 0:
            self._remove_row(row)
            del self._heads[conversation_id]
            self._remove_heading_above(row)

    def _rows_below(self, heads: Iterable[ConversationHead]) -> list[ConversationHead | DayGroup]:
        """The rows of heads that follow the loaded ones."""
        found: list[ConversationHead | DayGroup] = []
        group = self._group_of(len(self._rows) - 1) if self._rows else None
        for head in heads:
            if (its := self._calendar.group(head)) != group:
                found.append(group := its)
            found.append(head)
        return found

    def _insert_row(self, row: int, value: ConversationHead | DayGroup) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(row, value)
        self.endInsertRows()

    def _remove_row(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._rows[row]
        self.endRemoveRows()

    def _remove_heading_above(self, row: int) -> None:
        """Remove the heading above this row where its group is empty."""
        if not 0 < row <= len(self._rows) or not isinstance(self._rows[row - 1], DayGroup):
            return
        if row == len(self._rows) or isinstance(self._rows[row], DayGroup):
            self._remove_row(row - 1)

    def _group_of(self, row: int) -> DayGroup:
        found = self._rows[row]
        return found if isinstance(found, DayGroup) else self._calendar.group(found)

    def _row_at(self, head: ConversationHead) -> int:
        """The row of a head, or where it would be inserted: below the heading of its group."""
        return bisect_left(self._rows, _place(head), key=self._place_of)

    def _place_of(self, row: ConversationHead | DayGroup) -> tuple[bool, float, bool, str]:
        """The sort key of a row: a heading comes before everything in its group."""
        if isinstance(row, ConversationHead):
            return _place(row)
        return row.span is not Span.PINNED, -self._calendar.ceiling(row), True, ""

    def show_answered(self, conversations: frozenset[str]) -> None:
        """Mark the conversations with a running reply."""
        changed, self._answered = conversations ^ self._answered, conversations
        for row in map(self.row_of, changed):
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def new_day(self) -> bool:
        """Group again after midnight; returns whether the day has changed."""
        if Calendar.at(self._clock()) == self._calendar:
            return False
        end, asked = self._end, self._asked
        self.show_heads(self._heads.values())
        self._end, self._asked = end, asked
        return True

    def row_of(self, conversation_id: str) -> int:
        """The row of a conversation, -1 when it is not loaded."""
        head = self._heads.get(conversation_id)
        return -1 if head is None else self._row_at(head)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == HEAD:
            return row if isinstance(row, ConversationHead) else None
        if role == ANSWERED:
            return isinstance(row, ConversationHead) and row.id in self._answered
        if role == Role.AccessibleTextRole and index.data(ANSWERED):
            return self.tr("{title}, being answered").format(title=self.title_of(row))
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.title_of(row)
        if role == Role.EditRole and isinstance(row, ConversationHead):
            return row.title
        if role == Role.ToolTipRole and isinstance(row, ConversationHead):
            return as_text(f"{self.title_of(row)}\n{numbers.moment(row.updated)}")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], DayGroup):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row = self._rows[index.row()]
        title = " ".join(str(value).split())
        if role != Role.EditRole or not isinstance(row, ConversationHead) or title in ("", row.title):
            return False
        self._rows[index.row()] = self._heads[row.id] = replace(row, title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(row.id, title)
        return True

    def title_of(self, row: ConversationHead | DayGroup) -> str:
        """The text of a row, in the window's language."""
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


def _place(head: ConversationHead) -> tuple[bool, float, bool, str]:
    unpinned, newest_first, conversation_id = head.place
    return unpinned, newest_first, False, conversation_id


HIT = Qt.ItemDataRole.UserRole  # the FoundHit of a row
MOST = 50  # most titles in the result; the store's answer has the same limit


class FoundModel(QAbstractListModel):
    """Search results as an item model: titles at once, matches inside messages when the store has answered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: Sequence[FoundHit] = ()

    def show_hits(self, hits: Sequence[FoundHit]) -> None:
        """Show the hits of a query."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.head.title or self.tr("New chat")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.head.title}: {hit.snippet}" if hit.message_id else hit.head.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_text(f"{hit.head.title}\n{hit.snippet}" if hit.message_id else hit.head.title)
        return None


def in_titles(heads: Iterable[ConversationHead], query: str) -> list[FoundHit]:
    """The conversations whose titles contain every word of the query, newest first, at most `MOST`."""
    words = query.casefold().split()
    hits: list[FoundHit] = []
    for head in heads:
        title = head.title.casefold()
        if words and all(word in title for word in words):
            hits.append(FoundHit(head, "", head.title, _marks(title, words, len(head.title))))
            if len(hits) == MOST:
                break
    return hits


def _marks(title: str, words: Iterable[str], length: int) -> tuple[tuple[int, int], ...]:
    if len(title) != length:  # folding changed the length (ß → ss): the offsets would be wrong
        return ()
    places = ((title.find(word), len(word)) for word in words)
    return tuple(sorted((start, start + long) for start, long in places))
