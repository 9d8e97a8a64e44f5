"""`teahouse read-document`: reads one PDF, or text of unknown encoding, in a process that may take only so much.

A parser of hostile input can hold Python's lock, run for hours or fill the memory; a process can be ended. In: a line
of JSON (path, encoding), then the file's bytes until the end. Out: a line of JSON (encoding, or problem and facts),
then the text in UTF-8. It opens no file and no connection.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.documents import ReadDocument, text_of
from teahouse.desktop.limits import limit_memory, limit_time

MEMORY = 2 << 30  # bytes of addresses; see desktop/limits.py for where it is enforced
SECONDS = 60  # of processor time, likewise; elsewhere there is only the reader's deadline


def main() -> int:
    """Read one document from stdin to stdout; the exit status is 0 whatever became of it, unless a limit ended it."""
    limit_memory(MEMORY)
    limit_time(SECONDS)
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        found = text_of(request["path"], data, request["encoding"])
        write_answer(sys.stdout.buffer, found)
    except (MemoryError, RecursionError):
        write_answer(sys.stdout.buffer, Trouble(Problem.PDF_TOO_COMPLEX, path=request["path"]))
    except Trouble as trouble:
        write_answer(sys.stdout.buffer, trouble)
    return 0


def write_answer(out: BinaryIO, answer: ReadDocument | Trouble) -> None:
    """Write what `read_answer` reads."""
    head: dict[str, object] = {}
    text = ""
    match answer:
        case Trouble():
            head = {"problem": answer.problem.value, "facts": dict(answer.facts)}
        case ReadDocument(text, encoding):
            head = {"encoding": encoding}
    out.write(json.dumps(head).encode() + b"\n" + text.encode("utf-8", "replace"))
    out.flush()


def read_answer(data: bytes) -> ReadDocument:
    """What a reading process wrote; raises the `Trouble` it tells, ValueError for anything else."""
    head, _, text = data.partition(b"\n")
    match json.loads(head):
        case {"encoding": str(encoding)}:
            return ReadDocument(text.decode("utf-8"), encoding)
        case {"problem": str(problem), "facts": dict(facts)}:
            raise Trouble(Problem(problem), **facts)
    raise ValueError(head)
