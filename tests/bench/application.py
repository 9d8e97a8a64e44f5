"""The application as a person meets it: a process on a real X server with a store of any size and a daemon beside it.

Keys and clicks go in by XTEST, what happens is read from the pixels of the screen, CPU and memory from the system. A
bare Qt chat is measured in the same run, in turn with the app; ratios come first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Self

from bench.figures import Figure, median, percentile
from bench.stores import make_store
from bench.x_screen import Area, XScreen, changed_area, changed_columns, settled, wait_until
from fixtures.isolated_environment import app_environment
from fixtures.scripted_daemon import ScriptedProcess
from teahouse.desktop import processes
from teahouse.ui.sidebar.page_list import Page

STARTS = 7
MANY = 10_000  # conversations in the sidebar
KEYS = 150
OPENINGS = 7
PAUSE = 0.02  # seconds between two keys: some 50 a second, faster than anybody types
LENGTHS = (10, 2_000, 10_000, 100_000)
RATES = {50: 500, 200: 1000}  # tokens a second: and how many of them are measured
ROUNDS = 3
PAGE = Area(330, 80, 700, 460)  # of the page; the field is below it
GROWING = Area(330, 400, 760, 260)  # the end of the page to the field, where a reply grows: its last line whole
LIST = Area(20, 152 + 32 * len(Page), 180, 320)  # where conversations are listed in the sidebar, below the pages
TICK = os.sysconf("SC_CLK_TCK")


class RunningWindow(AbstractContextManager["RunningWindow"]):
    """A program with a window in the upper left corner of the screen, and a field that has the keyboard."""

    def __init__(self, screen: XScreen, home: str, host: str, *module: str) -> None:
        self.screen = screen
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module], env=app_environment(home, host=host), stdin=subprocess.DEVNULL
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.process.kill()

    def rest(self, seconds: float = 0.6) -> None:
        """Wait until nothing on the page moves; in the field its caret blinks."""
        settled(self.screen, PAGE, seconds)

    def field_line(self) -> Area:
        """Where the first line of the empty field is: from its caret, which is all that blinks, to the right."""
        screen, late = self.screen, time.monotonic() + 20.0
        before = screen.pixels(screen.whole)
        while time.monotonic() < late:
            time.sleep(0.1)
            found = changed_area(before, screen.pixels(screen.whole), screen.whole)
            if found is not None and found.width <= 3:
                return Area(found.x, found.y, 420, found.height)
            if found is not None:
                before = screen.pixels(screen.whole)
        raise TimeoutError("no caret blinks")

    def clear_field(self) -> None:
        self.screen.press("Control_L", "a")
        self.screen.press("BackSpace")
        time.sleep(0.3)

    def key_times(self, line: Area, count: int) -> list[float]:
        """Seconds from a key to its letter on the screen, for each of some keys."""
        times = []
        blank, right = b"", 0
        for number in range(count):
            if number % 30 == 0:
                self.clear_field()
                self.screen.press("space")  # the field's hint leaves
                time.sleep(0.3)
                blank, right = self.screen.pixels(line), 8  # the caret may be there or not
            pressed = time.monotonic()
            self.screen.press("m")

            def grown(blank: bytes = blank, right: int = right) -> bool:
                columns = changed_columns(blank, self.screen.pixels(line), line)
                return bool(columns) and columns[-1] > right + 3

            times.append(wait_until(grown, 10.0, "a letter did not come") - pressed)
            right = changed_columns(blank, self.screen.pixels(line), line)[-1]
            time.sleep(PAUSE)
        self.clear_field()
        return times

    def gaps(self, seconds: float) -> list[float]:
        """Seconds between one change of the page and the next, while a reply grows there."""
        screen, until = self.screen, time.monotonic() + seconds
        gaps, seen, at = [], b"", 0.0
        while (now := time.monotonic()) < until:
            page = screen.pixels(GROWING)
            if page != seen:
                if at:
                    gaps.append(now - at)
                seen, at = page, now
            time.sleep(0.002)
        return gaps

    def last_change(self, seconds: float) -> float:
        """When the page changed for the last time within some seconds (monotonic)."""
        screen, until = self.screen, time.monotonic() + seconds
        seen, at = b"", time.monotonic()
        while (now := time.monotonic()) < until:
            page = screen.pixels(GROWING)
            if page != seen:
                seen, at = page, now
            time.sleep(0.002)
        return at

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        """Proportional memory, in bytes."""
        return float(processes.memory_taken(self.process.pid).proportional or 0)


def measure() -> list[Figure]:
    screen = XScreen()
    try:
        with ScriptedProcess("--rate", "50", "--tokens", "100000") as daemon:
            return [*_starts(screen, daemon.url), *_conversations(screen, daemon.url), *_streams(screen)]
    finally:
        screen.close()


def _starts(screen: XScreen, host: str) -> list[Figure]:
    """From the start of a process to a letter that was typed: the bare chat, the same with what the app needs of
    others, the app, and the app with many conversations, in turn."""
    programs = {
        "bare": ("bench.bare_chat",),
        "client": ("bench.bare_chat", "client"),
        "ours": ("teahouse",),
        "many": ("teahouse",),
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    cpu: dict[str, list[float]] = {name: [] for name in programs}
    memory: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: os.path.join(folder, name) for name in programs}
        make_store(homes["many"], others=MANY)
        letters = {}
        for name, module in programs.items():
            with RunningWindow(screen, homes[name], host, *module) as window:
                window.rest(2.0)
                letters[name] = _letter(window)
                window.clear_field()  # or it would be there as a draft at the next start
                time.sleep(1.0)
        for _ in range(STARTS):
            for name, module in programs.items():
                with RunningWindow(screen, homes[name], host, *module) as window:
                    times[name].append(_typed(window, *letters[name]) - window.started)
                    time.sleep(5.0)
                    cpu[name].append(window.cpu())
                    memory[name].append(window.memory())
    bare, ours, many = (median(times[name]) for name in ("bare", "ours", "many"))
    return [
        Figure("start to a typed letter, against a bare Qt chat", ours / bare, "x", 1.25),
        Figure("start to a typed letter", ours, "s", 0.35, note=f"worst {max(times['ours']):.3f} of {STARTS}"),
        Figure("start to a typed letter, bare Qt chat", bare, "s"),
        Figure("CPU of a start", median(cpu["ours"]), "s", 0.4, note="5 s after it"),
        Figure("CPU of a start, bare Qt chat", median(cpu["bare"]), "s"),
        Figure("CPU of a start, bare Qt chat with httpx", median(cpu["client"]), "s"),
        Figure("memory after a start", median(memory["ours"]) / 1e6, "MB", 85.0, note="PSS, 5 s after it"),
        Figure("memory after a start, bare Qt chat", median(memory["bare"]) / 1e6, "MB"),
        Figure("memory after a start, bare Qt chat with httpx", median(memory["client"]) / 1e6, "MB"),
        Figure("start to a typed letter, 10,000 conversations against none", many / ours, "x", 1.1),
        Figure("CPU of a start, 10,000 conversations", median(cpu["many"]), "s", note="5 s after it"),
        Figure("memory after a start, 10,000 conversations", median(memory["many"]) / 1e6, "MB"),
    ]


def _letter(window: RunningWindow) -> tuple[Area, bytes]:
    """Where the first letter of the field will be, and how it looks there: another window of its kind finds it by
    that. Before it is typed the field's hint is there, which is letters too."""
    line = window.field_line()
    place = Area(line.x, line.y, 8, line.height)
    window.screen.press("m")
    window.rest()
    return place, window.screen.pixels(place)


