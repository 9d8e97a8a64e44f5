"""The promises of docs/privacy.md: which code opens connections, and that no host is contacted without a person's
action."""

from __future__ import annotations

import ast
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from fixtures.privacy import connecting_modules, contacting_methods
from teahouse.backend import Services
from torture import network

APP = Path(__file__).resolve().parents[1] / "app" / "teahouse"
LIBRARIES = {
    "aiohttp", "anyio", "ftplib", "http", "httpcore", "httpx", "imaplib", "nntplib", "ollama", "poplib", "requests",
    "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "uvicorn", "webbrowser",
    "websockets", "xmlrpc", "PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineWidgets",
}  # fmt: skip
CALLS = {
    "create_connection", "create_datagram_endpoint", "create_server", "getaddrinfo", "gethostbyaddr", "gethostbyname",
    "getnameinfo", "open_connection", "open_unix_connection", "openUrl", "setOpenExternalLinks", "sock_connect",
    "start_server", "start_unix_server", "urlopen",
}  # fmt: skip


def ways_out(path: Path) -> set[str]:
    """What a module imports or calls that can open a connection, look up a name, or open a browser."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                found |= {alias.name for alias in names if _is_library(alias.name)}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                found |= {module} if _is_library(module) else set()
                found |= {f"{module}.{alias.name}" for alias in names if f"{module}.{alias.name}" in LIBRARIES}
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CALLS:
                found.add(name)
    return found


def _is_library(name: str) -> bool:
    return any(name == library or name.startswith(library + ".") for library in LIBRARIES)


def test_only_the_modules_that_are_listed_can_open_connections() -> None:
    found = {}
    for path in APP.rglob("*.py"):
        if ways := ways_out(path):
            found[".".join(path.relative_to(APP).with_suffix("").parts)] = ways
    listed = connecting_modules()
    unlisted = {name: found[name] for name in found if not any(fnmatch(name, pattern) for pattern in listed)}
    idle = {pattern for pattern in listed if not any(fnmatch(name, pattern) for name in found)}
    assert not unlisted, f"not in docs/privacy.md: {unlisted}"
    assert not idle, f"docs/privacy.md lists modules that open nothing: {idle}"


@pytest.mark.parametrize(
    "line",
    ["import socket", "from urllib import request", "import httpx as h", "from PySide6.QtNetwork import QTcpSocket",
     "import http.client", "asyncio.open_connection('x', 1)", "from socket import getaddrinfo"],
)  # fmt: skip
def test_every_way_out_is_seen(tmp_path: Path, line: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(line)
    assert ways_out(path)


def test_the_listed_ways_into_the_services_exist() -> None:
    kinds = Services.__annotations__
    assert contacting_methods() >= {
        "pulls.start_pull",
        "pulls.resume_all_pulls",
        "updates.check_now",
        "catalogue.adopt_catalogue",
        "hosts.use_host",
    }
    for name in contacting_methods():
        service, _, method = name.partition(".")
        module = sys.modules[Services.__module__]
        assert callable(getattr(getattr(module, kinds[service]), method)), name


@pytest.mark.engine
@pytest.mark.timeout(300)
def test_nobody_is_contacted_while_everything_is_opened_and_clicked(tmp_path: Path) -> None:
    """A sample of `make torture TORTURE=network`."""
    reason = network.refusal()
    found = network.results(network.session(tmp_path, 4.0, seed=3, inside=not reason), reason)
    for result in found:
        assert result.tries > 0 or reason
        assert result.failures == 0, f"{result.name}: {result.worst}\n" + "\n".join(result.details)
