"""Which key is sent to which host, and through which proxy."""

from __future__ import annotations

import asyncio
import socket

import pytest

from fixtures import guard
from fixtures.ollama_requests import call_client, catch_trouble, collect_chat, failure_of
from fixtures.scripted_answers import (
    Answer,
    body,
)
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.client import OllamaClient, Version


def test_a_token_or_password_goes_to_its_host_and_into_no_log(
    daemon: ScriptedDaemon, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        for client in (
            OllamaClient(Address.parse(daemon.url), token="s3cret"),
            OllamaClient(Address.parse(daemon.url.replace("http://", "http://tea:s3cret%21@"))),
        ):
            await client.fetch_version()
            await client.aclose()

    with caplog.at_level("DEBUG"):
        asyncio.run(run())
    assert [request.headers["authorization"] for request in daemon.requests] == [
        "Bearer s3cret",
        "Basic dGVhOnMzY3JldCE=",
    ]
    assert "s3cret" not in caplog.text
    assert "dGVhO" not in caplog.text


def test_a_key_of_the_environment_is_nobodys(daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "s3cret")
    call_client(daemon, lambda client: client.fetch_version())
    assert "authorization" not in daemon.requests[0].headers


def test_no_redirect_is_followed(daemon: ScriptedDaemon) -> None:
    with ScriptedDaemon() as other:
        away = Answer(status=307, headers=(("Location", f"{other.url}/api/version"),))
        daemon.on("/api/version", away).on("/api/chat", away)
        assert catch_trouble(daemon, lambda client: client.fetch_version()).problem is Problem.HOST_REDIRECTS
        assert failure_of(collect_chat(daemon)).facts["target"] == f"{other.url}/api/version"
        assert other.requests == []


def test_local_traffic_takes_no_proxy_and_other_hosts_do(
    daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedDaemon() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "exempt.invalid")
        monkeypatch.setenv(guard.UNKNOWN, "exempt.invalid")
        proxy.on("http://tea.invalid:11434/api/version", body({"version": "far away"}))
        assert call_client(daemon, lambda client: client.fetch_version()) == Version("0.33.0")
        assert proxy.requests == []

        async def far(host: str) -> Version:
            client = OllamaClient(Address.parse(host))
            try:
                return await client.fetch_version()
            finally:
                await client.aclose()

        assert asyncio.run(far("tea.invalid")) == Version("far away")
        with pytest.raises(Trouble):
            asyncio.run(far("exempt.invalid"))
        assert len(proxy.requests) == 1


def test_speaks_to_ipv6_and_below_a_path() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with ScriptedDaemon(host="::1") as daemon:
        daemon.on("/ollama/api/version", body({"version": "below"}))

        async def run() -> Version:
            client = OllamaClient(Address.parse(f"{daemon.url}/ollama/"))
            try:
                return await client.fetch_version()
            finally:
                await client.aclose()

        assert asyncio.run(run()) == Version("below")
