"""A Modelfile is written and read again unchanged, and Ollama's own are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.ollama_recordings import read_recording
from teahouse.core.details import read_details, read_parameters
from teahouse.core.errors import Problem, Trouble
from teahouse.core.lineage import read_origin
from teahouse.core.model_structure import read_structure
from teahouse.core.modelfile import Modelfile, read_modelfile

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=40).filter(
    lambda text: '"""' not in text and not text.endswith('"') and not text.startswith('"')
)
WHOLE = Modelfile(
    "qwen3:8b",
    system='You are "a pirate".\nAlways.',
    template="{{ .Prompt }}\n",
    license="MIT",
    parameters=(("temperature", "0.7"), ("stop", "<|im_end|>"), ("stop", " spaced "), ("num_ctx", "8192")),
    messages=(("user", "Hi"), ("assistant", "Ahoy.\nWho goes there?")),
    adapter="./pirate.gguf",
)


def test_what_is_written_is_read_back() -> None:
    assert read_modelfile(WHOLE.format_text()) == WHOLE


@given(
    st.builds(
        Modelfile,
        base=st.from_regex(r"[a-z][a-z0-9./:-]{0,20}", fullmatch=True),
        system=texts,
        template=texts,
        parameters=st.lists(st.tuples(st.sampled_from(["stop", "top_p"]), texts)).map(tuple),
        messages=st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), texts)).map(tuple),
    )
)
def test_whatever_is_written_is_read_back(modelfile: Modelfile) -> None:
    assert read_modelfile(modelfile.format_text()) == modelfile


def test_a_daemons_own_modelfile_is_read() -> None:
    shown = read_recording("show.json")
    modelfile = read_modelfile(shown["modelfile"])
    assert modelfile.base.endswith("sha256-941f309b54caaad6747569ba43712bcde44a2be3bae16c3282ff499c37c54af5")
    assert (modelfile.system, modelfile.template) == (shown["system"], shown["template"])
    assert modelfile.parameters == (("stop", "<|im_end|>"), ("temperature", "0.2"), ("top_p", "0.9"))
    assert modelfile.license == "Apache-2.0"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("SYSTEM hello", 1),
        ("FROM a\nnonsense", 2),
        ("FROM a\nFLY me", 2),
        ("FROM a\n\n# fine\nPARAMETER stop", 4),
        ('FROM a\nSYSTEM """never closed', 2),
        ("FROM a\nMESSAGE robot hello", 2),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Trouble) as caught:
        read_modelfile(text)
    assert (caught.value.problem, caught.value.facts["line"]) == (Problem.MODELFILE_UNREADABLE, line)


@given(st.text(max_size=200))
def test_any_text_is_a_modelfile_or_refused(text: str) -> None:
    try:
        read_modelfile(text)
    except Trouble as trouble:
        assert trouble.problem is Problem.MODELFILE_UNREADABLE  # noqa: PT017 - anything may come, or nothing


def test_a_daemon_is_asked_with_typed_parameters() -> None:
    body = WHOLE.build_body("pirate")
    assert (body["model"], body["from"], body["system"]) == ("pirate", "qwen3:8b", WHOLE.system)
    assert body["parameters"] == {"temperature": 0.7, "stop": ["<|im_end|>", " spaced "], "num_ctx": 8192}
    assert body["messages"][1] == {"role": "assistant", "content": "Ahoy.\nWho goes there?"}
    assert Modelfile("a").build_body("b") == {"model": "b", "from": "a"}
    with pytest.raises(Trouble) as caught:
        Modelfile("a", parameters=(("top_k", "many"),)).build_body("b")
    assert caught.value.facts["option"] == "top_k"


def test_a_recorded_model_is_told_in_detail() -> None:
    details = read_details("smollm2:135m", read_recording("show.json"))
    assert (details.architecture, details.layers, details.quantization) == ("llama", 30, "Q4_1")
    assert details.parameters == (("top_p", "0.9"), ("stop", "<|im_end|>"), ("temperature", "0.2"))
    assert details.blob == "sha256:941f309b54caaad6747569ba43712bcde44a2be3bae16c3282ff499c37c54af5"
    assert sum(tensor.size for tensor in details.tensors) == pytest.approx(98_362_432, rel=0.03)


def test_every_figure_of_a_model_is_taken_from_its_own_place() -> None:
    keys = {"block_count": 1, "context_length": 2, "embedding_length": 3, "attention.head_count": 4}
    keys |= {"attention.head_count_kv": 5, "expert_count": 6, "expert_used_count": 7}
    told = {
        "details": {"family": "fam", "parameter_size": "8B", "quantization_level": "Q4_K_M", "parent_model": "base"},
        "model_info": {
            "general.architecture": "llama",
            **{f"llama.{key}": value for key, value in keys.items()},
            "tokenizer.ggml.model": "gpt2",
            "tokenizer.ggml.pre": "smollm",
        },
        "modified_at": "2026-01-01",
        "template": "{{ x }}",
        "system": "Only tea.",
        "license": "MIT",
    }
    found = read_details("tea", told)
    assert (found.layers, found.context_length, found.embedding_length) == (1, 2, 3)
    assert (found.heads, found.kv_heads, found.experts, found.experts_used) == (4, 5, 6, 7)
    assert (found.family, found.parameter_size, found.quantization, found.parent) == ("fam", "8B", "Q4_K_M", "base")
    assert (found.model, found.architecture, found.tokenizer) == ("tea", "llama", "gpt2 smollm")
    assert (found.modified_at, found.template, found.system, found.licence) == (
        "2026-01-01", "{{ x }}", "Only tea.", "MIT",
    )  # fmt: skip


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("details", "model_info", "tensors", "parameters", "messages", "capabilities", "template", "modelfile")


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_whatever_a_daemon_says_is_no_failure_of_ours(shown: dict[str, object]) -> None:
    details = read_details("x", shown)
    assert all(tensor.size >= 0 for tensor in details.tensors)
    structure = read_structure(details)
    assert len(structure.order) == sum(len(group.numbers) for group in structure.groups)
    assert read_origin(shown).parent in (details.parent, "")


def test_parameters_are_read_line_by_line() -> None:
    assert read_parameters('stop     "a b"\nstop "\\"q\\""\nnum_ctx 5\n\nodd') == (
        ("stop", "a b"),
        ("stop", '"q"'),
        ("num_ctx", "5"),
    )
