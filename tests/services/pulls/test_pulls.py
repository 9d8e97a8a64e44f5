"""The queue of pulls against the real engine and a registry, with all kinds of interruptions."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.backend_session import BackendSession
from fixtures.engine_process import EngineProcess
from fixtures.ollama_recordings import RECORDINGS
from fixtures.registry import Registry
from fixtures.scripted_answers import stream
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.unwritable_folders import small_disk
from fixtures.waits import wait_until
from teahouse.core.errors import Problem
from teahouse.core.pulls import RETRY_SECONDS, Pull, PullState, PullWait
from teahouse.core.settings import Settings
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelsEvent, NewerEvent
from teahouse.services.pulls import disk_check
from teahouse.services.pulls.events import (
    CheckedEvent,
    DiscardedEvent,
    PulledEvent,
    PullEvent,
    PullsEvent,
    UnpulledEvent,
)

MIB = 1 << 20
engine_test = pytest.mark.engine


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as serving:
        yield serving


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path / "models") as process:
        yield process


@pytest.fixture
def session(tmp_path: Path, engine: EngineProcess) -> Iterator[BackendSession]:
    with BackendSession(tmp_path / "home", host=engine.url) as backstage:
        backstage.ready()
        yield backstage


def made(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def offered(registry: Registry, size: int, name: str = "tea:1b", seed: int = 1) -> tuple[str, str]:
    """Offer a model; what to type for it, and the digest of its weights."""
    data = made(size, seed)
    registry.add(f"library/{name}", model=data, layers=[("license", b"Be kind.")])
    return f"http://{registry.host}/library/{name}", str(registry.entry("x", data)["digest"])


def state(
    session: BackendSession, wanted: PullState, after: int = 0, that: Callable[[Pull], bool] = lambda pull: True
) -> Pull:
    return session.wait(PullEvent, lambda event: event.pull.state is wanted and that(event.pull), after=after).pull


@engine_test
def test_a_pasted_line_becomes_a_model_that_is_told_and_listed(session: BackendSession, registry: Registry) -> None:
    text, _ = offered(registry, 30 * MIB)
    registry.rate = 40 * MIB
    session.services.pulls.start_pull(f"ollama run {text} --insecure")
    pulled = session.wait(PulledEvent)
    assert pulled.name == f"{registry.host}/library/tea:1b"
    told = [event.pull for event in session.of(PullEvent)]
    shown = [pull.figures.completed for pull in told]
    assert shown == sorted(shown)
    assert all(pull.figures.exact for pull in told if pull.figures.completed)
    assert told[-1].state is PullState.DONE
    assert (told[-1].figures.blobs_done, told[-1].figures.completed) == (3, told[-1].figures.total)
    assert told[-1].figures.total == sum(path.stat().st_size for path in registry.blobs.values())
    listed = session.wait(ModelsEvent, lambda event: bool(event.models))
    assert [entry.card.name for entry in listed.models] == [pulled.name]


@engine_test
def test_news_comes_at_most_five_times_a_second(session: BackendSession, registry: Registry) -> None:
    text, _ = offered(registry, 16 * MIB)
    registry.rate = 6 * MIB
    began = time.monotonic()
    session.services.pulls.start_pull(text)
    session.wait(PulledEvent)
    assert len(session.of(PullEvent)) < 5 * (time.monotonic() - began) + 5


@engine_test
def test_the_size_is_known_to_the_byte_before_anything_is_begun(session: BackendSession, registry: Registry) -> None:
    text, digest = offered(registry, 3 * MIB)
    session.services.pulls.check_pull(text)
    found = session.wait(CheckedEvent)
    assert found.size == sum(path.stat().st_size for path in registry.blobs.values())
    assert (found.name, found.insecure, found.trouble) == (f"{registry.host}/library/tea:1b", True, None)
    assert registry.sent[digest] == 0
    assert session.of(PullsEvent) == []


@engine_test
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("two words", Problem.MODEL_NAME_INVALID),
        ("http://{host}/library/nothing:1", Problem.NOT_IN_REGISTRY),
        ("{host}/library/tea:1b", Problem.REGISTRY_PLAIN),
        ("http://127.0.0.1:9/library/tea:1b", Problem.REGISTRY_UNREACHABLE),
    ],
)
def test_what_stands_against_a_pull_is_said_before_it(
    session: BackendSession, registry: Registry, text: str, problem: Problem
) -> None:
    offered(registry, 1000)
    session.services.pulls.check_pull(text.format(host=registry.host))
    trouble = session.wait(CheckedEvent).trouble
    assert trouble is not None
    assert trouble.problem is problem


@engine_test
def test_a_wrong_name_begins_nothing_and_a_missing_model_fails_for_good(
    session: BackendSession, registry: Registry
) -> None:
    session.services.pulls.start_pull("not a name")
    assert session.wait(UnpulledEvent).trouble.problem is Problem.MODEL_NAME_INVALID
    session.services.pulls.start_pull(f"http://{registry.host}/library/missing:1")
    failed = state(session, PullState.FAILED)
    assert (failed.problem, failed.facts["registry"]) == (Problem.NOT_IN_REGISTRY, registry.host)


@engine_test
def test_the_same_model_twice_is_one_pull(session: BackendSession, registry: Registry) -> None:
    text, digest = offered(registry, 12 * MIB)
    registry.rate = 8 * MIB
    for _ in range(3):
        session.services.pulls.start_pull(text)
    session.wait(PulledEvent)
    assert {event.pull.id for event in session.of(PullEvent)} == {session.of(PulledEvent)[0].pull_id}
    assert registry.sent[digest] == 12 * MIB


@engine_test
def test_pausing_keeps_what_came_and_resuming_fetches_the_rest(session: BackendSession, registry: Registry) -> None:
    text, digest = offered(registry, 32 * MIB)
    registry.rate = 2 * MIB
    session.services.pulls.start_pull(text)
    pull = state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 3 * MIB)
    session.services.pulls.pause_pull(pull.id)
    paused = state(session, PullState.PAUSED)
    assert paused.figures.completed > 3 * MIB
    registry.rate = 0
    session.services.pulls.resume_pull(pull.id)
    session.wait(PulledEvent)
    assert registry.sent[digest] < 32 * MIB * 3 // 2  # not twice; buffers of sockets that were closed were sent, too
    shown = [event.pull.figures.completed for event in session.of(PullEvent)]
    assert shown == sorted(shown)


@engine_test
def test_one_after_another_in_their_order_and_the_one_put_first_goes_first(
    session: BackendSession, registry: Registry
) -> None:
    texts = [offered(registry, 8 * MIB, f"tea{number}:1b", number)[0] for number in range(3)]
    registry.rate = MIB
    for text in texts:
        session.services.pulls.start_pull(text)
    queue = session.wait(PullsEvent, lambda event: len(event.pulls) == 3).pulls
    assert [pull.name[-8:] for pull in queue] == ["tea0:1b"[-8:].rjust(8, "/"), "/tea1:1b", "/tea2:1b"]
    state(session, PullState.PULLING, that=lambda pull: pull.id == queue[0].id and pull.figures.completed > 0)
    session.services.pulls.prioritise_pull(queue[2].id)
    state(session, PullState.PULLING, that=lambda pull: pull.id == queue[2].id)
    registry.rate = 0
    session.wait(PulledEvent, lambda event: event.pull_id == queue[1].id)
    assert [event.pull_id for event in session.of(PulledEvent)] == [queue[2].id, queue[0].id, queue[1].id]


@engine_test
def test_what_waits_for_its_turn_knows_its_size_and_what_is_not_there_fails_at_once(
    session: BackendSession, registry: Registry
) -> None:
    first, second = (offered(registry, 8 * MIB, f"tea{number}:1b", number)[0] for number in range(2))
    registry.rate = MIB / 4
    for text in (first, second, f"http://{registry.host}/library/missing:1"):
        session.services.pulls.start_pull(text)
    waiting = state(session, PullState.QUEUED, that=lambda pull: "tea1" in pull.name and pull.figures.exact)
    assert waiting.figures.total > 8 * MIB
    assert state(session, PullState.FAILED).problem is Problem.NOT_IN_REGISTRY
    assert session.of(PulledEvent) == []


@engine_test
def test_what_waits_from_an_earlier_session_knows_its_size_again(
    tmp_path: Path, registry: Registry, engine: EngineProcess
) -> None:
    registry.rate = MIB / 4
    for _ in range(2):
        with BackendSession(tmp_path / "home", host=engine.url, continue_pulls=True) as session:
            session.ready()
            if not session.of(PullsEvent):
                for number in range(2):
                    session.services.pulls.start_pull(offered(registry, 8 * MIB, f"tea{number}:1b", number)[0])
            waiting = state(session, PullState.QUEUED, that=lambda pull: "tea1" in pull.name and pull.figures.exact)
            assert waiting.figures.total > 8 * MIB


@engine_test
def test_several_run_side_by_side_when_wanted(session: BackendSession, registry: Registry) -> None:
    session.services.pulls.set_parallel_pulls(3)
    registry.rate = 2 * MIB
    for number in range(3):
        session.services.pulls.start_pull(offered(registry, 4 * MIB, f"tea{number}:1b", number)[0])
    for _ in range(3):
        session.wait(PulledEvent, lambda event: len(session.of(PulledEvent)) == 3)
    running = set()
    for event in session.of(PullEvent):
        if event.pull.state is PullState.DONE:
            break
        running.add(event.pull.id) if event.pull.figures.completed else None
    assert len(running) == 3


def closed_now() -> Settings:
    """A schedule that opens in an hour."""
    minute = (datetime.now().hour + 1) % 24 * 60
    return Settings(pull_schedule=True, pull_begin=minute, pull_end=(minute + 60) % (24 * 60))


@engine_test
def test_outside_its_hours_a_pull_waits_and_can_be_started_by_hand(session: BackendSession, registry: Registry) -> None:
    session.services.pulls.use_settings(closed_now())
    first, digest = offered(registry, 4 * MIB)
    second, _ = offered(registry, 4 * MIB, "leaf:1b", 2)
    registry.rate = MIB
    session.services.pulls.start_pull(first)
    session.services.pulls.start_pull(second)
    waiting = state(session, PullState.QUEUED, that=lambda pull: pull.waits_for is PullWait.SCHEDULE)
    assert waiting.next_attempt is not None
    assert 0 < waiting.next_attempt - time.time() <= 3600
    assert registry.sent[digest] == 0
    session.services.pulls.resume_pull(waiting.id)
    assert session.wait(PulledEvent).pull_id == waiting.id
    assert session.of(PullsEvent)[-1].pulls[1].waits_for is PullWait.SCHEDULE
    before = len(session.events)
    session.services.pulls.use_settings(Settings())
    session.wait(PulledEvent, after=before)


@engine_test
def test_a_pull_that_runs_when_its_hours_end_keeps_what_arrived(session: BackendSession, registry: Registry) -> None:
    text, digest = offered(registry, 32 * MIB)
    registry.rate = 2 * MIB
    session.services.pulls.start_pull(text)
    state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 2 * MIB)
    before = len(session.events)
    session.services.pulls.use_settings(closed_now())
    waiting = state(session, PullState.QUEUED, before, lambda pull: pull.waits_for is PullWait.SCHEDULE)
    assert waiting.figures.completed > 2 * MIB
    registry.rate = 0
    session.services.pulls.use_settings(Settings())
    session.wait(PulledEvent)
    assert registry.sent[digest] < 33 * MIB


@engine_test
def test_it_waits_for_its_turn_only_where_others_run(tmp_path: Path, registry: Registry, engine: EngineProcess) -> None:
    texts = [offered(registry, 4 * MIB, f"tea{number}:1b", number)[0] for number in range(2)]
    registry.rate = MIB
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        for text in texts:
            session.services.pulls.start_pull(text)
        waits = state(session, PullState.QUEUED, that=lambda pull: pull.waits_for is PullWait.TURN)
        assert waits.name.endswith("tea1:1b")
        assert session.wait(PullsEvent, lambda event: len(event.pulls) == 2).pulls[0].waits_for is None
        session.services.hosts.use_engine()
        away = state(session, PullState.QUEUED, that=lambda pull: pull.waits_for is PullWait.OTHER_HOST)
        assert away.host == session.of(PullsEvent)[0].pulls[0].host


@engine_test
def test_the_limit_reaches_an_engine_of_ours_when_it_starts_and_when_it_changes(
    tmp_path: Path, registry: Registry
) -> None:
    text, digest = offered(registry, 16 * MIB)
    with BackendSession(tmp_path / "home", use_engine=True, pull_rate=MIB // 4) as session:
        session.wait(HostEvent, lambda event: event.state is HostState.READY)
        session.services.pulls.start_pull(text)
        state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 0)
        began = time.monotonic()
        time.sleep(1)
        assert registry.sent[digest] < 16 * MIB  # what is on its way is in the sockets
        shown = session.of(PullEvent)[-1].pull.figures.completed
        assert shown < MIB * (time.monotonic() - began) + MIB
        session.services.pulls.use_settings(Settings())
        session.wait(PulledEvent)


@engine_test
def test_a_registry_without_tls_is_asked_in_the_same_way_after_a_restart(
    tmp_path: Path, registry: Registry, engine: EngineProcess
) -> None:
    text, _ = offered(registry, MIB)
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        for _ in range(2):
            before = len(session.events)
            session.services.pulls.start_pull(text)
            name = session.wait(PulledEvent, after=before).name
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        session.services.pulls.list_pulls()
        assert session.wait(PullsEvent).pulls == ()
        session.services.models.check_newer_version(name)
        assert (found := session.wait(NewerEvent)).newer is False, found
        session.services.models.delete_models([name])
        session.wait(ModelsEvent, lambda event: not event.models)
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        assert not session.services.pulls.was_insecure(name)


@engine_test
def test_giving_up_keeps_the_rest_on_the_shelf_or_throws_it_away(
    session: BackendSession, registry: Registry, tmp_path: Path
) -> None:
    text, _ = offered(registry, 32 * MIB)
    registry.rate = 2 * MIB
    session.services.pulls.start_pull(text)
    pull = state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 2 * MIB)
    session.services.pulls.cancel_pull(pull.id)
    assert state(session, PullState.SHELVED).figures.completed > 2 * MIB
    assert any("partial" in path.name for path in (tmp_path / "models" / "blobs").iterdir())
    session.services.pulls.cancel_pull(pull.id, keep=False)
    assert session.wait(DiscardedEvent).kept is False
    assert session.of(PullsEvent)[-1].pulls == ()
    assert list((tmp_path / "models" / "blobs").iterdir()) == []


@engine_test
def test_what_passes_is_tried_again_by_itself(session: BackendSession, registry: Registry) -> None:
    text, digest = offered(registry, 8 * MIB)
    registry.fault(times=1, wrong=True, smallest=MIB)
    session.services.pulls.start_pull(text)
    waiting = state(session, PullState.WAITING)
    assert (waiting.problem, waiting.attempts) == (Problem.DOWNLOAD_DAMAGED, 1)
    assert waiting.next_attempt is not None
    assert 0 < waiting.next_attempt - time.time() <= RETRY_SECONDS[0]
    session.services.pulls.resume_pull(waiting.id)
    session.wait(PulledEvent)
    assert registry.sent[digest] == 16 * MIB


@engine_test
def test_too_small_a_disk_is_said_before_a_byte_is_fetched(
    tmp_path: Path, registry: Registry, monkeypatch: Any
) -> None:
    text, digest = offered(registry, 40 * MIB)
    with small_disk(24 * MIB) as disk, EngineProcess(disk / "models") as engine:
        monkeypatch.setenv("OLLAMA_MODELS", str(disk / "models"))
        with BackendSession(tmp_path / "home", host=engine.url) as session:
            session.ready()
            session.services.pulls.check_pull(text)
            found = session.wait(CheckedEvent)
            assert found.trouble is not None
            assert found.trouble.problem is Problem.DISK_TOO_SMALL
            session.services.pulls.start_pull(text)
            failed = state(session, PullState.FAILED)
            assert failed.problem is Problem.DISK_TOO_SMALL
            assert failed.facts["needed_bytes"] > failed.facts["free_bytes"] > 0
    assert registry.sent[digest] == 0


def killed_once(
    session: BackendSession, registry: Registry, text: str, kill: Callable[[], None], bytes_first: int
) -> None:
    session.services.pulls.start_pull(text)
    state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > bytes_first)
    kill()


@engine_test
def test_an_engine_that_is_killed_in_the_middle_goes_on_when_it_is_back(tmp_path: Path, registry: Registry) -> None:
    text, digest = offered(registry, 40 * MIB)
    registry.rate = 2 * MIB
    with BackendSession(tmp_path) as session:
        session.ready()
        killed_once(session, registry, text, lambda: kill_engines(tmp_path), 4 * MIB)
        waiting = state(session, PullState.WAITING)
        assert waiting.problem is Problem.HOST_LOST
        registry.rate = 0
        session.wait(PulledEvent)
        shown = [event.pull.figures.completed for event in session.of(PullEvent)]
        assert shown == sorted(shown)
    assert registry.sent[digest] < 40 * MIB + 4 * 5 * MIB


def kill_engines(folder: Path) -> None:
    for name in os.listdir("/proc"):
        try:
            command = Path(f"/proc/{name}/cmdline").read_bytes() if name.isdigit() else b""
        except OSError:
            continue
        if str(folder).encode() in command and b"engine" in command and int(name) != os.getpid():
            os.kill(int(name), signal.SIGKILL)


APP = """
    import sys, time
    from pathlib import Path
    from fixtures.backend_session import BackendSession
    from teahouse.services.pulls.events import PullEvent
    home, host, text, enough = sys.argv[1:]
    with BackendSession(Path(home), host=host) as session:
        session.ready()
        session.services.pulls.start_pull(text)
        session.wait(PullEvent, lambda news: news.pull.figures.completed > int(enough))
        print("enough", flush=True)
        time.sleep(60)
