"""Whether what stands in the field is a name to pull rather than something to look for."""

from __future__ import annotations

import re

from teahouse.core.errors import Trouble
from teahouse.core.pull_names import read_wanted

_LINE = re.compile(r"ollama(\.exe)?\s+(run|pull)\s", re.IGNORECASE)


def reads_as_name(text: str) -> bool:
    """A name bears a tag or says where it lies, or stands in a line of a terminal; a word alone is looked for."""
    bare = text.strip()
    return bool(":" in bare or "/" in bare or _LINE.match(bare)) and could_be_name(bare)


def could_be_name(text: str) -> bool:
    """Whether there may be a model of this name somewhere."""
    try:
        read_wanted(text)
    except Trouble:
        return False
    return True
