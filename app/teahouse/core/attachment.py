"""What goes with a message beside its words: a picture, or the text of a file.

The content itself is not here: it is kept once, under its digest, and asked for where it is shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass

PICTURE = "image/"
TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Attachment:
    """`id` is the SHA-256 of the content in hex; `size` counts its bytes, which are UTF-8 where it is text; `width` and
    `height` are a picture's pixels, 0 for text."""

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
    """The text of a file as a model reads it: its name, and the text in a fence longer than any inside it."""
    fence = "`" * max(3, _longest_run(text, "`") + 1)
    end = "" if text.endswith("\n") or not text else "\n"
    return f"{' '.join(name.split())}:\n{fence}\n{text}{end}{fence}"


def _longest_run(text: str, sign: str) -> int:
    longest = 0
    while sign * (longest + 1) in text:
        longest += 1
    return longest
