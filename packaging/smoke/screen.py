"""A virtual screen on which windows are found, typed into, photographed and closed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

PATIENCE = 120.0
SIZE = "1280x860x24"


class Screen:
    """A context manager. `display` is the DISPLAY of its programs."""

    def __enter__(self) -> Self:
        self._reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset", "-ac"]
        self._server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        self.display = f":{os.read(self._reading, 16).decode().strip()}"
        until(lambda: self._tool("getdisplaygeometry"))
        return self

    def __exit__(self, *exc: object) -> None:
        os.close(self._reading)
        self._server.terminate()
        self._server.wait()

    def wait_for_window(self, name: str) -> str:
        """The id of a window whose title contains `name`, once it is visible."""
        return until(lambda: self._tool("search", "--onlyvisible", "--name", name).split("\n")[0])

    def type(self, window: str, text: str) -> None:
        """Type into a window."""
        self._tool("windowfocus", "--sync", window)
        self._tool("type", "--delay", "20", text)

    def press(self, key: str) -> None:
        """Press a key by its X name, at the keyboard focus."""
        self._tool("key", key)

    def quit(self, window: str) -> None:
        """Press Ctrl+Q; without a window manager there is no close button."""
        self._tool("windowfocus", "--sync", window)
        self._tool("key", "ctrl+q")

    def picture(self, target: Path) -> Path:
        """Take a screenshot of the whole screen."""
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-display", self.display, "-window", "root", str(target)], check=True)
        return target

    def _tool(self, *words: str) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=False).stdout


def until(found: Callable[[], object], patience: float = PATIENCE) -> str:
    """Call a function until it returns a true value, which is returned; AssertionError when it does not in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        answer = found()
        if answer:
            return str(answer)
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} s in vain")
