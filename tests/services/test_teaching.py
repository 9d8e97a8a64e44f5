"""Predictions set beside what a run measured."""

import pytest

from fixtures.shelved import tag
from teahouse.core.architecture import from_tag
from teahouse.core.fit import Computer, Place, Room, need
from teahouse.core.learning import Learned, Source
from teahouse.core.measure import Figures
from teahouse.core.outlook import Circumstances, speed_key
from teahouse.core.speed import Speeds
from teahouse.services.learnt import Learnt
from teahouse.services.teaching import taught

QWEN = tag("qwen3:8b")
BUILD = from_tag(QWEN)
SPEEDS = Speeds(ram=40e9)
SHOWN = need(BUILD, 8192).shown
RUN = Figures(generation_rate=3.0, tokens=200, prompt_tokens=100, context_length=8192, memory=SHOWN * 11 // 10)


def test_a_run_corrects_the_next_prediction():
    room = Room(20 * 10**9, 20 * 10**9)
    before = Circumstances(Computer(room), SPEEDS).of(BUILD, 8192, QWEN.digest)
    learned = taught(Learned(), BUILD, QWEN.digest, RUN, SPEEDS)
    after = Circumstances(Computer(room), SPEEDS, learned).of(BUILD, 8192, QWEN.digest)
    assert before.fit.need.shown == SHOWN
    assert after.fit.need.shown == pytest.approx(SHOWN * 1.1, rel=0.001)
    assert after.speed.source is Source.OWN
    assert after.speed.value < before.speed.value


def test_a_short_or_stopped_reply_teaches_memory_alone():
    for few in (Figures(**{**_fields(RUN), "tokens": 5}), Figures(**{**_fields(RUN), "measured_here": True})):
        learned = taught(Learned(), BUILD, QWEN.digest, few, SPEEDS)
        assert learned.speed == {}
        assert len(learned.memory) == 1


def test_where_it_ran_is_told_apart():
    whole = RUN.memory
    for vram, place in ((whole, Place.GPU), (whole // 2, Place.SPLIT)):
        figures = Figures(**{**_fields(RUN), "memory_vram": vram})
        learned = taught(Learned(), BUILD, QWEN.digest, figures, Speeds(40e9, 400e9))
        assert list(learned.speed) == [speed_key(QWEN.digest, place)]


def test_what_was_learned_outlasts_the_app_and_a_broken_file_does_not_stop_it(tmp_path):
    path = tmp_path / "learnt.json"
    learned = taught(Learned(), BUILD, QWEN.digest, RUN, SPEEDS)
    first = Learnt(path)
    first.keep_speed(40e9)
    first.keep(learned, 12.0)
    again = Learnt(path)
    assert (again.speed, again.until) == (40e9, 12.0)
    assert again.learned.memory == learned.memory
    path.write_text('{"memory_speed": "fast", "learned": [')
    broken = Learnt(path)
    assert broken.speed is None
    assert broken.learned.memory == {}


def test_each_thing_that_was_learned_is_kept_at_once(tmp_path):
    path = tmp_path / "learnt.json"
    Learnt(path).keep_speed(40e9)
    assert (Learnt(path).speed, Learnt(path).until) == (40e9, 0.0)
    Learnt(path).keep(Learned(), 12.0)
    assert (Learnt(path).speed, Learnt(path).until) == (40e9, 12.0)
    assert not path.with_name("learnt.json.new").exists()


@pytest.mark.parametrize("rate", ["true", "1e7", "1e15", "null", '"fast"'])
def test_a_speed_that_no_memory_has_is_unknown(tmp_path, rate):
    path = tmp_path / "learnt.json"
    path.write_text(f'{{"memory_speed": {rate}, "until": "long ago"}}')
    assert (Learnt(path).speed, Learnt(path).until) == (None, 0.0)
    path.write_text("[]")
    assert Learnt(path).speed is None


def test_a_folder_nobody_may_write_to_is_done_without(tmp_path):
    missing = Learnt(tmp_path / "gone" / "learnt.json")
    missing.keep_speed(40e9)
    assert missing.speed == 40e9


def _fields(figures):
    return {
        name: getattr(figures, name)
        for name in ("generation_rate", "tokens", "prompt_tokens", "context_length", "memory")
    }
