"""A daemon on a real socket that does one thing wrong, and the table of what it can do wrong.

A fault stands at one path; everything else is answered as a good daemon does. It writes bytes to the socket itself, so
that nothing keeps it from breaking HTTP.
"""

# ruff: noqa: E501 (tables: a fault a line)

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Self

from fixtures.scripted_answers import MODEL, Answer, chat_line, done_line, recorded_answers, stream

PartAction = Callable[[socket.socket], None]
ENDLESS_SECONDS = 90.0  # an endless answer ends then, whoever reads it
FIRST = "Two cups of tea. "
TEA = chat_line(FIRST)
HUGE = "1" + "0" * 400
BLOB = b"GGUF" * 1000
DIGEST = f"sha256:{hashlib.sha256(BLOB).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: `name`, the `phase` (what the app does meanwhile: version, tags, ps, show, chat, pull, delete,
    unload), and `act`, which writes the answer. `kept`: text that has to be stored, None where a part of it may be;
    `stopped`: a person has to press Stop, since the silence may be legitimate; `good`: the reply ends well."""

    phase: str
    name: str
    act: PartAction
    kept: str | None = ""
    stopped: bool = False
    good: bool = False

    @property
    def id(self) -> str:
        return f"{self.phase}: {self.name}"


PATHS = {
    "version": "/api/version",
    "tags": "/api/tags",
    "ps": "/api/ps",
    "show": "/api/show",
    "chat": "/api/chat",
    "pull": "/api/pull",
    "delete": "/api/delete",
    "unload": "/api/generate",
}


class HostileDaemon:
    """`fault` may be changed between requests; `tokens` are the Authorization headers that came to a place they were
    not meant for."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self._answers = recorded_answers()
        self._answers["/api/chat"] = stream([TEA, done_line(tokens=5)])
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def model(self) -> str:
        """A model to pull from a registry that this daemon is, too."""
        return f"http://127.0.0.1:{self.port}/library/tea:latest"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError, IndexError):  # a handshake has no path
            connection.settimeout(ENDLESS_SECONDS)
            reader = connection.makefile("rb")
            while head := _head(reader):
                path = head[0].split(" ")[1]
                length = next((int(line[15:]) for line in head if line.lower().startswith("content-length:")), 0)
                reader.read(length)
                fault = self.fault
                if fault is not None and path == PATHS[fault.phase]:
                    fault.act(connection)
                    return
                connection.sendall(self._good(path))

    def _good(self, path: str) -> bytes:
        if path.startswith("/v2/"):
            kind = "application/vnd.ollama.image.model"
            layer = {"mediaType": kind, "digest": DIGEST, "size": len(BLOB)}
            config = {"mediaType": "application/json", "digest": f"sha256:{'0' * 64}", "size": 2}
            return _whole(json.dumps({"schemaVersion": 2, "config": config, "layers": [layer]}).encode())
        if path in ("/api/generate", "/api/delete"):
            return _whole(b'{"done":true}')
        script = self._answers.get(path)
        if not isinstance(script, Answer):
            return _whole(b'{"error":"not found"}', 404)
        return script.head + b"".join(script.chunks) + b"0\r\n\r\n"


def _head(reader: Any) -> list[str]:
    lines = []
    while (line := reader.readline(65536)) not in (b"\r\n", b""):
        lines.append(line.decode("latin-1").rstrip())
    return lines


# What is written.


