"""Other processes of this computer: their parents, memory, open sockets and mapped files; and limits of this process.

They are read from /proc, without psutil. On other systems, and for processes that may not be inspected, the result is
empty or None.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from teahouse.core.values import dataclass
from teahouse.desktop.files import read_text_lines

if sys.platform != "win32":
    import resource

PROC = Path("/proc")
KIB = 1024
# Names of processes that load a model: Ollama's present and former ones, and llama.cpp's.
RUNNER_NAMES = ("ollama", "ollama_llama_se", "llama-server")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its id, its parent's id, its name (15 characters at most) and its arguments."""

    pid: int
    parent: int
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Bytes of a process. `proportional` divides memory shared by several processes, `resident` counts it fully; None
    if unknown."""

    proportional: int | None
    resident: int | None

    @property
    def best(self) -> int | None:
        return self.resident if self.proportional is None else self.proportional


def list_processes(proc: Path = PROC) -> tuple[Process, ...]:
    """All visible processes; none without /proc."""
    try:
        folders = [folder for folder in proc.iterdir() if folder.name.isdigit()]
    except OSError:
        return ()
    return tuple(found for folder in folders if (found := _read_process(folder)) is not None)


def list_descendants(pid: int, among: Iterable[Process]) -> tuple[Process, ...]:
    """The children of a process and their descendants, parents first."""
    every = tuple(among)
    found: list[Process] = []
    parents = {pid}
    while parents:
        children = [process for process in every if process.parent in parents]
        found += children
        parents = {child.pid for child in children}
    return tuple(found)


def runners_below(daemon: int, proc: Path = PROC) -> tuple[Process, ...]:
    """The processes that load models for a daemon: its descendants without children."""
    below = list_descendants(daemon, list_processes(proc))
    parents = {process.parent for process in below}
    return tuple(process for process in below if process.pid not in parents)


def ollama_runners(proc: Path = PROC) -> tuple[Process, ...]:
    """The processes that load models for a local Ollama, found by name and arguments."""
    return tuple(
        process
        for process in list_processes(proc)
        if process.name in RUNNER_NAMES and {"runner", "--model", "-m"} & set(process.arguments[1:])
    )


def memory_taken(pid: int, proc: Path = PROC) -> ProcessMemory:
    """The main memory of a process."""
    return ProcessMemory(
        _read_field(proc / str(pid) / "smaps_rollup", "Pss:"), _read_field(proc / str(pid) / "status", "VmRSS:")
    )


def own_memory(pid: int, proc: Path = PROC) -> int | None:
    """The memory of a process that is not of mapped files, so that it cannot be reclaimed while it runs."""
    anonymous, shared = (_read_field(proc / str(pid) / "status", name) for name in ("RssAnon:", "RssShmem:"))
    return None if anonymous is None else anonymous + (shared or 0)


def is_alive(pid: int, proc: Path = PROC) -> bool:
    return (proc / str(pid)).exists()


def has_mapped(pid: int, part: str, proc: Path = PROC) -> bool | None:
    """Whether a process has mapped a file whose path contains `part`; None if it may not be inspected."""
    try:
        return part in (proc / str(pid) / "maps").read_text(errors="replace")
    except OSError:
        return None


def _read_process(folder: Path) -> Process | None:
    try:
        stat = (folder / "stat").read_text(errors="replace")
        arguments = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # it has just ended, or may not be inspected
        return None
    # The name is in parentheses and may contain some.
    head, _, rest = stat.rpartition(")")
    fields = rest.split()
    if len(fields) < 2 or "(" not in head:
        return None
    name = head.partition("(")[2]
    return Process(int(folder.name), int(fields[1]), name, tuple(part for part in arguments if part))


def _read_field(path: Path, name: str) -> int | None:
    """A line `Name:  123 kB` of a /proc file, in bytes."""
    found = next((line.split() for line in read_text_lines(path) if line.startswith(name)), None)
    return int(found[1]) * KIB if found is not None and len(found) > 1 and found[1].isdigit() else None


def find_listening(port: int, proc: Path = PROC) -> int | None:
    """The process that listens on a local TCP port; None if it may not be inspected."""
    sockets = {
        f"socket:[{inode}]" for name in ("tcp", "tcp6") for inode in _listening_inodes(proc / "net" / name, port)
    }
    if not sockets:
        return None
    found = (
        process.pid
        for process in list_processes(proc)
        if sockets.intersection(_list_descriptors(proc / str(process.pid) / "fd"))
    )
    return next(found, None)


def _list_descriptors(folder: Path) -> set[str]:
    """The targets of a process's descriptors; some may be closed meanwhile."""
    found = set()
    try:
        for link in folder.iterdir():
            with suppress(FileNotFoundError):
                found.add(os.readlink(link))
    except OSError:  # it may not be inspected
        return set()
    return found


def _listening_inodes(table: Path, port: int) -> list[str]:
    """Inodes of the sockets that listen on `port`, from a /proc/net table."""
    fields = [line.split() for line in read_text_lines(table)[1:]]
    listening_state, hexadecimal = "0A", f"{port:04X}"
    return [
        field[9]
        for field in fields
        if len(field) > 9 and field[3] == listening_state and field[1].rpartition(":")[2] == hexadecimal
    ]


def limit_memory(most: int) -> None:
    """Limit this process to `most` bytes of addresses, without core files. Not enforced on Windows and macOS."""
    if sys.platform != "win32":
        _set_limit(resource.RLIMIT_AS, most)
        _set_limit(resource.RLIMIT_CORE, 0)


def limit_time(seconds: int) -> None:
    """End this process after `seconds` to `seconds` + 1 of CPU time from now on; not on Windows."""
    if sys.platform != "win32":
        _set_limit(resource.RLIMIT_CPU, int(time.process_time()) + seconds + 1)


if sys.platform != "win32":

    def _set_limit(limit: int, most: int) -> None:
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
