"""The script that makes the catalogue: facts of each kind come out as what the app reads."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from teahouse.catalogue.reading import read_catalogue
from teahouse.core.catalogue import CacheGroup, Catalogue, ListingState, Thinks

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "resources" / "catalogue"
FACT: dict[str, Any] = {
    "id": "ollama:qwen3:8b", "kind": "ollama", "downloadable": True, "lab": "Qwen (Alibaba)", "family": "qwen3",
    "ollama": "qwen3:8b", "digest12": "0123456789ab", "size_gb": 5.2, "size_bytes": 5225388164, "quant": "Q4_K_M",
    "params_total_b": 8.19, "context_tokens": 40960, "capabilities": ["completion", "thinking"],
    "thinking": {"mode": "hybrid", "levels": []}, "licence": {"id": "apache-2.0"}, "gguf_arch": "qwen3",
    "best_for": ["chat"], "release_month": "2025-04", "verified": True, "unverified_fields": [],
    "source": {"licence": "read 2026-08-21"},
    "kv": {"type": "gqa", "layers": 36, "kv_heads": 8, "head_dim": 128, "fixed": 0},
}  # fmt: skip


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue_making", ROOT / "packaging" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fact(**changed: Any) -> dict[str, Any]:
    return {**copy.deepcopy(FACT), **changed}


def made(tool: ModuleType, *entries: dict[str, Any]) -> Catalogue:
    words = json.loads((SHIPPED / "words.json").read_text(encoding="utf-8"))
    words["families"] = [line for line in words["families"] if line[0] == "qwen3"]
    facts = {
        "meta": {"data_dates": {"ollama library": "2026-08-21 (newest)"}},
        "licences": {key: {"id": key, "name": key} for key in words["licences"]},
        "entries": [{**entry, "lab": words["labs"]["qwen"]} for entry in entries],
    }
    found = tool.catalogue(facts, {**words, "engine_instead": {}})
    assert tool._text(found) == tool._text(tool.catalogue(facts, {**words, "engine_instead": {}}))
    return read_catalogue(tool._text(found).encode())


def test_every_field_of_a_library_tag_is_carried_over(tool: ModuleType) -> None:
    (tag,) = made(tool, fact()).tags
    assert (tag.name, tag.label, tag.state, tag.size, tag.exact) == (
        "qwen3:8b",
        "8B",
        ListingState.LIBRARY,
        5225388164,
        True,
    )
    assert (tag.quantization, tag.parameters, tag.context) == ("Q4_K_M", 8.19, 40960)
    assert (tag.thinks, tag.licence, tag.month, tag.digest) == (
        Thinks.SWITCHABLE, "apache-2.0", "2025-04", "0123456789ab",
    )  # fmt: skip
    assert tag.shape is not None
    assert tag.shape.groups == (CacheGroup(36, 2048, 0),)
    assert (tag.engine, tag.verified, dict(tag.sources)) == (True, True, {"licence": "read 2026-08-21"})


def test_what_cannot_be_fetched_has_its_reason(tool: ModuleType) -> None:
    hub = {"kind": "hf-gguf", "hf_ref": "lab/repo", "downloadable": False, "ollama": "hf.co/lab/repo"}
    reasons = {
        "sharded: HF registry answers 400": ListingState.SPLIT,
        "needs llama.cpp newer than this": ListingState.UNSUPPORTED,
        "GGUF repo not confirmed": ListingState.MISSING,
    }
    entries = [fact(id=f"hf:{number}", pull_status=why, **hub) for number, why in enumerate(reasons)]
    entries.append(
        fact(id="ollama:qwen3:cloud", kind="ollama-cloud", ollama="qwen3:cloud", size_gb=None, size_bytes=None)
    )
    entries.append(fact(id="hf:ok", pull_status="single-file: pullable", **{**hub, "downloadable": True}))
    found = made(tool, *entries).tags
    assert [tag.state for tag in found] == [*reasons.values(), ListingState.CLOUD, ListingState.HUB]
    assert [bool(tag.name) for tag in found] == [False, False, False, False, True]


def test_cloud_names_that_are_gone_are_kept_apart(tool: ModuleType) -> None:
    gone = fact(
        id="ollama:qwen3:old-cloud", kind="ollama-cloud-retired", ollama="qwen3:old-cloud", last_seen="2026-07-14"
    )
    found = made(tool, fact(), gone)
    assert len(found.tags) == 1
    told = found.find_gone("Qwen3:old-cloud")
    assert told is not None
    assert told.last_seen == "2026-07-14"


def test_a_rounded_size_is_said_to_be_one_and_unknown_facts_stay_unknown(tool: ModuleType) -> None:
    (tag,) = made(tool, fact(size_bytes=None, params_total_b=None, context_tokens=None, kv=None)).tags
    assert (tag.size, tag.exact) == (5200000000, False)
    assert (tag.parameters, tag.context) == (None, None)


def test_a_family_without_words_stops_it(tool: ModuleType) -> None:
    with pytest.raises(SystemExit, match="no words for these families"):
        made(tool, fact(), fact(id="ollama:new:1b", family="new"))


def test_a_projector_is_downloaded_too(tool: ModuleType) -> None:
    hub = {"kind": "hf-gguf", "hf_ref": "lab/repo", "pull_status": "single-file: pullable", "size_bytes": 1000}
    plain, seeing, rounded = made(
        tool,
        fact(id="hf:a", ollama="hf.co/lab/a", **hub),
        fact(id="hf:b", ollama="hf.co/lab/b", mmproj="b.gguf", mmproj_bytes=200, quant="Q8_0", **hub),
        fact(
            id="hf:c", ollama="hf.co/lab/c", mmproj="c.gguf", mmproj_bytes=200, quant="F16",
            unverified_fields=["mmproj_bytes (rounded)"], **hub,
        ),
    ).tags  # fmt: skip
    assert [(tag.size, tag.exact) for tag in (plain, seeing, rounded)] == [(1000, True), (1200, True), (1200, False)]


@pytest.mark.parametrize(
    ("second", "mistake"),
    [
        ({"ollama": "qwen3:8b", "quant": "Q8_0"}, "name twice: qwen3:8b"),
        ({"id": "ollama:qwen3:8b", "ollama": "qwen3:4b"}, "id twice: ollama:qwen3:8b"),
        ({"ollama": "qwen3:4b", "release_month": "2027-01"}, "month in the future: ollama:other 2027-01"),
        ({"ollama": "qwen3:4b", "licence": {"id": "own"}}, "licence without words: ollama:other own"),
        ({"ollama": "qwen3:4b", "best_for": ["cooking"]}, "use without words: ollama:other cooking"),
    ],
)
def test_a_mistake_in_the_facts_is_found(tool: ModuleType, second: dict[str, Any], mistake: str) -> None:
    words = json.loads((SHIPPED / "words.json").read_text(encoding="utf-8"))
    words = {**words, "families": [line for line in words["families"] if line[0] == "qwen3"], "engine_instead": {}}
    entries = [{**entry, "lab": words["labs"]["qwen"]} for entry in (fact(), fact(**{"id": "ollama:other", **second}))]
    facts = {
        "meta": {"data_dates": {"ollama library": "2026-08-21"}},
        "licences": {key: {"id": key, "name": key} for key in words["licences"]},
        "entries": entries,
    }
    assert mistake in tool.find_mistakes(tool.catalogue(facts, words), words, "2026-11")


def test_the_catalogue_that_is_shipped_has_no_mistake(tool: ModuleType) -> None:
    words = json.loads((SHIPPED / "words.json").read_text(encoding="utf-8"))
    shipped = json.loads((SHIPPED / "catalogue.json").read_text(encoding="utf-8"))
    assert tool.find_mistakes(shipped, words, "2026-11") == []
