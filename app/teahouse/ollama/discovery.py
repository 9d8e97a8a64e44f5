"""Finds a responding daemon, an installed Ollama, and the built-in engine on this computer.

`services.hosts` tries in this order: OLLAMA_HOST (`address.from_environment`), a running Ollama (at
`address.local_ollama`), an installed one, the built-in engine.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from teahouse.connection.address import Address
from teahouse.core.host import USUAL_ROUTE, HostRoute
from teahouse.ollama.client import OllamaClient
from teahouse.ollama.models import Version

PROBE_SECONDS = 2.0
ENGINE_MODULES = ("xllamacpp", "uvicorn")
PROGRAM_FOLDERS = ("/usr/local/bin", "/usr/bin", "/opt/ollama/bin", "/snap/bin")
MAC_FOLDERS = ("/Applications/Ollama.app/Contents/Resources", "/opt/homebrew/bin")


async def probe_daemon(
    address: Address, token: str | None = None, seconds: float = PROBE_SECONDS, route: HostRoute = USUAL_ROUTE
) -> Version:
    """The version of the daemon at `address`; raises `Trouble` (HOST_UNREACHABLE, HOST_SILENT after `seconds`,
    NOT_AN_OLLAMA, HOST_REFUSED, HOST_BUSY)."""
    client = OllamaClient(address, token=token, route=route)
    try:
        return await client.fetch_version(seconds)
    finally:
        await client.aclose()


def installed_ollama(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path | None:
    """The program of an installed Ollama: on the PATH, or in its installers' usual folders."""
    values = os.environ if environment is None else environment
    if (found := shutil.which("ollama", path=values.get("PATH", ""))) is not None:
        return Path(found)
    return next((place for place in _usual_places(values, platform) if _is_program(place)), None)


async def find_program_for(address: Address) -> Path | None:
    """The program of an installed Ollama if it can serve at `address`, else None."""
    servable = address.is_local and address.scheme == "http" and not address.path
    return await asyncio.to_thread(installed_ollama) if servable else None


def engine_available() -> bool:
    """Whether the modules of the built-in engine are installed; none of them is imported."""
    return all(importlib.util.find_spec(module) is not None for module in ENGINE_MODULES)


def _usual_places(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    """The usual places of an installed Ollama: an app started from a desktop often has a short PATH."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if platform == "win32":
        for name, below in (("LOCALAPPDATA", "Programs/Ollama"), ("ProgramFiles", "Ollama")):
            if environment.get(name):
                yield Path(environment[name]) / below / "ollama.exe"
        return
    if platform == "darwin":
        yield home / "Applications" / "Ollama.app" / "Contents" / "Resources" / "ollama"
    for folder in (*(MAC_FOLDERS if platform == "darwin" else ()), *PROGRAM_FOLDERS):
        yield Path(folder) / "ollama"
    for folder in (".local/bin", ".ollama/bin", "bin"):
        yield home / folder / "ollama"


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