def _typed(window: RunningWindow, place: Area, letter: bytes) -> float:
    """Press a key again and again until its letter is there; the clock when it was."""
    screen, late, pressed = window.screen, time.monotonic() + 60.0, 0.0
    while time.monotonic() < late:
        if screen.pixels(place) == letter:
            return time.monotonic()
        if time.monotonic() - pressed > 0.01:
            pressed = time.monotonic()
            screen.press("m")
        time.sleep(0.001)  # the app has two threads that work, and so has the computer perhaps
    raise TimeoutError("nothing could be typed")


def _conversations(screen: XScreen, host: str) -> list[Figure]:
    found: dict[int, dict[str, float]] = {}
    for length in LENGTHS:
        with tempfile.TemporaryDirectory() as home:
            make_store(home, 10, length)
            with RunningWindow(screen, home, host, "teahouse") as window:
                found[length] = _conversation(window)
    with tempfile.TemporaryDirectory() as home:
        make_store(home, 10, 10, others=MANY)
        with RunningWindow(screen, home, host, "teahouse") as window:
            listed = _conversation(window)
    short = found[LENGTHS[0]]
    figures = [
        Figure("key to pixel, p99, at rest, 10,000 conversations", 1000 * listed["key"], "ms", 8.0),
        Figure("opening, 10,000 conversations", listed["open"], "s", 0.15),
    ]
    for length, said in found.items():
        of = f"{length:,} messages"
        if length != LENGTHS[0]:
            figures += [
                Figure(f"key to pixel, p99, {of} against 10", said["key"] / short["key"], "x", 1.2),
                Figure(f"opening {of} against 10", said["open"] / short["open"], "x", 1.5),
                Figure(f"memory, {of} more than 10", (said["memory"] - short["memory"]) / 1e6, "MB", 15.0),
            ]
        figures += [
            Figure(f"key to pixel, p99, at rest, {of}", 1000 * said["key"], "ms", 8.0, note=f"of {KEYS} keys"),
            Figure(f"key to pixel, p99, while streaming, {of}", 1000 * said["streaming"], "ms", 16.0, note="50 tok/s"),
            Figure(f"opening {of}", said["open"], "s", 0.15 if length <= 10_000 else 0.2,
                   note=f"click to all pixels, median of {OPENINGS}, worst {said['slowest']:.3f}"),
        ]  # fmt: skip
    return figures


