"""The catalogue as the window gets it: read when asked for, with what this computer has."""

import json
import os

import pytest

from fixtures.range_registry import MODEL, RangeRegistry
from fixtures.shipped_catalogue import CATALOGUE
from fixtures.tiny_builds import qwen3
from fixtures.tiny_writer import bytes_alone
from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.catalogue import CatalogueError
from teahouse.core.errors import Problem, Trouble
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, DistantEvent, RecommendedEvent


def test_nothing_is_read_before_somebody_asks(stage):
    stage.ready()
    assert stage.of(CatalogueEvent) == []
    stage.services.catalogue.open_catalogue()
    event = stage.wait(CatalogueEvent)
    assert event.trouble is None
    assert len(event.catalogue.tags) > 200
    computer = stage.wait(ComputerEvent)
    assert 0 < computer.circumstances.computer.ram.now <= computer.total
    assert not computer.engine


def test_memory_is_tested_when_asked_and_the_best_is_remembered(stage, tmp_path):
    stage.ready()
    stage.services.catalogue.read_computer()
    assert stage.wait(ComputerEvent).circumstances.speeds.ram is None
    stage.services.catalogue.test_memory()
    stage.wait(ComputerEvent, lambda event: event.testing)
    tested = stage.wait(ComputerEvent, lambda event: event.circumstances.speeds.ram is not None)
    assert not tested.testing
    assert tested.circumstances.speeds.ram > 1e8
    before = len(stage.events)
    stage.services.catalogue.test_memory()
    again = stage.wait(ComputerEvent, lambda event: not event.testing, after=before)
    assert again.circumstances.speeds.ram >= tested.circumstances.speeds.ram
    kept = json.loads((tmp_path / "data" / "learnt.json").read_text())
    assert kept["memory_speed"] == again.circumstances.speeds.ram


def test_the_first_list_has_memory_tested_by_itself(stage):
    stage.ready()
    stage.services.catalogue.open_catalogue()
    first = stage.wait(ComputerEvent)
    assert first.testing or first.circumstances.speeds.ram is None  # a computer on battery is not tested
    if first.testing:
        tested = stage.wait(ComputerEvent, lambda event: not event.testing)
        assert tested.circumstances.speeds.ram > 1e8


def test_models_are_recommended_for_the_computer_as_it_is(stage):
    stage.ready()
    stage.services.catalogue.recommend_models(4096)
    found = stage.wait(RecommendedEvent)
    assert (found.context, found.known) == (4096, True)
    for pick in found.picks:
        assert pick.tag.downloadable
        assert pick.estimate.context == min(4096, pick.tag.context or 4096)


def test_a_newer_catalogue_replaces_and_a_broken_one_does_not(stage, tmp_path):
    value = json.loads(CATALOGUE.read_bytes())
    value["date"] = "2030-01-01"
    newer, broken = tmp_path / "newer.json", tmp_path / "broken.json"
    newer.write_text(json.dumps(value))
    broken.write_text(json.dumps(value | {"families": [{"id": "x"}]}))
    stage.services.catalogue.adopt_catalogue(str(newer))
    waits = stage.wait(CatalogueEvent)
    assert (waits.unsigned, waits.replaced) == ("2030-01-01", False)
    assert waits.catalogue.date < "2030"
    stage.services.catalogue.adopt_unsigned()
    assert stage.wait(CatalogueEvent, lambda event: event.replaced).catalogue.date == "2030-01-01"
    stage.services.catalogue.adopt_catalogue(str(broken))
    refused = stage.wait(CatalogueEvent, lambda event: event.trouble is not None)
    assert isinstance(refused.trouble, CatalogueError)
    assert refused.trouble.where.startswith("families[0]")
    assert refused.catalogue.date == "2030-01-01"
    before = len(stage.events)
    stage.services.catalogue.forget_adopted()
    assert stage.wait(CatalogueEvent, after=before).catalogue.date < "2030"


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("missing", Problem.FILE_MISSING),
        ("pipe", Problem.FILE_SPECIAL),
        ("/dev/zero", Problem.FILE_SPECIAL),
        ("a\0b", Problem.FILE_UNREADABLE),
        ("\ud800", Problem.FILE_UNREADABLE),
        ("large", None),
    ],
)
def test_what_is_no_file_of_a_catalogue_is_told_and_nothing_waits_for_it(stage, tmp_path, kind, problem):
    path = tmp_path / kind
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "large":
            with path.open("wb") as file:
                file.truncate(10 << 30)
    stage.services.catalogue.adopt_catalogue(str(path))
    event = stage.wait(CatalogueEvent)
    assert getattr(event.trouble, "problem", None) is problem
    assert event.trouble is not None
    assert event.catalogue is not None


def test_an_address_that_does_not_answer_leaves_what_there_is(stage):
    stage.services.catalogue.adopt_catalogue("http://127.0.0.1:9/catalogue.json")
    event = stage.wait(CatalogueEvent)
    assert isinstance(event.trouble, Trouble)
    assert event.trouble.problem is Problem.HOST_UNREACHABLE
    assert event.catalogue is not None


def test_a_model_nobody_knows_is_read_where_it_lies(stage, tmp_path):
    file = qwen3(tmp_path / "tiny.gguf", bytes_alone())
    stage.ready()
    with RangeRegistry() as registry:
        registry.add("lab/model:tag", (MODEL, file.read_bytes()))
        typed = f"http://{registry.host}/lab/model:tag"
        stage.services.catalogue.read_model_header(typed)
        event = stage.wait(DistantEvent)
    assert (event.text, event.trouble) == (typed, None)
    assert event.build == from_header(read_gguf_header(file))
    assert event.parameters > 100_000
    assert event.engine  # files of this architecture are known to run
    assert stage.of(ComputerEvent)  # and whether it fits can be told


def test_a_name_that_leads_nowhere_is_said(stage):
    stage.ready()
    for typed in ("http://127.0.0.1:9/lab/model:tag", "no name at all"):
        stage.services.catalogue.read_model_header(typed)
        event = stage.wait(DistantEvent, lambda each, typed=typed: each.text == typed)
        assert event.build is None
        assert event.trouble is not None
