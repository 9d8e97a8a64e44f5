"""Who may speak to the engine: no page of a foreign site, no foreign name for this computer, no one without the token.

A browser sends any page's requests to loopback; Host and Origin tell them from a program's. The rules are an Ollama
daemon's: a foreign one gets 403 with an empty body, pages of this computer and of desktop shells are let in.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import socket

from teahouse.core.values import dataclass

_LOCAL_NAMES = ("localhost", "local", "internal")
_ORIGIN = re.compile(
    r"(?:https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?"
    r"|(?:app|file|tauri|vscode-webview|vscode-file)://.*)",
    re.DOTALL,
)
_ALLOWED_HEADERS = "Authorization,Content-Type,User-Agent,Accept,X-Requested-With"
_ALLOWED_METHODS = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` 0 lets the request through; `headers` go with whatever is answered."""

    status: int = 0
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules. Only on `loopback` a foreign Host is refused: bound elsewhere, other names are wanted. An empty
    `token` asks for none."""

    token: str = ""
    loopback: bool = True

    def judge_request(self, method: str, host: str, origin: str, authorization: str) -> Verdict:
        """What to do with a request of these headers (empty when absent)."""
        if origin and not _origin_allowed(origin, host):
            return Verdict(403)
        headers = _cors(origin, preflight=method == "OPTIONS") if origin else ()
        if self.loopback and not host_allowed(host):
            return Verdict(403, headers)
        if method == "OPTIONS":
            return Verdict(204, headers)
        if self.token and not hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode()):
            return Verdict(401, headers)
        return Verdict(0, headers)


def host_allowed(value: str) -> bool:
    """Whether a Host header names this computer: an address of its own kind, or a name that cannot be a site's."""
    host = _without_port(value).lower()
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass  # a name
    else:
        return address.is_loopback or address.is_private or address.is_unspecified
    if host in ("", "localhost", socket.gethostname().lower()):
        return True
    return any(host.endswith(f".{name}") for name in _LOCAL_NAMES)


def _without_port(value: str) -> str:
    head, colon, port = value.rpartition(":")
    return head if colon and port.isdigit() and (":" not in head or head.endswith("]")) else value


def _origin_allowed(origin: str, host: str) -> bool:
    own = (f"http://{host}", f"https://{host}")
    return bool(_ORIGIN.fullmatch(origin)) or (origin in own and host_allowed(host))


def _cors(origin: str, *, preflight: bool) -> tuple[tuple[bytes, bytes], ...]:
    headers = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    if preflight:
        headers += [
            (b"access-control-allow-methods", _ALLOWED_METHODS.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS.encode()),
            (b"access-control-max-age", b"43200"),
        ]
    return tuple(headers)
