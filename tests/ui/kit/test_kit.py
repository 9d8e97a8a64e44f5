"""Shared widgets: texts that do not fit, tiles, popups that stay on the screen."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from fixtures.painted_text import painted_texts
from teahouse.ui.kit import labels
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import ElidedLabel, as_text
from teahouse.ui.kit.popup import Popup
from teahouse.ui.model_colours import letter_of


def hover(label):
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), label.mapToGlobal(QPoint(2, 2))))
    said = QToolTip.text()
    QToolTip.hideText()
    return said


def test_a_text_that_does_not_fit_is_cut_and_whole_on_hover(qtbot):
    label = ElidedLabel("A title that is much longer than its place")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.shown_text().endswith("…")
    assert hover(label) == label.text()
    label.setToolTip("Why it is so")
    assert hover(label) == "Why it is so"


def test_a_text_that_fits_says_nothing_on_hover(qtbot):
    label = ElidedLabel("Short")
    qtbot.addWidget(label)
    label.resize(200, 20)
    label.show()
    assert label.shown_text() == "Short"
    assert hover(label) == ""


@pytest.mark.parametrize(
    ("model", "letter"),
    [("qwen3:8b", "Q"), ("hf.co/someone/deepseek-r1:8b", "D"), ("_x:1", "X"), ("模型:1b", "模"), ("", "?")],
)
def test_a_tile_bears_the_first_letter_of_the_models_own_name(model, letter):
    assert letter_of(model) == letter


def test_an_icon_button_is_named_for_screen_readers_and_on_hover(theme, qtbot):
    button = IconButton(theme, "more")
    qtbot.addWidget(button)
    button.set_name("Menu", "Ctrl+M")
    assert (button.accessibleName(), button.toolTip()) == ("Menu", "Menu  Ctrl+M")


@pytest.mark.parametrize("corner", ["topLeft", "topRight", "bottomLeft", "bottomRight"])
def test_a_popup_stays_on_the_screen(qtbot, corner):
    anchor, popup = QWidget(), Popup()
    qtbot.addWidget(anchor)
    qtbot.addWidget(popup)
    popup.body.addWidget(QLabel("Something\nof some\nheight"))
    screen = anchor.screen().availableGeometry()
    anchor.resize(60, 24)
    anchor.move(getattr(screen, corner)() - QPoint(30, 12))
    anchor.show()
    popup.open_at(anchor)
    assert screen.contains(popup.geometry())
    assert not popup.geometry().intersects(anchor.geometry())


def test_what_is_announced_costs_nothing_while_nobody_listens(qtbot, monkeypatch):
    from PySide6.QtGui import QAccessible

    from teahouse.ui.kit.accessibility import StatusMessage, announce

    window = QWidget()
    qtbot.addWidget(window)
    announce(window, "Copied")
    assert window.findChildren(StatusMessage) == []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr("sys.platform", "linux")
    announce(window, "Copied")
    assert [(one.accessibleName(), one.size().width()) for one in window.findChildren(StatusMessage)] == [("Copied", 1)]


def test_a_choice_without_room_for_its_words_ends_them_with_an_ellipsis(qtbot, theme):
    words = "Found by itself on this computer"
    choice = Choice(theme)
    choice.set_choices([("", words)], "")
    qtbot.addWidget(choice)
    for width, whole in ((400, True), (140, False)):
        choice.resize(width, 34)
        with qtbot.waitExposed(choice):
            choice.show()
        drawn = [each.text for each in painted_texts(choice) if each.text.strip()]
        assert drawn == [words] if whole else drawn[0].endswith("…")


def test_a_tool_tip_of_any_length_is_cut_where_nobody_reads_on():
    assert as_text("a <b>") == "a ‹b›"
    assert len(as_text("<tea> " * 1_000_000)) <= labels.LONGEST + 1
