"""Predictions set beside what a run measured."""

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from fixtures.shipped_catalogue import find_tag
from teahouse.core.architecture import from_tag, read_architecture
from teahouse.core.calibration import Calibration, GuessSource
from teahouse.core.errors import Problem, Trouble
from teahouse.core.estimate import Circumstances, Speeds, speed_key
from teahouse.core.fit import Computer, FitPlace, FitRoom, memory_need
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Run
from teahouse.desktop import hardware
from teahouse.ollama.client import OllamaClient
from teahouse.services.measurements.calibration import CalibrationFile, CalibrationService, taught

QWEN = find_tag("qwen3:8b")
BUILD = from_tag(QWEN)
SPEEDS = Speeds(ram=40e9)
SHOWN = memory_need(BUILD, 8192).shown
RUN = Figures(generation_rate=3.0, tokens=200, prompt_tokens=100, context_length=8192, memory=SHOWN * 11 // 10)


def test_a_run_corrects_the_next_prediction():
    room = FitRoom(20 * 10**9, 20 * 10**9)
    before = Circumstances(Computer(room), SPEEDS).outlook_for(BUILD, 8192, QWEN.digest)
    learned = taught(Calibration(), BUILD, QWEN.digest, RUN, SPEEDS)
    after = Circumstances(Computer(room), SPEEDS, learned).outlook_for(BUILD, 8192, QWEN.digest)
    assert before.fit.need.shown == SHOWN
    assert after.fit.need.shown == pytest.approx(SHOWN * 1.1, rel=0.001)
    assert after.speed.source is GuessSource.OWN
    assert after.speed.value < before.speed.value


def test_a_short_or_stopped_reply_teaches_memory_alone():
    for few in (Figures(**{**_fields(RUN), "tokens": 5}), Figures(**{**_fields(RUN), "measured_here": True})):
        learned = taught(Calibration(), BUILD, QWEN.digest, few, SPEEDS)
        assert learned.speed == {}
        assert len(learned.memory) == 1


def test_where_it_ran_is_told_apart():
    whole = RUN.memory
    for vram, place in ((whole, FitPlace.GPU), (whole // 2, FitPlace.SPLIT)):
        figures = Figures(**{**_fields(RUN), "memory_vram": vram})
        learned = taught(Calibration(), BUILD, QWEN.digest, figures, Speeds(40e9, 400e9))
        assert list(learned.speed) == [speed_key(QWEN.digest, place)]


def test_what_was_learned_outlasts_the_app_and_a_broken_file_does_not_stop_it(tmp_path):
    path = tmp_path / "learnt.json"
    learned = taught(Calibration(), BUILD, QWEN.digest, RUN, SPEEDS)
    first = CalibrationFile(path)
    first.save_speed(40e9, "A")
    first.save_calibration(learned, 12.0)
    again = CalibrationFile(path)
    assert (again.speed, again.until) == (40e9, 12.0)
    assert again.learned.memory == learned.memory
    path.write_text('{"memory_speed": "fast", "learned": [')
    broken = CalibrationFile(path)
    assert broken.speed is None
    assert broken.learned.memory == {}


def test_each_thing_that_was_learned_is_kept_at_once(tmp_path):
    path = tmp_path / "learnt.json"
    CalibrationFile(path).save_speed(40e9, "A")
    assert (CalibrationFile(path).speed, CalibrationFile(path).until) == (40e9, 0.0)
    CalibrationFile(path).save_calibration(Calibration(), 12.0)
    assert (CalibrationFile(path).speed, CalibrationFile(path).until) == (40e9, 12.0)
    assert not path.with_name("learnt.json.new").exists()


@pytest.mark.parametrize("rate", ["true", "1e7", "1e15", "null", '"fast"'])
def test_a_speed_that_no_memory_has_is_unknown(tmp_path, rate):
    path = tmp_path / "learnt.json"
    path.write_text(f'{{"memory_speed": {rate}, "until": "long ago"}}')
    assert (CalibrationFile(path).speed, CalibrationFile(path).until) == (None, 0.0)
    path.write_text("[]")
    assert CalibrationFile(path).speed is None


def test_a_folder_nobody_may_write_to_is_done_without(tmp_path):
    missing = CalibrationFile(tmp_path / "gone" / "learnt.json")
    missing.save_speed(40e9, "A")
    assert missing.speed == 40e9


def test_the_best_test_of_memory_is_kept_and_a_busy_computer_is_tested_again(tmp_path):
    path = tmp_path / "learnt.json"
    for rate in (3.6e9, 2.6e9, 1.8e9):
        CalibrationFile(path).save_speed(rate, "A", steady=False)
        assert CalibrationFile(path).speed == 3.6e9
        assert not CalibrationFile(path).is_measured_on("A")
    CalibrationFile(path).save_speed(2.7e9, "A", steady=False)
    assert CalibrationFile(path).is_measured_on("A"), "a computer that is never idle is not tested for ever"
    CalibrationFile(path).save_speed(5e9, "A")
    assert CalibrationFile(path).speed == 5e9


def test_one_test_of_an_idle_computer_is_enough_and_another_computer_is_another_matter(tmp_path):
    kept = CalibrationFile(tmp_path / "learnt.json")
    kept.save_speed(40e9, "A")
    assert kept.is_measured_on("A")
    assert not kept.is_measured_on("B")
    kept.save_speed(30e9, "B", steady=False)
    assert kept.speed == 30e9, "the disk was moved into a slower computer"
    assert not kept.is_measured_on("B")


def test_a_speed_of_an_earlier_version_is_replaced_by_the_first_test(tmp_path):
    path = tmp_path / "learnt.json"
    path.write_text('{"memory_speed": 9e9, "until": 3.0}')
    kept = CalibrationFile(path)
    assert not kept.is_measured_on("A")
    kept.save_speed(8e9, "A")
    assert (kept.speed, kept.until) == (8e9, 0.0), "runs are compared with predictions from the new speed"


def test_another_formula_makes_all_runs_be_compared_again(tmp_path):
    path = tmp_path / "learnt.json"
    kept = CalibrationFile(path)
    learned = taught(Calibration(), BUILD, QWEN.digest, RUN, SPEEDS)
    kept.save_calibration(learned, 12.0)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"formula": 1}))
    again = CalibrationFile(path)
    assert (again.learned.speed, again.until) == ({}, 0.0)
    assert again.learned.memory == learned.memory


