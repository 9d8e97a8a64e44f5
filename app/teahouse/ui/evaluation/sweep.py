"""The configurations of a run: models, each with every value of one option that is varied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from teahouse.core.conversation import Think, new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.results import Configuration
from teahouse.core.options import OPTIONS
from teahouse.core.values import dataclass

MOST_COLUMNS = 24
LEVELS: dict[str, Think] = {"off": False, "on": True, "low": "low", "medium": "medium", "high": "high"}
_APART = re.compile(r"[\s,;，；、]+")


class Sweep(StrEnum):
    """What a run varies. The value is the option's name, except for NOTHING and THINKING."""

    NOTHING = "nothing"
    TEMPERATURE = "temperature"
    CONTEXT = "num_ctx"
    THINKING = "think"


USUAL_VALUES = {
    Sweep.NOTHING: "",
    Sweep.TEMPERATURE: "0, 0.4, 0.8, 1.2",
    Sweep.CONTEXT: "2048, 4096, 8192",
    Sweep.THINKING: "off, on",
}


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model on a host, empty for the app's own."""

    model: str
    host: str = ""


def parse_values(sweep: Sweep, text: str) -> tuple[object, ...]:
    """The values that are typed for a sweep, each once. Raises `Trouble(OPTION_INVALID)` for what is not one."""
    if sweep is Sweep.NOTHING:
        return ()
    parts = [part for part in _APART.split(text.strip().casefold()) if part]
    if not parts:
        raise Trouble(Problem.OPTION_INVALID, option=sweep.value)
    read = _read_level if sweep is Sweep.THINKING else lambda part: _read_number(sweep, part)
    return tuple(dict.fromkeys(map(read, parts)))


def _read_level(text: str) -> object:
    if text not in LEVELS:
        raise Trouble(Problem.OPTION_INVALID, option=Sweep.THINKING.value, message=text)
    return text


def _read_number(sweep: Sweep, text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        raise Trouble(Problem.OPTION_INVALID, option=sweep.value, message=text) from None
    return OPTIONS[sweep.value].check_value(number)


def make_configurations(
    models: Iterable[ChosenModel], sweep: Sweep, values: Sequence[object]
) -> tuple[Configuration, ...]:
    """Every model with every value; without a sweep each model once."""
    return tuple(
        _configuration(one, sweep, value)
        for one in models
        for value in (values if sweep is not Sweep.NOTHING else (0,))
    )


def find_sweep(configurations: Sequence[Configuration]) -> tuple[Sweep, str]:
    """What these configurations vary, and the values as they are typed; NOTHING where they vary otherwise."""
    models = dict.fromkeys(ChosenModel(one.model, one.host) for one in configurations)
    for sweep in (Sweep.TEMPERATURE, Sweep.CONTEXT, Sweep.THINKING):
        values = tuple(dict.fromkeys(_value_of(one, sweep) for one in configurations))
        if None not in values:
            made = make_configurations(models, sweep, values)
            if [_settings_of(one) for one in made] == [_settings_of(one) for one in configurations]:
                return sweep, ", ".join(str(value) for value in values)
    return Sweep.NOTHING, ""


def _value_of(one: Configuration, sweep: Sweep) -> object:
    if sweep is Sweep.THINKING:
        return next((level for level, think in LEVELS.items() if think is one.think), None)
    return one.options.get(sweep.value)


def _settings_of(one: Configuration) -> tuple[object, ...]:
    return one.model, one.host, dict(one.options), one.think


def _configuration(one: ChosenModel, sweep: Sweep, value: object) -> Configuration:
    match sweep:
        case Sweep.NOTHING:
            return Configuration(new_id(), one.model, one.host)
        case Sweep.THINKING:
            return Configuration(new_id(), one.model, one.host, think=LEVELS[str(value)])
        case _:
            return Configuration(new_id(), one.model, one.host, options={sweep.value: value})
