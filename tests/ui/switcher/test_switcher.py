"""The switcher by keyboard and mouse: its order, filter, choice and marks."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from teahouse.core.model import LoadedModel, ModelCard
from teahouse.ollama.models import MOST_MODELS
from teahouse.services.models.events import ModelEntry, UsualFigures
from teahouse.ui.kit import guards
from teahouse.ui.switcher.popup import Switcher, SwitcherDelegate
from teahouse.ui.switcher.rows import ROW, SwitcherModel

GB = 1_000_000_000


def entry(name, *capabilities, loaded=False):
    card = ModelCard(
        name, size=5_200_000_000, quantization="Q4_K_M", capabilities=frozenset(capabilities or ("completion",))
    )
    if not loaded:
        return ModelEntry(card)
    return ModelEntry(card, LoadedModel(name, size=5 * GB), UsualFigures(21.4, 5_200_000_000, 3))


MODELS = (
    entry("deepseek-r1:8b", "completion", "thinking"),
    entry("gemma3:4b"),
    entry("nomic-embed-text:latest", "embedding"),
    entry("qwen3:8b", "completion", "thinking", "tools", loaded=True),
    entry("smollm2:135m"),
)


@pytest.fixture
def anchor(qtbot):
    widget = QWidget()
    widget.resize(900, 600)
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def switcher(theme, anchor):
    made = Switcher(theme, anchor)
    made.rows.show_models(MODELS, (), (), "qwen3:8b", lambda entry: ())
    made.open_below(anchor)
    yield made
    made.close()


def names(switcher):
    return [switcher.rows.index(at).data() for at in range(switcher.rows.rowCount())]


def key(switcher, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(switcher.field, key, modifier)


def test_models_that_cannot_chat_are_not_offered(switcher):
    assert names(switcher) == ["deepseek-r1:8b", "gemma3:4b", "qwen3:8b", "smollm2:135m"]


def test_that_a_list_was_cut_is_said(switcher, anchor):
    assert "only the first" not in switcher.hint.text()
    switcher.close()
    many = tuple(entry(f"model{number}:1b") for number in range(MOST_MODELS))
    switcher.rows.show_models(many, (), (), "", lambda entry: ())
    switcher.open_below(anchor)
    assert "This host has more models: only the first 2,000 are listed." in switcher.hint.text()
    assert "Ctrl+D" in switcher.hint.text()


def test_it_opens_on_the_model_in_use_with_the_cursor_in_the_filter(switcher):
    assert switcher.current_row().entry.card.name == "qwen3:8b"
    assert switcher.field.hasFocus()


def test_favourites_come_first_then_recent_ones_newest_first(switcher):
    switcher.rows.show_models(MODELS, ("smollm2:135m",), ("qwen3:8b", "deepseek-r1:8b"), "", lambda entry: ())
    assert names(switcher) == ["smollm2:135m", "qwen3:8b", "deepseek-r1:8b", "gemma3:4b"]
    captions = [switcher.rows.index(at).data(ROW).first for at in range(4)]
    assert captions == [True, True, False, True]


def test_typing_filters_and_enter_chooses(switcher, qtbot):
    QTest.keyClicks(switcher.field, "deeps")
    assert names(switcher) == ["deepseek-r1:8b"]
    with qtbot.waitSignal(switcher.chosen) as chosen:
        key(switcher, Qt.Key.Key_Return)
    assert chosen.args == ["deepseek-r1:8b"]
    assert not switcher.isVisible()


def test_a_lab_is_found_by_its_chinese_name(switcher):
    switcher.field.setText("通义千问")
    assert names(switcher) == ["qwen3:8b"]


def test_the_arrow_keys_move_while_the_cursor_stays_in_the_filter(switcher, qtbot):
    key(switcher, Qt.Key.Key_Up)
    assert switcher.current_row().entry.card.name == "gemma3:4b"
    key(switcher, Qt.Key.Key_Down)
    key(switcher, Qt.Key.Key_Down)
    assert switcher.field.hasFocus()
    with qtbot.waitSignal(switcher.chosen) as chosen:
        key(switcher, Qt.Key.Key_Enter)
    assert chosen.args == ["smollm2:135m"]


def test_esc_leaves_without_choosing(switcher, qtbot):
    with qtbot.assertNotEmitted(switcher.chosen):
        key(switcher, Qt.Key.Key_Escape)
    assert not switcher.isVisible()


def test_ctrl_d_makes_a_favourite_and_takes_it_back(switcher, qtbot):
    with qtbot.waitSignal(switcher.favourite) as made:
        key(switcher, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert made.args == ["qwen3:8b", True]
    switcher.rows.show_models(MODELS, ("qwen3:8b",), (), "qwen3:8b", lambda entry: ())
    switcher.restore_row("qwen3:8b")
    with qtbot.waitSignal(switcher.favourite) as unmade:
        key(switcher, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert unmade.args == ["qwen3:8b", False]


def test_a_click_on_the_star_does_not_choose(switcher, qtbot):
    index = switcher.rows.index(1)
    rect = switcher.view.visualRect(index)
    star = QPoint(rect.right() - 18, rect.center().y())
    with qtbot.assertNotEmitted(switcher.chosen), qtbot.waitSignal(switcher.favourite) as made:
        QTest.mouseClick(switcher.view.viewport(), Qt.MouseButton.LeftButton, pos=star)
    assert made.args == ["gemma3:4b", True]
    with qtbot.waitSignal(switcher.chosen):
        QTest.mouseClick(switcher.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def test_the_row_under_the_mouse_is_the_one_that_enter_chooses(switcher):
    place = switcher.view.visualRect(switcher.rows.index(1)).center()
    QTest.mouseMove(switcher.view.viewport(), place - QPoint(5, 0))
    QTest.mouseMove(switcher.view.viewport(), place)
    assert switcher.current_row().entry.card.name == "gemma3:4b"


def test_a_row_says_everything_to_a_screen_reader(switcher):
    switcher.rows.show_models(MODELS, ("qwen3:8b",), (), "", lambda entry: ("gemma3:4b",))
    said = switcher.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "qwen3:8b, thinking, tools, 5.2 GB, Q4_K_M, loaded, usually 21.4 tok/s, 5.2 GB, "
        "unloads gemma3:4b first, favourite"
    )


def test_moving_is_told_to_a_screen_reader_though_the_focus_stays_in_the_filter(switcher, monkeypatch, qtbot):
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append((event.object(), event.child())))
    key(switcher, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(switcher.view, switcher.view.currentIndex().row())]
    assert switcher.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "smollm2:135m, 5.2 GB, Q4_K_M"


def test_its_size_stays_while_one_filters(switcher):
    before = switcher.size()
    switcher.field.setText("smollm")
    switcher.field.setText("zzz")
    assert switcher.size() == before


def test_without_models_it_says_what_to_do_and_looks_again(switcher, qtbot):
    switcher.rows.show_models((), (), (), "", lambda entry: ())
    switcher.restore_row("")
    assert "no model" in switcher.nothing.text()
    with qtbot.waitSignal(switcher.retry):
        QTest.mouseClick(switcher.again, Qt.MouseButton.LeftButton)


def test_a_lost_host_is_said_in_its_sentence(switcher):
    switcher.rows.show_models((), (), (), "", lambda entry: ())
    switcher.show_trouble("Nothing answers at 127.0.0.1:11434.")
    assert switcher.nothing.text() == "Nothing answers at 127.0.0.1:11434."
    assert switcher.again.isVisible()


def test_a_filter_that_fits_nothing_says_so_and_enter_does_nothing(switcher, qtbot):
    switcher.field.setText("zzzz")
    assert "zzzz" in switcher.nothing.text()
    with qtbot.assertNotEmitted(switcher.chosen):
        key(switcher, Qt.Key.Key_Return)
    assert switcher.isVisible()


def test_of_five_hundred_models_only_the_visible_rows_are_painted(theme, anchor, monkeypatch, qtbot):
    made = Switcher(theme, anchor)
    painted = []
    paint = type(made._painter)._paint_name
    monkeypatch.setattr(
        type(made._painter), "_paint_name", lambda self, *rest: (painted.append(rest[-1]), paint(self, *rest))
    )
    made.rows.show_models(tuple(entry(f"model-{n}:8b") for n in range(500)), (), (), "model-3:8b", lambda entry: ())
    made.open_below(anchor)
    qtbot.waitUntil(lambda: bool(painted))
    assert 0 < len({row.entry.card.name for row in painted}) < 20
    assert issubclass(type(made._painter), QStyledItemDelegate)
    made.close()


def test_what_is_not_here_can_be_asked_for_by_enter(theme, anchor, qtbot):
    switcher = Switcher(theme, anchor, offers_pull=True)
    switcher.rows.show_models(MODELS, (), (), "qwen3:8b", lambda entry: ())
    switcher.open_below(anchor)
    QTest.keyClicks(switcher.field, "phi4:14b")
    assert switcher.pull.text() == "Not here yet: pull “phi4:14b”"
    with qtbot.waitSignal(switcher.missing) as told:
        QTest.keyClick(switcher.field, Qt.Key.Key_Return)
    assert told.args == ["phi4:14b"]
    assert not switcher.isVisible()


def test_a_list_that_says_the_same_moves_nothing_and_another_one_takes_no_click_at_once(switcher, qtbot, monkeypatch):
    monkeypatch.setattr(guards, "SETTLE_SECONDS", 0.3)
    chosen, resets = [], []
    switcher.chosen.connect(chosen.append)
    switcher.rows.modelReset.connect(lambda: resets.append(1))
    switcher.rows.show_models(MODELS, (), (), "qwen3:8b", lambda entry: ())
    assert resets == []
    switcher.rows.show_models((entry("aya:8b"), *MODELS), (), (), "qwen3:8b", lambda entry: ())
    place = switcher.view.visualRect(switcher.rows.index(1)).center()
    place = switcher.view.viewport().mapTo(switcher, place)
    QTest.mouseClick(switcher.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == []
    qtbot.wait(350)
    QTest.mouseClick(switcher.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["deepseek-r1:8b"]


def test_it_opens_below_what_it_belongs_to(switcher, anchor):
    anchor.move(60, 40)
    anchor.resize(300, 30)
    switcher.close()
    switcher.open_below(anchor)
    assert switcher.pos().x() == anchor.mapToGlobal(QPoint(0, 0)).x()
    assert switcher.pos().y() > anchor.mapToGlobal(QPoint(0, anchor.height())).y()


def test_opening_and_typing_make_as_many_rows_with_two_thousand_models_as_with_a_hundred(theme, anchor, monkeypatch):
    made, looked = [], []
    row, size = SwitcherModel._make_row, SwitcherDelegate.sizeHint
    monkeypatch.setattr(SwitcherModel, "_make_row", lambda *what: made.append(1) or row(*what))
    monkeypatch.setattr(SwitcherDelegate, "sizeHint", lambda *what: looked.append(1) or size(*what))

    def work(count):
        made.clear(), looked.clear()
        switcher = Switcher(theme, anchor)
        many = tuple(entry(f"model{number:04}:1b") for number in range(count))
        switcher.rows.show_models(many, (), (), "model0001:1b", lambda entry: ())
        switcher.open_below(anchor)
        switcher.grab()
        QTest.keyClicks(switcher.field, "model")
        switcher.grab()
        switcher.close()
        switcher.deleteLater()
        return len(made), len(looked)

    few, many = work(100), work(MOST_MODELS)
    assert many == few
    assert min(few) > 0


def test_models_far_down_the_list_are_reached_by_scrolling_and_shown_when_one_of_them_is_used(switcher, anchor, qtbot):
    switcher.close()
    many = tuple(entry(f"model{number:04}:1b") for number in range(MOST_MODELS))
    switcher.rows.show_models(many, (), (), "model0300:1b", lambda entry: ())
    switcher.open_below(anchor)
    used = switcher.view.visualRect(switcher.rows.index(switcher.rows.current_row))
    assert switcher.view.viewport().rect().contains(used)
    key(switcher, Qt.Key.Key_Home)
    for _ in range(3):
        before = switcher.rows.rowCount()
        switcher.view.verticalScrollBar().setValue(switcher.view.verticalScrollBar().maximum())
        qtbot.waitUntil(lambda before=before: switcher.rows.rowCount() > before)
    assert names(switcher) == [f"model{number:04}:1b" for number in range(switcher.rows.rowCount())]
