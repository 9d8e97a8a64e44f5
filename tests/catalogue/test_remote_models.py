from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from fixtures.models import gemma3_file, smollm2_file, tiny_llama, truncated
from fixtures.range_registry import MODEL, PROJECTOR, RangeRegistry
from teahouse.catalogue import registry as model_registry
from teahouse.catalogue.registry import FIRST_PIECE, MOST, RemoteModel, read_gguf_header, read_remote_model
from teahouse.core.architecture import from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName


@pytest.fixture
def registry() -> Iterator[RangeRegistry]:
    with RangeRegistry() as server:
        yield server


def look_at(registry: RangeRegistry, name: str = "lab/model:tag") -> RemoteModel:
    return asyncio.run(read_remote_model(ModelName.parse(f"{registry.host}/{name}"), insecure=True))


def trouble_with(registry: RangeRegistry, name: str = "lab/model:tag") -> Trouble:
    with pytest.raises(Trouble) as raised:
        look_at(registry, name)
    return raised.value


@pytest.fixture(scope="module")
def smollm2() -> bytes:
    return smollm2_file().read_bytes()


def test_a_header_is_read_without_fetching_the_model(registry: RangeRegistry, smollm2: bytes) -> None:
    registry.add("lab/model:tag", (MODEL, smollm2), ("application/vnd.ollama.image.license", b"free"))
    found = look_at(registry)
    assert found.header == read_gguf_header(smollm2_file())
    assert found.architecture == from_header(read_gguf_header(smollm2_file()))
    assert registry.sent < len(smollm2) / 20


def test_pieces_follow_each_other_without_overlap(registry: RangeRegistry, smollm2: bytes) -> None:
    registry.add("lab/model:tag", (MODEL, smollm2))
    look_at(registry)
    ranges = [tuple(int(part) for part in asked.removeprefix("bytes=").split("-")) for _, asked in registry.asked[1:]]
    assert len(ranges) > 1  # its header is longer than the first piece
    assert ranges[0] == (0, FIRST_PIECE - 1)
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ranges))


def test_a_large_vocabulary_is_read_in_a_few_pieces(registry: RangeRegistry) -> None:
    registry.add("lab/model:tag", (MODEL, gemma3_file().read_bytes()))
    assert look_at(registry).architecture.name == "gemma3"
    assert len(registry.asked) <= 5


def test_a_vision_part_of_its_own_is_counted(registry: RangeRegistry, tmp_path: Path) -> None:
    model, eyes = tiny_llama(tmp_path / "tiny.gguf").read_bytes(), b"\0" * 5000
    registry.add("lab/model:tag", (MODEL, model), (PROJECTOR, eyes))
    found = look_at(registry)
    assert found.projector == len(eyes)
    assert found.architecture.vision
    assert found.architecture.weights == from_header(found.header).weights + len(eyes)


def test_a_server_without_ranges_is_left_as_soon_as_it_is_enough(registry: RangeRegistry, tmp_path: Path) -> None:
    model = tiny_llama(tmp_path / "tiny.gguf").read_bytes() + b"\0" * (64 << 20)
    registry.ranges = False
    registry.add("lab/model:tag", (MODEL, model))
    assert look_at(registry).header.architecture == "llama"
    assert registry.sent < len(model) / 2


