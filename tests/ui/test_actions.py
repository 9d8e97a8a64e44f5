"""The table of actions: unique keys, texts for all, a function for each."""

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.ui.actions import TABLE, Actions
from teahouse.ui.shortcuts import ShortcutsDialog

ROOT = Path(__file__).parents[2]


def every(call=lambda: None):
    return {entry.name: call for entry in TABLE}


def test_no_two_actions_share_a_key_or_a_name(qapp):
    keys = Counter(QKeySequence(key).toString() for entry in TABLE for key in entry.keys)
    assert {key: count for key, count in keys.items() if count > 1 or not key} == {}
    assert len({entry.name for entry in TABLE}) == len(TABLE)
    assert len({entry.text for entry in TABLE}) == len(TABLE)


def test_what_nobody_does_is_no_action(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, {"new_chat": lambda: None, "quit": lambda: None})
    assert [action.objectName() for action in window.actions()] == ["new_chat", "quit"]
    menu = QMenu(window)
    actions.fill_menu(menu)
    assert [action.text() for action in menu.actions()] == ["New chat", "", "Quit"]


def test_every_action_stands_in_the_menu_with_its_key(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, every())
    menu = QMenu(window)
    actions.fill_menu(menu)
    shown = [action for action in menu.actions() if not action.isSeparator()]
    assert len(shown) == len(TABLE)
    assert all("\t" in action.text() or not action.shortcut().isEmpty() for action in shown)


def test_a_key_that_bubbles_is_no_shortcut_of_the_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    called = []
    actions = Actions(window, every(lambda: called.append(1)))
    assert actions["stop"].shortcuts() == []
    found = actions.action_for_key(QKeySequence("Esc"))
    assert isinstance(found, QAction)
    found.trigger()
    assert called == [1]
    assert actions.action_for_key(QKeySequence("Ctrl+N")) is None


def test_the_list_of_keys_names_every_action_and_no_key_twice(qtbot, theme):
    dialog = ShortcutsDialog(TABLE, theme)
    qtbot.addWidget(dialog)
    lines = dialog.lines()
    assert len(lines) > len(TABLE)
    keys = Counter(key for _, key in lines)
    assert max(keys.values()) == 1
    assert all(text and key for text, key in lines)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_no_key_that_the_list_has_not(qtbot, theme, name):
    """The keys of the list are pressed by tests/journeys/test_shortcuts.py."""
    dialog = ShortcutsDialog(TABLE, theme)
    qtbot.addWidget(dialog)
    listed = {key for _, keys in dialog.lines() for key in keys.split(" / ")}
    named = re.findall(r"\b(?:Ctrl|Alt|Shift|Cmd)\+[\w+]+|\bF\d{1,2}\b", (ROOT / name).read_text(encoding="utf-8"))
    assert named
    assert set(named) <= listed
