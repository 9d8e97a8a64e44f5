"""A model, a context and a GGUF file of llama.cpp, as objects over `abi`. Every job works with these.

The lock of the interpreter is released during calls; a context is used by one thread at a time.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from ctypes import POINTER, c_float, c_int32, c_void_p
from pathlib import Path
from typing import Any, Self

from teahouse.engine.workshop.abi import LOAD_MMAP, ChatMessage, EvalCallback, GgufInit, NativeLibrary, default_threads
from teahouse.engine.workshop.failure import JobError

_TEXT = 8  # GGUF_TYPE_STRING


class NativeModel:
    """A model's weights, mapped from its file read-only, on the processor. A context manager.

    `path`: a GGUF file, the first one of a split model. `vocabulary_only`: for tokenizing, without weights; without
    `allocate` (and with LOAD_NONE) only its shape is read. Raises `JobError` file.
    """

    def __init__(
        self,
        library: NativeLibrary,
        path: Path,
        *,
        vocabulary_only: bool = False,
        repack: bool = True,
        load_mode: int = LOAD_MMAP,
        allocate: bool = True,
    ) -> None:
        if not path.is_file():
            raise JobError("file", f"{path.name} is not there.")
        self.library = library
        params = library.c.llama_model_default_params()
        params.n_gpu_layers = 0
        params.load_mode = load_mode
        params.no_alloc = not allocate
        params.vocab_only = vocabulary_only
        params.use_extra_bufts = repack  # faster, but some weights are then copied into memory
        self.pointer = library.c.llama_model_load_from_file(os.fsencode(path), params)
        if not self.pointer:
            raise JobError("file", f"{path.name} cannot be loaded: {library.read_reason('it is damaged')}.")
        self.vocabulary = library.c.llama_model_get_vocab(self.pointer)
        self.n_vocab: int = library.c.llama_vocab_n_tokens(self.vocabulary)
        self.n_embd: int = library.c.llama_model_n_embd(self.pointer)
        self.n_layer: int = library.c.llama_model_n_layer(self.pointer)
        self.n_ctx_train: int = library.c.llama_model_n_ctx_train(self.pointer)
        self.begin_token: int = library.c.llama_vocab_bos(self.vocabulary)  # -1 where it has none

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model; its contexts must be closed before."""
        if self.pointer:
            self.library.c.llama_model_free(self.pointer)
            self.pointer = None

    def read_meta(self, key: str) -> str:
        """A value of the file's metadata as text, at most 64 KiB; empty where there is none."""
        buffer = ctypes.create_string_buffer(1 << 16)
        length = self.library.c.llama_model_meta_val_str(self.pointer, key.encode(), buffer, len(buffer))
        return buffer.value.decode(errors="replace") if length >= 0 else ""

    def fill_template(self, prompt: str) -> str:
        """A user's prompt in the model's chat template, up to where the answer begins; empty where the model has none,
        or one that llama.cpp does not know by its marks."""
        template, content = self.read_meta("tokenizer.chat_template").encode(), prompt.encode(errors="replace")
        if not template:
            return ""
        message = ChatMessage(b"user", content)
        buffer = ctypes.create_string_buffer(len(content) + 4096)
        apply = self.library.c.llama_chat_apply_template
        length = apply(template, ctypes.pointer(message), 1, True, buffer, len(buffer))
        return buffer.raw[:length].decode(errors="replace") if 0 < length <= len(buffer) else ""

    def tokenize(self, text: str, *, special: bool = True, parse: bool = False) -> list[int]:
        """The ids of a text's tokens. `special`: with the begin-of-text token where the model wants it; `parse`: the
        names of control tokens in the text are those tokens."""
        data, tokenize = text.encode(errors="replace"), self.library.c.llama_tokenize
        room = len(data) + 8
        for _ in range(2):
            ids = (c_int32 * room)()
            count = tokenize(self.vocabulary, data, len(data), ids, room, special, parse)
            if count >= 0:
                return list(ids[:count])
            room = -count
        raise JobError("failed", "The text cannot be tokenized.")

    def piece(self, token: int, *, special: bool = True) -> bytes:
        """The bytes of one token (part of a character, maybe); `special`: with the names of control tokens."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            count = self.library.c.llama_token_to_piece(self.vocabulary, token, buffer, room, 0, special)
            if count >= 0:
                return buffer.raw[:count]
            room = -count

    def detokenize(self, tokens: Sequence[int], *, special: bool = False) -> str:
        """The text of tokens; `special`: with the names of control tokens."""
        return b"".join(self.piece(token, special=special) for token in tokens).decode(errors="replace")


class NativeContext:
    """A context for one sequence. A context manager; close it before its model.

    `n_ctx`: tokens (0: what the model was trained with); `n_batch`: most tokens of one `decode`, and of one computation
    unless `n_ubatch` is given; `callback`: an `EvalCallback`, which sees every tensor; `flash`: flash attention, with
    which the attention's weights are not computed as a tensor. Raises `JobError` memory.
    """

    def __init__(
        self,
        model: NativeModel,
        n_ctx: int,
        *,
        n_batch: int = 512,
        n_ubatch: int = 0,
        threads: int = 0,
        callback: Callable[..., bool] | None = None,
        flash: bool = False,
    ) -> None:
        self.model = model
        self._c = model.library.c
        params = self._c.llama_context_default_params()
        params.n_ctx = n_ctx
        params.n_batch = n_batch
        params.n_ubatch = n_ubatch or n_batch
        params.n_outputs_max_per_seq = n_batch  # logits of every token, where `decode` asks for them
        params.n_threads = params.n_threads_batch = threads or default_threads()
        params.flash_attn_type = int(flash)
        self._callback = EvalCallback(callback) if callback else EvalCallback()  # kept alive
        params.cb_eval = self._callback
        self.n_batch = n_batch
        self.pointer = self._c.llama_init_from_model(model.pointer, params)
        if not self.pointer:
            raise JobError("memory", f"No context: {model.library.read_reason('not enough memory')}.")
        self.n_ctx: int = self._c.llama_n_ctx(self.pointer)
        self._batch = self._c.llama_batch_init(n_batch, 0, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self.pointer:
            self._c.llama_batch_free(self._batch)
            self._c.llama_free(self.pointer)
            self.pointer = None

    def clear(self) -> None:
        """Forget all tokens."""
        self._c.llama_memory_clear(self._c.llama_get_memory(self.pointer), True)

    def decode(self, tokens: Sequence[int], start: int, *, every: bool = False) -> None:
        """Compute at most `n_batch` tokens, the first at position `start`; logits of the last one, or of `every` one.
        Raises `JobError` failed."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place] = token
            batch.pos[place] = start + place
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = 0
            batch.logits[place] = every or place == len(tokens) - 1
        code = self._c.llama_decode(self.pointer, batch)
        if code:
            raise JobError(
                "failed", f"The model cannot compute this: {self.model.library.read_reason(f'code {code}')}."
            )

    def logits(self, place: int = -1) -> Any:
        """The `n_vocab` logits after the token at `place` of the last `decode` (−1: its last one), as a ctypes array of
        floats in the library's memory, valid until the next `decode`. `memoryview(…)` reads it without a copy."""
        pointer = self._c.llama_get_logits_ith(self.pointer, place)
        if not pointer:
            raise JobError("failed", f"There are no logits of token {place}.")
        return ctypes.cast(pointer, POINTER(c_float * self.model.n_vocab)).contents


