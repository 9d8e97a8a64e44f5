"""The built-in catalogue: complete in both languages, with correct statements about what cannot be pulled."""

from __future__ import annotations

import json
import re

import pytest

from fixtures.shipped_catalogue import FOLDER, find_tag, read_shipped
from teahouse.core.catalogue import Commercial, ListingState, Thinks, Words
from teahouse.core.labs import LABS
from teahouse.core.model import ModelName

HAN = re.compile(r"[\u3400-\u9fff]")
SIX = ["deepseek", "qwen", "kimi", "glm", "minimax", "hunyuan"]


def reads_in_both(words: Words) -> bool:
    return bool(HAN.search(words.chinese)) and not HAN.search(words.english) and words.english[0].isupper()


def test_the_six_labs_come_first_in_labs_and_in_families() -> None:
    assert [lab.id for lab in read_shipped().labs[:6]] == SIX
    order = [lab.id for lab in read_shipped().labs]
    families = [order.index(family.lab) for family in read_shipped().families]
    assert families == sorted(families)


def test_the_six_labs_have_their_chinese_names() -> None:
    names = [lab.chinese for lab in read_shipped().labs[:6]]
    assert names == ["DeepSeek 深度求索", "通义千问", "Kimi 月之暗面", "智谱 AI", "MiniMax", "腾讯混元"]
    assert all(lab.chinese for lab in read_shipped().labs)


def test_labs_are_those_of_the_one_table() -> None:
    ours = [(lab.id, lab.name, lab.chinese, lab.words) for lab in LABS]
    assert [(lab.id, lab.name, lab.chinese, lab.words) for lab in read_shipped().labs] == ours


def test_every_lab_and_every_use_has_something() -> None:
    assert {family.lab for family in read_shipped().families} == {lab.id for lab in read_shipped().labs}
    assert {use for each in read_shipped().tags for use in each.uses} == set(read_shipped().uses)


@pytest.mark.parametrize("family", read_shipped().families, ids=lambda family: family.id)
def test_every_family_says_in_both_languages_what_it_is_for(family) -> None:  # type: ignore[no-untyped-def]
    assert reads_in_both(family.words)
    assert family.words.english.endswith(".")
    assert family.words.chinese.endswith("。")
    assert len({each.label for each in family.tags}) == len(family.tags)


@pytest.mark.parametrize("licence", read_shipped().licences.values(), ids=lambda licence: licence.id)
def test_every_licence_has_plain_words_in_both_languages(licence) -> None:  # type: ignore[no-untyped-def]
    assert reads_in_both(licence.words)
    assert licence.chinese
    assert HAN.search(licence.chinese) or licence.id in ("apache-2.0", "mit", "cc-by-nc-4.0", "openmdw-1.1")
    assert ("territory" in licence.restrictions) == bool(licence.territory)
    assert (licence.commercial is Commercial.NO) == ("non-commercial" in licence.restrictions)


def test_every_reason_and_use_is_named_in_both_languages() -> None:
    assert set(read_shipped().states) == set(ListingState) - {ListingState.LIBRARY, ListingState.HUB}
    assert all(reads_in_both(words) for words in (*read_shipped().states.values(), *read_shipped().uses.values()))


def test_hunyuan_is_said_to_exclude_europe_britain_and_korea() -> None:
    licence = read_shipped().licences[find_tag("hf.co/bartowski/tencent_Hunyuan-7B-Instruct-GGUF:Q4_K_M").licence]
    assert licence.territory == "EU, UK, South Korea"
    assert all(place in licence.words.chinese for place in ("欧盟", "英国", "韩国"))


def test_what_can_be_fetched_has_a_name_and_what_cannot_has_a_reason() -> None:
    for each in read_shipped().tags:
        if each.downloadable:
            assert ModelName.parse(each.name).host == (
                "hf.co" if each.state is ListingState.HUB else "registry.ollama.ai"
            )
            assert read_shipped().why_not(each) is None
        else:
            words = read_shipped().why_not(each)
            assert words is not None
            assert reads_in_both(words)


def test_nearly_everything_in_the_library_has_its_size() -> None:
    library = [each for each in read_shipped().tags if each.state is ListingState.LIBRARY]
    assert [each.name for each in library if not each.size] == ["qwen3.8-flash-next:125b-a6b-q4_K_M"]
    assert sum(each.exact for each in library) > len(library) / 2
    assert all(each.size is None for each in read_shipped().tags if each.state is ListingState.CLOUD)


def test_every_fact_has_its_source_and_a_date() -> None:
    assert read_shipped().date == "2026-08-21"
    assert all(each.sources for each in read_shipped().tags)
    assert all(each.verified for each in read_shipped().tags if each.downloadable)
    assert find_tag("qwen3:8b").sources["size_bytes"].count("2026-02-16")


def test_a_licence_that_was_inferred_is_marked() -> None:
    assert any(field.startswith("licence") for field in find_tag("qwen3:8b").unverified)
    assert not any(field.startswith("licence") for field in find_tag("glm-4.7-flash:latest").unverified)


def test_small_models_under_a_research_licence_are_not_called_free() -> None:
    for name in ("qwen2.5-coder:3b", "qwen2.5vl:3b"):
        assert read_shipped().licences[find_tag(name).licence].commercial is Commercial.NO


@pytest.mark.parametrize(
    ("name", "thinks"),
    [
        ("deepseek-r1:8b", Thinks.ALWAYS),
        ("qwen3:8b", Thinks.SWITCHABLE),
        ("gpt-oss:20b", Thinks.LEVELS),
        ("qwen3.8:27b", Thinks.SWITCHABLE_LEVELS),
        ("llama3.2:3b", Thinks.NEVER),
    ],
)
def test_how_a_model_thinks_is_known(name: str, thinks: Thinks) -> None:
    assert find_tag(name).thinks is thinks
    assert bool(find_tag(name).levels) == (thinks in (Thinks.LEVELS, Thinks.SWITCHABLE_LEVELS))


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("qwen3:8b", True),
        ("deepseek-r1:8b", True),
        ("gemma3:270m", True),
        ("gemma3:4b", False),
        ("gpt-oss:20b", False),
        ("glm-4.7-flash:latest", False),
        ("hf.co/unsloth/GLM-4.7-Flash-GGUF:Q4_K_M", True),
        ("kimi-k2.6:cloud", False),
    ],
)
def test_whether_the_built_in_engine_runs_it_is_said(name: str, runs: bool) -> None:
    found = find_tag(name) if ":cloud" not in name else find_tag(f"ollama:{name}")
    assert found.engine is runs


def test_whether_the_engine_runs_an_architecture_depends_on_whose_file_it_is() -> None:
    assert read_shipped().engine_runs("qwen3", library=True) is True
    assert read_shipped().engine_runs("qwen35", library=True) is False
    assert read_shipped().engine_runs("qwen35", library=False) is True
    assert read_shipped().engine_runs("nobody's", library=False) is None


def test_what_is_offered_instead_runs_on_the_built_in_engine() -> None:
    offered = [each.instead for each in read_shipped().tags if each.instead]
    assert offered
    assert all(find_tag(name).engine and find_tag(name).downloadable for name in offered)


def test_the_words_are_those_of_the_words_file() -> None:
    words = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
    ours = {line[0]: (line[1], line[3], line[4]) for line in words["families"]}
    made = {each.id: (each.title, each.words.english, each.words.chinese) for each in read_shipped().families}
    assert made == ours  # else run packaging/catalogue.py
