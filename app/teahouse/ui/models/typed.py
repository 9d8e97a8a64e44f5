"""Whether what stands in the field is a name to pull rather than something to look for."""

from __future__ import annotations

import re

from teahouse.core.errors import Trouble
from teahouse.core.pull_names import read_wanted

_LINE = re.compile(r"ollama(\.exe)?\s+(run|pull)\s", re.IGNORECASE)


def reads_as_name(text: str) -> bool:
    """A name bears a tag or says where it lies, or stands in a line of a terminal; a word alone is looked for."""
    bare = text.strip()
    if not (":" in bare or "/" in bare or _LINE.match(bare)):
        return False
    try:
        read_wanted(bare)
    except Trouble:
        return False
    return True
