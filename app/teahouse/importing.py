"""Imports in one thread at a time, and the imports that the event loop needs before it runs.

Python imports in several threads at once, with a lock for each module. If two threads import a package whose modules
import each other, Python breaks the deadlock by returning a partly executed module ("partially initialized module"),
and that import fails.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable
from typing import Any

# Modules used outside Qt's thread, in import order, with those that dependencies import at first use.
NEEDED = (
    "asyncio",
    "sqlite3",
    "importlib.readers",  # certifi, for a host with TLS
    "importlib.resources.readers",
    "tracemalloc",  # a warning that is shown
    "teahouse.connection",  # before httpx: it prevents the import of httpx's command line
    "httpx",
    "anyio._backends._asyncio",  # httpcore, with the first request
    "teahouse.ollama.client",
    "teahouse.backend",
)

_turn = threading.RLock()  # a module that is being imported imports others


def take_turns() -> None:
    """From now on, let only one thread at a time import modules that are not loaded yet.

    A module must not wait for another importing thread while it is imported. Loaded modules cost nothing more.
    """
    # Every import of a module that is not loaded calls this function. It is internal to CPython and may change: without
    # it imports are not serialized, and a test fails (tests/test_importing.py).
    system: Any = importlib._bootstrap
    find_and_load: Callable[..., Any] | None = getattr(system, "_find_and_load", None)
    if find_and_load is None or find_and_load.__module__ == __name__:
        return

    def _find_and_load(name: str, import_: Callable[..., Any]) -> Any:
        with _turn:
            return find_and_load(name, import_)

    system._find_and_load = _find_and_load


def import_needed() -> None:
    """Import all of `NEEDED`; between modules another waiting thread can import."""
    for name in NEEDED:
        importlib.import_module(name)
        time.sleep(0)
