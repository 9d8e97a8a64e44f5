"""Every failure of a host or a registry, on a real socket: its own code, and a complete sentence."""

# ruff: noqa: E501 (a table: a cause a line)

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable

import pytest

from fixtures.ollama_requests import QUESTION, failure_of, open_client
from fixtures.openai_answers import CHAT, refusal, reply, sse
from fixtures.openai_answers import ask as ask_server
from fixtures.openai_answers import chat as chat_with_server
from fixtures.registry import Registry
from fixtures.scripted_answers import HTML, SILENT, Answer, body, chat_line, done_line, error, plain, stream
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.tls_server import TlsServer, make_certificate
from teahouse.connection import transport
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostRoute, check_proxy
from teahouse.core.pulls import Pulled
from teahouse.core.stream_events import Failed, Finished
from teahouse.ollama import reply_reader
from teahouse.ollama.client import OllamaClient
from teahouse.ui.i18n import troubles


@pytest.fixture(params=["en", "zh_CN"])
def language(request, translation):
    """The application in this language."""
    translation.choose_language(request.param)


Ask = Callable[[OllamaClient], Awaitable[object]]


async def version(client: OllamaClient) -> None:
    await client.fetch_version(1.0)


async def models(client: OllamaClient) -> None:
    await client.list_models()


async def chat(client: OllamaClient) -> None:
    async for event in client.stream_chat(QUESTION):
        if isinstance(event, Failed):
            raise event.trouble
        assert not isinstance(event, Finished)


async def pull(client: OllamaClient) -> None:
    async for event in client.stream_pull("registry.example/ns/tea:1b"):
        if isinstance(event, Failed):
            raise event.trouble
        assert not isinstance(event, Pulled)


def trouble_of(daemon: ScriptedDaemon, ask: Ask) -> Trouble:
    async def run() -> None:
        async with open_client(daemon) as client:
            await ask(client)

    with pytest.raises(Trouble) as raised:
        asyncio.run(run())
    return raised.value


def trouble_at(url: str, ask: Ask = version) -> Trouble:
    async def run() -> None:
        client = OllamaClient(Address.parse(url), token="s3cret")
        try:
            await ask(client)
        finally:
            await client.aclose()

    with pytest.raises(Trouble) as raised:
        asyncio.run(run())
    return raised.value


def pull_error(text: str) -> Answer:
    return stream([b'{"status":"pulling manifest"}\n', body({"error": text}).pieces[0] + b"\n"])


