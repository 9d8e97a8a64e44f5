"""The rules of the scheduler: which request gets a runner, which waits, which runner is unloaded; without real
runners."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from fixtures.waits import wait_until_async
from teahouse.core.fit import Need
from teahouse.engine.errors import ApiError, RunnerError
from teahouse.engine.loader import LoadOptions
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner
from teahouse.engine.scheduler import Scheduler

LOAD_OPTIONS = LoadOptions(4096, False, 512, -1, 0, 0, None, True, False)
WIDE = LoadOptions(8192, True, 512, -1, 0, 0, None, True, False)


@dataclass
class FakeRunner:
    name: str
    size: int = 100
    size_vram: int = 0
    exited: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    dead: bool = False

    async def is_serving(self) -> bool:
        return not self.dead

    async def wait_for_background(self) -> None:
        await asyncio.sleep(0)

    async def stop(self) -> None:
        if not self.exited.done():
            self.exited.set_result(0)
        await asyncio.sleep(0)


@dataclass
class Computer:
    """A computer with 250 bytes of memory, a hundred for each model, where loading waits for a word."""

    memory: int = 250
    slow: bool = False
    started: list[FakeRunner] = field(default_factory=list)
    cancelled: int = 0
    may_load: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, model: Model, load_options: LoadOptions) -> Runner:
        if model.file == "broken":
            raise RunnerError(500, "broken")
        try:
            if self.slow:
                await self.may_load.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.started.append(FakeRunner(str(model.file)))
        return cast(Runner, self.started[-1])

    def need(self, model: Model, load_options: LoadOptions) -> Need:
        return Need(weights=1000 if model.file == "huge" else 60, cache=30, state=0, work=10, reserve=0)

    def free(self) -> int:
        return self.memory - 100 * len(self.running)

    @property
    def running(self) -> list[str]:
        return [runner.name for runner in self.started if not runner.exited.done()]

    def scheduler(self, **more: Any) -> Scheduler:
        return Scheduler(self.start, self.need, self.free, **more)


@dataclass(frozen=True)
class _Name:
    short: str


def model(name: str) -> Model:
    """As much of a model as the scheduler looks at."""
    nothing = {"projectors": (), "adapters": (), "layers": (), "template": None}
    return cast(Model, type("M", (), {"file": name, "name": _Name(name), **nothing})())


def run(test: Callable[[Computer], Awaitable[None]], **more: Any) -> None:
    async def go() -> None:
        await asyncio.wait_for(test(Computer(**more)), 60)

    asyncio.run(go())


async def turns() -> None:
    """Let every task get as far as it can by itself; what happens here waits for no clock."""
    for _ in range(100):
        await asyncio.sleep(0)


async def use(
    scheduler: Scheduler, name: str, load_options: LoadOptions = LOAD_OPTIONS, keep_alive: float | None = None
) -> None:
    async with scheduler.lease_model(model(name), load_options, keep_alive):
        await asyncio.sleep(0)


def test_one_runner_serves_all_who_ask_for_the_same() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        await asyncio.gather(*(use(scheduler, "a") for _ in range(5)))
        assert len(computer.started) == 1
        await use(scheduler, "a", WIDE)
        await use(scheduler, "a", LOAD_OPTIONS)  # nobody names a window: the wide one does
        assert len(computer.started) == 2
        await scheduler.close()
        assert computer.running == []

    run(test)


def test_the_longest_unused_leaves_for_room() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        for name in ("a", "b", "a", "c"):
            await use(scheduler, name)
        assert computer.running == ["a", "c"]
        await scheduler.close()

    run(test)


def test_whoever_is_used_stays_and_the_next_waits() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler(max_loaded=1)
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None):
            waiting = asyncio.create_task(use(scheduler, "b"))
            await turns()
            assert computer.running == ["a"]
        await waiting
        assert computer.running == ["b"]
        await scheduler.close()

    run(test)


def test_who_waits_for_one_model_holds_up_nobody_who_uses_another() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        await use(scheduler, "b")
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None):
            wider = asyncio.create_task(use(scheduler, "a", WIDE))
            await turns()
            await use(scheduler, "b")
            again = asyncio.create_task(use(scheduler, "a"))
            await turns()
            assert not again.done()  # it would put off the one before it
        await wider
        await again
        assert [runner.name for runner in computer.started] == ["b", "a", "a"]
        await scheduler.close()

    run(test)


def test_what_can_never_fit_is_refused_at_once() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        with pytest.raises(ApiError, match="requires more system memory"):
            await use(scheduler, "huge")
        await use(scheduler, "b")
        await scheduler.close()

    run(test)


def test_a_load_nobody_waits_for_any_more_is_cancelled() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        first, second = (asyncio.create_task(use(scheduler, "a")) for _ in range(2))
        await turns()
        first.cancel()
        await turns()
        assert computer.cancelled == 0  # the second still waits
        second.cancel()
        await turns()
        assert computer.cancelled == 1
        computer.may_load.set()
        await use(scheduler, "a")
        await scheduler.close()

    run(test, slow=True)


def test_a_load_that_fails_leaves_nothing_behind() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler(max_loaded=1)
        for _ in range(3):
            with pytest.raises(RunnerError, match="broken"):
                await use(scheduler, "broken")
        await use(scheduler, "a")
        await scheduler.close()

    run(test)


def test_a_runner_that_dies_is_replaced() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        await use(scheduler, "a")
        await computer.started[0].stop()
        await turns()
        assert scheduler.list_loaded() == []
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease:
            lease.mark_broken()
        await use(scheduler, "a")
        assert len(computer.started) == 3
        await scheduler.close()

    run(test)


def test_a_runner_that_died_in_silence_is_replaced_before_it_is_used() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        await use(scheduler, "a")
        computer.started[0].dead = True
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease:
            assert cast(Any, lease.runner) is computer.started[1]
        assert computer.running == ["a"]
        await scheduler.close()

    run(test)


def test_a_full_queue_says_so() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler(max_queue=2)
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease, lease.acquire_slot():
            waiting = [asyncio.create_task(_turn(scheduler)) for _ in range(2)]
            await turns()
            with pytest.raises(ApiError, match="maximum pending requests exceeded") as caught:
                await use(scheduler, "a")
            assert caught.value.status == 503
        await asyncio.gather(*waiting)
        await scheduler.close()

    run(test)


def test_who_waited_for_a_runner_that_died_is_given_the_next_one() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        given: list[object] = []

        async def wait_in_line() -> None:
            async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease, lease.acquire_slot() as mine:
                given.append(mine.runner)

        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease, lease.acquire_slot():
            waiting = [asyncio.create_task(wait_in_line()) for _ in range(3)]
            await turns()
            await computer.started[0].stop()
            lease.mark_broken()
        await asyncio.gather(*waiting)
        assert given == [computer.started[1]] * 3
        assert len(computer.started) == 2
        await scheduler.close()
        assert computer.running == []

    run(test)


async def _turn(scheduler: Scheduler) -> None:
    async with scheduler.lease_model(model("a"), LOAD_OPTIONS, None) as lease, lease.acquire_slot():
        await asyncio.sleep(0)


def test_time_is_up_at_the_time_that_was_said() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        await use(scheduler, "a", keep_alive=2)
        await use(scheduler, "b", keep_alive=60)
        assert [entry.model.name.short for entry in scheduler.list_loaded()] == ["b", "a"]
        await wait_until_async(lambda: computer.running == ["b"])
        await use(scheduler, "b", keep_alive=0)
        await turns()
        assert computer.running == []
        await scheduler.close()

    run(test)


def test_unloading_what_is_used_waits_for_its_end() -> None:
    async def test(computer: Computer) -> None:
        scheduler = computer.scheduler()
        async with scheduler.lease_model(model("a"), LOAD_OPTIONS, 60):
            scheduler.expire_model(model("a"))
            await turns()
            assert computer.running == ["a"]
        await turns()
        assert computer.running == []
        await scheduler.close()

    run(test)