def test_a_header_that_never_ends_is_given_up(
    registry: RangeRegistry, smollm2: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST == 128 << 20
    monkeypatch.setattr(model_registry, "FIRST_PIECE", 1 << 14)
    monkeypatch.setattr(model_registry, "MOST", 1 << 14)
    registry.add("lab/model:tag", (MODEL, smollm2))
    told = trouble_with(registry)
    assert told.problem is Problem.DOWNLOAD_DAMAGED
    assert len(registry.asked) == 2  # the manifest and one piece


def test_a_blob_on_another_host_is_followed_to(registry: RangeRegistry, smollm2: bytes) -> None:
    with RangeRegistry() as other:
        for each in (registry, other):
            each.add("lab/model:tag", (MODEL, smollm2))
        registry.redirect = other.url
        assert look_at(registry).header.architecture == "llama"
        assert other.asked
        assert registry.sent < FIRST_PIECE  # the manifest alone


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (404, Problem.NOT_IN_REGISTRY),
        (401, Problem.REGISTRY_REFUSED),
        (503, Problem.REGISTRY_UNREACHABLE),
        (500, Problem.REGISTRY_UNREACHABLE),
    ],
)
def test_what_a_registry_refuses_is_said(registry: RangeRegistry, status: int, problem: Problem) -> None:
    registry.answers["/v2/lab/model/manifests/tag"] = (status, b"no")
    trouble = trouble_with(registry)
    assert trouble.problem is problem
    assert trouble.facts["registry"] == registry.host


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (b'{"error":"The specified tag is a sharded GGUF. Please use another tag"}', Problem.REGISTRY_SPLIT),
        (b'{"error":"Repository is not GGUF or is not compatible with llama.cpp"}', Problem.REGISTRY_NO_GGUF),
        (b'{"error":"The specified tag is not a valid quantization scheme"}', Problem.NOT_IN_REGISTRY),
    ],
)
def test_a_registry_that_has_it_otherwise_is_understood(
    registry: RangeRegistry, words: bytes, problem: Problem
) -> None:
    registry.answers["/v2/lab/model/manifests/tag"] = (400, words)
    assert trouble_with(registry).problem is problem


def test_nobody_there_is_said() -> None:
    with RangeRegistry() as gone:
        host = gone.host
    with pytest.raises(Trouble) as raised:
        asyncio.run(read_remote_model(ModelName.parse(f"{host}/lab/model:tag"), insecure=True))
    assert raised.value.problem is Problem.REGISTRY_UNREACHABLE


@pytest.mark.parametrize(
    "manifest",
    [
        b"not json",
        b"[]",
        b'{"layers": null}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../x", "size": 5}]}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:%s", "size": "big"}]}'
        % (b"0" * 64),
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_makes_no_sense_is_not_believed(registry: RangeRegistry, manifest: bytes) -> None:
    registry.put("/v2/lab/model/manifests/tag", manifest)
    trouble = trouble_with(registry)
    assert trouble.problem is Problem.DOWNLOAD_DAMAGED
    assert "manifest" in str(trouble.facts["message"])


def test_a_registry_that_says_two_sizes_is_not_believed(registry: RangeRegistry, smollm2: bytes) -> None:
    registry.add("lab/model:tag", (MODEL, smollm2))
    registry.claims = 5
    assert "two sizes" in str(trouble_with(registry).facts["message"])


def test_a_blob_that_is_no_gguf_or_ends_too_early_is_said(registry: RangeRegistry, tmp_path: Path) -> None:
    cut = truncated(smollm2_file(), tmp_path / "cut.gguf", 0.001)
    registry.add("lab/page:tag", (MODEL, b"<html>" * 100))
    registry.add("lab/cut:tag", (MODEL, cut.read_bytes()))
    assert "magic" in str(trouble_with(registry, "lab/page:tag").facts["message"])
    assert "incomplete" in str(trouble_with(registry, "lab/cut:tag").facts["message"])


@pytest.mark.parametrize("content", [b"", b"GG", b"GGUF", b"hello" * 1000])
def test_a_file_that_is_no_gguf_is_said_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.gguf"
    path.write_bytes(content)
    with pytest.raises(Trouble) as raised:
        read_gguf_header(path)
    assert (raised.value.problem, raised.value.facts["model"]) == (Problem.MODEL_BROKEN, "some.gguf")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as raised:
        read_gguf_header(tmp_path / "gone.gguf")
    assert raised.value.problem is Problem.MODEL_BROKEN
