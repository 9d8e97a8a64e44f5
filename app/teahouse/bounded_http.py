"""HTTP with bounded responses, for hosts, registries, catalogues and release files.

httpx reads everything before a response's own headers in one call, including any number of informational responses
(1xx): 64 KB of them block the event loop for 70 ms. Here they are read in small pieces, and too many are an error.
HTTP libraries also decompress a chunk in one call: a megabyte of gzip may become a gigabyte. Here a compressed body is
decompressed in pieces of bounded size. Teahouse requests `identity`, but some servers compress anyway.
"""

# ruff: noqa: ASYNC109 (httpcore's signatures)

from __future__ import annotations

import ssl
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from teahouse.core.errors import Problem

MOST_INFORMATIONAL = 16
HEAD_PIECE = 1 << 12  # bytes read in one go before the status of the answer itself
LONGEST_INFORMATIONAL = 1 << 16  # bytes of one

_STATUS = len(b"HTTP/1.1 1")
_CORE_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


def open_client(*, trust_env: bool = True, proxy: str = "", **arguments: Any) -> httpx.AsyncClient:
    """Open an httpx client with bounded responses; without `trust_env` it ignores the environment's proxies, and with
    `proxy` that one is used for all requests."""
    transport = BoundedTransport(trust_env=trust_env, proxy=proxy)
    return httpx.AsyncClient(transport=transport, trust_env=trust_env, **arguments)


class PoolTransport(httpx.AsyncBaseTransport):
    """Sends httpx's requests through an httpcore pool. httpx's own transport accepts no network backend."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _httpx_errors():
            answer = await self.request_answer(request)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=AnswerStream(answer),
            extensions=answer.extensions,
        )

    async def request_answer(self, request: httpx.Request, **extensions: Any) -> httpcore.Response:
        """Send a request through the pool; raises httpcore's errors."""
        return await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=_core_url(request.url),
                headers=request.headers.raw,
                content=request.stream,
                extensions={**request.extensions, **extensions},
            )
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class AnswerStream(httpx.AsyncByteStream):
    """The body of an httpcore response, with httpx's errors."""

    def __init__(self, answer: httpcore.Response) -> None:
        assert isinstance(answer.stream, AsyncIterable)
        self._answer = answer
        self._chunks: AsyncIterable[bytes] = answer.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_errors():
            async for chunk in self._chunks:
                yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


class BoundedTransport(httpx.AsyncBaseTransport):
    """Connects directly, through `proxy`, or through the environment's proxy for a host, and limits informational
    responses."""

    def __init__(self, *, trust_env: bool, proxy: str = "") -> None:
        self._trust_env = trust_env
        self._proxy = proxy
        self._certificates = httpx.create_ssl_context(trust_env=trust_env)
        self._by_proxy: dict[str | None, PoolTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proxy: str | None = self._proxy or None
        if proxy is None and self._trust_env:
            proxy = environment_proxy(request.url.scheme, request.url.host)
        if proxy not in self._by_proxy:
            self._by_proxy[proxy] = PoolTransport(self._open_pool(proxy))
        return await self._by_proxy[proxy].handle_async_request(request)

    def _open_pool(self, proxy: str | None) -> httpcore.AsyncConnectionPool:
        limits = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}  # httpx's own
        backend = CountingBackend(httpcore.AnyIOBackend())
        return open_pool(proxy, self._certificates, network_backend=backend, **limits)

    async def aclose(self) -> None:
        for transport in self._by_proxy.values():
            await transport.aclose()