"""


def killed_in_the_middle(home: Path, engine: EngineProcess, text: str) -> None:
    """An app that pulls, ended by kill -9 after 4 MiB."""
    arguments = [str(home), engine.url, text, str(4 * MIB)]
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(APP), *arguments],
        stdout=subprocess.PIPE,
    ) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == b"enough\n"
        app.kill()


@engine_test
def test_an_app_that_is_killed_in_the_middle_goes_on_at_its_next_start_where_that_is_wanted(
    tmp_path: Path, registry: Registry, engine: EngineProcess
) -> None:
    text, digest = offered(registry, 40 * MIB)
    registry.rate = 2 * MIB
    killed_in_the_middle(tmp_path / "home", engine, text)
    registry.rate = 0
    with BackendSession(tmp_path / "home", host=engine.url, continue_pulls=True) as session:
        queued = session.wait(PullsEvent).pulls[0]
        assert queued.state is PullState.QUEUED
        session.wait(PulledEvent)
        assert all(event.pull.figures.completed >= queued.figures.completed for event in session.of(PullEvent))
    assert registry.sent[digest] < 40 * MIB + 4 * MIB


@engine_test
def test_a_start_asks_no_registry_about_unfinished_pulls_until_they_are_resumed(
    tmp_path: Path, registry: Registry, engine: EngineProcess
) -> None:
    text, digest = offered(registry, 40 * MIB)
    others = [offered(registry, MIB, f"tea{number}:1b", number)[0] for number in range(1, 4)]
    registry.rate = 2 * MIB
    killed_in_the_middle(tmp_path / "home", engine, text)
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        for other in others:
            session.services.pulls.start_pull(other)
        session.wait(PullsEvent, lambda event: len(event.pulls) == 4)
    assert wait_until(lambda: not connections_to(registry.port))  # the engine has let go of what it pulled
    asked, registry.rate = len(registry.asked), 0
    for _ in range(2):
        with BackendSession(tmp_path / "home", host=engine.url) as session:
            session.ready()
            pulls = session.wait(PullsEvent).pulls
            assert [pull.state for pull in pulls] == [PullState.PAUSED] * 4
            time.sleep(0.5)
        assert registry.asked[asked:] == []
    with BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        session.services.pulls.resume_all_pulls()
        session.wait(PulledEvent, lambda _: len(session.of(PulledEvent)) == 4)
        states = [pull.state for pull in session.of(PullsEvent)[0].pulls]
        assert states == [PullState.PAUSED] * 4
    assert registry.sent[digest] < 40 * MIB + 4 * MIB


def connections_to(port: int) -> int:
    """Established TCP connections of this computer whose other end is a port of it."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[2].endswith(f":{port:04X}") and line.split()[3] == "01" for line in lines)


