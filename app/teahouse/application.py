"""The composition root: opens the window, builds the backend, connects both, closes everything.

Until the window is painted only Qt and value types are imported. The backend is built (`backend.build`) on its own
thread, so that the window accepts input meanwhile, and is then attached to the bridge. If building fails the window
reports it; the next command, such as "Retry", builds again.
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

import teahouse.ui  # noqa: F401 - first: PySide6 reads the source of all modules that are imported before this

# isort: split

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


BUILDER_SECONDS = 10.0  # wait for the backend when the app is closed while it is being built
THREAD_SECONDS = 0.5  # wait for threads to end when the process ends
FIRST_KEYS_MS = 60  # after the first paint: Qt's thread alone runs Python, so that the first keys are handled
UNSEEN = ("offscreen", "minimal")  # Qt's platforms without a screen


@dataclass(frozen=True, slots=True)
class BackendBuiltEvent:
    """The backend is built and running."""

    backend: Backend


@dataclass(frozen=True, slots=True)
class BackendFailedEvent:
    """The backend could not be built."""

    trouble: Trouble


class Application:
    """The application: `open` shows the window, `close` ends everything that was started."""

    def __init__(self, app: QApplication, paths: Paths) -> None:
        self._app = app
        self._paths = paths
        self._settings_file = SettingsFile(paths.settings)
        settings, trouble = self._settings_file.load()
        self._translation = Translation(app, resources() / "i18n", settings.language)
        self.theme = Theme(app, settings.theme, settings.zoom, sheet_later=True)  # its fonts: of the language
        self.bridge = Bridge()
        self.preferences = Preferences(settings, self._settings_file.save)
        self.preferences.changed.connect(self._on_settings)
        self.window = Window(self.bridge, self.preferences, self.theme)
        self.theme.apply_sheet()
        self.backend: Backend | None = None
        self._first_keys = QTimer(self.window, singleShot=True, interval=FIRST_KEYS_MS)
        self._first_keys.timeout.connect(self._begin_to_build)
        self._builder: threading.Thread | None = None
        self._on_built: Callable[[], None] = lambda: None
        self.bridge.subscribe(lambda built: self.bridge.attach(built[-1].backend.services), BackendBuiltEvent)
        self.bridge.subscribe(lambda event: self._on_build_failed(event[-1].trouble), BackendFailedEvent)
        if trouble is not None:
            self.bridge.post_events(TroubleEvent(trouble))

    def open(self, on_painted: Callable[[], None] | None = None, on_built: Callable[[], None] | None = None) -> None:
        """Show the window; once it is painted, call `on_painted` and build the backend. `on_built` is called after
        that, in the builder thread."""
        self._on_built = on_built or self._on_built
        FirstPaint(self.window, lambda: self._on_painted(on_painted))
        self.window.show()
        self.window.activateWindow()  # needed for keyboard focus without a window manager

    def close(self) -> None:
        """Hide the window, save, and end all running work and processes."""
        from teahouse.ui.kit.motion import stop_owners

        try:
            self._first_keys.stop()
            self.window.hide()
            self.preferences.save_now()
            self.bridge.detach()
            stop_owners(self._app, self.window)
        finally:  # replies must be written even if the window fails
            if self._builder is not None:
                self._builder.join(BUILDER_SECONDS)
            if self.backend is not None:
                self.backend.close()

    def _on_painted(self, on_painted: Callable[[], None] | None) -> None:
        if on_painted is not None:
            on_painted()
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
        except Exception as failure:  # every failure is reported in the window
            self.bridge.post_events(BackendFailedEvent(self._log_failure(failure)))
            return
        self.bridge.post_events(BackendBuiltEvent(self.backend))
        self._on_built()

    def _log_failure(self, failure: Exception) -> Trouble:
        """Write a failure to the log, which is not open yet; returns the trouble to report."""
        from teahouse.desktop.logging_setup import LogFile

        with suppress(Trouble):
            self._paths.create_folders()
        log_file = LogFile(self._paths.log)
        trouble = as_trouble(failure)
        log_file.close()
        return trouble

    def _on_build_failed(self, trouble: Trouble) -> None:
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
        self.bridge.run_command(lambda services: services.hosts.limit_states(settings.states_mib))
        self.bridge.run_command(lambda services: services.hubs.use_settings(settings))
        self.bridge.run_command(lambda services: services.pulls.use_settings(settings))
        self.bridge.run_command(lambda services: services.hosts.use_llama_server(settings.llama_server))


def run(on_painted: Callable[[Application], None] | None = None, file: str = "") -> int:
    """Open Teahouse or raise the running instance, and import `file` there; returns the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Teahouse")
    app.setDesktopFileName("teahouse")
    paths = Paths.from_environment(os.environ)
    single = Single(paths.data, paths.socket_name)
    outcome = single.claim_folder(file)
    if outcome is Outcome.OCCUPIED:
        outcome = ask_about_holder(app, paths, single, file)
    if outcome is not Outcome.FIRST:
        single.close()
        return 0 if outcome is Outcome.HANDED_OVER else 1
    application = Application(app, paths)
    single.raised.connect(application.window.answer_start)
    if sys.platform == "darwin":  # only there, because the filter is called for every event
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
    except Exception:  # the process must end after any failure
        logging.getLogger("teahouse").exception("closing failed")
        status = 1
    single.close()
    end_process(status)
    return status


def end_process(status: int) -> None:
    """End the process if threads are blocked, such as in a read of a silent pipe. Python would wait for an executor's
    threads even if they are daemons. All data was written before."""
    deadline = monotonic() + THREAD_SECONDS
    here = threading.current_thread()
    while (
        blocked := [thread.name for thread in threading.enumerate() if thread is not here]
    ) and monotonic() < deadline:
        sleep(0.01)
    if blocked:
        print(f"teahouse: left blocked threads behind: {', '.join(blocked)}", file=sys.stderr)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(status)


def ask_about_holder(app: QApplication, paths: Paths, single: Single, file: str) -> Outcome:
    """Ask what to do about a first instance that does not respond; without a screen, report it on stderr."""
    if app.platformName() in UNSEEN:
        print(f"teahouse: the data folder is in use: {single.lock.read_holder()}", file=sys.stderr)
        return Outcome.OCCUPIED
    from teahouse.ui.occupied import ask_about

    settings, _ = SettingsFile(paths.settings).load()
    translation = Translation(app, resources() / "i18n", settings.language)
    theme = Theme(app, settings.theme, settings.zoom)
    try:
        return ask_about(single, file)
    finally:  # the application reads the settings again: the first instance may have changed them
        theme.deleteLater()
        translation.deleteLater()


def freeze_collector() -> None:
    """Exclude all present objects from garbage collection: they live as long as the window, and a scan of them takes
    longer than a frame."""
    gc.freeze()


class FirstPaint(QObject):
    """Calls `then` once, after a window's first paint."""

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
    """Calls `then` with each file that macOS asks the running app to open; elsewhere a second start passes them."""

    def __init__(self, then: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._then = then

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(event, QFileOpenEvent):
            return False
        self._then(event.file())
        return True