RUNNER = b'{"error":"llama runner process has terminated: signal: killed"}\n'
REDIRECT = Answer(status=307, headers=(("Location", "http://elsewhere.example/api"),))
CAUSES: dict[str, tuple[Problem, str, Answer, Ask]] = {
    "a plain page": (Problem.NOT_AN_OLLAMA, "/api/version", plain(200, "It works!"), version),
    "busy": (Problem.HOST_BUSY, "/api/chat", error(503, "server busy, please try again"), chat),
    "a wrong key": (Problem.HOST_REFUSED, "/api/tags", plain(401, ""), models),
    "cut before a word": (Problem.HOST_LOST, "/api/chat", stream([], end="cut"), chat),
    "cut in a reply": (Problem.HOST_LOST, "/api/chat", stream([chat_line("tea")], end="cut"), chat),
    "an error": (Problem.HOST_ERROR, "/api/chat", error(500, "boom"), chat),
    "an error in a reply": (Problem.HOST_ERROR, "/api/chat", stream([chat_line("tea"), b'{"error":"boom"}\n']), chat),
    "no answer": (Problem.HOST_SILENT, "/api/version", SILENT, version),
    "a stop in a reply": (Problem.HOST_STALLED, "/api/chat", stream([chat_line("tea")], end="hang"), chat),
    "a stop before a word": (Problem.HOST_STALLED, "/api/chat", stream([b"{"], end="hang"), chat),
    "a proxy": (Problem.HOST_AWAY, "/api/version", plain(502, "<html>Bad Gateway", "text/html"), version),
    "a redirect": (Problem.HOST_REDIRECTS, "/api/version", REDIRECT, version),
    "a web page": (Problem.WEB_PAGE_ANSWERED, "/api/version", HTML, version),
    "a web page for a reply": (Problem.WEB_PAGE_ANSWERED, "/api/chat", HTML, chat),
    "garbage in a reply": (Problem.ANSWER_GARBLED, "/api/chat", stream([chat_line("tea"), b"]]\n"]), chat),
    "packed in an unknown way": (
        Problem.ANSWER_GARBLED, "/api/chat", Answer((b"x",), headers=(("Content-Encoding", "br"),)), chat
    ),
    "too much": (Problem.ANSWER_TOO_LARGE, "/api/version", Answer((b" " * (1 << 17),)), version),
    "a line without an end": (
        Problem.ANSWER_TOO_LARGE, "/api/chat", stream([chat_line("tea"), b'{"x":"' + b"x" * (5 << 20)]), chat
    ),
    "no such model": (Problem.MODEL_MISSING, "/api/chat", error(404, "model 'm' not found"), chat),
    "a name that is none": (Problem.MODEL_NAME_INVALID, "/api/chat", error(400, "invalid model name"), chat),
    "a broken file": (Problem.MODEL_BROKEN, "/api/chat", error(500, "unable to load model: invalid magic"), chat),
    "no memory": (Problem.MODEL_TOO_BIG, "/api/chat", error(500, "model requires more system memory (9 GiB)"), chat),
    "no tools": (Problem.MODEL_CANNOT, "/api/chat", error(400, '"m" does not support tools'), chat),
    "a full context": (
        Problem.CONTEXT_FULL, "/api/chat",
        error(400, '{"type":"exceed_context_size_error","n_ctx":4096,"n_prompt_tokens":9000}'), chat,
    ),
    "a dead runner": (Problem.RUNNER_DIED, "/api/chat", stream([RUNNER]), chat),
    "a runner that dies in a reply": (Problem.RUNNER_DIED, "/api/chat", stream([chat_line("tea"), RUNNER]), chat),
    "a wrong option": (Problem.OPTION_INVALID, "/api/chat", error(400, 'option "num_ctx" must be of type integer'), chat),
    "no model": (Problem.NO_MODEL, "/api/chat", error(400, "model is required"), chat),
    "a full disk": (Problem.DISK_FULL, "/api/pull", pull_error("write /m/blobs/x: no space left on device"), pull),
    "a locked folder": (Problem.FOLDER_READ_ONLY, "/api/pull", pull_error("open /m/blobs/x: permission denied"), pull),
    "a registry without TLS": (
        Problem.REGISTRY_PLAIN, "/api/pull", pull_error("http: server gave HTTP response to HTTPS client"), pull
    ),
    "a registry nobody trusts": (
        Problem.REGISTRY_UNTRUSTED, "/api/pull", pull_error("x509: certificate signed by unknown authority"), pull
    ),
    "other bytes": (Problem.DOWNLOAD_DAMAGED, "/api/pull", pull_error("digest mismatch, file must be downloaded"), pull),
    "an old daemon": (Problem.HOST_OUTDATED, "/api/pull", pull_error("pull model manifest: 412: newer version"), pull),
    "a private model": (Problem.REGISTRY_REFUSED, "/api/pull", pull_error("unauthorized: access denied"), pull),
    "not in the registry": (
        Problem.NOT_IN_REGISTRY, "/api/pull", pull_error("pull model manifest: file does not exist"), pull
    ),
    "parts only": (Problem.REGISTRY_SPLIT, "/api/pull", pull_error("400: sharded GGUF is not supported"), pull),
    "no GGUF": (Problem.REGISTRY_NO_GGUF, "/api/pull", pull_error("400: Repository is not GGUF"), pull),
    "no network": (
        Problem.REGISTRY_UNREACHABLE, "/api/pull", pull_error("dial tcp: lookup registry.example: no such host"), pull
    ),
}  # fmt: skip
MADE_BELOW = {  # by tests of their own in this file
    Problem.HOST_UNREACHABLE,
    Problem.HOST_ADDRESS_INVALID,
    Problem.PROXY_UNUSABLE,
    Problem.PROXY_INVALID,
    Problem.HOST_WITHOUT_TLS,
    Problem.HOST_NEEDS_TLS,
    Problem.CERTIFICATE_UNKNOWN,
    Problem.CERTIFICATE_EXPIRED,
    Problem.CERTIFICATE_OF_ANOTHER,
    Problem.CERTIFICATES_UNUSABLE,
    Problem.HOST_CANNOT,
}
LIMIT = refusal(429, "Rate limit reached", headers=(("Retry-After", "7"),))
SERVER_CAUSES: dict[str, tuple[Problem, str, Answer]] = {  # of an OpenAI-compatible server
    "no server": (Problem.NOT_A_SERVER, "/v1/models", plain(200, "It works!")),
    "a limit": (Problem.HOST_LIMITED, "/v1/models", LIMIT),
    "a limit of a chat": (Problem.HOST_LIMITED, CHAT, LIMIT),
    "a filter": (Problem.REPLY_FILTERED, CHAT, refusal(400, "flagged", code="content_filter")),
    "a filter in a reply": (Problem.REPLY_FILTERED, CHAT, sse(reply("tea", reason="content_filter"))),
    "an option": (Problem.OPTION_REFUSED, CHAT, refusal(400, "Unknown parameter: 'messages'", param="stream")),
}


