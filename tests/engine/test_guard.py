"""Access to the engine: Host, Origin, token."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.engine_process import EngineProcess
from teahouse.engine.connections import Guard, host_allowed


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:11434", "127.0.0.1:1", "[::1]:80", "::1", "192.168.1.5", "10.0.0.1:99", "0.0.0.0:1",
     "box.local", "a.internal:8", "", socket.gethostname()],
)  # fmt: skip
def test_names_of_this_computer_are_let_in(host: str) -> None:
    assert host_allowed(host)


@pytest.mark.parametrize(
    "host", ["example.com", "example.com:11434", "8.8.8.8", "localhost.evil.com", "127.0.0.1.ev.il"]
)
def test_foreign_names_are_not(host: str) -> None:
    assert Guard().check_request("GET", host, "", "").status == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("", 0),
        ("http://localhost", 0),
        ("http://localhost:3000", 0),
        ("https://127.0.0.1:8443", 0),
        ("app://teahouse", 0),
        ("vscode-webview://x", 0),
        ("http://evil.com", 403),
        ("http://localhost.evil.com", 403),
        ("http://localhost:3000.evil.com", 403),
        ("null", 403),
    ],
)
def test_origins(origin: str, status: int) -> None:
    assert Guard().check_request("POST", "127.0.0.1:11434", origin, "").status == status


def test_a_rebound_name_does_not_vouch_for_its_own_pages() -> None:
    assert Guard().check_request("POST", "evil.com", "http://evil.com", "").status == 403


def test_bound_to_the_network_any_host_may_be_asked_for() -> None:
    assert Guard(loopback=False).check_request("GET", "tea.example.org", "", "").status == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_breaks_the_guard(host: str, origin: str) -> None:
    assert Guard().check_request("GET", host, origin.encode("latin-1", "ignore").decode("latin-1"), "").status in (
        0,
        403,
    )


@pytest.mark.engine
def test_a_foreign_page_gets_403_and_an_empty_body(api: httpx.Client) -> None:
    for headers in ({"Origin": "http://evil.com"}, {"Host": "evil.com"}):
        answer = api.get("/api/tags", headers=headers)
        assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.engine
def test_a_page_of_this_computer_may_ask_first(api: httpx.Client) -> None:
    headers = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "POST"}
    answer = api.options("/api/chat", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert "POST" in answer.headers["access-control-allow-methods"]


_STAINLESS = ",".join(
    f"x-stainless-{name}"
    for name in ("arch", "lang", "os", "package-version", "retry-count", "runtime", "runtime-version", "timeout")
)
_OPENAI = f"authorization,content-type,openai-organization,openai-project,{_STAINLESS}"
_ANTHROPIC = (
    "anthropic-dangerous-direct-browser-access,anthropic-version,content-type,x-api-key,x-stainless-helper-method,"
    f"{_STAINLESS}"
)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/chat/completions", _OPENAI),
        ("/v1/responses", _OPENAI),
        ("/v1/models/x", "authorization"),
        ("/v1/messages", _ANTHROPIC),
        ("/api/chat", "content-type,authorization"),
    ],
)
def test_a_browser_lets_the_sdks_send_their_headers(api: httpx.Client, path: str, headers: str) -> None:
    """As a browser does: a preflight with the names in lower case, then the request, whose answer it may read."""
    asked = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": headers}  # fmt: skip
    preflight = api.options(path, headers=asked)
    assert preflight.status_code == 204
    allowed = preflight.headers["access-control-allow-headers"].lower().split(",")
    assert set(headers.split(",")) <= set(allowed)
    answer = api.post(path, headers={"Origin": "http://localhost:3000"}, json={})
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"


@pytest.mark.parametrize(
    ("pattern", "origin", "allowed"),
    [
        ("https://tea.example", "https://tea.example", True),
        ("https://tea.example", "https://tea.example.evil", False),
        ("https://*.tea.example", "https://a.tea.example", True),
        ("https://*.tea.example", "https://tea.example", False),
        ("*", "null", True),
        ("ab*ba", "aba", False),
    ],
)
def test_origins_of_the_person_are_allowed(pattern: str, origin: str, allowed: bool) -> None:
    verdict = Guard(origins=(pattern,)).check_request("POST", "127.0.0.1:11434", origin, "")
    assert verdict.status == (0 if allowed else 403)


@pytest.mark.engine
def test_a_token_is_asked_for_when_there_is_one(models_dir: Path) -> None:
    with EngineProcess(models_dir, environment={"TEAHOUSE_ENGINE_TOKEN": "s3cret"}) as own:
        assert httpx.get(f"{own.url}/api/tags").status_code == 401
        wrong = httpx.get(f"{own.url}/api/tags", headers={"Authorization": "Bearer other"})
        assert (wrong.status_code, wrong.json()) == (401, {"error": "unauthorized"})
        assert httpx.get(f"{own.url}/api/tags", headers={"Authorization": "Bearer s3cret"}).status_code == 200
        assert httpx.get(f"{own.url}/api/tags", headers={"X-Api-Key": "s3cret"}).status_code == 200
        assert httpx.get(f"{own.url}/api/tags", headers={"X-Api-Key": "other"}).status_code == 401


@pytest.mark.engine
def test_an_engine_that_is_to_want_a_token_and_is_given_none_does_not_serve(models_dir: Path) -> None:
    command = [sys.executable, "-m", "teahouse.engine", "--port", "0", "--models", str(models_dir), "--token-on-stdin"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, b"")
