"""Runs the steps of a schedule one after another, and the models of a step in parallel.

Only one schedule runs at a time, because two would disturb each other's figures. Before a step, models are unloaded and
their memory is waited for. A host that is lost during a lane gets time to return before the next lane.
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

RETURN_SECONDS = 30.0  # for a lost host
POLL_SECONDS = 0.5


class ScheduleRunner:
    """`turn` is held while a schedule runs; the speed test holds it too."""

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
        self._unreachable_hosts: set[str] = set()  # hosts that did not return
        self._assignments: set[Assignment] = set()

    async def run_assignments(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        """Run all of these; returns when each is over or dropped."""
        self._assignments.update(assignments)
        try:
            for assignment in assignments:
                self._lane_runner.progress_of(assignment).enter_phase(Phase.QUEUED)
            async with self._turn:
                await self._run_schedule(assignments, mode)
        finally:
            for assignment in assignments:
                self._assignments.discard(assignment)
                if assignment.task is None and not assignment.dropped:  # the schedule failed
                    self._lane_runner.progress_of(assignment).post_dropped()

    async def drop_lanes(self, comparison_id: str, lane_id: str | None) -> None:
        """End a lane of a comparison, or all of them."""
        await asyncio.sleep(0)  # a task must have begun to end its answer
        for assignment in list(self._assignments):
            if assignment.opened.id == comparison_id and lane_id in (None, assignment.lane.id):
                waiting = assignment.task is None and not assignment.dropped
                assignment.drop()
                if waiting:
                    self._lane_runner.progress_of(assignment).post_dropped()

    async def close(self) -> None:
        """Store arriving answers as cut off; the app quits."""
        self._lane_runner.begin_closing()
        tasks = [assignment.task for assignment in self._assignments if assignment.task is not None]
        await asyncio.sleep(0)  # a task that has not begun could not end its answer
        for assignment in list(self._assignments):
            assignment.drop()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run_schedule(self, assignments: Sequence[Assignment], mode: Mode) -> None:
        self._unreachable_hosts.clear()
        groups = _group_assignments(assignment for assignment in assignments if not assignment.dropped)
        plans = await self._make_schedules(groups, mode)
        stages = merge_schedules(plans, mode, [host for host in plans if self._sessions.session_of(host).host.is_local])
        self._post_schedule(describe_merged(plans, mode, stages), groups)
        for stage in stages:
            await asyncio.gather(*(self._run_step(part, groups) for part in stage))

    async def _make_schedules(self, groups: Sequence[Sequence[Assignment]], mode: Mode) -> dict[str, Schedule]:
        """The schedule of each host, by address."""
        by_host: dict[str, list[LaneGroup]] = {}
        for index, group in enumerate(groups):
            by_host.setdefault(group[0].lane.host, []).append(_make_group(index, group))
        return {host: await self._make_schedule(host, named, mode) for host, named in by_host.items()}

    async def _make_schedule(self, host: str, groups: Sequence[LaneGroup], mode: Mode) -> Schedule:
        session = self._sessions.session_of(host)
        if host:
            await session.library.read_models()  # a remote library is not updated otherwise
        return await session.planner.make_schedule(groups, mode)

    async def _run_step(self, part: ScheduledStep, groups: Sequence[Sequence[Assignment]]) -> None:
        step_groups = [groups[int(place)] for place in part.step.lanes]
        if any(not assignment.dropped for group in step_groups for assignment in group):
            await self._make_room(part, [group[0] for group in step_groups])
            await asyncio.gather(*(self._run_group(group) for group in step_groups))

    def _post_schedule(self, plan: Schedule, groups: Sequence[Sequence[Assignment]]) -> None:
        """Post the schedule for each comparison, with that comparison's lanes."""
        for comparison_id in dict.fromkeys(assignment.opened.id for group in groups for assignment in group):
            steps = []
            for step in plan.steps:
                items = [item for place in step.lanes for item in groups[int(place)]]
                lanes = tuple(dict.fromkeys(item.lane.id for item in items if item.opened.id == comparison_id))
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

    async def _run_group(self, group: Sequence[Assignment]) -> None:
        """Run the lanes of one loaded model one after another."""
        for assignment in group:
            if assignment.dropped:
                continue
            assignment.task = self._runtime.spawn(self._lane_runner.run_assignment(assignment))
            await asyncio.wait({assignment.task})
            if assignment.lost_host and self._waiting_on(assignment.lane.host):
                await self._wait_for_host(assignment.lane.host)

    def _waiting_on(self, host: str) -> list[Assignment]:
        """The assignments of this host that have not begun."""
        items = self._assignments
        return [item for item in items if item.lane.host == host and item.task is None and not item.dropped]

    async def _wait_for_host(self, address: str) -> None:
        """Return when the host answers, or once RETURN_SECONDS have passed in this schedule."""
        host = self._sessions.session_of(address).host
        if address and host.status.state is not HostState.READY:
            return  # it was never reachable and is not started by us
        if address in self._unreachable_hosts:
            return
        for assignment in self._waiting_on(address):
            self._lane_runner.progress_of(assignment).enter_phase(Phase.WAITING)
        await self._poll_host(address)
        for assignment in self._waiting_on(address):
            self._lane_runner.progress_of(assignment).enter_phase(Phase.QUEUED)

    async def _poll_host(self, address: str) -> None:
        """Poll the host until it answers or RETURN_SECONDS have passed."""
        host = self._sessions.session_of(address).host
        until = monotonic() + RETURN_SECONDS
        while address not in self._unreachable_hosts and not self._lane_runner.is_closing:
            try:
                async with asyncio.timeout(RETURN_SECONDS):
                    client = await host.client()
                    await client.check_answering()
            except (Trouble, TimeoutError):
                if monotonic() >= until:
                    self._unreachable_hosts.add(address)
                await asyncio.sleep(POLL_SECONDS)
            else:
                return


def _group_assignments(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    """Groups that share a loaded model: same host, same name, same options for loading."""
    groups: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        loaded_so = reloading_options(assignment.opened.stored.effective_options(assignment.lane))
        key = f"{assignment.lane.host} {canonical(assignment.lane.model)} {sorted(loaded_so.items())}"
        groups.setdefault(key, []).append(assignment)
    return list(groups.values())


def _make_group(index: int, group: Sequence[Assignment]) -> LaneGroup:
    options = group[0].opened.stored.effective_options(group[0].lane)
    return LaneGroup(canonical(group[0].lane.model), (str(index),), options.get("num_ctx"))
