"""The composition root: opens the window, has the floors below it built, joins both, closes everything.

The window comes first: until it is painted nothing is imported but Qt and values. The floors below are built
(`backend.build`) on a thread of their own, so that a person can type while they come, and are handed to the
window's bridge when they stand. Where they cannot be built the window says so; what is asked next, above all "Retry",
has it tried again.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings
from teahouse.core.values import dataclass
from teahouse.desktop.paths import Paths, resources
from teahouse.desktop.settings_file import SettingsFile
from teahouse.importing import import_needed, take_turns
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.locales import Translation
from teahouse.ui.preferences import Preferences
from teahouse.ui.single import Outcome, Single
from teahouse.ui.style import Theme
from teahouse.ui.window import Window

if TYPE_CHECKING:
    from teahouse.backend import Backend


BUILDER_SECONDS = 10.0  # for the floors to stand, when somebody quits while they are being built
THREAD_SECONDS = 0.5  # for threads to end by themselves at the end
FIRST_KEYS_MS = 60  # after the first paint in which Qt's thread alone has Python: the field takes its first keys
UNSEEN = ("offscreen", "minimal")  # Qt's platforms without a screen


@dataclass(frozen=True, slots=True)
class BackendBuiltEvent:
    """The floors below the window stand."""

    backend: Backend


@dataclass(frozen=True, slots=True)
class BackendFailedEvent:
    """The floors below the window could not be built."""

    trouble: Trouble


class Application:
    """The whole application in one process: `open` shows the window, `close` ends everything it began."""

    def __init__(self, app: QApplication, paths: Paths) -> None:
        self._app = app
        self._paths = paths
        self._file = SettingsFile(paths.settings)
        settings, trouble = self._file.load()
        self._translation = Translation(app, resources() / "i18n", settings.language)
        self.theme = Theme(app, settings.theme, settings.zoom, sheet_later=True)  # its fonts: of the language
        self.bridge = Bridge()
        self.preferences = Preferences(settings, self._file.save)
        self.preferences.changed.connect(self._on_settings)
        self.window = Window(self.bridge, self.preferences, self.theme)
        self.theme.apply_sheet()
        self.backend: Backend | None = None
        self._first_keys = QTimer(self.window, singleShot=True, interval=FIRST_KEYS_MS)
        self._first_keys.timeout.connect(self._begin_to_build)
        self._builder: threading.Thread | None = None
        self._on_built: Callable[[], None] = lambda: None
        self.bridge.subscribe(lambda built: self.bridge.attach(built[-1].backend.services), BackendBuiltEvent)
        self.bridge.subscribe(lambda event: self._on_unbuilt(event[-1].trouble), BackendFailedEvent)
        if trouble is not None:
            self.bridge.post_events(TroubleEvent(trouble))

    def open(self, on_painted: Callable[[], None] | None = None, on_built: Callable[[], None] | None = None) -> None:
        """Show the window; once it is painted, call `on_painted` and build the floors below. When they stand,
        `on_built` is called, from the thread that did it."""
        self._on_built = on_built or self._on_built
        FirstPaint(self.window, lambda: self._on_painted(on_painted))
        self.window.show()
        self.window.activateWindow()  # where there is no window manager, nobody else gives it the keyboard

    def close(self) -> None:
        """Save, stop what still runs, and leave no process behind; the window is gone meanwhile."""
        from teahouse.ui.kit.motion import stop_owners

        try:
            self._first_keys.stop()
            self.window.hide()
            self.preferences.save_now()
            self.bridge.detach()
            stop_owners(self._app, self.window)
        finally:  # whatever the window does, replies are to be written
            if self._builder is not None:
                self._builder.join(BUILDER_SECONDS)
            if self.backend is not None:
                self.backend.close()

    def _on_painted(self, told: Callable[[], None] | None) -> None:
        if told is not None:
            told()
        take_turns()
        self._first_keys.start()

    def _begin_to_build(self) -> None:
        self._builder = threading.Thread(target=self._build, name="teahouse-builder", daemon=True)
        self._builder.start()

    def _build(self) -> None:
        try:
            import_needed()
            from teahouse.backend import build

            self.backend = build(self._paths, self.preferences.values, self.bridge.post_events)
        except Exception as failure:  # whatever it is: somebody waits in front of the window
            self.bridge.post_events(BackendFailedEvent(self._logged(failure)))
            return
        self.bridge.post_events(BackendBuiltEvent(self.backend))
        self._on_built()

    def _logged(self, failure: Exception) -> Trouble:
        """What to tell of a failure, which is written to the log: nobody has opened that yet."""
        from teahouse.desktop.logging_setup import LogFile

        with suppress(Trouble):
            self._paths.ensure()
        journal = LogFile(self._paths.log)
        trouble = as_trouble(failure)
        journal.close()
        return trouble

    def _on_unbuilt(self, trouble: Trouble) -> None:
        self.bridge.post_events(HostEvent(HostState.FAILED, trouble=trouble))
        self.bridge.waiting.connect(self._build_again)

    def _build_again(self) -> None:
        self.bridge.waiting.disconnect(self._build_again)
        self.bridge.post_events(HostEvent(HostState.SEARCHING))
        self._begin_to_build()

    def _on_settings(self, settings: Settings) -> None:
        self._translation.choose_language(settings.language)
        self.theme.choose_look(settings.theme, settings.zoom)
        self.bridge.run_command(lambda services: services.library.set_keep_alive(settings.keep_alive))
        self.bridge.run_command(lambda services: services.updates.set_wanted(settings.updates))
        self.bridge.run_command(lambda services: services.hosts.allow_cloud(settings.cloud_models))
        self.bridge.run_command(lambda services: services.hosts.share_engine(settings.share_engine))


def run(on_painted: Callable[[Application], None] | None = None, file: str = "") -> int:
    """Open Teahouse, or bring the one that runs to the front, and import `file` there; returns the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Teahouse")
    app.setDesktopFileName("teahouse")
    paths = Paths.of(os.environ)
    single = Single(paths.data, paths.socket_name)
    outcome = single.claim_folder(file)
    if outcome is Outcome.OCCUPIED:
        outcome = ask_about_holder(app, paths, single, file)
    if outcome is not Outcome.FIRST:
        single.close()
        return 0 if outcome is Outcome.HANDED_OVER else 1
    application = Application(app, paths)
    single.raised.connect(application.window.answer_start)
    if sys.platform == "darwin":  # only there: Python would be asked about every single event
        app.installEventFilter(FileOpen(application.window.answer_start, app))

    def painted() -> None:
        if on_painted is not None:
            on_painted(application)
        single.start_listening()
        freeze_collector()
        gc.enable()
        if file:
            application.window.answer_start(file)

    application.open(painted, freeze_collector)
    status = app.exec()
    try:
        single.stop_listening()
        application.close()
    except Exception:  # whatever it is, the process has to end
        logging.getLogger("teahouse").exception("closing failed")
        status = 1
    single.close()
    end_process(status)
    return status


