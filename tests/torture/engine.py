"""The real engine attacked over its port and through its folder: connections, requests, hostile GGUFs, a second engine.

Whatever comes, it answers in its own words within time, grows by no more than it may, and serves the next client.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from fixtures.engine_process import EngineProcess
from fixtures.models import TOOLS_TEMPLATE, add_model, tiny_llama
from torture.result import Result

REQUESTS, FILES, CONNECTIONS, IMPORTS, LARGE = 10_000, 400, 3_000, 20, 30
GROWTH = 100 << 20  # bytes the daemon may grow by
LARGE_GROWTH = 400 << 20  # by what is read, translated and written of a request of 20 MB
WORK = 0.5  # seconds of the daemon's processor time while another client waits; a busy machine starves that client, too
PATIENCE = 120.0  # seconds for one answer: a load, a limit reached, a busy machine
MOMENT = 3.0  # seconds in which another client is answered meanwhile
LOGGED = 1 << 20  # bytes
AT_ONCE = 4
_STATUSES = frozenset((200, 201, 204, 400, 404, 405, 409, 413, 500, 501, 503))

_HOSTILE: tuple[Callable[[random.Random], object], ...] = (
    lambda _: None,
    lambda _: True,
    lambda _: -1,
    lambda _: 0,
    lambda _: 2**31,
    lambda _: 10**20,
    lambda _: -(10**300),
    lambda _: 1e308,
    lambda _: 5e-324,
    lambda _: "",
    lambda _: "\ud800",
    lambda _: "\x00\u2028\u0085\u202e",
    lambda chance: "tea" * chance.randrange(2000),
    lambda _: [],
    lambda _: {},
    lambda _: [[[[[]]]]],
    lambda _: {"type": "string", "minLength": 10**9},
    lambda _: {"$ref": "#"},
    lambda _: {"type": "object", "properties": {"a": {"type": "array", "items": {"$ref": "#"}, "minItems": 1900}}},
    lambda chance: [f"s{number}" for number in range(chance.randrange(500))],
    lambda _: "../../../../etc/passwd",
    lambda _: "copied:latest",
    lambda _: "1h",
    lambda _: "iVBORw0KGgo=",
)
_MESSAGE = {"role": "user", "content": "tea"}
_TOOL = {"type": "function", "function": {"name": "brew", "parameters": {"type": "object", "properties": {}}}}
_FEW = {"num_predict": 2, "stop": ["x"], "temperature": 1.0, "seed": 1, "top_k": 4, "num_keep": 1}
_BASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/api/chat", {"model": "tiny", "messages": [_MESSAGE], "options": _FEW, "stream": False}),
    ("POST", "/api/chat", {"model": "tiny", "messages": [_MESSAGE], "tools": [_TOOL], "options": _FEW}),
    ("POST", "/api/chat", {"model": "tiny", "messages": [_MESSAGE], "format": "json", "think": False, "options": _FEW}),
    ("POST", "/api/generate", {"model": "tiny", "prompt": "tea", "options": _FEW, "keep_alive": "5m", "raw": True}),
    ("POST", "/api/generate", {"model": "tiny", "prompt": "tea", "context": [4, 5], "system": "s", "options": _FEW}),
    ("POST", "/api/embed", {"model": "embedder", "input": ["tea", "leaf"], "dimensions": 8, "truncate": True}),
    ("POST", "/api/embeddings", {"model": "embedder", "prompt": "tea"}),
    ("POST", "/api/show", {"model": "tiny", "verbose": True, "system": "s"}),
    ("POST", "/api/copy", {"source": "tiny", "destination": "copied"}),
    ("DELETE", "/api/delete", {"model": "copied"}),
    ("POST", "/api/create", {"model": "made", "from": "tiny", "system": "s", "parameters": {"top_k": 4}}),
    ("POST", "/api/create", {"model": "made", "files": {"a.gguf": f"sha256:{'0' * 64}"}, "stream": False}),
    ("POST", "/api/push", {"model": "tiny", "stream": False}),
    ("POST", "/v1/chat/completions", {"model": "tiny", "messages": [_MESSAGE], "max_tokens": 2, "stream": True}),
    ("GET", "/api/tags", {}),
    ("GET", "/api/ps", {}),
    ("GET", "/v1/models", {}),
    ("HEAD", f"/api/blobs/sha256:{'0' * 64}", {}),
)


@dataclass
class Findings:
    """What broke, the slowest answer and the slowest of another client meanwhile (seconds), the most that the daemon
    worked while that one waited (seconds of its processor time), and the daemon's growth."""

    broken: list[str] = field(default_factory=list)
    slowest: float = 0.0
    others: float = 0.0
    work: float = 0.0
    growth: int = 0

    def result(self, name: str, tries: int, conditions: str = "") -> Result:
        worst = (
            f"{self.slowest:.1f} s, another client's answer {self.others * 1000:.0f} ms "
            f"({self.work * 1000:.0f} ms of the daemon's work), "
            f"daemon +{max(0, self.growth) >> 20} MiB"
        )
        return Result(name, tries, len(self.broken), worst, conditions, tuple(self.broken[:5]))


