"""What a daemon's words mean when it pulls or makes a model: it repeats its registry, its network and its disk."""

from __future__ import annotations

import re

from teahouse.core.errors import Problem, Trouble
from teahouse.core.manifest import refusal
from teahouse.core.model import ModelName
from teahouse.core.untrusted import clean_text
from teahouse.ollama.faults import shortened, spoken

_LONGEST = 300
_PATH = re.compile(r"(?:write|open|mkdir|create|truncate) (?P<path>\S+?):")

_READINGS: tuple[tuple[re.Pattern[str], Problem], ...] = (
    (re.compile(r"no space left|disk quota|not enough space", re.IGNORECASE), Problem.DISK_FULL),
    (re.compile(r"permission denied|read-only file system", re.IGNORECASE), Problem.FOLDER_READ_ONLY),
    (re.compile(r"server gave HTTP response to HTTPS client|insecure protocol"), Problem.REGISTRY_PLAIN),
    (re.compile(r"x509|tls: |certificate", re.IGNORECASE), Problem.REGISTRY_UNTRUSTED),
    (re.compile(r"digest mismatch|size mismatch|invalid manifest"), Problem.DOWNLOAD_DAMAGED),
    (re.compile(r"requires a newer version|^pull model manifest: 412"), Problem.HOST_OUTDATED),
    (re.compile(r"unauthorized|access denied|: 40[13]\b|: 40[13]:", re.IGNORECASE), Problem.REGISTRY_REFUSED),
    (re.compile(r"manifest: file does not exist|^file does not exist|manifest: 40[04]"), Problem.NOT_IN_REGISTRY),
    (
        re.compile(
            r"dial tcp|no such host|i/o timeout|connection re(?:fused|set)|network is unreachable|max retries exceeded"
            r"|EOF|TLS handshake|context deadline|malformed HTTP|: (?:5\d\d|429):|proxy",
            re.IGNORECASE,
        ),
        Problem.REGISTRY_UNREACHABLE,
    ),
)


def pull_trouble(error: object, model: str) -> Trouble:
    """What an error line of `/api/pull` or `/api/create` means, asked for `model`."""
    text = shortened(clean_text(error).strip())
    message = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    problem = refusal(text) or next((problem for pattern, problem in _READINGS if pattern.search(text)), None)
    match problem:
        case None:
            return spoken(error, model)
        case Problem.DISK_FULL | Problem.FOLDER_READ_ONLY:
            found = _PATH.search(text)
            return Trouble(problem, path=found["path"] if found else "")
        case Problem.DOWNLOAD_DAMAGED | Problem.HOST_OUTDATED:
            return Trouble(problem, model=model, message=message)
        case _:
            return Trouble(problem, model=model, registry=registry_of(model), message=message)


def registry_of(model: str) -> str:
    """The registry a name is fetched from."""
    try:
        return ModelName.parse(model).host
    except Trouble:
        return ""
