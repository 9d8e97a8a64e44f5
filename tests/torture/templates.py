"""Hostile chat templates on the real engine: each ends in an error that names its model, within time and memory."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from fixtures.engine_process import EngineProcess
from fixtures.models import TOOLS_TEMPLATE, add_model, tiny_llama
from teahouse.engine.processes import PREPARATION_GROWTH, PREPARATION_SECONDS
from torture.result import Result

LATE_SECONDS = 5.0  # beyond the limit: starting the process, ending it, a busy machine
OVERSHOOT = 768 << 20  # bytes that a process may take between two looks
MOMENT = 2.0  # seconds in which the daemon answers another client meanwhile
DAEMON_GROWTH = 100 << 20
GOOD = "good"


def _asked(hostile: str) -> str:
    """A template that is harmless until a message says "boom"."""
    asked = f"{{% if 'boom' in m.content %}}{hostile}{{% endif %}}"
    return f"{{% for m in messages %}}{asked}{{{{ m.content }}}}{{% endfor %}}"


def _nested(levels: int, inside: str = "") -> str:
    return "{% for i in range(2000) %}" * levels + inside + "{% endfor %}" * levels


_DOUBLING = (
    "{% set ns = namespace(s='tea') %}{% for i in range(64) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}"
)
_LISTS = "{% set ns = namespace(l=[1]) %}{% for i in range(64) %}{% set ns.l = ns.l + ns.l %}{% endfor %}{{ ns.l }}"
_REPLACING = (
    "{% set ns = namespace(s='x') %}{% for i in range(64) %}{% set ns.s = ns.s.replace('x', 'xxxxxxxx') %}{% endfor %}"
    "{{ ns.s }}"
)
_BRANCHING = (
    "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"
)
_ENDLESS = "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(1) }}"
_IN_TURN = "{% macro f(n) %}{{ g(n) }}{% endmacro %}{% macro g(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}"
_GROWING = (
    "{% set ns = namespace(s='') %}{% for i in range(9999999) %}{% set ns.s = ns.s ~ 'te' %}{% endfor %}{{ ns.s }}"
)

TEMPLATES: Mapping[str, str] = {
    "range-in-load": "{% for i in range(1000000000) %}{{ i }}{% endfor %}",
    "range-asked": _asked("{% for i in range(1000000000) %}{{ i }}{% endfor %}"),
    "range-as-text-in-load": "{{ range(1000000000) }}",
    "range-joined": _asked("{{ range(1000000000) | join(',') }}"),
    "range-counted": _asked("{{ range(1000000000) | length }}"),
    "range-listed": _asked("{{ range(1000000000) | list }}"),
    "nested-loops-in-load": _nested(5),
    "nested-loops-asked": _asked(_nested(5)),
    "nested-loops-that-print": _asked(_nested(4, "tea house ")),
    "nested-loops-that-print-in-load": _nested(4, "tea house "),
    "doubling-in-load": _DOUBLING,
    "doubling-asked": _asked(_DOUBLING),
    "doubling-lists-in-load": _LISTS,
    "doubling-lists-asked": _asked(_LISTS),
    "replacing": _asked(_REPLACING),
    "growing-slowly": _asked(_GROWING),
    "endless-macro-in-load": _ENDLESS,
    "endless-macro-asked": _asked(_ENDLESS),
    "two-macros-in-turn": _asked(_IN_TURN),
    "branching-macro-in-load": _BRANCHING,
    "branching-macro-asked": _asked(_BRANCHING),
    "deep-parentheses": "{{ " + "(" * 200_000 + "1" + ")" * 200_000 + " }}",
    "deep-lists": "{{ " + "[" * 200_000 + "]" * 200_000 + " }}",
    "deep-conditions": "{% if 1 %}" * 50_000 + "{% endif %}" * 50_000,
    "deep-negations": "{{ " + "not " * 150_000 + "1 }}",
    "long-chain-of-filters": "{{ 'a'" + " | trim" * 100_000 + " }}",
    "long-sum": "{{ 1" + " + 1" * 200_000 + " }}",
    "refusing-in-load": "{{ raise_exception('no') }}",
    "refusing-asked": _asked("{{ raise_exception('no') }}"),
    "no-syntax": "{% for %}",
    "unclosed-block": "{% if messages %}",
    "unclosed-text": "{{ 'tea",
    "unknown-statement": "{% include 'x' %}",
    "unknown-filter-in-load": "{{ 'a' | nosuchfilter }}",
    "unknown-filter-asked": _asked("{{ 'a' | nosuchfilter }}"),
    "step-of-nothing": _asked("{% for i in range(0, 10, 0) %}x{% endfor %}"),
    "larger-than-any": "{# " + "tea " * 400_000 + " #}{{ messages[0].content }}",
}


@dataclass(frozen=True)
class Attack:
    """What came of one template: the error, seconds, the daemon's slowest answer meanwhile, bytes at the most."""

    name: str
    status: int
    text: str
    seconds: float
    slowest: float
    growth: int

    @property
    def broken(self) -> str:
        """Which promise was broken; empty for none."""
        if self.status < 400:
            return f"answered with {self.status}"
        if f"chat template of {self.name}:latest" not in self.text:
            return f"does not name the template: {self.text[:200]}"
        if self.seconds > PREPARATION_SECONDS + LATE_SECONDS:
            return f"took {self.seconds:.1f} s"
        if self.growth > PREPARATION_GROWTH + OVERSHOOT:
            return f"took {self.growth >> 20} MiB"
        return f"another client waited {self.slowest:.2f} s" if self.slowest > MOMENT else ""


