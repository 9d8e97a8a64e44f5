"""Every recorded refusal, and the texts of daemons and runners, as problems."""

from __future__ import annotations

import json

import httpx
import pytest

from fixtures.scripted_answers import recording
from teahouse.bounded_http import BodyTooLarge, UndecodableError
from teahouse.connection.address import Address
from teahouse.connection.body import LineTooLong
from teahouse.connection.faults import LONGEST_MESSAGE, connection_trouble
from teahouse.core.errors import Problem
from teahouse.ollama.faults import error_trouble, refusal_trouble

HERE = Address.parse("https://tea:s3cret@example.com")

RECORDED = {
    "model 'nope:1b' not found": Problem.MODEL_MISSING,
    "model 'nope:latest' not found": Problem.MODEL_MISSING,
    "model 'nope' not found": Problem.MODEL_MISSING,
    'model "nope" not found': Problem.MODEL_MISSING,
    "model is required": Problem.NO_MODEL,
    "invalid model name": Problem.MODEL_NAME_INVALID,
    '"smollm2:135m" does not support thinking': Problem.MODEL_CANNOT,
    "registry.ollama.ai/library/smollm2:135m does not support tools": Problem.MODEL_CANNOT,
    'option "num_ctx" must be of type integer': Problem.OPTION_INVALID,
}


@pytest.mark.parametrize("case", [c for c in json.loads(recording("errors.json")) if c["status"] != 200])
def test_every_recorded_refusal_is_a_problem(case: dict[str, object]) -> None:
    body = case["body"][0]  # type: ignore[index]
    trouble = refusal_trouble(int(str(case["status"])), body.encode(), HERE, "m")
    if case["content_type"] == "text/plain":
        assert trouble.problem is Problem.NOT_AN_OLLAMA
        return
    text = json.loads(body)["error"]
    expected = Problem.MODEL_CANNOT if "Multimodal" in text or "support embeddings" in text else RECORDED.get(text)
    assert trouble.problem is (expected or Problem.HOST_ERROR)


CONTEXT = {
    "error": {
        "code": 400,
        "message": "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5000,
        "n_ctx": 4096,
    }
}


@pytest.mark.parametrize("error", [CONTEXT, json.dumps(CONTEXT), CONTEXT["error"], CONTEXT["error"]["message"]])
def test_a_full_context_says_how_much_was_needed_however_it_is_wrapped(error: object) -> None:
    trouble = refusal_trouble(400, json.dumps({"error": error}).encode(), HERE, "m")
    assert trouble.problem is Problem.CONTEXT_FULL
    assert trouble.facts == {"needed": 5000, "available": 4096}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("model requires more system memory (5.6 GiB) than is available (3.1 GiB)", Problem.MODEL_TOO_BIG),
        ("llama runner process has terminated: cudaMalloc failed: out of memory", Problem.MODEL_TOO_BIG),
        ("error loading model: unable to allocate CPU buffer", Problem.MODEL_TOO_BIG),
        (
            "llama runner process has terminated: error loading model: unknown architecture",
            Problem.MODEL_BROKEN,
        ),
        ("tensor 'a' data is not within the file bounds, model is corrupted or incomplete", Problem.MODEL_BROKEN),
        ("gguf_init_from_file: failed to read magic", Problem.MODEL_BROKEN),
        ("unable to load model: /blobs/sha256-1", Problem.MODEL_BROKEN),
        ("invalid file magic", Problem.MODEL_BROKEN),
        ("unable to load model m: this build does not support it", Problem.MODEL_BROKEN),
        ('time: missing unit in duration "5"', Problem.OPTION_INVALID),
        ("llama runner process has terminated: signal: killed", Problem.RUNNER_DIED),
        ("an error was encountered while running the model: unexpected EOF", Problem.RUNNER_DIED),
        ("model runner has unexpectedly stopped", Problem.RUNNER_DIED),
        ("server busy, please try again.  maximum pending requests exceeded", Problem.HOST_BUSY),
        ("something else", Problem.HOST_ERROR),
        ("", Problem.HOST_ERROR),
    ],
)
def test_what_a_daemon_says_of_a_model(text: str, problem: Problem) -> None:
    trouble = error_trouble(text, "m", 500)
    assert trouble.problem is problem
    if problem in (Problem.MODEL_TOO_BIG, Problem.MODEL_BROKEN, Problem.RUNNER_DIED):
        assert trouble.facts == {"model": "m", "message": text}


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ('"m" does not support chat', "completion"),
        ('"m" does not support generate', "completion"),
        ("m does not support tools", "tools"),
        ('think value "low" is not supported for this model', "thinking"),
        ("model does not support multimodal requests.", "vision"),
        ("This server does not support embeddings. Start it with `--embeddings`", "embedding"),
    ],
)
def test_what_a_model_cannot_do_is_named(text: str, capability: str) -> None:
    assert error_trouble(text, "m", 400).facts == {"model": "m", "capability": capability}


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, b'{"error":"unauthorized"}', Problem.HOST_REFUSED),
        (403, b"", Problem.HOST_REFUSED),
        (429, b"slow down", Problem.HOST_BUSY),
        (503, b'{"error":"server busy"}', Problem.HOST_BUSY),
        (503, b"<html>", Problem.HOST_BUSY),
        (502, b"<html>Bad gateway", Problem.HOST_AWAY),
        (504, b"<html>Timeout", Problem.HOST_AWAY),
        (404, b"<html>Not here", Problem.WEB_PAGE_ANSWERED),
        (307, b"", Problem.NOT_AN_OLLAMA),
        (404, b'{"error":"gone"}', Problem.MODEL_MISSING),
        (500, b"panic", Problem.HOST_ERROR),
        (500, b"\xff\x00", Problem.HOST_ERROR),
        (500, b'{"error":null}', Problem.HOST_ERROR),
        (500, b'{"error":{"a":[1]}}', Problem.HOST_ERROR),
        (500, b'{"error":' + b"[" * 50_000, Problem.HOST_ERROR),
    ],
)
def test_a_status_decides_where_the_text_does_not(status: int, body: bytes, problem: Problem) -> None:
    trouble = refusal_trouble(status, body, HERE, "m")
    assert trouble.problem is problem
    assert "s3cret" not in str(trouble)