@engine_test
def test_what_was_paused_stays_paused_over_a_restart(tmp_path: Path, registry: Registry, engine: EngineProcess) -> None:
    text, digest = offered(registry, 32 * MIB)
    registry.rate = 2 * MIB
    home = tmp_path / "home"
    with BackendSession(home, host=engine.url) as session:
        session.ready()
        session.services.pulls.start_pull(text)
        pull = state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 3 * MIB)
        session.services.pulls.pause_pull(pull.id)
        state(session, PullState.PAUSED)
    sent = registry.sent[digest]
    with BackendSession(home, host=engine.url) as session:
        session.ready()
        (kept,) = session.wait(PullsEvent).pulls
        assert (kept.state, kept.id) == (PullState.PAUSED, pull.id)
        assert kept.figures.completed > 3 * MIB
        time.sleep(0.3)
        assert registry.sent[digest] < sent + 2 * MIB
        registry.rate = 0
        session.services.pulls.resume_pull(kept.id)
        session.wait(PulledEvent)


@engine_test
def test_quitting_in_the_middle_of_a_pull_keeps_how_far_it_was(
    tmp_path: Path, registry: Registry, engine: EngineProcess
) -> None:
    text, _ = offered(registry, 32 * MIB)
    registry.rate = 2 * MIB
    home = tmp_path / "home"
    with BackendSession(home, host=engine.url) as session:
        session.ready()
        session.services.pulls.start_pull(text)
        state(session, PullState.PULLING, that=lambda pull: pull.figures.completed > 6 * MIB)
    told = max(event.pull.figures.completed for event in session.of(PullEvent))
    with BackendSession(home, host=engine.url) as session:
        (kept,) = session.wait(PullsEvent).pulls
        assert kept.state is PullState.PAUSED
        assert kept.figures.completed >= told


