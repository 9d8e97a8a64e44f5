"""Jobs with a model that is split into several files: the result is that of the whole file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.adapters import write_adapter
from fixtures.engine_process import EngineProcess
from fixtures.models import parts_of, tiny_llama
from teahouse.engine.blobs import Blobs, read_header
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.describing import describe_file
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.layers import inspect_layers
from teahouse.engine.workshop.merge import merge_adapters
from teahouse.engine.workshop.metadata import edit_metadata
from teahouse.engine.workshop.model_files import measure_size, read_model_header
from teahouse.engine.workshop.quantising import quantise_model

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def control() -> JobControl:
    return JobControl(io.StringIO())


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same model in one file and in three, of which the first is returned."""
    folder = tmp_path_factory.mktemp("models")
    whole, first = tiny_llama(folder / "whole.gguf"), tiny_llama(folder / "parts.gguf", split=5)
    assert len(parts_of(first)) == 3
    return whole, first


def run_both(models: tuple[Path, Path], folder: Path, run: Any) -> None:
    """Run a job (model, target) with both; the results are the same bytes, and no file is changed."""
    before = [path.read_bytes() for path in parts_of(models[1])]
    for model, name in zip(models, ("whole", "parts"), strict=True):
        run(model, folder / f"{name}.gguf")
    assert (folder / "whole.gguf").read_bytes() == (folder / "parts.gguf").read_bytes()
    assert read_header(folder / "parts.gguf").part == (0, 1)
    assert [path.read_bytes() for path in parts_of(models[1])] == before


def test_quantising(models: tuple[Path, Path], tmp_path: Path, control: JobControl) -> None:
    def run(model: Path, target: Path) -> None:
        quantise_model({"source": str(model), "target": str(target), "kind": "Q8_0"}, control)

    run_both(models, tmp_path, run)


def test_quantising_with_a_matrix(models: tuple[Path, Path], tmp_path: Path, control: JobControl) -> None:
    def run(model: Path, target: Path) -> None:
        fields = {"kind": "Q4_0", "matrix_text": "a tea house " * 60, "threads": 1}
        quantise_model({"source": str(model), "target": str(target), **fields}, control)

    run_both(models, tmp_path, run)


def test_merging(models: tuple[Path, Path], tmp_path: Path, control: JobControl) -> None:
    adapter = write_adapter(tmp_path / "a.gguf", models[0], strength=0.5)
    run_both(models, tmp_path, lambda model, target: merge_adapters(model, [(adapter, 0.7)], target, control))


def test_changed_metadata(models: tuple[Path, Path], tmp_path: Path, control: JobControl) -> None:
    def run(model: Path, target: Path) -> None:
        edit_metadata({"model": str(model), "output": str(target), "values": {"general.name": "Cup"}}, control)

    run_both(models, tmp_path, run)
    assert read_header(tmp_path / "parts.gguf").get_text("general.name") == "Cup"


def test_reading(models: tuple[Path, Path], control: JobControl) -> None:
    whole, first = (describe_file({"model": str(model)}, control) for model in models)
    assert whole == first
    lens = [inspect_layers({"model": str(model), "text": "tea house"}, control)["lens"] for model in models]
    assert lens[0] == lens[1]
    assert read_model_header(models[1]).tensors == read_header(models[0]).tensors
    assert measure_size(models[1]) == sum(path.stat().st_size for path in parts_of(models[1]))


def test_a_missing_part_is_told(tmp_path: Path, control: JobControl) -> None:
    first, target = tiny_llama(tmp_path / "cup.gguf", split=5), tmp_path / "x.gguf"
    adapter = write_adapter(tmp_path / "a.gguf", tiny_llama(tmp_path / "whole.gguf"))
    parts_of(first)[2].unlink()
    paths = {"source": str(first), "model": str(first), "target": str(target), "output": str(target)}
    for job in (quantise_model, edit_metadata, describe_file):
        with pytest.raises((JobError, OSError), match=r"00003-of-00003|cannot be loaded"):
            job({**paths, "kind": "Q8_0", "values": {}}, control)
    with pytest.raises(OSError, match="00003-of-00003"):
        merge_adapters(first, [(adapter, 1.0)], target, control)
    assert not list(tmp_path.glob("x.gguf*"))


def test_the_engine_makes_one_file_of_a_split_model(models: tuple[Path, Path], tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    files = {path.name: blobs.store_bytes(path.read_bytes())[0] for path in parts_of(models[1])}
    adapter = blobs.store_bytes(write_adapter(tmp_path / "a.gguf", models[0], strength=0.5).read_bytes())[0]
    with EngineProcess(tmp_path) as engine, httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as api:

        def create(**fields: Any) -> None:
            lines = [json.loads(line) for line in api.post("/api/create", json=fields).text.splitlines()]
            assert lines[-1] == {"status": "success"}, lines[-1]

        create(model="parts", files=files)
        shown = api.post("/api/show", json={"model": "parts"}).json()["modelfile"]
        named = [line for line in shown.splitlines() if line.startswith("FROM ")]
        assert [line[-20:] for line in named] == [f"-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
        create(model="small", **{"from": "parts", "quantize": "Q8_0"})
        create(model="live", **{"from": "parts", "adapters": {"a.gguf": adapter}})
        create(model="merged", **{"from": "live", "merge": {"a": 0.5}})
        for model in ("small", "merged"):
            shown = api.post("/api/show", json={"model": model}).json()["modelfile"]
            assert sum(line.startswith("FROM ") for line in shown.splitlines()) == 1
            body = {"model": model, "prompt": "tea", "stream": False, "options": {"num_predict": 2}}
            assert api.post("/api/generate", json=body).json()["done"]
