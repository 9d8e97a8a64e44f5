from __future__ import annotations

import ast
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import pytest

import teahouse
from fixtures.unwritable_folders import fill_disk, small_disk
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.logging_setup import LogFile, PlainFormatter, RotatingFile, redact_secrets

WORDS = "Dear diary, 今天我很难过 and nobody may know"
_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "teahouse.log"


@pytest.fixture
def journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LogFile]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # what runs after ours: here it would fail the test
    journal = LogFile(path, logging.DEBUG)
    yield journal
    journal.close()


def _raise_words() -> None:
    raise ValueError(WORDS)


class _Place(Enum):
    SHELF = "shelf"


def _caught(function: Callable[[], None]) -> BaseException:
    try:
        function()
    except ValueError as error:
        return error
    raise AssertionError("nothing was raised")


def test_what_we_log_is_a_line_with_its_time_level_and_place(journal: LogFile, path: Path) -> None:
    logging.getLogger("teahouse.services.chat.service").info("model %s loaded in %.1f s", "qwen3:8b", 1.23)
    (line,) = path.read_text().splitlines()
    assert line.endswith("INFO teahouse.services.chat.service: model qwen3:8b loaded in 1.2 s")
    assert line[:4].isdigit()


def test_no_word_of_a_conversation_gets_in_by_any_way(journal: LogFile, path: Path) -> None:
    ours, others = logging.getLogger("teahouse.test"), logging.getLogger("asyncio")
    error = _caught(_raise_words)
    trouble = Trouble(Problem.HOST_ERROR, message=WORDS)
    ours.info("said %s", WORDS)
    ours.info("said %r", WORDS)
    ours.info("said %(text)s", {"text": WORDS})
    ours.info("said %s %s", [WORDS], {"text": WORDS})
    ours.info("said %s", WORDS.encode())
    ours.error("failed: %s", error)
    ours.error("failed: %s", trouble)
    ours.error("failed", exc_info=error)
    ours.error("failed", exc_info=trouble)
    try:
        try:
            _raise_words()
        except ValueError as inner:
            raise RuntimeError(WORDS) from inner
    except RuntimeError:
        ours.exception("failed")
    others.error(f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{WORDS}')>", exc_info=error)
    others.error(f"Exception in callback Chat.send('{WORDS}')")
    others.error("bad: %s", WORDS)
    others.warning('received "%s"', WORDS)
    sys.excepthook(ValueError, error, error.__traceback__)
    text = path.read_text()
    assert len(text.splitlines()) == 15
    for part in ("diary", "今天", "nobody", "\\u4eca"):
        assert part not in text


def test_a_call_with_arguments_that_do_not_fit_is_written_without_them() -> None:
    record = logging.LogRecord("teahouse", logging.INFO, "", 0, "counted %d of %s", (WORDS, 3), None)
    assert PlainFormatter().format(record).endswith("teahouse: counted %d of %s")


def test_of_an_exception_its_type_code_and_way_are_written(journal: LogFile, path: Path) -> None:
    def wrapped() -> None:
        try:
            _raise_words()
        except ValueError as error:
            raise Trouble(Problem.RUNNER_DIED, message=WORDS) from error

    try:
        wrapped()
    except Trouble:
        logging.getLogger("teahouse.test").exception("it ended")
    (line,) = path.read_text().splitlines()
    assert "it ended | Trouble(runner_died) at test_logging_setup.py:" in line
    assert " from ValueError at test_logging_setup.py:" in line
    assert line.endswith(" _raise_words")


def test_values_that_can_hold_no_words_are_written(journal: LogFile, path: Path) -> None:
    log = logging.getLogger("teahouse.test")
    folder = Path("Eigene Dateien") / "茶"
    log.info("%s %s %s %s %s", None, True, 3.5, folder, _Place.SHELF)
    log.info("%s %s", Trouble(Problem.DISK_FULL), "hf.co/user/repo:Q4_K_M")
    assert [line.partition("test: ")[2] for line in path.read_text().splitlines()] == [
        f"None True 3.5 {folder} shelf",
        "disk_full hf.co/user/repo:Q4_K_M",
    ]


def test_of_other_libraries_warnings_alone_are_written(journal: LogFile, path: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET")
    logging.getLogger("httpx").warning("pool is full")
    assert "HTTP Request" not in path.read_text()
    logging.getLogger("httpx").warning("words " * 1000)
    assert "pool is full" in path.read_text()
    assert len(path.read_text()) < 500


def test_an_uncaught_exception_in_a_thread_is_written_and_handled_as_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    journal = LogFile(path)
    thread = threading.Thread(target=_raise_words)
    thread.start()
    thread.join()
    journal.close()
    text = path.read_text()
    assert "uncaught exception in a thread | ValueError at" in text
    assert "diary" not in text
    assert len(seen) == 1
    assert threading.excepthook == seen.append


def test_an_exception_that_can_be_raised_nowhere_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bad:
        def __del__(self) -> None:
            _raise_words()

    monkeypatch.setattr(sys, "unraisablehook", lambda arguments: None)
    journal = LogFile(path)
    del (bad := [Bad()])[0]
    journal.close()
    assert bad == []
    assert "exception where none can be raised | ValueError at" in path.read_text()


def test_a_crash_below_python_leaves_its_stack(path: Path) -> None:
    program = (
        "import ctypes, sys\nfrom pathlib import Path\nfrom teahouse.desktop.logging_setup import LogFile\n"
        "journal = LogFile(Path(sys.argv[1]))\n"
        "def fall(): ctypes.string_at(0)\n"
        "fall()\n"
    )
    result = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, check=False)
    assert result.returncode != 0
    assert "fall" in path.with_name("teahouse-crash.log").read_text()


def test_closing_puts_everything_back(path: Path) -> None:
    root = logging.getLogger()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, root.level, list(root.handlers))
    LogFile(path).close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, root.level, list(root.handlers)) == before


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("Authorization: Bearer abc.def-123", "abc"),
        ("authorization: Basic cGVyc29uOnBhc3M=", "cGVy"),
        ("{'Authorization': 'Bearer abc'}", "abc"),
        ('"token": "abc123"', "abc"),
        ("GET http://person:pass@host:1/x", "pass"),
        ("https://tok:en@word@host/", "word"),
        ("http://h/?access_token=abc123&x=1", "abc"),
        ("X-API-Key=abc123", "abc"),
        ("password: hunter2", "hunter"),
        ("pulled with hf_abcdefghijkl", "abcdef"),
        ("bearer abcdefgh", "abcdef"),
    ],
)
def test_secrets_are_taken_out_by_their_form(line: str, secret: str) -> None:
    assert secret not in redact_secrets(line)


