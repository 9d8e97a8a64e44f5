"""Writes resources/engine/check.gguf, the model that checks a graphics card.

A llama of two layers with random weights in the usual formats (F16, Q8_0, Q4_0), which pools its input to one embedding
of 64 numbers. Run it with the test environment: `python packaging/check_model.py`.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
from gguf.quants import quantize

TARGET = Path(__file__).parents[1] / "resources" / "engine" / "check.gguf"
WIDTH, HEADS, INNER, LAYERS, CONTEXT = 64, 4, 128, 2, 512
WORDS = ("tea", "house", "leaf", "cup")


def write_model(target: Path) -> None:
    """Write the model to `target`."""
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_name("check")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    tokens += ["\u2581".encode() + word.encode() for word in WORDS]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([2, 3, 3, *([6] * 256), *([1] * len(WORDS))])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    random = np.random.default_rng(1)

    def add(name: str, kind: gguf.GGMLQuantizationType, *shape: int) -> None:
        values = (random.standard_normal(shape) * 0.3).astype(np.float32)
        writer.add_tensor(name, quantize(values, kind), raw_dtype=kind)

    kinds = gguf.GGMLQuantizationType
    add("token_embd.weight", kinds.F16, len(tokens), WIDTH)
    add("output_norm.weight", kinds.F32, WIDTH)
    add("output.weight", kinds.Q8_0, len(tokens), WIDTH)
    for layer in range(LAYERS):
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}.weight", kinds.Q8_0, WIDTH, WIDTH)
        add(f"blk.{layer}.attn_norm.weight", kinds.F32, WIDTH)
        add(f"blk.{layer}.ffn_norm.weight", kinds.F32, WIDTH)
        add(f"blk.{layer}.ffn_gate.weight", kinds.Q4_0, INNER, WIDTH)
        add(f"blk.{layer}.ffn_up.weight", kinds.Q4_0, INNER, WIDTH)
        add(f"blk.{layer}.ffn_down.weight", kinds.Q4_0, WIDTH, INNER)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    write_model(TARGET)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
