"""The plans of several hosts made one: which of their steps run side by side, and what there is to say of it.

Hosts do not take each other's memory, unless they are daemons of one computer. The fair way has them answer one after
another all the same, so that nothing else is at work while one is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import zip_longest

from teahouse.core.comparison import Mode, named_at
from teahouse.core.schedule import Schedule, ScheduleStep, Why
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A step of one host's plan."""

    host: str
    step: ScheduleStep


Stage = tuple[ScheduledStep, ...]


def staged(plans: Mapping[str, Schedule], mode: Mode, local: Collection[str]) -> tuple[Stage, ...]:
    """Steps by host as stages, one after another, each with what runs side by side; `local` are the hosts that are
    this computer."""
    queues = [[ScheduledStep(host, step) for step in plan.steps] for host, plan in plans.items()]
    if mode is Mode.AS_MANY_AS_FIT:
        here = [part for queue in queues for part in queue if part.host in local]
        queues = [here, *(queue for queue in queues if queue and queue[0].host not in local)]
    elif mode is not Mode.AT_ONCE:
        queues = [[part for queue in queues for part in queue]]
    return tuple(tuple(part for part in row if part is not None) for row in zip_longest(*queues))


def told(plans: Mapping[str, Schedule], mode: Mode, stages: tuple[Stage, ...]) -> Schedule:
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
