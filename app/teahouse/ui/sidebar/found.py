"""What a search found, as an item model: titles at once, the words inside messages when the store has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from teahouse.core.conversation import ConversationHead
from teahouse.services.events import FoundHit
from teahouse.ui.kit.tooltips import as_text

HIT = Qt.ItemDataRole.UserRole  # the FoundHit of a row
MOST = 50  # titles found at once: more are no help, and the store's answer has the same bound


class FoundModel(QAbstractListModel):
    """The hits of one query."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: Sequence[FoundHit] = ()

    def show(self, hits: Sequence[FoundHit]) -> None:
        """Take the hits of a query."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
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
    """The conversations whose titles hold every word of the query, newest first, at most `MOST`."""
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
    if len(title) != length:  # folding changed the length (ß → ss): places would be wrong
        return ()
    places = ((title.find(word), len(word)) for word in words)
    return tuple(sorted((start, start + long) for start, long in places))
