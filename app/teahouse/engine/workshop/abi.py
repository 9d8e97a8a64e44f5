"""llama.cpp's binary interface by ctypes: the only module that knows structures, prototypes and the build.

`native` has models, contexts and files on top of it. The wheel `xllamacpp` exports llama.cpp's and ggml's C functions,
without headers: layouts are those of include/llama.h and ggml/include/ggml.h at the build `BUILD`
(https://github.com/ggml-org/llama.cpp); `abi_check` compares them with the library's own defaults and with what a tiny
model computes. Calls release the interpreter's lock.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Sequence
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char,
    c_char_p,
    c_float,
    c_int,
    c_int8,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path
from typing import Any

from teahouse.engine.workshop.failure import JobError

BUILD = 11549  # of llama.cpp: the last part of the wheel's version
_DIMENSIONS, _SOURCES, _NAME = 4, 10, 64  # GGML_MAX_DIMS, GGML_MAX_SRC, GGML_MAX_NAME
LOAD_NONE, LOAD_MMAP = 0, 1  # enum llama_load_mode


class TensorStruct(Structure):
    """`struct ggml_tensor`."""

    _fields_ = (
        ("type", c_int32),
        ("buffer", c_void_p),
        ("ne", c_int64 * _DIMENSIONS),  # items of each dimension, the fastest first
        ("nb", c_size_t * _DIMENSIONS),  # bytes from one item to the next
        ("op", c_int32),
        ("op_params", c_int32 * 16),
        ("flags", c_int32),
        ("src", c_void_p * _SOURCES),
        ("view_src", c_void_p),
        ("view_offs", c_size_t),
        ("data", c_void_p),
        ("name", c_char * _NAME),
        ("extra", c_void_p),
        ("padding", c_char * 8),
    )


TensorPointer = POINTER(TensorStruct)
EvalCallback = CFUNCTYPE(c_bool, TensorPointer, c_bool, c_void_p)
"""`ggml_backend_sched_eval_callback`: (tensor, ask, user data). Called with `ask` before a tensor is computed: True to
be called again when it is (then `NativeLibrary.read_floats` reads its data); False then ends the decoding."""
LogCallback = CFUNCTYPE(None, c_int, c_char_p, c_void_p)
ToFloat = CFUNCTYPE(None, c_void_p, c_void_p, c_int64)


class ModelParams(Structure):
    """`struct llama_model_params`."""

    _fields_ = (
        ("devices", c_void_p),
        ("tensor_buft_overrides", c_void_p),
        ("n_gpu_layers", c_int32),
        ("split_mode", c_int32),
        ("load_mode", c_int32),
        ("lazy_mode", c_int32),
        ("main_gpu", c_int32),
        ("tensor_split", c_void_p),
        ("progress_callback", c_void_p),
        ("progress_callback_user_data", c_void_p),
        ("kv_overrides", c_void_p),
        ("vocab_only", c_bool),
        ("check_tensors", c_bool),
        ("use_extra_bufts", c_bool),
        ("no_host", c_bool),
        ("no_alloc", c_bool),
        ("load_mtp", c_bool),
    )


class ContextParams(Structure):
    """`struct llama_context_params`."""

    _fields_ = (
        ("n_ctx", c_uint32),
        ("n_batch", c_uint32),
        ("n_ubatch", c_uint32),
        ("n_seq_max", c_uint32),
        ("n_rs_seq", c_uint32),
        ("n_outputs_max", c_uint32),
        ("n_outputs_max_per_seq", c_uint32),
        ("n_threads", c_int32),
        ("n_threads_batch", c_int32),
        ("ctx_type", c_int32),
        ("rope_scaling_type", c_int32),
        ("pooling_type", c_int32),
        ("attention_type", c_int32),
        ("flash_attn_type", c_int32),
        ("rope_freq_base", c_float),
        ("rope_freq_scale", c_float),
        ("yarn_ext_factor", c_float),
        ("yarn_attn_factor", c_float),
        ("yarn_beta_fast", c_float),
        ("yarn_beta_slow", c_float),
        ("yarn_orig_ctx", c_uint32),
        ("defrag_thold", c_float),
        ("cb_eval", EvalCallback),
        ("cb_eval_user_data", c_void_p),
        ("type_k", c_int32),
        ("type_v", c_int32),
        ("moe_cache_size", c_size_t),
        ("abort_callback", c_void_p),
        ("abort_callback_data", c_void_p),
        ("embeddings", c_bool),
        ("offload_kqv", c_bool),
        ("no_perf", c_bool),
        ("op_offload", c_bool),
        ("swa_full", c_bool),
        ("kv_unified", c_bool),
        ("samplers", c_void_p),
        ("n_samplers", c_size_t),
        ("ctx_other", c_void_p),
    )


class BatchStruct(Structure):
    """`struct llama_batch`."""

    _fields_ = (
        ("n_tokens", c_int32),
        ("token", POINTER(c_int32)),
        ("embd", POINTER(c_float)),
        ("pos", POINTER(c_int32)),
        ("n_seq_id", POINTER(c_int32)),
        ("seq_id", POINTER(POINTER(c_int32))),
        ("logits", POINTER(c_int8)),
    )


class ChatMessage(Structure):
    """`struct llama_chat_message`."""

    _fields_ = (("role", c_char_p), ("content", c_char_p))


class TypeTraits(Structure):
    """`struct ggml_type_traits`."""

    _fields_ = (
        ("type_name", c_char_p),
        ("blck_size", c_int64),
        ("blck_size_interleave", c_int64),
        ("type_size", c_size_t),
        ("is_quantized", c_bool),
        ("to_float", ToFloat),
        ("from_float_ref", c_void_p),
    )


class InitParams(Structure):
    """`struct ggml_init_params`."""

    _fields_ = (("mem_size", c_size_t), ("mem_buffer", c_void_p), ("no_alloc", c_bool))


class GgufInit(Structure):
    """`struct gguf_init_params`."""

    _fields_ = (("no_alloc", c_bool), ("ctx", POINTER(c_void_p)))


_PROTOTYPES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    # Library and models. A pointer to an opaque structure is c_void_p.
    "llama_backend_init": (None, ()),
    "llama_log_set": (None, (LogCallback, c_void_p)),
    "llama_model_default_params": (ModelParams, ()),
    "llama_context_default_params": (ContextParams, ()),
    "llama_model_load_from_file": (c_void_p, (c_char_p, ModelParams)),
    "llama_model_free": (None, (c_void_p,)),
    "llama_model_get_vocab": (c_void_p, (c_void_p,)),
    "llama_model_n_ctx_train": (c_int32, (c_void_p,)),
    "llama_model_n_embd": (c_int32, (c_void_p,)),
    "llama_model_n_layer": (c_int32, (c_void_p,)),
    "llama_model_n_head": (c_int32, (c_void_p,)),
    "llama_model_n_head_kv": (c_int32, (c_void_p,)),
    "llama_model_n_params": (c_uint64, (c_void_p,)),
    "llama_model_desc": (c_int32, (c_void_p, c_char_p, c_size_t)),
    "llama_model_size": (c_uint64, (c_void_p,)),
    "llama_model_meta_val_str": (c_int32, (c_void_p, c_char_p, c_char_p, c_size_t)),
    "llama_model_save_to_file": (None, (c_void_p, c_char_p)),
    "llama_vocab_n_tokens": (c_int32, (c_void_p,)),
    "llama_vocab_bos": (c_int32, (c_void_p,)),
    "llama_vocab_eos": (c_int32, (c_void_p,)),
    "llama_vocab_get_add_bos": (c_bool, (c_void_p,)),
    "llama_vocab_is_eog": (c_bool, (c_void_p, c_int32)),
    "llama_vocab_is_control": (c_bool, (c_void_p, c_int32)),
    "llama_tokenize": (c_int32, (c_void_p, c_char_p, c_int32, POINTER(c_int32), c_int32, c_bool, c_bool)),
    "llama_token_to_piece": (c_int32, (c_void_p, c_int32, c_char_p, c_int32, c_int32, c_bool)),
    "llama_detokenize": (c_int32, (c_void_p, POINTER(c_int32), c_int32, c_char_p, c_int32, c_bool, c_bool)),
    "llama_chat_apply_template": (
        c_int32,
        (c_char_p, POINTER(ChatMessage), c_size_t, c_bool, c_char_p, c_int32),
    ),
    # Contexts.
    "llama_init_from_model": (c_void_p, (c_void_p, ContextParams)),
    "llama_free": (None, (c_void_p,)),
    "llama_n_ctx": (c_uint32, (c_void_p,)),
    "llama_get_memory": (c_void_p, (c_void_p,)),
    "llama_memory_clear": (None, (c_void_p, c_bool)),
    "llama_memory_seq_rm": (c_bool, (c_void_p, c_int32, c_int32, c_int32)),
    "llama_batch_init": (BatchStruct, (c_int32, c_int32, c_int32)),
    "llama_batch_free": (None, (BatchStruct,)),
    "llama_decode": (c_int32, (c_void_p, BatchStruct)),
    "llama_get_logits_ith": (POINTER(c_float), (c_void_p, c_int32)),
    "llama_set_n_threads": (None, (c_void_p, c_int32, c_int32)),
    "llama_synchronize": (None, (c_void_p,)),
    # Adapters: LoRA, and a control vector of n_embd × layers 1…n−1 floats for layers from … to (both included).
    "llama_adapter_lora_init": (c_void_p, (c_void_p, c_char_p)),
    "llama_adapter_lora_free": (None, (c_void_p,)),
    "llama_set_adapters_lora": (c_int32, (c_void_p, POINTER(c_void_p), c_size_t, POINTER(c_float))),
    "llama_set_adapter_cvec": (c_int32, (c_void_p, POINTER(c_float), c_size_t, c_int32, c_int32, c_int32)),
    # Tensors.
    "ggml_get_name": (c_char_p, (TensorPointer,)),
    "ggml_op_name": (c_char_p, (c_int32,)),
    "ggml_nelements": (c_int64, (TensorPointer,)),
    "ggml_nbytes": (c_size_t, (TensorPointer,)),
    "ggml_tensor_overhead": (c_size_t, ()),
    "ggml_is_contiguous": (c_bool, (TensorPointer,)),
    "ggml_backend_tensor_get": (None, (TensorPointer, c_void_p, c_size_t, c_size_t)),
    "ggml_get_type_traits": (POINTER(TypeTraits), (c_int32,)),
    "ggml_row_size": (c_size_t, (c_int32, c_int64)),
    "ggml_get_tensor": (TensorPointer, (c_void_p, c_char_p)),
    "ggml_free": (None, (c_void_p,)),
    # Graphs of our own, on the processor; a tensor is an address here.
    "ggml_init": (c_void_p, (InitParams,)),
    "ggml_reset": (None, (c_void_p,)),
    "ggml_new_tensor_2d": (c_void_p, (c_void_p, c_int32, c_int64, c_int64)),
    "ggml_cpu_init": (None, ()),
    "ggml_sqr": (c_void_p, (c_void_p, c_void_p)),
    "ggml_rms_norm": (c_void_p, (c_void_p, c_void_p, c_float)),
    "ggml_norm": (c_void_p, (c_void_p, c_void_p, c_float)),
    "ggml_mul": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "ggml_add": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "ggml_mul_mat": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "ggml_get_data": (c_void_p, (c_void_p,)),
    "ggml_cast": (c_void_p, (c_void_p, c_void_p, c_int32)),
    "ggml_transpose": (c_void_p, (c_void_p, c_void_p)),
    "ggml_cont": (c_void_p, (c_void_p, c_void_p)),
    "ggml_scale": (c_void_p, (c_void_p, c_void_p, c_float)),
    "ggml_scale_bias": (c_void_p, (c_void_p, c_void_p, c_float, c_float)),
    "ggml_unary": (c_void_p, (c_void_p, c_void_p, c_int32)),
    "ggml_soft_max": (c_void_p, (c_void_p, c_void_p)),
    "ggml_top_k": (c_void_p, (c_void_p, c_void_p, c_int32)),
    "ggml_new_graph": (c_void_p, (c_void_p,)),
    "ggml_build_forward_expand": (None, (c_void_p, c_void_p)),
    "ggml_graph_compute_with_ctx": (c_int32, (c_void_p, c_void_p, c_int32)),
    # Quantising: (type, floats, target, first item, rows, items of a row, weights of a row's items) → bytes.
    "ggml_quantize_chunk": (c_size_t, (c_int32, c_void_p, c_void_p, c_int64, c_int64, c_int64, c_void_p)),
    "ggml_quantize_init": (None, (c_int32,)),
    "ggml_quantize_requires_imatrix": (c_bool, (c_int32,)),
    "ggml_validate_row_data": (c_bool, (c_int32, c_void_p, c_size_t)),
    # GGUF files.
    "gguf_init_from_file": (c_void_p, (c_char_p, GgufInit)),
    "gguf_init_empty": (c_void_p, ()),
    "gguf_free": (None, (c_void_p,)),
    "gguf_get_n_tensors": (c_int64, (c_void_p,)),
    "gguf_get_tensor_name": (c_char_p, (c_void_p, c_int64)),
    "gguf_get_tensor_offset": (c_size_t, (c_void_p, c_int64)),
    "gguf_get_data_offset": (c_size_t, (c_void_p,)),
    "gguf_find_key": (c_int64, (c_void_p, c_char_p)),
    "gguf_get_kv_type": (c_int, (c_void_p, c_int64)),
    "gguf_get_val_str": (c_char_p, (c_void_p, c_int64)),
    "gguf_set_kv": (None, (c_void_p, c_void_p)),
    "gguf_set_val_u32": (None, (c_void_p, c_char_p, c_uint32)),
    "gguf_set_val_i32": (None, (c_void_p, c_char_p, c_int32)),
    "gguf_set_val_f32": (None, (c_void_p, c_char_p, c_float)),
    "gguf_set_val_str": (None, (c_void_p, c_char_p, c_char_p)),
    "gguf_remove_key": (c_int64, (c_void_p, c_char_p)),
    "gguf_add_tensor": (None, (c_void_p, TensorPointer)),
    "gguf_set_tensor_type": (None, (c_void_p, c_char_p, c_int32)),
    "gguf_get_meta_size": (c_size_t, (c_void_p,)),
    "gguf_get_meta_data": (None, (c_void_p, c_void_p)),
}


def default_threads() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def find_library() -> Path:
    """The wheel's library. Raises `JobError` missing where there is none, abi where it is of another build."""
    spec = importlib.util.find_spec("xllamacpp")
    if spec is None or not spec.submodule_search_locations:
        raise JobError("missing", "llama.cpp is not installed: the workshop needs the package xllamacpp.")
    build = importlib.metadata.version("xllamacpp").rpartition(".")[2]
    if build != str(BUILD):
        raise JobError("abi", f"The workshop is made for llama.cpp b{BUILD}, and b{build} is installed.")
    folder = Path(spec.submodule_search_locations[0])
    found = sorted(path for path in folder.glob("xllamacpp*") if path.suffix in (".so", ".pyd"))
    if not found:
        raise JobError("missing", f"llama.cpp's library is not in {folder}.")
    return found[0]


