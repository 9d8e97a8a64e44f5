"""Imports the official `ollama` client without what its import prepares for scripts, and nobody needs here.

Replaces: `from ollama import AsyncClient`. That opens a connection of its own for `ollama.chat()` and the like, for
which all certificates are read, and it compiles a validator for each kind of request and answer. Here each connection
is opened by `transport`, and the bytes are read by us; a validator is compiled when somebody uses its kind after all.

Costs: during the import two public names of httpx and pydantic stand for others (`httpx.Client`,
`BaseModel.model_config`), so nothing else may be imported meanwhile (`teahouse.importing` sees to that);
`ollama.chat()` and its like do not work in this process. tests/test_importing.py fails when the import opens a
connection or compiles a validator after all.

Measured (Python 3.11.7, ollama 0.6.3, httpx and pydantic imported before): 35 ms of CPU and 32.5 MB instead of 85 ms
and 37.4 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict

__all__ = ["AsyncClient"]


@contextmanager
def _only_definitions() -> Iterator[None]:
    """No connection and no validator is made meanwhile by what is imported."""
    made: Any = httpx  # a module whose names are replaced
    client, config = httpx.Client, BaseModel.model_config
    made.Client = lambda **_: None
    BaseModel.model_config = ConfigDict(defer_build=True)
    try:
        yield
    finally:
        made.Client = client
        BaseModel.model_config = config


with _only_definitions():
    from ollama import AsyncClient
