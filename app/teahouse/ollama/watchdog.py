"""A tiny process between the app and a daemon that would outlive it: when stdin ends, so does the daemon.

An installed Ollama does not notice that whoever started it was killed. Linux's PR_SET_PDEATHSIG would tell it, but must
be set between fork and exec (unsafe in a process with threads), is tied to the thread that forked, and exists on
Linux only; a pipe that closes is the same everywhere. Run as a file, with the standard library alone:

    python -I -S watchdog.py ollama serve
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

PATIENCE = 5.0  # seconds between asking the daemon to end and ending its whole group


def main(command: Sequence[str]) -> int:
    """Run `command` until it ends, stdin does, or SIGTERM comes; returns its exit code."""
    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_watch_stdin, args=(asked,), daemon=True).start()
    threading.Thread(target=_watch_daemon, args=(daemon, asked), daemon=True).start()
    asked.wait()
    if daemon.poll() is None:
        daemon.terminate()
    try:
        return daemon.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        daemon.kill()
        return daemon.wait()
    finally:
        _end_group()


def _watch_stdin(asked: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    asked.set()


def _watch_daemon(daemon: subprocess.Popen[bytes], asked: threading.Event) -> None:
    daemon.wait()
    asked.set()


def _end_group() -> None:
    """End what the daemon left behind, and this process with it, where it leads a group of its own."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
