"""`teahouse engine --webp`: reads a WebP picture from stdin and writes it to stdout as JPEG, with transparency as PNG.

The only module of the engine that uses Qt, and only in this process.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from teahouse.engine.webp import MISSING

MEBIBYTES = 256  # of the decoded picture, four bytes a pixel
LARGEST = 64 << 20  # bytes of the file
QUALITY = 95
MEMORY = 1 << 30  # bytes of the process
CPU_SECONDS = 30


def limit_process() -> None:
    """Limit memory and processor time where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):  # a lower limit is in force
            resource.setrlimit(kind, (most, most))


def main() -> int:
    """Convert the picture; returns 0, `MISSING` without PySide6, or 1 where the picture cannot be read."""
    try:
        from PySide6.QtCore import QBuffer, QByteArray, QIODevice
        from PySide6.QtGui import QImageReader, QImageWriter
    except ImportError:
        return MISSING
    limit_process()
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        return 1
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MEBIBYTES)
    reader = QImageReader(source, b"webp")
    if b"webp" not in [bytes(each.data()) for each in QImageReader.supportedImageFormats()]:
        return MISSING
    image = reader.read()
    if image.isNull():
        return 1
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(target, b"png" if image.hasAlphaChannel() else b"jpeg")
    if writer.format() == b"jpeg":
        writer.setQuality(QUALITY)
    if not writer.write(image):
        return 1
    sys.stdout.buffer.write(bytes(target.data().data()))
    return 0
