"""The table of options, read by the parameters panel, the request, the engine, Modelfiles and the store.

Defaults are those of an Ollama daemon; an option that is None is not sent, so the model's own parameter or the daemon's
default applies. Ranges limit what the form offers and what is accepted from a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from teahouse.core.adapters import read_scales
from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass

type_names = {int: "integer", float: "float32", str: "string", list: "array", bool: "boolean", dict: "object"}


class Section(Enum):
    """The section of the parameters panel that has an option."""

    MAIN = "main"
    MORE = "more"  # collapsed at first


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a request, with everything needed to read and show it.

    `default` is the daemon's, None where it depends on the model; `default_words` describe it where a number would not.
    `reloads`: changing it makes the daemon load the model again. `beside`: it is a field of the request next to
    `options`. `section` is None where the panel does not have it; `compared` is its position among the parameters of a
    comparison, 0 where it is not one. `title` and `tip` are English, translated in the context `Parameters`. `sampler`
    is its name in llama.cpp's server, empty where it does not affect sampling. `choices`: the values of a text that has
    only these. `engine_only`: other hosts than the built-in engine ignore it.
    """

    name: str
    kind: type
    default: int | float | str | list[str] | dict[str, float] | bool | None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    reloads: bool = False
    beside: bool = False
    section: Section | None = None
    compared: int = 0
    title: str = ""
    tip: str = ""
    default_words: str = ""
    sampler: str = ""
    choices: tuple[str, ...] = ()
    engine_only: bool = False

    def check_value(self, value: object) -> object:
        """`value` converted to this option's type; raises `Trouble(OPTION_INVALID)` when it is of another type or out
        of range."""
        if self.kind in (int, float) and isinstance(value, int | float) and not isinstance(value, bool):
            value = self._check_number(value)
        if self.kind is list and isinstance(value, list | tuple):
            value = [str(item) for item in value]
        if self.kind is dict:
            value = self._check_scales(value)
        if not isinstance(value, self.kind) or (self.kind is int and isinstance(value, bool)):
            raise Trouble(Problem.OPTION_INVALID, option=self.name, expected=type_names[self.kind])
        if self.choices and value not in self.choices:
            raise Trouble(Problem.OPTION_INVALID, option=self.name, expected=", ".join(self.choices))
        if self.beside and isinstance(value, str):
            _READ[self.name](value)
        return value

    def _check_scales(self, value: object) -> dict[str, float]:
        try:
            return read_scales(value)
        except ValueError:
            raise Trouble(Problem.OPTION_INVALID, option=self.name, expected=type_names[dict]) from None

    def _check_number(self, value: float) -> float:
        """A number in range, converted to this option's type. The range is checked first: an integer outside it may be
        too large for a float."""
        if not self._in_bounds(value):
            raise Trouble(Problem.OPTION_INVALID, option=self.name, minimum=self.minimum, maximum=self.maximum)
        if self.kind is float:
            return float(value)
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def clamp_value(self, value: float) -> float:
        """The nearest number in the range."""
        above = value if self.minimum is None else max(self.minimum, value)
        return above if self.maximum is None else min(self.maximum, above)

    def _in_bounds(self, value: float) -> bool:
        above = self.minimum is None or value >= self.minimum
        below = self.maximum is None or value <= self.maximum
        return above and below


_DURATION = re.compile(r"-?\d{1,9}|-?(\d{1,9}(\.\d{1,9})?(ns|us|µs|ms|s|m|h)){1,6}", re.ASCII)


def duration_of(text: str) -> str | int:
    """Ollama's duration as it is sent: "5m", "1h30m", or a number of seconds, below 0 for ever. A bare number is sent
    as a number, as a daemon refuses "-1" as a duration without a unit. Raises `Trouble(OPTION_INVALID)`."""
    text = text.strip()
    if not _DURATION.fullmatch(text):
        raise Trouble(Problem.OPTION_INVALID, option="keep_alive", message=text)
    return int(text) if text.lstrip("-").isdigit() else text


def format_of(text: str) -> str | dict[str, Any]:
    """The `format` of a request: "json" for any JSON, else the JSON schema in `text`. Raises `Trouble(OPTION_INVALID)`,
    with `line` and `column` of the error where the text is not JSON."""
    if text.strip() == JSON:
        return JSON
    try:
        schema = json.loads(text)
        json.dumps(schema, ensure_ascii=False, allow_nan=False).encode()  # Python accepts more than JSON
    except json.JSONDecodeError as error:
        raise Trouble(Problem.OPTION_INVALID, option="format", line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError):
        raise Trouble(Problem.OPTION_INVALID, option="format") from None
    if not isinstance(schema, dict):
        raise Trouble(Problem.OPTION_INVALID, option="format")
    return schema


JSON = "json"
_READ = {"keep_alive": duration_of, "format": format_of}

_MAIN, _MORE = Section.MAIN, Section.MORE

