"""The file with the measured numbers of threads: one for each size of model, for one computer.

The built-in engine writes it into its models folder; the app shows it, and deletes it to have it measured again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from teahouse.core.untrusted import read_count

FILE = "threads.json"
LONGEST = 4096  # bytes of the file
_MOST_THREADS = 512
_LEAST_CLASS = 1 << 28


def size_class(weights: int) -> int:
    """The class of a model by the bytes of its weights: the power of two above, at least 256 MiB. Small models have
    less to compute for each time that the threads wait for each other."""
    return max(_LEAST_CLASS, 1 << max(0, weights - 1).bit_length())


def read_choices(text: bytes, machine: str = "") -> dict[int, int]:
    """Threads by size class; empty for another computer than `machine` (empty: any) and for an invalid file."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    threads = value.get("threads") if isinstance(value, dict) else None
    if not isinstance(threads, dict) or machine not in ("", value.get("machine")):
        return {}
    known = ((name, read_count(number)) for name, number in threads.items() if name.isdecimal() and len(name) < 20)
    return {int(name): number for name, number in known if number and number <= _MOST_THREADS}


def write_choices(choices: Mapping[int, int], machine: str) -> bytes:
    """The content of the file."""
    threads = {str(size): number for size, number in sorted(choices.items())}
    return json.dumps({"machine": machine, "threads": threads}).encode()
