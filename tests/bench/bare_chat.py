"""A bare Qt chat: a text above, a field below, nothing else. What a window with the same widgets costs.

Return asks the daemon that OLLAMA_HOST names, and each token is put at the end of the text as it comes: no Markdown, no
store, no figures. That is what streaming costs when nothing is done about its cost.

With the argument `client` it also imports, once its window is there, what the app needs of others: asyncio, SQLite and
httpx. No app that uses those can start for less.
"""

import http.client
import importlib
import json
import os
import sys
import threading
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget


class Field(QPlainTextEdit):
    asked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Return:
            self.asked.emit(self.toPlainText())
            self.clear()
        else:
            super().keyPressEvent(event)


class Stream(QObject):
    came = Signal(str)

    def ask(self, question: str) -> None:
        threading.Thread(target=self._read, args=(question,), daemon=True).start()

    def _read(self, question: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(os.environ["OLLAMA_HOST"]).netloc)
        body = {"model": "smollm2:135m", "messages": [{"role": "user", "content": question}]}
        connection.request("POST", "/api/chat", json.dumps(body))
        for line in connection.getresponse():
            self.came.emit(json.loads(line)["message"]["content"])


app = QApplication(sys.argv)
window = QWidget()
column = QVBoxLayout(window)
talk = QTextBrowser()
column.addWidget(talk, 1)
field = Field()
field.setFixedHeight(80)
column.addWidget(field)
stream = Stream()
field.asked.connect(stream.ask)


def show(text: str) -> None:
    cursor = talk.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(text)
    talk.verticalScrollBar().setValue(talk.verticalScrollBar().maximum())


stream.came.connect(show)
window.resize(1180, 780)
window.show()
window.activateWindow()
field.setFocus()


def import_client() -> None:
    from teahouse.importing import NEEDED

    for name in NEEDED:
        if name not in ("teahouse.ollama.client", "teahouse.backend"):
            importlib.import_module(name)


if "client" in sys.argv:
    QTimer.singleShot(100, import_client)
sys.exit(app.exec())
