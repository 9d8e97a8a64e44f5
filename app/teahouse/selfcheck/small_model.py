"""A model of 115 kB with random weights, made on the spot: enough to see whether the engine can load and compute.

It is a llama of one layer with a vocabulary of bytes; what it says is noise. Format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
"""

from __future__ import annotations

import hashlib
import json
import random
import struct
from array import array
from pathlib import Path

NAME = "self-check:latest"
ALIGNMENT = 32
WIDTH, HEADS, INNER, CONTEXT = 32, 4, 64, 512
TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_UNKNOWN, _CONTROL, _BYTE = 2, 3, 6  # kinds of token

TOKENS = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
KINDS = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256]
TENSORS = {
    "token_embd.weight": (WIDTH, len(TOKENS)),
    "output_norm.weight": (WIDTH,),
    "output.weight": (WIDTH, len(TOKENS)),
    **{f"blk.0.attn_{part}.weight": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")},
    "blk.0.attn_norm.weight": (WIDTH,),
    "blk.0.ffn_norm.weight": (WIDTH,),
    "blk.0.ffn_gate.weight": (WIDTH, INNER),
    "blk.0.ffn_up.weight": (WIDTH, INNER),
    "blk.0.ffn_down.weight": (INNER, WIDTH),
}


def lay_out(models: Path) -> str:
    """Put the model into a models folder laid out as Ollama's; returns its name."""
    blobs = models / "blobs"
    blobs.mkdir(parents=True)
    config = {"model_format": "gguf", "model_family": "llama", "model_families": ["llama"], "file_type": "F32"}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": _blob(blobs, "docker.container.image.v1+json", json.dumps(config).encode()),
        "layers": [_blob(blobs, "ollama.image.model", gguf())],
    }
    model, _, tag = NAME.partition(":")
    target = models / "manifests" / "registry.ollama.ai" / "library" / model / tag
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(manifest))
    return NAME


def gguf() -> bytes:
    """The whole file."""
    keys = _keys()
    head = b"GGUF" + struct.pack("<IQQ", 3, len(TENSORS), len(keys)) + b"".join(keys)
    chance, data = random.Random(1), b""
    for name, shape in TENSORS.items():
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        data += array("f", (chance.gauss(0.0, 0.1) for _ in range(count))).tobytes()
    return head + b"\0" * (-len(head) % ALIGNMENT) + data


def _keys() -> list[bytes]:
    numbers = {
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "block_count": 1,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": HEADS,
        "rope.dimension_count": WIDTH // HEADS,
    }
    return [
        _key("general.architecture", _STRING, _text("llama")),
        *(_key(f"llama.{name}", _UINT32, struct.pack("<I", value)) for name, value in numbers.items()),
        _key("llama.attention.layer_norm_rms_epsilon", _FLOAT32, struct.pack("<f", 1e-5)),
        _key("tokenizer.ggml.model", _STRING, _text("llama")),
        _key("tokenizer.ggml.tokens", _ARRAY, _array(_STRING, [_text(token) for token in TOKENS])),
        _key("tokenizer.ggml.scores", _ARRAY, _array(_FLOAT32, [struct.pack("<f", 0.0)] * len(TOKENS))),
        _key("tokenizer.ggml.token_type", _ARRAY, _array(_INT32, [struct.pack("<i", kind) for kind in KINDS])),
        _key("tokenizer.ggml.bos_token_id", _UINT32, struct.pack("<I", 1)),
        _key("tokenizer.ggml.eos_token_id", _UINT32, struct.pack("<I", 2)),
        _key("tokenizer.chat_template", _STRING, _text(TEMPLATE)),
    ]


def _key(name: str, kind: int, value: bytes) -> bytes:
    return _text(name) + struct.pack("<I", kind) + value


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _array(kind: int, items: list[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(items)) + b"".join(items)


def _blob(blobs: Path, media_type: str, data: bytes) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    (blobs / f"sha256-{digest}").write_bytes(data)
    return {"mediaType": f"application/vnd.{media_type}", "digest": f"sha256:{digest}", "size": len(data)}
