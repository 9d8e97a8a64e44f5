"""The end of the runtime: pending writes are executed, and blocked work is not waited for."""

import asyncio
import os
import threading
import time

import pytest

from fixtures.backend_session import BackendSession
from fixtures.waits import AT_ONCE, wait_until
from teahouse import backend
from teahouse.services import runtime as runtime_module
from teahouse.services.runtime import Runtime
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database


async def nothing():
    """Nothing is to be closed."""


@pytest.fixture
def runtime():
    made = Runtime(lambda failure: None)
    made.start()
    return made


@pytest.fixture
def blocked():
    """Work that is blocked until the test is over."""
    go_on, began = threading.Event(), threading.Event()

    def work():
        began.set()
        go_on.wait(600)

    work.began = began
    yield work
    go_on.set()


def test_a_thread_that_is_blocked_in_a_file_is_not_waited_for(runtime, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    runtime.submit(asyncio.to_thread(fifo.read_bytes))
    while not any(thread.name.startswith("teahouse-beside") for thread in threading.enumerate()):
        time.sleep(0.01)
    begun = time.monotonic()
    runtime.stop(nothing())
    took = time.monotonic() - begun
    os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))  # let it go
    assert took < AT_ONCE


def test_everything_that_waits_for_the_store_is_written_even_when_closing_takes_too_long(runtime, blocked):
    written = []

    def write(number):
        time.sleep(0.01)
        written.append(number)

    async def closing():
        for number in range(30):
            runtime.spawn(runtime.run_on_store_thread(lambda number=number: write(number)))
        await asyncio.to_thread(blocked)

    runtime.stop(closing(), timeout=0.2)
    assert written == list(range(30))


def test_a_store_that_is_blocked_is_given_up_in_time(runtime, blocked, monkeypatch, caplog):
    monkeypatch.setattr(runtime_module, "STORE_SECONDS", 0.2)
    runtime.submit(runtime.run_on_store_thread(blocked))
    assert blocked.began.wait(30)
    begun = time.monotonic()
    runtime.stop(nothing())
    assert time.monotonic() - begun < AT_ONCE
    assert "the store did not finish" in caplog.text


def test_threads_that_are_idle_end(runtime):
    done = threading.Event()
    runtime.submit(asyncio.to_thread(done.set))
    assert done.wait(30)
    own = [runtime._thread, *runtime._store._threads, *runtime._workers._threads]  # other tests leave blocked ones
    assert any(thread.is_alive() for thread in own)
    runtime.stop(nothing())
    assert wait_until(lambda: not any(thread.is_alive() for thread in own))


@pytest.mark.parametrize("ill", ["fails", "hangs"])
@pytest.mark.parametrize("service", ["updates", "compare", "measurements", "pulls", "context", "chat", "hosts"])
def test_a_service_that_cannot_close_keeps_nothing_from_being_written(tmp_path, daemon, monkeypatch, service, ill):
    monkeypatch.setattr(backend, "STEP_SECONDS", 0.1)
    monkeypatch.setattr(backend, "HOST_SECONDS", 0.1)

    async def close(_self):
        if ill == "fails":
            raise OSError("cannot close")
        await asyncio.sleep(3600)

    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        owner = type(getattr(session.services, service))
        usual = owner.close
        monkeypatch.setattr(owner, "close", close)
        session._backend.runtime.submit(session._backend.store_thread.call(lambda kept: time.sleep(0.2)))
        conversation, _ = session.ask("Keep this.")
        begun = time.monotonic()
    monkeypatch.setattr(owner, "close", usual)
    assert time.monotonic() - begun < AT_ONCE
    assert not list((tmp_path / "data").glob("*.db-wal"))  # the database was closed
    database = Database.open(tmp_path / "data" / "teahouse.db").database
    assert [head.id for head in ConversationRepository(database).list_heads()] == [conversation]
    database.close()


def test_settling_waits_for_small_tasks_and_for_no_lasting_one(runtime):
    done, ended = [], threading.Event()

    async def small():
        await asyncio.sleep(0.05)
        done.append("small")

    async def settled():
        await runtime.settle(1.0)  # nothing to wait for
        runtime.spawn(small())
        runtime.spawn(asyncio.sleep(600), lasting=True)
        await runtime.settle(600.0)
        done.append("settled")
        ended.set()

    runtime.submit(settled())
    assert ended.wait(60)
    runtime.stop(nothing())
    assert done == ["small", "settled"]
