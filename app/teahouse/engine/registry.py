"""Client of a model registry: addresses of manifests and blobs, tokens, redirects, proxies and certificates.

HTTPS uses the system's certificates and those of SSL_CERT_FILE or SSL_CERT_DIR. HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
NO_PROXY apply, except to this computer. `core.manifest` checks manifests.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from urllib.parse import SplitResult, unquote, urlencode, urljoin, urlsplit
from urllib.request import getproxies, parse_http_list, parse_keqv_list, proxy_bypass

from teahouse import __version__
from teahouse.core.manifest import ACCEPTED, LARGEST, Manifest, read_manifest
from teahouse.core.model import ModelName
from teahouse.engine.errors import ApiError

CONNECT_SECONDS = 15.0
_LOCAL = re.compile(r"localhost|.*\.localhost|127\..*|::1", re.IGNORECASE)

Origin = tuple[str, str, int]


class FetchError(Exception):
    """A request failed permanently; the message is in the words of a Go daemon."""


@cache
def trusted_certificates() -> ssl.SSLContext:
    """Trusted certificates: the system's and the environment's; certifi's where there are none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        with suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def origin_of(parts: SplitResult) -> Origin:
    """Scheme, host and port, for which a token is valid."""
    return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def proxy_for(origin: Origin) -> SplitResult | None:
    """The environment's proxy for an origin; None for this computer and for exempt hosts."""
    scheme, host, port = origin
    if _LOCAL.fullmatch(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(format_address(host, port)):
        return None
    return urlsplit(proxy if "://" in proxy else f"http://{proxy}")


def connection_to(origin: Origin, proxy: SplitResult | None) -> http.client.HTTPConnection:
    scheme, host, port = origin
    if proxy is not None and (proxy.scheme != "http" or not proxy.hostname):
        raise FetchError(f"a proxy of the kind {proxy.scheme}:// cannot be used here; give an http:// one")
    peer, peer_port = (proxy.hostname or "", proxy.port or 80) if proxy is not None else (host, port)
    if scheme == "http":
        return http.client.HTTPConnection(peer, peer_port, timeout=CONNECT_SECONDS)
    secure = http.client.HTTPSConnection(peer, peer_port, timeout=CONNECT_SECONDS, context=trusted_certificates())
    if proxy is not None:
        secure.set_tunnel(host, port, headers=proxy_authorization(proxy))
    return secure


def proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + b64encode(pair.encode()).decode("ascii")}


def format_address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


MAX_REDIRECTS = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_TOKEN = 1 << 20
_MAX_REST = 1 << 16


RequestBody = Callable[[], Iterator[bytes]]
RegistryTokens = dict[Origin, str]
"""Anonymous bearer tokens by the origin that requires them."""


