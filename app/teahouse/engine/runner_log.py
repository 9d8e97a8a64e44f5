"""What the engine reads in the log of a runner: buffer sizes, the reason of a failure, and whether it computes."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import field

from teahouse.core.values import dataclass

MIB = 1 << 20
_KEPT_LINES = 60
# regex: linear; each word is entered once, each line is tried once from its beginning
_SIZE = re.compile(r"(?<!\S)(\S+)\s+(?:model|KV|RS|compute|output)\s+buffer size =\s+([0-9.]+) MiB")
_REORDERED = ("CPU_REPACK", "AMX")  # buffers of weights in another order for the processor
_CACHED = re.compile(r" - cache state: \d+ prompts, ([0-9.]+) MiB")
_PREFIX = re.compile(r"^[0-9.]+ [A-Z] (?:\S+\s+)*?\S+: ")
_REASON = re.compile(  # regex: as above
    r"error loading model(?: \w+)?: (.+)|\.(?:c|cpp|cu|h|m):\d+: (.+)|(^.*(?:failed to allocate|out of memory).*)"
)
_SLOT = "slot   load_model: id  0 | task -1 | new slot"  # logged once the weights are loaded
_LAUNCHED, _RELEASED = "| processing task", "| stop processing"
_GENERIC_ERRORS = ("failed to load model", "exiting due to")


@dataclass(slots=True)
class RunnerLog:
    """The last lines of llama.cpp's log, with the bytes of buffers it has logged, in RAM and on GPUs. `slots`: requests
    that are computed at a time; `releases_pages`: the runner calls `release_mapped_pages` after the load."""

    slots: int = 1
    releases_pages: bool = False
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT_LINES))
    host: float = 0.0
    reordered: float = 0.0  # bytes of weights in another order for the processor, in RAM
    vram: float = 0.0
    prompt_cache: float = 0.0  # bytes of RAM with the computed prompts of other conversations
    reading_sizes: bool = True
    maps_weights: bool = False
    separates_thinking: bool = False  # llama.cpp separates the thinking of this template
    loading_logged: asyncio.Event = field(default_factory=asyncio.Event)  # the last line of the load was read
    has_weights: asyncio.Event = field(default_factory=asyncio.Event)  # the weights are loaded
    launch_count: int = 0  # prompts whose computation has started
    _active_count: int = 0  # of them those whose computation has not ended

    @property
    def computing(self) -> bool:
        """Whether the model computes for any request."""
        return self._active_count > 0

    def add_line(self, line: str) -> None:
        self.lines.append(line)
        if _LAUNCHED in line:
            self.launch_count += 1
            self._active_count = min(self._active_count + 1, self.slots)
        elif _RELEASED in line:
            self._active_count = max(0, self._active_count - 1)
        elif _SLOT in line:
            self.has_weights.set()
        elif (cached := _CACHED.search(line)) is not None:
            self.prompt_cache = float(cached[1]) * MIB
        if "chat template, thinking = " in line:
            self.separates_thinking = "thinking = 1" in line
            self.loading_logged.set()
        size = _SIZE.search(line) if self.reading_sizes else None
        if size is None:
            return
        self.maps_weights = self.maps_weights or size[1].endswith("_Mapped")
        if size[1] in _REORDERED:
            self.reordered += float(size[2]) * MIB
        elif size[1].startswith("CPU") or size[1].endswith("_Host") or size[1] == "BLAS":
            self.host += float(size[2]) * MIB
        else:
            self.vram += float(size[2]) * MIB

    @property
    def ram(self) -> float:
        """The bytes in RAM. Reordered weights are copies of a mapped file's, and count once where its pages are
        released."""
        is_once = self.releases_pages and self.maps_weights
        return self.host + self.prompt_cache + (0.0 if is_once else self.reordered)

    def read_reason(self) -> str:
        """The reason of a failure in llama.cpp's words; empty where the log has none."""
        for line in self.lines:
            found = _REASON.search(line)
            if found is not None:
                return next(group for group in found.groups() if group).strip()
        errors = [_PREFIX.sub("", line) for line in self.lines if " E " in line[:20]]
        specific = [line for line in errors if not any(generic in line for generic in _GENERIC_ERRORS)]
        return (specific or errors or [""])[0].strip()