def environment_proxy(scheme: str, host: str) -> str | None:
    """The environment's proxy for a host; None without one, or if the host is exempt."""
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def open_pool(proxy: str | None, certificates: ssl.SSLContext | None, **options: Any) -> httpcore.AsyncConnectionPool:
    """Open an httpcore pool with its `options`, through `proxy` unless None; `certificates` are the trusted ones.
    Raises ImportError for SOCKS without socksio, ValueError for an unknown scheme."""
    options["ssl_context"] = certificates
    if proxy is None:
        return httpcore.AsyncConnectionPool(**options)
    found = httpx.Proxy(proxy)
    if found.url.scheme in ("socks5", "socks5h"):
        import_module("socksio")
        options.pop("socket_options", None)
        return httpcore.AsyncSOCKSProxy(_core_url(found.url), proxy_auth=found.raw_auth, **options)
    return httpcore.AsyncHTTPProxy(
        _core_url(found.url), proxy_auth=found.raw_auth, proxy_headers=found.headers.raw,
        proxy_ssl_context=certificates if found.url.scheme == "https" else None, **options,
    )  # fmt: skip


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Translate httpcore's errors to httpx's of the same name."""
    try:
        yield
    except _CORE_ERRORS as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise kind(str(error)) from error


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


class InformationalCount:
    """Counts the informational responses before a response. `ended`: the final status line was received."""

    def __init__(self) -> None:
        self.ended = False
        self._received = bytearray()
        self._count = 0

    def count_responses(self, data: bytes) -> None:
        """Count the responses in the next bytes; raises httpcore.RemoteProtocolError if there are too many."""
        self._received += data
        while len(self._received) >= _STATUS:
            if not self._received.startswith(b"HTTP/1.") or self._received[_STATUS - 1 : _STATUS] != b"1":
                self.ended = True
                self._received.clear()
                return
            end = self._received.find(b"\r\n\r\n")
            if end < 0 and len(self._received) <= LONGEST_INFORMATIONAL:
                return
            self._count += 1
            if end < 0 or self._count > MOST_INFORMATIONAL:
                raise httpcore.RemoteProtocolError("too many informational responses")
            del self._received[: end + 4]


class CountingStream(httpcore.AsyncNetworkStream):
    """A connection that limits the informational responses before each response."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._count = InformationalCount()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._count.ended:
            return await self._inner.read(max_bytes, timeout)
        data = await self._inner.read(min(max_bytes, HEAD_PIECE), timeout)
        self._count.count_responses(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._count = InformationalCount()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return CountingStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CountingBackend(httpcore.AsyncNetworkBackend):
    """Opens connections as `CountingStream`."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(self, *address: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        return CountingStream(await self._inner.connect_tcp(*address, **options))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


_LONGEST = 200  # characters of OpenSSL's message
_EXPIRED = (9, 10)  # OpenSSL's codes: not yet valid, expired
_OF_ANOTHER = (62, 63, 64)  # mismatch of name, mail address, IP address
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def tls_problem(error: BaseException) -> Problem | None:
    """CERTIFICATE_… or HOST_WITHOUT_TLS; None for any other error."""
    found = next(_ssl_errors(error), None)
    if isinstance(found, ssl.SSLCertVerificationError):
        if found.verify_code in _EXPIRED:
            return Problem.CERTIFICATE_EXPIRED
        return Problem.CERTIFICATE_OF_ANOTHER if found.verify_code in _OF_ANOTHER else Problem.CERTIFICATE_UNKNOWN
    return Problem.HOST_WITHOUT_TLS if found is not None and any(word in str(found) for word in _NO_TLS) else None


def tls_words(error: BaseException) -> str:
    """OpenSSL's reason, such as "certificate has expired"."""
    found = next(_ssl_errors(error), None)
    words = found.verify_message if isinstance(found, ssl.SSLCertVerificationError) else str(found or error)
    return words[:_LONGEST]


def _ssl_errors(error: BaseException | None) -> Iterator[ssl.SSLError]:
    """The TLS errors in an error's chain of causes."""
    for _ in range(32):
        if isinstance(error, ssl.SSLError):
            yield error
        if error is None:
            return
        error = error.__cause__ or error.__context__


PIECE = 1 << 14  # most bytes of one piece

_WINDOWS = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # zlib's code for "detect gzip or zlib"


class UndecodableError(Exception):
    """The body has an unsupported compression or is damaged."""


class BodyTooLarge(Exception):
    """The body has more than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class BodyDecoder:
    """Decompresses one body, in pieces of at most `PIECE` bytes."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", *_WINDOWS):
            raise UndecodableError(f"Content-Encoding {encoding[:40]!r}")
        self._unpacker = zlib.decompressobj(_WINDOWS[name]) if name in _WINDOWS else None

    def decode_chunk(self, chunk: bytes) -> Iterator[bytes]:
        """Decode the next chunk into pieces; raises `UndecodableError`."""
        if self._unpacker is None:
            yield from (chunk[start : start + PIECE] for start in range(0, len(chunk), PIECE))
            return
        while chunk and not self._unpacker.eof:
            try:
                piece = self._unpacker.decompress(chunk, PIECE)
            except zlib.error as error:
                raise UndecodableError(str(error)) from error
            chunk = self._unpacker.unconsumed_tail
            if piece:
                yield piece
            elif not chunk:
                return
