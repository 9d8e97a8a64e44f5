from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from fixtures.hub_server import HubServer
from teahouse.core.errors import Problem
from teahouse.core.hub import Hub, HubQuery
from teahouse.core.settings import Settings
from teahouse.services.catalogue.hub_events import HubCardEvent, HubFilesEvent, HubResultEvent, HubTokenEvent
from teahouse.services.catalogue.hub_service import HubService
from teahouse.services.hosts.credentials import Credentials

QUERY = HubQuery(Hub.HUGGING_FACE, "tea")


class Keyring:
    """A keyring in memory that counts how often it is read."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.reads = 0

    def read_token(self, host_url: str) -> str | None:
        self.reads += 1
        return self.tokens.get(host_url)

    def set_token(self, host_url: str, token: str) -> None:
        self.tokens[host_url] = token

    def delete_token(self, host_url: str) -> None:
        self.tokens.pop(host_url, None)


class Stage:
    """The service without a thread: what is submitted is run at once."""

    def __init__(self, settings: Settings, environment: dict[str, str] | None = None) -> None:
        self.keyring = Keyring()
        self.events: list[Any] = []
        credentials = Credentials(self.keyring)  # type: ignore[arg-type]
        self.hubs = HubService(self, credentials, environment or {}, self.events.append, settings)  # type: ignore[arg-type]

    def submit(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run(work)


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


def test_nothing_is_sent_before_a_command(server: HubServer) -> None:
    session = Stage(Settings(hugging_face_mirror=server.endpoint, hub_tokens=("huggingface",)))
    session.hubs.use_settings(Settings(hugging_face_mirror=server.endpoint))
    assert server.asked == []
    assert session.keyring.reads == 0


def test_each_command_is_one_request(server: HubServer) -> None:
    session = Stage(Settings(hugging_face_mirror=server.endpoint))
    session.hubs.search_hub(QUERY)
    result = session.events[-1]
    assert isinstance(result, HubResultEvent)
    session.hubs.search_hub(QUERY, result.next_page)
    session.hubs.list_quantizations(Hub.HUGGING_FACE, result.models[0].id)
    session.hubs.read_card(Hub.HUGGING_FACE, result.models[0].id)
    assert len(server.asked) == len(session.events) == 4
    files, card = session.events[2:]
    assert isinstance(files, HubFilesEvent)
    assert (len(files.quantizations), files.registry) == (3, "hf.co")
    assert isinstance(card, HubCardEvent)
    assert card.text.startswith("# Tea")


def test_a_mirror_is_that_of_the_settings_then_that_of_the_environment(server: HubServer) -> None:
    environment = {"HF_ENDPOINT": f"{server.endpoint}/", "MODELSCOPE_ENDPOINT": server.endpoint}
    Stage(Settings(), environment).hubs.search_hub(QUERY)
    Stage(Settings(), environment).hubs.search_hub(HubQuery(Hub.MODELSCOPE, "tea"))
    assert [path.partition("?")[0] for path, _ in server.asked] == ["/api/models", "/openapi/v1/models"]
    with HubServer() as chosen:
        Stage(Settings(hugging_face_mirror=chosen.endpoint), environment).hubs.search_hub(QUERY)
        assert len(chosen.asked) == 1
    assert len(server.asked) == 2


def test_a_mirror_gets_no_token(server: HubServer) -> None:
    session = Stage(Settings(hugging_face_mirror=server.endpoint, hub_tokens=("huggingface",)))
    session.hubs.store_token(Hub.HUGGING_FACE, " secret ")
    assert session.keyring.tokens == {"https://huggingface.co:443": "secret"}
    session.hubs.search_hub(QUERY)
    assert "Authorization" not in server.asked[0][1]
    assert session.keyring.reads == 0


def test_the_hub_itself_gets_its_token_where_one_was_stored(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hub, "endpoint", property(lambda _hub: server.endpoint))
    session = Stage(Settings(hub_tokens=("huggingface",)))
    session.hubs.store_token(Hub.HUGGING_FACE, "secret")
    session.hubs.search_hub(QUERY)
    session.hubs.search_hub(HubQuery(Hub.MODELSCOPE, "tea"))
    assert [headers.get("Authorization") for _, headers in server.asked] == ["Bearer secret", None]
    session.hubs.store_token(Hub.HUGGING_FACE, "")
    assert session.keyring.tokens == {}
    assert session.events[-1] == HubTokenEvent(Hub.HUGGING_FACE, False)


@pytest.mark.parametrize("address", ["ftp://a", "http://a:99999"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    for settings in (Settings(hugging_face_mirror=address), Settings(hub_proxy=address)):
        session = Stage(settings)
        session.hubs.search_hub(QUERY)
        session.hubs.list_quantizations(Hub.HUGGING_FACE, "tea/M")
        session.hubs.read_card(Hub.HUGGING_FACE, "tea/M")
        assert {event.trouble.problem for event in session.events} == {Problem.HUB_ADDRESS_INVALID}


def test_modules_of_hubs_are_not_loaded_at_start() -> None:
    code = "import sys, teahouse.backend; print([name for name in sys.modules if name.endswith(('hub', 'hub_search'))])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