def test_every_problem_with_a_host_or_a_registry_has_a_cause_here():
    known = {problem for problem, *_ in (*CAUSES.values(), *SERVER_CAUSES.values())} | MADE_BELOW
    of_sockets = re.compile(r"(?:HOST|ANSWER|CERTIFICATE|PROXY|WEB|NOT|REGISTRY)_")
    assert {problem for problem in Problem if of_sockets.match(problem.name)} <= known


def check_sentence(trouble: Trouble) -> None:
    """It has no gap, no markup, and is no longer than somebody reads."""
    sentence = troubles.sentence(trouble)
    assert "…" not in sentence
    assert not re.search(r"<[a-z/!]|Traceback|s3cret", sentence)
    assert len(sentence) < 400


@pytest.mark.parametrize("name", list(CAUSES))
def test_a_cause_has_its_own_code_and_a_whole_sentence(language, monkeypatch, name):
    monkeypatch.setattr(reply_reader, "REPLY_SECONDS", 0.3)
    problem, path, script, ask = CAUSES[name]
    with ScriptedDaemon() as daemon:
        daemon.on(path, script)
        trouble = trouble_of(daemon, ask)
    assert trouble.problem is problem
    check_sentence(trouble)


@pytest.mark.parametrize("name", [name for name in CAUSES if name.endswith("in a reply")])
def test_what_had_arrived_is_named_only_where_something_had(monkeypatch, name):
    monkeypatch.setattr(reply_reader, "REPLY_SECONDS", 0.3)
    problem, path, script, ask = CAUSES[name]
    with ScriptedDaemon() as daemon:
        daemon.on(path, script)
        assert "What had arrived is kept" in troubles.sentence(trouble_of(daemon, ask))
    assert "had arrived" not in troubles.sentence(Trouble(problem, **trouble_of_nothing(problem)))


def trouble_of_nothing(problem: Problem) -> dict[str, object]:
    return {"address": "127.0.0.1:1", "message": "boom", "model": "m"}


@pytest.mark.parametrize("name", list(SERVER_CAUSES))
def test_a_cause_of_a_server_has_its_own_code_and_a_whole_sentence(language, name):
    problem, path, answer = SERVER_CAUSES[name]
    with ScriptedDaemon() as daemon:
        daemon.on(path, answer)
        if path == CHAT:
            trouble = failure_of(chat_with_server(daemon))
        else:
            with pytest.raises(Trouble) as raised:
                ask_server(daemon, lambda client: client.list_models())
            trouble = raised.value
    assert trouble.problem is problem
    check_sentence(trouble)
    assert name.endswith("in a reply") == ("arrived" in trouble.facts)


def test_a_file_of_certificates_that_has_none(language, tmp_path):
    for path in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        if path.stem == "empty":
            path.write_text("no certificate")
        with pytest.raises(Trouble) as raised:
            OllamaClient(Address.parse("https://localhost"), route=HostRoute(str(path)))
        assert raised.value.problem is Problem.CERTIFICATES_UNUSABLE
        check_sentence(raised.value)


