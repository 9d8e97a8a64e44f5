"""A process between the app and a daemon, which ends the daemon when its stdin is closed.

An installed Ollama does not notice that its parent was killed. Linux's PR_SET_PDEATHSIG must be set between fork and
exec (unsafe in a process with threads), depends on the thread that forked, and exists on Linux only; a pipe works
everywhere. Run as a file, with the standard library alone:

    python -I -S watchdog.py ollama serve
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

PATIENCE = 5.0  # seconds between SIGTERM to the daemon and SIGKILL to its group


def main(command: Sequence[str]) -> int:
    """Run `command` until it ends, stdin is closed, or SIGTERM is received; returns its exit code."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_watch_stdin, args=(ending,), daemon=True).start()
    threading.Thread(target=_watch_daemon, args=(daemon, ending), daemon=True).start()
    ending.wait()
    if daemon.poll() is None:
        daemon.terminate()
    try:
        return daemon.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        daemon.kill()
        return daemon.wait()
    finally:
        _end_group()


def _watch_stdin(ending: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    ending.set()


def _watch_daemon(daemon: subprocess.Popen[bytes], ending: threading.Event) -> None:
    daemon.wait()
    ending.set()


def _end_group() -> None:
    """End the daemon's remaining processes and this one, if this process leads its own group."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
