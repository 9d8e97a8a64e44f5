"""Models that other programs keep on this computer: found, grouped, and used without a copy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.engine_process import EngineProcess
from fixtures.models import parts_of, tiny_llama, truncated
from teahouse.core.conversation import State
from teahouse.core.errors import Problem
from teahouse.desktop.local_models import FoundFile, GgufSearch, ModelsFolder
from teahouse.services.models import local_search
from teahouse.services.models.events import MadeEvent
from teahouse.services.models.local_events import LocalFoldersEvent, LocalModel, LocalModelsEvent, LocalSearchEvent
from teahouse.services.models.local_search import ReadFile, group_models, read_file

pytestmark = pytest.mark.engine


def projector(path: Path, width: int | None) -> Path:
    """A vision file for models with embeddings of so many numbers."""
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(path, "clip")
    if width is not None:
        writer.add_uint32("clip.vision.projection_dim", width)
    writer.add_tensor("v.patch_embd.weight", np.zeros((4, 4), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def find(folder: Path) -> dict[str, LocalModel]:
    files = GgufSearch([ModelsFolder("LM Studio", str(folder))], lambda: False).find_files()
    device = folder.stat().st_dev
    models = group_models(map(read_file, files), device, lambda architecture: architecture == "llama")
    return {model.name: model for model in models}


def test_a_model_is_told_with_its_build_and_vision_file(tmp_path: Path) -> None:
    file = tiny_llama(tmp_path / "Tea-1B-Q4_0.gguf")
    projector(tmp_path / "mmproj-wrong.gguf", 64)
    vision = projector(tmp_path / "mmproj-right.gguf", 32)
    (model,) = find(tmp_path).values()
    assert (model.name, model.program, model.files) == ("tea-1b-q4_0", "LM Studio", (str(file),))
    assert model.projector == str(vision)
    assert model.size == file.stat().st_size + vision.stat().st_size
    assert (model.architecture, model.quantization, model.context) == ("llama", "F32", 512)
    assert (model.runs, model.links, model.trouble) == (True, True, None)
    assert model.build is not None
    assert model.build.vision > 0


def test_a_vision_file_of_another_folder_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    tiny_llama(tmp_path / "a" / "tea.gguf")
    projector(tmp_path / "b" / "mmproj.gguf", None)
    (model,) = find(tmp_path).values()
    assert model.projector == ""


def test_split_files_are_one_model_and_a_lacking_part_is_said(tmp_path: Path) -> None:
    parts = parts_of(tiny_llama(tmp_path / "cup.gguf", split=5))
    (model,) = find(tmp_path).values()
    assert model.files == tuple(map(str, parts))
    assert model.size == sum(part.stat().st_size for part in parts)
    parts[1].unlink()
    (model,) = find(tmp_path).values()
    assert model.trouble is not None
    assert (model.trouble.problem, model.trouble.facts["parts"]) == (Problem.FILE_PARTS_MISSING, 3)


def test_files_that_are_no_models_are_said(tmp_path: Path) -> None:
    whole = tiny_llama(tmp_path / "whole.gguf")
    truncated(whole, tmp_path / "cut.gguf", 0.5)
    (tmp_path / "text.gguf").write_text("tea")
    (tmp_path / "empty.gguf").touch()
    found = find(tmp_path)
    assert found["whole"].trouble is None
    for name in ("cut", "text", "empty"):
        assert found[name].trouble is not None
        assert found[name].build is None


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BackendSession]:
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "models"))
    with EngineProcess(tmp_path / "models") as engine, BackendSession(tmp_path / "home", host=engine.url) as backstage:
        backstage.ready()
        yield backstage


def test_a_model_of_another_program_is_found_used_and_answers(session: BackendSession, tmp_path: Path) -> None:
    folder = Path.home() / ".lmstudio" / "models" / "lab" / "Tea-GGUF"
    folder.mkdir(parents=True)
    file = tiny_llama(folder / "Tea-Q8_0.gguf")
    session.services.local_models.list_folders()
    folders = session.wait(LocalFoldersEvent).folders
    assert ModelsFolder("LM Studio", str(Path.home() / ".lmstudio" / "models")) in folders
    session.services.local_models.find_models(folders)
    (model,) = session.wait(LocalModelsEvent).models
    assert session.of(LocalSearchEvent)
    assert model.runs
    session.services.model_builder.use_files(model.name, model.files)
    assert session.wait(MadeEvent) == MadeEvent("tea-q8_0", made=True)
    _, reply = session.ask("Hello?", model="tea-q8_0:latest")
    assert session.ended(reply).state is not State.FAILED
    assert file.exists()


def test_a_search_that_is_stopped_ends_with_what_it_has(
    session: BackendSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "many").mkdir()
    for number in range(3):
        tiny_llama(tmp_path / "many" / f"{number}.gguf")
    reads, stopped = threading.Event(), threading.Event()

    def read_until_stopped(file: FoundFile) -> ReadFile:
        reads.set()
        assert stopped.wait(60)
        return read_file(file)

    monkeypatch.setattr(local_search, "read_file", read_until_stopped)
    session.services.local_models.find_models((ModelsFolder("", str(tmp_path / "many")),))
    assert reads.wait(60)
    session.services.local_models.stop_search()
    stopped.set()
    event = session.wait(LocalModelsEvent)
    assert event.stopped
    assert len(event.models) == 1
