"""The choice of a model: which is used, which are unloaded for it, search by words, and thinking modes."""

from dataclasses import replace

import pytest

from teahouse.core.model import LoadedModel, ModelCard
from teahouse.services.models.events import MemoryEvent, ModelEntry, UsualFigures
from teahouse.ui.switcher import choice, words
from teahouse.ui.switcher.choice import ALWAYS, LEVELS, ON_OFF, effective_think, think_modes
from teahouse.ui.switcher.rows import score_model

GB = 1_000_000_000


def entry(name, size=5 * GB, *capabilities, usual=None):
    return ModelEntry(ModelCard(name, size=size, capabilities=frozenset(capabilities or ("completion",))), usual=usual)


INSTALLED = (entry("nomic-embed-text:latest", GB, "embedding"), entry("gemma3:4b"), entry("qwen3:8b"))


def test_the_conversations_model_comes_before_the_one_chosen_last():
    assert choice.choose_model(INSTALLED, "qwen3:8b", "gemma3:4b") == "qwen3:8b"


def test_a_model_that_was_installed_later_does_not_become_the_default():
    later = replace(INSTALLED[2], card=replace(INSTALLED[2].card, name="a:1b", modified_at="2026-11-30T12:00:00Z"))
    before = replace(INSTALLED[1], card=replace(INSTALLED[1].card, modified_at="2026-11-29T12:00:00Z"))
    assert choice.choose_model((later, before)) == "gemma3:4b"


def test_a_model_that_was_deleted_is_passed_over():
    assert choice.choose_model(INSTALLED, "llama3:8b", "qwen3:8b") == "qwen3:8b"


def test_without_a_wish_the_first_model_that_chats_is_asked():
    assert choice.choose_model(INSTALLED) == "gemma3:4b"


def test_a_model_that_only_embeds_is_never_asked():
    assert choice.choose_model(INSTALLED, "nomic-embed-text") == "gemma3:4b"


def test_a_wish_stands_until_the_list_has_come_and_then_there_may_be_none():
    assert choice.choose_model(None, "qwen3:8b") == "qwen3:8b"
    assert choice.choose_model(None) == ""
    assert choice.choose_model((), "qwen3:8b") == ""
    assert choice.choose_model(INSTALLED[:1], "qwen3:8b") == ""


def test_names_are_compared_as_models_not_as_letters():
    assert choice.choose_model((entry("mistral:latest"),), "mistral") == "mistral:latest"


def test_recent_models_have_the_newest_first_each_once_and_are_bounded():
    recent = ()
    for name in ("a:1", "b:1", "a:1", *(f"m{n}:1" for n in range(20))):
        recent = choice.recent_with(name, recent)
    assert recent[0] == "m19:1"
    assert len(recent) == len(set(recent)) == choice.RECENT_KEPT


def test_nothing_has_to_leave_while_the_model_fits():
    memory = MemoryEvent((LoadedModel("a:1", size=4 * GB),), total=24 * GB, available=12 * GB)
    assert choice.leaving_models(entry("qwen3:8b"), memory) == ()


def test_those_unused_for_longest_leave_first_and_no_more_than_needed():
    loaded = (
        LoadedModel("kept:1", size=9 * GB),
        LoadedModel("last:1", size=6 * GB, expires_at="2026-11-23T16:05:00Z"),
        LoadedModel("first:1", size=2 * GB, expires_at="2026-11-23T17:04:00+01:00"),
    )
    memory = MemoryEvent(loaded, total=24 * GB, available=GB)
    assert [one.name for one in choice.leaving_models(entry("qwen3:8b"), memory)] == ["first:1", "last:1"]


def test_on_a_computer_with_a_card_its_memory_is_what_counts():
    loaded = (LoadedModel("a:1", size=5 * GB, size_vram=4 * GB),)
    full = MemoryEvent(loaded, total=64 * GB, available=50 * GB, vram_total=8 * GB, vram_free=3 * GB)
    assert choice.leaving_models(entry("qwen3:8b"), full) == loaded
    assert choice.leaving_models(entry("qwen3:8b"), replace(full, vram_free=7 * GB)) == ()


def test_what_a_model_took_here_before_counts_more_than_its_file():
    memory = MemoryEvent((LoadedModel("a:1", size=4 * GB),), total=16 * GB, available=7 * GB)
    assert choice.leaving_models(entry("qwen3:8b"), memory) == ()
    assert choice.leaving_models(entry("qwen3:8b", usual=UsualFigures(20.0, 9 * GB, 3)), memory) == memory.loaded


