"""Whether a model fits this computer, and where: on its GPUs, on GPUs and memory together, in memory, or not.

A need is weights + cache + state + work buffers, which is what a daemon says of a loaded model (`/api/ps`), and a
reserve it does not say: the process, a GPU's driver, the vision part at work. All pure; bytes and tokens everywhere.
Sources: the formulas in the project's notes; work buffers fitted to llama.cpp b11549 (batch of 512, flash attention),
which they miss by 12 % at most; windows and paddings as llama.cpp rounds them.
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
STEP = 256  # caches are as long as a multiple of it
CACHED = 2  # bytes of a number in a cache: f16, as daemons keep it unless told otherwise
TIGHT = 0.9  # of what is free, from which on it is tight
_PROCESS = 96 * MIB  # the runner itself
_DRIVER = GIB  # what a GPU's driver and its larger buffers take
_VISION = GIB  # pictures at work


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
        """What a daemon will say it takes."""
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
    """Bytes free now, and bytes free once all loaded models have left."""

    now: int
    after: int

    def room_for(self, after: bool) -> int:
        return self.after if after else self.now


@dataclass(frozen=True, slots=True)
class Computer:
    """`gpus` are those with memory of their own; `shared` is the part of the memory that an integrated GPU may use
    (Apple), which is memory, too, and never counted twice."""

    ram: FitRoom
    gpus: tuple[FitRoom, ...] = ()
    shared: FitRoom | None = None

    def gpu_room(self, after: bool) -> int:
        """Bytes for one model on all GPUs together; each further one costs a driver of its own."""
        if self.shared is not None and not self.gpus:
            return min(self.shared.room_for(after), self.ram.room_for(after))
        rooms = [room.room_for(after) for room in self.gpus]
        return max(0, sum(rooms) - _DRIVER // 2 * max(0, len(rooms) - 1))

    def room_in(self, place: FitPlace, after: bool) -> int:
        """Bytes a model may take there."""
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
    """This computer as it is now: bytes of memory that can be taken, free bytes of each GPU with memory of its own,
    what a daemon has loaded here, and the most an integrated GPU may take of the memory."""
    models, free_gpus = tuple(loaded), tuple(gpus)
    in_ram, on_gpu = sum(model.size_ram for model in models), sum(model.size_vram for model in models)
    if not free_gpus:  # what is "on the GPU" is in memory, too
        free = FitRoom(available, available + in_ram + on_gpu)
        return Computer(
            free, shared=None if shared is None else FitRoom(min(shared, available), min(shared, free.after))
        )
    first, *others = free_gpus  # only their sum matters, so what leaves is all given back to the first
    rooms = (FitRoom(first, first + on_gpu), *(FitRoom(free, free) for free in others))
    return Computer(FitRoom(available, available + in_ram), rooms)


@dataclass(frozen=True, slots=True)
class Fit:
    """`place` it will have once what must leave has left; `now` the place it would have if nothing left. `free`: bytes
    there are in `place`; `missing`: bytes that lack where it fits nowhere; `tight`: it leaves hardly anything free."""

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
        """Whether loaded models have to leave for this place."""
        return self.place is not self.now


def need(model: Architecture, context: int, *, batch: int = BATCH, gpu: bool = False) -> Need:
    """What a model takes with a context of so many tokens; `gpu`: with a driver's reserve."""
    cells = [_cells(group, context, batch) for group in model.groups]
    numbers = sum(group.layers * group.elements * length for group, length in zip(model.groups, cells, strict=True))
    masks = sum({group.window: length for group, length in zip(model.groups, cells, strict=True)}.values())
    widest = max(3 * model.inner + 4 * model.width, 3 * model.query + 3 * model.width)
    reserve = (_DRIVER if gpu else _PROCESS) + (_VISION if model.vision else 0)
    return Need(
        weights=model.weights,
        cache=numbers * CACHED,
        state=model.state,
        work=batch * (4 * widest + 2 * masks),
        reserve=reserve,
    )


def _cells(group: CacheGroup, context: int, batch: int) -> int:
    """How many tokens a group of layers keeps; a window needs room for a batch beside it."""
    wanted = min(context, group.window + batch) if group.window else context
    return -(-max(1, wanted) // STEP) * STEP


def fit(
    model: Architecture,
    context: int,
    computer: Computer,
    *,
    correct: Callable[[int], int] | None = None,
) -> Fit:
    """Where the model fits with this context. `correct` puts a learned figure for a predicted one (`shown` bytes)."""
    on_gpu, in_ram = (_corrected(need(model, context, gpu=gpu), correct) for gpu in (True, False))
    now, place = (_place(on_gpu, in_ram, computer, after) for after in (False, True))
    place = min(now, place, key=list(FitPlace).index)
    needed = in_ram if place is FitPlace.RAM else on_gpu
    free = computer.room_in(place, after=place is not now)
    if place is FitPlace.NOWHERE:  # told of where the least lacks: a driver needs room only beside a GPU
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


def _corrected(predicted: Need, correct: Callable[[int], int] | None) -> Need:
    """The need with what was learned; the difference goes to the work buffers, the vaguest part."""
    if correct is None:
        return predicted
    work = predicted.work + correct(predicted.shown) - predicted.shown
    return Need(predicted.weights, predicted.cache, predicted.state, work, predicted.reserve)


def _place(on_gpu: Need, in_ram: Need, computer: Computer, after: bool) -> FitPlace:
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
    """The largest context, in steps of 256 tokens up to the trained one, with which the model stays in `place`
    once what is loaded has left; 0 when it does not even fit with the smallest. `correct` as in `fit`."""
    limit = (model.context or 1 << 20) // STEP
    room = computer.room_in(place, after=True)
    low, high = 0, max(1, limit)
    while low < high:
        middle = (low + high + 1) // 2
        needed = need(model, middle * STEP, gpu=place is not FitPlace.RAM)
        if _corrected(needed, correct).total <= room:
            low = middle
        else:
            high = middle - 1
    return low * STEP