def test_without_the_registry_the_host_is_asked_all_the_same(tmp_path: Path, monkeypatch: Any) -> None:
    """The recorded daemon pulls; its registry is out of our reach, so sizes are learned blob by blob."""
    monkeypatch.setattr(disk_check, "PATIENCE", 0.0)
    lines = [line.split("\t")[1] + "\n" for line in (RECORDINGS / "pull-cached.timed.ndjson").read_text().splitlines()]
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream([line.encode() for line in lines]))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            session.services.pulls.start_pull("smollm2:135m")
            session.wait(PulledEvent)
        assert daemon.requested("/api/pull")[0].json == {"model": "smollm2:135m", "insecure": False, "stream": True}
    done = session.of(PullEvent)[-1].pull
    assert done.figures.completed == done.figures.total == 98_362_828


def test_an_error_of_the_daemon_is_ours_with_its_facts(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(disk_check, "PATIENCE", 0.0)
    error = (
        b'{"error":"pull model manifest: 412: \\n\\nThe model you are pulling requires a newer version of Ollama."}\n'
    )
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream([b'{"status":"pulling manifest"}\n', error]))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            session.services.pulls.start_pull("tea:1b")
            failed = state(session, PullState.FAILED)
    assert (failed.problem, failed.facts["model"]) == (Problem.HOST_OUTDATED, "tea:1b")


def test_giving_up_on_an_ollama_says_that_it_keeps_the_rest_until_its_next_start(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(disk_check, "PATIENCE", 0.0)
    line = b'{"status":"pulling abc","digest":"sha256:abc","total":100,"completed":50}\n'
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream([line], end="hang"))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            session.services.pulls.start_pull("tea:1b")
            pull = state(session, PullState.PULLING)
            session.wait(PullEvent, lambda event: event.pull.figures.completed == 50)
            session.services.pulls.cancel_pull(pull.id, keep=False)
            assert session.wait(DiscardedEvent) == DiscardedEvent("tea:1b", kept=True)
        assert wait_until(lambda: daemon.left == 1)
