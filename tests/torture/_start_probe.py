"""One start of the app as the command line starts it, which ends by itself once a message could be sent.

    python -m torture._start_probe SECONDS

After so many seconds it says on stderr where each thread is: whether it hangs, or was only slow.
Prints one line of JSON: the seconds from the first paint until the host was found, its models were listed, and a key
that was pressed stood in the composer.
"""

import faulthandler
import json
import sys
import time

from teahouse.cli import open_window


def watch(house):
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from teahouse.services.news import HostNews, HostState, ModelsNews

    painted = time.monotonic()
    known = set()

    def hear(burst):
        for news in burst:
            if isinstance(news, HostNews) and news.state is HostState.READY:
                known.add("host")
            if isinstance(news, ModelsNews) and news.models:
                known.add("models")
        if known == {"host", "models"}:
            known.clear()
            press_a_key()

    def press_a_key():
        editor = house.window.room.composer.editor
        QApplication.sendEvent(
            editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t")
        )
        assert house.window.room.composer.text() == "t"
        editor.put("")
        print(json.dumps({"ready": time.monotonic() - painted}), flush=True)
        QApplication.quit()

    house.bridge.listen(hear, HostNews, ModelsNews)


faulthandler.dump_traceback_later(float(sys.argv[1]))
raise SystemExit(open_window(on_painted=watch))
