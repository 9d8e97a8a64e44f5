"""Commands and environments of the processes that Teahouse starts, for a checkout, a wheel and the packaged app."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from teahouse.connection.address import Address

SHARED_PORT = 11435  # of a built-in engine that other programs may use; Ollama's is 11434


def engine_command(
    models: Path, *, shared: bool = False, llama_server: str = "", states_mib: int | None = None
) -> list[str]:
    """The command of the built-in engine for a models folder. The engine ends when its stdin is closed.

    It uses a free port and requires the token from the first line of its stdin; a `shared` one requires no token and
    uses `SHARED_PORT` if that is free. `llama_server`: the program that runs the models, empty for the engine's own;
    `states_mib`: MiB on disk for states of conversations, None for the engine's default.
    """
    port = SHARED_PORT if shared and _is_free(SHARED_PORT) else 0
    command = [*_engine_program(), "--host", "127.0.0.1", "--port", str(port), "--measure-threads"]
    command += ["--models", str(models), "--owned"]
    command += ["--llama-server", llama_server] if llama_server else []
    command += [] if states_mib is None else ["--states-mib", str(states_mib)]
    return command if shared else [*command, "--token-on-stdin"]


def card_check_command(llama_server: str, model: Path) -> list[str]:
    """The command that checks a llama-server program with a check model and prints one line of JSON."""
    return [*_engine_program(), "--llama-server", llama_server, "--check", str(model)]


def workshop_command() -> list[str]:
    """The command of the engine's process for one job of the workshop, which it reads from stdin."""
    return [*_engine_program(), "--workshop"]


def _engine_program() -> list[str]:
    return [sys.executable, "engine"] if is_frozen() else [sys.executable, "-m", "teahouse", "engine"]


def own_command(word: str) -> list[str]:
    """The command of another process of this app; `word` is its subcommand, see cli.py."""
    return [sys.executable, word] if is_frozen() else [sys.executable, "-P", "-m", "teahouse", word]


def random_token() -> str:
    """A cryptographically random token."""
    return secrets.token_urlsafe(32)


def ollama_command(program: Path) -> list[str]:
    """The command of an installed Ollama as a daemon, with a watchdog that ends it when its stdin is closed."""
    watchdog = [sys.executable, "watchdog"] if is_frozen() else [sys.executable, "-I", "-S", str(_watchdog_file())]
    return [*watchdog, str(program), "serve"]


def ollama_environment(address: Address, *, cloud: bool = False) -> dict[str, str]:
    """The environment for an Ollama that listens at `address`; without `cloud` its cloud features are off."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    listening = {"OLLAMA_HOST": f"{host}:{address.port}"}
    return listening if cloud else {**listening, "OLLAMA_NO_CLOUD": "1"}


def child_environment(additions: Mapping[str, str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child process: ours with `additions`, without the packaged app's library path. PyInstaller
    stores the original value in LD_LIBRARY_PATH_ORIG."""
    values = dict(os.environ if environment is None else environment)
    if is_frozen():
        before = values.pop("LD_LIBRARY_PATH_ORIG", None)
        values.pop("LD_LIBRARY_PATH", None)
        if before:
            values["LD_LIBRARY_PATH"] = before
    return {**values, **additions}


def is_frozen() -> bool:
    """Whether this is the packaged app, whose executable is not a Python interpreter."""
    return bool(getattr(sys, "frozen", False))


def _is_free(port: int) -> bool:
    """Whether nothing listens on a port of this computer."""
    with socket.socket() as tried:
        if sys.platform != "win32":
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the engine will
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _watchdog_file() -> Path:
    return Path(__file__).with_name("watchdog.py")
