"""Finds the process that runs a model on this computer and measures its memory.

A daemon's runners are its child processes. Where there are several, the model's file is in the runner's arguments or
among its mapped files; else there is no figure. Reading the memory of a large process takes the kernel time and stops
the process, so pauses between measurements grow with their cost, which is at most a hundredth of the time.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from time import monotonic

from teahouse.core.errors import Trouble
from teahouse.core.measure import Figures
from teahouse.core.values import dataclass
from teahouse.desktop import gpus, hardware, power, processes
from teahouse.desktop.cpu_load import CpuLoad, read_cpu_load
from teahouse.services.hosts.clients import Host, as_ollama


@dataclass(frozen=True, slots=True)
class FreeMemory:
    """Bytes. `total` and `available` of the computer's memory; `vram_total` and `vram_free` of GPUs with own memory."""

    total: int = 0
    available: int = 0
    vram_total: int = 0
    vram_free: int = 0

    @property
    def free(self) -> int:
        """Bytes for models: a daemon fills GPUs first, and unloads others before it splits a model."""
        return self.vram_free if self.vram_total else self.available

    @property
    def accelerated(self) -> bool:
        """Whether a GPU computes; on Macs it shares the memory."""
        return self.vram_total > 0 or sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class OtherPrograms:
    """Memory of programs other than runners, bytes; None where the system does not have it."""

    memory: int | None = None
    vram: int | None = None


def measure_free_memory() -> FreeMemory:
    """The free memory now; reads files and drivers, so not on the loop's thread."""
    memory, found = hardware.read_memory(), gpus.read_gpus()
    return FreeMemory(memory.total, memory.available, found.total, found.free)


def measure_other_programs(runners: Iterable[int]) -> OtherPrograms:
    """Memory of all other processes. A mapped file does not count, because its pages can be dropped."""
    pids = tuple(runners)
    room = measure_free_memory()
    own = [processes.own_memory(pid) for pid in pids]
    known = [size for size in own if size is not None]
    memory = room.total - room.available - sum(known) if room.total and len(known) == len(own) else None
    if not room.vram_total:
        return OtherPrograms(None if memory is None else max(0, memory))
    vram = room.vram_total - room.vram_free - sum(gpus.gpu_memory_of(pid) or 0 for pid in pids)
    return OtherPrograms(None if memory is None else max(0, memory), max(0, vram))


SHORTEST_PAUSE = 1.0  # seconds
LARGEST_COST = 0.01  # of the time
MOST_MISSES = 6  # the pause doubles with each search that found no runner, up to these
_BLOB = re.compile(r"sha256-[0-9a-f]{64}")


class RunnerProcesses:
    """Finds the runner of a model of a host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def find_process(self, model: str) -> int | None:
        """The process id of the model's runner; None where the host is remote or the runner is not certain."""
        if not self._host.is_local:
            return None
        found = await asyncio.to_thread(self._find_candidates)
        if len(found) < 2:
            return found[0].pid if found else None
        blob = await self._find_blob(model)
        matching = await asyncio.to_thread(_filter_holding, found, blob)
        return matching[0].pid if len(matching) == 1 else None

    async def measure_other_programs(self) -> OtherPrograms:
        """Memory of programs other than the host's runners."""
        return await asyncio.to_thread(lambda: measure_other_programs(runner.pid for runner in self._find_candidates()))

    def list_own(self) -> set[int]:
        """The processes that work for a measurement: this one with its children, the daemon, and its runners."""
        own = processes.list_descendants(os.getpid(), processes.list_processes())
        daemon = {self._host.daemon} if self._host.daemon is not None else set()
        return {os.getpid()} | daemon | {process.pid for process in (*own, *self._find_candidates())}

    def read_cpu_load(self) -> CpuLoad:
        """The work of the processor until now, with that for the measurement apart."""
        return read_cpu_load(self.list_own())

    def _find_candidates(self) -> tuple[processes.Process, ...]:
        daemon, port = self._host.daemon, self._host.port
        if daemon is None and port is not None:
            daemon = processes.find_listening(port)
        return processes.ollama_runners() if daemon is None else processes.runners_below(daemon)

    async def _find_blob(self, model: str) -> str:
        """The name of the model's file, from its Modelfile."""
        try:
            client = as_ollama(await self._host.client())
            shown = await client.show_model(model)
        except Trouble:
            return ""
        modelfile = str(shown.get("modelfile", ""))
        lines = [line for line in modelfile.splitlines() if line.startswith("FROM ")]
        found = _BLOB.search(lines[0]) if lines else None
        return found[0] if found else ""


