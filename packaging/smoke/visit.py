"""One session with Teahouse: start it, ask a real model, read the stored conversation, close it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
from recipe.build_paths import WORK
from smoke.screen import Screen, until

from fixtures.models import SMOLLM2, add_smollm2
from fixtures.old_databases import OLD_DATABASES

PICTURES = WORK / "pictures"
QUESTION = "What is tea?"
FORMULA = r"Rayleigh: $$I = I_0 \frac{1 + \cos^2 \theta}{2 R^2}$$"
EARLIER = 10  # a version of the database that is migrated
END_SECONDS = 30.0
Command = Callable[[str], list[str]]  # makes a command line for a DISPLAY
LEFT = "left running:"  # the processes that outlive the app, from clean_root


def give_model(data: Path) -> None:
    """Put a small real model for the built-in engine into the folder of the app's data."""
    add_smollm2(data / "models")


def visit(
    command: Command,
    data: Path,
    name: str,
    *,
    whole: bool = True,
    then: Callable[[Screen], object] = lambda screen: None,
) -> str:
    """Start, ask, wait for the whole answer or its first words, call `then`, close; returns the findings.

    `command` makes the command line for a DISPLAY; `data` has a model already.
    """
    with Screen() as screen, _running(command, screen, name) as (window, seconds, _):
        time.sleep(1.0)
        screen.type(window, QUESTION)
        answer = until(lambda: reply(data / "teahouse.db", whole) or _press_enter(screen), 120.0)
        screen.picture(PICTURES / f"{name}.png")
        then(screen)
        screen.quit(window)
    return f"window after {seconds:.2f} s, {SMOLLM2} said {answer[:40]!r}"


def look(command: Command, name: str, seconds: float = 4.0) -> str:
    """Start, wait some seconds, close: for folders that cannot be written to."""
    with Screen() as screen, _running(command, screen, name) as (window, began, _):
        time.sleep(seconds)
        screen.picture(PICTURES / f"{name}.png")
        screen.quit(window)
    return f"window after {began:.2f} s"


def leave_conversation(home: Path) -> None:
    """Write the data of an earlier version into the folder TEAHOUSE_HOME: a reply with a formula, read in Hong Kong."""
    (home / "data").mkdir(parents=True)
    OLD_DATABASES[EARLIER](home / "data" / "teahouse.db")
    with closing(sqlite3.connect(home / "data" / "teahouse.db")) as database, database:
        database.execute("UPDATE messages SET text = ? WHERE id = 'a1'", (FORMULA,))
    (home / "config").mkdir()
    (home / "config" / "settings.json").write_text(json.dumps({"language": "zh_HK"}))


def read_conversation(command: Command, home: Path, name: str) -> str:
    """Open the data of `leave_conversation`: the database is migrated, the formula typeset by its process."""
    with Screen() as screen, _running(command, screen, name) as (window, _, app):
        time.sleep(2.0)
        screen.type(window, "")
        screen.press("ctrl+alt+f")
        screen.type(window, "Rayleigh")
        until(lambda: _typesets(app) or _press_enter(screen))  # the result may come after the first Enter
        time.sleep(3.0)
        screen.picture(PICTURES / f"{name}.png")
        screen.quit(window)
    with closing(sqlite3.connect(home / "data" / "teahouse.db")) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
    assert version > EARLIER, f"the database is of version {version} still"
    return f"of version {EARLIER}, now {version}; its formula was typeset"


@contextmanager
def _running(command: Command, screen: Screen, name: str) -> Iterator[tuple[str, float, int]]:
    """The running app: its window, the seconds until that was shown, and its process, whose exit status must be 0."""
    began = time.monotonic()
    log = WORK / "logs" / f"smoke-{name}.log"
    with log.open("wb") as file:  # pipes on both sides: Wine accepts nothing else
        recorder = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=file)
    pipes = {"stdin": subprocess.PIPE, "stdout": recorder.stdin, "stderr": recorder.stdin}
    app = subprocess.Popen(command(screen.display), **pipes)
    try:
        yield screen.wait_for_window("Teahouse"), time.monotonic() - began, app.pid
        code = app.wait(END_SECONDS)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        screen.picture(PICTURES / f"{name}-failed.png")
        raise AssertionError(f"{error}; its output: {log.read_text(errors='replace')[-2000:]}") from error
    finally:
        app.kill()
        app.communicate()
        recorder.communicate()
    said = log.read_text(errors="replace")
    assert code == 0, f"it ended with {code}: {said[-2000:]}"
    assert LEFT not in said, said


def _typesets(app: int) -> bool:
    """Whether this process or one of its children started the process that typesets formulas."""
    return any("typeset" in process.cmdline() for process in psutil.Process(app).children(recursive=True))


def _press_enter(screen: Screen) -> str:
    """Press Enter until the text is sent; before the engine is ready it stays in the field."""
    screen.press("Return")
    time.sleep(2.0)
    return ""


def reply(database: Path, whole: bool) -> str:
    """The text of the reply, once it is finished or, unless `whole`, has some words."""
    if not database.exists():
        return ""
    finished = "SELECT text FROM messages WHERE role = 'assistant' AND state = 'done'"
    arriving = "SELECT group_concat(text, '') FROM chunks HAVING sum(length(text)) > 20"
    opened = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        rows = opened.execute(finished).fetchall() or ([] if whole else opened.execute(arriving).fetchall())
    except sqlite3.OperationalError:  # the tables are not there yet
        rows = []
    finally:
        opened.close()
    return str(rows[0][0]) if rows else ""
