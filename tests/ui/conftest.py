"""For every test of the window: no screen, real widgets, and no timer, thread or widget left.

Qt's warnings fail a test (pyproject: qt_log_level_fail); so does a timer that still runs, a thread that still lives or
a top-level widget that still exists at the end of the test.
"""

import gc
import os
import threading
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.recorded_calls import RecordedCalls
from teahouse.core.settings import Settings
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.locales import Translation
from teahouse.ui.kit import guards
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks.typesetter import typesetter

I18N = Path(__file__).parents[2] / "resources" / "i18n"


@pytest.fixture(scope="session", autouse=True)
def _no_process_is_left(qapp):
    yield
    typesetter().stop()


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp):
    widgets = set(map(id, QApplication.topLevelWidgets()))
    threads = set(threading.enumerate())
    gc.freeze()  # what is there before the test needs no second look after it, which would take most of the time
    yield
    if typesetter().busy:  # it is the app's, not the test's, which may have asked and left
        typesetter().stop()
    qapp.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = [widget for widget in QApplication.topLevelWidgets() if id(widget) not in widgets]
    running = [timer for timer in gc.get_objects() if isinstance(timer, QTimer) and _runs(timer)]
    for thread in set(threading.enumerate()) - threads:
        thread.join(30)  # one that ends by itself may do so late on a busy machine
    alive = set(threading.enumerate()) - threads
    assert not left, f"top-level widgets left behind: {left}"
    assert not running, f"timers still running: {[(timer, timer.parent()) for timer in running]}"
    assert not alive, f"threads still alive: {alive}"


def _runs(timer):
    return shiboken6.isValid(timer) and timer.isActive()


@pytest.fixture(autouse=True)
def _all_is_laid_out_at_once(monkeypatch):
    """However busy the computer is; the tests of what comes in later turns say so themselves."""
    monkeypatch.setattr("teahouse.ui.transcript.layout.page_layout.TURN", 60.0)


class PatientBot(QtBot):
    """Waits for a minute where pytest-qt gives up after 5 s: only how long a failure takes depends on it."""

    PATIENCE_MS = 60_000

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture
def bridge(qapp):
    """A bridge without services: tests post events to it, and attach recorded calls."""
    made = Bridge()
    yield made
    made.deleteLater()


@pytest.fixture
def calls(bridge):
    """Services that only remember what they were asked."""
    services = RecordedCalls()
    bridge.attach(services)
    return services


@pytest.fixture
def post_events(bridge, qapp):
    """Post events to the window and process them."""

    def post(*event):
        for one in event:
            bridge.post_events(one)
        qapp.processEvents()

    return post


@pytest.fixture
def theme(qapp):
    """The light theme, whatever this computer's is."""
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture
def translation(qapp):
    """The languages of the window, at English; the source's own words are back afterwards."""
    made = Translation(qapp, I18N, "en")
    yield made
    made.choose_language("en")
    made.deleteLater()


@pytest.fixture
def saved():
    """What `preferences` has saved, oldest first."""
    return []


@pytest.fixture
def preferences(qapp, saved):
    """Settings in memory, English and light, saved to `saved`."""
    made = Preferences(Settings(theme="light", language="en"), saved.append)
    yield made
    made.save_now()
    made.deleteLater()


@pytest.fixture(autouse=True)
def _clicks_count_at_once(monkeypatch):
    """Tests click faster than a person can; those of the guard take its real time."""
    monkeypatch.setattr(guards, "SETTLE_SECONDS", 0.0)
