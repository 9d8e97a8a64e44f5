"""The number of threads is measured once for a size of model, while nobody uses the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from fixtures.models import SMOLLM2, make_models_dir
from fixtures.waits import wait_until_async
from teahouse.core.model import ModelName
from teahouse.core.thread_choices import FILE, read_choices, size_class, write_choices
from teahouse.engine import thread_tuning
from teahouse.engine.blobs import Blobs
from teahouse.engine.loader import Loader, LoadOptions, load_options_for
from teahouse.engine.models import Model, Models
from teahouse.engine.thread_tuning import ThreadChoices, ThreadTuner, choose_threads, thread_candidates

pytestmark = pytest.mark.engine

QUIET = 0.05


@pytest.fixture
def model_and_loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Model, LoadOptions, Loader]:
    monkeypatch.setattr(thread_tuning, "LONGEST_SECONDS", 300.0)
    make_models_dir(tmp_path)
    loader = Loader(Models(tmp_path, Blobs(tmp_path)), measured_threads=ThreadChoices(tmp_path).find_threads)
    model = loader.models.find_model(ModelName.parse(SMOLLM2))
    assert model is not None
    return model, load_options_for({}, loader.read_header(model), shift=True, embedding=False), loader


def runners() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if "--runner" in each.cmdline()]


def test_a_measurement_chooses_among_the_candidates_and_the_next_load_uses_it(
    tmp_path: Path, model_and_loader: tuple[Model, LoadOptions, Loader]
) -> None:
    model, options, loader = model_and_loader
    weights = loader.estimate_need(model, options).weights

    async def measure() -> None:
        tuner = ThreadTuner(loader, ThreadChoices(tmp_path), [1, 2], QUIET)
        tuner.request_measurement(model, options)
        await wait_until_async((tmp_path / FILE).exists)
        await tuner.close()

    asyncio.run(measure())
    assert not runners()
    (chosen,) = read_choices((tmp_path / FILE).read_bytes()).values()
    assert chosen in (1, 2)
    ThreadChoices(tmp_path).save_threads(weights, 7)
    assert loader.build_parameters(model, options)["threads"] == 7
    (tmp_path / FILE).unlink()
    assert loader.build_parameters(model, options)["threads"] != 7


@pytest.mark.parametrize("end", ["request", "close"])
def test_a_request_or_the_end_of_the_engine_stops_a_measurement_at_once(
    tmp_path: Path, model_and_loader: tuple[Model, LoadOptions, Loader], end: str
) -> None:
    model, options, loader = model_and_loader

    async def disturb(tuner: ThreadTuner) -> None:
        if end == "request":
            with tuner.count_request():
                await wait_until_async(lambda: not runners())
                assert not (tmp_path / FILE).exists()
        await tuner.close()

    async def measure(disturb: Callable[[ThreadTuner], Awaitable[None]]) -> None:
        tuner = ThreadTuner(loader, ThreadChoices(tmp_path), [1, 2], QUIET)
        tuner.request_measurement(model, options)
        await wait_until_async(lambda: bool(runners()))
        await disturb(tuner)

    asyncio.run(measure(disturb))
    assert not runners()
    assert not (tmp_path / FILE).exists()


def test_only_a_clear_gain_changes_the_default() -> None:
    assert choose_threads({3: 50.0, 4: 51.0}, 3) == 3
    assert choose_threads({3: 50.0, 4: 53.0, 2: 40.0}, 3) == 4
    assert choose_threads({7: 50.0, 8: 30.0, 4: 60.0}, 7) == 4


@pytest.mark.parametrize(
    ("cores", "default", "found"), [(1, 1, [1]), (2, 1, [1, 2]), (4, 3, [3, 4]), (16, 15, [15, 16, 8])]
)
def test_the_candidates_are_few(cores: int, default: int, found: list[int]) -> None:
    assert thread_candidates(cores, default) == found


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{",
        b'{"machine": "this", "threads": 3}',
        b'{"machine": "this", "threads": {"-1": 2, "8": 9999, "x": 1}}',
        b'{"machine": "other", "threads": {"8": 2}}',
    ],
)
def test_a_file_of_another_computer_or_a_damaged_one_is_not_used(text: bytes) -> None:
    assert read_choices(text, "this") == {}


def test_the_file_is_read_as_it_was_written() -> None:
    choices = {size_class(1): 2, size_class(5 << 30): 4}
    assert set(choices) == {1 << 28, 1 << 33}
    assert read_choices(write_choices(choices, "this"), "this") == choices
