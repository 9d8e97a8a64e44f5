"""One start of the app as the command line starts it, which ends by itself once a message could be sent.

    python -m torture._start_probe SECONDS [failed]

After so many seconds, or with "failed" once it is told that there is no host, it says on stderr why it has not ended:
what is known of the host, where each task of the event loop waits, where each thread is. A process whose threads get no
turn any more says the last of these a little later.
Prints lines of JSON: one for each state of the host that the window was told, and at the end the seconds from the first
paint until the host was found, its models were listed, and a key that was pressed stood in the composer.
"""

import asyncio
import faulthandler
import json
import sys
import threading
import time

from teahouse.cli import open_window

GRACE_SECONDS = 3.0  # from giving up to the traces of a process that does not even do that


def watch(application, seconds):
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from teahouse.services.hosts.events import HostEvent, HostState
    from teahouse.services.models.events import ModelsEvent

    painted = time.monotonic()
    known = set()
    heard = []

    def hear(burst):
        for event in burst:
            heard.append(f"{time.monotonic() - painted:.1f} s: {str(event)[:300]}")
            if isinstance(event, HostEvent):
                print(json.dumps({"host": event.state.value}), flush=True)
                if event.state is HostState.READY:
                    known.add("host")
                if event.state is HostState.FAILED and "failed" in sys.argv:
                    explain(application, heard)
            if isinstance(event, ModelsEvent) and event.models:
                known.add("models")
        if known == {"host", "models"}:
            known.clear()
            giving_up.cancel()
            press_a_key()

    def press_a_key():
        editor = application.window.chat_page.composer.editor
        QApplication.sendEvent(
            editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t")
        )
        assert application.window.chat_page.composer.text() == "t"
        editor.set_text("")
        print(json.dumps({"ready": time.monotonic() - painted}), flush=True)
        QApplication.quit()

    giving_up = threading.Timer(max(0.1, seconds), explain, (application, heard))
    giving_up.daemon = True
    giving_up.start()
    application.bridge.subscribe(hear, HostEvent, ModelsEvent)


def explain(application, heard):
    """Say on stderr what the start waits for."""
    said = ["the window was told:", *heard]
    backend = application.backend
    if backend is None:
        said.append("the floors below the window do not stand")
    else:
        hosts, loop = backend.services.hosts, backend.runtime._loop
        said += [f"the host: {hosts.status}", f"its work: {hosts._work}", "tasks of the loop:"]
        for task in asyncio.all_tasks(loop):
            said.append(f"  {task.get_name()}: {task.get_coro()}")
            said += [f"    {frame.f_code.co_filename}:{frame.f_lineno}" for frame in waiting_frames(task)]
    print("\n".join(said), file=sys.stderr, flush=True)
    faulthandler.dump_traceback()


def waiting_frames(task):
    """The frames of a task that waits, the outermost first."""
    waits = task.get_coro()
    while waits is not None:
        frame = getattr(waits, "cr_frame", None) or getattr(waits, "ag_frame", None)
        if frame is not None:
            yield frame
        waits = getattr(waits, "cr_await", None) or getattr(waits, "ag_await", None)


def main():
    seconds, began = float(sys.argv[1]), time.monotonic()
    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS)
    return open_window(on_painted=lambda application: watch(application, seconds - (time.monotonic() - began)))


raise SystemExit(main())
