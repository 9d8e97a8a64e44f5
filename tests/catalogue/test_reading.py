from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.shipped_catalogue import CATALOGUE, as_bytes, read_shipped, shipped_json
from teahouse.catalogue.reading import LONGEST, MOST_ITEMS, MOST_TEXTS, CatalogueFields, read_catalogue
from teahouse.core.catalogue import CatalogueError

Spoil = Callable[[dict[str, Any]], object]


def first_tag(value: dict[str, Any]) -> dict[str, Any]:
    tag: dict[str, Any] = value["families"][0]["tags"][0]
    return tag


def test_the_shipped_catalogue_reads_the_same_each_time() -> None:
    assert read_catalogue(CATALOGUE.read_bytes()) == read_shipped()


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda value: value.pop("schema"), "schema"),
        (lambda value: value.update(schema=2), "schema"),
        (lambda value: value.update(date="yesterday"), "date"),
        (lambda value: value.pop("labs"), "labs"),
        (lambda value: value["labs"][3].pop("chinese"), "labs[3].chinese"),
        (lambda value: value["licences"]["mit"].update(words=["Free."]), "licences.mit.words"),
        (lambda value: value["licences"]["mit"].update(commercial="maybe"), "licences.mit.commercial"),
        (lambda value: value["licences"]["mit"]["restrictions"].append("magic"), "licences.mit.restrictions"),
        (lambda value: value["states"].pop("cloud"), "states.cloud"),
        (lambda value: value["families"][2].update(lab="nobody"), "families[2].lab"),
        (lambda value: value["families"][2].update(tags=[]), "families[2].tags"),
        (lambda value: value["families"][1].update(words=["Good.", " "]), "families[1].words"),
        (lambda value: first_tag(value).update(size="big"), "families[0].tags[0].size"),
        (lambda value: first_tag(value).update(size=-1), "families[0].tags[0].size"),
        (lambda value: first_tag(value).update(parameters=True), "families[0].tags[0].parameters"),
        (lambda value: first_tag(value).update(licence="none of ours"), "families[0].tags[0].licence"),
        (lambda value: first_tag(value).update(name="../../etc/passwd"), "families[0].tags[0].name"),
        (lambda value: first_tag(value).update(name=""), "families[0].tags[0].name"),
        (lambda value: first_tag(value).update(month="2025-13"), "families[0].tags[0].month"),
        (lambda value: first_tag(value).update(uses=["winning"]), "families[0].tags[0].uses"),
        (lambda value: first_tag(value).update(thinks="sometimes"), "families[0].tags[0].thinks"),
        (lambda value: first_tag(value).update(engine="yes"), "families[0].tags[0].engine"),
        (lambda value: first_tag(value)["shape"].update(groups=[[1, 2]]), "families[0].tags[0].shape.groups[0]"),
        (lambda value: first_tag(value).update(sources={"size": 10_000}), "families[0].tags[0].sources.size"),
        (lambda value: first_tag(value).update(instead="hf:gone"), "ollama:deepseek-r1:1.5b.instead"),
        (lambda value: value["families"].append(value["families"][0]), "ollama:deepseek-r1:1.5b"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(spoil: Spoil, where: str) -> None:
    value = shipped_json()
    spoil(value)
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(as_bytes(value))
    assert raised.value.where == where
    assert raised.value.why


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_catalogue_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_catalogue(data)


IMPOSSIBLE = (10**400, 2**63, 10**20, float("inf"), float("nan"), -1, 0, 1.5, True, "7", [1], {})


@pytest.mark.parametrize("field", ["size", "context"])
@pytest.mark.parametrize("number", IMPOSSIBLE)
def test_a_number_that_cannot_be_is_a_mistake(field: str, number: object) -> None:
    value = shipped_json()
    first_tag(value)[field] = number
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(as_bytes(value))
    assert raised.value.where == f"families[0].tags[0].{field}"


@pytest.mark.parametrize("number", [10**400, 2**31, -1, True, "7"])
def test_a_cache_that_cannot_be_is_a_mistake(number: object) -> None:
    value = shipped_json()
    first_tag(value)["shape"]["groups"] = [[1, number, 0]]
    with pytest.raises(CatalogueError):
        read_catalogue(as_bytes(value))


@pytest.mark.parametrize("text", ["x" * 100_000, "a\nb", "a\u202eb", "\ud800", "a\x00b"])
def test_a_text_that_cannot_be_shown_is_a_mistake(text: str) -> None:
    value = shipped_json()
    value["families"][0]["title"] = text
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(as_bytes(value))
    assert raised.value.where == "families[0].title"
    assert len(str(raised.value)) < 300


def test_lists_and_texts_may_be_as_long_as_is_said_and_no_longer() -> None:
    assert len(CatalogueFields({"aliases": ["tea"] * MOST_TEXTS}).read_texts("aliases")) == MOST_TEXTS
    with pytest.raises(CatalogueError, match="aliases"):
        CatalogueFields({"aliases": ["tea"] * (MOST_TEXTS + 1)}).read_texts("aliases")
    assert CatalogueFields({"name": "x" * LONGEST}).read_text("name") == "x" * LONGEST
    with pytest.raises(CatalogueError, match="name"):
        CatalogueFields({"name": "x" * (LONGEST + 1)}).read_text("name")
    assert len(CatalogueFields({"families": [1] * MOST_ITEMS}).read_items("families")) == MOST_ITEMS
    with pytest.raises(CatalogueError, match=r"families.* is longer than any"):
        CatalogueFields({"families": [1] * (MOST_ITEMS + 1)}).read_items("families")
    with pytest.raises(CatalogueError, match=r"families.* is not a list"):
        CatalogueFields({"families": "tea"}).read_items("families")