class NativeGguf:
    """A GGUF file's metadata and its tensors without data, by the library's own reader. A context manager. Raises
    `JobError` file."""

    def __init__(self, library: NativeLibrary, path: Path) -> None:
        self._c = library.c
        self._tensors = c_void_p()
        self.pointer = self._c.gguf_init_from_file(os.fsencode(path), GgufInit(True, ctypes.pointer(self._tensors)))
        if not self.pointer:
            raise JobError("file", f"{path.name} is no GGUF file, or damaged: {library.read_reason('unknown')}.")
        self.data_offset: int = self._c.gguf_get_data_offset(self.pointer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._c.gguf_free(self.pointer)
        self._c.ggml_free(self._tensors)

    def has_key(self, key: str) -> bool:
        return bool(self._c.gguf_find_key(self.pointer, key.encode()) >= 0)

    def read_text(self, key: str) -> str:
        """The text of a key; empty where there is none, or a value of another kind."""
        place = self._c.gguf_find_key(self.pointer, key.encode())
        if place < 0 or self._c.gguf_get_kv_type(self.pointer, place) != _TEXT:
            return ""
        return str(self._c.gguf_get_val_str(self.pointer, place).decode(errors="replace"))

    def set_value(self, key: str, value: str | int | None) -> None:
        """Change a key in memory: a text, a number of 32 bits, or None to remove it."""
        name = key.encode()
        if isinstance(value, int):
            self._c.gguf_set_val_u32(self.pointer, name, value)
        elif value is not None:
            self._c.gguf_set_val_str(self.pointer, name, value.encode(errors="replace"))
        else:
            self._c.gguf_remove_key(self.pointer, name)

    def build_head(self) -> bytes:
        """The file's bytes before its tensors' data."""
        size = self._c.gguf_get_meta_size(self.pointer)
        buffer = ctypes.create_string_buffer(size)
        self._c.gguf_get_meta_data(self.pointer, buffer)
        return buffer.raw

    def list_tensors(self) -> list[tuple[str, int]]:
        """Names and offsets (bytes from the start of the file), in the file's order."""
        return [
            (
                self._c.gguf_get_tensor_name(self.pointer, number).decode(),
                self.data_offset + self._c.gguf_get_tensor_offset(self.pointer, number),
            )
            for number in range(self._c.gguf_get_n_tensors(self.pointer))
        ]

    def tensor(self, name: str) -> Any:
        """A pointer to the `TensorStruct` of a name that the file has."""
        return self._c.ggml_get_tensor(self._tensors, name.encode())