def write_models(folder: Path, names: Sequence[str]) -> Path:
    """A models folder with a model for each named template, and a good one."""
    made, models = folder / "made", folder / "models"
    made.mkdir()
    for name in names:
        add_model(models, f"{name}:latest", tiny_llama(made / f"{name}.gguf", template=TEMPLATES[name]))
    add_model(models, f"{GOOD}:latest", tiny_llama(made / "good.gguf", template=TOOLS_TEMPLATE))
    return models


async def attack(client: httpx.AsyncClient, engine: psutil.Process, name: str) -> Attack:
    """Chat with one hostile model while another client asks for the version again and again."""
    begun = time.monotonic()
    slowest, growth = 0.0, 0
    asking = asyncio.create_task(chat(client, name))
    while not asking.done():
        asked = time.monotonic()
        await client.get("/api/version")
        slowest = max(slowest, time.monotonic() - asked)
        growth = max(growth, runners_memory(engine))
        await asyncio.wait({asking}, timeout=0.02)
    answer = await asking
    return Attack(name, answer.status_code, answer.text, time.monotonic() - begun, slowest, growth)


async def chat(client: httpx.AsyncClient, name: str) -> httpx.Response:
    """One short reply of the model."""
    message = {"role": "user", "content": "boom"}
    body = {"model": name, "messages": [message], "stream": False, "options": {"num_predict": 2}}
    return await client.post("/api/chat", json=body)


def runners_memory(engine: psutil.Process) -> int:
    """Bytes that the engine's runners have for themselves."""
    total = 0
    for child in engine.children():
        try:
            memory = child.memory_info()
            total += memory.rss - getattr(memory, "shared", 0)
        except psutil.NoSuchProcess:
            continue
    return total


async def attack_all(engine: EngineProcess, names: Sequence[str]) -> tuple[list[Attack], list[str]]:
    """All attacks one after another, a good model after each; also what broke with the good one and the daemon."""
    process = psutil.Process(engine.pid)
    attacks: list[Attack] = []
    broken: list[str] = []
    async with httpx.AsyncClient(base_url=engine.url, timeout=120, trust_env=False) as client:
        await chat(client, GOOD)
        before = process.memory_info().rss
        for name in names:
            attacks.append(await attack(client, process, name))
            good = await chat(client, GOOD)
            if good.status_code != 200:
                broken.append(f"after {name} the good model answers {good.text[:200]}")
        growth = process.memory_info().rss - before
    if growth > DAEMON_GROWTH:
        broken.append(f"the daemon grew by {growth >> 20} MiB")
    return attacks, broken


def run(share: float, names: Sequence[str] | None = None) -> list[Result]:
    """Attack with `share` of the templates, or with those named."""
    if names is None:
        names = list(TEMPLATES)[: max(1, round(share * len(TEMPLATES)))]
    folder = Path(tempfile.mkdtemp(prefix="teahouse-templates-"))
    try:
        with EngineProcess(write_models(folder, names)) as engine:
            attacks, broken = asyncio.run(attack_all(engine, names))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = [f"{each.name}: {each.broken}" for each in attacks if each.broken]
    worst = (
        f"{max(each.seconds for each in attacks):.1f} s, runner {max(each.growth for each in attacks) >> 20} MiB, "
        f"another client's answer {max(each.slowest for each in attacks) * 1000:.0f} ms"
    )
    conditions = f"limits {PREPARATION_SECONDS:.0f} s and {PREPARATION_GROWTH >> 20} MiB; a model of 27,000 weights"
    return [Result("hostile templates", len(attacks), len(failed) + len(broken), worst, conditions, (*failed, *broken))]
