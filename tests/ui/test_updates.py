"""Newer versions in the window: checked only when enabled, shown once, and left to stores."""

import pytest
from PySide6.QtGui import QDesktopServices

from teahouse import __version__
from teahouse.core.errors import Problem, Trouble
from teahouse.core.releases import Release
from teahouse.services.events import TroubleEvent
from teahouse.services.updates.events import Channel, UpdatesEvent
from teahouse.ui.settings.dialog import SettingsDialog
from teahouse.ui.window import Window

OURS = Channel("deb", updates="https://example.org/latest.json", key="x")
NEWER = Release("9.9.9", "https://example.org/9.9.9", 0.0, 1.0)


@pytest.fixture
def dialog(bridge, preferences, theme, calls, qtbot):
    dialog = SettingsDialog(bridge, preferences, theme)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


@pytest.fixture
def form(dialog):
    return dialog.updates


@pytest.fixture
def window(bridge, preferences, theme, calls, qtbot):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def pages(monkeypatch):
    """The pages that were opened in a browser; none is."""
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    return opened


def test_it_is_off_and_says_what_it_would_do(form, post_events, calls, preferences):
    assert calls.of("updates.post_updates") == [()]
    post_events(UpdatesEvent(OURS))
    assert not form.wanted.isChecked()
    assert not preferences.values.updates
    assert __version__ in form.hint.text()
    assert "example.org" in form.hint.text()
    assert not form.again.isEnabled()
    form.wanted.click()
    assert preferences.values.updates


def test_what_came_of_it_is_said(form, post_events, calls, pages, translation):
    post_events(UpdatesEvent(OURS))
    form.wanted.click()
    post_events(UpdatesEvent(OURS, asking=True))
    assert form.answer.text() == "Checking…"
    assert not form.again.isEnabled()
    post_events(UpdatesEvent(OURS, asked=1_790_000_000.0))
    assert "newest version" in form.answer.text()
    assert not form.page.isVisible()
    form.again.click()
    assert calls.of("updates.check_now") == [()]
    post_events(UpdatesEvent(OURS, asked=1_790_000_000.0, newer=NEWER))
    assert "9.9.9 is available" in form.answer.text()
    form.page.click()
    assert pages == [NEWER.page]
    post_events(UpdatesEvent(OURS, trouble=Trouble(Problem.RELEASES_UNTRUSTED, address="example.org")))
    assert "not signed by the makers" in form.answer.text()
    post_events(
        UpdatesEvent(OURS, trouble=Trouble(Problem.RELEASES_EXPIRED, address="example.org", expired_at=1767312000.0))
    )
    assert "valid until 1/2/26" in form.answer.text()


@pytest.mark.parametrize(
    ("channel", "words"),
    [(Channel("flatpak", store="Flathub"), "It came from Flathub"), (Channel(), "the way you installed it")],
)
def test_where_nobody_can_be_asked_there_is_nothing_to_tick(form, post_events, channel, words):
    post_events(UpdatesEvent(channel))
    assert words in form.hint.text()
    assert not form.wanted.isVisible()
    assert not form.again.isVisible()


def test_a_newer_version_waits_until_what_matters_more_is_closed(window, post_events, preferences):
    notice = window.chat_page.notice
    post_events(TroubleEvent(Trouble(Problem.DISK_FULL, path="/home")))
    post_events(UpdatesEvent(OURS, newer=NEWER))
    assert "disk is full" in notice.label.text()
    notice.close_button.click()
    assert "9.9.9 is available" in notice.label.text()
    post_events(TroubleEvent(Trouble(Problem.DISK_FULL, path="/home")))
    assert "disk is full" in notice.label.text()
    assert preferences.values.update_told == ""
    notice.close_button.click()
    assert "9.9.9 is available" in notice.label.text()
    notice.close_button.click()
    assert preferences.values.update_told == "9.9.9"
    assert not notice.isVisible()


def test_a_newer_version_is_told_once(window, post_events, preferences, pages):
    notice = window.chat_page.notice
    post_events(UpdatesEvent(OURS, newer=NEWER))
    assert "9.9.9 is available" in notice.label.text()
    notice.buttons()[0].click()
    assert pages == [NEWER.page]
    assert not notice.isVisible()
    post_events(UpdatesEvent(OURS, newer=NEWER))
    assert not notice.isVisible()
    assert preferences.values.update_told == "9.9.9"
    post_events(UpdatesEvent(OURS, newer=Release("9.9.10", NEWER.page, 0.0, 1.0)))
    assert "9.9.10" in notice.label.text()
    post_events(UpdatesEvent(OURS))  # turned off
    assert not notice.isVisible()
