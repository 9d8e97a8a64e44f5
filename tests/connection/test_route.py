"""How a host is reached: its own proxy before the environment's, for both kinds of hosts and for their requests all."""

from __future__ import annotations

import asyncio

import pytest

from fixtures.openai_answers import model_list
from fixtures.refusals import refusal
from fixtures.scripted_answers import body
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.connection.transport import proxy_for
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostKind, HostProfile, HostRoute, check_proxy, read_profile, write_profile
from teahouse.services.hosts.clients import HostIdentity, identify_host, open_client

FAR = "http://tea.invalid:8000"


def test_every_request_to_a_host_takes_its_own_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedDaemon() as proxy, ScriptedDaemon() as other:
        monkeypatch.setenv("http_proxy", other.url)
        proxy.on(f"{FAR}/api/version", body({"error": "no"}, 404))
        proxy.on(f"{FAR}/v1/models", model_list("m", owned_by="sglang"))
        route = HostRoute(proxy=proxy.url)
        address = Address.parse(FAR)

        async def ask() -> HostIdentity:
            found = await identify_host(address, None, HostProfile(route=route), 10.0)
            client = open_client(found.kind, address, None, route)
            assert [card.name for card in await client.list_models()] == ["m"]
            await client.aclose()
            return found

        assert asyncio.run(ask()) == HostIdentity(HostKind.OPENAI, owner="sglang")
        assert len(proxy.requests) == 3
        assert other.requests == []


def test_a_host_of_this_computer_takes_a_proxy_only_where_it_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://elsewhere.invalid:1")
    here = Address.parse("127.0.0.1:8000")
    assert proxy_for(here) is None
    assert proxy_for(here, HostRoute(proxy="http://127.0.0.1:3128")) == "http://127.0.0.1:3128"
    assert proxy_for(Address.parse(FAR)) == "http://elsewhere.invalid:1"


@pytest.mark.parametrize("kind", list(HostKind))
def test_a_proxy_of_another_kind_in_the_settings_file_is_refused_and_never_left_out(kind: HostKind) -> None:
    for proxy in ("socks5://127.0.0.1:9", "ftp://u:s3cret@127.0.0.1:9", "nonsense"):
        refused = refusal(lambda proxy=proxy: open_client(kind, Address.parse(FAR), None, HostRoute(proxy=proxy)))
        assert refused is not None
        assert refused.problem is Problem.PROXY_UNUSABLE
        assert "s3cret" not in str(refused)


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("", ""),
        (" proxy.example:3128/ ", "http://proxy.example:3128"),
        ("https://u:p@proxy.example", "https://u:p@proxy.example"),
        ("[::1]:3128", "http://[::1]:3128"),
    ],
)
def test_a_proxy_is_read_as_typed(typed: str, used: str) -> None:
    assert check_proxy(typed) == used


@pytest.mark.parametrize(
    "typed", ["socks5://p:1", "http://", "p:0", "p:99999", "a b", "http://p/path", "p\0", "http://[::1", "x" * 501]
)
def test_what_is_no_proxy_is_refused(typed: str) -> None:
    with pytest.raises(Trouble) as raised:
        check_proxy(typed)
    assert raised.value.problem is Problem.PROXY_INVALID


def test_a_profile_is_stored_whole() -> None:
    profile = HostProfile(HostKind.OPENAI, HostRoute("/ca.pem", "http://p:1"))
    assert read_profile(write_profile(profile)) == profile
    assert write_profile(HostProfile()) == {}
    assert read_profile({"kind": 1, "proxy": 2, "certificates": []}) == HostProfile()