def write_models(folder: Path) -> Path:
    """A model that talks and one that makes vectors."""
    models = folder / "models"
    add_model(models, "tiny:latest", tiny_llama(folder / "tiny.gguf", template=TOOLS_TEMPLATE))
    add_model(models, "embedder:latest", tiny_llama(folder / "embedder.gguf", embeds=True))
    return models


@contextlib.asynccontextmanager
async def watched(engine: EngineProcess, findings: Findings, growth: int = GROWTH) -> AsyncIterator[httpx.AsyncClient]:
    """A client for attacks, while another one asks for the version again and again; then the daemon is looked at."""
    process, logged = psutil.Process(engine.pid), len(engine.log())
    limits = httpx.Limits(max_connections=AT_ONCE + 1)

    async def ask(client: httpx.AsyncClient) -> None:
        while True:
            asked, worked = time.monotonic(), sum(process.cpu_times()[:2])
            await client.get("/api/version")
            findings.others = max(findings.others, time.monotonic() - asked)
            findings.work = max(findings.work, sum(process.cpu_times()[:2]) - worked)
            await asyncio.sleep(0.05)

    async with (
        httpx.AsyncClient(base_url=engine.url, timeout=PATIENCE, trust_env=False, limits=limits) as client,
        httpx.AsyncClient(base_url=engine.url, timeout=PATIENCE, trust_env=False) as other,
    ):
        await client.get("/api/tags")
        before = process.memory_info().rss
        asking = asyncio.create_task(ask(other))
        yield client
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        findings.growth = process.memory_info().rss - before
        if findings.growth > growth:
            findings.broken.append(f"the daemon grew by {findings.growth >> 20} MiB")
        if findings.others > MOMENT:
            findings.broken.append(f"another client waited {findings.others:.1f} s")
        if len(engine.log()) - logged > LOGGED:
            findings.broken.append(f"{len(engine.log()) - logged} bytes of log")
        good = await client.post("/api/chat", json={**_BASES[0][2], "options": {"num_predict": 2}})
        if good.status_code != 200:
            findings.broken.append(f"the good model answers {good.text[:200]}")


async def send(client: httpx.AsyncClient, findings: Findings, method: str, path: str, body: bytes) -> None:
    """One request; what is wrong with its answer is noted."""
    asked = time.monotonic()
    try:
        answer = await client.request(method, path, content=body)
    except httpx.HTTPError as error:
        findings.broken.append(f"{type(error).__name__} for {method} {path} {body[:300]!r}")
        return
    findings.slowest = max(findings.slowest, time.monotonic() - asked)
    wrong = _fault(answer)
    if wrong:
        findings.broken.append(f"{wrong} for {method} {path} {body[:300]!r}")


def _fault(answer: httpx.Response) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if answer.status_code not in _STATUSES:
        return f"status {answer.status_code}"
    if "internal error" in answer.text:
        return answer.text[:200]
    if answer.status_code in (404, 405) and "json" not in answer.headers.get("content-type", ""):
        return ""
    if answer.status_code >= 400 and answer.content and "error" not in answer.json():
        return f"an error without its field: {answer.text[:200]}"
    return ""


# Requests.


