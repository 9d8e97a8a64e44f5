"""What an exception of the transport means, and an answer that is none of a host's."""

from __future__ import annotations

import html
import re

import httpx

from teahouse import bounded_http
from teahouse.bounded_http import BodyTooLarge, UndecodableError
from teahouse.connection.address import Address
from teahouse.connection.body import LineTooLong
from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text, read_label

LONGEST_READ = 4096  # characters of a daemon's error text that are searched
LONGEST_MESSAGE = 600  # characters of a daemon's error text that are shown
PAGE = re.compile(r"\s*(?:<!--.{0,1000}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TLS_RECORD = ("\\x15\\x03", "\\x16\\x03")  # an alert or a handshake, in h11's message about an invalid status line
_LEFT = re.compile(r"disconnected|peer closed", re.IGNORECASE)  # in httpcore's messages; others mean invalid HTTP


def stranger_trouble(body: bytes, address: Address) -> Trouble:
    """The trouble of a successful response whose body is not a daemon's."""
    text = body.decode("utf-8", "replace")
    if PAGE.match(text):
        return Trouble(Problem.WEB_PAGE_ANSWERED, address=address.shown, status=200, title=page_title(text))
    return Trouble(Problem.NOT_AN_OLLAMA, address=address.shown)


def page_title(page: str) -> str:
    """The title of an HTML page on one line, empty without one."""
    start = page.lower().find("<title")
    if start < 0:
        return ""
    title = page[page.find(">", start) + 1 :].partition("<")[0][:500]
    return read_label(" ".join(html.unescape(title).split()))[:80]


def without_userinfo(url: str) -> str:
    """A URL to be shown, without user and password."""
    return re.sub(r"//[^/@]*@", "//", read_label(url))


def connection_trouble(error: Exception, address: Address, *, answered: bool = False) -> Trouble:
    """The trouble of a transport's exception; `answered`: the response had begun."""
    shown = address.shown
    if (problem := bounded_http.tls_problem(error)) is not None:
        return Trouble(problem, address=shown, message=bounded_http.tls_words(error))
    match error:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return Trouble(Problem.HOST_ADDRESS_INVALID, address=shown)
        case httpx.ReadTimeout() | httpx.WriteTimeout():
            return Trouble(Problem.HOST_SILENT, address=shown)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError() | httpx.PoolTimeout():
            return Trouble(Problem.HOST_UNREACHABLE, address=shown)
        case BodyTooLarge() | LineTooLong():
            return Trouble(Problem.ANSWER_TOO_LARGE, address=shown)
        case httpx.RemoteProtocolError() if not answered and any(mark in str(error) for mark in _TLS_RECORD):
            return Trouble(Problem.HOST_NEEDS_TLS, address=shown)
        case httpx.RemoteProtocolError() if not _LEFT.search(str(error)):
            return Trouble(Problem.ANSWER_GARBLED if answered else Problem.NOT_AN_OLLAMA, address=shown)
        case UndecodableError() | httpx.DecodingError():
            return Trouble(Problem.ANSWER_GARBLED, address=shown)
        case httpx.TransportError():
            return Trouble(Problem.HOST_LOST)
    return Trouble(Problem.UNEXPECTED, message=shorten_message(f"{type(error).__name__}: {error}", 200))


def shorten_text(text: str) -> str:
    """Start and end of an error text, `LONGEST_READ` characters at most."""
    half = LONGEST_READ // 2
    return text if len(text) <= LONGEST_READ else f"{text[:half]} … {text[-half:]}"


def shorten_message(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """The message to show; of a long text the end, where a log has the cause."""
    text = clean_text(text)
    return text if len(text) <= longest else "…" + text[-longest:]
