"""A list of models is read in chunks of any size, with bounded memory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.scripted_answers import cut_into
from teahouse.connection.body import LineTooLong
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.ollama import models
from teahouse.ollama.models import ModelListReader, read_card, read_loaded


def read(data: bytes, sizes: list[int] | None = None) -> ModelListReader[ModelCard]:
    reader = ModelListReader(read_card)
    for chunk in cut_into(data, sizes or [len(data)]):
        reader.read_chunk(chunk)
    return reader


def names(reader: ModelListReader[ModelCard]) -> list[str]:
    return [model.name for model in reader.models]


ENTRIES = st.lists(
    st.fixed_dictionaries({"name": st.text(max_size=9), "size": st.integers(), "x": st.none()}), max_size=8
)


@given(ENTRIES, st.lists(st.integers(1, 30), min_size=1), st.booleans())
def test_any_chunking_gives_the_same_models(entries, sizes, spaced):
    value = {"before": [1, {"models": 2}], "models": entries, "after": -1.5e3}
    data = json.dumps(value, ensure_ascii=False, indent=1 if spaced else None).encode()
    cut = read(data, sizes)
    assert cut.ended
    assert cut.understood
    assert cut.models == read(data).models
    assert names(cut) == list(dict.fromkeys(card.name for entry in entries if (card := read_card(entry)) is not None))


def test_nonsense_among_the_entries_costs_no_model():
    entries = [
        "x",
        3,
        None,
        [],
        {},
        {"name": 7},
        {"model": "only:model"},
        {"name": "a" * (1 << 20)},
        {"name": "b"},
        {"name": "b"},
    ]
    assert names(read(json.dumps({"models": entries}).encode(), [65536])) == ["only:model", "b"]


def test_odd_fields_are_unknown():
    entry = {
        "name": "m",
        "size": 10**400,
        "modified_at": "0000",
        "capabilities": [{}, ["x"], "tools"],
        "details": {"context_length": -1},
    }
    assert read(json.dumps({"models": [entry]}).encode()).models == (ModelCard("m", capabilities=frozenset({"tools"})),)


@pytest.mark.parametrize("data", [b"[]", b"nonsense", b'"models"', b"<html>"])
def test_what_is_no_list_is_refused_at_once(data):
    with pytest.raises(ValueError, match="no"):
        read(data)


@pytest.mark.parametrize(
    "data", [b"{}", b'{"models":7}', b'{"models":{}}', b'{"models":[', b'{"models":[{}}', b'{"a":nul}']
)
def test_what_has_no_models_is_not_understood_or_does_not_end(data):
    reader = read(data)
    assert not (reader.ended and reader.understood)


def test_null_is_an_empty_list():
    reader = read(b'{"models": null}')
    assert reader.ended
    assert reader.understood
    assert reader.models == ()


def test_a_list_without_an_end_ends_where_no_list_is_longer(monkeypatch):
    monkeypatch.setattr(models, "MOST_MODELS", 1000)
    reader = ModelListReader(read_card)
    reader.read_chunk(b'{"models":[')
    fed = 0
    while not reader.ended:
        reader.read_chunk(b"".join(b'{"name":"m%d"},' % number for number in range(fed, fed + 100)))
        fed += 100
    assert fed == 1000 == len(reader.models)


def test_an_entry_without_an_end_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(models, "LONGEST", 1000)
    reader = ModelListReader(read_card)
    reader.read_chunk(b'{"models":[{"name":"')
    with pytest.raises(LineTooLong):
        reader.read_chunk(b"x" * 1000)


def test_every_figure_of_a_model_in_memory_is_taken_from_its_own_place() -> None:
    entry = {
        "name": "tea:1b",
        "model": "another",
        "digest": "ab",
        "size": 5,
        "size_vram": 3,
        "context_length": 4096,
        "expires_at": "2026-01-02T03:04:05Z",
    }
    assert read_loaded(entry) == LoadedModel("tea:1b", "ab", 5, 3, 4096, "2026-01-02T03:04:05Z")
    assert read_loaded({"model": "tea:1b"}) == LoadedModel("tea:1b")
    assert read_loaded({"digest": "ab"}) is None
