"""Text that SQLite can keep.

Models and clipboards produce what is no Unicode text: lone surrogates, which cannot be encoded, and NUL, at which
SQLite's own functions stop reading. Each becomes U+FFFD, so a reader sees that something was there; halves of a
surrogate pair that stand side by side are joined to the character they mean.
"""

from __future__ import annotations

REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """`text` itself wherever it is Unicode text without NUL, else with its impossible characters replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", REPLACEMENT) if "\0" in text else text
