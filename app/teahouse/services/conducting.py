"""Who plays when: the steps of a plan, one after the other, and within a step its models side by side.

Only one plan is carried out at a time, or two comparisons would measure each other. Before a step, what must leave
leaves, and its memory is waited for. A host that died in the middle of a lane is given time to come back before the
next one, so that one bad model does not cost the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from time import monotonic

from teahouse.core.comparison import Mode
from teahouse.core.errors import Trouble
from teahouse.core.events import Phase
from teahouse.core.options import reloading
from teahouse.core.plan import Group, Plan, Step
from teahouse.services.compare_news import PlanNews
from teahouse.services.hosts import HostsService
from teahouse.services.lane_work import Assignment, LaneWork
from teahouse.services.news import Post
from teahouse.services.planning import Planner, canonical
from teahouse.services.runtime import Runtime

BACK_WITHIN = 30.0  # seconds a host has to come back
ASKED_AGAIN = 0.5  # seconds


class Conducting:
    """`turn` is held while a plan is carried out; whoever else measures holds it, too."""

    def __init__(
        self,
        runtime: Runtime,
        hosts: HostsService,
        planner: Planner,
        work: LaneWork,
        turn: asyncio.Lock,
        post: Post,
    ) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._planner = planner
        self._work = work
        self._post = post
        self._turn = turn
        self._patient = True
        self._assignments: set[Assignment] = set()

    async def conduct(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        """Carry out all of these; returns when each is over or dropped."""
        self._assignments.update(assignments)
        try:
            for assignment in assignments:
                self._work.voice(assignment).say(Phase.QUEUED)
            async with self._turn:
                await self._carry_out(assignments, mode)
        finally:
            for assignment in assignments:
                self._assignments.discard(assignment)

    async def drop(self, comparison_id: str, lane_id: str | None) -> None:
        """End a lane of a comparison, or all of them."""
        await asyncio.sleep(0)  # a task that has not begun could not end its answer
        for assignment in list(self._assignments):
            if assignment.table.id == comparison_id and lane_id in (None, assignment.lane.id):
                waiting = assignment.task is None and not assignment.dropped
                assignment.drop()
                if waiting:
                    self._work.voice(assignment).over(None)

    async def close(self) -> None:
        """The app quits: what still arrives is kept as cut off."""
        self._work.closing = True
        tasks = [assignment.task for assignment in self._assignments if assignment.task is not None]
        await asyncio.sleep(0)  # a task that has not begun could not end its answer
        for assignment in list(self._assignments):
            assignment.drop()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry_out(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        self._patient = True
        groups = _grouped(assignment for assignment in assignments if not assignment.dropped)
        plan = await self._planner.plan([_named(index, group) for index, group in enumerate(groups)], mode)
        self._tell(plan, groups)
        for step in plan.steps:
            together = [groups[int(place)] for place in step.lanes]
            if any(not assignment.dropped for group in together for assignment in group):
                await self._make_room(step, [group[0] for group in together])
                await asyncio.gather(*(self._one_by_one(group) for group in together))

    def _tell(self, plan: Plan, groups: Sequence[Sequence[Assignment]]) -> None:
        """Tell each comparison the plan, with its own lanes in it."""
        for comparison_id in dict.fromkeys(one.table.id for group in groups for one in group):
            steps = []
            for step in plan.steps:
                among = [one for place in step.lanes for one in groups[int(place)]]
                lanes = tuple(dict.fromkeys(one.lane.id for one in among if one.table.id == comparison_id))
                steps.append(Step(lanes, step.models, step.unload))
            self._post(PlanNews(comparison_id, Plan(tuple(steps), plan.why, plan.needs, plan.room)))

    async def _make_room(self, step: Step, waiting: Iterable[Assignment]) -> None:
        voices = [self._work.voice(assignment) for assignment in waiting if not assignment.dropped]
        for model in step.unload:
            for voice in voices:
                voice.say(Phase.UNLOADING, model=model)
            await self._planner.unload(model)
            for voice in voices:
                voice.say(Phase.MEMORY, model=model)
            await self._planner.memory_back(model)

    async def _one_by_one(self, group: Sequence[Assignment]) -> None:
        """The lanes of one loaded model, one after the other."""
        for assignment in group:
            if assignment.dropped:
                continue
            assignment.task = self._runtime.spawn(self._work.do(assignment))
            await asyncio.wait({assignment.task})
            if assignment.lost_host:
                await self._host_back()

    async def _host_back(self) -> None:
        """Return when the host answers. It is waited for once in a plan: one that stays away costs no more time."""
        until = monotonic() + BACK_WITHIN
        while self._patient and not self._work.closing:
            try:
                async with asyncio.timeout(BACK_WITHIN):
                    client = await self._hosts.client()
                    await client.version()
            except (Trouble, TimeoutError):
                self._patient = monotonic() < until
                await asyncio.sleep(ASKED_AGAIN)
            else:
                return


def _grouped(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    """Those that share a loaded model: the same name, loaded the same way."""
    groups: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        loaded_so = reloading(assignment.table.kept.effective_options(assignment.lane))
        key = f"{canonical(assignment.lane.model)} {sorted(loaded_so.items())}"
        groups.setdefault(key, []).append(assignment)
    return list(groups.values())


def _named(index: int, group: Sequence[Assignment]) -> Group:
    options = group[0].table.kept.effective_options(group[0].lane)
    return Group(canonical(group[0].lane.model), (str(index),), options.get("num_ctx"))