@pytest.mark.parametrize("line", ["21 tokens in 3 s", "http://127.0.0.1:11434/api/chat", "qwen3:8b@sha256:ab"])
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact_secrets(line) == line


def _record(text: str) -> logging.LogRecord:
    return logging.LogRecord("teahouse", logging.INFO, "", 0, text, None, None)


def test_the_file_starts_anew_at_its_limit_and_the_oldest_is_dropped(path: Path) -> None:
    handler = RotatingFile(path, limit=100, kept=2)
    for number in range(50):
        handler.handle(_record(f"line {number:02} {'x' * 20}"))
    handler.close()
    names = sorted(item.name for item in path.parent.iterdir())
    assert names == ["teahouse.log", "teahouse.log.1", "teahouse.log.2"]
    lines = [path.with_name(name).read_text().splitlines() for name in reversed(names)]
    numbers = [int(line.split()[1]) for part in lines for line in part]
    assert numbers == list(range(numbers[0], 50))
    assert all(path.with_name(name).stat().st_size <= 100 for name in names)


def test_a_log_goes_on_where_the_last_session_ended(path: Path) -> None:
    for text in ("first", "second"):
        handler = RotatingFile(path)
        handler.handle(_record(text))
        handler.close()
    assert path.read_text() == "first\nsecond\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_no_one_and_the_lost_lines_are_counted() -> None:
    with small_disk(64 << 10) as disk:
        handler = RotatingFile(disk / "teahouse.log")
        handler.handle(_record("before"))
        filler = fill_disk(disk)
        for _ in range(3):
            handler.handle(_record("x" * 5000))
        filler.unlink()
        handler.handle(_record("after"))
        handler.close()
        text = (disk / "teahouse.log").read_text()
        assert text == "before\n(3 lines before this one could not be written)\nafter\n"


def test_a_folder_that_is_not_there_stops_no_one(tmp_path: Path) -> None:
    journal = LogFile(tmp_path / "missing" / "teahouse.log")
    logging.getLogger("teahouse").warning("nobody reads this")
    journal.close()
    assert not (tmp_path / "missing").exists()


def test_every_call_to_a_logger_in_the_program_logs_a_literal_sentence() -> None:
    """Only then does everything that varies pass the rules for arguments."""
    calls, wrong = 0, []
    for file in sorted(Path(teahouse.__file__ or "").parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = ast.unparse(node.func.value).rpartition(".")[2].strip("_").lower()
            if node.func.attr not in _METHODS or owner not in {"log", "logger", "logging"}:
                continue
            calls += 1
            sentence = node.args[1 if node.func.attr == "log" else 0]
            if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)):
                wrong.append(f"{file.name}:{node.lineno}")
    assert calls >= 3
    assert wrong == []
