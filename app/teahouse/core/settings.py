"""The settings: one entry each, with its default and the values it accepts.

Fields are read independently: a number outside its range becomes the nearest one in it, a value of the wrong type falls
back to the default and is reported, so that one bad line does not affect the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, field, fields
from typing import Any, Protocol

from teahouse.core.languages import LANGUAGES
from teahouse.core.values import dataclass


class Accepted(Protocol):
    """The values that a setting accepts."""

    def accept_value(self, value: object) -> Any:
        """The accepted form of the value; None where it is not acceptable."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    values: tuple[str, ...]

    def accept_value(self, value: object) -> str | None:
        return value if isinstance(value, str) and value in self.values else None


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """An integer; one outside the range becomes the nearest in it."""

    least: int
    most: int

    def accept_value(self, value: object) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return min(self.most, max(self.least, value))


@dataclass(frozen=True, slots=True)
class Number:
    """Any number; one outside the range becomes the nearest in it."""

    least: float
    most: float

    def accept_value(self, value: object) -> float | None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(min(self.most, max(self.least, value)))


@dataclass(frozen=True, slots=True)
class OfKind:
    """Any value of one type: a text, yes or no, a mapping."""

    kind: type

    def accept_value(self, value: object) -> Any:
        return value if isinstance(value, self.kind) else None


@dataclass(frozen=True, slots=True)
class Texts:
    """Any number of texts."""

    def accept_value(self, value: object) -> tuple[str, ...] | None:
        fits = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return tuple(value) if isinstance(value, list | tuple) and fits else None


ACCEPTED = "accepted"
TEXT, FLAG, TEXTS = OfKind(str), OfKind(bool), Texts()
THEMES = OneOf(("system", "light", "dark"))
LANGUAGE_CHOICES = OneOf(("system", *LANGUAGES))
SEND_KEYS = OneOf(("enter", "ctrl_enter"))
ZOOM = Number(0.5, 4.0)
STATES_MIB = WholeNumber(0, 1 << 20)
PULLS_AT_ONCE = WholeNumber(1, 8)
PULL_RATE = WholeNumber(0, 1 << 40)
MINUTE_OF_DAY = WholeNumber(0, 24 * 60 - 1)


def setting(default: Any, accepted: Accepted) -> Any:
    """A field of `Settings`."""
    return field(default=default, metadata={ACCEPTED: accepted})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `host` is an address as typed, empty for the automatic search, `hosts` are addresses that answered
    once, none with a password; `host_profiles` has the profile of each (`core.host.read_profile`); with `use_engine`
    the built-in engine is used instead; `keep_alive` is Ollama's duration, empty for the daemon's default; new chats
    begin with `system` and `options` (see `core.options`); `updates`: newer versions are announced, `update_told` is
    the last one announced; at most `pulls_at_once` pulls run in parallel; the built-in engine pulls at most
    `pull_rate` bytes a second, 0 for no limit; with `pull_schedule` models are pulled only between `pull_begin` and
    `pull_end`, minutes of the day; with `continue_pulls` unfinished ones continue when the app starts; with
    `cloud_models` an Ollama that the app starts may use its makers' servers; with `share_engine` the built-in engine
    also serves other programs of this computer; it runs models with the program `llama_server`, empty for its own, and
    keeps what it has read of conversations in at most `states_mib` MiB on disk; with `token_probabilities` replies in
    chats have and show those of their tokens; `favourites` and `recent` are model names; with `menu_bar` the menu bar
    is always visible; `window` and `splitter` are Qt's own state, base64."""

    theme: str = setting("system", THEMES)
    language: str = setting("system", LANGUAGE_CHOICES)
    send_key: str = setting("enter", SEND_KEYS)
    host: str = setting("", TEXT)
    hosts: tuple[str, ...] = setting((), TEXTS)
    use_engine: bool = setting(False, FLAG)
    host_profiles: dict[str, Any] = field(default_factory=dict, metadata={ACCEPTED: OfKind(dict)})
    model: str = setting("", TEXT)
    keep_alive: str = setting("", TEXT)
    system: str = setting("", TEXT)
    options: dict[str, Any] = field(default_factory=dict, metadata={ACCEPTED: OfKind(dict)})
    start_ollama: bool = setting(False, FLAG)
    updates: bool = setting(False, FLAG)
    update_told: str = setting("", TEXT)
    pulls_at_once: int = setting(1, PULLS_AT_ONCE)
    pull_rate: int = setting(0, PULL_RATE)
    pull_schedule: bool = setting(False, FLAG)
    pull_begin: int = setting(22 * 60, MINUTE_OF_DAY)
    pull_end: int = setting(7 * 60, MINUTE_OF_DAY)
    continue_pulls: bool = setting(False, FLAG)
    cloud_models: bool = setting(False, FLAG)
    share_engine: bool = setting(False, FLAG)
    hugging_face_mirror: str = setting("", TEXT)
    modelscope_mirror: str = setting("", TEXT)
    token_probabilities: bool = setting(False, FLAG)
    hub_proxy: str = setting("", TEXT)
    hub_tokens: tuple[str, ...] = setting((), TEXTS)
    llama_server: str = setting("", TEXT)
    states_mib: int = setting(1907, STATES_MIB)
    favourites: tuple[str, ...] = setting((), TEXTS)
    recent: tuple[str, ...] = setting((), TEXTS)
    zoom: float = setting(1.0, ZOOM)
    window: str = setting("", TEXT)
    splitter: str = setting("", TEXT)
    conversation: str = setting("", TEXT)
    menu_bar: bool = setting(False, FLAG)
    unknown: dict[str, Any] = field(default_factory=dict)  # written by a newer version, unchanged


ENTRIES: Mapping[str, Accepted] = {
    item.name: item.metadata[ACCEPTED] for item in fields(Settings) if item.name != "unknown"
}


def read_settings(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings from a parsed file, and the names of the values that were not accepted."""
    known: dict[str, Any] = {}
    bad: list[str] = []
    for name, accepted in ENTRIES.items():
        if name not in values:
            continue
        value = accepted.accept_value(values[name])
        if value is None:
            bad.append(name)
        else:
            known[name] = value
    unknown = {name: value for name, value in values.items() if name not in ENTRIES and name != "unknown"}
    return Settings(**known, unknown=unknown), bad


def write_settings(settings: Settings) -> dict[str, Any]:
    """Settings for a file; entries of a newer version are written back unchanged."""
    values = asdict(settings)
    return {**values.pop("unknown"), **values}
