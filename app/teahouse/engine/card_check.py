"""Checks a llama-server program: whether it has a graphics card, and computes on it what the wheel computes without.

The check model has random weights and makes embeddings. They are compared as directions: a card rounds otherwise than a
processor, so that equal texts cannot be expected (docs/gpu.md).
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.engine.drafting import DraftAcceptance
from teahouse.engine.errors import RunnerError
from teahouse.engine.hardware import default_threads
from teahouse.engine.loader import KvCacheType
from teahouse.engine.runner import Runner

LIST_SECONDS = 60.0  # for a driver to name its devices
COMPUTE_SECONDS = 300.0  # the first computation compiles the shaders
LEAST_COSINE = 0.99
_ALL_LAYERS = 999
_LONGEST_OUTPUT = 1 << 16
_TEXTS = ("tea", "tea house leaf cup house tea cup leaf")  # a vector and a matrix of tokens: different shaders
_DEVICE = re.compile(r"^ +\w+: (.{1,200}) \(\d+ MiB, \d+ MiB free\)$", re.MULTILINE)  # regex: once for each line


@dataclass(frozen=True, slots=True)
class _Computed:
    vectors: tuple[tuple[float, ...], ...]
    vram: int


async def check_program(program: str, model: Path) -> tuple[str, ...]:
    """Check a llama-server with the check model; returns the names of its devices.

    Raises `Trouble`: CARD_PROGRAM_FAILED, CARD_MISSING, CARD_WRONG or CARD_SLOW.
    """
    devices = await list_devices(program)
    try:
        async with asyncio.timeout(COMPUTE_SECONDS):
            on_card = await _compute(program, model)
    except TimeoutError as error:
        raise Trouble(Problem.CARD_SLOW, seconds=round(COMPUTE_SECONDS)) from error
    except (RunnerError, LookupError, TypeError, ValueError) as error:
        raise Trouble(Problem.CARD_PROGRAM_FAILED, message=str(error)) from error
    if not devices or not on_card.vram:
        raise Trouble(Problem.CARD_MISSING)
    expected = await _compute("", model)
    if not _is_alike(on_card.vectors, expected.vectors):
        raise Trouble(Problem.CARD_WRONG)
    return devices


async def list_devices(program: str) -> tuple[str, ...]:
    """The names of the devices that a llama-server lists. Raises CARD_PROGRAM_FAILED, CARD_SLOW."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            "--list-devices",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as error:
        raise Trouble(Problem.CARD_PROGRAM_FAILED, message=error.strerror or str(error)) from error
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIST_SECONDS):
            output = (await process.stdout.read(_LONGEST_OUTPUT)).decode(errors="replace")
            status = await process.wait()
    except TimeoutError as error:
        raise Trouble(Problem.CARD_SLOW, seconds=round(LIST_SECONDS)) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if status:
        last = output.strip().splitlines()[-1:] or [f"exit status {status}"]
        raise Trouble(Problem.CARD_PROGRAM_FAILED, message=last[0][:200])
    return tuple(_DEVICE.findall(output))


async def _compute(program: str, model: Path) -> _Computed:
    """Load the check model with a llama-server, or with the wheel where `program` is empty, and compute embeddings."""
    runner = await Runner.start(_build_parameters(program, model), DraftAcceptance())
    try:
        answer = await runner.post_json("/v1/embeddings", {"input": list(_TEXTS)})
        return _Computed(tuple(map(_read_vector, answer["data"])), runner.size_vram)
    finally:
        await runner.stop()


def _build_parameters(program: str, model: Path) -> dict[str, Any]:
    return {
        "model": str(model),
        "alias": "check",
        "version": "",
        "projector": "",
        "template": "",
        "binary": program,
        "binary_failure": "",
        "num_ctx": 512,
        "parallel": 1,
        "kv_cache_type": KvCacheType.F16,
        "num_batch": 512,
        "num_gpu": _ALL_LAYERS if program else 0,
        "main_gpu": 0,
        "threads": default_threads(),
        "use_mmap": None,
        "shift": False,
        "embedding": True,
        "prompt_cache_mib": 0,
        "states": "",
        "adapters": [],
        "control_vector": None,
        "ngram": 0,
        "draft": 0,
    }


def _read_vector(entry: Any) -> tuple[float, ...]:
    return tuple(float(number) for number in entry["embedding"])


def _is_alike(found: Sequence[Sequence[float]], expected: Sequence[Sequence[float]]) -> bool:
    """Whether all vectors have nearly the same direction; NaN has none."""
    return len(found) == len(expected) and all(
        len(one) == len(other) and _cosine(one, other) >= LEAST_COSINE
        for one, other in zip(found, expected, strict=True)
    )


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    size = math.sqrt(sum(map(_square, one)) * sum(map(_square, other)))
    return sum(a * b for a, b in zip(one, other, strict=True)) / size if size else 0.0


def _square(number: float) -> float:
    return number * number
