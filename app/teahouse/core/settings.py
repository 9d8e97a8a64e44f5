"""The settings a person can change: one entry each, with its default and what it accepts.

Reading is forgiving, field by field: a number outside its range is taken as the nearest in it, a value of the wrong
kind falls back to its default and is named, so one bad line never costs the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, field, fields
from typing import Any, Protocol

from teahouse.core.languages import LANGUAGES
from teahouse.core.values import dataclass


class Accepted(Protocol):
    """What a setting accepts."""

    def accept_value(self, value: object) -> Any:
        """The value as the setting takes it; None where it is of no use."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    values: tuple[str, ...]

    def accept_value(self, value: object) -> str | None:
        return value if isinstance(value, str) and value in self.values else None


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number; one outside the range is taken as the nearest in it."""

    least: int
    most: int

    def accept_value(self, value: object) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return min(self.most, max(self.least, value))


@dataclass(frozen=True, slots=True)
class Number:
    """Any number; one outside the range is taken as the nearest in it."""

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
PULLS_AT_ONCE = WholeNumber(1, 8)


def setting(default: Any, accepted: Accepted) -> Any:
    """A field of `Settings`."""
    return field(default=default, metadata={ACCEPTED: accepted})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `host` is an address as typed, empty for the automatic search, `hosts` are those that answered
    once, neither with a password; `keep_alive` is Ollama's duration, empty for the daemon's default; new chats begin
    with `system` and `options` (see `core.options`); `updates`: the person wants to be told of newer versions,
    `update_told` is the last one they were told of; `pulls_at_once` pulls run side by side; with `continue_pulls`
    unfinished ones go on when the app starts; with `cloud_models` an Ollama that the app starts may use its makers'
    servers; with `share_engine` the built-in engine serves other programs of this computer, too; `favourites` and
    `recent` are model names; with `menu_bar` the menu bar is always there; `window` and `splitter` are Qt's own state,
    base64."""

    theme: str = setting("system", THEMES)
    language: str = setting("system", LANGUAGE_CHOICES)
    send_key: str = setting("enter", SEND_KEYS)
    host: str = setting("", TEXT)
    hosts: tuple[str, ...] = setting((), TEXTS)
    model: str = setting("", TEXT)
    keep_alive: str = setting("", TEXT)
    system: str = setting("", TEXT)
    options: dict[str, Any] = field(default_factory=dict, metadata={ACCEPTED: OfKind(dict)})
    start_ollama: bool = setting(False, FLAG)
    updates: bool = setting(False, FLAG)
    update_told: str = setting("", TEXT)
    pulls_at_once: int = setting(1, PULLS_AT_ONCE)
    continue_pulls: bool = setting(False, FLAG)
    cloud_models: bool = setting(False, FLAG)
    share_engine: bool = setting(False, FLAG)
    favourites: tuple[str, ...] = setting((), TEXTS)
    recent: tuple[str, ...] = setting((), TEXTS)
    zoom: float = setting(1.0, ZOOM)
    window: str = setting("", TEXT)
    splitter: str = setting("", TEXT)
    conversation: str = setting("", TEXT)
    menu_bar: bool = setting(False, FLAG)
    unknown: dict[str, Any] = field(default_factory=dict)  # of a newer version: kept as they came


ENTRIES: Mapping[str, Accepted] = {
    item.name: item.metadata[ACCEPTED] for item in fields(Settings) if item.name != "unknown"
}


def read_settings(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings from a parsed file, and the names of the values that were of no use."""
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
    """Settings as a file holds them; what a newer version wrote goes back untouched."""
    values = asdict(settings)
    return {**values.pop("unknown"), **values}
