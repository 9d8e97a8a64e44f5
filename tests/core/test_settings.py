from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.settings import ENTRIES, LANGUAGE_CHOICES, SEND_KEYS, THEMES, Settings, read_settings, write_settings

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
_NAMES = set(write_settings(Settings()))
_NAME_LISTS = st.lists(st.text(), max_size=4).map(tuple)
_SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(THEMES.values),
    language=st.sampled_from(LANGUAGE_CHOICES.values),
    send_key=st.sampled_from(SEND_KEYS.values),
    host=st.text(),
    start_ollama=st.booleans(),
    favourites=_NAME_LISTS,
    recent=_NAME_LISTS,
    zoom=st.floats(0.5, 4.0),
    unknown=st.dictionaries(st.text().filter(lambda name: name not in _NAMES | {"unknown"}), _JSON, max_size=3),
)


@given(settings=_SETTINGS)
def test_settings_come_back_from_a_file_as_they_were(settings: Settings) -> None:
    assert read_settings(json.loads(json.dumps(write_settings(settings)))) == (settings, [])


@given(values=st.dictionaries(st.sampled_from(sorted(_NAMES)), _JSON))
def test_any_value_is_taken_or_named_and_its_default_holds(values: dict[str, object]) -> None:
    settings, bad = read_settings(values)
    written, defaults = write_settings(settings), write_settings(Settings())
    for name in _NAMES:
        if name in bad or name not in values:
            assert written[name] == defaults[name]
    assert set(bad) <= set(values)
    assert type(settings.zoom) is float
    assert 0.5 <= settings.zoom <= 4.0
    assert settings.theme in THEMES.values


def test_a_number_no_float_can_hold_is_a_very_large_zoom() -> None:
    assert read_settings({"zoom": 10**400}) == (Settings(zoom=4.0), [])


def test_one_bad_value_costs_no_other() -> None:
    settings, bad = read_settings({"theme": "mauve", "language": "zh_CN", "recent": ["a", 1], "zoom": True})
    assert settings == Settings(language="zh_CN")
    assert bad == ["theme", "recent", "zoom"]


def test_what_a_newer_version_wrote_goes_back_untouched() -> None:
    values = {"theme": "dark", "shiny": {"deep": [1, None]}}
    settings, bad = read_settings(values)
    assert bad == []
    assert write_settings(settings)["shiny"] == {"deep": [1, None]}
    assert write_settings(settings)["theme"] == "dark"


NO_USE = "of no use"
NUMBER, TEXT, FLAG, TEXTS = 7, "tea", True, ["a", "b"]
OUTSIDE = {
    "theme": [("mauve", NO_USE), ("Light", NO_USE), (NUMBER, NO_USE), (TEXTS, NO_USE)],
    "language": [("tlh", NO_USE), ("", NO_USE), (FLAG, NO_USE), ({}, NO_USE)],
    "send_key": [("space", NO_USE), (0, NO_USE), (None, NO_USE)],
    **{name: [(TEXTS, NO_USE), (TEXT, NO_USE), (NUMBER, NO_USE)] for name in ("options", "host_profiles")},
    "states_mib": [(-1, 0), (10**400, 1 << 20), (2.0, NO_USE), (FLAG, NO_USE), ("2", NO_USE)],
    "pulls_at_once": [(0, 1), (-3, 1), (9, 8), (10**400, 8), (2.0, NO_USE), (FLAG, NO_USE), ("2", NO_USE)],
    "pull_rate": [(-1, 0), (2**41, 2**40), (1.5, NO_USE), (FLAG, NO_USE), ("2", NO_USE)],
    **{name: [(-1, 0), (1440, 1439), (1.5, NO_USE), (FLAG, NO_USE), (TEXT, NO_USE)]
       for name in ("pull_begin", "pull_end")},
    "zoom": [(0.49, 0.5), (0, 0.5), (-1e300, 0.5), (4.01, 4.0), (10**400, 4.0), (FLAG, NO_USE), ("1.0", NO_USE)],
    **{name: [(NUMBER, NO_USE), (TEXTS, NO_USE), (None, NO_USE), (FLAG, NO_USE)]
       for name in ("host", "model", "keep_alive", "system", "update_told", "window", "splitter", "conversation",
                    "hugging_face_mirror", "modelscope_mirror", "hub_proxy", "llama_server")},
    **{name: [(1, NO_USE), (0.0, NO_USE), ("true", NO_USE), (None, NO_USE)]
       for name in ("start_ollama", "use_engine", "updates", "continue_pulls", "cloud_models", "share_engine",
                    "menu_bar", "pull_schedule", "token_probabilities")},
    **{name: [(TEXT, NO_USE), (["a", 1], NO_USE), ({"a": "b"}, NO_USE), (NUMBER, NO_USE)]
       for name in ("hosts", "favourites", "recent", "hub_tokens")},
}  # fmt: skip


def test_every_setting_says_what_it_accepts_and_accepts_its_default() -> None:
    assert set(ENTRIES) == {item.name for item in fields(Settings)} - {"unknown"} == set(OUTSIDE)
    for name, accepted in ENTRIES.items():
        default = getattr(Settings(), name)
        assert accepted.accept_value(default) == default


@pytest.mark.parametrize(
    ("name", "value", "taken"), [(name, *case) for name, cases in OUTSIDE.items() for case in cases]
)
def test_a_value_outside_what_a_setting_accepts_is_its_nearest_or_is_named(
    name: str, value: object, taken: object
) -> None:
    settings, bad = read_settings({name: value, "host": "tea"} if name != "host" else {name: value})
    default = getattr(Settings(), name)
    assert bad == ([name] if taken == NO_USE else [])
    assert getattr(settings, name) == (default if taken == NO_USE else taken)
    if name != "host":
        assert settings.host == "tea"
