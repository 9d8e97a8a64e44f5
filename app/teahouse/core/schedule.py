"""The order of lanes: one after another, at once, or as many as fit in memory; with the reason.

Pure functions of what each model needs (from the daemon, measured before, or estimated), the loaded models and the free
memory. Loaded models come first, and lanes that share a loaded model are adjacent, so that no model is unloaded that is
needed again; the models to unload are named in advance.

The schedules of several hosts are merged into one. Hosts have separate memory, unless they are daemons of one computer.
In the fair mode hosts still answer one after another, so that nothing else runs during a measurement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import zip_longest

from teahouse.core.comparison import Mode, named_at
from teahouse.core.values import dataclass


class Why(StrEnum):
    """The reason for a schedule."""

    ASKED = "asked"  # the person chose the mode
    PROCESSOR = "processor"  # no GPU: lanes at once would share its cores and slow each other down
    MEMORY_HOLDS_ONE = "memory_holds_one"
    MEMORY_HOLDS_SOME = "memory_holds_some"
    ALL_FIT = "all_fit"
    HOSTS_IN_TURN = "hosts_in_turn"  # several hosts, in the fair mode
    HOSTS_TOGETHER = "hosts_together"  # several hosts, each with as many lanes as fit
    UNKNOWN = "unknown"  # the memory of another computer is unknown: one after another is safe


class NeedSource(StrEnum):
    """The source of a model's need, best first."""

    LOADED = "loaded"  # reported by the daemon now
    MEASURED = "measured"  # reported by it here before
    ESTIMATED = "estimated"  # from its architecture and context, or from its file alone


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Bytes a model takes while it is loaded, and the source of this figure."""

    model: str
    size: int
    source: NeedSource


@dataclass(frozen=True, slots=True)
class ScheduleStep:
    """Lanes that run in parallel, their models, and the models to unload before they start."""

    lanes: tuple[str, ...]
    models: tuple[str, ...]
    unload: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps in order, the reason, what each model needs, and the bytes for models in all (None: unknown)."""

    steps: tuple[ScheduleStep, ...]
    why: Why
    needs: tuple[MemoryNeed, ...] = ()
    room: int | None = None


@dataclass(frozen=True, slots=True)
class LaneGroup:
    """Lanes that share one loaded model: the same name and the same options that affect loading. They run one after
    another, since a daemon serves one at a time. `context`: requested tokens, None for the default."""

    model: str
    lanes: tuple[str, ...]
    context: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The inputs of a schedule. `needs` by model, for every lane and every loaded model; `loaded` their names; `free`
    bytes that models may take now, None when unknown; `accelerated`: a GPU computes."""

    needs: Mapping[str, MemoryNeed]
    loaded: tuple[str, ...] = ()
    free: int | None = None
    accelerated: bool = False

    @property
    def room(self) -> int | None:
        """The bytes for models when none is loaded."""
        return None if self.free is None else self.free + sum(self.size_of(name) for name in self.loaded)

    def size_of(self, model: str) -> int:
        need = self.needs.get(model)
        return need.size if need else 0


def plan_schedule(groups: Sequence[LaneGroup], mode: Mode, around: Surroundings) -> Schedule:
    """The steps for these groups; AUTO means the fair mode (see `fair_mode`)."""
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
    """The default mode: at once only where a GPU has room for all, else one after another."""
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
    """The steps with the models to unload before each: only as many as necessary, in the order of `_victims`."""
    compared = {group.model for together in packed for group in together}
    resident = list(around.loaded)
    free = around.free
    steps = []
    for index, together in enumerate(packed):
        models = tuple(dict.fromkeys(group.model for group in together))
        later = {group.model for after in packed[index + 1 :] for group in after}
        missing = sum(around.size_of(model) for model in models if model not in resident)
        unload: list[str] = []
        if free is not None:
            for victim in _victims(resident, models, later, compared):
                if missing <= free:
                    break
                unload.append(victim)
                free += around.size_of(victim)
            free = max(0, free - missing)
        resident = [model for model in resident if model not in unload]
        resident += [model for model in models if model not in resident]
        steps.append(ScheduleStep(tuple(lane for group in together for lane in group.lanes), models, tuple(unload)))
    return tuple(steps)


def _victims(resident: Iterable[str], stay: Sequence[str], later: set[str], compared: set[str]) -> list[str]:
    """The models that may be unloaded: first those that are not compared, then those that are done, last those needed
    again."""
    leaving = [model for model in resident if model not in stay]
    return sorted(leaving, key=lambda model: (model in later, model in compared))


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A step of one host's schedule."""

    host: str
    step: ScheduleStep


Stage = tuple[ScheduledStep, ...]


def merge_schedules(plans: Mapping[str, Schedule], mode: Mode, local: Collection[str]) -> tuple[Stage, ...]:
    """Merge the hosts' steps into stages that run one after another, each with the steps that run in parallel; `local`
    are the hosts on this computer."""
    queues = [[ScheduledStep(host, step) for step in plan.steps] for host, plan in plans.items()]
    if mode is Mode.AS_MANY_AS_FIT:
        here = [part for queue in queues for part in queue if part.host in local]
        queues = [here, *(queue for queue in queues if queue and queue[0].host not in local)]
    elif mode is not Mode.AT_ONCE:
        queues = [[part for queue in queues for part in queue]]
    return tuple(tuple(part for part in row if part is not None) for row in zip_longest(*queues))


def describe_merged(plans: Mapping[str, Schedule], mode: Mode, stages: tuple[Stage, ...]) -> Schedule:
    """The schedule that describes the stages. Needs of several hosts are not added up, and there is no common room."""
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
