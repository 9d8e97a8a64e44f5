"""Settings in the window: signalled once, saved once for a burst, and a failure is reported."""

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings
from teahouse.ui.preferences import Preferences


def test_a_change_is_told_at_once_and_saved_once_for_a_burst(preferences, saved, qtbot):
    told = []
    preferences.changed.connect(told.append)
    for width in range(20):
        preferences.change(splitter=f"{width}")
    assert [values.splitter for values in told] == [f"{width}" for width in range(20)]
    assert saved == []
    qtbot.waitUntil(lambda: bool(saved))
    assert [values.splitter for values in saved] == ["19"]


def test_nothing_is_told_or_saved_when_nothing_changed(preferences, saved):
    told = []
    preferences.changed.connect(told.append)
    preferences.change(theme=preferences.values.theme)
    preferences.save_now()
    assert (told, saved) == ([], [])


def test_a_save_that_fails_is_told_once_and_tried_again_until_it_succeeds(qapp, qtbot):
    saved, tries = [], []

    def full_twice(values):
        tries.append(values)
        if len(tries) < 3:
            raise Trouble(Problem.DISK_FULL, path="settings")
        saved.append(values)

    preferences = Preferences(Settings(), full_twice)
    told = []
    preferences.failed.connect(told.append)
    preferences.change(theme="dark")
    qtbot.waitUntil(lambda: bool(saved))
    assert [trouble.problem for trouble in told] == [Problem.DISK_FULL]
    assert saved[0].theme == preferences.values.theme == "dark"
    assert preferences.trouble is None


def test_a_change_keeps_to_what_the_setting_accepts(preferences):
    preferences.change(zoom=9.0, pulls_at_once=20)
    assert (preferences.values.zoom, preferences.values.pulls_at_once) == (4.0, 8)
    with pytest.raises(ValueError, match="theme"):
        preferences.change(theme="mauve")
    assert preferences.values.theme == "light"


def test_steps_of_the_text_size_end_where_the_window_can_still_be_used(preferences):
    for _ in range(50):
        preferences.step_zoom(1)
    assert preferences.values.zoom == 2.0
    for _ in range(50):
        preferences.step_zoom(-1)
    assert preferences.values.zoom == 0.7
