from __future__ import annotations

import asyncio
import gzip
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.range_registry import RangeRegistry
from fixtures.scripted_answers import Answer
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.shipped_catalogue import CATALOGUE, as_bytes, shipped_json
from teahouse.catalogue import catalogue_store as shelf_module
from teahouse.catalogue.catalogue_store import CatalogueStore, fetch_catalogue
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Problem, Trouble

OURS = "2026-08-21"
NEWER = "2027-01-05"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.json"


@pytest.fixture
def shelf(kept: Path) -> CatalogueStore:
    return CatalogueStore(CATALOGUE, kept)


@pytest.fixture
def server() -> Iterator[RangeRegistry]:
    with RangeRegistry() as running:
        yield running


def of(date: str) -> bytes:
    value: dict[str, Any] = shipped_json()
    value["date"] = date
    return as_bytes(value)


def test_nothing_is_read_before_it_is_asked_for(kept: Path, tmp_path: Path) -> None:
    shelf = CatalogueStore(tmp_path / "not there yet.json", kept)
    (tmp_path / "not there yet.json").write_bytes(CATALOGUE.read_bytes())
    assert shelf.load_current().date == OURS


def test_it_is_read_once(shelf: CatalogueStore) -> None:
    assert shelf.load_current() is shelf.load_current()


def test_a_newer_one_holds_now_and_at_the_next_start(shelf: CatalogueStore, kept: Path) -> None:
    assert shelf.adopt_data(of(NEWER)).date == NEWER
    assert shelf.load_current().date == NEWER
    assert CatalogueStore(CATALOGUE, kept).load_current().date == NEWER


def test_an_app_that_brings_a_newer_one_overrides_what_was_kept(
    shelf: CatalogueStore, kept: Path, tmp_path: Path
) -> None:
    shelf.adopt_data(of("2026-09-01"))
    update = tmp_path / "update.json"
    update.write_bytes(of(NEWER))
    assert CatalogueStore(update, kept).load_current().date == NEWER


def test_one_can_go_back_to_the_one_that_came_with_the_app(shelf: CatalogueStore, kept: Path) -> None:
    shelf.adopt_data(of(NEWER))
    assert shelf.forget_adopted().date == OURS
    assert not kept.exists()
    assert shelf.forget_adopted().date == OURS  # also when nothing is kept


@pytest.mark.parametrize("data", [b"", b"<html>", b"{}", of("2020-01-01"), of(NEWER)[:-200]])
def test_a_broken_or_older_one_changes_nothing(shelf: CatalogueStore, kept: Path, data: bytes) -> None:
    shelf.adopt_data(of("2026-09-01"))
    with pytest.raises(CatalogueError):
        shelf.adopt_data(data)
    assert shelf.load_current().date == "2026-09-01"
    assert CatalogueStore(CATALOGUE, kept).load_current().date == "2026-09-01"


def test_a_kept_one_that_was_damaged_is_passed_over_and_told(kept: Path) -> None:
    kept.write_bytes(b"{")
    shelf = CatalogueStore(CATALOGUE, kept)
    assert shelf.load_current().date == OURS
    assert shelf.trouble is not None


def test_where_ours_is_damaged_the_kept_one_holds(shelf: CatalogueStore, kept: Path, tmp_path: Path) -> None:
    shelf.adopt_data(of(NEWER))
    broken = tmp_path / "broken.json"
    for content in (b"{", None):
        broken.unlink(missing_ok=True)
        if content is not None:
            broken.write_bytes(content)
        assert CatalogueStore(broken, kept).load_current().date == NEWER


def test_with_nothing_good_at_all_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        CatalogueStore(tmp_path / "none.json", tmp_path / "neither.json").load_current()


@pytest.mark.skipif(os.name == "nt", reason="folders are not made read-only this way")
def test_where_it_cannot_be_kept_nothing_changes(tmp_path: Path) -> None:
    shelf = CatalogueStore(CATALOGUE, tmp_path / "no such folder" / "catalogue.json")
    with pytest.raises(Trouble) as raised:
        shelf.adopt_data(of(NEWER))
    assert raised.value.problem is Problem.FOLDER_READ_ONLY
    assert shelf.load_current().date == OURS


