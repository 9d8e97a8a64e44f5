"""Caches of architectures: each figure is llama.cpp's own rule or a published one."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.headers import built
from fixtures.models import gemma3_file, smollm2_file
from fixtures.shipped_catalogue import find_tag, read_shipped
from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import Architecture, from_header, from_show, from_tag, likely_size
from teahouse.core.catalogue import CacheGroup
from teahouse.core.fit import memory_need

MIB = 1 << 20


def cache(model: Architecture, context: int) -> float:
    return memory_need(model, context).cache / MIB


def test_heads_are_as_long_as_the_file_says_not_as_their_number_suggests() -> None:
    model = built("qwen3", block_count=36, embedding_length=2560, attention__head_count=32, attention__head_count_kv=8,
                  attention__key_length=128, attention__value_length=128)  # fmt: skip
    assert model.groups == (CacheGroup(36, 2048),)
    assert cache(model, 4096) == 576


def test_where_the_file_is_silent_heads_share_the_width() -> None:
    model = built("llama", block_count=30, embedding_length=576, attention__head_count=9, attention__head_count_kv=3)
    assert cache(model, 4096) == 90  # what llama.cpp says of SmolLM2-135M


def read_for_a_token(*tensors: tuple[str, int], **keys: object) -> int:
    """Bytes of these tensors (names, and kilobytes of whole numbers of 8 bits) that one token needs."""
    named = {f"llama.{name}": value for name, value in {"block_count": 2, **keys}.items()}
    shown = [{"name": name, "type": "I8", "shape": [kilobytes * 1024]} for name, kilobytes in tensors]
    size = sum(kilobytes * 1024 for _, kilobytes in tensors)
    return from_show({"general.architecture": "llama", **named}, shown, size).active // 1024


def test_a_token_reads_every_layer_and_of_the_table_of_tokens_only_its_row() -> None:
    layers = (("blk.0.attn_q.weight", 10), ("blk.1.attn_q.weight", 20), ("output_norm.weight", 1))
    assert read_for_a_token(("token_embd.weight", 500), *layers, ("output.weight", 100)) == 131
    assert read_for_a_token(("token_embd.weight", 500), *layers) == 531  # the table is the output, too


def test_a_token_reads_no_vision_and_no_layer_that_guesses_ahead() -> None:
    mine = (("blk.0.attn_q.weight", 10), ("output.weight", 100))
    others = (("v.blk.0.attn_q.weight", 50), ("mm.input.weight", 50), ("a.conv.weight", 50))
    assert read_for_a_token(*mine, *others) == 110
    assert read_for_a_token(*mine, ("per_layer_token_embd.weight", 70)) == 110
    assert (
        read_for_a_token(*mine, ("blk.1.attn_q.weight", 7), ("blk.2.nextn.weight", 70), nextn_predict_layers=0) == 117
    )


def test_a_token_reads_its_share_of_the_experts() -> None:
    tensors = (("blk.0.ffn_up_exps.weight", 80), ("blk.0.attn_q.weight", 10), ("output.weight", 100))
    assert read_for_a_token(*tensors, expert_count=8, expert_used_count=2) == 130


def test_a_sliding_window_keeps_a_window_and_a_batch() -> None:
    model = built("gemma3", block_count=34, attention__head_count=8, attention__head_count_kv=4,
                  attention__key_length=256, attention__value_length=256, attention__sliding_window=1024)  # fmt: skip
    assert model.groups == (CacheGroup(29, 2048, 1024), CacheGroup(5, 2048))
    assert cache(model, 131072) == 2560 + 174  # published with Ollama's pull request 17037
    assert cache(model, 512) == cache(model, 256) * 2  # shorter than the window: it grows like any other


def test_a_window_in_a_family_that_runs_without_it_is_ignored() -> None:
    model = built("llama", block_count=2, attention__head_count=4, attention__key_length=64,
                  attention__value_length=64, attention__sliding_window=4096)  # fmt: skip
    assert [group.window for group in model.groups] == [0]


def test_a_file_may_say_layer_by_layer_what_it_sees() -> None:
    model = built("gemma4", block_count=4, attention__head_count=8, attention__head_count_kv=[8, 8, 8, 1],
                  attention__key_length=512, attention__value_length=512, attention__key_length_swa=256,
                  attention__value_length_swa=256, attention__sliding_window=1024,
                  attention__sliding_window_pattern=[True, True, True, False])  # fmt: skip
    assert model.groups == (CacheGroup(3, 4096, 1024), CacheGroup(1, 1024))


def test_layers_that_share_their_cache_are_not_counted() -> None:
    keys = {"block_count": 30, "attention__head_count": 8, "attention__key_length": 256, "attention__value_length": 256}
    alone, shared = built("gemma3n", **keys), built("gemma3n", **keys, attention__shared_kv_layers=10)
    assert cache(shared, 4096) == cache(alone, 4096) * 2 / 3


def test_latent_attention_keeps_one_short_vector_a_layer() -> None:
    model = built("deepseek2", block_count=61, attention__head_count=128, attention__head_count_kv=1,
                  attention__key_length=576, attention__value_length=512, attention__key_length_mla=192,
                  attention__value_length_mla=128, attention__kv_lora_rank=512)  # fmt: skip
    assert model.groups == (CacheGroup(61, 576),)


def test_an_old_file_of_the_same_family_keeps_all_heads() -> None:
    model = built("deepseek2", block_count=27, attention__head_count=16, attention__head_count_kv=16,
                  attention__key_length=192, attention__value_length=128)  # fmt: skip
    assert model.groups == (CacheGroup(27, 16 * 320),)


def test_a_hybrid_grows_with_a_quarter_of_its_layers_and_has_a_fixed_state() -> None:
    model = built("qwen3next", block_count=48, attention__head_count=16, attention__head_count_kv=2,
                  attention__key_length=256, attention__value_length=256, ssm__conv_kernel=4, ssm__inner_size=4096,
                  ssm__state_size=128, ssm__group_count=16, ssm__time_step_rank=32)  # fmt: skip
    assert model.groups == (CacheGroup(12, 1024),)
    assert model.state == 79_036_416 == find_tag("qwen3-next:80b").shape.state  # type: ignore[union-attr]


def test_a_hybrid_may_say_layer_by_layer_which_layers_attend() -> None:
    model = built("granitehybrid", block_count=4, attention__head_count=12, attention__head_count_kv=[0, 0, 4, 0],
                  attention__key_length=128, attention__value_length=128, ssm__conv_kernel=4, ssm__inner_size=64,
                  ssm__state_size=16, ssm__group_count=1)  # fmt: skip
    assert model.groups == (CacheGroup(1, 1024),)
    assert model.state == 3 * 4 * (3 * (64 + 32) + 16 * 64)


def test_an_encoder_keeps_nothing() -> None:
    assert built("bert", block_count=12, attention__head_count=12, embedding_length=384).groups == ()


def test_layers_that_guess_ahead_keep_nothing() -> None:
    keys = {"attention__head_count": 8, "attention__key_length": 128, "attention__value_length": 128}
    ahead = built("glm4moe", block_count=47, nextn_predict_layers=1, **keys)
    assert [group.layers for group in ahead.groups] == [46]


def test_weights_are_the_tensors_of_the_file() -> None:
    for file in (smollm2_file(), gemma3_file()):
        header = read_gguf_header(file)
        model = from_header(header)
        assert model.weights == sum(tensor.size for tensor in header.tensors)
        assert 0.98 < (model.weights + header.length) / header.size <= 1


def test_both_real_models_read_every_weight_for_a_token() -> None:
    model = from_header(read_gguf_header(smollm2_file()))
    assert model.active == model.weights  # its table of tokens is its output, too


def test_of_experts_only_the_active_are_read() -> None:
    model = built("qwen3moe", size=1000, block_count=2, expert_count=128, expert_used_count=8)
    assert model.active == round(1000 * 8 / 128)


def test_what_is_only_listed_is_as_wide_as_models_of_its_size_are() -> None:
    eight = replace(find_tag("qwen3:8b"), parameters=8.0, active=None)
    model = from_tag(eight)
    assert model is not None
    assert model.width == 4000
    sparse = from_tag(replace(eight, parameters=64.0, active=8.0))
    assert sparse is not None
    assert (sparse.width, sparse.active) == (4000, round(sparse.weights / 8))


def test_a_size_nobody_published_is_told_by_weights_and_quantization_as_sizes_that_are_known() -> None:
    known: dict[str, list[float]] = {}
    for each in read_shipped().tags:
        if (
            each.size
            and each.parameters
            and each.exact
            and "vision" not in each.capabilities  # a projector is downloaded too, and is no part of the weights
            and each.quantization in ("F16", "BF16", "Q8_0", "Q4_K_M", "Q4_0")
        ):
            known.setdefault(each.quantization, []).append(likely_size(replace(each, size=None)) / each.size)
    assert len(known) == 5
    for quantization, ratios in known.items():
        assert median(ratios) == pytest.approx(1, abs=0.03), quantization
    big = replace(find_tag("qwen3:8b"), size=None, parameters=100.0)
    gigabytes = {"MXFP4": 53.75, "UD-Q2_K_XL": 37.5, "Q4_K_M": 61.25, "": 61.25, "new": 61.25}
    assert {name: likely_size(replace(big, quantization=name)) / 1e9 for name in gigabytes} == gigabytes
    assert likely_size(replace(big, parameters=None)) == 0


@pytest.mark.parametrize("each", read_shipped().tags, ids=lambda each: each.id)
def test_every_tag_of_the_catalogue_becomes_a_model_or_is_not_known(each) -> None:  # type: ignore[no-untyped-def]
    model = from_tag(each)
    if model is None:
        assert each.size is None
        assert each.parameters is None
        return
    assert 0 < model.active <= model.weights
    assert model.weights == each.size or model.estimated
    assert memory_need(model, 4096).total > model.weights


def test_what_the_catalogue_does_not_know_is_marked() -> None:
    builds = [from_tag(find_tag(name)) for name in ("granite4:1b", "gemma3:1b", "qwen3:8b")]  # unknown, recalled, seen
    assert [build is not None and build.estimated for build in builds] == [True, True, False]


def test_the_catalogue_and_the_file_agree_on_what_a_cache_takes() -> None:
    for name, file in (("smollm2:135m", smollm2_file()), ("gemma3:270m", gemma3_file())):
        listed, read = from_tag(find_tag(name)), from_header(read_gguf_header(file))
        assert listed is not None
        assert [memory_need(listed, each).cache for each in (512, 4096, 8192)] == [
            memory_need(read, each).cache for each in (512, 4096, 8192)
        ]


_MODELS = st.sampled_from([model for each in read_shipped().tags if (model := from_tag(each)) is not None])


@given(model=_MODELS, context=st.integers(1, 2_000_000), more=st.integers(0, 1_000_000))
def test_more_context_never_needs_less(model: Architecture, context: int, more: int) -> None:
    assert memory_need(model, context).total <= memory_need(model, context + more).total


_ANY = st.one_of(
    st.none(), st.integers(-5, 10**12), st.text(max_size=5), st.lists(st.integers(0, 9), max_size=5), st.booleans()
)


@given(
    keys=st.dictionaries(
        st.sampled_from(
            [
                "block_count",
                "attention.head_count",
                "attention.head_count_kv",
                "attention.key_length",
                "context_length",
                "attention.sliding_window",
                "attention.sliding_window_pattern",
                "ssm.inner_size",
                "expert_count",
                "expert_used_count",
                "nextn_predict_layers",
                "attention.shared_kv_layers",
                "full_attention_interval",
            ]
        ),
        _ANY,
    ),
    name=st.sampled_from(["llama", "gemma3", "qwen35", "nemotron_h", "deepseek2"]),
)
def test_a_header_may_say_anything(keys: dict[str, object], name: str) -> None:
    model = built(name, 10**9, **{key.replace(".", "__"): value for key, value in keys.items()})
    assert memory_need(model, 4096).total >= 10**9
