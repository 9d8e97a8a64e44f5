"""The whole app in a process of its own, told what to do by lines on its stdin; it says on stdout what happened.

`python -m torture._app_process` is that process; `AppProcess` is the other end. Commands: ask, arrived, block PATH,
end, wait, close, quit. It says: painted, ready, failed, keyring, occupied, raised, arrived N, over STATE N, blocked.
"""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

from fixtures.isolated_environment import app_environment

PATIENCE = 90.0  # seconds


class AppProcess:
    """`with AppProcess(home, host=daemon.url) as app: app.hear("ready")`. It is killed at the end."""

    def __init__(self, home: Path, *, host: str = "", **environment: str) -> None:
        values = app_environment(str(home), host=host)
        values.setdefault("QT_QPA_PLATFORM", "offscreen")
        values |= environment
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "torture._app_process"],
            env=values,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._left: list[str] = []  # heard, but not asked for yet
        self._heard: queue.Queue[str | None] = queue.Queue()
        self._errors: list[str] = []
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._listen, self._listen_errors)]
        for thread in self._threads:
            thread.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._heard.put(line.strip())
        self._heard.put(None)

    def _listen_errors(self) -> None:
        assert self.process.stderr is not None
        self._errors += self.process.stderr

    @property
    def errors(self) -> str:
        """What it wrote to stderr so far."""
        return "".join(self._errors)

    def hear(self, *words: str, seconds: float = PATIENCE) -> str:
        """Wait for a line that begins with one of these words, and take it; lines that came before and were not asked
        for stay. AssertionError when it does not come."""
        deadline = time.monotonic() + seconds
        for line in self._left:
            if line.startswith(words):
                self._left.remove(line)
                return line
        while True:
            try:
                line = self._heard.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {words} within {seconds} s, but {self.said}") from None
            if line is None:
                self._heard.put(None)
                raise AssertionError(f"ended without {words}: {self.said} {self.errors[-2000:]}")
            self.said.append(line)
            if line.startswith(words):
                return line
            self._left.append(line)

    def tell(self, command: str) -> None:
        """Have it do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def arrived(self) -> int:
        """How many characters of replies the window was told of."""
        self.tell("arrived")
        return int(self.hear("arrived").split()[1])

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def quit(self) -> float:
        """Close its window; seconds until the process was gone. AssertionError when it stays."""
        begun = time.monotonic()
        self.tell("quit")
        self.gone()
        return time.monotonic() - begun

    def gone(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; the exit status."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still there after {seconds} s: {self.said} {self.errors[-2000:]}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue


def say(*words: object) -> None:
    print(*words, flush=True)


def main() -> int:
    """The app's process."""
    import asyncio

    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QApplication

    from teahouse import application
    from teahouse.core.conversation import Draft, new_id
    from teahouse.services.generation.events import PieceEvent, ReplyEvent
    from teahouse.services.hosts.events import HostEvent, HostState
    from teahouse.services.models.events import ModelsEvent
    from teahouse.ui import occupied
    from teahouse.ui.window import Window

    application.UNSEEN = ()  # the message is to be shown here too
    houses: list[application.Application] = []
    messages: list[occupied.OccupiedMessage] = []
    arrived = [0]
    come_forward, show_message = Window.come_forward, occupied.OccupiedMessage.showEvent

    def told_forward(window: Window) -> None:
        say("raised")
        come_forward(window)

    def told_message(message: occupied.OccupiedMessage, event: object) -> None:
        messages.append(message)
        say("occupied")
        show_message(message, event)

    Window.come_forward = told_forward
    occupied.OccupiedMessage.showEvent = told_message

    def hear(burst: list[object]) -> None:
        for news in burst:
            if isinstance(news, PieceEvent):
                arrived[0] += len(news.text)
            elif isinstance(news, ReplyEvent):
                say("over", news.message.state.value, len(news.message.text))
            elif isinstance(news, ModelsEvent):
                say("ready")
            elif isinstance(news, HostEvent) and news.asks_keyring:
                say("keyring")
            elif isinstance(news, HostEvent) and news.state is HostState.FAILED:
                say("failed", news.trouble)

    def painted(application: application.Application) -> None:
        houses.append(application)
        application.bridge.subscribe(hear, PieceEvent, ReplyEvent, ModelsEvent, HostEvent)
        say("painted")

    def block(path: str) -> None:
        def read() -> None:
            say("blocked")
            Path(path).read_bytes()

        backend = houses[0].backend
        assert backend is not None
        backend.runtime.submit(asyncio.to_thread(read))

    def do(command: str) -> None:
        match command.split(" ", 1):
            case ["ask"]:
                text = Draft("Tell me a story.")
                houses[0].bridge.run_command(
                    lambda services: services.chat.send_message(new_id(), text, model="smollm2:135m")
                )
            case ["arrived"]:
                say("arrived", arrived[0])
            case ["block", path]:
                block(path)
            case ["end"]:
                messages[-1].end_button.click()
            case ["wait"]:
                messages[-1].wait_button.click()
            case ["close"]:
                messages[-1].close_button.click()
            case ["quit"]:
                houses[0].window.close()

    class Commands(QObject):
        came = Signal(str)

    def read_commands(commands: Commands) -> None:
        for line in sys.stdin:
            commands.came.emit(line.strip())

    def begin() -> None:
        commands = Commands(QApplication.instance())
        commands.came.connect(do)
        threading.Thread(target=read_commands, args=(commands,), daemon=True).start()

    claim = application.Single.claim_folder

    def claim_listening(single: application.Single, file: str = "") -> application.Outcome:
        begin()  # there is an application by now
        return claim(single, file)

    application.Single.claim_folder = claim_listening
    return application.run(painted)


if __name__ == "__main__":
    sys.exit(main())
