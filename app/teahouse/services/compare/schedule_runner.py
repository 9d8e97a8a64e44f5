"""Runs the steps of a schedule one after another, and within a step its models side by side.

Only one plan is carried out at a time, or two comparisons would measure each other. Before a step, what must leave
leaves, and its memory is waited for. A host that died in the middle of a lane is given time to come back before the
next one, so that one bad model does not cost the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import monotonic

from teahouse.core.comparison import Mode
from teahouse.core.errors import Trouble
from teahouse.core.options import reloading_options
from teahouse.core.schedule import LaneGroup, Schedule, ScheduledStep, describe_merged, merge_schedules
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.compare.events import PlanEvent
from teahouse.services.compare.host_sessions import HostSessions, canonical
from teahouse.services.compare.lane_runner import Assignment, LaneRunner
from teahouse.services.events import EventSink
from teahouse.services.hosts.events import HostState
from teahouse.services.runtime import Runtime

BACK_WITHIN = 30.0  # seconds a host has to come back
ASKED_AGAIN = 0.5  # seconds


class ScheduleRunner:
    """`turn` is held while a plan is carried out; whoever else measures holds it, too."""

    def __init__(
        self,
        runtime: Runtime,
        sessions: HostSessions,
        lane_runner: LaneRunner,
        turn: asyncio.Lock,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._sessions = sessions
        self._lane_runner = lane_runner
        self._post = post
        self._turn = turn
        self._given_up: set[str] = set()  # hosts that stayed away
        self._assignments: set[Assignment] = set()

    async def run_assignments(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        """Carry out all of these; returns when each is over or dropped."""
        self._assignments.update(assignments)
        try:
            for assignment in assignments:
                self._lane_runner.progress_of(assignment).enter_phase(Phase.QUEUED)
            async with self._turn:
                await self._carry_out(assignments, mode)
        finally:
            for assignment in assignments:
                self._assignments.discard(assignment)
                if assignment.task is None and not assignment.dropped:  # a plan that failed
                    self._lane_runner.progress_of(assignment).tell_dropped()

    async def drop_lanes(self, comparison_id: str, lane_id: str | None) -> None:
        """End a lane of a comparison, or all of them."""
        await asyncio.sleep(0)  # a task that has not begun could not end its answer
        for assignment in list(self._assignments):
            if assignment.opened.id == comparison_id and lane_id in (None, assignment.lane.id):
                waiting = assignment.task is None and not assignment.dropped
                assignment.drop()
                if waiting:
                    self._lane_runner.progress_of(assignment).tell_dropped()

    async def close(self) -> None:
        """The app quits: what still arrives is kept as cut off."""
        self._lane_runner.begin_closing()
        tasks = [assignment.task for assignment in self._assignments if assignment.task is not None]
        await asyncio.sleep(0)  # a task that has not begun could not end its answer
        for assignment in list(self._assignments):
            assignment.drop()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry_out(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        self._given_up.clear()
        groups = _grouped(assignment for assignment in assignments if not assignment.dropped)
        plans = await self._make_schedules(groups, mode)
        stages = merge_schedules(plans, mode, [host for host in plans if self._sessions.session_of(host).host.is_local])
        self._tell_schedule(describe_merged(plans, mode, stages), groups)
        for stage in stages:
            await asyncio.gather(*(self._take_step(part, groups) for part in stage))

    async def _make_schedules(self, groups: Sequence[Sequence[Assignment]], mode: Mode) -> dict[str, Schedule]:
        """Each host's plan for its own groups, by its address."""
        by_host: dict[str, list[LaneGroup]] = {}
        for index, group in enumerate(groups):
            by_host.setdefault(group[0].lane.host, []).append(_named(index, group))
        return {host: await self._make_schedule(host, named, mode) for host, named in by_host.items()}

    async def _make_schedule(self, host: str, groups: Sequence[LaneGroup], mode: Mode) -> Schedule:
        session = self._sessions.session_of(host)
        if host:
            await session.library.read_models()  # nobody else asks another host
        return await session.planner.make_schedule(groups, mode)

    async def _take_step(self, part: ScheduledStep, groups: Sequence[Sequence[Assignment]]) -> None:
        together = [groups[int(place)] for place in part.step.lanes]
        if any(not assignment.dropped for group in together for assignment in group):
            await self._make_room(part, [group[0] for group in together])
            await asyncio.gather(*(self._one_by_one(group) for group in together))

    def _tell_schedule(self, plan: Schedule, groups: Sequence[Sequence[Assignment]]) -> None:
        """Tell each comparison the plan, with its own lanes in it."""
        for comparison_id in dict.fromkeys(one.opened.id for group in groups for one in group):
            steps = []
            for step in plan.steps:
                among = [one for place in step.lanes for one in groups[int(place)]]
                lanes = tuple(dict.fromkeys(one.lane.id for one in among if one.opened.id == comparison_id))
                steps.append(replace(step, lanes=lanes))
            self._post(PlanEvent(comparison_id, replace(plan, steps=tuple(steps))))

    async def _make_room(self, part: ScheduledStep, waiting: Iterable[Assignment]) -> None:
        planner = self._sessions.session_of(part.host).planner
        waiting_lanes = [self._lane_runner.progress_of(assignment) for assignment in waiting if not assignment.dropped]
        for model in part.step.unload:
            for progress in waiting_lanes:
                progress.enter_phase(Phase.UNLOADING, PhaseSubject(model))
            await planner.unload_model(model)
            for progress in waiting_lanes:
                progress.enter_phase(Phase.MEMORY, PhaseSubject(model))
            await planner.wait_for_memory(model)

    async def _one_by_one(self, group: Sequence[Assignment]) -> None:
        """The lanes of one loaded model, one after the other."""
        for assignment in group:
            if assignment.dropped:
                continue
            assignment.task = self._runtime.spawn(self._lane_runner.run_assignment(assignment))
            await asyncio.wait({assignment.task})
            if assignment.lost_host and self._waiting_for(assignment.lane.host):
                await self._host_back(assignment.lane.host)

    def _waiting_for(self, host: str) -> list[Assignment]:
        """The lanes that have not begun and are to run on this host."""
        return [one for one in self._assignments if one.lane.host == host and one.task is None and not one.dropped]

    async def _host_back(self, address: str) -> None:
        """Return when the host answers. It is waited for once in a plan: one that stays away costs no more time."""
        host = self._sessions.session_of(address).host
        if address and host.status.state is not HostState.READY:
            return  # it never was there, and nobody starts it
        if address in self._given_up:
            return
        for assignment in self._waiting_for(address):
            self._lane_runner.progress_of(assignment).enter_phase(Phase.WAITING)
        await self._look_for(address)
        for assignment in self._waiting_for(address):
            self._lane_runner.progress_of(assignment).enter_phase(Phase.QUEUED)

    async def _look_for(self, address: str) -> None:
        """Ask the host until it answers, or is given up."""
        host = self._sessions.session_of(address).host
        until = monotonic() + BACK_WITHIN
        while address not in self._given_up and not self._lane_runner.is_closing:
            try:
                async with asyncio.timeout(BACK_WITHIN):
                    client = await host.client()
                    await client.fetch_version()
            except (Trouble, TimeoutError):
                if monotonic() >= until:
                    self._given_up.add(address)
                await asyncio.sleep(ASKED_AGAIN)
            else:
                return


def _grouped(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    """Those that share a loaded model: the same name on the same host, loaded the same way."""
    groups: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        loaded_so = reloading_options(assignment.opened.kept.effective_options(assignment.lane))
        key = f"{assignment.lane.host} {canonical(assignment.lane.model)} {sorted(loaded_so.items())}"
        groups.setdefault(key, []).append(assignment)
    return list(groups.values())


def _named(index: int, group: Sequence[Assignment]) -> LaneGroup:
    options = group[0].opened.kept.effective_options(group[0].lane)
    return LaneGroup(canonical(group[0].lane.model), (str(index),), options.get("num_ctx"))
