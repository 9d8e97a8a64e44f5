"""Text as it may be shown: what cannot be drawn, or would make text look like another one, is marked."""

from __future__ import annotations

import re

MARK = "\ufffd"

_HARMFUL = re.compile("[\x00\u202d\u202e\ud800-\udfff]")
_HARMFUL_IN_CODE = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str, *, code: bool = False) -> str:
    """Lone surrogates, NUL and overrides of the writing direction as U+FFFD; in `code` all marks of direction that
    can make it read other than it runs."""
    harmful = _HARMFUL_IN_CODE if code else _HARMFUL
    if not harmful.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves that found each other
    return harmful.sub(MARK, joined)