def test_runs_teach_a_speed_before_memory_was_tested():
    learned = taught(Calibration(), BUILD, QWEN.digest, RUN, Speeds())
    assert list(learned.speed) == [speed_key(QWEN.digest, FitPlace.RAM)]


def _fields(figures):
    return {
        name: getattr(figures, name)
        for name in ("generation_rate", "tokens", "prompt_tokens", "context_length", "memory")
    }


LAYERS = {
    "general.architecture": "llama",
    "llama.block_count": 1,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 1,
    "llama.context_length": 4096,
}
NAMES = ("token_embd.weight", "blk.0.attn_q.weight", "output.weight")
TENSORS = [{"name": name, "type": "I8", "shape": [1 << 20]} for name in NAMES]
SHOWN_OF_TEA = {"model_info": LAYERS, "tensors": TENSORS}
TEA_NEEDS = memory_need(read_architecture(SHOWN_OF_TEA, 3 << 20), 4096, gpu=False).shown


class Host(OllamaClient):
    """A host here with one model, `tea`, and how often it was asked to show it."""

    def __init__(self, shown=SHOWN_OF_TEA, *, local=True):
        self.is_local = local
        self.status = SimpleNamespace(key="here")
        self.shown = 0
        self._shown = shown

    async def client(self):
        return self

    async def show_model(self, name):
        self.shown += 1
        if isinstance(self._shown, Trouble):
            raise self._shown
        return self._shown


class Kept:
    """The runs in the store, newest first."""

    def __init__(self, *runs):
        self.runs = SimpleNamespace(list_recent=lambda most: sorted(runs, key=lambda run: -run.created)[:most])

    async def call(self, function):
        return function(self)