def _whole(body: bytes, status: int = 200, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def says(*parts: bytes) -> PartAction:
    """Write these and close."""
    return lambda connection: connection.sendall(b"".join(parts))


def answers(body: Any, status: int = 200) -> PartAction:
    """A whole answer."""
    return says(_whole(body if isinstance(body, bytes) else json.dumps(body).encode(), status))


def lines(*parts: bytes) -> PartAction:
    """A stream that begins well and whose body is this."""
    return says(OPEN, *parts)


def endless(start: bytes, make: Callable[[int], bytes], pause: float = 0.0) -> PartAction:
    """`start`, then pieces without an end."""

    def act(connection: socket.socket) -> None:
        connection.sendall(start)
        until = time.monotonic() + ENDLESS_SECONDS
        for number in count():
            connection.sendall(make(number))
            if pause:
                time.sleep(pause)
            if time.monotonic() > until:
                return

    return act


def hangs(*parts: bytes) -> PartAction:
    def act(connection: socket.socket) -> None:
        connection.sendall(b"".join(parts))
        connection.recv(1)  # until the client leaves

    return act


def resets(*parts: bytes) -> PartAction:
    def act(connection: socket.socket) -> None:
        connection.sendall(b"".join(parts))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def _bomb() -> bytes:
    return gzip.compress(bytes(64 << 20), 9) * 16  # a gigabyte, in a megabyte


def _bomb_answer(connection: socket.socket) -> None:
    connection.sendall(_whole(_bomb(), 200, "Content-Encoding: gzip"))


def _raw_done(fields: str) -> bytes:
    return b'{"model":"m","message":{"role":"assistant","content":""},"done":true,' + fields.encode() + b"}\n"


KILO = b"x" * 1024
HTML = b"<!doctype html><html><head><title>Router login</title></head>" + b"<p>Hello</p>" * 100 + b"</html>"

# At every phase, before or in the headers, or instead of the body.
EVERYWHERE: tuple[tuple[str, PartAction], ...] = (
    ("closes without a word", says()),
    ("resets without a word", resets()),
    ("HTTP/0.9", says(b"hello\r\n")),
    ("a mail server", says(b"220 mail ESMTP\r\n")),
    ("a TLS alert", says(b"\x15\x03\x01\x00\x02\x02\x28")),
    ("half a status line", says(b"HTTP/1.1 2")),
    ("headers without an end", endless(b"HTTP/1.1 200 OK\r\n", lambda n: b"X-%d: %s\r\n" % (n, KILO))),
    ("1xx answers without an end", endless(b"", lambda n: b"HTTP/1.1 100 Continue\r\n\r\n" * 100)),
    ("a header that drips", endless(b"HTTP/1.1 200 OK\r\nX: ", lambda n: b"x", 0.2)),
    ("a status of 99999", says(b"HTTP/1.1 99999 OK\r\n\r\n")),
    ("a length of 5,000 digits", says(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n{}")),
    ("a negative length", says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")),
    ("two lengths", says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}")),
    (
        "a redirect to nowhere",
        says(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n"),
    ),
    ("a web page", says(_whole(HTML))),
    ("a web page of a proxy", says(_whole(HTML, 502))),
    ("a web page with status 500", says(_whole(HTML, 500))),
    ("401", answers({"error": "unauthorized"}, 401)),
    ("an error without an end", endless(b"HTTP/1.1 500 X\r\n\r\n", lambda n: KILO * 64)),
    ("an error that drips", endless(b"HTTP/1.1 500 X\r\n\r\n", lambda n: b"x", 0.2)),
    ("an error that is nested", answers(b'{"error":' * 50_000, 500)),
    ("a bomb", _bomb_answer),
    ("an unknown encoding", says(_whole(b"{}", 200, "Content-Encoding: br"))),
    ("a body without an end and without lines", endless(OPEN, lambda n: KILO * 64)),
    ("a body shorter than it says", says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")),
    ("a chunk of garbage", says(CHUNKED, b"zz\r\n{}\r\n")),
    ("chunks that are cut", says(CHUNKED, chunk(b'{"a"'))),
    ("chunks of one byte", endless(CHUNKED, lambda n: chunk(b" ") * 2000)),
    ("headers and then silence", hangs(CHUNKED, b"1\r\n{\r\n")),
    ("a list instead of an object", answers([1, 2, 3])),
    ("nesting", answers(b"[" * 100_000)),
    ("bytes that are no UTF-8", answers(b"\xff\xfe\xfd")),
)
# In the middle of a reply, or at its end.
IN_A_REPLY: tuple[tuple[str, PartAction, str | None, bool], ...] = (
    ("closes", says(CHUNKED, chunk(TEA)), FIRST, False),
    ("ends without a last line", lines(TEA), FIRST, False),
    ("resets", resets(CHUNKED, chunk(TEA)), None, False),  # a reset may overtake what was sent before it
    ("hangs", hangs(CHUNKED, chunk(TEA)), FIRST, False),
    ("a line of garbage", lines(TEA, b"garbage\n"), FIRST, False),
    ("a web page", lines(TEA, HTML, b"\n"), FIRST, False),
    ("an error", lines(TEA, b'{"error":"boom"}\n'), FIRST, False),
    ("an error that is an object", lines(TEA, b'{"error":{"error":{"message":[1]}}}\n'), FIRST, False),
    ("an error of 100 MB", endless(OPEN + TEA + b'{"error":"', lambda n: KILO * 64), FIRST, False),
    ("a line without an end", endless(OPEN + chat_line(FIRST) + b'{"message":{"content":"', lambda n: KILO * 64), FIRST, False),
    ("lines without content", endless(OPEN + TEA, lambda n: b"{}\n" * 1000), FIRST, False),
    ("empty lines", endless(OPEN + TEA, lambda n: b"\n" * 10_000), FIRST, False),
    ("a line that drips", endless(OPEN + TEA, lambda n: b" ", 0.2), FIRST, False),
    ("text without an end", endless(OPEN, lambda n: chat_line("tea " * 5000)), None, False),
    ("calls of tools without an end", endless(OPEN + TEA, lambda n: chat_line(tool_calls=[])[:-1].replace(b'"content":""', b'"content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":"%s"}}}]' % KILO) + b"\n"), FIRST, False),
    ("chunks of garbage", says(CHUNKED, chunk(TEA), b"zz\r\n"), FIRST, False),
    ("nested lines", lines(TEA, b"[" * 100_000, b"\n"), FIRST, False),
    ("bytes that are no UTF-8", lines(TEA, b'{"message":{"content":"\xff\xfe"}}\n', done_line()), FIRST + "\ufffd\ufffd", True),
    ("NUL and half a surrogate pair", lines(TEA, b'{"message":{"content":"\\u0000\\ud800"}}\n', done_line()), FIRST + "\ufffd\ufffd", True),
    ("counters of 10^400", lines(TEA, _raw_done(f'"eval_count":{HUGE},"eval_duration":{HUGE},"total_duration":-{HUGE}')), FIRST, True),
    ("counters of 2^63", lines(TEA, _raw_done('"eval_count":9223372036854775808,"total_duration":9223372036854775808')), FIRST, True),
    ("counters of 2^31", lines(TEA, _raw_done('"eval_count":2147483648,"prompt_eval_count":4294967296')), FIRST, True),
    ("counters below zero", lines(TEA, _raw_done('"eval_count":-5,"eval_duration":-1,"load_duration":-9')), FIRST, True),
    ("NaN and infinity", lines(TEA, _raw_done('"eval_count":NaN,"eval_duration":Infinity,"load_duration":-Infinity')), FIRST, True),
    ("counters of other types", lines(TEA, _raw_done('"eval_count":"7","eval_duration":true,"load_duration":[1],"total_duration":{}')), FIRST, True),
    ("null everywhere", lines(TEA, b'{"message":null,"error":null}\n', _raw_done('"done_reason":null,"eval_count":null')), FIRST, True),
    ("a message that is a list", lines(TEA, b'{"message":["x"],"done":"no"}\n', done_line()), FIRST, True),
    ("a tool's arguments nested", lines(TEA, b'{"message":{"tool_calls":[{"function":{"name":"f","arguments":' + b'{"a":' * 400 + b"1" + b"}" * 400 + b"}}]}}\n", done_line()), FIRST, True),
    ("a tool's arguments of 10^400", lines(TEA, b'{"message":{"tool_calls":[{"function":{"name":"\\ud800","arguments":{"a":' + HUGE.encode() + b',"\\u0000":NaN}}}]}}\n', done_line()), FIRST, True),
    ("lines after the last one", lines(TEA, done_line(), chat_line("never"), b"garbage\n"), FIRST, True),
    ("text after the end of the answer", says(CHUNKED, chunk(TEA + done_line()), b"0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nmore"), FIRST, True),
    ("two answers at once", says(_whole(TEA + done_line()), _whole(b"{}")), FIRST, True),
    ("no newline at the end", lines(TEA, done_line()[:-1]), FIRST, True),
    ("the same key twice", lines(TEA, b'{"done":false,"message":{"content":"x"},"message":{"content":"y"}}\n', done_line()), FIRST + "y", True),
)  # fmt: skip


def _models(entry: Callable[[int], str], most: int = 1) -> PartAction:
    return says(
        OPEN, b'{"models":[', ",".join(entry(number) for number in range(most)).encode("utf-8", "surrogatepass"), b"]}"
    )


LISTS: tuple[tuple[str, PartAction], ...] = (
    ("100,000 models", _models(lambda n: f'{{"name":"m{n}:latest","size":{n}}}', 100_000)),
    ("models without an end", endless(OPEN + b'{"models":[', lambda n: b"".join(b'{"name":"m%d"},' % (n * 100 + each) for each in range(100)))),
    ("a name of 1 MB", _models(lambda n: f'{{"name":"{"x" * (1 << 20)}"}}', 3)),
    ("the same name", _models(lambda n: '{"name":"m:latest"}', 1000)),
    ("sizes that cannot be", _models(lambda n: f'{{"name":"m{n}","size":{HUGE},"size_vram":-1,"context_length":1e400,"details":{{"context_length":4294967296}}}}', 3)),
    ("sizes without a value", _models(lambda n: f'{{"name":"m{n}","size":NaN,"size_vram":"7","digest":null,"details":[]}}', 3)),
    ("names that no model has", _models(lambda n: '{"name":"a\\u0000b\\n\\u001b[31m"},{"name":"\\ud800"},{"name":7},{"name":null}', 3)),
    ("capabilities that are objects", _models(lambda n: f'{{"name":"m{n}","capabilities":[{{}},[1],null,"tools"]}}', 3)),
    ("dates that never were", _models(lambda n: f'{{"name":"m{n}","modified_at":"0000-01-01T00:00:00Z","expires_at":"1000000-01-01T00:00:00Z"}}', 3)),
    ("dates at the ends of time", _models(lambda n: f'{{"name":"m{n}","modified_at":"0001-01-01T00:00:00+14:00","expires_at":"9999-12-31T23:59:59-14:00"}}', 3)),
    ("models that are an object", answers({"models": {"name": "m"}})),
    ("null", answers({"models": None})),
    ("a list that is cut", says(OPEN, b'{"models":[{"name":"m"}')),
    ("a list that drips", endless(OPEN + b'{"models":[', lambda n: b" ", 0.2)),
)  # fmt: skip
SHOWN: tuple[tuple[str, PartAction], ...] = (
    ("facts of 10^400", says(_whole(f'{{"model_info":{{"general.architecture":"llama","llama.block_count":{HUGE},"llama.context_length":-1,"llama.embedding_length":1e400,"general.parameter_count":{HUGE}}}}}'.encode()))),
    ("facts of 2^62", answers({"model_info": {"general.architecture": "llama", "llama.block_count": 2**62, "llama.context_length": 2**62, "llama.attention.head_count": [2**62] * 99, "llama.attention.head_count_kv": 2**62}})),
    ("tensors of 2^62", answers({"model_info": {"general.architecture": "llama"}, "tensors": [{"name": "blk.0.x", "type": "Q4_K", "shape": [2**62] * 4000}]})),
    ("facts of other types", answers({"model_info": ["x"], "tensors": {"a": 1}, "details": 7, "capabilities": [{}], "parameters": [1], "template": None, "modelfile": 3, "projector_info": "x"})),
    ("100 MB", endless(OPEN + b'{"license":"', lambda n: KILO * 64)),
    ("facts nested", says(_whole(b'{"model_info":{"x":' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"}}"))),
)  # fmt: skip


def _progress(**fields: Any) -> bytes:
    return json.dumps({"status": "pulling", "digest": DIGEST, **fields}).encode() + b"\n"


PULLED: tuple[tuple[str, PartAction], ...] = (
    ("closes", says(CHUNKED, chunk(_progress(total=100, completed=50)))),
    ("hangs", hangs(OPEN, _progress(total=100, completed=50))),
    ("sizes of 10^400", lines(b'{"status":"x","digest":"a","total":%s,"completed":%s}\n' % (HUGE.encode(), HUGE.encode()), b'{"error":"boom"}\n')),
    ("sizes below zero", lines(_progress(total=-100, completed=-50), _progress(total=100, completed=-1), b'{"error":"boom"}\n')),
    ("more than all of it", lines(_progress(total=100, completed=10**12), b'{"error":"boom"}\n')),
    ("blobs without an end", endless(OPEN, lambda n: b"".join(b'{"status":"x","digest":"sha256:%d","total":9,"completed":1}\n' % (n * 100 + each) for each in range(100)))),
    ("an error that is a list", lines(b'{"error":["x",{"a":1}]}\n')),
    ("a line without an end", endless(OPEN + b'{"status":"', lambda n: KILO * 64)),
    ("garbage", lines(b"garbage\n" * 1000)),
)  # fmt: skip


def table() -> Iterator[Fault]:
    """All faults."""
    for phase in PATHS:
        for name, act in EVERYWHERE:
            yield Fault(phase, name, act)
    yield Fault("chat", "silence before the headers", hangs(), stopped=True)
    yield Fault("chat", "headers and then silence for good", hangs(OPEN), stopped=True)
    for name, act, kept, good in IN_A_REPLY:
        yield Fault("chat", f"in a reply, {name}", act, kept, good=good)
    for phase in ("tags", "ps"):
        for name, act in LISTS:
            yield Fault(phase, name, act)
    for name, act in SHOWN:
        yield Fault("show", name, act)
    for name, act in PULLED:
        yield Fault("pull", name, act)


__all__ = ["FIRST", "MODEL", "Fault", "HostileDaemon", "table"]
