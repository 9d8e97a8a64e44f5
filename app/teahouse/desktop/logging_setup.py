"""The rotated log file, without secrets and without text of conversations.

Our calls log a literal message with arguments (a test checks all). An argument is written only if it is a number, a
path, a code, or looks like a name; of others only the length is written. Of an exception the type and the frames are
written, not the message, which may quote input. Of other libraries' records only the first line up to the first
quotation is written.

logging.handlers is not used: importing it takes 8 ms at start.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import os
import re
import sys
import threading
from contextlib import suppress
from enum import Enum
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Any

from teahouse.core.errors import Trouble

GONE = "[…]"

_SECRETS = (
    # Authorization: Bearer abc · token=abc · "api_key": "abc"
    # regex: each run of its characters is entered once
    re.compile(
        r"""(?ix) (
            (?<![\w-])[\w-]*(?:authorization|token|api[_-]?key|password|passwd|secret|cookie)["']?\s*[:=]\s*["']?
        )
        (?:(?:bearer|basic)\s+)? [^\s"',;&]+"""
    ),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}"),
    # https://person:password@host
    # regex: each run of a scheme's characters is entered once
    re.compile(r"(?i)((?<![a-z0-9+.-])[a-z0-9+.-]+://)[^\s/?#]*@"),
    # Tokens with a known prefix.
    re.compile(r"()\b(?:hf_|sk-|ghp_|gho_|github_pat_|xox[bp]-)[\w-]{8,}"),
)
# Names of models, hosts, options, files: ASCII without spaces. Sentences have spaces, and Chinese is not ASCII.
_NAME = re.compile(r"[!-~]{0,200}")
_QUOTED = re.compile(r"""['"`<({\[]""")
_LONGEST_MESSAGE = 120


def redact_secrets(line: str) -> str:
    """Replace every secret in a line."""
    for pattern in _SECRETS:
        line = pattern.sub(rf"\1{GONE}", line)
    return line


def is_name_like(text: str) -> bool:
    """Whether a text can be a name or a code, not a sentence."""
    return _NAME.fullmatch(text) is not None


def shorten_message(text: str) -> str:
    """The start of another library's message, before any quotation or list."""
    line = text.partition("\n")[0][:_LONGEST_MESSAGE]
    return _QUOTED.split(line)[0].rstrip()


LIMIT = 1_000_000  # bytes of one file
KEPT_FILES = 2  # older files beside it
OURS = "teahouse"

_log = logging.getLogger(__name__)


class PlainFormatter(logging.Formatter):
    """Formats a record as one line, by the rules above."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {redact_secrets(_format_message(record))}"
        if record.exc_info and record.exc_info[1] is not None:
            line += " | " + describe_exception(record.exc_info[1])
        return line.replace("\n", " ").replace("\r", " ")


class RotatingFile(logging.Handler):
    """Writes lines to `path` and starts a new file at `limit` bytes, keeping `kept` older ones (`.1` the newest).

    The file is opened with the first line. A line that cannot be written is dropped, and the number of dropped lines is
    written with the next one.
    """

    def __init__(self, path: Path, limit: int = LIMIT, kept: int = KEPT_FILES) -> None:
        super().__init__()
        self._path = path
        self._limit = limit
        self._kept = kept
        self._file: IO[bytes] | None = None
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write_line(self.format(record).encode(errors="replace") + b"\n")
        except (OSError, ValueError):
            self._lost += 1
            self._close_file()

    def close(self) -> None:
        with self.lock or threading.RLock():
            self._close_file()
        super().close()

    def _write_line(self, line: bytes) -> None:
        file = self._file or self._open_file()
        if file.tell() + len(line) > self._limit and file.tell() > 0:
            self._rotate_files()
            file = self._open_file()
        if self._lost:
            line = b"(%d lines before this one could not be written)\n" % self._lost + line
        start = file.tell()
        if file.write(line) != len(line):  # the disk is full
            file.truncate(start)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._lost = 0

    def _open_file(self) -> IO[bytes]:
        self._path.touch(mode=0o600)
        self._file = self._path.open("ab", buffering=0)
        return self._file

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def _rotate_files(self) -> None:
        self._close_file()
        names = [self._path, *(self._path.with_name(f"{self._path.name}.{n}") for n in range(1, self._kept + 1))]
        for newer, older in zip(reversed(names[:-1]), reversed(names[1:]), strict=True):
            if newer.exists():
                newer.replace(older)


class LogFile:
    """The log of one run of the program, from creation to `close`.

    Uncaught exceptions of any thread are logged and then handled as before; a crash of the interpreter writes its stack
    to `…-crash.log` beside the log.
    """

    def __init__(self, path: Path, level: int = logging.INFO) -> None:
        self._handler = RotatingFile(path)
        self._handler.setFormatter(PlainFormatter())
        self._logger = logging.getLogger()
        self._level_before = self._logger.level
        self._logger.setLevel(logging.WARNING)
        self._logger.addHandler(self._handler)
        logging.getLogger(OURS).setLevel(level)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        self._crash = _crash_file(path.with_name(f"{path.stem}-crash{path.suffix}"))

    def close(self) -> None:
        """Close the files and restore the previous hooks and levels."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
        logging.getLogger(OURS).setLevel(logging.NOTSET)
        self._logger.setLevel(self._level_before)
        self._logger.removeHandler(self._handler)
        self._handler.close()

    def _on_exception(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        _log.critical("uncaught exception", exc_info=error.with_traceback(traceback))
        self._hooks[0](kind, error, traceback)

    def _on_thread_exception(self, arguments: Any) -> None:
        if arguments.exc_value is not None:
            _log.critical("uncaught exception in a thread", exc_info=arguments.exc_value)
        self._hooks[1](arguments)

    def _on_unraisable(self, arguments: Any) -> None:
        if arguments.exc_value is not None:
            _log.error("exception where none can be raised", exc_info=arguments.exc_value)
        self._hooks[2](arguments)


def describe_exception(error: BaseException) -> str:
    """An exception's type (a `Trouble` with its code) and frames, and those of its causes."""
    parts = []
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        code = f"({current.problem.value})" if isinstance(current, Trouble) else ""
        parts.append(f"{type(current).__qualname__}{code} at {' > '.join(_list_frames(current.__traceback__)) or '?'}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return " from ".join(parts)


def _list_frames(traceback: TracebackType | None) -> list[str]:
    """`file:line function` of every frame, outermost first."""
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{PurePath(code.co_filename).name}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames


def _format_message(record: logging.LogRecord) -> str:
    if record.name != OURS and not record.name.startswith(f"{OURS}."):
        return shorten_message(str(record.msg))
    arguments = record.args
    if not arguments:
        return str(record.msg)
    values = (
        tuple(_sanitize_value(value) for value in arguments)
        if isinstance(arguments, tuple)
        else (_sanitize_value(arguments),)
    )
    try:
        return str(record.msg) % values
    except (TypeError, ValueError):
        return str(record.msg)


def _sanitize_value(value: object) -> object:
    """The value if it cannot contain text of a person or a model, else its kind."""
    if value is None or isinstance(value, bool | int | float | PurePath):
        return value
    if isinstance(value, Trouble):
        return value.problem.value
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, BaseException):
        return describe_exception(value)
    if isinstance(value, str):
        return value if is_name_like(value) else f"[{len(value)} characters]"
    return f"[{type(value).__qualname__}]"


def _crash_file(path: Path) -> IO[str] | None:
    """Open the file for stacks of interpreter crashes; None if it cannot be written."""
    try:
        file = path.open("a", encoding="utf-8")
    except OSError:
        return None
    faulthandler.enable(file)
    return file
