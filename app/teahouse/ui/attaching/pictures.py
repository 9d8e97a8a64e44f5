"""Pictures on their way into a message: decoded, turned upright, made smaller where a model gains nothing by more.

They are written anew, so what a camera noted beside the picture (place, time, owner) does not come along.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from teahouse.core.attachment import picture_format
from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass

LONGEST = 2048  # pixels of the longer side; vision models cut a picture into far smaller tiles
QUALITY = 90  # of a JPEG
LEAST = QSize(1, 1)
LARGEST = 250_000_000  # pixels that are looked at; a decoded picture may take 256 MB (Qt's own limit)
_PHOTOS = ("jpeg", "webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: its encoded bytes, and its size in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int


def read(path: str, content: bytes) -> Picture:
    """The picture in the bytes of the file at `path`; of one that moves, the beginning. Blocks for seconds, without
    Python's lock. Raises `Trouble` (PICTURE_BROKEN, PICTURE_TOO_LARGE)."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    kind = picture_format(content)
    return encoded(_decoded(path, buffer, kind), "JPEG" if kind in _PHOTOS else "PNG")


def _decoded(path: str, buffer: QBuffer, kind: str) -> QImage:
    """The picture in a buffer. The reader must be gone before its buffer is, so the buffer is the caller's."""
    reader = QImageReader(buffer, kind.encode())  # no other decoder gets to see what a stranger made
    reader.setAutoTransform(True)
    size = reader.size()
    large = Trouble(Problem.PICTURE_TOO_LARGE, path=path, width=str(size.width()), height=str(size.height()))
    if size.isValid() and size.width() * size.height() > LARGEST:
        raise large
    if size.isValid() and max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(size.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(LEAST))
    image = reader.read()
    if image.isNull():
        decodable = size.width() * size.height() * 4 <= QImageReader.allocationLimit() << 20
        raise Trouble(Problem.PICTURE_BROKEN, path=path) if decodable else large
    return image


def thumbnail(content: bytes, side: int) -> QImage:
    """The middle of a kept picture as a square of `side` pixels. Blocks, without Python's lock."""
    filling = QImage.fromData(content).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    return filling.copy((filling.width() - side) // 2, (filling.height() - side) // 2, side, side)


def encoded(image: QImage, kind: str = "PNG") -> Picture:
    """A decoded picture as it is kept; `kind` is PNG or JPEG, which has no transparency."""
    if max(image.width(), image.height()) > LONGEST:
        image = image.scaled(
            image.size().scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(LEAST),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    if image.hasAlphaChannel():
        kind = "PNG"
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind, QUALITY if kind == "JPEG" else -1):
        raise Trouble(Problem.UNEXPECTED, message=kind)
    return Picture(f"image/{kind.lower()}", bytes(data.data()), image.width(), image.height())
