"""The wrapping row: where it breaks, which widget gets the rest, and which stay together."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from teahouse.ui.kit.layout import SPACING, WrappingRow


class Block(QWidget):
    """Something of one size."""

    def __init__(self, width, height=20, *, grows=False):
        super().__init__()
        self._size = QSize(width, height)
        policy = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    def sizeHint(self):
        return self._size

    def minimumSizeHint(self):
        return (
            QSize(10, self._size.height()) if self.sizePolicy().horizontalPolicy() != QSizePolicy.Fixed else self._size
        )


@pytest.fixture
def row(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    made = WrappingRow()
    column.addLayout(made)
    column.addStretch(1)
    made.holder = holder
    return made


def place(row, width):
    """Lay the row out in a width; returns where each of its widgets stands, line by line."""
    row.holder.resize(width, 400)
    row.holder.show()
    row.holder.layout().activate()
    return [widget.geometry().getRect() for widget in row.holder.findChildren(QWidget)]


def test_what_fits_is_in_one_line_and_the_next_line_begins_where_nothing_more_fits(row):
    for width in (100, 60, 80):
        row.addWidget(Block(width))
    assert place(row, 260) == [(0, 0, 100, 20), (108, 0, 60, 20), (176, 0, 80, 20)]
    assert place(row, 255) == [(0, 0, 100, 20), (108, 0, 60, 20), (0, 28, 80, 20)]
    assert place(row, 100) == [(0, 0, 100, 20), (0, 28, 60, 20), (0, 56, 80, 20)]


@pytest.mark.parametrize("width", range(100, 420, 7))
def test_nothing_overlaps_or_leaves_the_row_at_any_width(row, width):
    for size in (100, 60, 80):
        row.addWidget(Block(size))
    row.add_stretch()
    row.add_group(Block(40, 30), Block(50))
    places = place(row, width)
    assert all(left >= 0 and left + wide <= width for left, _, wide, _ in places)
    for number, (left, top, wide, high) in enumerate(places):
        for other in places[number + 1 :]:
            beside = left + wide <= other[0] or other[0] + other[2] <= left
            assert beside or top + high <= other[1] or other[1] + other[3] <= top
    assert max(top + high for _, top, _, high in places) <= row.heightForWidth(width)


def test_a_stretch_pushes_what_follows_to_the_end_of_its_line_only(row):
    row.addWidget(Block(100))
    row.add_stretch()
    row.addWidget(Block(60))
    assert place(row, 300) == [(0, 0, 100, 20), (240, 0, 60, 20)]
    assert place(row, 150) == [(0, 0, 100, 20), (0, 28, 60, 20)]


def test_a_widget_that_grows_gets_the_rest_of_its_line_before_a_stretch_does(row):
    grows = Block(50, grows=True)
    grows.setMaximumWidth(120)
    row.addWidget(Block(100))
    row.add_stretch()
    row.addWidget(grows)
    assert place(row, 200) == [(0, 0, 100, 20), (108, 0, 92, 20)]
    assert place(row, 300) == [(0, 0, 100, 20), (180, 0, 120, 20)]


def test_a_group_goes_into_the_next_line_as_one(row):
    row.addWidget(Block(100))
    row.add_group(Block(60), Block(60))
    assert place(row, 240)[1:] == [(108, 0, 60, 20), (176, 0, 60, 20)]
    assert place(row, 200)[1:] == [(0, 28, 60, 20), (68, 28, 60, 20)]


def test_what_is_too_wide_for_a_line_is_shrunk_to_it(row):
    row.addWidget(Block(300, grows=True))
    assert place(row, 120) == [(0, 0, 120, 20)]
    assert row.minimumSize().width() == 10


def test_a_field_is_content_with_its_letters_before_the_line_breaks(row):
    field = QLineEdit()
    row.addWidget(Block(100))
    row.add_field(field, 4)
    least = 4 * field.fontMetrics().averageCharWidth()
    assert least < field.sizeHint().width()
    assert place(row, 100 + SPACING + max(least, field.minimumSizeHint().width()))[1][1] < 20
    assert place(row, 100 + SPACING)[1][1] > 20


def test_hidden_widgets_take_no_room(row):
    hidden = Block(100)
    row.addWidget(hidden)
    row.addWidget(Block(60))
    hidden.hide()
    assert place(row, 300)[1] == (0, 0, 60, 20)
    assert row.sizeHint().width() == 60
