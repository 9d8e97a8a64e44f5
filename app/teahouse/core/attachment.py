"""Attachments of messages: pictures and texts of files. The content is stored once, under its digest."""

from __future__ import annotations

import re

from teahouse.core.values import dataclass

PICTURE = "image/"
TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Attachment:
    """`id` is the SHA-256 of the content in hex; `size` is in bytes, of UTF-8 for text; `width` and `height` are a
    picture's pixels, 0 for text."""

    id: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith(PICTURE)


def as_quoted(name: str, text: str) -> str:
    """The text of a file for a model: its name, and the text in a fence longer than any inside it."""
    fence = "`" * max(3, _longest_run(text, "`") + 1)
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{' '.join(name.split())}:\n{fence}\n{text}{end}{fence}"


def _longest_run(text: str, sign: str) -> int:
    longest = 0
    while sign * (longest + 1) in text:
        longest += 1
    return longest


_BEGINNINGS = {  # first bytes, and Qt's name of the format
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"icns\0": "icns",
}
_BITMAP = rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00"
_ICON = rb"\x00\x00\x01\x00[^\x00]\x00"
_PIXMAP = rb"P([456])\s(#[^\n]{0,200}\n)?\d{1,9}\s+\d{1,9}\s"
_PIXMAPS = {b"4": "pbm", b"5": "pgm", b"6": "ppm"}


def picture_format(content: bytes) -> str:
    """The format of a picture by its first bytes, as Qt names it; empty for others, and for text formats (SVG, XPM). A
    text may begin like a picture; only decoding is certain."""
    head = content[:512]
    for beginning, name in _BEGINNINGS.items():
        if head.startswith(beginning):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if re.match(_BITMAP, head, re.DOTALL):
        return "bmp"
    if re.match(_ICON, head):
        return "ico"
    pixmap = re.match(_PIXMAP, head)
    return _PIXMAPS[pixmap[1]] if pixmap else ""


LONGEST_NAME = 255  # characters; no file system has longer ones
_KEPT = frozenset("\u3000\u200c\u200d")  # a wide space and joiners, which str.isprintable() rejects


def printable_name(name: str) -> str:
    """A file's name to be stored and shown: without control characters, direction marks and undecodable bytes."""
    kept = "".join(sign if sign.isprintable() or sign in _KEPT else "\ufffd" for sign in name[:LONGEST_NAME])
    return kept or "\ufffd"
