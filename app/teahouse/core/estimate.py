"""What a model would do on this computer: where it fits with a context, and how fast it will write there.

Brings together what the computer has (core/fit.py), how fast its memory is read, and what earlier loads and runs taught
(core/calibration.py). All pure, and quick enough to be asked for a whole catalogue while a slider moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from math import log2

from teahouse.core.architecture import Architecture, from_tag
from teahouse.core.calibration import Calibration, Guess, GuessSource, Pair
from teahouse.core.catalogue import Catalogue, ListingState, Tag
from teahouse.core.fit import CACHED, GIB, Computer, Fit, FitPlace, FitRoom, fit_model, largest_context
from teahouse.core.values import dataclass

# The speed before a model was ever run is bytes read for a token against bytes a second. Every token needs all active
# weights and the cache of what came before it, once. Memory is what bounds that, with a little time besides, and no
# computer reaches what a memory test reads: the band is wide, and says so. What was measured narrows it. Constants:
# fitted to llama.cpp on processors with SmolLM2-135M and Gemma 3 270M.

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


def expected_speed(model: Architecture, fit: Fit, speeds: Speeds, *, filled: int = 0) -> Expected | None:
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


DIGEST = 12  # characters of a digest by which a model is known: as many as lists show
ROOMY = 0.6  # of what is free: a model to begin with leaves room for everything else
ORDINARY = FitRoom(6 * GIB, 6 * GIB)  # free on a computer of which nothing is known
READ = 5.0  # tokens per second: some 220 words a minute, as people read
USE = "chat"  # what a model to begin with is good for


@dataclass(frozen=True, slots=True)
class Estimate:
    """`speed` in tokens per second, None where something it needs was never measured; `context` in tokens;
    `estimated`: the catalogue does not know its build exactly."""

    fit: Fit
    speed: Guess | None
    context: int
    estimated: bool

    @property
    def slow(self) -> bool:
        """Whether it would write more slowly than people read, even at the upper end of what is expected."""
        return self.speed is not None and self.speed.high < READ


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was predicted of a model beside what was measured here the last time: bytes, tokens per second."""

    memory: Pair | None
    speed: Pair | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides it: the computer's memory now, how fast it reads, and what was learned."""

    computer: Computer
    speeds: Speeds = field(default_factory=Speeds)
    learned: Calibration = field(default_factory=Calibration)

    def of_tag(self, tag: Tag, context: int) -> Estimate | None:
        """The outlook for something in the catalogue; None where not even its size is known."""
        build = from_tag(tag)
        return None if build is None else self.outlook_for(build, context, tag.digest)

    def outlook_for(self, build: Architecture, context: int, digest: str = "") -> Estimate:
        """The outlook with a context of so many tokens, or the model's own where that is shorter."""
        wanted = min(context, build.context) if build.context else context
        found = fit_model(build, wanted, self.computer, correct=self._memory_correction(digest))
        return Estimate(found, self._predict_speed(build, found, _digest_key(digest)), wanted, build.estimated)

    def _memory_correction(self, digest: str) -> Callable[[int], int]:
        """What this very model was measured to take, for what is predicted; else what is predicted."""

        def corrected(shown: int) -> int:
            guess = self.learned.memory_of(_digest_key(digest), shown)
            return round(guess.value) if guess.source is GuessSource.OWN else shown

        return corrected

    def _predict_speed(self, build: Architecture, found: Fit, key: str) -> Guess | None:
        likely = expected_speed(build, found, self.speeds)
        if likely is None:
            return None
        return self.learned.speed_of(speed_key(key, found.place), likely.likely, likely.low, likely.high)

    def lesson_of(self, digest: str) -> Lesson:
        """What loads and runs of a model taught."""
        key = _digest_key(digest)
        memory = self.learned.memory.get(key, ())
        places = (self.learned.speed.get(speed_key(digest, place), ()) for place in FitPlace)
        speed = next((pairs for pairs in places if pairs), ())
        return Lesson(memory[-1] if memory else None, speed[-1] if speed else None)

    def longest_on_gpu(self, build: Architecture, digest: str = "") -> int:
        """The largest context that stays on the GPUs, in tokens; 0 where there are none or it never does."""
        if not self.computer.gpu_room(after=True):
            return 0
        return largest_context(build, self.computer, FitPlace.GPU, correct=self._memory_correction(digest))


def speed_key(digest: str, place: FitPlace) -> str:
    """The key under which a speed is learned: the model and where it ran."""
    return f"{_digest_key(digest)} {place.value}"


def _digest_key(digest: str) -> str:
    return digest.removeprefix("sha256:")[:DIGEST]


def to_begin_with(
    catalogue: Catalogue, circumstances: Circumstances | None, context: int, *, engine: bool
) -> Tag | None:
    """A model for somebody who has none: the best that leaves memory free, is fetched by a short name, may be used by
    everyone for anything and, with the built-in `engine`, is known to run there. Without circumstances (the host is
    another computer) for an ordinary one; the smallest where hardly anything fits, None for an empty catalogue."""
    tags = [tag for tag in catalogue.tags if _is_suitable(tag, engine=engine)]
    roomy = _filter_by_memory(tags, circumstances or Circumstances(Computer(ORDINARY)), context)
    return max(roomy, key=_rank_tag, default=min(tags, key=_tag_size, default=None))


def _is_suitable(tag: Tag, *, engine: bool) -> bool:
    known = (
        tag.state is ListingState.LIBRARY and tag.verified and bool(tag.size) and tag.licence in ("apache-2.0", "mit")
    )
    return known and USE in tag.uses and (tag.engine is True or not engine)


def _filter_by_memory(tags: Iterable[Tag], circumstances: Circumstances, context: int) -> Iterable[Tag]:
    for tag in tags:
        outlook = circumstances.of_tag(tag, context)
        if outlook is None or not outlook.fit.fits or outlook.slow:
            continue
        if outlook.fit.need.total <= ROOMY * outlook.fit.free:
            yield tag


def _rank_tag(tag: Tag) -> float:
    """Twice the weights are worth as much as a year: a rule of thumb, for the order of a suggestion only."""
    year, _, month = (tag.month or "2023-01").partition("-")
    return log2(max(0.1, tag.active or tag.parameters or 0.1)) + int(year) + int(month) / 12


def _tag_size(tag: Tag) -> int:
    return tag.size or 0
