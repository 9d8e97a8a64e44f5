"""The app as the command line starts it, with a key pressed as soon as the window is painted.

    python -m bench.start_probe SECONDS

Prints when it could be typed into, and after so many seconds what memory it takes.
"""

import json
import os
import sys
import time

from teahouse.cli import open_window


def press_a_key(house):
    from PySide6.QtCore import QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    field = QApplication.focusWidget()
    if field is None:  # the window manager has not given it the keyboard yet
        QTimer.singleShot(1, lambda: press_a_key(house))
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t"))
    typable = time.clock_gettime(time.CLOCK_MONOTONIC)
    assert house.window.room.composer.text() == "t"
    house.window.room.composer.editor.put("")
    QTimer.singleShot(int(1000 * float(sys.argv[1])), lambda: report(typable))


def report(typable):
    from PySide6.QtWidgets import QApplication

    from teahouse.desktop import processes

    print(json.dumps({"typable": typable, "pss": processes.taken(os.getpid()).proportional}), flush=True)
    QApplication.quit()


raise SystemExit(open_window(on_painted=press_a_key))