def test_of_a_long_text_the_end_is_kept() -> None:
    message = str(error_trouble("x" * 5000 + " the reason", "m").facts["message"])
    assert message.endswith(" the reason")
    assert len(message) <= LONGEST_MESSAGE + 1


def test_facts_survive_a_round_trip_through_json() -> None:
    for text in (*RECORDED, json.dumps(CONTEXT), "out of memory"):
        facts = dict(error_trouble(text, "m", 500).facts)
        assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize(
    ("error", "answered", "problem"),
    [
        (httpx.InvalidURL("no"), False, Problem.HOST_ADDRESS_INVALID),
        (httpx.UnsupportedProtocol("ftp"), False, Problem.HOST_ADDRESS_INVALID),
        (httpx.ReadTimeout(""), False, Problem.HOST_SILENT),
        (httpx.WriteTimeout(""), False, Problem.HOST_SILENT),
        (httpx.ConnectError(""), False, Problem.HOST_UNREACHABLE),
        (httpx.ConnectTimeout(""), False, Problem.HOST_UNREACHABLE),
        (httpx.ProxyError(""), False, Problem.HOST_UNREACHABLE),
        (httpx.PoolTimeout(""), False, Problem.HOST_UNREACHABLE),
        (BodyTooLarge(5), True, Problem.ANSWER_TOO_LARGE),
        (LineTooLong(), True, Problem.ANSWER_TOO_LARGE),
        (httpx.RemoteProtocolError("illegal status line: bytearray(b'\\x15\\x03')"), False, Problem.HOST_NEEDS_TLS),
        (httpx.RemoteProtocolError("illegal status line: bytearray(b'\\x15\\x03')"), True, Problem.ANSWER_GARBLED),
        (httpx.RemoteProtocolError("no HTTP: b'SSH-2.0'"), False, Problem.NOT_AN_OLLAMA),
        (httpx.RemoteProtocolError("no HTTP: b'SSH-2.0'"), True, Problem.ANSWER_GARBLED),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), False, Problem.HOST_LOST),
        (httpx.RemoteProtocolError("peer closed connection"), True, Problem.HOST_LOST),
        (UndecodableError(), True, Problem.ANSWER_GARBLED),
        (httpx.DecodingError(""), True, Problem.ANSWER_GARBLED),
        (httpx.ReadError(""), True, Problem.HOST_LOST),
        (ZeroDivisionError("by zero"), True, Problem.UNEXPECTED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_failure_of_the_transport_has_its_own_name_and_no_password(
    error: Exception, answered: bool, problem: Problem
) -> None:
    trouble = connection_trouble(error, HERE, answered=answered)
    assert trouble.problem is problem
    assert "s3cret" not in str(dict(trouble.facts))
    if "address" in trouble.facts:
        assert "example.com" in str(trouble.facts["address"])
