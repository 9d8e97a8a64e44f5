"""The signed catalogue: fetched on request from a real server, and used only where signature and date are right."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from fixtures.backend_session import BackendSession
from fixtures.release_server import KEY, OTHER_KEY, ReleaseServer
from fixtures.shipped_catalogue import CATALOGUE, read_shipped
from teahouse import backend
from teahouse.catalogue.catalogue_feed import LARGEST_ENVELOPE, PAYLOAD_TYPE
from teahouse.core.catalogue import CatalogueError
from teahouse.core.errors import Problem, Trouble
from teahouse.envelope import seal
from teahouse.services.catalogue.events import CatalogueEvent

ROOT = Path(__file__).resolve().parents[3]
OURS = read_shipped().date
NEWER, NEWEST = "2031-01-01", "2032-01-01"


def catalogue(date: str) -> bytes:
    return json.dumps(json.loads(CATALOGUE.read_bytes()) | {"date": date}).encode()


def signed(date: str, key: SigningKey = KEY, payload_type: str = PAYLOAD_TYPE) -> bytes:
    return seal(catalogue(date), payload_type, key)


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    with ReleaseServer(signed(NEWER)) as made:
        yield made


@pytest.fixture
def session(tmp_path: Path, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[BackendSession]:
    channel = replace(server.channel, updates="", catalogue=server.address)
    monkeypatch.setattr(backend, "read_channel", lambda resources: channel)
    with BackendSession(tmp_path, host="127.0.0.1:9") as made:
        yield made


def update(session: BackendSession) -> CatalogueEvent:
    at = len(session.events)
    session.services.catalogue.update_catalogue()
    return session.wait(CatalogueEvent, after=at)


def current(session: BackendSession) -> str:
    at = len(session.events)
    session.services.catalogue.open_catalogue()
    found = session.wait(CatalogueEvent, after=at).catalogue
    assert found is not None
    return found.date


def test_nothing_is_fetched_before_somebody_asks_and_then_it_is_used_and_kept(
    session: BackendSession, server: ReleaseServer, tmp_path: Path
) -> None:
    assert current(session) == OURS
    assert server.asked == []
    event = update(session)
    assert (event.replaced, event.trouble, event.has_feed) == (True, None, True)
    assert event.catalogue is not None
    assert event.catalogue.date == NEWER
    assert len(server.asked) == 1
    again = update(session)
    assert (again.newest, again.replaced) == (True, False)
    with BackendSession(tmp_path / "other", host="127.0.0.1:9") as another:
        assert current(another) == OURS


@pytest.mark.parametrize(
    "body",
    [
        signed(NEWEST, OTHER_KEY),
        signed(NEWEST, payload_type="application/vnd.teahouse.release+json"),
        json.dumps(json.loads(signed(NEWEST)) | {"payload": json.loads(signed(NEWER))["payload"]}).encode(),
        signed("2020-01-01"),
        signed(NEWEST)[:-3000],
        b"x" * (LARGEST_ENVELOPE + 1),
        b"[" * 100_000,
        b"",
        b"{}",
        b'{"payloadType": 1}',
        catalogue(NEWEST),
        seal(b"{}", PAYLOAD_TYPE, KEY),
        seal(b"not json", PAYLOAD_TYPE, KEY),
        seal(catalogue(NEWEST)[:-3000], PAYLOAD_TYPE, KEY),
    ],
    ids=[
        "another key",
        "signed as something else",
        "payload exchanged",
        "older",
        "cut",
        "huge",
        "nested",
        "empty",
        "no envelope",
        "half an envelope",
        "unsigned",
        "signed but no catalogue",
        "signed but no JSON",
        "signed but cut",
    ],
)
def test_a_bad_or_older_one_never_replaces_the_last_valid_one(
    session: BackendSession, server: ReleaseServer, body: bytes
) -> None:
    assert update(session).replaced
    server.body = body
    refused = update(session)
    assert isinstance(refused.trouble, CatalogueError)
    assert not refused.replaced
    assert refused.catalogue is not None
    assert refused.catalogue.date == NEWER
    assert current(session) == NEWER


def test_a_server_that_is_away_is_named(session: BackendSession, server: ReleaseServer) -> None:
    server.status = 404
    assert isinstance(update(session).trouble, CatalogueError)
    with pytest.MonkeyPatch.context() as patch:
        gone = replace(server.channel, catalogue="http://127.0.0.1:9/catalogue.json")
        patch.setattr(session.services.catalogue, "_channel", gone)
        trouble = update(session).trouble
    assert isinstance(trouble, Trouble)
    assert trouble.problem is Problem.HOST_UNREACHABLE


def test_a_signed_file_needs_no_confirmation(session: BackendSession, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(signed(NEWEST, OTHER_KEY))
    session.services.catalogue.adopt_catalogue(str(path))
    refused = session.wait(CatalogueEvent)
    assert isinstance(refused.trouble, CatalogueError)
    assert refused.unsigned == ""
    at = len(session.events)
    session.services.catalogue.adopt_unsigned()  # nothing waits for it
    path.write_bytes(signed(NEWEST))
    session.services.catalogue.adopt_catalogue(str(path))
    assert session.wait(CatalogueEvent, after=at).replaced
    assert current(session) == NEWEST


def test_the_packager_signs_what_the_app_believes_and_nothing_else(
    session: BackendSession, server: ReleaseServer, tmp_path: Path
) -> None:
    path = tmp_path / "facts.json"
    environment = {**os.environ, "TEAHOUSE_SIGNING_KEY": base64.b64encode(bytes(KEY)).decode()}
    script = (
        "import sys; sys.path.insert(0, 'packaging'); import sign_catalogue; from pathlib import Path;"
        "sign_catalogue.DIST = Path(sys.argv[1]); sys.exit(sign_catalogue.main(sys.argv[2:]))"
    )

    def sign() -> int:
        asked = [sys.executable, "-c", script, str(tmp_path / "dist"), str(path)]
        return subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, check=False).returncode

    path.write_bytes(catalogue(NEWEST)[:-100])
    assert sign() == 1
    path.write_bytes(catalogue(NEWEST))
    assert sign() == 0
    server.body = (tmp_path / "dist" / "catalogue.json").read_bytes()
    event = update(session)
    assert event.catalogue is not None
    assert (event.replaced, event.catalogue.date) == (True, NEWEST)
