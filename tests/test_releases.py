"""The announcement of a newer version: fetched from a real server, accepted only with our signature."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator

import pytest
from nacl.signing import SigningKey

from fixtures.release_server import EXPIRES, KEY, OTHER_KEY, PAGE, PUBLISHED, ReleaseServer, news, public, release, seal
from teahouse.core.errors import Problem, Trouble
from teahouse.envelope import Unsigned, unseal
from teahouse.releases import LARGEST, PAYLOAD_TYPE, fetch_release, verify_release


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    with ReleaseServer(news()) as made:
        yield made


def test_signed_news_is_fetched_and_believed(server: ReleaseServer) -> None:
    assert verify_release(asyncio.run(fetch_release(server.address)), public()) == release()


def test_a_server_learns_nothing_about_who_asks(server: ReleaseServer) -> None:
    for _ in range(2):
        asyncio.run(fetch_release(server.address))
    host = server.address.split("/")[2]
    headers = {
        "Host": host,
        "User-Agent": "Teahouse",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "keep-alive",
    }
    assert server.asked == [("/latest.json", headers)] * 2  # not even the tag and the cookie of the answer before


def test_a_redirect_is_followed_without_its_cookie(server: ReleaseServer) -> None:
    server.status = 302
    assert verify_release(asyncio.run(fetch_release(server.address)), public()).version == "9.9.9"
    assert [path for path, _ in server.asked] == ["/latest.json", "/elsewhere.json"]


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_that_refuses_is_named(server: ReleaseServer, status: int) -> None:
    server.status = status
    with pytest.raises(Trouble) as caught:
        asyncio.run(fetch_release(server.address))
    assert caught.value.problem is Problem.RELEASES_UNREACHABLE
    assert caught.value.facts["message"] == f"status {status}"


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Trouble) as caught:
        asyncio.run(fetch_release("http://127.0.0.1:9/latest.json"))
    assert caught.value.problem is Problem.RELEASES_UNREACHABLE
    assert caught.value.facts["address"] == "127.0.0.1:9"


def test_an_endless_answer_is_not_read(server: ReleaseServer) -> None:
    server.body = b"x" * (LARGEST * 4)
    with pytest.raises(Trouble) as caught:
        asyncio.run(fetch_release(server.address))
    assert caught.value.problem is Problem.RELEASES_UNTRUSTED


def tampered() -> bytes:
    envelope = json.loads(news("0.0.1"))
    envelope["payload"] = json.loads(news("9.9.9", OTHER_KEY))["payload"]
    return json.dumps(envelope).encode()


def of_another_kind() -> bytes:
    """Signed by our key, but as something else."""
    envelope = json.loads(news())
    payload = base64.b64decode(envelope["payload"])
    signature = KEY.sign(b"DSSEv1 4 beer %d %s" % (len(payload), payload)).signature
    return json.dumps({**envelope, "signatures": [{"sig": base64.b64encode(signature).decode()}]}).encode()


@pytest.mark.parametrize(
    "envelope",
    [
        news(key=OTHER_KEY),
        tampered(),
        of_another_kind(),
        json.dumps({**json.loads(news()), "signatures": []}).encode(),
        json.dumps({**json.loads(news()), "payloadType": "application/json"}).encode(),
        seal(b"not json", KEY),
        seal(b"[]", KEY),
        seal(b'{"version": "9.9.9"}', KEY),
        news("newest"),
        news(page="file:///etc/passwd"),
        seal(json.dumps({"version": "9.9.9", "page": PAGE}).encode(), KEY),
        seal(json.dumps({"version": "9.9.9", "page": PAGE, "published": PUBLISHED}).encode(), KEY),
        seal(json.dumps({"version": "9.9.9", "page": PAGE, "expires": EXPIRES}).encode(), KEY),
        news(expires=PUBLISHED),
        news(expires="2999-13-01T00:00:00Z"),
        news(expires="2999-01-01"),
        news(expires=2**40),
        news(published=None),
        news(published="2026-01-01T00:00:00+00:00"),
        b"",
        b"<html>Sign in to this Wi-Fi</html>",
        b"\xff\xfe\x00",
        b"[" * 20_000,
        b'{"payload": 1, "payloadType": 2, "signatures": 3}',
        json.dumps({"payload": "", "payloadType": PAYLOAD_TYPE, "signatures": [{"sig": "AAAA"}]}).encode(),
    ],
)
def test_anything_else_is_not_believed(envelope: bytes) -> None:
    with pytest.raises(Trouble) as caught:
        verify_release(envelope, public(), "https://example.org/latest.json")
    assert caught.value.problem is Problem.RELEASES_UNTRUSTED
    assert caught.value.facts == {"address": "example.org"}


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"x" * 31).decode(), "é" * 32])
def test_a_key_that_is_none_believes_nothing(key: str) -> None:
    with pytest.raises(Unsigned):
        unseal(news(), PAYLOAD_TYPE, key)


def test_while_keys_change_one_signature_of_two_is_enough() -> None:
    new = SigningKey.generate()
    old_one, new_one = json.loads(news()), json.loads(news(key=new))
    both = {**old_one, "signatures": old_one["signatures"] + new_one["signatures"]}
    for key in (KEY, new):
        assert verify_release(json.dumps(both).encode(), public(key)).version == "9.9.9"
