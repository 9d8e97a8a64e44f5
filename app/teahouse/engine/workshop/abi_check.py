"""Checks that the library is the one that `abi` describes, before a job uses it: sizes and defaults of structures, and
a tiny model whose tokens, tensors, logits and weights are known.

The model has one layer that adds nothing. Token n is embedded as the bits of n, ±1, and the output finds the token
whose predecessor it is: n+1.
"""

from __future__ import annotations

import ctypes
import struct
from pathlib import Path
from typing import Any

from teahouse.engine.hardware import missing_instructions
from teahouse.engine.workshop.abi import ContextParams, ModelParams, NativeLibrary, TensorStruct
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel
from teahouse.engine.workshop.temporary_folder import create_folder

_OBJECT = 32  # sizeof(struct ggml_object), which precedes every tensor
_WIDTH, _TOKENS = 32, 259
_MODEL_DEFAULTS = {"n_gpu_layers": -1, "split_mode": 1, "load_mode": -1, "lazy_mode": 1, "use_extra_bufts": True}
_CONTEXT_DEFAULTS = {
    "n_ctx": 512, "n_batch": 2048, "n_ubatch": 512, "n_seq_max": 1, "n_outputs_max_per_seq": 1, "n_threads": 4,
    "n_threads_batch": 4, "rope_scaling_type": -1, "pooling_type": -1, "attention_type": -1, "flash_attn_type": -1,
    "yarn_ext_factor": -1.0, "yarn_attn_factor": -1.0, "yarn_beta_fast": -1.0, "yarn_beta_slow": -1.0,
    "defrag_thold": -1.0, "type_k": 1, "type_v": 1, "offload_kqv": True, "no_perf": True, "op_offload": True,
    "swa_full": True,
}  # fmt: skip


def check_processor() -> None:
    """Raise `JobError` cpu where the library would end the process with an illegal instruction."""
    if lacking := missing_instructions():
        raise JobError("cpu", f"This processor lacks instructions that llama.cpp needs: {' '.join(lacking)}.")


def check_library(library: NativeLibrary) -> None:
    """Raise `JobError` abi where the library differs from what `abi` says (some milliseconds)."""
    _check_defaults(library.c.llama_model_default_params(), ModelParams, _MODEL_DEFAULTS)
    _check_defaults(library.c.llama_context_default_params(), ContextParams, _CONTEXT_DEFAULTS)
    _expect("size of a tensor", library.c.ggml_tensor_overhead(), ctypes.sizeof(TensorStruct) + _OBJECT)
    _check_type(library)
    with create_folder() as folder:
        path = folder / "check.gguf"
        path.write_bytes(make_check_model())
        _check_model(library, path)


def _expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise JobError("abi", f"llama.cpp is another than the workshop knows ({what}: {found!r}, not {expected!r}).")


def _check_defaults(params: Any, kind: type[ctypes.Structure], defaults: dict[str, Any]) -> None:
    """Every field has its default: the ones that are not listed are zero."""
    for name in [name for name in vars(kind) if not name.startswith("_")]:
        value = getattr(params, name)
        _expect(f"{kind.__name__}.{name}", value if name in defaults else bool(value), defaults.get(name, False))


def _check_type(library: NativeLibrary) -> None:
    """Q8_0 of known numbers reads back as them."""
    numbers = [float(number - 16) * 127 / 16 for number in range(32)]
    floats, packed = (ctypes.c_float * 32)(*numbers), ctypes.create_string_buffer(34)
    _expect("bytes of a block", library.c.ggml_quantize_chunk(8, floats, packed, 0, 1, 32, None), 34)
    traits = library.c.ggml_get_type_traits(8).contents
    _expect("a type's traits", (traits.type_name, traits.blck_size, traits.type_size), (b"q8_0", 32, 34))
    again = (ctypes.c_float * 32)()
    traits.to_float(packed, again, 32)
    _expect("quantized numbers", [round(value) for value in again], [round(number) for number in numbers])


