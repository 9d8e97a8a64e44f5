"""Unexpected exceptions below a service: the end of what was started and its reason are posted within a second.

On a busy machine a clock cannot show this, so no time is measured. An end that is posted only after a wait of more than
a second is posted because a timer of that length has fired (`slow_timers`), and none may fire. All other work between
the failure and the event takes some milliseconds. A deadline of the host may fire where the whole process got no
processor time for so long; that does not happen repeatedly, but a wait in the code does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.backend_session import BackendSession
from fixtures.commands import COMMANDS, MODEL, Scene, every_command
from fixtures.faults import Faults, Unforeseen
from fixtures.models import tiny_llama
from fixtures.open_states import open_states
from fixtures.pdfs import small_pdf
from fixtures.release_server import ReleaseServer, news
from fixtures.scripted_answers import body, chat_line, done_line, stream
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.shipped_catalogue import CATALOGUE
from fixtures.slow_timers import long_waits
from fixtures.waits import wait_until
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, DistantEvent
from teahouse.services.catalogue.hub_events import HubCardEvent, HubFilesEvent, HubResultEvent, HubTokenEvent
from teahouse.services.chat.events import (
    AttachedEvent,
    ContextEvent,
    GoneEvent,
    MessagesEvent,
    OpenedEvent,
    UnsentEvent,
)
from teahouse.services.compare.events import ComparisonEvent, ExportedEvent, HostModelsEvent, UncomparedEvent
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.measurements.events import (
    BenchExportedEvent,
    RunsExportedEvent,
    RunsImportedEvent,
    SpeedTestEvent,
)
from teahouse.services.models.events import (
    CopiedEvent,
    DeletedEvent,
    DetailsEvent,
    DiskEvent,
    FileEvent,
    LineageEvent,
    MadeEvent,
    ModelsEvent,
    NewerEvent,
)
from teahouse.services.models.local_events import LocalFoldersEvent, LocalModelsEvent
from teahouse.services.pulls.events import CheckedEvent, PullEvent, UnpulledEvent

SETTLED_SECONDS = 30.0  # until a test fails; without load all ends within some hundredths
REAL_PROCESSES = {"hosts.start_ollama", "hosts.use_engine"}  # see test_hosts
MOST_FAULTS = 4  # for each command; the calls after them are as those before
MOST_STARVED = 3  # tries, of which one has to come without a long wait


# What the window waits for after a command, where it waits: one of these comes, whatever happens.
ENDS: dict[str, tuple[type[Any], ...]] = {
    "attachments.read_file": (AttachedEvent,),
    "attachments.read_text": (AttachedEvent,),
    "attachments.add_picture": (AttachedEvent,),
    "catalogue.adopt_catalogue": (CatalogueEvent,),
    "catalogue.forget_adopted": (CatalogueEvent,),
    "catalogue.read_computer": (ComputerEvent,),
    "catalogue.read_model_header": (DistantEvent,),
    "catalogue.open_catalogue": (CatalogueEvent,),
    "catalogue.test_memory": (ComputerEvent,),
    "chat.send_message": (MessagesEvent, UnsentEvent),
    "compare.export_comparison": (ExportedEvent,),
    "compare.follow_up": (ComparisonEvent, UncomparedEvent),
    "compare.list_host_models": (HostModelsEvent,),
    "compare.run_comparison": (ComparisonEvent, UncomparedEvent),
    "context.leave_out_messages": (ContextEvent,),
    "hubs.search_hub": (HubResultEvent,),
    "hubs.list_quantizations": (HubFilesEvent,),
    "hubs.read_card": (HubCardEvent,),
    "hubs.store_token": (HubTokenEvent,),
    "history.open_conversation": (OpenedEvent, GoneEvent),
    "hosts.find_host": (HostEvent,),
    "library.refresh_models": (ModelsEvent,),
    "model_builder.import_file": (MadeEvent,),
    "model_builder.use_files": (MadeEvent,),
    "model_builder.replace_file": (MadeEvent,),
    "local_models.list_folders": (LocalFoldersEvent,),
    "local_models.find_models": (LocalModelsEvent,),
    "model_builder.read_gguf_file": (FileEvent,),
    "model_builder.make_model": (MadeEvent,),
    "measurements.export_bench_results": (BenchExportedEvent,),
    "measurements.export_runs": (RunsExportedEvent,),
    "measurements.import_runs": (RunsImportedEvent,),
    "measurements.start_speed_test": (SpeedTestEvent,),
    "models.check_newer_version": (NewerEvent,),
    "models.copy_model": (CopiedEvent,),
    "models.delete_models": (DeletedEvent,),
    "models.measure_disk": (DiskEvent,),
    "models.rename_model": (CopiedEvent,),
    "models.read_details": (DetailsEvent,),
    "models.read_lineage": (LineageEvent,),
    "pulls.check_pull": (CheckedEvent,),
    "pulls.start_pull": (PullEvent, UnpulledEvent),
    "try_out.ask_variant": (ReplyEvent,),
}


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files to work with."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "tea.pdf").write_bytes(small_pdf("Green tea"))
    (folder / "tea.txt").write_text("Green tea")
    tiny_llama(folder / "tiny.gguf")
    return folder


@pytest.fixture
def scene(tmp_path: Path, files: Path, faults: Faults) -> Iterator[tuple[BackendSession, Scene]]:
    """A session against a daemon that does all it is asked at once."""
    with ScriptedDaemon() as daemon, ReleaseServer(news()) as releases:
        daemon.on("/api/chat", stream([chat_line("Tea"), done_line(tokens=1)]))
        daemon.on("/api/pull", stream([b'{"status":"success"}\n']))
        daemon.on("/api/create", stream([b'{"status":"success"}\n']))
        daemon.on("/api/copy", body({}))
        with BackendSession(tmp_path / "home", host=daemon.url) as session:
            session.ready()
            session.services.updates._channel = releases.channel
            pullable = "http://127.0.0.1:9/library/tea:1b"
            made = Scene(session.services, files, daemon.url, pullable, str(CATALOGUE))
            settle(session)
            yield session, made


def prepare(session: BackendSession, scene: Scene, command: str) -> None:
    """Have what the command is about."""
    before = len(session.events)
    if command.startswith(("chat", "context", "history")):
        scene.conversation, scene.reply = session.ask("Which tea?", model=MODEL)
        session.ended(scene.reply)
    elif command.startswith("compare") and command != "compare.run_comparison":
        COMMANDS["compare.run_comparison"](scene)
        session.wait(ComparisonEvent, lambda told: not told.comparison.running, after=before)
    elif command.startswith("pulls") and command != "pulls.start_pull":
        COMMANDS["pulls.start_pull"](scene)
        scene.pull = session.wait(PullEvent, after=before).pull.id
    settle(session)


def settle(session: BackendSession) -> None:
    """Wait until nothing is at work, and nothing that was submitted still has to begin."""
    runtime, hosts = session._backend.runtime, session.services.hosts
    late = time.monotonic() + SETTLED_SECONDS

    async def others() -> set[Any]:
        watching = {hosts._work} if hosts.status.state is HostState.READY else set()  # as long as the host is there
        return runtime._tasks - watching - {asyncio.current_task()}

    # Asked on the loop: what was submitted before has begun by then, and is among the tasks while it is at work.
    while left := asyncio.run_coroutine_threadsafe(others(), runtime._loop).result(SETTLED_SECONDS):
        assert time.monotonic() < late, f"still at work: {left}"
        time.sleep(0.005)


def carry_out(session: BackendSession, scene: Scene, command: str) -> list[Any]:
    """Give a command and return what was told until it was over."""
    before = len(session.events)
    COMMANDS[command](scene)
    for _ in range(2):  # what a command ends with may be begun from a thread of its own
        settle(session)
        time.sleep(0.01)
    settle(session)
    return session.events[before:]


def is_told(told: Any) -> bool:
    """Whether a piece of news says that something went wrong."""
    if getattr(told, "trouble", None) or getattr(told, "troubles", None) or getattr(told, "failed", None):
        return True
    inner = getattr(told, "told", told)
    problem = getattr(getattr(inner, "message", None), "problem", "") or getattr(
        getattr(told, "pull", None), "problem", ""
    )
    return bool(problem)


def was_logged(caplog: pytest.LogCaptureFixture) -> bool:
    """Whether the failure was logged; the loop's thread may still be at it when its news have come."""
    return any(record.exc_info and record.exc_info[0] is Unforeseen for record in list(caplog.records))


