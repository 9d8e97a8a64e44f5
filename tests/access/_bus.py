"""A session bus of our own, and somebody on it who listens to the application as a screen reader does.

The bus is there before the first `QApplication` is: Qt looks for it once. Where the system lacks the packages,
`why_not` says so, and the tests are skipped.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from fixtures.isolated_environment import own_screen

CLIENT = Path(__file__).with_name("_bus_client.py")
PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
LAUNCHER = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
PATIENCE = 120.0  # seconds until an answer counts as lost


def _start() -> str:
    """Start the bus; what is missing, or an empty text."""
    if sys.platform != "linux":
        return "the accessibility bus is Linux's"
    if not own_screen(dict(os.environ)):
        return "needs a screen of its own: see make test"
    daemon = shutil.which("dbus-daemon")
    if daemon is None or not LAUNCHER.exists():
        return "needs the packages dbus and at-spi2-core"
    if not Path(PYTHON).exists() or subprocess.run([PYTHON, "-I", "-c", BINDINGS], capture_output=True).returncode:
        return "needs the packages python3-gi and gir1.2-atspi-2.0"
    bus = subprocess.Popen(
        [daemon, "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert bus.stdout is not None
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    bus.stdout.close()
    atexit.register(bus.wait)
    atexit.register(bus.terminate)
    os.environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    return ""


why_not = _start()


@dataclass
class Listener:
    """Who listens on the bus. While an answer is waited for, the application goes on: it is asked in turn."""

    process: subprocess.Popen[str] = field(init=False)
    _reader: threading.Thread = field(init=False)
    _lines: queue.Queue[str] = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        wanted = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XAUTHORITY", "HOME", "XDG_RUNTIME_DIR", "PATH", "LC_ALL")
        self.process = subprocess.Popen(
            [PYTHON, "-I", str(CLIENT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: os.environ[name] for name in wanted if name in os.environ},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._answer() == "ready"

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def _answer(self) -> Any:
        for _ in range(int(PATIENCE / 0.01)):
            try:
                told = json.loads(self._lines.get_nowait())
            except queue.Empty:
                QTest.qWait(10)
            else:
                assert "error" not in told, told["error"]
                return told["answer"]
        raise AssertionError("the listener did not answer")

    def ask(self, *command: object) -> Any:
        """Have the listener do something, and return what it says."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def events(self) -> list[dict[str, Any]]:
        """What it heard since the last time."""
        QTest.qWait(300)  # what is on its way arrives
        return self.ask("events")

    def notifications(self) -> list[str]:
        """What a screen reader has said by itself since the last time."""
        return [one["name"] for one in self.events() if one["role"] == "notification"]

    def tree(self) -> list[dict[str, Any]]:
        """All that is showing."""
        return self.ask("tree")

    def close(self) -> None:
        """Leave the bus."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self._reader.join(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()
