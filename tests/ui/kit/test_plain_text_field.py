"""A field for text accepts pasted text, and reports when it is too long."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QToolTip

from teahouse.ui.kit.text_fields import MOST_CHARACTERS, MOST_LINES, PlainTextField


@pytest.fixture
def field(qtbot):
    made = PlainTextField()
    qtbot.addWidget(made)
    made.show()
    return made


def pasted(text):
    data = QMimeData()
    data.setText(text)
    return data


def test_a_text_is_pasted_up_to_a_length(field):
    field.insertFromMimeData(pasted("tea\n" * MOST_LINES))
    assert field.toPlainText() == "tea\n" * MOST_LINES


@pytest.mark.parametrize("text", ["x" * (MOST_CHARACTERS + 1), "tea\n" * (MOST_LINES + 1)], ids=["signs", "lines"])
def test_a_text_that_is_too_long_is_refused_in_words(field, text):
    field.setPlainText("kept")
    field.insertFromMimeData(pasted(text))
    assert field.toPlainText() == "kept"
    assert "10,000 lines and 2,000,000 characters" in QToolTip.text()
    QToolTip.hideText()
