"""`teahouse typeset`: typesets formulas and colours code, in a process that may take only so much.

Both are done by libraries that cannot be interrupted, for input that a model wrote: a process can be ended. In: one
question a line, as JSON. Out: one answer a line, as JSON, null where there is none. It ends when its stdin does, or
when nothing came for a while, and opens no file but the libraries' own and no connection.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NoReturn

from teahouse.desktop.code_words import words_of
from teahouse.desktop.formula_outlines import outline_of
from teahouse.desktop.limits import limit_memory, limit_time

MEMORY = 1 << 30  # bytes of addresses, where the system counts them
SECONDS = 2  # of processor time for one question, where the system counts them
IDLE = 30.0  # seconds without a question until it ends


def main() -> NoReturn:
    """Answer until no more comes; the system ends the process earlier when a question takes too much."""
    limit_memory(MEMORY)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(lines,), daemon=True).start()
    with suppress(Empty):
        while line := lines.get(timeout=IDLE):
            limit_time(SECONDS)
            answer = json.dumps(answer_to(json.loads(line)))
            sys.stdout.buffer.write(answer.encode() + b"\n")
            sys.stdout.buffer.flush()
    os._exit(0)  # the thread holds stdin, which a tidy end would wait for


def _read(lines: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    lines.put(b"")


def answer_to(question: Mapping[str, Any]) -> Any:
    """The outline of a formula (`formula_outlines`), or the words of code (`code_words`); None where that fails."""
    try:
        match question:
            case {"formula": str(latex), "size": float(size), "display": bool(display)}:
                return outline_of(latex, size, display=display)
            case {"code": str(code), "language": str(language)}:
                return words_of(code, language)
    except Exception:  # whatever libraries that read other people's text may raise, MemoryError too
        return None
    return None
