"""JSON of large requests and answers, on a thread and in steps, so that the event loop can run.

One call of the standard library's C reader or writer holds the interpreter's lock for 0.1 s per 20 MB. Small values
are processed at once, since a thread would take longer.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from json import decoder, scanner
from typing import Any, TypeVar

LARGE = 1 << 17  # bytes or characters from which work goes to the thread
STEP = 1 << 18  # characters that are read or written in one step

T = TypeVar("T")

_library: Any = decoder  # both have names that type stubs do not know
_scanners: Any = scanner

_worker = ThreadPoolExecutor(1, thread_name_prefix="engine-large")  # one thread: each slows the loop down


async def run_beside(work: Callable[[], T], *, large: bool) -> T:
    """The result of `work`; `large` work runs on the one thread."""
    return await asyncio.get_running_loop().run_in_executor(_worker, work) if large else work()


class StepwiseDecoder(json.JSONDecoder):
    """`json.JSONDecoder` with the standard library's scanner in Python, which reads long texts in steps."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.parse_string = _read_string
        self.scan_once = _scanners.py_make_scanner(self)


def _read_string(text: str, begin: int, strict: bool = True) -> tuple[str, int]:
    """The JSON string whose first character is at `begin`, and the index after its closing quote."""
    scan: Callable[[str, int, bool], tuple[str, int]] = _library.scanstring
    quote = text.find('"', begin)
    while quote >= 0 and _is_escaped(text, begin, quote):
        quote = text.find('"', quote + 1)
    if quote - begin <= STEP:  # or there is no closing quote, for which `scan` raises
        return scan(text, begin, strict)
    parts = []
    while begin < quote:
        cut = _cut(text, begin + STEP, quote)
        parts.append(scan(text[begin:cut] + '"', 0, strict)[0])
        begin = cut
    return "".join(parts), quote + 1


def _is_escaped(text: str, begin: int, quote: int) -> bool:
    first = quote
    while first > begin and text[first - 1] == "\\":
        first -= 1
    return (quote - first) % 2 == 1


def _cut(text: str, at: int, end: int) -> int:
    """The first index from `at` that splits no escape and no surrogate pair."""
    while at < end and (escape := text.rfind("\\", at - 12, at)) >= 0:
        at = escape + 13
    return min(at, end)


_decoder = StepwiseDecoder()


async def load_json(data: bytes) -> Any:
    """The JSON value in `data`; raises ValueError."""
    if len(data) < LARGE:
        return json.loads(data)
    return await run_beside(lambda: _decoder.decode(data.decode()), large=True)


async def dump_json(value: object) -> bytes:
    """`value` as JSON."""
    if not is_large(value):
        return json.dumps(value).encode()
    return await run_beside(lambda: b"".join(_written(value)), large=True)


def is_large(value: object) -> bool:
    """Whether a value is at least `LARGE` as JSON; inspects no more of it than needed."""
    return _weight(value, LARGE) >= LARGE


def _weight(value: object, most: int) -> int:
    """The approximate length of `value` as JSON; above `most` any larger number."""
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, Mapping):
        parts: Iterator[object] = (part for pair in value.items() for part in pair)
    elif isinstance(value, list | tuple):
        parts = iter(value)
    else:
        return 4
    weight = 2
    for part in parts:
        if weight >= most:
            break
        weight += _weight(part, most - weight) + 2
    return weight


def _written(value: object) -> Iterator[bytes]:
    """The JSON of a value in pieces of about `STEP`."""
    if _weight(value, STEP) < STEP:
        yield json.dumps(value).encode()
    elif isinstance(value, str):
        yield b'"'
        for at in range(0, len(value), STEP):
            yield json.dumps(value[at : at + STEP])[1:-1].encode()
        yield b'"'
    elif isinstance(value, Mapping):
        for number, (name, inner) in enumerate(value.items()):
            yield (b"," if number else b"{") + json.dumps(name).encode() + b":"
            yield from _written(inner)
        yield b"}"
    elif isinstance(value, list | tuple):
        yield b"["
        for number, bunch in enumerate(_bunches(value)):
            yield b"," if number else b""
            if len(bunch) == 1:
                yield from _written(bunch[0])
            else:
                yield json.dumps(bunch)[1:-1].encode()
        yield b"]"


def _bunches(items: list[Any] | tuple[Any, ...]) -> Iterator[list[Any]]:
    """The items in order, in groups of about `STEP` characters."""
    bunch: list[Any] = []
    weight = 0
    for item in items:
        more = _weight(item, STEP)
        if bunch and weight + more > STEP:
            yield bunch
            bunch, weight = [], 0
        bunch.append(item)
        weight += more
    if bunch:
        yield bunch
