"""What runs when: lanes one after another, at once, or as many as fit; decided from memory, and said with its reason.

The rule is a pure one: it is given what each model needs (told by the daemon, measured here before, or estimated), what
is loaded, and how much memory is free. Models that are loaded come first, and lanes that share a loaded model stay
together, so that nothing is unloaded that would be needed again; whatever must leave is named beforehand.

The schedules of several hosts are merged into one. Hosts do not take each other's memory, unless they are daemons of
one computer. The fair way has them answer one after another all the same, so that nothing else is at work while one is
measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import zip_longest

from teahouse.core.comparison import Mode, named_at
from teahouse.core.values import dataclass


class Why(StrEnum):
    """Why lanes run as they do."""

    ASKED = "asked"  # the person said so
    PROCESSOR = "processor"  # no GPU: lanes at once would share its cores and measure each other
    MEMORY_HOLDS_ONE = "memory_holds_one"
    MEMORY_HOLDS_SOME = "memory_holds_some"
    ALL_FIT = "all_fit"
    HOSTS_IN_TURN = "hosts_in_turn"  # several hosts, the fair way
    HOSTS_TOGETHER = "hosts_together"  # several hosts, each as full as it may be
    UNKNOWN = "unknown"  # another computer's memory is not ours to know: one after another is safe


class NeedSource(StrEnum):
    """Where a model's need is known from, best first."""

    LOADED = "loaded"  # the daemon says so now
    MEASURED = "measured"  # it said so here before
    ESTIMATED = "estimated"  # from its build and the context it is to have, or from its file alone


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Bytes a model takes while it is loaded, and where that is known from."""

    model: str
    size: int
    source: NeedSource


@dataclass(frozen=True, slots=True)
class ScheduleStep:
    """Lanes that run side by side, their models, and the models that must leave before they start."""

    lanes: tuple[str, ...]
    models: tuple[str, ...]
    unload: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps in their order, why so, what each model needs, and the bytes there are for models in all (None:
    unknown)."""

    steps: tuple[ScheduleStep, ...]
    why: Why
    needs: tuple[MemoryNeed, ...] = ()
    room: int | None = None


