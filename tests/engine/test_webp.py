"""WebP pictures of requests, decoded in a process of their own."""

from __future__ import annotations

import asyncio
import struct
import subprocess
import sys
from base64 import b64decode, b64encode

import psutil
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

from fixtures.waits import wait_until_async
from teahouse.engine import webp
from teahouse.engine.errors import ApiError

PNG = b64encode(b"\x89PNG\r\n\x1a\n and more").decode()


def picture(kind: QImage.Format, colour: QColor) -> str:
    """A WebP file of 30 × 20 pixels of a colour, in base64."""
    image = QImage(30, 20, kind)
    image.fill(colour)
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(target, b"webp").write(image)
    return b64encode(bytes(target.data().data())).decode()


def convert(*images: str) -> list[str]:
    return asyncio.run(webp.convert_images(images))


def test_pictures_become_jpeg_and_with_transparency_png_and_others_stay_as_they_are() -> None:
    solid = picture(QImage.Format.Format_RGB32, QColor("orange"))
    clear = picture(QImage.Format.Format_ARGB32, QColor(255, 165, 0, 100))
    first, second, third = convert(solid, clear, PNG)
    assert third == PNG
    for converted, kind, alpha in ((first, b"\xff\xd8\xff", 255), (second, b"\x89PNG", 100)):
        data = b64decode(converted)
        assert data.startswith(kind)
        found = QImage.fromData(data)
        assert (found.width(), found.height()) == (30, 20)
        colour = found.pixelColor(10, 10)
        assert abs(colour.red() - 255) + abs(colour.green() - 165) + abs(colour.blue()) < 12
        assert colour.alpha() == alpha


def test_a_damaged_picture_and_one_of_a_town_are_refused() -> None:
    whole = b64decode(picture(QImage.Format.Format_RGB32, QColor("orange")))
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_000_000).to_bytes(3, "little") * 2
    huge = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    for data in (whole[: len(whole) // 2], whole[:12], huge):
        with pytest.raises(ApiError, match="damaged or too large"):
            convert(b64encode(data).decode())


def test_a_decoder_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webp, "SECONDS", 0.2)
    monkeypatch.setattr(webp, "_decoder_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(ApiError, match="damaged or too large"):
        convert(picture(QImage.Format.Format_RGB32, QColor("orange")))


def test_without_qt_the_reason_is_told() -> None:
    """The engine alone, without PySide6."""
    code = "import sys; sys.modules['PySide6'] = None; from teahouse.engine.command import main; exit(main(['--webp']))"
    done = subprocess.run([sys.executable, "-c", code], input=b"RIFF", stdout=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (webp.MISSING, b"")


def test_a_process_without_a_decoder_is_an_error_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import sys; sys.stdin.read(); sys.exit({webp.MISSING})"
    monkeypatch.setattr(webp, "_decoder_command", lambda: [sys.executable, "-c", code])
    with pytest.raises(ApiError, match="send them as PNG or JPEG"):
        convert(picture(QImage.Format.Format_RGB32, QColor("orange")))


def test_a_request_that_is_cancelled_ends_the_decoder_and_the_next_picture_has_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = picture(QImage.Format.Format_RGB32, QColor("orange"))

    def children() -> list[psutil.Process]:
        return [each for each in psutil.Process().children() if "sleep(61)" in " ".join(each.cmdline())]

    async def cancel() -> str:
        with monkeypatch.context() as patched:
            patched.setattr(webp, "_decoder_command", lambda: [sys.executable, "-c", "import time; time.sleep(61)"])
            task = asyncio.create_task(webp.convert_images([image]))
            await wait_until_async(children)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert children() == []
        (converted,) = await webp.convert_images([image])
        return converted

    assert b64decode(asyncio.run(cancel())).startswith(b"\xff\xd8")


def test_a_request_has_sixteen_at_most() -> None:
    with pytest.raises(ApiError, match="may have 16"):
        convert(*[picture(QImage.Format.Format_RGB32, QColor("orange"))] * 17)
