"""Before the window is shown only Qt and values are imported."""

import os
import subprocess
import sys

from fixtures.isolated_environment import app_environment

LATER = {"ollama", "httpx", "httpcore", "keyring", "pygments", "asyncio", "sqlite3", "pydantic", "ssl", "markdown_it"}

PROBE = """
import sys
from PySide6.QtWidgets import QApplication
from teahouse.application import run

def painted(house):
    print(*sorted(sys.modules), sep="\\n")
    sys.stdout.flush()
    QApplication.quit()

raise SystemExit(run(painted))
"""


def modules_at_first_paint(home):
    environment = app_environment(str(home), host="127.0.0.1:9", QT_QPA_PLATFORM="offscreen")
    probe = subprocess.run(
        [sys.executable, "-c", PROBE], env=environment, stdout=subprocess.PIPE, check=True, text=True, timeout=60
    )
    return set(probe.stdout.split())


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path):
    loaded = modules_at_first_paint(tmp_path)
    assert "PySide6.QtWidgets" in loaded
    assert "teahouse.ui.window" in loaded
    assert loaded & LATER == set()
    below = {name for name in loaded if name.startswith(("teahouse.ollama", "teahouse.store", "teahouse.services."))}
    packages = {f"teahouse.services.{name}" for name in ("chat", "generation", "hosts", "models")}
    assert below - packages == {
        "teahouse.services.events",
        "teahouse.services.error_reports",
        *(f"{name}.events" for name in packages),
    }


def test_qt_comes_in_three_parts_and_no_more(tmp_path):
    loaded = modules_at_first_paint(tmp_path)
    qt = {name for name in loaded if name.startswith("PySide6.Qt")}
    assert qt <= {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"}


def test_importing_the_command_line_costs_nothing():
    code = "import sys, teahouse.cli; print(len([m for m in sys.modules if m.startswith(('PySide6', 'teahouse'))]))"
    said = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, text=True, env=os.environ)
    assert int(said.stdout) == 2  # teahouse and teahouse.cli


def test_an_empty_room_reads_no_markdown(tmp_path):
    loaded = modules_at_first_paint(tmp_path)
    assert not any(name.startswith(("teahouse.core.markdown", "mdit_py_plugins", "ziamath")) for name in loaded)


def test_what_nobody_needs_before_something_is_attached_is_imported_then(tmp_path):
    loaded = modules_at_first_paint(tmp_path)
    assert "teahouse.ui.attaching.attachment_bar" in loaded
    assert (
        loaded & {"teahouse.desktop.documents", "teahouse.ui.attaching.attachment_chip", "teahouse.ui.kit.motion"}
        == set()
    )


def test_the_style_sheet_is_applied_once_to_the_whole_window(tmp_path):
    """Where it is there before the widgets are, Qt goes through it for each that is put into another: 10 ms."""
    probe = """
import sys
from PySide6.QtWidgets import QApplication
from teahouse import application

class Application(QApplication):
    def setStyleSheet(self, sheet):
        print("sheet for", len(self.allWidgets()))
        super().setStyleSheet(sheet)

application.QApplication = Application
raise SystemExit(application.run(lambda house: QApplication.quit()))
"""
    environment = app_environment(str(tmp_path), host="127.0.0.1:9", QT_QPA_PLATFORM="offscreen")
    said = subprocess.run(
        [sys.executable, "-c", probe], env=environment, stdout=subprocess.PIPE, check=True, text=True, timeout=60
    ).stdout.split()
    assert said[:2] == ["sheet", "for"]
    assert len(said) == 3
    assert int(said[2]) > 100


def test_the_field_takes_keys_before_anything_below_the_window_is_imported(tmp_path):
    """Threads share Python's lock: whoever imports beside the window makes its first keys wait."""
    probe = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from teahouse import application

class House(application.Application):
    def _begin_to_build(self):
        print("built")
        QApplication.quit()

application.Application = House
raise SystemExit(application.run(lambda house: QTimer.singleShot(0, lambda: print("keys"))))
"""
    environment = app_environment(str(tmp_path), host="127.0.0.1:9", QT_QPA_PLATFORM="offscreen")
    said = subprocess.run(
        [sys.executable, "-c", probe], env=environment, stdout=subprocess.PIPE, check=True, text=True, timeout=60
    )
    assert said.stdout.split() == ["keys", "built"]


def test_no_source_of_a_module_is_read(tmp_path):
    """PySide6 reads and keeps the source of each module that is imported while its import hook is there."""
    probe = """
import sys, linecache
read = []
update = linecache.updatecache
linecache.updatecache = lambda name, scope=None: read.append(name) or update(name, scope)
from teahouse.application import run

def painted(house):
    print(*read, sep="\\n")
    sys.stdout.flush()
    from PySide6.QtWidgets import QApplication
    QApplication.quit()

raise SystemExit(run(painted))
"""
    environment = app_environment(str(tmp_path), host="127.0.0.1:9", QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment, stdout=subprocess.PIPE, check=True, text=True, timeout=60
    )
    read = done.stdout.split()
    assert len(read) < 10, read  # those that PySide6 reads itself, before it can be stopped
    assert not any("/teahouse/" in name for name in read)
