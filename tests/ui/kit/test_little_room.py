"""Widgets where there is little room: combo boxes, stacks, empty states, wrapped check boxes, tables of figures."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QVBoxLayout, QWidget

from teahouse.ui.kit.form import Check, Choice
from teahouse.ui.kit.layout import PageStack, WrappingRow
from teahouse.ui.kit.lists import EmptyState, FiguresTable

LONG = "A choice with a much longer text than the first one had"


@pytest.fixture
def show(qtbot):
    """Shows a widget in a size."""

    def show(widget, width, height):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        QApplication.processEvents()
        return widget

    return show


def test_a_combo_box_becomes_as_wide_as_texts_that_came_after_it_was_shown(theme, show):
    holder = QWidget()
    row = WrappingRow(holder)
    choice = Choice(theme)
    choice.set_choices([("a", "Short")], "a")
    row.addWidget(choice)
    show(holder, 900, 60)
    before = choice.width()
    choice.set_choices([("a", LONG)], "a")
    QApplication.processEvents()
    assert choice.width() > before
    assert choice.shown_text() == LONG


def test_a_combo_box_that_may_elide_tells_its_whole_text_in_the_tool_tip(theme, show):
    choice = Choice(theme)
    choice.allow_elision(8)
    choice.set_choices([("a", LONG)], "a")
    show(choice, choice.minimumSizeHint().width(), 34)
    assert choice.shown_text() != LONG
    at = QPoint(5, 5)
    QApplication.sendEvent(choice, QHelpEvent(QHelpEvent.Type.ToolTip, at, choice.mapToGlobal(at)))
    assert QToolTip.text() == LONG
    QToolTip.hideText()


def test_an_empty_state_scrolls_where_it_has_no_height(theme, show):
    state = EmptyState(theme)
    state.set_texts(
        "Nothing here", "A sentence that takes several lines in so little room. " * 3, "One", "Two", "Three"
    )
    show(state, 260, 80)
    assert state.height() == 80
    assert state.verticalScrollBar().maximum() > 0
    state.ensureWidgetVisible(state.third)
    assert not state.third.visibleRegion().isEmpty()


def test_a_stack_needs_the_least_height_of_the_shown_page_alone(show):
    stack, low, high = PageStack(), QWidget(), QWidget()
    for page, lines in ((low, 1), (high, 30)):
        column = QVBoxLayout(page)
        label = QLabel("many words that wrap " * lines)
        label.setWordWrap(True)
        column.addWidget(label)
        stack.addWidget(page)
    show(stack, 200, 300)
    assert stack.minimumSizeHint().height() < 120
    stack.setCurrentWidget(high)
    assert stack.minimumSizeHint().height() > 200
    stack.setCurrentWidget(low)
    stack.set_lowest(150)
    assert stack.minimumSizeHint().height() == 150


def test_a_check_box_in_a_wrapping_row_gets_the_height_of_its_lines(theme, show):
    holder = QWidget()
    row = WrappingRow(holder)
    check = Check(theme)
    check.setText("A sentence beside a check box that is wider than the row it is in")
    row.addWidget(check)
    show(holder, 200, 200)
    assert check.height() == check.heightForWidth(check.width()) > check.sizeHint().height()


def test_names_in_a_table_of_figures_get_what_the_figures_leave_and_never_less_than_they_need(theme, show):
    table = FiguresTable(theme, 110)
    table.set_titles(("Lab", "Tokens\nread", "Tokens\nwritten", "Energy for\n1,000 tokens"))
    header = table.horizontalHeader()
    show(table, 800, 200)
    assert sum(header.sectionSize(place) for place in range(4)) == table.viewport().width()
    table.resize(240, 200)
    QApplication.processEvents()
    assert header.sectionSize(0) == theme.px(110)
    assert table.horizontalScrollBar().maximum() > 0