@pytest.mark.parametrize("command", sorted(every_command() - REAL_PROCESSES))
def test_what_nobody_foresaw_is_told_and_ends_what_was_begun(
    command: str, scene: tuple[BackendSession, Scene], faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    session, at = scene
    prepare(session, at, command)
    faults.begin()
    usual = {type(told) for told in carry_out(session, at, command)}
    assert usual & {*ENDS.get(command, usual)} or not usual
    count = len(faults.calls)
    for fails in range(min(count, MOST_FAULTS)):
        for _ in range(MOST_STARVED):
            caplog.clear()
            faults.begin(fails)
            with long_waits(session._backend.runtime._loop) as waited:
                told = carry_out(session, at, command)
            if not waited:
                break  # else the machine was starved
        if not faults.raised:
            continue
        where = f"{command}, call {fails} ({faults.calls[fails]})"
        assert not waited, f"{where}: it was over only after {waited}"
        assert open_states(session.events) == set(), where
        assert command not in ENDS or any(isinstance(one, ENDS[command]) for one in told), f"{where}: {told}"
        assert wait_until(lambda: was_logged(caplog)), f"{where}: nothing was logged, raised in {faults.where}"
        assert any(map(is_told, told)) or usual <= {type(one) for one in told}, f"{where}: {told}"
        faults.begin()


def test_an_end_that_waits_for_a_timer_is_found_and_a_deadline_that_is_kept_is_none() -> None:
    async def tell() -> tuple[list[str], list[str]]:
        loop = asyncio.get_running_loop()
        with long_waits(loop, longer_than=0.05) as kept:
            async with asyncio.timeout(60.0):
                await asyncio.sleep(0.01)
        with long_waits(loop, longer_than=0.05) as waited:
            await asyncio.sleep(0.1)
        return kept, waited

    kept, waited = asyncio.run(tell())
    assert kept == []
    assert len(waited) == 1
    assert waited[0].startswith("0.1 s")