def test_a_model_that_needs_more_than_the_whole_computer_has_is_too_big():
    memory = MemoryEvent((), total=24 * GB, available=GB)
    assert choice.is_too_big(entry("kimi-k2:1t", 24 * GB), choice.memory_capacity(memory))  # its file alone fills it
    assert not choice.is_too_big(entry("qwen3:8b", 5 * GB), choice.memory_capacity(memory))
    card = replace(memory, vram_total=24 * GB, vram_free=20 * GB)
    assert not choice.is_too_big(entry("gpt-oss:120b", 40 * GB), choice.memory_capacity(card))
    assert not choice.is_too_big(
        entry("kimi-k2:1t", 500 * GB), choice.memory_capacity(MemoryEvent(()))
    )  # another computer


def test_a_row_says_too_big_instead_of_who_leaves():
    assert words.memory_warning(too_big=True, names=("a:1",)) == "too big for this computer"
    assert words.memory_warning(too_big=False, names=("a:1",)) == "unloads a:1 first"
    assert words.memory_warning(too_big=False, names=()) == ""


def test_nothing_is_said_of_another_computers_memory():
    memory = MemoryEvent((LoadedModel("a:1", size=4 * GB),))
    assert choice.leaving_models(entry("qwen3:8b", 50 * GB), memory) == ()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("qwen", "qwen3:8b"),
        ("alibaba", "qwen3:8b"),
        ("通义千问", "qwen3:8b"),
        ("通义", "qwq:32b"),
        ("深度求索", "deepseek-r1:8b"),
        ("月之暗面", "kimi-k2.6:cloud"),
        ("moonshot", "kimi-k2.6:cloud"),
        ("智谱", "glm-4.7-flash:q4_K_M"),
        ("zhipu flash", "glm-4.7-flash:q4_K_M"),
        ("minimax", "minimax-m2.7:cloud"),
        ("混元", "hf.co/tencent/Hunyuan-7B-Instruct-GGUF:Q4"),
        ("q38", "qwen3:8b"),
        ("DSEEK", "deepseek-r1:8b"),
        ("thinking qwen", "qwen3:8b"),
    ],
)
def test_models_are_found_by_name_lab_and_what_they_can(words, name):
    card = ModelCard(name, quantization="Q4_K_M", capabilities=frozenset({"completion", "thinking"}))
    assert score_model(words, card)


@pytest.mark.parametrize("words", ["llama", "qwen vision", "8x", "腾讯"])
def test_a_word_that_fits_nowhere_hides_the_model(words):
    card = ModelCard("qwen3:8b", quantization="Q4_K_M", capabilities=frozenset({"completion", "thinking"}))
    assert score_model(words, card) is None


def test_letters_far_from_each_other_are_no_match():
    assert score_model("qb", ModelCard("qwen2.5-coder:7b")) is None
    assert score_model("q7", ModelCard("qw:7b"))


def test_a_name_that_begins_so_stands_before_one_that_only_contains_it():
    assert (
        score_model("qwen", ModelCard("qwen3:8b"))
        > score_model("qwen", ModelCard("my-qwen:8b"))
        > score_model("alibaba", ModelCard("qwen3"))
    )


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("qwen3:8b", ON_OFF),
        ("gpt-oss:20b", LEVELS),
        ("deepseek-r1:8b", ALWAYS),
        ("deepseek-v3.1:671b", ON_OFF),
        ("qwen3:4b-thinking-2507-q4_K_M", ALWAYS),
    ],
)
def test_the_ways_of_thinking_are_those_the_model_has(name, offered):
    assert think_modes(ModelCard(name, capabilities=frozenset({"completion", "thinking"}))) == offered


@pytest.mark.parametrize(
    ("name", "offered"),
    [("Qwen/Qwen3-32B", ON_OFF), ("openai/gpt-oss-120b", LEVELS), ("gpt-5.2", LEVELS), ("Qwen/QwQ-32B", ALWAYS)],
)
def test_a_server_that_takes_a_choice_of_thinking_is_offered_it(name, offered):
    assert think_modes(ModelCard(name, takes_thinking=True)) == offered
    assert think_modes(ModelCard(name)) == ()


def test_a_model_that_cannot_think_offers_nothing_and_is_asked_nothing():
    assert think_modes(ModelCard("gemma3:4b", capabilities=frozenset({"completion"}))) == ()
    assert effective_think(True, ()) is None


def test_a_wish_another_model_cannot_fulfil_falls_back_to_its_default():
    assert effective_think(False, LEVELS) == "medium"
    assert effective_think("high", ON_OFF) is True
    assert effective_think(False, ON_OFF) is False
