"""A disk that is full, and a file that another program holds, at every kind of write: nothing is lost of what was
written meanwhile, and the file has all of it soon after there is room again or the lock is gone."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from fixtures.backend_session import BackendSession
from fixtures.every_write import KINDS, saving, set_scene
from fixtures.locked_database import lock_database, wait_for
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.unwritable_folders import fill_disk, small_disk
from teahouse.core.conversation import Draft
from teahouse.core.settings import Settings
from teahouse.desktop.paths import Paths
from teahouse.desktop.settings_file import SettingsFile
from teahouse.services.pending_writes import Repositories
from teahouse.store.database import Database
from teahouse.ui.preferences import Preferences
from torture.result import Result

HELD_SECONDS = 12.0  # at share 1
DISK = 8 << 20  # bytes
SETTLING = 60.0  # seconds within which the file must have all


def run(share: float) -> list[Result]:
    seconds = max(0.5, HELD_SECONDS * min(1.0, share))
    return [
        _result("locked file at every kind of write", lambda kind: locked(kind, seconds), f"held for {seconds:.1f} s"),
        _result("full disk at every kind of write", full, "a disk of 8 MiB, all of it taken"),
        _settings_result(),
    ]


def _result(name: str, attack: Callable[[str], float], conditions: str) -> Result:
    failures: list[str] = []
    delays: list[float] = []
    for kind in KINDS:
        try:
            delays.append(attack(kind))
        except pytest.skip.Exception as skipped:
            return Result(name, 0, 0, "", f"not possible here: {skipped}")
        except Exception as error:
            failures.append(f"{kind}: {type(error).__name__} {error}"[:300])
    worst = (
        f"0 bytes lost; saved after {max(delays):.1f} s at most" if delays and not failures else "something was lost"
    )
    return Result(name, len(KINDS), len(failures), worst, conditions, tuple(failures))


def locked(kind: str, seconds: float) -> float:
    """Write while another process holds the file; seconds from the end of its lock until all was saved."""
    with tempfile.TemporaryDirectory(prefix="teahouse-disk-") as name, ScriptedDaemon() as daemon:
        home = Path(name) / "home"
        with BackendSession(home, host=daemon.url) as session:
            scene = set_scene(session, daemon, Path(name))
            with lock_database(_database(home)):
                until = time.monotonic() + seconds
                check = KINDS[kind](scene)
                wait_for(lambda: saving(session).waiting)
                time.sleep(max(0.0, until - time.monotonic()))
            delay = _saved(session)
        with _next_start(home) as kept:
            assert check(kept), "something is missing"
    return delay


def full(kind: str) -> float:
    """Write while the disk is full; seconds from the moment there was room until all was saved."""
    with tempfile.TemporaryDirectory(prefix="teahouse-disk-") as name, small_disk(DISK) as disk:
        with ScriptedDaemon() as daemon, BackendSession(disk, host=daemon.url) as session:
            scene = set_scene(session, daemon, Path(name))
            filler = fill_disk(disk)
            session.services.history.save_draft("full", Draft("y" * 3_000_000))  # more than the log has room for
            wait_for(lambda: saving(session).waiting)
            check = KINDS[kind](scene)
            filler.unlink()
            delay = _saved(session)
        with _next_start(disk) as kept:
            assert check(kept), "something is missing"
            assert len(kept.conversations.load_draft("full").text) == 3_000_000
    return delay


def settings_on_a_full_disk() -> float:
    """Settings that are changed while the disk is full; seconds until they were saved."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])  # the tests of the window may use it after this
    with small_disk(1 << 20) as disk:
        file = SettingsFile(disk / "settings.json")
        preferences = Preferences(Settings(), file.save)
        preferences.change(zoom=1.5)
        preferences.save_now()
        filler = fill_disk(disk)
        for number in range(20):
            preferences.change(theme="dark", conversation=f"{number}" * 5000)
        preferences.save_now()
        assert preferences.trouble is not None
        assert file.load()[0].zoom == 1.5
        filler.unlink()
        began = time.monotonic()
        while preferences.trouble is not None:
            assert time.monotonic() < began + SETTLING, "the settings were never saved"
            app.processEvents()
            time.sleep(0.01)
        assert SettingsFile(disk / "settings.json").load() == (preferences.values, None)
        return time.monotonic() - began


def _settings_result() -> Result:
    name, conditions = "full disk at a change of the settings", "a disk of 1 MiB, all of it taken"
    try:
        delay = settings_on_a_full_disk()
    except pytest.skip.Exception as skipped:
        return Result(name, 0, 0, "", f"not possible here: {skipped}")
    except AssertionError as error:
        return Result(name, 1, 1, "", conditions, (str(error),))
    return Result(name, 1, 0, f"0 bytes lost; saved after {delay:.1f} s", conditions)


def _saved(session: BackendSession) -> float:
    """Wait until all is saved, without asking for it; how many seconds it took."""
    began = time.monotonic()
    wait_for(lambda: saving(session).trouble is None, SETTLING)
    return time.monotonic() - began


@contextmanager
def _next_start(home: Path) -> Iterator[Repositories]:
    opened = Database.open(_database(home))
    with closing(opened.database) as database:
        assert opened.trouble is None, str(opened.trouble)
        assert database.fetch_all("PRAGMA integrity_check")[0][0] == "ok"
        yield Repositories.of(database)


def _database(home: Path) -> Path:
    return Paths.from_environment({"TEAHOUSE_HOME": str(home)}).database