def _filter_holding(among: Sequence[processes.Process], blob: str) -> list[processes.Process]:
    """The processes with this file in their arguments or mapped."""
    if not blob:
        return []
    return [
        process
        for process in among
        if any(blob in argument for argument in process.arguments) or processes.has_mapped(process.pid, blob)
    ]


@dataclass(frozen=True, slots=True)
class RunnerUsage:
    """Memory of a runner, bytes, at the last measurement and at its peak; None is unknown."""

    memory: int | None = None
    memory_peak: int | None = None
    gpu: int | None = None
    gpu_peak: int | None = None

    def add_sample(self, memory: int | None, gpu: int | None) -> RunnerUsage:
        return RunnerUsage(memory, _larger(self.memory_peak, memory), gpu, _larger(self.gpu_peak, gpu))


class RunnerWatch:
    """Measures a runner during one run: `seen` so far, `figures` at the end."""

    def __init__(self, runners: RunnerProcesses, model: str, local: bool) -> None:
        self._runners = runners
        self._model = model
        self._local = local
        self._pid: int | None = None
        self._energy: float | None = None
        self._other_load: float | None = None
        self.seen = RunnerUsage()

    @asynccontextmanager
    async def watch_runner(self) -> AsyncIterator[None]:
        """Measure while inside, and once more at the end."""
        if not self._local:
            yield
            return
        energy = await asyncio.to_thread(power.read_energy)
        load = await asyncio.to_thread(self._runners.read_cpu_load)
        self._pid = await self._runners.find_process(self._model)
        polling = asyncio.get_running_loop().create_task(self._poll_runner())
        try:
            yield
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
            self._energy = energy.joules_until(await asyncio.to_thread(power.read_energy))
            self._other_load = load.others_until(await asyncio.to_thread(self._runners.read_cpu_load))
            await self._measure_once()

    def figures(self, figures: Figures) -> Figures:
        """The run's figures with memory and energy."""
        return replace(
            figures,
            system_memory=self.seen.memory,
            system_memory_peak=self.seen.memory_peak,
            gpu_memory=self.seen.gpu,
            gpu_memory_peak=self.seen.gpu_peak,
            energy=self._energy,
            other_load=self._other_load,
        )

    async def _poll_runner(self) -> None:
        cost, misses = 0.0, 0
        while True:
            await asyncio.sleep(max(SHORTEST_PAUSE * 2**misses, cost / LARGEST_COST))
            begun = monotonic()
            await self._measure_once()
            cost = monotonic() - begun
            misses = min(MOST_MISSES, misses + 1) if self._pid is None else 0  # a search goes through all processes

    async def _measure_once(self) -> None:
        if self._pid is None or not processes.is_alive(self._pid):
            self._pid = await self._runners.find_process(self._model)
        if self._pid is not None:
            memory, gpu = await asyncio.to_thread(_measure_usage, self._pid)
            if memory is not None or gpu is not None:
                self.seen = self.seen.add_sample(memory, gpu)


def _measure_usage(pid: int) -> tuple[int | None, int | None]:
    return processes.memory_taken(pid).best, gpus.gpu_memory_of(pid)


def _larger(first: int | None, second: int | None) -> int | None:
    known = [value for value in (first, second) if value is not None]
    return max(known) if known else None