def fuzzed(seed: int) -> tuple[str, str, bytes]:
    """A request with something hostile in it; the same for the same seed."""
    chance = random.Random(seed)
    method, path, base = chance.choice(_BASES)
    values = json.loads(json.dumps(base))
    for _ in range(chance.randrange(1, 4)):
        _spoil(values, chance)
    body = json.dumps(values).encode()
    kind = chance.randrange(10)
    if kind == 0:
        body = body[: chance.randrange(len(body) + 1)]
    elif kind == 1:
        at = chance.randrange(len(body) + 1)
        body = body[:at] + chance.randbytes(chance.randrange(1, 8)) + body[at:]
    elif kind == 2:
        depth = chance.randrange(1, 20_000)
        body = b"[" * depth + body + b"]" * depth
    return method, path, b"" if method == "HEAD" else body


def _spoil(values: dict[str, Any], chance: random.Random) -> None:
    """Put something hostile in place of a value, or beside the others, at any depth."""
    place: Any = values
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = chance.choice(keys)
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.7:
            place = place[key]
            continue
        place[key] = chance.choice(_HOSTILE)(chance)
        break
    if chance.random() < 0.3:
        values[chance.choice(("options", "format", "keep_alive", "think", "images", "model", "x"))] = chance.choice(
            _HOSTILE
        )(chance)


async def attack_with_requests(engine: EngineProcess, count: int) -> Findings:
    """`count` fuzzed requests, some at once."""
    findings, seeds = Findings(), iter(range(count))

    async def work(client: httpx.AsyncClient) -> None:
        for seed in seeds:
            await send(client, findings, *fuzzed(seed))

    async with watched(engine, findings) as client:
        await asyncio.gather(*(work(client) for _ in range(AT_ONCE)))
    return findings


# Large requests.


def large_request(kind: int) -> tuple[str, bytes]:
    """The path and the body of a request of 16 to 20 MB."""
    chat: dict[str, Any] = {"model": "tiny", "stream": False, "options": {"num_predict": 2}}
    text = "Which tea? " * 1_800_000
    kinds: tuple[Callable[[], tuple[str, object]], ...] = (
        lambda: ("/api/chat", {**chat, "messages": [{"role": "user", "content": "", "images": ["QUJD" * 5_000_000]}]}),
        lambda: ("/api/chat", {**chat, "messages": [{"role": "user", "content": "word " * 36}] * 100_000}),
        lambda: ("/api/chat", {**chat, "messages": [{"role": "user", "content": text}]}),
        lambda: ("/api/chat", {**chat, "messages": [{"role": "user", "content": "\n" * 8_000_000}]}),
        lambda: ("/api/generate", {**chat, "prompt": "tea", "context": [4, 5, 6] * 160_000}),
        lambda: ("/api/embed", {"model": "embedder", "input": text}),
    )
    path, values = kinds[kind % len(kinds)]()
    return path, json.dumps(values).encode()


async def attack_with_large_requests(engine: EngineProcess, count: int) -> Findings:
    """`count` requests of the largest honest size, one after the other; the other client is to feel nothing of them."""
    findings = Findings()
    async with watched(engine, findings, LARGE_GROWTH) as client:
        for number in range(count):
            path, body = await asyncio.to_thread(large_request, number)
            await send(client, findings, "POST", path, body)
    if findings.work > WORK:
        findings.broken.append(f"the daemon worked {findings.work:.2f} s while another client waited")
    return findings


# Files.


def spoiled(data: bytes, seed: int) -> bytes:
    """A GGUF with some bytes changed, most of them in its head, or cut; the same for the same seed."""
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(min(len(made) - 8, 6000 if chance.random() < 0.9 else len(made)))
        width = chance.choice((1, 4, 8))
        made[at : at + width] = chance.choice((b"\xff" * width, b"\x00" * width, chance.randbytes(width)))
    return bytes(made[: chance.randrange(len(made))]) if chance.random() < 0.2 else bytes(made)


async def attack_with_files(engine: EngineProcess, data: bytes, count: int) -> Findings:
    """`count` spoiled forms of the GGUF `data`: sent, made a model, looked at, asked, and deleted again."""
    findings = Findings()
    async with watched(engine, findings) as client:
        for seed in range(count):
            file = spoiled(data, seed)
            digest = f"sha256:{hashlib.sha256(file).hexdigest()}"
            name = f"spoiled{seed}"
            made = json.dumps({"model": name, "files": {"a.gguf": digest}, "stream": False}).encode()
            asked = json.dumps({"model": name, "messages": [_MESSAGE], "options": {"num_predict": 2}}).encode()
            await send(client, findings, "POST", f"/api/blobs/{digest}", file)
            await send(client, findings, "POST", "/api/create", made)
            await send(client, findings, "POST", "/api/show", json.dumps({"model": name, "verbose": True}).encode())
            await send(client, findings, "GET", "/api/tags", b"")
            await send(client, findings, "POST", "/api/chat", asked)
            await send(client, findings, "DELETE", "/api/delete", json.dumps({"model": name}).encode())
            await send(client, findings, "DELETE", f"/api/blobs/{digest}", b"")
    return findings


