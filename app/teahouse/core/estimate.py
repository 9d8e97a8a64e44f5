"""The memory a model needs on this computer with a given context, where it fits, and the speed to expect.

Combines the computer's memory (core/fit.py), the rate at which that is read, and the measurements of earlier loads and
runs (core/calibration.py). Pure functions, fast enough to run for a whole catalogue while a slider moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace

from teahouse.core.architecture import Architecture, from_tag
from teahouse.core.calibration import Calibration, Guess, GuessSource, Pair
from teahouse.core.catalogue import Tag
from teahouse.core.core_rates import core_seconds
from teahouse.core.fit import CACHED, Computer, Fit, FitPlace, fit_model, largest_context
from teahouse.core.values import dataclass

# The expected speed of a model that was never run. For each token all active weights and the cache of the tokens before
# it are read once, and multiplied: on a processor the slower of both determines the time, and a little constant time is
# added. No computer reaches the rate of a memory test, and processors differ, so the band is wide. Measurements narrow
# it. Constants: fitted to llama.cpp on processors with thirteen models (docs/catalogue.md).

REACHED = 0.6  # share of a memory test's rate while weights are unpacked and multiplied
BESIDES = 0.002  # seconds a token on a processor: synchronizing threads after each layer, sampling
SCALING = 0.85  # exponent of the number of cores: two multiply 1.8 times as fast as one
BESIDES_GPU = 0.001
LOW, HIGH = 0.45, 1.5  # the band around a speed that was not measured


@dataclass(frozen=True, slots=True)
class Speeds:
    """Bytes read per second from memory and from GPUs; `cores` that multiply weights. None is unknown: neither measured
    nor estimated."""

    ram: float | None = None
    gpu: float | None = None
    cores: int | None = None

    @property
    def with_assumed(self) -> Speeds:
        """With `ASSUMED` for what is not known: the base of corrections, and of recommendations."""
        return Speeds(self.ram or ASSUMED.ram, self.gpu or ASSUMED.gpu, self.cores)


ASSUMED = Speeds(ram=20e9, gpu=250e9)  # a cheap laptop, a slow graphics card


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


def expected_speed(model: Architecture, fit: Fit, speeds: Speeds, *, filled: int = 0) -> Expected | None:
    """The expected speed in the place where it fits; None where it fits nowhere, or a rate of memory that it depends on
    is unknown. An unknown number of cores is taken to be no limit."""
    whole = token_bytes(model, filled)
    share = {FitPlace.GPU: 1.0, FitPlace.RAM: 0.0, FitPlace.SPLIT: fit.on_gpu / max(1, fit.need.total)}.get(fit.place)
    if share is None or whole <= 0:
        return None
    seconds = BESIDES_GPU if share == 1.0 else BESIDES
    arithmetic = model.arithmetic + core_seconds("F16", whole - model.active)
    for part, speed, cores in ((share, speeds.gpu, None), (1 - share, speeds.ram, speeds.cores)):
        if part and not speed:
            return None
        reading = part * whole / (REACHED * speed) if part and speed else 0.0
        seconds += max(reading, part * arithmetic / cores**SCALING if cores else 0.0)
    likely = 1 / seconds
    return Expected(likely, likely * LOW, likely * HIGH)


DIGEST = 12  # characters of a digest that identify a model: as many as lists show
READ = 5.0  # tokens per second: some 220 words a minute, as people read


@dataclass(frozen=True, slots=True)
class Estimate:
    """`speed` in tokens per second, None where a rate it depends on was never measured; `context` in tokens;
    `estimated`: the catalogue does not have the exact architecture; `disk_missing`: bytes that its download lacks on
    the disk."""

    fit: Fit
    speed: Guess | None
    context: int
    estimated: bool
    disk_missing: int = 0

    @property
    def slow(self) -> bool:
        """Whether it would write more slowly than people read."""
        return self.speed is not None and self.speed.value < READ

    @property
    def usable(self) -> bool:
        """Whether it can be downloaded and run here, and not too slowly to be of use."""
        return self.fit.fits and not self.disk_missing and not self.slow


@dataclass(frozen=True, slots=True)
class Lesson:
    """The last prediction and measurement of a model here: bytes, tokens per second."""

    memory: Pair | None
    speed: Pair | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The inputs of an estimate: the computer's free memory, its reading rates, earlier measurements, and the free
    bytes of the disk with the models (None: unknown)."""

    computer: Computer
    speeds: Speeds = field(default_factory=Speeds)
    learned: Calibration = field(default_factory=Calibration)
    disk: int | None = None

    def of_tag(self, tag: Tag, context: int) -> Estimate | None:
        """The estimate for a tag of the catalogue; None where not even its size is known."""
        build = from_tag(tag)
        if build is None:
            return None
        found = self.outlook_for(build, context, tag.digest)
        missing = 0 if self.disk is None else max(0, build.weights - self.disk)
        return replace(found, disk_missing=missing) if missing else found

    def outlook_for(self, build: Architecture, context: int, digest: str = "") -> Estimate:
        """The estimate with a context of so many tokens, or the model's own maximum where that is smaller."""
        tokens = min(context, build.context) if build.context else context
        fit = fit_model(build, tokens, self.computer, correct=self._memory_correction(digest))
        return Estimate(fit, self._predict_speed(build, fit, _digest_key(digest)), tokens, build.estimated)

    def _memory_correction(self, digest: str) -> Callable[[int], int]:
        """A function from predicted to expected bytes: corrected where this very model was measured, else unchanged."""

        def corrected(shown: int) -> int:
            guess = self.learned.memory_of(_digest_key(digest), shown)
            return round(guess.value) if guess.source is GuessSource.OWN else shown

        return corrected

    def _predict_speed(self, build: Architecture, fit: Fit, key: str) -> Guess | None:
        """Without a known speed of memory only what runs taught, whose predictions have the same base."""
        likely = expected_speed(build, fit, self.speeds.with_assumed)
        if likely is None:
            return None
        guess = self.learned.speed_of(speed_key(key, fit.place), likely.likely, likely.low, likely.high)
        known = guess.source is not GuessSource.FORMULA or expected_speed(build, fit, self.speeds) is not None
        return guess if known else None

    def lesson_of(self, digest: str) -> Lesson:
        """The last predictions and measurements of a model."""
        key = _digest_key(digest)
        memory = self.learned.memory.get(key, ())
        places = (self.learned.speed.get(speed_key(digest, place), ()) for place in FitPlace)
        speed = next((pairs for pairs in places if pairs), ())
        return Lesson(memory[-1] if memory else None, speed[-1] if speed else None)

    def longest_on_gpu(self, build: Architecture, digest: str = "") -> int:
        """The largest context that fits on the GPUs, in tokens; 0 without GPUs or where none fits."""
        if not self.computer.gpu_room(after=True):
            return 0
        return largest_context(build, self.computer, FitPlace.GPU, correct=self._memory_correction(digest))


def speed_key(digest: str, place: FitPlace) -> str:
    """The key of a measured speed: the model and where it ran."""
    return f"{_digest_key(digest)} {place.value}"


def _digest_key(digest: str) -> str:
    return digest.removeprefix("sha256:")[:DIGEST]
