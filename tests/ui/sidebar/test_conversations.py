"""The list of conversations: a change moves a row, for any length of the list, with the same result as reading it
again."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from teahouse.core.conversation import ConversationHead
from teahouse.services.chat.history import LISTED
from teahouse.ui.sidebar import conversations as module
from teahouse.ui.sidebar.conversations import ConversationsModel
from teahouse.ui.sidebar.lists import ConversationsList

NOW = datetime(2026, 11, 30, 12)
SECONDS = NOW.timestamp()
SIGNALS = ("modelReset", "layoutChanged", "rowsInserted", "rowsMoved", "rowsRemoved", "dataChanged")


def head(number: int, hours: float, *, pinned: bool = False) -> ConversationHead:
    return ConversationHead(f"{number:06}", f"Conversation {number}", 0.0, SECONDS - 3600 * hours, pinned)


class Store:
    """All conversations, read as the store reads them."""

    def __init__(self, heads: list[ConversationHead]) -> None:
        self.heads = {one.id: one for one in heads}

    def page(self, count: int, after: ConversationHead | None = None) -> tuple[list[ConversationHead], bool]:
        below = sorted(self.heads.values(), key=lambda one: one.place)
        found = [one for one in below if after is None or one.place > after.place]
        return found[:count], len(found) > count


@pytest.mark.parametrize("seed", range(20))
def test_changes_at_random_leave_the_rows_that_reading_anew_gives(qapp, seed):
    chance = random.Random(seed)
    store = Store([head(number, chance.random() * 2000, pinned=chance.random() < 0.1) for number in range(60)])
    model, page = ConversationsModel(lambda: NOW), chance.choice((7, 20, 100))
    wanted: list[ConversationHead] = []
    model.more_wanted.connect(wanted.append)
    heads, more = store.page(page)
    model.show_heads(heads, more=more)
    for number in range(300):
        chosen = chance.choice(list(store.heads.values()))
        watched = {one.id: QPersistentModelIndex(model.index(model.row_of(one.id))) for one in model.heads}
        changed = None
        match chance.choice(("sent", "renamed", "pinned", "removed", "new", "scrolled", "older")):
            case "sent":
                changed = replace(chosen, updated=SECONDS - chance.random() * 3600)
            case "older":
                changed = replace(chosen, updated=chosen.updated - 3600 * chance.random() * 500)
            case "renamed":
                changed = replace(chosen, title=f"Renamed {number}")
            case "pinned":
                changed = replace(chosen, pinned=not chosen.pinned)
            case "new":
                changed = head(1000 + number, chance.random() * 3000)
            case "removed" if len(store.heads) > 3:
                del store.heads[chosen.id]
                model.remove_head(chosen.id)
            case "scrolled" if model._end is not None:
                if not wanted or wanted[-1] is not model._asked:
                    model.fetchMore(QModelIndex())
                found, more = store.page(page, wanted[-1])
                model.append_heads(wanted[-1], found, more=more)
        if changed is not None:
            store.heads[changed.id] = changed
            model.put_head(changed)
        known = list(model.heads)
        fresh = ConversationsModel(lambda: NOW)
        fresh.show_heads(store.page(len(known))[0])
        assert model._rows == fresh._rows
        assert all(model._rows[model.row_of(one.id)] == one for one in known)
        for one in known:
            assert one.id not in watched or watched[one.id].row() == model.row_of(one.id)
        assert model._end is not None or len(known) == len(store.heads)


class CountingModel(ConversationsModel):
    """Counts how often Qt asks for the number of rows."""

    asked = 0

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        self.asked += 1
        return super().rowCount(parent)


def work_of_a_message(count: int, theme, qtbot, monkeypatch) -> Counter[str]:
    """What the list does when a conversation that it shows gets a message."""
    work: Counter[str] = Counter()
    model = CountingModel(lambda: NOW)
    view = ConversationsList(theme, model)
    qtbot.addWidget(view)
    view.resize(240, 600)
    view.show_heads([head(number, number) for number in range(min(count, LISTED))], more=count > LISTED)
    with qtbot.waitExposed(view):
        view.show()
    for name in SIGNALS:
        getattr(model, name).connect(lambda *_, name=name: work.update([name]))
    place = module._place
    monkeypatch.setattr(module, "_place", lambda one: work.update(["places"]) or place(one))
    model.asked = 0
    view.put_head(replace(head(5, 5), updated=SECONDS + 1))
    view.grab()
    work["rows counted"] = model.asked
    monkeypatch.undo()
    return work


def test_a_message_costs_the_list_the_same_with_ten_conversations_and_a_hundred_thousand(theme, qtbot, monkeypatch):
    ten, many, most = (work_of_a_message(count, theme, qtbot, monkeypatch) for count in (10, 10_000, 100_000))
    assert most == many
    assert [many[name] for name in SIGNALS] == [ten[name] for name in SIGNALS]
    assert many["modelReset"] == many["layoutChanged"] == 0
    assert many["rowsMoved"] == 1
    assert many["places"] <= 3 * ten["places"]


def test_what_is_read_as_the_reader_scrolls_stands_below_all_others(qapp):
    model = ConversationsModel(lambda: NOW)
    model.show_heads([head(1, 1)], more=True)
    places: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _, first, last: places.append((first, last)))
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())  # which asks nothing again
    model.append_heads(head(1, 1), [head(2, 1000), head(3, 1001)], more=False)
    model.append_heads(head(1, 1), [head(2, 1000), head(3, 1001)], more=False)
    assert places == [(2, 4)]
    assert not model.canFetchMore(QModelIndex())


def test_the_list_reads_on_when_its_end_comes_in_sight(theme, qtbot):
    model = ConversationsModel(lambda: NOW)
    view = ConversationsList(theme, model)
    qtbot.addWidget(view)
    view.resize(240, 600)
    asked: list[ConversationHead] = []
    model.more_wanted.connect(asked.append)
    heads = [head(number, number) for number in range(LISTED)]
    view.show_heads(heads, more=True)
    with qtbot.waitExposed(view):
        view.show()
    view.grab()
    assert not asked
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: asked == [heads[-1]])


def test_another_day_keeps_what_was_read_and_reads_on(qapp):
    clock = [NOW]
    model = ConversationsModel(lambda: clock[0])
    model.show_heads([head(1, 1), head(2, 2)], more=True)
    clock[0] += timedelta(days=1)
    model.put_head(head(3, -24))
    assert [one.id for one in model.heads] == ["000003", "000001", "000002"]
    assert model.canFetchMore(QModelIndex())
