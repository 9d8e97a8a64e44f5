"""Repeated runs in one engine process against the first run of fresh engine processes, in turns, with the cache on.

Both are made by Compare: the model is loaded, then the question is read and answered. Repeated runs ask one process the
same question again and again, as "Compare again" does, so that its prompt is in the cache; a fresh process has none. A
measured run must read its prompt all the same, and the medians of both must agree. For comparison, the same question is
asked without measuring, which does use the cache.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, median
from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.comparison import Lane
from teahouse.core.conversation import new_id
from teahouse.core.measure import Figures
from teahouse.desktop.paths import Paths
from teahouse.services.measurements.speed_test import TASK, TEXT

ROUNDS = 12
TOKENS = 64
QUESTION = TEXT[:1200] + TASK  # about 300 tokens
OPTIONS = {"temperature": 0.0, "seed": 1, "num_predict": TOKENS}
DIFFERENCE = 5.0  # per cent
MEASURED = {
    "first_word": "first word",
    "total": "total",
    "prompt_rate": "speed of reading",
    "generation_rate": "speed of writing",
}


def measure() -> list[Figure]:
    repeated: list[Figures] = []
    fresh: list[Figures] = []
    with _engine() as stage:
        _ask(stage)  # loads the model, which is the first run of this process
        for turn in range(ROUNDS):  # each goes first as often as the other
            if turn % 2:
                repeated.append(_ask(stage))
            with _engine() as other:
                fresh.append(_ask(other))
            if not turn % 2:
                repeated.append(_ask(stage))
        cached = [_chat(stage) for _ in range(4)][1:]
    note = f"{ROUNDS} rounds"
    figures = [
        Figure(f"repeated runs, {told}: from fresh processes by", _difference(repeated, fresh, name), "%",
               DIFFERENCE, note=note)
        for name, told in MEASURED.items()
    ]  # fmt: skip
    used = sum(each.prompt_cached or 0 for each in (*repeated, *fresh))
    return [
        *figures,
        Figure("repeated runs, prompt tokens from the cache", used, "", 0.0),
        Figure("repeated runs, reading the prompt", 1000 * _median(repeated, "prompt_seconds"), "ms"),
        Figure("fresh processes, reading the prompt", 1000 * _median(fresh, "prompt_seconds"), "ms"),
        Figure("not measured, reading the same prompt", 1000 * median(cached), "ms", note="the cache is on"),
    ]


@contextmanager
def _engine() -> Iterator[BackendSession]:
    """Everything below the window, with a new process of the built-in engine."""
    with tempfile.TemporaryDirectory() as home:
        make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": home}).models, longest=TOKENS)
        with BackendSession(Path(home)) as stage:
            stage.ready()
            yield stage


def _ask(stage: BackendSession) -> Figures:
    """The figures of the first lane of a comparison; there have to be two, which use one process."""
    lanes = (Lane(new_id(), SMOLLM2, OPTIONS), Lane(new_id(), SMOLLM2, {**OPTIONS, "top_k": 1}))
    comparison, _ = start_comparison(stage, QUESTION, lanes=lanes)
    (run,) = wait_finished(stage, comparison).runs_of(lanes[0].id)
    figures = run.message.figures
    assert figures is not None
    assert not figures.is_cached, figures
    return figures


def _median(some: Sequence[Figures], name: str) -> float:
    return median(getattr(each, name) for each in some)


def _difference(repeated: Sequence[Figures], fresh: Sequence[Figures], name: str) -> float:
    """How far the medians are apart, in per cent of that of the fresh processes."""
    return 100 * abs(_median(repeated, name) / _median(fresh, name) - 1)


def _chat(stage: BackendSession) -> float:
    """Seconds for which the engine read the question in a new conversation, which is not measured."""
    _, reply = stage.ask(QUESTION, model=SMOLLM2)
    return float(stage.ended(reply).figures.prompt_seconds)
