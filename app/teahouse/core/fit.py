"""Whether and where a model fits this computer: on GPUs, on GPUs and in memory, in memory, or not.

A need is weights + cache + state + work buffers, which a daemon reports for a loaded model (`/api/ps`), and a reserve
for the process, a GPU's driver and vision buffers. All functions are pure; units are bytes and tokens. Work buffers are
fitted to llama.cpp b11549 (batch of 512, flash attention) with at most 12 % error; windows and paddings are rounded as
in llama.cpp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import CacheGroup
from teahouse.core.model import LoadedModel
from teahouse.core.values import dataclass

GIB = 1 << 30
MIB = 1 << 20
BATCH = 512  # tokens read at once by default
STEP = 256  # the length of a cache is a multiple of it
CACHED = 2  # bytes of an element of a cache: f16, the default of daemons
CACHE_TYPES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}  # the same by type: 32 quantized ones share two bytes
TIGHT = 0.9  # of the free bytes, from which on a model is tight
_PROCESS = 96 * MIB  # the runner
_DRIVER = GIB  # a GPU's driver and its larger buffers
_VISION = GIB  # work buffers of pictures


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes a model takes, by what for."""

    weights: int
    cache: int
    state: int
    work: int
    reserve: int

    @property
    def shown(self) -> int:
        """The bytes that a daemon will report."""
        return self.weights + self.cache + self.state + self.work

    @property
    def total(self) -> int:
        return self.shown + self.reserve


class FitPlace(StrEnum):
    """Where a model runs, best first."""

    GPU = "gpu"
    SPLIT = "gpu+ram"
    RAM = "ram"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class FitRoom:
    """Bytes free now, and after all loaded models are unloaded."""

    now: int
    after: int

    def room_for(self, after: bool) -> int:
        return self.after if after else self.now


