"""The way to a server: through which proxy, and whose certificates are believed.

HTTPS is checked against the system's certificates and those of SSL_CERT_FILE or SSL_CERT_DIR; HTTP_PROXY, HTTPS_PROXY,
ALL_PROXY and NO_PROXY are obeyed. This computer itself is never asked through a proxy.
"""

from __future__ import annotations

import http.client
import re
import ssl
from base64 import b64encode
from contextlib import suppress
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

CONNECT_SECONDS = 15.0
_LOCAL = re.compile(r"localhost|.*\.localhost|127\..*|::1", re.IGNORECASE)

Origin = tuple[str, str, int]


class FetchError(Exception):
    """A request that led nowhere for a reason that trying again does not change; in the words of a Go daemon."""


@cache
def trusted() -> ssl.SSLContext:
    """The certificates to trust: the system's and the environment's; certifi's too where there are no others."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        with suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def origin_of(parts: SplitResult) -> Origin:
    """Scheme, host and port: what a key is good for."""
    return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def proxy_for(origin: Origin) -> SplitResult | None:
    """The environment's proxy for an origin; None for this computer and for hosts it exempts."""
    scheme, host, port = origin
    if _LOCAL.fullmatch(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(place(host, port)):
        return None
    return urlsplit(proxy if "://" in proxy else f"http://{proxy}")


def connection_to(origin: Origin, proxy: SplitResult | None) -> http.client.HTTPConnection:
    scheme, host, port = origin
    if proxy is not None and (proxy.scheme != "http" or not proxy.hostname):
        raise FetchError(f"a proxy of the kind {proxy.scheme}:// cannot be used here; give an http:// one")
    peer, peer_port = (proxy.hostname or "", proxy.port or 80) if proxy is not None else (host, port)
    if scheme == "http":
        return http.client.HTTPConnection(peer, peer_port, timeout=CONNECT_SECONDS)
    secure = http.client.HTTPSConnection(peer, peer_port, timeout=CONNECT_SECONDS, context=trusted())
    if proxy is not None:
        secure.set_tunnel(host, port, headers=proxy_authorization(proxy))
    return secure


def proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + b64encode(pair.encode()).decode("ascii")}


def place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
