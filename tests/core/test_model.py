from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.refusals import refusal
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import Capability, LoadedModel, ModelCard, ModelName, same_model
from teahouse.core.untrusted import clean_text

_ASCII = string.ascii_letters + string.digits
_PARTS = st.builds("".join, st.tuples(st.sampled_from(_ASCII + "_"), st.text(_ASCII + "_.-", max_size=20)))
_NAMESPACES = st.builds("".join, st.tuples(st.sampled_from(_ASCII + "_"), st.text(_ASCII + "_-", max_size=20)))
_HOSTS = st.sampled_from(["registry.ollama.ai", "hf.co", "localhost:5000", "my-registry.example"])
_NAMES = st.builds(
    ModelName, _HOSTS, st.one_of(st.just("library"), _NAMESPACES), _PARTS, st.one_of(st.just("latest"), _PARTS)
)


@given(name=_NAMES)
def test_a_name_is_read_back_from_its_short_and_its_full_form(name: ModelName) -> None:
    assert ModelName.parse(name.full) == name
    assert ModelName.parse(name.short) == name
    assert len(name.short) <= len(name.full)


@given(text=st.text(max_size=60))
def test_any_text_is_a_name_or_a_trouble_that_quotes_it(text: str) -> None:
    trouble = refusal(lambda: ModelName.parse(text))
    if trouble is None:
        assert ModelName.parse(ModelName.parse(text).full) == ModelName.parse(text)
    else:
        assert trouble.problem is Problem.MODEL_NAME_INVALID
        assert trouble.facts["model"] == clean_text(text)


@pytest.mark.parametrize(
    ("typed", "short"),
    [
        ("qwen3", "qwen3:latest"),
        (" qwen3:8b\n", "qwen3:8b"),
        ("library/qwen3:8b", "qwen3:8b"),
        ("registry.ollama.ai/library/qwen3:8b", "qwen3:8b"),
        ("https://registry.ollama.ai/library/qwen3:8b", "qwen3:8b"),
        ("someone/qwen3", "someone/qwen3:latest"),
        ("hf.co/user/Repo-GGUF:Q4_K_M", "hf.co/user/Repo-GGUF:Q4_K_M"),
        ("localhost:5000/team/model:1.0", "localhost:5000/team/model:1.0"),
    ],
)
def test_names_are_shown_as_short_as_they_can_be(typed: str, short: str) -> None:
    assert ModelName.parse(typed).short == short


@pytest.mark.parametrize(
    "text", ["", " ", ":", "a b", "qwen3:", "/", "a/", "/a", "a//b", "a/b/c/d", "名前", "a:b:c", "-a", "a\0b", "a" * 81]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(Trouble):
        ModelName.parse(text)


def test_names_are_the_same_whatever_is_left_out_or_capital() -> None:
    assert same_model("qwen3", "registry.ollama.ai/library/QWEN3:latest")
    assert not same_model("qwen3", "qwen3:8b")
    assert not same_model("someone/qwen3", "qwen3")
    assert not same_model("", "")


def test_a_model_chats_if_it_says_so_or_says_nothing() -> None:
    assert ModelCard("m").chats
    assert ModelCard("m", capabilities=frozenset({"completion", "tools"})).chats
    embedding = ModelCard("m", capabilities=frozenset({"embedding"}))
    assert not embedding.chats
    assert embedding.has_capability(Capability.EMBEDDING)


def test_what_is_not_on_the_gpu_is_in_ram_and_never_less_than_nothing() -> None:
    assert LoadedModel("m", size=10, size_vram=4).size_ram == 6
    assert LoadedModel("m", size=4, size_vram=10).size_ram == 0


def test_a_model_in_memory_of_which_nothing_more_is_told_takes_nothing() -> None:
    model = LoadedModel("tea")
    assert (model.digest, model.size, model.size_vram, model.size_ram) == ("", 0, 0, 0)
    assert (model.context_length, model.expires_at) == (None, "")


def test_looking_for_names_again_and_again_reads_each_of_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = ModelName.parse
    monkeypatch.setattr(ModelName, "parse", lambda text: read.append(text) or parse(text))
    names = [f"once{number}:1b" for number in range(2000)]
    for _ in range(50):
        assert not any(same_model(name, "not-there:1b") for name in names)
    assert len(read) == len(names) + 1