def _check_model(library: NativeLibrary, path: Path) -> None:
    seen: dict[str, tuple[Any, ...]] = {}
    embedded: list[float] = []

    def look(tensor: Any, ask: bool, _: object) -> bool:
        fields = tensor.contents
        if ask:
            return True
        name = fields.name.decode(errors="replace")
        if name != library.c.ggml_get_name(tensor).decode(errors="replace"):
            seen["name"] = (name,)
        if library.c.ggml_op_name(fields.op) == b"MUL_MAT" and fields.src[0] and fields.src[1]:
            weight = TensorStruct.from_address(fields.src[0])
            seen[weight.name.decode(errors="replace")] = tuple(weight.ne)
        if name == "l_out-0":
            seen[name] = (fields.type, tuple(fields.ne), tuple(fields.nb)[:2])
            embedded.extend(library.read_floats(tensor))
        return True

    tokens = [5, 100, 258]
    with NativeModel(library, path) as model:
        _expect("shape of a model", (model.n_vocab, model.n_embd, model.n_layer), (_TOKENS, _WIDTH, 1))
        _expect("tokens of a text", model.tokenize("ab", special=False)[-2:], [3 + 97, 3 + 98])
        _expect("text of tokens", model.detokenize([3 + 97, 3 + 98]), "ab")
        with NativeContext(model, 32, n_batch=8, threads=1, callback=look) as context:
            context.decode(tokens, 0, every=True)
            rows = [list(context.logits(place)) for place in range(len(tokens))]
    _expect("next tokens", [max(range(_TOKENS), key=row.__getitem__) for row in rows], [6, 101, 0])
    _expect("a tensor's layout", seen.get("l_out-0"), (0, (_WIDTH, len(tokens), 1, 1), (4, 4 * _WIDTH)))
    _expect("a tensor's numbers", [round(value) for value in embedded], [bit for each in tokens for bit in _bits(each)])
    _expect("a weight's name", seen.get("blk.0.attn_q.weight"), (_WIDTH, _WIDTH, 1, 1))
    _expect("names of tensors", "name" in seen, False)


def _bits(token: int) -> list[int]:
    return [1 if token >> bit & 1 else -1 for bit in range(9)] + [1] * (_WIDTH - 9)


def make_check_model(begin: bytes = b"<s>", end: bytes = b"</s>", *, adds_begin: bool = True) -> bytes:
    """The tiny model as a GGUF file, with other names of its first and last token where they are given."""
    tokens = [b"<unk>", begin, end, *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    kinds = [2, 3, 3, *([6] * 256)]  # unknown, control, bytes
    keys = [
        _key("general.architecture", 8, _text(b"llama")),
        *(
            _key(f"llama.{name}", 4, struct.pack("<I", value))
            for name, value in {
                "context_length": 64, "embedding_length": _WIDTH, "block_count": 1, "feed_forward_length": _WIDTH,
                "attention.head_count": 1,
            }.items()
        ),
        _key("llama.attention.layer_norm_rms_epsilon", 6, struct.pack("<f", 1e-6)),
        _key("tokenizer.ggml.model", 8, _text(b"llama")),
        _key("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, len(tokens)) + b"".join(map(_text, tokens))),
        _key("tokenizer.ggml.scores", 9, struct.pack(f"<IQ{_TOKENS}f", 6, _TOKENS, *([0.0] * _TOKENS))),
        _key("tokenizer.ggml.token_type", 9, struct.pack(f"<IQ{_TOKENS}i", 5, _TOKENS, *kinds)),
        _key("tokenizer.ggml.add_space_prefix", 7, b"\0"),
        _key("tokenizer.ggml.add_bos_token", 7, bytes([adds_begin])),
    ]  # fmt: skip
    ones, zeros = [1] * _WIDTH, [0] * (_WIDTH * _WIDTH)
    tensors: dict[str, tuple[tuple[int, ...], list[int]]] = {
        "token_embd.weight": ((_WIDTH, _TOKENS), [bit for token in range(_TOKENS) for bit in _bits(token)]),
        "output_norm.weight": ((_WIDTH,), ones),
        "output.weight": (
            (_WIDTH, _TOKENS), [bit for token in range(_TOKENS) for bit in _bits((token - 1) % _TOKENS)],
        ),
        "blk.0.attn_norm.weight": ((_WIDTH,), ones),
        "blk.0.ffn_norm.weight": ((_WIDTH,), ones),
        **{
            f"blk.0.{name}.weight": ((_WIDTH, _WIDTH), zeros)
            for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
        },
    }  # fmt: skip
    infos, data = b"", b""
    for name, (shape, numbers) in tensors.items():
        infos += _text(name.encode()) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += struct.pack(f"<{len(numbers)}f", *numbers)  # a multiple of 32 bytes
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys)) + b"".join(keys) + infos
    return head + bytes(-len(head) % 32) + data


def _text(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + data


def _key(name: str, kind: int, value: bytes) -> bytes:
    return _text(name.encode()) + struct.pack("<I", kind) + value
