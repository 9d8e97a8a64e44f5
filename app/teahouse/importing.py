"""Who imports what, and when: one thread at a time, and all that the loop needs before it runs.

Python lets threads import side by side, with a lock for each module. Where two threads meet in a package whose modules
import each other, each may wait for the other; Python then hands one of them a module of which only a part was
executed ("partially initialized module"), and its import fails.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable
from typing import Any

# What is needed off Qt's thread, in the order it is imported. The packages of others import some of their parts when
# they are used for the first time; those parts are named here.
NEEDED = (
    "asyncio",
    "sqlite3",
    "importlib.readers",  # certifi, for a host with TLS
    "importlib.resources.readers",
    "tracemalloc",  # a warning that is shown
    "teahouse.ollama",  # before httpx: it keeps a command line away that httpx would bring along
    "httpx",
    "anyio._backends._asyncio",  # httpcore, with the first request
    "pydantic.main",
    "teahouse.ollama.transport",
    "teahouse.backend",
)

_turn = threading.RLock()  # a module that is being imported imports others


def take_turns() -> None:
    """From now on a thread that imports what is not there yet waits until no other thread does.

    What is there already costs nothing more. While a module is being imported it must not wait for another thread that
    imports.
    """
    # Every import of a module that is not there yet comes through this function, by whatever statement or call. It is
    # CPython's own and may change: without it imports are as they were, and a test fails (tests/test_importing.py).
    system: Any = importlib._bootstrap
    find_and_load: Callable[..., Any] | None = getattr(system, "_find_and_load", None)
    if find_and_load is None or find_and_load.__module__ == __name__:
        return

    def _find_and_load(name: str, import_: Callable[..., Any]) -> Any:
        with _turn:
            return find_and_load(name, import_)

    system._find_and_load = _find_and_load


def import_needed() -> None:
    """Import all that is needed off Qt's thread; where that waits for a module it gets its turn in between."""
    for name in NEEDED:
        importlib.import_module(name)
        time.sleep(0)
