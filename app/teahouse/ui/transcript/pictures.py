"""Decodes pictures that came with a message. Only formats that are pixels and nothing else are read."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from teahouse.ui.transcript.idle_queue import Job

FORMATS = (b"png", b"jpeg", b"webp", b"gif", b"bmp")


def decode(content: bytes, size: QSize) -> Job:
    """A job that decodes a picture at a size; its result is a QImage, a null one where the content is damaged."""
    yield
    return image_of(content, size)


def image_of(content: bytes, size: QSize | None = None) -> QImage:
    """A picture at a size, else at its own; a null one where the content is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _read(buffer, size)


def _read(buffer: QBuffer, size: QSize | None) -> QImage:
    """The picture in a buffer. The reader must be gone before its buffer is, so the buffer is the caller's."""
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()) not in FORMATS:
        return QImage()
    if size is not None:
        reader.setScaledSize(size)
    return reader.read()
