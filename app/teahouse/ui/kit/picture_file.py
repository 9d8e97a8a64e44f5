"""Writes a picture or a text to a file the user chose, on a thread: compressing a large one takes half a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from teahouse.core.errors import Trouble

POLL_MS = 20  # between two looks for a file that was written


class PictureWriter(QObject):
    """`written` carries the path, and None or the `Trouble` (DISK_FULL, FOLDER_READ_ONLY) that prevented it.

    The thread leaves its results in a queue: a signal from it could be sent while this object is deleted.
    """

    written = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[tuple[str, Trouble | None]] = SimpleQueue()
        self._pending = 0
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._take_results)

    def write_picture(self, picture: QPixmap, path: str) -> None:
        """Write a PNG. An older file at the path is replaced as a whole or stays."""
        image = picture.toImage()
        self._start(lambda: _encode_png(image), path)

    def write_text(self, text: str, path: str) -> None:
        """Write a text in UTF-8, as `write_picture`."""
        self._start(text.encode, path)

    def _start(self, encode: Callable[[], bytes], path: str) -> None:
        from teahouse.desktop.files import write_whole

        results = self._results

        def write() -> None:
            found: Trouble | None = None
            try:
                write_whole(Path(path), encode())
            except Trouble as trouble:
                found = trouble
            results.put((path, found))

        self._pending += 1
        self._poll.start()
        threading.Thread(target=write, name="teahouse-picture-file", daemon=True).start()

    def _take_results(self) -> None:
        while not self._results.empty():
            path, trouble = self._results.get()
            self._pending -= 1
            self.written.emit(path, trouble)
        if not self._pending:
            self._poll.stop()


def _encode_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
