"""The lineage of a model, from what a host tells of each."""

from __future__ import annotations

from teahouse.core.lineage import Origin, build_lineage, candidates, read_origin
from teahouse.core.model import ModelCard
from teahouse.core.workshop.records import RecordKind, WorkshopRecord

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64
CARDS = tuple(
    ModelCard(name, name, size, family="qwen3", parameters="8.2B", quantization=kind)
    for name, size, kind in (
        ("base:8b", 16, "F16"), ("small:8b", 5, "Q4_K_M"), ("pirate:latest", 5, "Q4_K_M"), ("twin:8b", 5, "Q4_K_M"),
    )
)  # fmt: skip


def test_a_tree_has_every_model_below_its_parent() -> None:
    origins = {
        "base:8b": Origin("", (A,)),
        "small:8b": Origin("base:8b", (B,)),
        "pirate:latest": Origin("small:8b", (B,)),
        "twin:8b": Origin("", (B,)),
    }
    lineage = build_lineage("small:8b", origins, CARDS)
    assert [(one.name, one.depth, one.same) for one in lineage.tree] == [
        ("base:8b", 0, False), ("small:8b", 1, True), ("pirate:latest", 2, True),
    ]  # fmt: skip
    assert [one.name for one in lineage.siblings] == ["twin:8b"]
    assert not lineage.is_alone
    assert build_lineage("base:8b", {"base:8b": Origin("", (A,))}, CARDS).is_alone


def test_a_parent_that_is_not_installed_is_named_and_a_circle_ends() -> None:
    lineage = build_lineage("pirate", {"pirate:latest": Origin("gone:1b")}, CARDS)
    assert [(one.name, one.installed) for one in lineage.tree] == [("gone:1b", False), ("pirate:latest", True)]
    circle = {"small:8b": Origin("twin:8b"), "twin:8b": Origin("small:8b")}
    assert {one.name for one in build_lineage("small:8b", circle, CARDS).tree} == {"small:8b", "twin:8b"}


def test_what_the_workshop_made_of_a_file_is_below_the_model_it_was_made_of() -> None:
    record = WorkshopRecord("1", "small:8b", "base:8b", RecordKind.QUANTIZATION, created=5.0)
    origins = {"base:8b": Origin("", (A,)), "pirate:latest": Origin("small:8b", (B,))}
    lineage = build_lineage("base:8b", origins, CARDS, [record])
    assert [(one.name, one.depth, one.kind, one.created) for one in lineage.tree] == [
        ("base:8b", 0, None, 0.0), ("small:8b", 1, RecordKind.QUANTIZATION, 5.0), ("pirate:latest", 2, None, 0.0),
    ]  # fmt: skip
    told = {**origins, "small:8b": Origin("twin:8b", (B,))}  # the host knows better
    assert build_lineage("small:8b", told, CARDS, [record]).tree[0].name == "twin:8b"


def test_weights_are_named_by_the_modelfile() -> None:
    shown = {
        "modelfile": f"# FROM x\nFROM /blobs/sha256-{'a' * 64}\nFROM /disk/mmproj.gguf\nSYSTEM x",
        "details": {"parent_model": "base:8b"},
    }
    assert read_origin(shown) == Origin("base:8b", (A, "/disk/mmproj.gguf"))
    assert read_origin({"details": {"parent_model": "/blobs/sha256-" + "a" * 64}}).parent == ""
    assert read_origin({"modelfile": "FROM base:8b"}).weights == ()


def test_models_of_the_same_architecture_and_size_may_be_related_the_nearest_first() -> None:
    other = ModelCard("other:1b", "o", 5, family="llama", parameters="1B")
    assert [card.name for card in candidates(CARDS[1], (*CARDS, other))] == ["pirate:latest", "twin:8b", "base:8b"]
