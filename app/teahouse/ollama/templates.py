"""What a model's Go template says about itself, judged by its text."""

from __future__ import annotations

import re

_LOOKS_AT_LAST = re.compile(r"\$last\b|\bslice\b")


def does_continue(template: str) -> bool:
    """Whether a chat with this Go template continues a reply at its end: one without `.Messages` is cut behind the last
    reply; another has to look at the last message."""
    return ".Messages" not in template or _LOOKS_AT_LAST.search(template) is not None
