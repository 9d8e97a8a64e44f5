"""Which configurations a run has: models, each with every value of the option that is varied."""

import pytest

from teahouse.core.errors import Trouble
from teahouse.core.evaluation.results import Configuration
from teahouse.ui.evaluation.sweep import ChosenModel, Sweep, find_sweep, make_configurations, parse_values

MODELS = (ChosenModel("a"), ChosenModel("b", "http://there:11434"))


def test_without_a_sweep_each_model_is_a_column_with_an_id_of_its_own():
    made = make_configurations(MODELS, Sweep.NOTHING, ())
    assert [(one.model, one.host, dict(one.options), one.think) for one in made] == [
        ("a", "", {}, None),
        ("b", "http://there:11434", {}, None),
    ]
    assert len({one.id for one in made}) == 2


def test_a_sweep_makes_every_model_with_every_value():
    values = parse_values(Sweep.TEMPERATURE, "0, 0.5，1 0.5")
    assert values == (0.0, 0.5, 1.0)
    made = make_configurations(MODELS, Sweep.TEMPERATURE, values)
    assert [(one.model, one.options["temperature"]) for one in made] == [
        (model, value) for model in ("a", "b") for value in values
    ]
    assert [
        one.think for one in make_configurations(MODELS[:1], Sweep.THINKING, parse_values(Sweep.THINKING, "off, High"))
    ] == [False, "high"]
    assert parse_values(Sweep.CONTEXT, "4096") == (4096,)


@pytest.mark.parametrize(
    ("sweep", "text"),
    [
        (Sweep.TEMPERATURE, "warm"),
        (Sweep.TEMPERATURE, "1e999"),
        (Sweep.TEMPERATURE, "nan"),
        (Sweep.TEMPERATURE, ""),
        (Sweep.CONTEXT, "0.5"),
        (Sweep.CONTEXT, "-1"),
        (Sweep.THINKING, "deeply"),
    ],
)
def test_what_is_no_value_of_the_option_is_refused(sweep, text):
    with pytest.raises(Trouble):
        parse_values(sweep, text)


@pytest.mark.parametrize(
    ("sweep", "text"),
    [
        (Sweep.NOTHING, ""),
        (Sweep.TEMPERATURE, "0.0, 0.4, 1.2"),
        (Sweep.CONTEXT, "2048, 4096"),
        (Sweep.THINKING, "off, on"),
        (Sweep.THINKING, "low, high"),
    ],
)
def test_what_a_run_varied_is_found_again_as_it_is_typed(sweep, text):
    made = make_configurations(MODELS, sweep, parse_values(sweep, text))
    assert find_sweep(made) == (sweep, text)


def test_a_run_that_varied_otherwise_has_no_sweep():
    each_its_own = (Configuration("1", "a", options={"temperature": 0.1}), Configuration("2", "b", think=True))
    assert find_sweep(each_its_own) == (Sweep.NOTHING, "")