async def adopt_url(shelf: CatalogueStore, url: str) -> Catalogue:
    return shelf.adopt_data(await fetch_catalogue(url))


def test_an_address_is_adopted(shelf: CatalogueStore, server: RangeRegistry) -> None:
    server.put("/catalogue.json", of(NEWER))
    assert asyncio.run(adopt_url(shelf, f"{server.url}/catalogue.json")).date == NEWER


def test_an_address_without_a_catalogue_changes_nothing(shelf: CatalogueStore, server: RangeRegistry) -> None:
    server.put("/page", b"<html>")
    for path in ("/page", "/gone"):
        with pytest.raises(CatalogueError):
            asyncio.run(adopt_url(shelf, server.url + path))
    assert shelf.load_current().date == OURS


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("file:///etc/passwd", Problem.HOST_ADDRESS_INVALID),
        ("catalogue", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:9/x", Problem.HOST_UNREACHABLE),
        ("http://[::1", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:99999/x", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:0/x", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:-1/x", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:9/a\0b", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1\0:9/", Problem.HOST_ADDRESS_INVALID),
        ("http://", Problem.HOST_ADDRESS_INVALID),
        ("http://\ud800/", Problem.HOST_ADDRESS_INVALID),
        ("http://127.0.0.1:9/" + "x" * 100_000, Problem.HOST_ADDRESS_INVALID),
    ],
)
def test_an_address_that_leads_nowhere_is_said(shelf: CatalogueStore, url: str, problem: Problem) -> None:
    with pytest.raises(Trouble) as raised:
        asyncio.run(adopt_url(shelf, url))
    assert raised.value.problem is problem


def test_a_kept_one_that_an_older_version_believed_is_passed_over(kept: Path) -> None:
    value = shipped_json()
    value["families"][0]["tags"][0]["size"] = 10**400
    kept.write_bytes(as_bytes(value))
    shelf = CatalogueStore(CATALOGUE, kept)
    assert shelf.load_current().date == OURS
    assert shelf.trouble is not None
    assert shelf.trouble.where == "families[0].tags[0].size"


def test_a_bomb_is_left_when_it_is_larger_than_any_catalogue(shelf: CatalogueStore) -> None:
    bomb = gzip.compress(bytes(200 << 20), 9)
    packed = Answer((bomb,), headers=(("Content-Encoding", "gzip"),))
    with ScriptedDaemon() as server:
        server.on("/list", packed)
        tracemalloc.start()
        with pytest.raises(CatalogueError, match="larger"):
            asyncio.run(adopt_url(shelf, f"{server.url}/list"))
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
        tracemalloc.stop()


def test_a_catalogue_that_was_packed_is_read(shelf: CatalogueStore) -> None:
    with ScriptedDaemon() as server:
        server.on("/list", Answer((gzip.compress(of(NEWER)),), headers=(("Content-Encoding", "gzip"),)))
        assert asyncio.run(adopt_url(shelf, f"{server.url}/list")).date == NEWER


def test_a_server_that_drips_is_left(shelf: CatalogueStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "SECONDS_IN_ALL", 0.5)
    with ScriptedDaemon() as server:
        server.on("/list", Answer((b" ",) * 10_000, pause=0.05))
        with pytest.raises(Trouble) as raised:
            asyncio.run(adopt_url(shelf, f"{server.url}/list"))
    assert raised.value.problem is Problem.HOST_SILENT
    assert shelf.load_current().date == OURS


@pytest.mark.parametrize("to", ["http://127.0.0.1:99999/", "file:///etc/passwd", "/list", "\x7f://"])
def test_a_redirect_to_nowhere_is_said(shelf: CatalogueStore, to: str) -> None:
    with ScriptedDaemon() as server:
        server.on("/list", Answer(status=302, headers=(("Location", to),)))
        with pytest.raises(Trouble):
            asyncio.run(adopt_url(shelf, f"{server.url}/list"))