# Connections.

_HEAD = b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
_ENDLESS = json.dumps(
    {"model": "tiny", "messages": [_MESSAGE], "options": {"num_predict": 400, "stop": ["-"]}}
).encode()
_BEGUN = (
    b"",
    b"GET /api/ver",
    _HEAD,
    _HEAD + b"Content-Length: 100000000\r\n\r\n{",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    _HEAD + f"Content-Length: {len(_ENDLESS)}\r\n\r\n".encode() + _ENDLESS,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000,
)


async def attack_with_connections(engine: EngineProcess, count: int) -> Findings:
    """`count` connections that begin something and leave it, 500 held at once; some are reset."""
    findings, held = Findings(), []
    process = psutil.Process(engine.pid)
    async with watched(engine, findings) as client:
        before = process.num_fds()
        for number in range(count):
            connection = socket.socket()
            connection.setblocking(False)
            with contextlib.suppress(OSError):
                await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", engine.port))
                connection.send(_BEGUN[number % len(_BEGUN)])
            held.append(connection)
            if len(held) > 500:
                _leave(held.pop(0), reset=number % 3 == 0)
        await send(client, findings, "GET", "/api/tags", b"")
        for connection in held:
            _leave(connection, reset=False)
        for _ in range(100):
            if process.num_fds() <= before + 8:
                break
            await asyncio.sleep(0.1)
        else:
            findings.broken.append(f"{process.num_fds() - before} files stay open")
    return findings


def _leave(connection: socket.socket, *, reset: bool) -> None:
    if reset:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


# A second engine.


def attack_with_a_second_engine(folder: Path, count: int) -> Findings:
    """`count` imports, in the middle of each of which a second engine is started on the folder."""
    findings = Findings()
    with EngineProcess(folder) as first, ThreadPoolExecutor() as threads:
        for number in range(count):
            data = random.Random(number).randbytes(3 << 20)
            digest = f"sha256:{hashlib.sha256(data).hexdigest()}"

            def chunks(data: bytes = data) -> Iterator[bytes]:
                yield data[: 2 << 20]
                time.sleep(0.3)  # until it is on the disk
                with EngineProcess(folder):
                    yield data[2 << 20 :]

            url = f"{first.url}/api/blobs/{digest}"
            answer = threads.submit(httpx.post, url, content=chunks(), timeout=PATIENCE, trust_env=False).result()
            if answer.status_code != 201:
                findings.broken.append(f"import {number}: {answer.status_code} {answer.text[:200]}")
    return findings


def run(share: float) -> list[Result]:
    """All attacks, `share` of each."""

    def part(whole: int) -> int:
        return max(1, round(share * whole))

    with tempfile.TemporaryDirectory(prefix="teahouse-engine-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        models = write_models(folder)
        with EngineProcess(models) as engine:
            requests = asyncio.run(attack_with_requests(engine, part(REQUESTS)))
            files = asyncio.run(attack_with_files(engine, (folder / "tiny.gguf").read_bytes(), part(FILES)))
            large = asyncio.run(attack_with_large_requests(engine, part(LARGE)))
            connections = asyncio.run(attack_with_connections(engine, part(CONNECTIONS)))
        second = attack_with_a_second_engine(models, part(IMPORTS))
    return [
        requests.result("engine requests", part(REQUESTS), "fuzzed bodies of 18 kinds, fixed seeds, 4 at once"),
        large.result("engine large requests", part(LARGE), "16 to 20 MB, 6 kinds, one after the other"),
        files.result("engine GGUF files", part(FILES), "7 requests with each, fixed seeds"),
        connections.result("engine connections", part(CONNECTIONS), "500 held at once, 8 kinds"),
        second.result("engine imports beside a second engine", part(IMPORTS)),
    ]
