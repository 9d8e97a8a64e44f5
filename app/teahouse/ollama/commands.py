"""What to run for a daemon of ours, and in which environment: from a checkout, a wheel, or the packaged app."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from teahouse.ollama.address import Address


def engine_command(models: Path) -> list[str]:
    """The built-in engine on a free port of this computer, over a models folder. It ends when its stdin does."""
    program = [sys.executable] if is_frozen() else [sys.executable, "-m", "teahouse"]
    return [*program, "engine", "--host", "127.0.0.1", "--port", "0", "--models", str(models), "--owned"]


def ollama_command(program: Path) -> list[str]:
    """An installed Ollama as a daemon, on the leash that ends it when its stdin does."""
    leash = [sys.executable, "leash"] if is_frozen() else [sys.executable, "-I", "-S", str(_leash_file())]
    return [*leash, str(program), "serve"]


def ollama_environment(address: Address, *, cloud: bool = False) -> dict[str, str]:
    """What an Ollama must be told to listen at `address`; without `cloud` it does not call its makers' servers."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    listening = {"OLLAMA_HOST": f"{host}:{address.port}"}
    return listening if cloud else {**listening, "OLLAMA_NO_CLOUD": "1"}


def child_environment(additions: Mapping[str, str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child: ours with `additions`, and without the libraries of the packaged app, which
    PyInstaller puts before the system's (what was there before it keeps in LD_LIBRARY_PATH_ORIG)."""
    values = dict(os.environ if environment is None else environment)
    if is_frozen():
        before = values.pop("LD_LIBRARY_PATH_ORIG", None)
        values.pop("LD_LIBRARY_PATH", None)
        if before:
            values["LD_LIBRARY_PATH"] = before
    return {**values, **additions}


def is_frozen() -> bool:
    """Whether this is the packaged app, whose executable is no Python interpreter."""
    return bool(getattr(sys, "frozen", False))


def _leash_file() -> Path:
    return Path(__file__).with_name("leash.py")