@dataclass(frozen=True, slots=True)
class LaneGroup:
    """Lanes that share one loaded model: the same name and the same options that decide how it is loaded. They run one
    after another, since a daemon serves one at a time. `context`: tokens that are asked for, None for the usual."""

    model: str
    lanes: tuple[str, ...]
    context: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known when a plan is made. `needs` by model, for every lane and every loaded model; `loaded` their
    names; `free` bytes that models may take now, None when they are not ours to know; `accelerated`: a GPU computes."""

    needs: Mapping[str, MemoryNeed]
    loaded: tuple[str, ...] = ()
    free: int | None = None
    accelerated: bool = False

    @property
    def room(self) -> int | None:
        """Bytes there are for models when none is loaded."""
        return None if self.free is None else self.free + sum(self.size_of(name) for name in self.loaded)

    def size_of(self, model: str) -> int:
        need = self.needs.get(model)
        return need.size if need else 0


def plan_schedule(groups: Sequence[LaneGroup], mode: Mode, around: Surroundings) -> Schedule:
    """The steps for these groups; AUTO is the fair mode (see `fair_mode`)."""
    ordered = sorted(groups, key=lambda group: group.model not in around.loaded)
    chosen, why = fair_mode(ordered, around) if mode is Mode.AUTO else (mode, Why.ASKED)
    if chosen is Mode.ONE_AFTER_ANOTHER:
        packed = [[group] for group in ordered]
    elif chosen is Mode.AT_ONCE:
        packed = [ordered]
    else:
        packed = _packed(ordered, around)
        why = _why_packed(packed, around)
    needs = {group.model: around.needs[group.model] for group in ordered if group.model in around.needs}
    return Schedule(_steps(packed, around), why, tuple(needs.values()), around.room)


def fair_mode(groups: Sequence[LaneGroup], around: Surroundings) -> tuple[Mode, Why]:
    """How to run when nobody said: at once only where a GPU holds all, else one after another."""
    if around.room is None:
        return Mode.ONE_AFTER_ANOTHER, Why.UNKNOWN
    if not around.accelerated:
        return Mode.ONE_AFTER_ANOTHER, Why.PROCESSOR
    packed = _packed(groups, around)
    if len(packed) == 1:
        return Mode.AT_ONCE, Why.ALL_FIT
    alone = all(len(together) == 1 for together in packed)
    return Mode.ONE_AFTER_ANOTHER, Why.MEMORY_HOLDS_ONE if alone else Why.MEMORY_HOLDS_SOME


def _packed(groups: Sequence[LaneGroup], around: Surroundings) -> list[list[LaneGroup]]:
    """Groups in their order, as many together as there is room for; each alone where the room is unknown."""
    if around.room is None:
        return [[group] for group in groups]
    packed: list[list[LaneGroup]] = []
    left = 0
    for group in groups:
        size = around.size_of(group.model)
        if packed and size <= left:
            packed[-1].append(group)
        else:
            packed.append([group])
            left = around.room
        left -= size
    return packed


def _why_packed(packed: Sequence[Sequence[LaneGroup]], around: Surroundings) -> Why:
    if around.room is None:
        return Why.UNKNOWN
    if len(packed) == 1:
        return Why.ALL_FIT
    return Why.MEMORY_HOLDS_ONE if all(len(together) == 1 for together in packed) else Why.MEMORY_HOLDS_SOME


def _steps(packed: Sequence[Sequence[LaneGroup]], around: Surroundings) -> tuple[ScheduleStep, ...]:
    """The steps with what must leave before each: only as many as it takes (see `_victims` for which)."""
    compared = {group.model for together in packed for group in together}
    held = list(around.loaded)
    free = around.free
    steps = []
    for index, together in enumerate(packed):
        models = tuple(dict.fromkeys(group.model for group in together))
        later = {group.model for after in packed[index + 1 :] for group in after}
        missing = sum(around.size_of(model) for model in models if model not in held)
        unload: list[str] = []
        if free is not None:
            for victim in _victims(held, models, later, compared):
                if missing <= free:
                    break
                unload.append(victim)
                free += around.size_of(victim)
            free = max(0, free - missing)
        held = [model for model in held if model not in unload]
        held += [model for model in models if model not in held]
        steps.append(ScheduleStep(tuple(lane for group in together for lane in group.lanes), models, tuple(unload)))
    return tuple(steps)


def _victims(held: Iterable[str], stay: Sequence[str], later: set[str], compared: set[str]) -> list[str]:
    """Who may leave: those not compared at all first, then those that are done, those needed again last."""
    leaving = [model for model in held if model not in stay]
    return sorted(leaving, key=lambda model: (model in later, model in compared))


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A step of one host's plan."""

    host: str
    step: ScheduleStep


Stage = tuple[ScheduledStep, ...]


def merge_schedules(plans: Mapping[str, Schedule], mode: Mode, local: Collection[str]) -> tuple[Stage, ...]:
    """Steps by host as stages, one after another, each with what runs side by side; `local` are the hosts that are
    this computer."""
    queues = [[ScheduledStep(host, step) for step in plan.steps] for host, plan in plans.items()]
    if mode is Mode.AS_MANY_AS_FIT:
        here = [part for queue in queues for part in queue if part.host in local]
        queues = [here, *(queue for queue in queues if queue and queue[0].host not in local)]
    elif mode is not Mode.AT_ONCE:
        queues = [[part for queue in queues for part in queue]]
    return tuple(tuple(part for part in row if part is not None) for row in zip_longest(*queues))


def describe_merged(plans: Mapping[str, Schedule], mode: Mode, stages: tuple[Stage, ...]) -> Schedule:
    """What is said of the stages. Needs of several hosts are no sum, and there is no room that all of them share."""
    steps = tuple(_merged(stage) for stage in stages)
    if len(plans) == 1:
        return replace(next(iter(plans.values())), steps=steps)
    why = {Mode.AUTO: Why.HOSTS_IN_TURN, Mode.AS_MANY_AS_FIT: Why.HOSTS_TOGETHER}.get(mode, Why.ASKED)
    return Schedule(steps, why)


def _merged(stage: Stage) -> ScheduleStep:
    return ScheduleStep(
        tuple(lane for part in stage for lane in part.step.lanes),
        tuple(named_at(model, part.host) for part in stage for model in part.step.models),
        tuple(named_at(model, part.host) for part in stage for model in part.step.unload),
    )