def test_what_a_server_has_nothing_for(language):
    check_sentence(Trouble(Problem.HOST_CANNOT, address="127.0.0.1:8000"))


def test_nobody_listening(language):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        trouble = trouble_at(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert trouble.problem is Problem.HOST_UNREACHABLE
    check_sentence(trouble)


@pytest.mark.parametrize(
    "text", ["127.0.0.1:99999", "a\0b", "http://x/\0", "\ud800", "x" * 1_000_000, "http://x/" + "y" * 9999]
)
def test_an_address_that_is_none(language, text):
    with pytest.raises(Trouble) as raised:
        Address.parse(text)
    assert raised.value.problem is Problem.HOST_ADDRESS_INVALID
    check_sentence(raised.value)


def test_tls_asked_of_a_host_that_has_none(language):
    with Registry() as plain_server:
        trouble = trouble_at(f"https://{plain_server.host}")
    assert trouble.problem is Problem.HOST_WITHOUT_TLS
    check_sentence(trouble)


@pytest.mark.parametrize("proxy", ["socks5://u:s3cret@127.0.0.1:9", "quic://127.0.0.1:9"])
def test_a_proxy_that_is_not_spoken(language, monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    trouble = trouble_at("http://tea.invalid:11434")
    assert trouble.problem is Problem.PROXY_UNUSABLE
    check_sentence(trouble)


def test_a_proxy_that_is_none(language):
    with pytest.raises(Trouble) as raised:
        check_proxy("socks5://127.0.0.1:9")
    assert raised.value.problem is Problem.PROXY_INVALID
    check_sentence(raised.value)


GO = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
NGINX = (
    b"HTTP/1.1 400 X\r\nContent-Type: text/html\r\n\r\n<html><title>400 The plain HTTP request was sent to HTTPS port"
)
ALERT = b"\x15\x03\x01\x00\x02\x02\x46"


@pytest.mark.parametrize("greeting", [GO, NGINX, ALERT, b""], ids=["go", "nginx", "alert", "silent"])
def test_no_tls_asked_of_a_host_that_insists(language, tmp_path, greeting):
    with TlsServer(make_certificate(tmp_path, "localhost", 30), greeting) as server:
        trouble = trouble_at(f"http://localhost:{server.port}")
    assert trouble.problem is Problem.HOST_NEEDS_TLS
    check_sentence(trouble)
    assert not any(b"s3cret" in asked for asked in server.asked)


@pytest.mark.parametrize(
    ("name", "days", "trusted", "problem"),
    [
        ("localhost", 30, False, Problem.CERTIFICATE_UNKNOWN),
        ("localhost", -1, True, Problem.CERTIFICATE_EXPIRED),
        ("localhost", 90, True, Problem.CERTIFICATE_EXPIRED),  # not valid yet
        ("elsewhere.example", 30, True, Problem.CERTIFICATE_OF_ANOTHER),
    ],
)
def test_a_certificate_that_is_not_believed(language, tmp_path, monkeypatch, name, days, trusted, problem):
    certificate = make_certificate(tmp_path, name, days)
    if trusted:
        believed = ssl.create_default_context(cafile=certificate[0])
        monkeypatch.setattr(transport, "_trusted_certificates", lambda _file: believed)
    with TlsServer(certificate) as server:
        trouble = trouble_at(f"https://localhost:{server.port}")
        assert server.asked == []
    assert trouble.problem is problem
    check_sentence(trouble)


def test_a_certificate_that_a_person_chose(tmp_path):
    certificate = make_certificate(tmp_path, "localhost", 30)

    async def run(port: int) -> str:
        client = OllamaClient(Address.parse(f"https://localhost:{port}"), route=HostRoute(str(certificate[0])))
        try:
            return (await client.fetch_version()).version
        finally:
            await client.aclose()

    with TlsServer(certificate) as server:
        assert asyncio.run(run(server.port)) == "0.33.0"


def test_the_end_of_a_good_reply_is_no_trouble():
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", stream([chat_line("tea"), done_line()]))
        with pytest.raises(AssertionError):
            trouble_of(daemon, chat)
