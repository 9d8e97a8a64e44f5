from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.refusals import refusal
from teahouse.core import options
from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import OPTIONS, Option, Section, check_options, reloading_options, type_names

_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_every_default_is_accepted_by_its_own_option(option: Option) -> None:
    assert option.kind in type_names
    if option.default is not None:
        assert option.check_value(option.default) == option.default


def test_no_option_is_in_the_table_twice() -> None:
    assert len(OPTIONS) == len(options._TABLE)


@given(option=st.sampled_from(list(OPTIONS.values())), value=_ANYTHING)
def test_any_value_is_taken_as_the_options_type_or_refused_with_its_name(option: Option, value: object) -> None:
    trouble = refusal(lambda: option.check_value(value))
    if trouble is None:
        taken = option.check_value(value)
        assert type(taken) is option.kind
        assert option.check_value(taken) == taken
        assert json.loads(json.dumps(taken, allow_nan=False)) == taken
    else:
        assert trouble.problem is Problem.OPTION_INVALID
        assert trouble.facts["option"] == option.name


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("temperature", 1, 1.0),
        ("seed", 7.0, 7),
        ("num_ctx", 8192, 8192),
        ("stop", ("\n", "END"), ["\n", "END"]),
        ("use_mmap", False, False),
        ("num_predict", -2, -2),
        ("keep_alive", "1h30m", "1h30m"),
        ("keep_alive", "-1", "-1"),
        ("format", "json", "json"),
        ("format", '{"type": "object"}', '{"type": "object"}'),
    ],
)
def test_a_value_that_means_the_same_is_taken(name: str, value: object, taken: object) -> None:
    found = OPTIONS[name].check_value(value)
    assert found == taken
    assert type(found) is OPTIONS[name].kind


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("temperature", 6, "maximum"),
        ("temperature", 10**400, "maximum"),
        ("temperature", math.nan, "maximum"),
        ("num_ctx", 15, "minimum"),
        ("seed", math.inf, "maximum"),
        ("temperature", "hot", "expected"),
        ("temperature", True, "expected"),
        ("seed", True, "expected"),
        ("seed", 1.5, "expected"),
        ("stop", "END", "expected"),
        ("use_mmap", 1, "expected"),
        ("keep_alive", "five minutes", "message"),
        ("keep_alive", "٥m", "message"),
        ("format", '{"type":\n "object"', "line"),
    ],
)
def test_a_refusal_says_what_would_have_been_taken(name: str, value: object, fact: str) -> None:
    with pytest.raises(Trouble) as caught:
        OPTIONS[name].check_value(value)
    assert fact in caught.value.facts


@pytest.mark.parametrize(
    "text", ['["a"]', "1", '{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000], ids=lambda text: text[:12]
)
def test_a_schema_is_a_json_object_and_nothing_only_python_would_read(text: str) -> None:
    with pytest.raises(Trouble) as caught:
        OPTIONS["format"].check_value(text)
    assert caught.value.facts["option"] == "format"


def test_what_is_not_set_or_not_known_is_left_out() -> None:
    assert check_options({"seed": None, "temperature": 1, "colour": "green"}) == {"temperature": 1.0}


def test_one_bad_value_refuses_all() -> None:
    with pytest.raises(Trouble) as caught:
        check_options({"seed": 1, "top_p": 2})
    assert caught.value.facts["option"] == "top_p"


def test_what_reloads_a_model_is_known() -> None:
    values = {"num_ctx": 4096, "temperature": 0.1, "seed": 3, "num_gpu": 0, "num_predict": 5, "unknown": 1}
    assert reloading_options(values) == {"num_ctx": 4096, "num_gpu": 0}


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("temperature", 0.0, 5.0),
        ("top_p", 0.0, 1.0),
        ("top_k", 0, 1000),
        ("min_p", 0.0, 1.0),
        ("seed", -1, 2**31 - 1),
        ("num_ctx", 16, 10 << 20),
        ("num_predict", -2, 10 << 20),
        ("repeat_penalty", 0.0, 5.0),
        ("repeat_last_n", -1, 1 << 20),
        ("presence_penalty", -2.0, 2.0),
        ("frequency_penalty", -2.0, 2.0),
        ("typical_p", 0.0, 1.0),
        ("num_keep", -1, 1 << 20),
        ("num_batch", 1, 16 << 10),
        ("num_gpu", -1, 1000),
        ("main_gpu", 0, 64),
        ("num_thread", 0, 1024),
    ],
)
def test_an_option_takes_both_its_ends_and_nothing_beyond(name: str, least: float, most: float) -> None:
    option = OPTIONS[name]
    step = option.step or 1
    assert option.check_value(least) == least
    assert option.check_value(most) == most
    for beyond in (least - step, most + step):
        with pytest.raises(Trouble):
            option.check_value(beyond)


def test_what_needs_the_model_loaded_anew_and_what_a_panel_shows_is_known() -> None:
    assert {option.name for option in OPTIONS.values() if option.reloads} == {
        "num_ctx", "kv_cache_type", "draft_model", "num_batch", "num_gpu", "main_gpu", "num_thread",
        "use_mmap", "steering",
    }  # fmt: skip
    assert {option.name for option in OPTIONS.values() if option.beside} == {"keep_alive", "format"}
    assert [option.name for option in OPTIONS.values() if option.section is Section.MAIN] == [
        "temperature", "top_p", "top_k", "min_p", "seed", "adapters", "steering", "num_ctx", "kv_cache_type",
        "num_predict", "repeat_penalty", "stop", "keep_alive", "format",
    ]  # fmt: skip


def test_scales_of_adapters_are_numbers_by_names() -> None:
    option = OPTIONS["adapters"]
    assert option.check_value({"pirate": 1, "poet": -0.5}) == {"pirate": 1.0, "poet": -0.5}
    for value in ({"pirate": "1"}, {"pirate": 99}, [1.0], 1.0, "pirate"):
        with pytest.raises(Trouble):
            option.check_value(value)


def test_a_text_with_choices_takes_no_other() -> None:
    option = OPTIONS["kv_cache_type"]
    assert option.check_value("q8_0") == "q8_0"
    for value in ("q2", "", 8, True):
        with pytest.raises(Trouble):
            option.check_value(value)
