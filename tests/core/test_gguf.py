from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.models import gemma3_file, smollm2_file, tiny_llama
from teahouse.core.gguf import (
    FILE_TYPES,
    TENSOR_TYPES,
    Array,
    GgufError,
    GgufHeader,
    HeaderParser,
    read_items,
    tensor_size,
)


def parsed(data: bytes, piece: int = 1 << 20, size: int | None = None) -> GgufHeader:
    parser = HeaderParser(len(data) if size is None else size)
    for start in range(0, len(data) + 1, piece):
        header = parser.parse_bytes(data[start : start + piece])
        if header is not None:
            return header
    header = parser.parse_bytes(b"")
    assert header is not None
    return header


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny_llama(tmp_path_factory.mktemp("gguf") / "tiny.gguf", template="{{ messages }}").read_bytes()


def test_a_real_header_says_what_the_model_is() -> None:
    data = smollm2_file().read_bytes()
    header = parsed(data)
    assert (header.architecture, header.quantization, header.context_length) == ("llama", "Q4_1", 8192)
    assert header.parameters == 134_515_008
    assert len(header.tensors) == 272
    assert header.chat_template
    tokens = header.keys["tokenizer.ggml.tokens"]
    assert (tokens.count, tokens.items) == (49152, None)
    assert read_items(data[tokens.start : tokens.end], tokens)[:2] == ["<|endoftext|>", "<|im_start|>"]


def test_the_tensors_and_the_head_make_up_the_file() -> None:
    for file in (smollm2_file(), gemma3_file()):
        data = file.read_bytes()
        header = parsed(data)
        padding = len(data) - header.length - sum(tensor.size for tensor in header.tensors)
        assert 0 <= padding < 32 * (len(header.tensors) + 1)


@settings(max_examples=30)
@given(piece=st.integers(1, 3000))
def test_pieces_of_any_size_give_the_same_header(tiny: bytes, piece: int) -> None:
    assert parsed(tiny, piece) == parsed(tiny)


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_that_ends_too_early_is_told(tiny: bytes, data: st.DataObject) -> None:
    length = parsed(tiny).length
    keep = data.draw(st.integers(0, length - 1))
    with pytest.raises(GgufError, match="incomplete"):
        parsed(tiny[:keep])


@settings(max_examples=100)
@given(position=st.integers(0, 5000), value=st.integers(0, 255))
def test_a_spoiled_header_is_read_or_refused_and_nothing_else(tiny: bytes, position: int, value: int) -> None:
    spoiled = bytearray(tiny)
    spoiled[position] = value
    with suppress(GgufError):
        assert parsed(bytes(spoiled)).size == len(tiny)


def head(tensors: int = 0, keys: int = 0, rest: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys) + rest


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "incomplete"),
        (b"PK\x03\x04" + b"\0" * 50, "magic"),
        (head(version=1), "version"),
        (head(version=99), "version"),
        (head(keys=1 << 40), "believable"),
        (head(tensors=1 << 40), "believable"),
        (head(keys=1, rest=struct.pack("<Q", 1 << 60)), "believable"),
        (head(keys=1, rest=struct.pack("<Q", 1) + b"k" + struct.pack("<I", 77)), "unknown value type"),
        (head(keys=1, rest=struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 77, 1)), "unknown array type"),
        (head(keys=1, rest=struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 4, 1 << 50)), "believable"),
        (head(tensors=1, rest=struct.pack("<Q", 1) + b"t" + struct.pack("<I", 99)), "dimensions"),
    ],
)
def test_lies_are_not_believed(data: bytes, why: str) -> None:
    with pytest.raises(GgufError, match=why):
        parsed(data)


def test_a_header_beyond_any_model_is_refused_before_it_is_held() -> None:
    gigantic = head(keys=1, rest=struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 0, 1 << 38))
    parser = HeaderParser(1 << 40)
    with pytest.raises(GgufError, match="larger than any"):
        parser.parse_bytes(gigantic)


def test_short_arrays_are_kept_and_nested_ones_stepped_over() -> None:
    key = struct.pack("<Q", 1) + b"k"
    short = parsed(head(keys=1, rest=key + struct.pack("<IIQ3i", 9, 5, 3, 4, 0, 4)))
    assert short.keys["k"].items == (4, 0, 4)
    nested = parsed(head(keys=1, rest=key + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ2B", 0, 2, 1, 2)))
    assert isinstance(nested.keys["k"], Array)


def test_an_array_cut_short_is_told() -> None:
    with pytest.raises(GgufError, match="incomplete"):
        read_items(b"\x01\x00", Array(kind=4, count=1, start=0, end=4))


@pytest.mark.parametrize(
    ("kind", "shape", "size"), [("F16", (3, 5), 30), ("Q4_0", (64, 2), 72), ("Q4_K", (256,), 144), ("new", (9,), 0)]
)
def test_a_tensor_has_the_bytes_of_its_kind(kind: str, shape: tuple[int, ...], size: int) -> None:
    assert tensor_size(kind, shape) == size


def test_sizes_of_kinds_are_those_of_the_gguf_package() -> None:
    import gguf

    known = 0
    for kind, (block, size) in gguf.GGML_QUANT_SIZES.items():
        ours = tensor_size(kind.name, (block,))
        known += ours > 0
        assert ours in (0, size) or kind.name == "Q8_1", kind.name  # never stored: llama.cpp's has 36 bytes, not 40
    assert known >= 30


def test_numbers_of_kinds_mean_what_they_mean_in_the_gguf_package() -> None:
    import gguf

    tensors = {int(kind): kind.name for kind in gguf.GGMLQuantizationType}
    assert {number: name for number, (name, _, _) in TENSOR_TYPES.items()}.items() <= tensors.items()
    files = {int(kind): kind.name.removeprefix("MOSTLY_").removeprefix("ALL_") for kind in gguf.LlamaFileType}
    assert {**FILE_TYPES, 38: "MXFP4_MOE"}.items() <= files.items()
    assert set(FILE_TYPES) >= {number for number in files if number < 38}
    assert FILE_TYPES[38] == "MXFP4"  # as Ollama writes it


def test_a_real_file_is_read_from_any_path(tmp_path: Path) -> None:
    assert parsed(tiny_llama(tmp_path / "x.gguf").read_bytes()).get_text("general.name") == "tiny"
