"""Changes fade where the system enables animations; otherwise nothing moves and no timer runs."""

import plistlib
from time import monotonic

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QStackedWidget

from teahouse.desktop.motion import has_portal, parse_portal_answer, wants_motion
from teahouse.ui.kit.motion import DURATION, Motion, _FadingPicture


@pytest.fixture
def stack(qtbot):
    made = QStackedWidget()
    qtbot.addWidget(made)
    for colour in ("#000000", "#ffffff"):
        page = QLabel()
        page.setStyleSheet(f"background: {colour}")
        made.addWidget(page)
    made.resize(80, 60)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def motion(qapp):
    made = Motion()
    made._asked, made.wanted = True, True
    yield made
    made.deleteLater()


def pictures(widget):
    return widget.findChildren(_FadingPicture)


def shade(widget):
    return widget.grab().toImage().pixelColor(40, 30).lightness()


@pytest.mark.parametrize("wanted", [None, False])
def test_where_it_is_not_wanted_or_nothing_is_known_a_change_is_there_at_once(stack, motion, wanted):
    motion.wanted = wanted
    motion.dissolve_into(stack, lambda: stack.setCurrentIndex(1))
    assert stack.currentIndex() == 1
    assert not pictures(stack)
    assert shade(stack) == 255


def test_what_was_there_fades_over_what_is_there_and_is_gone_after_150_ms(stack, motion, qtbot):
    motion.dissolve_into(stack, lambda: stack.setCurrentIndex(1))
    assert stack.currentIndex() == 1, "the change itself waits for nothing"
    (picture,) = pictures(stack)
    assert picture._fading.duration() == 150
    assert shade(stack) < 128, "at first one sees what was there"
    picture._fading.setCurrentTime(DURATION // 2)
    assert 0 < shade(stack) < 255
    started = monotonic()
    qtbot.waitUntil(lambda: not pictures(stack))
    assert shade(stack) == 255
    assert monotonic() - started < 30


def test_when_it_is_over_nothing_runs(stack, motion, qtbot):
    motion.dissolve_into(stack, lambda: stack.setCurrentIndex(1))
    animation = pictures(stack)[0]._fading
    qtbot.waitUntil(lambda: not pictures(stack))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(animation), "picture and animation are gone"


def test_a_second_change_in_the_middle_of_one_leaves_one_picture(stack, motion, qtbot):
    for page in (1, 0, 1, 0):
        motion.dissolve_into(stack, lambda page=page: stack.setCurrentIndex(page))
        assert len(pictures(stack)) == 1
    assert stack.currentIndex() == 0
    qtbot.waitUntil(lambda: not pictures(stack))


def test_a_picture_takes_no_click_and_no_focus(stack, motion, qtbot):
    motion.dissolve_into(stack, lambda: stack.setCurrentIndex(1))
    (picture,) = pictures(stack)
    assert picture.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert picture.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert stack.childAt(40, 30) is stack.currentWidget()
    qtbot.waitUntil(lambda: not pictures(stack))


def test_where_nobody_looks_nobody_is_asked(qapp):
    fresh = Motion()
    assert not fresh.is_wanted()
    assert fresh.wanted is None
    assert not fresh.children()
    fresh.deleteLater()


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({}, None),
        ({"gtk-3.0/settings.ini": "[Settings]\ngtk-enable-animations=0\n"}, False),
        ({"gtk-3.0/settings.ini": "[Settings]\ngtk-enable-animations=1\n"}, True),
        ({"gtk-4.0/settings.ini": "[Settings]\ngtk-enable-animations=false\ngtk-font-name=a%b\n"}, False),
        ({"gtk-3.0/settings.ini": "[Settings]\ngtk-theme-name=x\n"}, None),
        ({"kdeglobals": "[General]\nx=1\n[KDE]\nAnimationDurationFactor=0\n"}, False),
        ({"kdeglobals": "[KDE]\nAnimationDurationFactor=1\n"}, True),
        ({"kdeglobals": "[KDE]\nAnimationDurationFactor=0\n", "gtk-3.0/settings.ini":
          "[Settings]\ngtk-enable-animations=1\n"}, False),
        ({"kdeglobals": "no file of theirs\x00[["}, None),
    ],
)  # fmt: skip
def test_the_settings_of_linux_desktops_are_read(tmp_path, files, wanted):
    for name, text in files.items():
        path = tmp_path / ".config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert wants_motion({"HOME": str(tmp_path)}, "linux") is wanted
    assert wants_motion({"XDG_CONFIG_HOME": str(tmp_path / ".config")}, "linux") is wanted


@pytest.mark.parametrize(
    ("content", "wanted"),
    [(plistlib.dumps({"reduceMotion": True}), False), (plistlib.dumps({}), True), (b"no plist", None), (None, None)],
)
def test_the_setting_of_macos_is_read(tmp_path, content, wanted):
    path = tmp_path / "Library" / "Preferences" / "com.apple.universalaccess.plist"
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    assert wants_motion({"HOME": str(tmp_path)}, "darwin") is wanted


def test_the_portals_answer_is_understood_and_no_other(tmp_path):
    assert parse_portal_answer("(<<true>>,)\n") is True
    assert parse_portal_answer("(<<false>>,)") is False
    assert parse_portal_answer("") is None
    assert parse_portal_answer("(<true>,)") is None
    assert not has_portal({}, "linux")
    assert not has_portal({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, "darwin")
    assert has_portal({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, "linux")
    (tmp_path / "bus").touch()
    assert has_portal({"XDG_RUNTIME_DIR": str(tmp_path)}, "linux")
