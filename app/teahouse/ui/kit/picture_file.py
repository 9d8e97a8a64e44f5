"""Writes a picture or a text to a file the user chose, on a thread: compressing a large one takes half a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from teahouse.core.errors import Trouble


class PictureWriter(QObject):
    """`written` carries the path, and None or the `Trouble` (DISK_FULL, FOLDER_READ_ONLY) that prevented it."""

    written = Signal(str, object)

    def write_picture(self, picture: QPixmap, path: str) -> None:
        """Write a PNG. An older file at the path is replaced as a whole or stays."""
        image = picture.toImage()
        self._start(lambda: _encode_png(image), path)

    def write_text(self, text: str, path: str) -> None:
        """Write a text in UTF-8, as `write_picture`."""
        self._start(text.encode, path)

    def _start(self, encode: Callable[[], bytes], path: str) -> None:
        threading.Thread(target=self._write, args=(encode, path), name="teahouse-picture-file", daemon=True).start()

    def _write(self, encode: Callable[[], bytes], path: str) -> None:
        from teahouse.desktop.files import write_whole

        found: Trouble | None = None
        try:
            write_whole(Path(path), encode())
        except Trouble as trouble:
            found = trouble
        with suppress(RuntimeError):  # the page is gone
            self.written.emit(path, found)


def _encode_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