# In the order of the panel. To add an option, add an entry.
_TABLE = (
    Option(
        "temperature", float, 0.8, 0.0, 5.0, 0.05, section=_MAIN, compared=2, sampler="temperature",
        title="Temperature",
        tip="How freely words are chosen: 0 takes the likeliest each time, above 1 becomes wild.",
    ),
    Option(
        "top_p", float, 0.9, 0.0, 1.0, 0.01, section=_MAIN, compared=3, sampler="top_p",
        title="Top P",
        tip="Only the likeliest words that together reach this share are taken.",
    ),
    Option(
        "top_k", int, 40, 0, 1000, 1, section=_MAIN, compared=4, sampler="top_k",
        title="Top K",
        tip="Only so many of the likeliest words are taken; 0 is all.",
    ),
    Option(
        "min_p", float, 0.0, 0.0, 1.0, 0.01, section=_MAIN, compared=5, sampler="min_p",
        title="Min P",
        tip="Words below this share of the likeliest one's chance are left out.",
    ),
    Option(
        "seed", int, None, -1, 2**31 - 1, 1, section=_MAIN, compared=1,
        title="Seed",
        tip="The same number gives the same reply to the same question.",
        default_words="random",
    ),
    Option(
        "adapters", dict, None, section=_MAIN, engine_only=True,
        title="Adapters",
        tip="How strongly each adapter of the model acts: 0 is the model without it, 1 as it was trained. "
        "A change holds from the next reply on, and loads nothing.",
    ),
    Option(
        "steering", float, None, -1.0, 1.0, 0.1, reloads=True, section=_MAIN, engine_only=True,
        title="Steering",
        tip="How strongly the model’s direction acts: below 0 it acts the other way, 0 is the model without it. "
        "Changing it loads the model again.",
        default_words="the model’s own",
    ),
    Option(
        "num_ctx", int, None, 16, 10_485_760, 1024, reloads=True, section=_MAIN, compared=8,
        title="Context, in tokens",
        tip="How much of the conversation the model can hold. A larger one takes more memory, "
        "and changing it loads the model again.",
        default_words="automatic",
    ),
    Option(
        "kv_cache_type", str, None, reloads=True, section=_MAIN, choices=("f16", "q8_0", "q4_0"), engine_only=True,
        title="Memory of the context",
        tip="In 8 bits the context takes about half of the memory; replies may differ a little. "
        "Changing it loads the model again.",
    ),
    Option(
        "num_predict", int, -1, -2, 10_485_760, 64, section=_MAIN, compared=7,
        title="Longest reply, in tokens",
        tip="The reply ends after so many tokens; -1 is no limit, -2 until the context is full.",
        default_words="no limit",
    ),
    Option(
        "repeat_penalty", float, 1.1, 0.0, 5.0, 0.05, section=_MAIN, compared=6, sampler="repeat_penalty",
        title="Repeat penalty",
        tip="Above 1, words that were said lately become less likely.",
    ),
    Option(
        "stop", list, None, section=_MAIN,
        title="Stop at",
        tip="The reply ends where one of these texts would come, one a line. \\n stands for a line break.",
        default_words="nothing but the model’s own end",
    ),
    Option(
        "keep_alive", str, None, beside=True, section=_MAIN,
        title="Keep the model loaded",
        tip="How long the model stays in memory after a reply.",
    ),
    Option(
        "format", str, None, beside=True, section=_MAIN,
        title="Form of the reply",
        tip="Plain text, any JSON, or JSON that follows a schema.",
    ),
    Option(
        "repeat_last_n", int, 64, -1, 1_048_576, 1, section=_MORE, sampler="repeat_last_n",
        title="Repeat window",
        tip="How many tokens back repeats are looked for: 0 is none, -1 the whole context.",
    ),
    Option(
        "presence_penalty", float, 0.0, -2.0, 2.0, 0.1, section=_MORE, sampler="presence_penalty",
        title="Presence penalty",
        tip="Above 0, words that were said already become less likely, no matter how often; below 0 likelier.",
    ),
    Option(
        "frequency_penalty", float, 0.0, -2.0, 2.0, 0.1, section=_MORE, sampler="frequency_penalty",
        title="Frequency penalty",
        tip="Above 0, words become less likely the more often they were said; below 0 likelier.",
    ),
    Option(
        "typical_p", float, 1.0, 0.0, 1.0, 0.01, section=_MORE, sampler="typical_p",
        title="Typical P",
        tip="Words that are far likelier or less likely than expected are left out; 1 leaves none out.",
    ),
    Option(
        "draft_model", str, None, reloads=True, section=_MORE, engine_only=True,
        title="Draft model",
        tip="A small model of the same family guesses the next words, and this one checks several at once: the same "
        "reply, often sooner, for more memory. Changing it loads the model again.",
    ),
    Option("num_keep", int, 4, -1, 1_048_576, 1, sampler="n_keep"),
    Option("num_batch", int, 512, 1, 16_384, 64, reloads=True),
    Option("num_gpu", int, -1, -1, 1000, 1, reloads=True),
    Option("main_gpu", int, 0, 0, 64, 1, reloads=True),
    Option("num_thread", int, 0, 0, 1024, 1, reloads=True),
    Option("use_mmap", bool, None, reloads=True),
)  # fmt: skip

OPTIONS: Mapping[str, Option] = {option.name: option for option in _TABLE}


def compared_options() -> tuple[str, ...]:
    """The options that are parameters of a comparison, in their order there."""
    return tuple(
        sorted((name for name, option in OPTIONS.items() if option.compared), key=lambda name: OPTIONS[name].compared)
    )


def check_options(values: Mapping[str, object]) -> dict[str, object]:
    """The known options of `values`, each converted to its type; None means not set.

    Raises `Trouble(OPTION_INVALID)` for the first value that is of the wrong type or out of range; unknown names are
    left out, as a daemon ignores them.
    """
    return {
        name: OPTIONS[name].check_value(value)
        for name, value in values.items()
        if name in OPTIONS and value is not None
    }


def reloading_options(values: Mapping[str, object]) -> dict[str, object]:
    """The options in `values` that affect loading: where these are equal, one loaded model is shared."""
    return {name: value for name, value in values.items() if name in OPTIONS and OPTIONS[name].reloads}
