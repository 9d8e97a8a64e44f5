"""A real gnome-keyring on a session bus of its own: it holds a token and is locked, so that it asks on the screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("gnome-keyring-daemon", "dbus-daemon")
BACKEND = "keyring.backends.SecretService.Keyring"
KEEP_AND_LOCK = """
import sys
import secretstorage
from keyring.backends.SecretService import Keyring
Keyring().set_password("teahouse", sys.argv[1], "token")
secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
"""


def is_there() -> bool:
    """Whether a real keyring can be started, and has a screen to ask on."""
    return sys.platform == "linux" and "DISPLAY" in os.environ and all(map(shutil.which, PROGRAMS))


@contextmanager
def locked_keyring(folder: Path, host_url: str) -> Iterator[dict[str, str]]:
    """What an app has to have in its environment to ask this keyring."""
    (folder / "bus").mkdir(mode=0o700)
    environment = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "bus"), "PYTHON_KEYRING_BACKEND": BACKEND}
    values = os.environ | environment
    quiet = subprocess.DEVNULL
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=quiet,
        text=True,
        env=values,
    )
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    values |= environment
    keyring = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=quiet,
        stderr=quiet,
        env=values,
    )
    try:
        assert keyring.stdin is not None
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        _keep_and_lock(host_url, values)
        yield environment
    finally:
        for process in (keyring, bus):  # the bus ends what it started
            process.terminate()
            process.wait(30)
        bus.stdout.close()


def _keep_and_lock(host_url: str, environment: dict[str, str]) -> None:
    for _ in range(20):  # until the daemon is on the bus
        command = [sys.executable, "-c", KEEP_AND_LOCK, host_url]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 0:
            return
        time.sleep(0.5)
    raise AssertionError(f"the keyring could not be locked: {done.stderr[-500:]}")
