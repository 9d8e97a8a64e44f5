"""Processes to be killed: each does one thing with the application's layers below the window, and logs how far it came.

`python -m torture._victim` imports everything once, then forks one process for each line on its stdin, a JSON object
with `scene`, `log` and what the scene needs; it says the process's number, and `over` once that has ended. `Victims`
is the other end.
"""

from __future__ import annotations

import faulthandler
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fixtures.isolated_environment import app_environment

PATIENCE = 30.0  # seconds for a process to begin what it is to be killed in
LIFETIME = 120  # seconds after which a process that nobody killed ends by itself


class Victims:
    """`with Victims(folder) as victims: victims.kill("reply", delay, host=…)`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "torture._victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=app_environment(str(self._folder / "home")),
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def kill(self, scene: str, delay: float, **needs: Any) -> list[list[Any]]:
        """Have a process begin `scene`, kill it `delay` seconds after it logged its first line; returns all lines."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._number += 1
        log = self._folder / f"log-{self._number}"
        stack = log.with_suffix(".stack")
        log.touch()
        print(json.dumps({"scene": scene, "log": str(log), **needs}), file=self._process.stdin, flush=True)
        number = int(self._process.stdout.readline())
        until = time.monotonic() + PATIENCE
        began = True
        while not log.stat().st_size:
            time.sleep(0.001)
            if time.monotonic() > until:
                began = False
                os.kill(number, signal.SIGABRT)  # it says where it is
                time.sleep(1.0)
                break
        time.sleep(delay if began else 0.0)
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        assert self._process.stdout.readline() == "over\n"
        assert began, f"{scene} did not begin: {stack.read_text()}"
        lines = log.read_text().splitlines(keepends=True)
        log.unlink()
        return [json.loads(line) for line in lines if line.endswith("\n")]


def main() -> None:
    from teahouse import backend  # noqa: F401 - all that a scene needs, imported before the first fork

    for line in sys.stdin:
        command = json.loads(line)
        child = os.fork()
        if child == 0:
            _be(command)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("over", flush=True)


def _be(command: dict[str, Any]) -> None:
    """Play a scene in this process, which ends with it."""
    signal.alarm(LIFETIME)
    faulthandler.enable(Path(command["log"]).with_suffix(".stack").open("w"))
    file = os.open(command["log"], os.O_WRONLY | os.O_APPEND)

    def log(*values: object) -> None:
        os.write(file, json.dumps(values).encode() + b"\n")

    status = 1
    try:
        SCENES[command["scene"]](command, log)
        log("done")
        status = 0
        select.select([], [], [], LIFETIME)  # to be killed
    finally:
        os._exit(status)


Log = Callable[..., None]
Scene = Callable[[dict[str, Any], Log], None]


def _stage(command: dict[str, Any], log: Log | None = None) -> Any:
    from fixtures.backend_session import BackendSession
    from teahouse.services.generation.events import PieceEvent

    class Logging(BackendSession):
        """Logs when how many characters of a reply had come."""

        came = 0

        def _post(self, *event: Any) -> None:
            for one in event:
                if isinstance(one, PieceEvent) and log is not None:
                    self.came += len(one.text)
                    log(time.monotonic(), self.came)
            super()._post(*event)

    return Logging(Path(command["home"]), host=command["host"])


def _create(command: dict[str, Any], log: Log) -> None:
    from teahouse.store.database import Database

    log("begun")
    Database.open(Path(command["path"]))


def _reply(command: dict[str, Any], log: Log) -> None:
    with _stage(command, log) as stage:
        stage.ready()
        stage.ask("Go on for ever")
        select.select([], [], [], LIFETIME)


def _import(command: dict[str, Any], log: Log) -> None:
    from teahouse.services.models.events import MadeEvent

    with _stage(command) as stage:
        stage.ready()
        log("begun")
        stage.services.model_builder.import_file(command["file"], "own:1")
        log("made", bool(stage.wait(MadeEvent).made))
        select.select([], [], [], LIFETIME)


def _export(command: dict[str, Any], log: Log) -> None:
    from teahouse.services.measurements.events import RunsExportedEvent

    with _stage(command) as stage:
        stage.ready()
        log("begun")
        while True:
            before = len(stage.events)
            stage.services.measurements.export_runs(command["file"])
            stage.wait(RunsExportedEvent, after=before)


def _delete(command: dict[str, Any], log: Log) -> None:
    """A whole conversation and a part of another are deleted and brought back, again and again."""
    from teahouse.services.chat.events import HeadEvent, MessagesEvent, RemovedEvent

    with _stage(command) as stage:
        stage.ready()
        log("begun")
        while True:
            before = len(stage.events)
            stage.services.chat.delete_message("c", "m2")
            gone = stage.wait(RemovedEvent, after=before).messages
            stage.services.history.put_back_messages("c", gone)
            stage.wait(MessagesEvent, after=before)
            stage.services.history.remove_conversation("d")
            stage.services.history.restore_conversation("d")
            stage.wait(HeadEvent, lambda event: event.head.id == "d" and event.listed, after=before)


def _settings(command: dict[str, Any], log: Log) -> None:
    from teahouse.core.settings import Settings
    from teahouse.desktop.settings_file import SettingsFile

    file = SettingsFile(Path(command["path"]))
    number = 0
    log("begun")
    while True:
        number += 1
        file.save(Settings(conversation=f"{number}" * 200))
        log(number)


def _pull(command: dict[str, Any], log: Log) -> None:
    from teahouse.services.pulls.events import PullEvent

    with _stage(command) as stage:
        stage.ready()
        stage.services.pulls.start_pull("127.0.0.1:1/tea/tea:1b")
        stage.wait(PullEvent)
        log("begun")
        while True:
            before = len(stage.events)
            stage.wait(PullEvent, after=before)


SCENES: dict[str, Scene] = {
    "create": _create,
    "migrate": _create,
    "reply": _reply,
    "import": _import,
    "export": _export,
    "delete": _delete,
    "settings": _settings,
    "pull": _pull,
}


if __name__ == "__main__":
    main()