# What is streamed: words without Markdown, so that each token changes what is seen but for the one that ends a
# paragraph; these are as long as replies have them.
SENTENCE = (
    "Tea is made by pouring hot water over leaves, and what comes of it depends on how hot the water is, how long it "
    "stands and how many leaves there are, which is why no two pots are ever quite the same in any house. "
)
PLAIN = (3 * SENTENCE).rstrip() + "\n\n"
WARM_UP = 4.0  # seconds of a reply before it is measured: its reads are put together after 2.5


def _streams(screen: XScreen) -> list[Figure]:
    """Growing replies, the app in turn with a bare chat; then the end of a fast reply, and long ones."""
    figures = []
    for rate, tokens in RATES.items():
        cpu: dict[str, list[float]] = {"bench.bare_chat": [], "teahouse": []}
        gaps: dict[str, list[float]] = {"bench.bare_chat": [], "teahouse": []}
        for _ in range(ROUNDS):
            for name in cpu:
                taken, seen = _streaming(screen, name, rate, tokens / rate)
                cpu[name].append(taken)
                gaps[name] += seen
        figures += _streaming_figures(rate, median(cpu["teahouse"]), median(cpu["bench.bare_chat"]), gaps["teahouse"])
    end = [_reply(screen, 2000, 1000)["end"] for _ in range(ROUNDS)]
    short, long = _reply(screen, 4000, 1000), _reply(screen, 16_000, 1000)
    return [
        *figures,
        Figure("end of a reply shown after its last byte, 1,000 tok/s", max(end), "s", 0.08, note=f"worst of {ROUNDS}"),
        Figure("CPU of 16,000 tokens against 4,000", long["cpu"] / short["cpu"], "x", 4.0),
        Figure("memory after a reply of 4,000 tokens", short["memory"] / 1e6, "MB", note="5 s after its end"),
        Figure("memory that a reply of 4,000 tokens leaves", (short["memory"] - short["before"]) / 1e6, "MB"),
    ]


def _streaming_figures(rate: int, ours: float, bare: float, gaps: list[float]) -> list[Figure]:
    at = f"at {rate} tok/s"
    return [
        Figure(f"CPU of 1,000 tokens {at}, against a bare Qt chat", ours / bare, "x"),
        Figure(f"CPU of 1,000 tokens {at}", ours, "s", {50: 1.1, 200: 0.45}[rate]),
        Figure(f"CPU of 1,000 tokens {at}, bare Qt chat", bare, "s"),
        Figure(f"gap between frames, p50, {at}", 1000 * percentile(gaps, 0.5), "ms", 40.0, note="seen in the pixels"),
        Figure(f"gap between frames, p99, {at}", 1000 * percentile(gaps, 0.99), "ms", 60.0, note=f"of {len(gaps)}"),
    ]


