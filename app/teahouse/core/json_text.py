"""Whether a text is JSON and nothing else, as a reply in a prescribed form is: told while it still comes."""

from __future__ import annotations

import json

LONGEST = 200_000  # characters that are parsed; a longer text is judged by how it begins


def begins_json(text: str) -> bool | None:
    """Whether a text begins as a JSON object, or as an array of objects, arrays or strings; None where more of it has
    to come. An array of anything else may be prose that begins with "[1]"."""
    rest = text.lstrip()
    if not rest:
        return None
    inner = rest[1:].lstrip()
    if rest[0] not in "{[":
        return False
    if not inner:
        return None
    return inner[0] in ('"}' if rest[0] == "{" else '"{[')


def is_json(text: str) -> bool:
    """Whether a whole text is JSON."""
    if not begins_json(text):
        return False
    if len(text) > LONGEST:
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
