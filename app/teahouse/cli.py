"""The command line: `teahouse` opens the window, `teahouse engine` is the built-in daemon.

Each command imports only what it needs, so that the window opens quickly.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teahouse.application import Application

USAGE = """\
usage: teahouse                        open the window
       teahouse FILE                   open it and import a GGUF file
       teahouse engine [options]       run the built-in engine (--help says more)
       teahouse exam SHEET --models A,B  run a sheet of scored prompts (--help says more)
       teahouse bench --models A,B     measure the speed of models (--help says more)
       teahouse self-check             say whether all that Teahouse needs is here and works
       teahouse --version
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    match arguments:
        case ["engine", *rest]:
            from teahouse.engine import main as engine

            return engine(rest)
        case ["watchdog", *rest]:  # runs an Ollama that the packaged app started; see ollama/watchdog.py
            from teahouse.ollama.watchdog import main as watchdog

            return watchdog(rest)
        case ["read-document"]:  # the process that reads attachments; see desktop/documents.py
            from teahouse.desktop.documents import main as read_document

            return read_document()
        case ["typeset"]:  # the process that typesets formulas; see desktop/typesetting_process.py
            from teahouse.desktop.typesetting_process import main as typeset

            typeset()
        case ["exam", *rest]:
            from teahouse.batch.exam import main as exam

            return exam(rest)
        case ["bench", *rest]:
            from teahouse.batch.bench import main as bench

            return bench(rest)
        case ["self-check", *rest]:
            from teahouse.selfcheck import main as self_check

            return self_check(rest)
        case ["--version"]:
            from teahouse import __version__

            print(f"Teahouse {__version__}")
            return 0
        case ["-h" | "--help"]:
            print(USAGE, end="")
            return 0
        case []:
            return open_window()
        case [path] if _names_file(path):
            return open_window(os.path.abspath(path))
    print(f"teahouse: unknown command {' '.join(arguments)!r}\n{USAGE}", end="", file=sys.stderr)
    return 2


def open_window(file: str = "", on_painted: Callable[[Application], None] | None = None) -> int:
    """Open Teahouse and import `file` there; `on_painted` is called once it shows. Returns the exit status."""
    gc.disable()  # until the first paint: little is freed before it, and collections take 5 % of the start time
    import teahouse.ui  # noqa: F401 - first: the import order affects the start time
    from teahouse.application import run

    return run(on_painted, file)


def _names_file(word: str) -> bool:
    """Whether a word is a file to import and not a mistyped command; the window reports a missing GGUF file."""
    return not word.startswith("-") and (word.lower().endswith(".gguf") or os.path.isfile(word))