class RegistryClient:
    """Sends requests of one thread to a registry and its redirects, over one persistent connection.

    `plain` allows http; `seconds` is the read timeout. A token is sent only to the origin that required it, not to a
    redirect; a redirect from https to http is refused. Blocking, because a download runs on threads: reading, writing
    and hashing release the interpreter's lock (`make bench BENCH=pulls` compares it with curl).
    Raises `FetchError`, OSError or `http.client.HTTPException`. `abort` may be called on another thread.
    """

    def __init__(self, tokens: RegistryTokens, *, plain: bool = False, seconds: float = 30.0) -> None:
        self._tokens = tokens
        self._plain = plain
        self._seconds = seconds
        self._origin: Origin | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._aborted = threading.Event()
        self.url = ""  # the address of the last answer, after redirects

    def get(self, url: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """As `send`, for a GET request."""
        return self.send("GET", url, headers)

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: RequestBody | None = None
    ) -> http.client.HTTPResponse:
        """The answer after redirects, with any status; read it or call `finish_answer` or `close`. `body` returns the
        blocks of the request each time that it is sent; `headers` has their length."""
        authorized = False
        for _ in range(MAX_REDIRECTS + 1):
            parts = self._parse_url(url)
            answer = self._send_request(method, parts, headers, body)
            if answer.status in _REDIRECTS and (location := answer.headers.get("Location")):
                self.finish_answer(answer)
                url = urljoin(url, location)
            elif answer.status == 401 and not authorized and self._fetch_token(parts, answer):
                authorized = True
            else:
                self.url = url
                return answer
        raise FetchError(f"stopped after {MAX_REDIRECTS} redirects")

    def finish_answer(self, answer: http.client.HTTPResponse) -> None:
        """Read a short rest of an answer, so that the connection can be reused; else close it."""
        if not answer.isclosed():
            answer.read(_MAX_REST)
        if not answer.isclosed():
            self.close()

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        connection, self._connection, self._origin = self._connection, None, None
        if connection is not None:
            connection.close()

    def abort(self) -> None:
        """End the current request and refuse later ones."""
        self._aborted.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # TLS's own would race with its reader

    def _parse_url(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise FetchError(f'parse "{url}": {error}') from None
        if parts.scheme != "https" and not (self._plain and parts.scheme == "http"):
            raise FetchError(f'insecure redirect to "{parts.scheme}://{parts.hostname}" refused')
        if not parts.hostname:
            raise FetchError(f'parse "{url}": no host')
        return parts

    def _send_request(
        self, method: str, parts: SplitResult, headers: Mapping[str, str], body: RequestBody | None
    ) -> http.client.HTTPResponse:
        origin = origin_of(parts)
        token = self._tokens.get(origin)
        sent = {"User-Agent": f"Teahouse/{__version__}", "Accept-Encoding": "identity", **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fresh = self._origin != origin or self._connection is None
        if fresh:
            self._open_connection(origin)
        try:
            return self._send_once(method, origin, path, sent, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if fresh or self._aborted.is_set():
                raise
            self._open_connection(origin)  # the server had closed the persistent connection
            return self._send_once(method, origin, path, sent, body)

    def _send_once(
        self, method: str, origin: Origin, path: str, headers: Mapping[str, str], body: RequestBody | None
    ) -> http.client.HTTPResponse:
        connection = self._connection
        assert connection is not None
        if self._aborted.is_set():
            raise ConnectionAbortedError
        scheme, host, port = origin
        proxy = proxy_for(origin)
        if proxy is not None and scheme == "http":  # a proxy takes the full address of an http request
            path = f"http://{format_address(host, port)}{path}"
            headers = {**headers, **proxy_authorization(proxy)}
        try:
            connection.request(method, path, None if body is None else body(), dict(headers))
            return connection.getresponse()
        except BaseException:
            self.close()
            raise

    def _open_connection(self, origin: Origin) -> None:
        self.close()
        if self._aborted.is_set():
            raise ConnectionAbortedError
        connection = connection_to(origin, proxy_for(origin))
        self._connection, self._origin = connection, origin
        connection.connect()
        connection.sock.settimeout(self._seconds)

    def _fetch_token(self, parts: SplitResult, refused: http.client.HTTPResponse) -> bool:
        """Fetch the anonymous token that a 401 answer asks for; returns whether there is one."""
        scheme, _, challenge = refused.headers.get("WWW-Authenticate", "").partition(" ")
        self.finish_answer(refused)
        if scheme.lower() != "bearer":
            return False
        parameters = parse_keqv_list([item for item in parse_http_list(challenge) if "=" in item])
        query = urlencode([(name, parameters[name]) for name in ("service", "scope") if name in parameters])
        realm = parameters.get("realm", "")
        separator = "&" if urlsplit(realm).query else "?"
        try:
            answer = RegistryClient(RegistryTokens(), plain=self._plain, seconds=self._seconds).get(
                f"{realm}{separator}{query}", {}
            )
            values = json.loads(answer.read(_MAX_TOKEN)) if answer.status == 200 else {}
            token = values.get("token") or values.get("access_token")
        except (FetchError, OSError, http.client.HTTPException, ValueError, AttributeError):
            return False
        if isinstance(token, str) and token.isascii() and token.isprintable():
            self._tokens[origin_of(parts)] = token
            return True
        return False


def describe_error(error: Exception, url: str) -> str:
    """The message of a Go daemon for an error of a request to `url`."""
    parts = urlsplit(url)
    _, host, port = origin_of(parts)
    match error:
        case FetchError():
            return str(error)
        case ssl.SSLCertVerificationError():
            return f"tls: failed to verify certificate: x509: {error.verify_message}"
        case ssl.SSLError() if "WRONG_VERSION" in str(error) or "HTTP_REQUEST" in str(error):
            return "http: server gave HTTP response to HTTPS client"
        case ssl.SSLError():
            return f"tls: {error.reason or error}"
        case socket.gaierror():
            return f"dial tcp: lookup {host}: no such host"
        case ConnectionRefusedError():
            return f"dial tcp {format_address(host, port)}: connect: connection refused"
        case TimeoutError():
            return f"dial tcp {format_address(host, port)}: i/o timeout"
        case http.client.RemoteDisconnected() | http.client.IncompleteRead():
            return "unexpected EOF"
        case http.client.HTTPException():
            return f"net/http: malformed HTTP response ({type(error).__name__})"
        case OSError() if error.strerror:
            return error.strerror.lower()
    return str(error) or type(error).__name__


class Registry:
    """The registry of a model. `insecure` uses http, as the daemon's option of that name."""

    def __init__(self, name: ModelName, tokens: RegistryTokens, *, insecure: bool, seconds: float = 30.0) -> None:
        self._tokens = tokens
        self._insecure = insecure
        self._seconds = seconds
        self.name = name
        self.address = f"{'http' if insecure else 'https'}://{name.host}"
        self._root = f"{self.address}/v2/{name.namespace}/{name.model}"
        self.manifest_url = f"{self._root}/manifests/{name.tag}"

    def open_client(self) -> RegistryClient:
        return RegistryClient(self._tokens, plain=self._insecure, seconds=self._seconds)

    def blob_url(self, digest: str) -> str:
        return f"{self._root}/blobs/{digest}"

    def fetch_manifest(self) -> Manifest:
        """Fetch the manifest (blocking); raises `ApiError` 500 in the daemon's words."""
        url, client = self.manifest_url, self.open_client()
        try:
            answer = client.get(url, {"Accept": ACCEPTED})
            raw = answer.read(LARGEST + 1)
        except (FetchError, OSError, http.client.HTTPException) as error:
            raise _manifest_error(f'Get "{url}": {describe_error(error, url)}') from error
        finally:
            client.close()
        if answer.status in (401, 403):
            raise _manifest_error("unauthorized: access denied")
        if answer.status == 404:
            raise _manifest_error("file does not exist")
        if answer.status != 200:
            raise _manifest_error(f"{answer.status}: {raw[:1000].decode(errors='replace').strip()}")
        try:
            return read_manifest(raw)
        except ValueError as error:
            raise _manifest_error(f"invalid manifest: {error}") from error


def _manifest_error(why: str) -> ApiError:
    return ApiError(500, f"pull model manifest: {why}")
