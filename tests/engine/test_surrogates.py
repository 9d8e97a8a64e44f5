"""Half a surrogate pair in a request is U+FFFD, as a Go daemon reads it, in every route."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.engine_requests import SMOL, chat_answer
from teahouse.engine.decode import RequestStruct, decode_request

LOW, HIGH = r"\udc00", r"\ud800"


@pytest.mark.parametrize(
    ("escaped", "meant"),
    [
        (HIGH, "\ufffd"),
        (LOW, "\ufffd"),
        (LOW + HIGH, "\ufffd\ufffd"),
        (HIGH + HIGH + LOW, "\ufffd\U00010000"),
        (r"\uD83D\uDE00", "\U0001f600"),
        (r"\\ud800", r"\ud800"),
        (r"\\\ud800", "\\\ufffd"),
        (HIGH + "tea", "\ufffdtea"),
        (HIGH + r"\n", "\ufffd\n"),
    ],
)
def test_halves_are_replaced_and_pairs_are_kept(escaped: str, meant: str) -> None:
    body = f'{{"model": "{escaped}", "messages": [{{"role": "user", "content": "{escaped}"}}]}}'
    asked = decode_request(body.encode(), RequestStruct.CHAT)
    assert (asked["model"], asked["messages"][0]["content"]) == (meant, meant)


@given(st.lists(st.sampled_from([HIGH, LOW, r"\\", r"\"", "u", "d800", r"\n", "t", r"\u0041"]), max_size=12))
def test_what_is_read_is_always_text(pieces: list[str]) -> None:
    asked = decode_request(f'{{"prompt": "{"".join(pieces)}"}}'.encode(), RequestStruct.GENERATE)
    assert asked["prompt"].encode().decode() == asked["prompt"]  # half a pair cannot be encoded


@pytest.mark.engine
def test_no_route_minds_half_a_pair(api: httpx.Client) -> None:
    """In names, texts, keys: every route answers as it does to U+FFFD itself."""
    name = f"halves{HIGH}"
    requests = [
        ("POST", "/api/show", f'{{"model": "{name}"}}'),
        ("POST", "/api/show", f'{{"model": "{SMOL}", "system": "{HIGH}"}}'),
        ("POST", "/api/chat", f'{{"model": "{name}"}}'),
        ("POST", "/api/generate", f'{{"model": "{name}", "prompt": "{HIGH}"}}'),
        ("POST", "/api/embed", f'{{"model": "embedder", "input": "{HIGH}", "options": {{"{HIGH}": "{HIGH}"}}}}'),
        ("POST", "/api/embeddings", f'{{"model": "embedder", "prompt": "{HIGH}"}}'),
        ("POST", "/api/copy", f'{{"source": "{name}", "destination": "{name}"}}'),
        ("DELETE", "/api/delete", f'{{"model": "{name}"}}'),
        ("POST", "/api/pull", f'{{"model": "{name}"}}'),
        ("POST", "/api/push", f'{{"model": "{name}"}}'),
        ("POST", "/api/create", f'{{"model": "{name}", "from": "{SMOL}"}}'),
        ("POST", "/api/create", f'{{"model": "x", "files": {{"{HIGH}": "{HIGH}"}}}}'),
        ("POST", "/v1/chat/completions", f'{{"model": "{name}", "messages": [{{"role": "{HIGH}"}}]}}'),
    ]
    for method, path, body in requests:
        halved, whole = (
            api.request(method, path, content=text.encode()) for text in (body, body.replace(HIGH, "\ufffd"))
        )
        assert halved.status_code == whole.status_code, body
        if "embed" not in path:
            assert _lasting(halved) == _lasting(whole)


def _lasting(answer: httpx.Response) -> str:
    return answer.text.replace(r"\u001b", "")


@pytest.mark.engine
def test_a_model_is_made_with_half_a_pair_in_its_texts(api: httpx.Client) -> None:
    message = f'{{"role": "user", "content": "{HIGH}"}}'
    body = (
        f'{{"model": "halves", "from": "{SMOL}", "system": "{HIGH}", "license": "{LOW}", "messages": [{message}],'
        f' "parameters": {{"stop": ["{HIGH}"]}}, "stream": false}}'
    )
    try:
        assert api.post("/api/create", content=body.encode()).json() == {"status": "success"}
        shown = api.post("/api/show", json={"model": "halves"}).json()
        assert (shown["system"], shown["messages"][0]["content"]) == ("\ufffd", "\ufffd")
        assert shown["license"].endswith("\n\ufffd")
        assert chat_answer(api, model="halves")["done"]
    finally:
        api.request("DELETE", "/api/delete", json={"model": "halves"})
