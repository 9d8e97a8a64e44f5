"""The architectures in the engine's library."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.catalogue.reading import read_catalogue
from teahouse.core.catalogue import ListingState
from teahouse.desktop import engine_library
from teahouse.desktop.engine_library import knows_architecture
from teahouse.desktop.paths import resources

FOREIGN = ("qwen25vl", "gptoss", "glm4moelite", "glmocr", "deepseekocr", "mllama", "unknown", "llamafile", "")


def test_every_architecture_that_the_catalogue_says_it_runs_is_known() -> None:
    catalogue = read_catalogue((resources() / "catalogue" / "catalogue.json").read_bytes())
    said = {tag.architecture for tag in catalogue.tags if tag.engine and tag.state is ListingState.HUB}
    assert len(said) > 20
    assert [name for name in sorted(said) if not knows_architecture(name)] == []


@pytest.mark.parametrize("name", FOREIGN)
def test_names_of_ollamas_own_layouts_are_not_known(name: str) -> None:
    assert knows_architecture(name) is False


def test_without_the_library_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_library, "_read_classes", lambda: frozenset())
    assert knows_architecture("llama") is None
    monkeypatch.setattr(engine_library, "PACKAGE", "no_such_package")
    assert list(engine_library._find_libraries()) == []


def test_names_are_read_as_every_compiler_writes_them(tmp_path: Path) -> None:
    library = tmp_path / "library.pyd"
    library.write_bytes(b"..?AUllama_model_glm4_moe@@\0x17llama_model_qwen2\0llama_model_cut")
    assert engine_library._read_library(library) == {"glm4moe", "qwen2"}
