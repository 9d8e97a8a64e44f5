"""The settings a person can change, with their defaults; reading is forgiving, field by field.

A value of the wrong kind falls back to its default and is named, so one bad line never costs the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, field, fields
from typing import Any

from teahouse.core.languages import LANGUAGES
from teahouse.core.values import dataclass

THEMES = ("system", "light", "dark")
LANGUAGE_CHOICES = ("system", *LANGUAGES)
ENTER_SENDS = ("enter", "ctrl_enter")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `host` is an address as typed, empty for the automatic search, `hosts` are those that answered
    once, neither with a password; `keep_alive` is Ollama's duration, empty for the daemon's default; new chats begin
    with `system` and `options` (see `core.options`); `updates`: the person wants to be told of newer versions,
    `update_told` is the last one they were told of; `pulls_at_once` pulls run side by side (1 to 8); with
    `continue_pulls` unfinished ones go on when the app starts; with `cloud_models` an Ollama that the app starts may
    use its makers' servers; with `share_engine` the built-in engine serves other programs of this computer, too;
    `favourites` and `recent` are model names; with `menu_bar` the menu bar is always there; `window` and `splitter`
    are Qt's own state, base64."""

    theme: str = "system"
    language: str = "system"
    send_key: str = "enter"
    host: str = ""
    hosts: tuple[str, ...] = ()
    model: str = ""
    keep_alive: str = ""
    system: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    start_ollama: bool = False
    updates: bool = False
    update_told: str = ""
    pulls_at_once: int = 1
    continue_pulls: bool = False
    cloud_models: bool = False
    share_engine: bool = False
    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    zoom: float = 1.0
    window: str = ""
    splitter: str = ""
    conversation: str = ""
    menu_bar: bool = False
    unknown: dict[str, Any] = field(default_factory=dict)  # of a newer version: kept as they came


_CHOICES: Mapping[str, tuple[str, ...]] = {"theme": THEMES, "language": LANGUAGE_CHOICES, "send_key": ENTER_SENDS}


def read(values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Settings from a parsed file, and the names of the values that were of no use."""
    known: dict[str, Any] = {}
    bad: list[str] = []
    defaults = Settings()
    for item in fields(Settings):
        if item.name == "unknown" or item.name not in values:
            continue
        value = _fitting(item.name, values[item.name], getattr(defaults, item.name))
        if value is None:
            bad.append(item.name)
        else:
            known[item.name] = value
    names = {item.name for item in fields(Settings)}
    unknown = {name: value for name, value in values.items() if name not in names}
    return Settings(**known, unknown=unknown), bad


def _fitting(name: str, value: Any, default: Any) -> Any:
    if name in _CHOICES:
        return value if value in _CHOICES[name] else None
    if isinstance(default, tuple):
        fits = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return tuple(value) if fits else None
    if isinstance(default, float):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(min(4.0, max(0.5, value))) if number else None
    if isinstance(default, int) and not isinstance(default, bool):
        return min(8, max(1, value)) if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, type(default)) else None


def write(settings: Settings) -> dict[str, Any]:
    """Settings as a file holds them; what a newer version wrote goes back untouched."""
    values = asdict(settings)
    return {**values.pop("unknown"), **values}
