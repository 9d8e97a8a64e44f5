"""How fast a model will write here, before it has ever been run: bytes read for a token against bytes a second.

Every token needs all active weights and the cache of what came before it, once. Memory is what bounds that, with a
little time besides, and no computer reaches what a memory test reads: the band is wide, and says so. What was measured
narrows it (core/calibration.py). Constants: fitted to llama.cpp on processors with SmolLM2-135M and Gemma 3 270M.
"""

from __future__ import annotations

from teahouse.core.architecture import Architecture
from teahouse.core.fit import CACHED, Fit, FitPlace
from teahouse.core.values import dataclass

REACHED = 0.6  # of a memory test's rate while weights are unpacked and multiplied
BESIDES = 0.004  # seconds a token on a processor: threads meeting after each layer, choosing the token
BESIDES_GPU = 0.001
LOW, HIGH = 0.45, 1.5  # the band around a speed nobody measured


@dataclass(frozen=True, slots=True)
class Speeds:
    """Bytes read a second: from memory and from GPUs. None is not known: not measured, and not guessed."""

    ram: float | None = None
    gpu: float | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """Tokens per second: the likely figure and its band."""

    likely: float
    low: float
    high: float


def token_bytes(model: Architecture, filled: int) -> int:
    """Bytes read for one token when `filled` tokens came before it."""
    numbers = sum(
        group.layers * group.elements * (min(filled, group.window) if group.window else filled)
        for group in model.groups
    )
    return model.active + model.state + numbers * CACHED


def expected(model: Architecture, fit: Fit, speeds: Speeds, *, filled: int = 0) -> Expected | None:
    """How fast it will write in the place it fits; None where it fits nowhere, or a speed it needs is not known."""
    whole = token_bytes(model, filled)
    share = {FitPlace.GPU: 1.0, FitPlace.RAM: 0.0, FitPlace.SPLIT: fit.on_gpu / max(1, fit.need.total)}.get(fit.place)
    if share is None or whole <= 0:
        return None
    seconds = BESIDES_GPU if share == 1.0 else BESIDES
    for part, speed in ((share, speeds.gpu), (1 - share, speeds.ram)):
        if part and not speed:
            return None
        seconds += part * whole / (REACHED * speed) if part and speed else 0.0
    likely = 1 / seconds
    return Expected(likely, likely * LOW, likely * HIGH)
