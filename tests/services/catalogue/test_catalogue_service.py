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


def test_nothing_is_read_before_somebody_asks(session):
    session.ready()
    assert session.of(CatalogueEvent) == []
    session.services.catalogue.open_catalogue()
    event = session.wait(CatalogueEvent)
    assert event.trouble is None
    assert len(event.catalogue.tags) > 200
    computer = session.wait(ComputerEvent)
    assert 0 < computer.circumstances.computer.ram.now <= computer.total
    assert not computer.engine


def test_memory_is_tested_when_asked_and_the_best_is_remembered(session, tmp_path):
    session.ready()
    session.services.catalogue.read_computer()
    assert session.wait(ComputerEvent).circumstances.speeds.ram is None
    session.services.catalogue.test_memory()
    session.wait(ComputerEvent, lambda event: event.testing)
    tested = session.wait(ComputerEvent, lambda event: event.circumstances.speeds.ram is not None)
    assert not tested.testing
    assert tested.circumstances.speeds.ram > 1e8
    before = len(session.events)
    session.services.catalogue.test_memory()
    again = session.wait(ComputerEvent, lambda event: not event.testing, after=before)
    assert again.circumstances.speeds.ram >= tested.circumstances.speeds.ram
    kept = json.loads((tmp_path / "data" / "learnt.json").read_text())
    assert kept["memory_speed"] == again.circumstances.speeds.ram


def test_the_first_list_has_memory_tested_by_itself(session):
    session.ready()
    session.services.catalogue.open_catalogue()
    first = session.wait(ComputerEvent)
    assert first.testing or first.circumstances.speeds.ram is None  # a computer on battery is not tested
    if first.testing:
        tested = session.wait(ComputerEvent, lambda event: not event.testing)
        assert tested.circumstances.speeds.ram > 1e8


def test_models_are_recommended_for_the_computer_as_it_is(session):
    session.ready()
    session.services.catalogue.recommend_models(4096)
    found = session.wait(RecommendedEvent)
    assert (found.context, found.known) == (4096, True)
    for pick in found.picks:
        assert pick.tag.downloadable
        assert pick.estimate.context == min(4096, pick.tag.context or 4096)


def test_a_newer_catalogue_replaces_and_a_broken_one_does_not(session, tmp_path):
    value = json.loads(CATALOGUE.read_bytes())
    value["date"] = "2030-01-01"
    newer, broken = tmp_path / "newer.json", tmp_path / "broken.json"
    newer.write_text(json.dumps(value))
    broken.write_text(json.dumps(value | {"families": [{"id": "x"}]}))
    session.services.catalogue.adopt_catalogue(str(newer))
    waits = session.wait(CatalogueEvent)
    assert (waits.unsigned, waits.replaced) == ("2030-01-01", False)
    assert waits.catalogue.date < "2030"
    session.services.catalogue.adopt_unsigned()
    assert session.wait(CatalogueEvent, lambda event: event.replaced).catalogue.date == "2030-01-01"
    session.services.catalogue.adopt_catalogue(str(broken))
    refused = session.wait(CatalogueEvent, lambda event: event.trouble is not None)
    assert isinstance(refused.trouble, CatalogueError)
    assert refused.trouble.where.startswith("families[0]")
    assert refused.catalogue.date == "2030-01-01"
    before = len(session.events)
    session.services.catalogue.forget_adopted()
    assert session.wait(CatalogueEvent, after=before).catalogue.date < "2030"


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
def test_what_is_no_file_of_a_catalogue_is_told_and_nothing_waits_for_it(session, tmp_path, kind, problem):
    path = tmp_path / kind
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "large":
            with path.open("wb") as file:
                file.truncate(10 << 30)
    session.services.catalogue.adopt_catalogue(str(path))
    event = session.wait(CatalogueEvent)
    assert getattr(event.trouble, "problem", None) is problem
    assert event.trouble is not None
    assert event.catalogue is not None


def test_an_address_that_does_not_answer_leaves_what_there_is(session):
    session.services.catalogue.adopt_catalogue("http://127.0.0.1:9/catalogue.json")
    event = session.wait(CatalogueEvent)
    assert isinstance(event.trouble, Trouble)
    assert event.trouble.problem is Problem.HOST_UNREACHABLE
    assert event.catalogue is not None


def test_a_model_nobody_knows_is_read_where_it_lies(session, tmp_path):
    file = qwen3(tmp_path / "tiny.gguf", bytes_alone())
    session.ready()
    with RangeRegistry() as registry:
        registry.add("lab/model:tag", (MODEL, file.read_bytes()))
        typed = f"http://{registry.host}/lab/model:tag"
        session.services.catalogue.read_model_header(typed)
        event = session.wait(DistantEvent)
    assert (event.text, event.trouble) == (typed, None)
    assert event.build == from_header(read_gguf_header(file))
    assert event.parameters > 100_000
    assert event.engine  # files of this architecture are known to run
    assert session.of(ComputerEvent)  # and whether it fits can be told


def test_a_name_that_leads_nowhere_is_said(session):
    session.ready()
    for typed in ("http://127.0.0.1:9/lab/model:tag", "no name at all"):
        session.services.catalogue.read_model_header(typed)
        event = session.wait(DistantEvent, lambda each, typed=typed: each.text == typed)
        assert event.build is None
        assert event.trouble is not None
