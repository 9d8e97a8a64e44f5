"""How much disk models take where the host's folder can and cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.engine_process import EngineProcess
from fixtures.models import add_model, tiny_llama
from teahouse.core.model import ModelCard
from teahouse.services.models.disk_use import estimate_from_list, measure_folder
from teahouse.services.models.events import CopiedEvent, DeletedEvent, DiskEvent, ModelsEvent

COPIES = (ModelCard("a:1b", "d1", 100), ModelCard("b:1b", "d1", 100), ModelCard("c:1b", "d2", 30))


def test_equal_digests_are_one_model_on_the_disk() -> None:
    event = estimate_from_list(COPIES)
    assert event.own == {"a:1b": 0, "b:1b": 0, "c:1b": 30}
    assert event.size == {"a:1b": 100, "b:1b": 100, "c:1b": 30}
    assert (event.total, event.exact, event.free) == (130, False, None)


def test_models_without_a_digest_are_not_taken_for_one() -> None:
    event = estimate_from_list((ModelCard("a:1b", size=100), ModelCard("b:1b", size=50)))
    assert (event.own, event.total) == ({"a:1b": 100, "b:1b": 50}, 150)


def test_a_folder_of_other_models_is_not_the_hosts(tmp_path: Path) -> None:
    add_model(tmp_path, "tiny:latest", tiny_llama(tmp_path / "tiny.gguf"))
    assert measure_folder(tmp_path, COPIES) is None
    assert measure_folder(tmp_path / "nowhere", COPIES) is None
    measured = measure_folder(tmp_path, (ModelCard("tiny:latest"), *COPIES))
    assert measured is not None
    assert measured.exact
    assert measured.own["tiny:latest"] == measured.total


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BackendSession]:
    """A host whose folder is not where it is looked for."""
    add_model(tmp_path / "models", "tiny:latest", tiny_llama(tmp_path / "tiny.gguf"))
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "empty"))
    with EngineProcess(tmp_path / "models") as engine, BackendSession(tmp_path / "home", host=engine.url) as made:
        made.ready()
        yield made


@pytest.mark.engine
def test_a_copy_adds_nothing_and_no_freed_bytes_are_made_up(session: BackendSession) -> None:
    session.services.models.measure_disk()
    before = session.wait(DiskEvent)
    assert (before.exact, before.own["tiny:latest"]) == (False, before.total)
    session.services.models.copy_model("tiny:latest", "twin")
    session.wait(CopiedEvent)
    session.wait(ModelsEvent, lambda event: len(event.models) == 2)
    at = len(session.events)
    session.services.models.measure_disk()
    after = session.wait(DiskEvent, after=at)
    assert after.total == before.total
    assert after.own == {"tiny:latest": 0, "twin:latest": 0}
    session.services.models.delete_models(["twin:latest"])
    assert session.wait(DeletedEvent) == DeletedEvent(("twin:latest",), freed=None)