def ran(created, **values):
    figures = Figures(
        generation_rate=50.0, tokens=100, prompt_tokens=10, context_length=4096, memory=TEA_NEEDS * 11 // 10
    )
    return replace(Run("tea", created, figures, digest="sha256:ab", host="here"), **values)


def lesson(path, *runs, host=None):
    """Teach from these runs; whether there was anything, and what is known then."""
    host = host or Host()
    card = ModelCard("tea", size=3 << 20, digest="sha256:ab")
    library = SimpleNamespace(find_card=lambda name: card if name == "tea" else None)
    learnt = CalibrationFile(path / "learnt.json")
    learnt.save_speed(40e9, "A")
    taught_any = asyncio.run(CalibrationService(Kept(*runs), host, library, learnt).update_calibration())
    return taught_any, CalibrationFile(path / "learnt.json")


def test_runs_of_models_that_are_here_teach_once(tmp_path):
    host = Host()
    taught_any, learnt = lesson(tmp_path, ran(10.0), ran(20.0), host=host)
    assert taught_any
    assert learnt.until == 20.0
    assert list(learnt.learned.memory) == ["ab"]
    assert list(learnt.learned.speed) == [speed_key("ab", FitPlace.RAM)]
    assert host.shown == 1  # the same file is looked at once
    assert lesson(tmp_path, ran(10.0), ran(20.0))[0] is False
    assert lesson(tmp_path, ran(10.0), ran(20.0), ran(30.0))[1].until == 30.0


def test_runs_are_compared_again_when_memory_was_tested_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(hardware, "model_threads", lambda: 64)  # so that memory is the limit
    runs = ran(10.0), ran(20.0, figures=replace(ran(0).figures, generation_rate=40.0))
    before = lesson(tmp_path, *runs)[1]
    (slow,) = before.learned.speed.values()
    CalibrationFile(tmp_path / "learnt.json").save_speed(80e9, "A")
    assert CalibrationFile(tmp_path / "learnt.json").learned.speed == {}
    taught_any, after = lesson(tmp_path, *runs)
    (fast,) = after.learned.speed.values()
    assert taught_any
    assert [measured for _, measured in fast] == [measured for _, measured in slow] == [50.0, 40.0]
    assert all(new > old for (new, _), (old, _) in zip(fast, slow, strict=True))
    assert after.learned.memory == before.learned.memory


@pytest.mark.parametrize(
    "values",
    [
        {"computer": "laptop"},
        {"host": "elsewhere"},
        {"digest": ""},
        {"figures": Figures(context_length=4096)},
        {"figures": Figures(memory=1 << 30)},
    ],
)
def test_runs_elsewhere_and_runs_that_say_too_little_teach_nothing(tmp_path, values):
    taught_any, learnt = lesson(tmp_path, ran(10.0, **values))
    assert not taught_any
    assert (learnt.until, learnt.learned.memory) == (0.0, {})


@pytest.mark.parametrize("run", [ran(10.0, model="gone"), ran(10.0, digest="sha256:older")])
def test_runs_of_what_is_no_longer_here_are_passed_over_for_good(tmp_path, run):
    taught_any, learnt = lesson(tmp_path, run)
    assert taught_any
    assert (learnt.until, learnt.learned.memory) == (10.0, {})


@pytest.mark.parametrize("shown", [{}, {"model_info": {}, "tensors": TENSORS}, Trouble(Problem.HOST_LOST)])
def test_a_model_that_cannot_be_looked_into_teaches_nothing(tmp_path, shown):
    taught_any, learnt = lesson(tmp_path, ran(10.0), host=Host(shown))
    assert taught_any
    assert learnt.learned.memory == {}


def test_a_host_elsewhere_teaches_nothing_of_this_computer(tmp_path):
    taught_any, learnt = lesson(tmp_path, ran(10.0), host=Host(local=False))
    assert not taught_any
    assert learnt.until == 0.0