def _streaming(screen: XScreen, name: str, rate: int, seconds: float) -> tuple[float, list[float]]:
    """CPU of 1,000 tokens, measured while nobody looks at the screen, then the gaps between frames."""
    with _asked(screen, name, rate, 100_000) as window:
        time.sleep(WARM_UP)
        cpu, clock = window.cpu(), time.monotonic()
        time.sleep(seconds)
        cpu, clock = window.cpu() - cpu, time.monotonic() - clock
        return 1000 * cpu / (rate * clock), window.gaps(seconds)


def _reply(screen: XScreen, tokens: int, rate: int) -> dict[str, float]:
    """One reply to its end: CPU and memory it takes, and when its end is shown after its last byte."""
    with _asked(screen, "teahouse", rate, tokens) as window:
        asked, cpu, before = time.monotonic(), window.cpu(), window.memory()
        changed = window.last_change(tokens / rate + 1.5)
        cpu = window.cpu() - cpu
        time.sleep(3.5)
        return {
            "cpu": cpu,
            "before": before,
            "memory": window.memory(),
            "end": max(0.0, changed - asked - tokens / rate),
        }


@contextmanager
def _asked(screen: XScreen, name: str, rate: int, tokens: int) -> Iterator[RunningWindow]:
    """A window in which a reply of so many tokens begins to grow."""
    with tempfile.TemporaryDirectory() as home:
        text = Path(home, "text")
        text.write_text(PLAIN, encoding="utf-8")
        arguments = ("--rate", str(rate), "--tokens", str(tokens), "--text", str(text))
        with ScriptedProcess(*arguments) as daemon, RunningWindow(screen, home, daemon.url, name) as window:
            window.rest(2.5)
            screen.press("m")
            screen.press("Return")
            yield window


def _conversation(window: RunningWindow) -> dict[str, float]:
    """Open the newest conversation of a store, in turn with the one below it, and type there."""
    screen = window.screen
    window.rest(2.5)
    rows = _rows(window)
    times = _openings(window, *rows)
    window.rest()
    memory = window.memory()
    line = window.field_line()
    keys = window.key_times(line, KEYS)
    screen.press("m")
    screen.press("Return")
    time.sleep(1.5)
    streaming = window.key_times(line, KEYS)
    return {
        "open": median(times),
        "slowest": max(times),
        "memory": memory,
        "key": percentile(keys, 0.99),
        "streaming": percentile(streaming, 0.99),
    }


def _rows(window: RunningWindow) -> list[tuple[int, int]]:
    """Where conversations stand in the sidebar: places that show another page when they are clicked."""
    screen, page = window.screen, PAGE
    found: list[tuple[int, int]] = []
    seen = [settled(screen, page)]
    for y in range(LIST.y, LIST.y + LIST.height, 10):
        screen.click(LIST.x + 40, y)
        time.sleep(0.25)
        now = settled(screen, page, 0.3)
        if now not in seen:
            seen.append(settled(screen, page, 1.5))  # colours of code come later
            found.append((LIST.x + 40, y + 4))
        if len(found) == 2:
            return found
    raise TimeoutError("no conversations in the sidebar")


def _openings(window: RunningWindow, row: tuple[int, int], other: tuple[int, int]) -> list[float]:
    screen, page = window.screen, PAGE
    screen.click(*row)
    window.rest()
    whole = screen.pixels(page)
    times = []
    for _ in range(OPENINGS):
        screen.click(*other)
        window.rest()
        clicked = time.monotonic()
        screen.click(*row)
        times.append(wait_until(_shows(screen, page, whole), 30.0, "the conversation was not shown") - clicked)
    return times


def _shows(screen: XScreen, area: Area, wanted: bytes) -> Callable[[], bool]:
    return lambda: screen.pixels(area) == wanted
