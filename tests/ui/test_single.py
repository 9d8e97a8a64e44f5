"""One Teahouse per data folder, with real processes."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from fixtures.waits import AT_ONCE
from teahouse.desktop.data_lock import LOCK_NAME, LockPhase
from teahouse.ui import occupied, single
from teahouse.ui.occupied import OccupiedMessage
from teahouse.ui.single import Outcome, Single

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sockets and signals of Unix")

PROGRAM = textwrap.dedent("""
    import sys
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from teahouse.ui.single import Outcome, Single

    app = QCoreApplication(sys.argv)
    single = Single(Path(sys.argv[1]), "teahouse-test")
    single.raised.connect(lambda file: print(f"raised {file}".strip(), flush=True))
    outcome = single.claim_folder(*sys.argv[2:])
    print(outcome.name, flush=True)
    if outcome is not Outcome.FIRST:
        sys.exit(0)
    single.start_listening()
    sys.exit(app.exec())
""")


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """A folder like XDG_RUNTIME_DIR: private, with a short name."""
    with tempfile.TemporaryDirectory(prefix="run-", dir="/tmp") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def start(tmp_path, runtime):
    """Start a `Single` in a process of its own; all are killed after the test."""
    began = []

    def start(folder="data", *file, **environment):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path / folder), *file],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        began.append(process)
        return process

    yield start
    for process in began:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def second(tmp_path, runtime, qapp):
    """A start on the same folder in this process."""
    made = Single(tmp_path / "data", "teahouse-test")
    yield made
    made.close()
    made.deleteLater()


def after(milliseconds, owner, do):
    """Call `do` after some milliseconds, unless `owner` is deleted before."""
    timer = QTimer(owner, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    timer.start()


def says(process):
    return process.stdout.readline().strip()


def listening(single_of_test, qtbot):
    """Wait until the holder of the lock listens; returns its address."""
    qtbot.waitUntil(
        lambda: (holder := single_of_test.lock.read_holder()) is not None and holder.phase is LockPhase.RUNNING
    )
    return single_of_test.lock.read_holder().address


def test_a_second_start_raises_the_first_and_leaves_with_0(start):
    first = start()
    assert says(first) == "FIRST"
    second = start()  # at once, before the first has opened its socket
    assert says(second) == "HANDED_OVER"
    assert second.wait(60) == 0
    assert says(first) == "raised"
    third = start()
    assert (says(third), third.wait(60), says(first)) == ("HANDED_OVER", 0, "raised")


@pytest.mark.parametrize("other", ["another", "missing", ""])
def test_the_first_is_found_through_the_data_folder_from_another_runtime_folder(start, tmp_path, other):
    (tmp_path / "another").mkdir(mode=0o700)
    first = start()
    assert says(first) == "FIRST"
    second = start(XDG_RUNTIME_DIR=str(tmp_path / other) if other else "")
    assert (says(second), second.wait(60), says(first)) == ("HANDED_OVER", 0, "raised")


def test_the_first_is_found_when_its_own_runtime_folder_is_open_to_others_or_too_long(start, tmp_path):
    for name, mode in (("open", 0o755), ("long" * 30, 0o700)):
        (tmp_path / name).mkdir(mode=mode)
        first = start(name + "-data", XDG_RUNTIME_DIR=str(tmp_path / name))
        assert says(first) == "FIRST"
        assert says(start(name + "-data")) == "HANDED_OVER"
        assert list((tmp_path / name).iterdir()) == []


def test_the_folder_is_the_same_one_under_another_name(start, tmp_path):
    (tmp_path / "link").symlink_to("data")
    first = start()
    assert says(first) == "FIRST"
    assert (says(start("link")), says(first)) == ("HANDED_OVER", "raised")


def test_a_file_goes_to_the_first(start):
    first = start()
    assert says(first) == "FIRST"
    path = "/home/王 小明/" + "long " * 800 + ".gguf"
    second = start("data", path)
    assert (says(second), second.wait(60), says(first)) == ("HANDED_OVER", 0, f"raised {path}")


def test_after_a_kill_the_next_start_is_the_first_and_the_old_socket_goes(start, runtime):
    first = start()
    assert says(first) == "FIRST"
    assert says(start()) == "HANDED_OVER"  # to the new socket
    assert len(list(runtime.iterdir())) == 1
    first.kill()
    first.wait()
    second = start()
    assert says(second) == "FIRST"
    assert says(start()) == "HANDED_OVER"
    assert len(list(runtime.iterdir())) == 1


def test_other_folders_do_not_know_each_other(start):
    assert says(start("one")) == "FIRST"
    assert says(start("two")) == "FIRST"


def test_closing_removes_the_socket(second, runtime, tmp_path):
    assert second.claim_folder() is Outcome.FIRST
    second._open_socket()
    assert len(list(runtime.iterdir())) == 1
    second.stop_listening()
    assert second.lock.read_holder().phase is LockPhase.CLOSING
    third = Single(tmp_path / "data", "teahouse-test")
    assert third.attempt() is Outcome.OCCUPIED
    second.close()
    assert third.attempt() is Outcome.FIRST
    third.close()
    assert list(runtime.iterdir()) == []


def test_where_the_folder_takes_no_lock_one_beside_the_sockets_does(tmp_path, runtime):
    (tmp_path / "file").write_text("")
    first, second = (Single(tmp_path / "file" / "data", "teahouse-test") for _ in range(2))
    assert first.claim_folder() is Outcome.FIRST
    assert first.lock.is_held
    assert second.attempt() is Outcome.OCCUPIED
    first.close()
    second.close()


def test_where_no_lock_can_be_made_every_start_is_a_first(tmp_path, runtime):
    (tmp_path / "file").write_text("")
    (runtime / "f").write_text("")
    first, second = (Single(tmp_path / "file" / "data", "f/teahouse") for _ in range(2))
    assert first.claim_folder() is Outcome.FIRST
    assert second.claim_folder() is Outcome.FIRST
    assert not first.lock.is_held
    first.start_listening()  # no other process can find it
    assert not first._listen_timer.isActive()


# A first process that does not answer.


def test_a_frozen_first_is_reported_within_seconds(start, second, monkeypatch):
    monkeypatch.setitem(single.PATIENCE_MS, LockPhase.RUNNING, 600)
    first = start()
    assert says(first) == "FIRST"
    assert says(start()) == "HANDED_OVER"
    os.kill(first.pid, signal.SIGSTOP)
    begun = time.monotonic()
    assert second.claim_folder() is Outcome.OCCUPIED
    assert 0.6 <= time.monotonic() - begun < AT_ONCE
    holder = second.lock.read_holder()
    assert (holder.pid, holder.is_here) == (first.pid, True)


def test_a_frozen_first_can_be_ended_and_the_start_goes_on(start, second, qtbot):
    first = start()
    assert says(first) == "FIRST"
    listening(second, qtbot)
    os.kill(first.pid, signal.SIGSTOP)
    message = OccupiedMessage(second)
    after(300, message, lambda: message.end_button.click())
    assert message.ask_person() is Outcome.FIRST
    assert first.wait(60) == -signal.SIGKILL
    message.deleteLater()


def test_a_frozen_first_that_comes_back_opens_the_file_once(start, second, qtbot):
    first = start()
    assert says(first) == "FIRST"
    listening(second, qtbot)
    os.kill(first.pid, signal.SIGSTOP)
    message = OccupiedMessage(second, "/tmp/a.gguf")
    after(900, message, lambda: message.wait_button.click())
    after(1200, message, lambda: os.kill(first.pid, signal.SIGCONT))
    assert message.ask_person() is Outcome.HANDED_OVER
    assert says(first) == "raised /tmp/a.gguf"
    assert says(start()) == "HANDED_OVER"
    assert says(first) == "raised"
    message.deleteLater()


def test_the_question_can_be_left_and_comes_again_after_waiting(start, second, qtbot, monkeypatch):
    monkeypatch.setattr(occupied, "WAIT_MS", 100)
    first = start()
    assert says(first) == "FIRST"
    listening(second, qtbot)
    os.kill(first.pid, signal.SIGSTOP)
    message = OccupiedMessage(second)
    seen = []

    def press():
        seen.append(message.isVisible())
        (message.wait_button if len(seen) == 1 else message.close_button).click()

    after(300, message, press)
    after(900, message, press)
    assert message.ask_person() is Outcome.OCCUPIED
    assert seen == [True, True]
    message.deleteLater()


def test_only_the_process_that_has_the_lock_file_open_can_be_ended(start, second, tmp_path, qtbot):
    first, innocent = start(), start("other")
    assert says(first) == "FIRST"
    assert says(innocent) == "FIRST"
    listening(second, qtbot)
    note = tmp_path / "data" / LOCK_NAME
    note.write_text(note.read_text().replace(f'"pid": {first.pid}', f'"pid": {innocent.pid}'))
    holder = second.lock.read_holder()
    assert holder.pid == innocent.pid
    assert not second.lock.can_kill(holder)
    assert not second.end_holder(holder)
    assert innocent.poll() is None


def test_a_first_that_is_closing_has_time_to_write_before_it_can_be_ended(start, second, qtbot, monkeypatch):
    monkeypatch.setattr(occupied, "CLOSING_MS", 1200)
    first = start()
    assert says(first) == "FIRST"
    listening(second, qtbot)
    os.kill(first.pid, signal.SIGSTOP)
    note = second.lock.path
    note.write_text(note.read_text().replace('"phase": "running"', '"phase": "closing"'))
    message = OccupiedMessage(second)
    seen = []

    def look():
        seen.append(message.end_button.isHidden())
        if seen[-1]:
            return
        message.end_button.click()

    for milliseconds in (300, 2500):
        after(milliseconds, message, look)
    assert message.ask_person() is Outcome.FIRST
    assert seen == [True, False]
    message.deleteLater()


@pytest.mark.parametrize(
    "note", ["", "{}", "[]", "[" * 4000, '{"pid": "1"}', "\0" * 4096, '{"pid": 1, "program": 2}', "\xff"]
)
def test_a_note_that_cannot_be_read_is_no_failure(start, second, tmp_path, note, monkeypatch):
    monkeypatch.setitem(single.PATIENCE_MS, LockPhase.RUNNING, 100)
    first = start()
    assert says(first) == "FIRST"
    (tmp_path / "data" / LOCK_NAME).write_text(note, encoding="latin-1")
    assert second.lock.read_holder() is None
    assert second.claim_folder() is Outcome.OCCUPIED
    message = OccupiedMessage(second)
    message._show_holder()
    assert LOCK_NAME in message.informativeText()
    assert message.end_button.isHidden()
    message.deleteLater()


def test_who_holds_the_folder_on_another_computer_is_named_and_cannot_be_ended(start, second, tmp_path, monkeypatch):
    first = start()
    assert says(first) == "FIRST"
    monkeypatch.setattr("teahouse.desktop.data_lock.machine_id", lambda: "elsewhere")
    message = OccupiedMessage(second)
    message._show_holder()
    assert os.uname().nodename in message.text()
    assert message.end_button.isHidden()
    message.deleteLater()


# Bad clients.


def connect_client(address):
    client = socket.socket(socket.AF_UNIX)
    client.connect(address)
    client.settimeout(0.05)
    return client


def is_shut(client):
    """Whether the server closed the connection."""
    try:
        return client.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


@pytest.fixture
def server_address(second, qtbot):
    """The address of a server in this process."""
    assert second.claim_folder() is Outcome.FIRST
    second._open_socket()
    return second.lock.read_holder().address


def test_a_client_that_sends_too_much_is_disconnected(server_address, second, qtbot):
    received = []
    second.raised.connect(received.append)
    client = connect_client(server_address)
    client.setblocking(False)
    sent = 0

    def talk():
        nonlocal sent
        try:
            sent += client.send(b"x" * 65536)
        except BlockingIOError:
            return False
        except (BrokenPipeError, ConnectionResetError):
            return True
        return False

    qtbot.waitUntil(talk)
    assert sent < 4 * single.LONGEST  # what it reads, and what the system buffers
    assert received == []
    client.close()


def test_too_many_clients_are_disconnected_and_the_server_still_answers(server_address, second, qtbot, monkeypatch):
    monkeypatch.setattr(single, "CLIENT_MS", 100_000)
    clients = []
    for _ in range(3 * single.MOST_CLIENTS):
        clients.append(connect_client(server_address))
        qtbot.wait(5)
    qtbot.waitUntil(lambda: sum(map(is_shut, clients)) == 2 * single.MOST_CLIENTS)
    assert len(second._clients) == single.MOST_CLIENTS
    for client in clients:
        client.close()
    qtbot.waitUntil(lambda: not second._clients)
    assert accepts_request(server_address, second, qtbot)


def test_a_silent_client_is_disconnected_and_the_server_still_answers(server_address, second, qtbot, monkeypatch):
    monkeypatch.setattr(single, "CLIENT_MS", 200)
    client = connect_client(server_address)
    qtbot.waitUntil(lambda: is_shut(client))
    assert not second._clients
    client.close()
    assert accepts_request(server_address, second, qtbot)


def accepts_request(server_address, second, qtbot):
    """Whether a valid request is received."""
    received = []
    second.raised.connect(received.append)
    client = connect_client(server_address)
    client.sendall(b"\0/a.gguf\0")
    qtbot.waitUntil(lambda: bool(received))
    client.close()
    return received == ["/a.gguf"]


def test_a_request_of_another_user_is_refused(server_address, second, qtbot, monkeypatch):
    received = []
    second.raised.connect(received.append)
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    monkeypatch.setattr(single, "ADMINISTRATOR", 4243)
    client = connect_client(server_address)
    client.sendall(b"\0/a.gguf\0")
    qtbot.waitUntil(lambda: is_shut(client))
    assert received == []
    client.close()


def test_the_socket_is_closed_to_others(server_address):
    assert os.stat(server_address).st_mode & 0o077 == 0
    assert os.stat(os.path.dirname(server_address)).st_mode & 0o077 == 0
