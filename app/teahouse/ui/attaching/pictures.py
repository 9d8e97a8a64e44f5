"""Pictures on their way into a message: decoded, turned upright, made smaller where a model gains nothing by more.

They are written anew, so what a camera noted beside the picture (place, time, owner) does not come along.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from teahouse.core.errors import Problem, Trouble

LONGEST = 2048  # pixels of the longer side; vision models cut a picture into far smaller tiles
QUALITY = 90  # of a JPEG
_PHOTOS = ("jpeg", "jpg", "webp")
_DRAWINGS = ("svg", "svgz")  # text to a model, and to us


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: its encoded bytes, and its size in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int


def is_picture(path: Path) -> bool:
    """Whether a file is a picture by its first bytes; the text of a drawing is not one."""
    return _format(path) not in ("", *_DRAWINGS)


def read(path: Path) -> Picture:
    """The picture in a file; raises `Trouble(FILE_UNREADABLE)` when it is broken or too large to be decoded."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(size.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise Trouble(Problem.FILE_UNREADABLE, path=str(path), message=reader.errorString())
    return encoded(image, "JPEG" if _format(path) in _PHOTOS else "PNG")


def _format(path: Path) -> str:
    """What the first bytes of a file say it is, in Qt's words; empty when that is no picture."""
    return bytes(QImageReader.imageFormat(str(path)).data()).decode("ascii", "replace")


def encoded(image: QImage, kind: str = "PNG") -> Picture:
    """A decoded picture as it is kept; `kind` is PNG or JPEG, which has no transparency."""
    if max(image.width(), image.height()) > LONGEST:
        image = image.scaled(
            LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    if image.hasAlphaChannel():
        kind = "PNG"
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind, QUALITY if kind == "JPEG" else -1):
        raise Trouble(Problem.UNEXPECTED, message=kind)
    return Picture(f"image/{kind.lower()}", bytes(data.data()), image.width(), image.height())
