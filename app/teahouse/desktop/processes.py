"""Other processes of this computer as far as the system shows them: whose children they are, what memory they take.

Read from /proc, so that nothing needs psutil; on other systems, and for processes that may not be looked into, there
is no answer, never a guess.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from teahouse.core.values import dataclass

if sys.platform != "win32":
    import resource

PROC = Path("/proc")
KIB = 1024
# How the processes that hold a model are called: Ollama's of today and of yesterday, and llama.cpp's own.
RUNNER_NAMES = ("ollama", "ollama_llama_se", "llama-server")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its number, its parent's, its name (15 characters at most) and its arguments."""

    pid: int
    parent: int
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Bytes one process takes now. `proportional` shares out what several processes map, `resident` counts it whole;
    None where the system does not tell."""

    proportional: int | None
    resident: int | None

    @property
    def best(self) -> int | None:
        return self.resident if self.proportional is None else self.proportional


def list_processes(proc: Path = PROC) -> tuple[Process, ...]:
    """All processes that can be seen; none where there is no /proc."""
    try:
        folders = [folder for folder in proc.iterdir() if folder.name.isdigit()]
    except OSError:
        return ()
    return tuple(found for folder in folders if (found := _process(folder)) is not None)


def descendants(pid: int, among: Iterable[Process]) -> tuple[Process, ...]:
    """The children of a process, their children and so on; parents come first."""
    every = tuple(among)
    found: list[Process] = []
    parents = {pid}
    while parents:
        children = [process for process in every if process.parent in parents]
        found += children
        parents = {child.pid for child in children}
    return tuple(found)


def runners_below(daemon: int, proc: Path = PROC) -> tuple[Process, ...]:
    """The processes that hold models for a daemon: those it began that have begun none themselves."""
    below = descendants(daemon, list_processes(proc))
    parents = {process.parent for process in below}
    return tuple(process for process in below if process.pid not in parents)


def ollama_runners(proc: Path = PROC) -> tuple[Process, ...]:
    """The processes that hold models for an Ollama of this computer, found by name and by having a model to run."""
    return tuple(
        process
        for process in list_processes(proc)
        if process.name in RUNNER_NAMES and {"runner", "--model", "-m"} & set(process.arguments[1:])
    )


def memory_taken(pid: int, proc: Path = PROC) -> ProcessMemory:
    """What a process takes of the computer's own memory now."""
    return ProcessMemory(_field(proc / str(pid) / "smaps_rollup", "Pss:"), _field(proc / str(pid) / "status", "VmRSS:"))


def own_memory(pid: int, proc: Path = PROC) -> int | None:
    """What a process takes that is no file's: memory that cannot be had back while it runs."""
    anonymous, shared = (_field(proc / str(pid) / "status", name) for name in ("RssAnon:", "RssShmem:"))
    return None if anonymous is None else anonymous + (shared or 0)


def is_alive(pid: int, proc: Path = PROC) -> bool:
    return (proc / str(pid)).exists()


def has_mapped(pid: int, part: str, proc: Path = PROC) -> bool | None:
    """Whether a process has mapped a file whose path contains `part`; None where it may not be looked into."""
    try:
        return part in (proc / str(pid) / "maps").read_text(errors="replace")
    except OSError:
        return None


def _process(folder: Path) -> Process | None:
    try:
        stat = (folder / "stat").read_text(errors="replace")
        arguments = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # it has just ended, or is not ours to see
        return None
    # The name stands in brackets and may itself contain some.
    head, _, rest = stat.rpartition(")")
    fields = rest.split()
    if len(fields) < 2 or "(" not in head:
        return None
    name = head.partition("(")[2]
    return Process(int(folder.name), int(fields[1]), name, tuple(part for part in arguments if part))


def _field(path: Path, name: str) -> int | None:
    """A line `Name:  123 kB` of a /proc file, in bytes."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return None
    found = next((line.split() for line in lines if line.startswith(name)), None)
    return int(found[1]) * KIB if found is not None and len(found) > 1 and found[1].isdigit() else None


def find_listening(port: int, proc: Path = PROC) -> int | None:
    """The process that listens on a TCP port of this computer; None when it is not ours to see."""
    sockets = {f"socket:[{inode}]" for name in ("tcp", "tcp6") for inode in _listeners(proc / "net" / name, port)}
    if not sockets:
        return None
    found = (one.pid for one in list_processes(proc) if sockets.intersection(_descriptors(proc / str(one.pid) / "fd")))
    return next(found, None)


def _descriptors(folder: Path) -> set[str]:
    """What a process has open; some of it may be closed while it is looked at."""
    found = set()
    try:
        for link in folder.iterdir():
            with suppress(FileNotFoundError):
                found.add(os.readlink(link))
    except OSError:  # not ours to see
        return set()
    return found


def _listeners(table: Path, port: int) -> list[str]:
    """Inodes of the sockets that listen on `port`, by a /proc/net table."""
    try:
        lines = table.read_text().splitlines()[1:]
    except OSError:
        return []
    fields = [line.split() for line in lines]
    listening_state, hexadecimal = "0A", f"{port:04X}"
    return [
        field[9]
        for field in fields
        if len(field) > 9 and field[3] == listening_state and field[1].rpartition(":")[2] == hexadecimal
    ]


def limit_memory(most: int) -> None:
    """Have at most so many bytes of addresses, and write no core file. Windows sets no such limit, and macOS does not
    count memory."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_AS, most)
        _limit(resource.RLIMIT_CORE, 0)


def limit_time(seconds: int) -> None:
    """Be ended after at least so many seconds of processor time from now on, and at most one more; not on Windows."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_CPU, int(time.process_time()) + seconds + 1)


if sys.platform != "win32":

    def _limit(what: int, most: int) -> None:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
