"""Text as it may be shown: what cannot be drawn, or would make text look like another one, is marked."""

from __future__ import annotations

import re

MARK = "\ufffd"

LONGEST = 10  # signs joined to one; there are none of more than ten
_JOINER, _BREAK = "\u200d", "\u200b"
_TAGS = re.compile("[\U000e0000-\U000e007f]{17,}")  # letters that are not seen; a flag has six
_HARMFUL = re.compile("[\x00\u202d\u202e\ud800-\udfff]")
_HARMFUL_IN_CODE = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe_text(text: str, *, code: bool = False) -> str:
    """Lone surrogates, NUL, overrides of the writing direction and texts of invisible letters as U+FFFD; in `code` all
    marks of direction that can make it read other than it runs. Chains of joined signs that are longer than any that
    there is are parted: they would be one letter that no line can hold."""
    if text.isascii() and "\x00" not in text:
        return text
    if _JOINER in text:
        text = _parted(text)
    text = _TAGS.sub(lambda tags: MARK * len(tags[0]), text)
    harmful = _HARMFUL_IN_CODE if code else _HARMFUL
    if not harmful.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves that found each other
    return harmful.sub(MARK, joined)


def _parted(text: str) -> str:
    first, *others = text.split(_JOINER)
    found, count, before = [first], 0, first
    for sign in others:
        count = count + 1 if len(before) <= 3 else 1
        found += (_BREAK if count % LONGEST == 0 else _JOINER, sign)
        before = sign
    return "".join(found)
