"""The app as `python -m teahouse` starts it, with a key pressed as soon as the window is painted."""

import json
import os
import sys
import time

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from teahouse.bootstrap import House, run

SETTLED_AFTER = float(sys.argv[1])  # seconds until memory is measured


def press_a_key(house: House) -> None:
    field = QApplication.focusWidget()
    if field is None:  # the window manager has not given it the keyboard yet
        QTimer.singleShot(1, lambda: press_a_key(house))
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t"))
    typable = time.clock_gettime(time.CLOCK_MONOTONIC)
    assert house.window.room.composer.text() == "t"
    house.window.room.composer.put("")
    QTimer.singleShot(int(1000 * SETTLED_AFTER), lambda: report(typable))


def report(typable: float) -> None:
    from teahouse.desktop import hardware

    print(json.dumps({"typable": typable, "pss": hardware.pss(os.getpid())}), flush=True)
    QApplication.quit()


raise SystemExit(run(press_a_key))
