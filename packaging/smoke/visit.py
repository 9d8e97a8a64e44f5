"""What a person does with a fresh Teahouse: look at it, ask a real model something, close it."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from recipe.places import WORK
from smoke.screen import Screen, until

from fixtures.models import SMOLLM2, add_smollm2

PICTURES = WORK / "pictures"
QUESTION = "What is tea?"
END_SECONDS = 30.0
LEFT = "left running:"  # what clean_root says of processes that outlive the app


def give_model(data: Path) -> None:
    """A small real model for the built-in engine, in the folder where the app keeps its data."""
    add_smollm2(data / "models")


def visit(command: Callable[[str], list[str]], data: Path, name: str, *, whole: bool = True) -> str:
    """Start, ask, wait for the whole answer or its first words, close; returns what was seen.

    `command` makes the command line for a DISPLAY; `data` holds a model already.
    """
    with Screen() as screen:
        began = time.monotonic()
        log = WORK / "logs" / f"smoke-{name}.log"
        with log.open("wb") as file:  # pipes on both sides: Wine takes nothing else
            recorder = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=file)
        pipes = {"stdin": subprocess.PIPE, "stdout": recorder.stdin, "stderr": recorder.stdin}
        app = subprocess.Popen(command(screen.display), **pipes)
        try:
            window = screen.wait_for_window("Teahouse")
            seen = time.monotonic() - began
            time.sleep(1.0)
            screen.type(window, QUESTION)
            answer = until(lambda: reply(data / "teahouse.db", whole) or _press_enter(screen), 120.0)
            screen.picture(PICTURES / f"{name}.png")
            screen.quit(window)
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
    return f"window after {seen:.2f} s, {SMOLLM2} said {answer[:40]!r}"


def _press_enter(screen: Screen) -> str:
    """Before the engine is ready there is nobody to send to, and the text waits for another Enter."""
    screen.enter()
    time.sleep(2.0)
    return ""


def reply(database: Path, whole: bool) -> str:
    """The text of the reply, once it is finished or, where not the `whole` is wanted, has some words."""
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
