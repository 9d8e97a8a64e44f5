"""One Teahouse at a time, with real processes."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from teahouse.ui.single import Single

PROGRAM = textwrap.dedent("""
    import sys
    from PySide6.QtCore import QCoreApplication
    from teahouse.ui.single import Single

    app = QCoreApplication(sys.argv)
    single = Single(sys.argv[1])
    single.raised.connect(lambda file: print(f"raised {file}".strip(), flush=True))
    if not single.is_first(*sys.argv[2:]):
        print("second", flush=True)
        sys.exit(0)
    single.listen()
    print("first", flush=True)
    sys.exit(app.exec())
""")


@pytest.fixture
def start(tmp_path):
    """Start Teahouse's door in a process of its own; every one is ended when the test is."""
    began = []
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    def start(name="teahouse-test", *file):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, name, *file], env=environment, stdout=subprocess.PIPE, text=True
        )
        began.append(process)
        return process

    yield start
    for process in began:
        process.kill()
        process.wait()
        process.stdout.close()


def says(process):
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first_and_leaves_with_0(start):
    first = start()
    assert says(first) == "first"
    second = start()  # at once, before the first has opened its door
    assert says(second) == "second"
    assert second.wait(60) == 0
    assert says(first) == "raised"
    third = start()
    assert (says(third), third.wait(60), says(first)) == ("second", 0, "raised")


def test_a_file_goes_to_the_first(start):
    first = start()
    assert says(first) == "first"
    path = "/home/王 小明/" + "long " * 800 + ".gguf"
    second = start("teahouse-test", path)
    assert (says(second), second.wait(60), says(first)) == ("second", 0, f"raised {path}")


def test_after_a_kill_the_next_start_is_the_first(start):
    first = start()
    assert says(first) == "first"
    assert says(start()) == "second"  # the socket lies there now
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = start()
    assert says(second) == "first"
    assert says(start()) == "second"


def test_other_names_do_not_know_each_other(start):
    assert says(start("one")) == "first"
    assert says(start("two")) == "first"


def test_the_door_closes(qapp, tmp_path, monkeypatch, qtbot):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    first, second = Single("teahouse-test"), Single("teahouse-test")
    assert first.is_first()
    first._listen()
    first.close()
    assert second.is_first()
    second.close()


def test_where_no_lock_can_be_made_every_start_is_a_first(qapp, tmp_path, monkeypatch):
    nowhere = tmp_path / "file"
    nowhere.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(nowhere))
    single = Single("missing/folder/teahouse")
    assert single.is_first()
    single.close()