@dataclass(frozen=True, slots=True)
class Computer:
    """`gpus` are those with their own memory; `shared` is the part of main memory that an integrated GPU (Apple) may
    use, which is not counted twice."""

    ram: FitRoom
    gpus: tuple[FitRoom, ...] = ()
    shared: FitRoom | None = None

    def gpu_room(self, after: bool) -> int:
        """Bytes for one model on all GPUs together; each further GPU needs its own driver buffers."""
        if self.shared is not None and not self.gpus:
            return min(self.shared.room_for(after), self.ram.room_for(after))
        rooms = [room.room_for(after) for room in self.gpus]
        return max(0, sum(rooms) - _DRIVER // 2 * max(0, len(rooms) - 1))

    def room_in(self, place: FitPlace, after: bool) -> int:
        """Bytes available for a model in a place."""
        match place:
            case FitPlace.GPU:
                return self.gpu_room(after)
            case FitPlace.SPLIT:
                gpu = self.gpu_room(after) if self.gpus else 0
                return (
                    gpu + self.ram.room_for(after) if gpu > _DRIVER else 0
                )  # else not a layer would fit beside the driver
            case FitPlace.RAM:
                return self.ram.room_for(after)
        return 0


def computer_of(
    available: int, gpus: Iterable[int], loaded: Iterable[LoadedModel], shared: int | None = None
) -> Computer:
    """This computer now, from the bytes of available memory, the free bytes of each GPU with its own memory, the
    models loaded here, and the limit of an integrated GPU."""
    models, free_gpus = tuple(loaded), tuple(gpus)
    in_ram, on_gpu = sum(model.size_ram for model in models), sum(model.size_vram for model in models)
    if not free_gpus:  # models "on the GPU" are in main memory, too
        free = FitRoom(available, available + in_ram + on_gpu)
        return Computer(
            free, shared=None if shared is None else FitRoom(min(shared, available), min(shared, free.after))
        )
    first, *others = free_gpus  # only the sum matters, so all unloaded bytes are added to the first
    rooms = (FitRoom(first, first + on_gpu), *(FitRoom(free, free) for free in others))
    return Computer(FitRoom(available, available + in_ram), rooms)


@dataclass(frozen=True, slots=True)
class Fit:
    """`place` after unloading what is necessary; `now`: the place without unloading. `free`: bytes available in
    `place`; `missing`: bytes lacking if it fits nowhere; `tight`: little memory stays free."""

    need: Need
    place: FitPlace
    now: FitPlace
    free: int
    on_gpu: int
    in_ram: int
    missing: int
    tight: bool

    @property
    def fits(self) -> bool:
        return self.place is not FitPlace.NOWHERE

    @property
    def must_unload(self) -> bool:
        """Whether loaded models must be unloaded for this place."""
        return self.place is not self.now


def memory_need(
    model: Architecture, context: int, *, batch: int = BATCH, gpu: bool = False, cached: float = CACHED
) -> Need:
    """A model's memory with a context of so many tokens; `gpu`: with the reserve for a driver; `cached`: bytes of an
    element of the cache."""
    cells = [_cache_length(group, context, batch) for group in model.groups]
    numbers = sum(group.layers * group.elements * length for group, length in zip(model.groups, cells, strict=True))
    masks = sum({group.window: length for group, length in zip(model.groups, cells, strict=True)}.values())
    widest = max(3 * model.inner + 4 * model.width, 3 * model.query + 3 * model.width)
    reserve = (_DRIVER if gpu else _PROCESS) + (_VISION if model.vision else 0)
    return Need(
        weights=model.weights,
        cache=int(numbers * cached),
        state=model.state,
        work=batch * (4 * widest + 2 * masks),
        reserve=reserve,
    )


def cache_saving(model: Architecture, context: int, cache_type: str) -> int:
    """The bytes that a cache of this type saves against f16."""
    whole, saved = (memory_need(model, context, cached=CACHE_TYPES[each]).cache for each in ("f16", cache_type))
    return whole - saved


def _cache_length(group: CacheGroup, context: int, batch: int) -> int:
    """The cache length of a group of layers in tokens; a window needs a batch more."""
    wanted = min(context, group.window + batch) if group.window else context
    return -(-max(1, wanted) // STEP) * STEP


def fit_model(
    model: Architecture,
    context: int,
    computer: Computer,
    *,
    correct: Callable[[int], int] | None = None,
) -> Fit:
    """Where the model fits with this context. `correct` maps predicted `shown` bytes to learned ones."""
    on_gpu, in_ram = (_correct_need(memory_need(model, context, gpu=gpu), correct) for gpu in (True, False))
    now, place = (_choose_place(on_gpu, in_ram, computer, after) for after in (False, True))
    place = min(now, place, key=list(FitPlace).index)
    needed = in_ram if place is FitPlace.RAM else on_gpu
    free = computer.room_in(place, after=place is not now)
    if place is FitPlace.NOWHERE:  # report the place that lacks the fewest bytes
        wanted = ((on_gpu, FitPlace.GPU), (on_gpu, FitPlace.SPLIT), (in_ram, FitPlace.RAM))
        rooms = [(each, computer.room_in(where, after=True)) for each, where in wanted]
        needed, free = min(rooms, key=lambda pair: pair[0].total - pair[1])
    gpu_bytes = (
        0 if place in (FitPlace.RAM, FitPlace.NOWHERE) else min(needed.total, computer.gpu_room(after=place is not now))
    )
    return Fit(
        need=needed,
        place=place,
        now=now,
        free=free,
        on_gpu=gpu_bytes,
        in_ram=needed.total - gpu_bytes,
        missing=needed.total - free if place is FitPlace.NOWHERE else 0,
        tight=place is not FitPlace.NOWHERE and needed.total > TIGHT * free,
    )


def _correct_need(predicted: Need, correct: Callable[[int], int] | None) -> Need:
    """Apply `correct`; the difference is added to the work buffers, the least certain part."""
    if correct is None:
        return predicted
    work = predicted.work + correct(predicted.shown) - predicted.shown
    return Need(predicted.weights, predicted.cache, predicted.state, work, predicted.reserve)


def _choose_place(on_gpu: Need, in_ram: Need, computer: Computer, after: bool) -> FitPlace:
    for place, needed in ((FitPlace.GPU, on_gpu), (FitPlace.SPLIT, on_gpu), (FitPlace.RAM, in_ram)):
        if needed.total <= computer.room_in(place, after):
            return place
    return FitPlace.NOWHERE


def largest_context(
    model: Architecture,
    computer: Computer,
    place: FitPlace,
    *,
    correct: Callable[[int], int] | None = None,
) -> int:
    """The largest context, in steps of 256 tokens up to the trained one, with which the model fits in `place` after
    unloading all others; 0 if none fits. `correct` as in `fit_model`."""
    limit = (model.context or 1 << 20) // STEP
    room = computer.room_in(place, after=True)
    low, high = 0, max(1, limit)
    while low < high:
        middle = (low + high + 1) // 2
        needed = memory_need(model, middle * STEP, gpu=place is not FitPlace.RAM)
        if _correct_need(needed, correct).total <= room:
            low = middle
        else:
            high = middle - 1
    return low * STEP