class NativeLibrary:
    """The loaded library; `c` has its functions with their prototypes. `log`: its last warnings and errors."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises `JobError` missing or abi."""
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            self.c: Any = ctypes.CDLL(str(path or find_library()))
        except OSError as error:
            raise JobError("missing", f"llama.cpp's library cannot be loaded: {error}.") from error
        for name, (result, arguments) in _PROTOTYPES.items():
            function = getattr(self.c, name, None)
            if function is None:
                raise JobError("abi", f"The library has no function {name}.")
            function.restype, function.argtypes = result, arguments
        self.log: list[str] = []
        self._level = 0
        self._log_callback = LogCallback(self._add_log)
        self.c.llama_log_set(self._log_callback, None)
        self.c.llama_backend_init()

    def _add_log(self, level: int, text: bytes | None, _: int | None) -> None:
        if level != 5:  # GGML_LOG_LEVEL_CONT continues the line before
            self._level = level
        if self._level in (3, 4) and text:  # warnings and errors
            self.log = [*self.log[-30:], text.decode(errors="replace").strip()]

    def read_reason(self, fallback: str) -> str:
        """The last error that the library logged."""
        return next((line for line in reversed(self.log) if line), fallback)

    def read_floats(self, tensor: Any) -> Any:
        """All items of a contiguous F32, F16, BF16 or quantized tensor in the evaluation callback, as a ctypes array of
        floats (a copy). Raises ValueError where it is not contiguous."""
        if not self.c.ggml_is_contiguous(tensor):
            raise ValueError("not contiguous")
        count, size = self.c.ggml_nelements(tensor), self.c.ggml_nbytes(tensor)
        raw = ctypes.create_string_buffer(size)
        self.c.ggml_backend_tensor_get(tensor, raw, 0, size)
        if tensor.contents.type == 0:  # GGML_TYPE_F32
            return (c_float * count).from_buffer(raw)
        floats = (c_float * count)()
        self.c.ggml_get_type_traits(tensor.contents.type).contents.to_float(raw, floats, count)
        return floats


def make_pointer_array(pointers: Sequence[int]) -> Any:
    """An array of opaque pointers, for `llama_set_adapters_lora`."""
    return (c_void_p * len(pointers))(*pointers)
