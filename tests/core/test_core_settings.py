from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.settings import ENTER_SENDS, LANGUAGE_CHOICES, THEMES, Settings, read, write

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
_NAMES = set(write(Settings()))
_NAME_LISTS = st.lists(st.text(), max_size=4).map(tuple)
_SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(THEMES),
    language=st.sampled_from(LANGUAGE_CHOICES),
    send_key=st.sampled_from(ENTER_SENDS),
    host=st.text(),
    start_ollama=st.booleans(),
    favourites=_NAME_LISTS,
    recent=_NAME_LISTS,
    zoom=st.floats(0.5, 4.0),
    unknown=st.dictionaries(st.text().filter(lambda name: name not in _NAMES | {"unknown"}), _JSON, max_size=3),
)


@given(settings=_SETTINGS)
def test_settings_come_back_from_a_file_as_they_were(settings: Settings) -> None:
    assert read(json.loads(json.dumps(write(settings)))) == (settings, [])


@given(values=st.dictionaries(st.sampled_from(sorted(_NAMES)), _JSON))
def test_any_value_is_taken_or_named_and_its_default_holds(values: dict[str, object]) -> None:
    settings, bad = read(values)
    written, defaults = write(settings), write(Settings())
    for name in _NAMES:
        if name in bad or name not in values:
            assert written[name] == defaults[name]
    assert set(bad) <= set(values)
    assert type(settings.zoom) is float
    assert 0.5 <= settings.zoom <= 4.0
    assert settings.theme in THEMES


def test_a_number_no_float_can_hold_is_a_very_large_zoom() -> None:
    assert read({"zoom": 10**400}) == (Settings(zoom=4.0), [])


def test_one_bad_value_costs_no_other() -> None:
    settings, bad = read({"theme": "mauve", "language": "zh_CN", "recent": ["a", 1], "zoom": True})
    assert settings == Settings(language="zh_CN")
    assert bad == ["theme", "recent", "zoom"]


def test_what_a_newer_version_wrote_goes_back_untouched() -> None:
    values = {"theme": "dark", "shiny": {"deep": [1, None]}}
    settings, bad = read(values)
    assert bad == []
    assert write(settings)["shiny"] == {"deep": [1, None]}
    assert write(settings)["theme"] == "dark"