def end_process(status: int) -> None:
    """End the process here if threads are blocked: in a pipe that nobody writes, or in a system call for ever. Python
    would wait for those of an executor, daemons or not. What had to be written is written by now."""
    late = monotonic() + THREAD_SECONDS
    here = threading.current_thread()
    while (blocked := [thread.name for thread in threading.enumerate() if thread is not here]) and monotonic() < late:
        sleep(0.01)
    if blocked:
        print(f"teahouse: left blocked threads behind: {', '.join(blocked)}", file=sys.stderr)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(status)


def ask_about_holder(app: QApplication, paths: Paths, single: Single, file: str) -> Outcome:
    """Ask the person what to do about a first one that does not answer; where nobody can see it, say it on stderr."""
    if app.platformName() in UNSEEN:
        print(f"teahouse: the data folder is in use: {single.lock.holder()}", file=sys.stderr)
        return Outcome.OCCUPIED
    from teahouse.ui.occupied import ask_about

    settings, _ = SettingsFile(paths.settings).load()
    translation = Translation(app, resources() / "i18n", settings.language)
    theme = Theme(app, settings.theme, settings.zoom)
    try:
        return ask_about(single, file)
    finally:  # the house reads the settings anew: the first one may have changed them
        theme.deleteLater()
        translation.deleteLater()


def freeze_collector() -> None:
    """What there is now lasts as long as the window: the collector need not look through it again, which took it longer
    than a frame may."""
    gc.freeze()


class FirstPaint(QObject):
    """Calls once, after the first paint of a window has been handed to the screen."""

    def __init__(self, window: QObject, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


class FileOpen(QObject):
    """Tells of the files that macOS asks a running app to open; elsewhere a second start brings them."""

    def __init__(self, then: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._then = then

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(event, QFileOpenEvent):
            return False
        self._then(event.file())
        return True
