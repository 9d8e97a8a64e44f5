"""Several starts on one data folder, a frozen first one, and quitting while a worker is blocked.

Guarantees: one process opens the database; no second start harms a running reply; a frozen first one is told within
seconds and can be ended, with at most one second of its reply lost; whatever is blocked, the process ends and the next
start is the first.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.conversation import Message, Role, State
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from torture._app_process import AppProcess
from torture._locked_keyring import is_there, locked_keyring
from torture.result import Result

RATE = 100.0  # tokens a second
CHARACTERS_A_TOKEN = 5
MESSAGE_SECONDS = 15.0  # until a frozen first one has to be told, the start of the process included
END_SECONDS = 8.0  # until a process has to be gone after its window was closed, whatever is blocked

HANGING_KEYRING = """
import time
from keyring.backend import KeyringBackend

class Hanging(KeyringBackend):
    priority = 9

    def get_password(self, service, username):
        time.sleep(3600)

    def set_password(self, service, username, password):
        time.sleep(3600)

    def delete_password(self, service, username):
        time.sleep(3600)
"""
RAISING_KEYRING = HANGING_KEYRING.replace("time.sleep(3600)", "raise ConnectionResetError(104, 'reset by peer')")


@dataclass
class Attack:
    """One kind of attack: what broke the guarantee, and the figure that is to be small."""

    name: str
    unit: str = "s"
    tries: int = 0
    worst: float = 0.0
    broken: list[str] = field(default_factory=list)

    def make(self, times: int, attack: Callable[[], float]) -> Attack:
        """Attack so often; `attack` gives the figure, and raises AssertionError where the guarantee is broken."""
        for _ in range(times):
            self.tries += 1
            try:
                self.worst = max(self.worst, attack())
            except AssertionError as error:
                self.broken.append(str(error))
        return self

    def result(self) -> Result:
        return Result(
            self.name,
            self.tries,
            len(self.broken),
            f"worst {self.worst:.1f} {self.unit}",
            f"scripted daemon, {RATE:.0f} tokens/s",
            tuple(self.broken[:3]),
        )


@contextmanager
def started_daemon(tokens: int = 200) -> Iterator[tuple[Path, ScriptedDaemon, ExitStack]]:
    """A short folder with two folders for sockets in it, and a daemon that replies so many tokens."""
    with (
        tempfile.TemporaryDirectory(prefix="tea-") as name,
        ScriptedDaemon() as daemon,
        ExitStack() as processes,
    ):
        folder = Path(name)
        for runtime in ("run-a", "run-b"):
            (folder / runtime).mkdir(mode=0o700)
        daemon.on("/api/chat", rated(tokens, RATE))
        yield folder, daemon, processes


def kept_replies(home: Path) -> list[Message]:
    """The replies in a database that nobody has open."""
    database = Database.open(home / "data" / "teahouse.db").database
    try:
        conversations = ConversationRepository(database)
        loaded = [conversations.load_conversation(head.id) for head in conversations.list_heads()]
    finally:
        database.close()
    return [
        message for conversation in loaded for message in conversation.chosen_path() if message.role is Role.ASSISTANT
    ]


def _begin(folder: Path, daemon: ScriptedDaemon, processes: ExitStack, **environment: str) -> AppProcess:
    values = {"XDG_RUNTIME_DIR": str(folder / "run-a")} | environment
    return processes.enter_context(AppProcess(folder / "home", host=daemon.url, **values))


def _reply_running(app: AppProcess) -> None:
    app.hear("ready")
    app.tell("ask")
    deadline = time.monotonic() + 60
    while app.arrived() < 60:
        assert time.monotonic() < deadline, "no reply began"
        time.sleep(0.02)


def second_start(runtime: str) -> float:
    """A second start while a reply runs: the first comes forward, and the reply is whole. Seconds of the second."""
    with started_daemon() as (folder, daemon, processes):
        first = _begin(folder, daemon, processes)
        _reply_running(first)
        second = _begin(folder, daemon, processes, XDG_RUNTIME_DIR=str(folder / runtime) if runtime else "")
        status = second.gone(30)
        took = time.monotonic() - second.began
        assert status == 0, f"the second left with {status}: {second.errors[-500:]}"
        assert "painted" not in second.said
        first.hear("raised")
        over = first.hear("over")
        assert over.split()[1] == State.LENGTH.value, f"the reply ended as {over}"
        first.quit()
        replies = kept_replies(folder / "home")
        assert [reply.state for reply in replies] == [State.LENGTH], [reply.state for reply in replies]
        assert len(replies[0].text) == int(over.split()[2])
        return took


def starts_at_once(count: int = 6) -> float:
    """Many starts in one moment: one is the first, all others leave."""
    with started_daemon() as (folder, daemon, processes):
        begun = time.monotonic()
        apps = [
            _begin(folder, daemon, processes, XDG_RUNTIME_DIR=str(folder / ("run-a", "run-b")[number % 2]))
            for number in range(count)
        ]
        deadline = time.monotonic() + 90
        while sum(app.process.poll() is None for app in apps) > 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [app for app in apps if app.process.poll() is None]
        assert len(left) == 1, f"{len(left)} processes stay"
        left[0].hear("painted")
        took = time.monotonic() - begun
        assert [app.process.returncode for app in apps if app is not left[0]] == [0] * (count - 1)
        return took


def frozen_first_is_ended() -> float:
    """The first is frozen in the middle of a reply: the second says so, ends it and starts. Characters lost."""
    with started_daemon(tokens=2000) as (folder, daemon, processes):
        first = _begin(folder, daemon, processes)
        _reply_running(first)
        arrived = first.arrived()
        first.freeze()
        second = _begin(folder, daemon, processes, XDG_RUNTIME_DIR=str(folder / "run-b"))
        second.hear("occupied", seconds=MESSAGE_SECONDS)
        second.tell("end")
        second.hear("ready", seconds=30)
        assert first.gone(10) == -9
        second.quit()
        replies = kept_replies(folder / "home")
        assert [reply.state for reply in replies] == [State.CUT], [reply.state for reply in replies]
        lost = max(0, arrived - len(replies[0].text))
        assert lost <= RATE * CHARACTERS_A_TOKEN, f"{lost} of {arrived} characters lost"
        return lost


def frozen_first_comes_back() -> float:
    """The first was frozen for a while: the second waits for it, and leaves when it answers. Seconds after the thaw."""
    with started_daemon() as (folder, daemon, processes):
        first = _begin(folder, daemon, processes)
        _reply_running(first)
        first.freeze()
        second = _begin(folder, daemon, processes)
        second.hear("occupied", seconds=MESSAGE_SECONDS)
        second.tell("wait")
        first.thaw()
        begun = time.monotonic()
        assert second.gone(20) == 0
        took = time.monotonic() - begun
        first.hear("raised")
        assert first.hear("over").split()[1] == State.LENGTH.value
        return took


def killed_first() -> float:
    """The first is killed: the next start is the first at once. Seconds until it is painted."""
    with started_daemon() as (folder, daemon, processes):
        first = _begin(folder, daemon, processes)
        first.hear("ready")
        first.process.kill()
        first.process.wait()
        second = _begin(folder, daemon, processes, XDG_RUNTIME_DIR=str(folder / "run-b"))
        second.hear("painted", seconds=30)
        return time.monotonic() - second.began


def _next_is_first(folder: Path, daemon: ScriptedDaemon, processes: ExitStack) -> None:
    following = _begin(folder, daemon, processes)
    following.hear("painted", seconds=30)
    following.hear("ready")


def quit_with_blocked_file() -> float:
    """Quit while a worker reads a pipe that nobody writes: gone within seconds. Seconds."""
    with started_daemon() as (folder, daemon, processes):
        os.mkfifo(folder / "pipe")
        app = _begin(folder, daemon, processes)
        _reply_running(app)
        for _ in range(3):
            app.tell(f"block {folder / 'pipe'}")
            app.hear("blocked")
        arrived = app.arrived()
        took = app.quit()
        assert took <= END_SECONDS, f"gone after {took:.1f} s"
        replies = kept_replies(folder / "home")
        assert len(replies) == 1
        assert len(replies[0].text) >= arrived, f"{arrived - len(replies[0].text)} of {arrived} characters lost"
        _next_is_first(folder, daemon, processes)
        return took


def quit_with_hanging_keyring() -> float:
    """Quit while the keyring does not answer: gone within seconds. Seconds."""
    with started_daemon() as (folder, daemon, processes):
        app = _with_keyring(folder, daemon, processes, HANGING_KEYRING)
        app.hear("keyring")
        took = app.quit()
        assert took <= END_SECONDS, f"gone after {took:.1f} s"
        _next_is_first(folder, daemon, processes)
        return took


def quit_with_locked_keyring() -> float:
    """Quit while a real gnome-keyring asks for its password on the screen. Seconds."""
    with started_daemon() as (folder, daemon, processes), locked_keyring(folder, daemon.url) as environment:
        _choose_host(folder, daemon)
        app = _begin(folder, daemon, processes, **environment)
        app.hear("keyring")
        took = app.quit()
        assert took <= END_SECONDS, f"gone after {took:.1f} s"
        following = _begin(folder, daemon, processes, **environment)
        following.hear("painted", seconds=30)
        return took


def start_with_raising_keyring() -> float:
    """A keyring whose service is gone: the host is used without it. Seconds until it is ready."""
    with started_daemon() as (folder, daemon, processes):
        app = _with_keyring(folder, daemon, processes, RAISING_KEYRING)
        app.hear("ready", seconds=30)
        return time.monotonic() - app.began


def _with_keyring(folder: Path, daemon: ScriptedDaemon, processes: ExitStack, backend: str) -> AppProcess:
    """The app with a keyring of its own and a chosen host, for which the keyring is asked."""
    (folder / "odd_keyring.py").write_text(backend)
    _choose_host(folder, daemon)
    path = os.pathsep.join([str(Path(__file__).parent.parent), str(folder)])
    return _begin(folder, daemon, processes, PYTHON_KEYRING_BACKEND="odd_keyring.Hanging", PYTHONPATH=path)


def _choose_host(folder: Path, daemon: ScriptedDaemon) -> None:
    settings = folder / "home" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'{{"host": "{daemon.url}"}}')


def run(share: float) -> list[Result]:
    """Attack; at share 1 180 times, 10 of them only where a gnome-keyring is installed."""

    def times(full: int) -> int:
        return max(1, round(full * share))

    attacks = [
        Attack("second start, same runtime folder").make(times(20), lambda: second_start("run-a")),
        Attack("second start, another runtime folder").make(times(20), lambda: second_start("run-b")),
        Attack("second start, no runtime folder").make(times(10), lambda: second_start("")),
        Attack("six starts at once").make(times(20), starts_at_once),
        Attack("frozen first, ended", "characters lost").make(times(20), frozen_first_is_ended),
        Attack("frozen first, waited for").make(times(10), frozen_first_comes_back),
        Attack("start after kill -9").make(times(20), killed_first),
        Attack("quit, workers blocked in a pipe").make(times(20), quit_with_blocked_file),
        Attack("quit, keyring does not answer").make(times(20), quit_with_hanging_keyring),
        Attack("start, keyring raises").make(times(10), start_with_raising_keyring),
    ]
    if is_there():
        attacks.append(Attack("quit, real keyring asks").make(times(10), quit_with_locked_keyring))
    return [attack.result() for attack in attacks]
