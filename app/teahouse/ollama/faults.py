"""Translates a daemon's errors to problems (`core.errors`).

An error is a status with `{"error": "…"}`, such a line inside a stream, or plain text on an unknown route. Its text may
contain JSON again, with the runner's message. The text is examined before the status: Ollama responds with 500 both to
an invalid option and to a file that it cannot load.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from teahouse.connection.address import Address
from teahouse.connection.faults import LONGEST_READ, PAGE, page_title, shorten_message, shorten_text, without_userinfo
from teahouse.core.errors import Problem, Trouble
from teahouse.core.manifest import problem_of_refusal
from teahouse.core.model import ModelName
from teahouse.core.untrusted import clean_text, parse_json, read_count

_CAPABILITIES = {"chat": "completion", "generate": "completion", "multimodal": "vision", "embeddings": "embedding"}
_CANNOT = re.compile(r"does not support (?P<capability>\w+)|(?P<think>think value \S+ is not supported)", re.IGNORECASE)
_OPTION = re.compile(r"option \"(?P<option>\w+)\" must be")
_CONTEXT = re.compile(
    r"exceed_context_size|exceeds? the (?:available |maximum )?context (?:size|length|window)|exceeds maximum context",
    re.IGNORECASE,
)
_CONTEXT_COUNTS = re.compile(r"\((?P<needed>\d{1,9}) tokens\)[^()]{0,80}context \w+ \((?P<available>\d{1,9}) tokens\)")
_MEMORY = re.compile(
    r"more system memory|out of memory|not enough memory|insufficient memory|memory exhausted|unable to allocate"
    r"|failed to allocate|cannot allocate|allocation failed|cudamalloc failed|bad_alloc",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(?:error|failed|unable|failure|not able) (?:to )?load|error loading|invalid (?:file )?magic|unsupported model"
    r"|unknown (?:model )?architecture|not (?:within|supported by your version)|invalid gguf|corrupt|truncated"
    r"|failed to init|failed to open gguf"
    r"|failed to read (?:magic|key|header|tensor|gguf)|missing tensor|wrong number of tensors|file is empty",
    re.IGNORECASE,
)
_NEEDS_TLS = re.compile(
    r"HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)|HTTP to an SSL-enabled|requires TLS", re.IGNORECASE
)
_RUNNER = re.compile(
    r"runner (?:process|has|died|was|ended|exited|crashed|stopped|is gone)|running the model"
    r"|unexpectedly stopped|unexpected eof|timed out waiting for",
    re.IGNORECASE,
)


def refusal_trouble(status: int, body: bytes, address: Address, model: str = "", target: str = "") -> Trouble:
    """The trouble of a response with this status and (the start of) its body, to a request about `model`; `target` is
    its redirect."""
    text = body.decode("utf-8", "replace").strip()
    shown = address.shown
    try:
        answer: Any = parse_json(text)
    except ValueError:
        answer = None
    if status in (401, 403):
        return Trouble(Problem.HOST_REFUSED, address=shown)
    if isinstance(answer, dict) and "error" in answer:
        return error_trouble(answer["error"], model, status)
    if 300 <= status < 400 and target:
        return Trouble(Problem.HOST_REDIRECTS, address=shown, target=shorten_message(without_userinfo(target), 200))
    if status == 400 and _NEEDS_TLS.search(text[:LONGEST_READ]):
        return Trouble(Problem.HOST_NEEDS_TLS, address=shown)
    if status in (429, 503):
        return Trouble(Problem.HOST_BUSY)
    if status in (502, 504):  # a proxy could not reach the daemon
        return Trouble(Problem.HOST_AWAY, address=shown, status=status)
    if PAGE.match(text):
        return Trouble(Problem.WEB_PAGE_ANSWERED, address=shown, status=status, title=page_title(text))
    if status < 500:
        return Trouble(Problem.NOT_AN_OLLAMA, address=shown)
    return Trouble(Problem.HOST_ERROR, message=shorten_message(text) or f"HTTP {status}")


def error_trouble(error: object, model: str, status: int = 200) -> Trouble:
    """The trouble of an `error` field; status 200 means inside a stream."""
    text, details = _unwrap_error(error)
    if _CONTEXT.search(text) or details.get("type") == "exceed_context_size_error":
        return _context_full(text, details)
    for pattern, make in _READINGS:
        if (found := pattern.search(text)) is not None:
            return make(found, shorten_message(text), model)
    if status in (429, 503):
        return Trouble(Problem.HOST_BUSY)
    if status == 404 and model:
        return Trouble(Problem.MODEL_MISSING, model=model)
    return Trouble(Problem.HOST_ERROR, message=shorten_message(text) or f"HTTP {status}")


def _context_full(text: str, details: dict[str, Any]) -> Trouble:
    needed, available = read_count(details.get("n_prompt_tokens")), read_count(details.get("n_ctx"))
    counts = _CONTEXT_COUNTS.search(text)
    if counts is not None and needed is None:
        needed, available = int(counts["needed"]), int(counts["available"])
    return Trouble(Problem.CONTEXT_FULL, needed=needed or 0, available=available or 0)


def _cannot_trouble(found: re.Match[str], _text: str, model: str) -> Trouble:
    capability = (found["capability"] or "thinking").lower()
    return Trouble(Problem.MODEL_CANNOT, model=model, capability=_CAPABILITIES.get(capability, capability))


def _model_trouble(problem: Problem) -> Callable[[re.Match[str], str, str], Trouble]:
    return lambda _found, text, model: Trouble(problem, model=model, message=text)


def _file_trouble(found: re.Match[str], _text: str, model: str) -> Trouble:
    problem = Problem.MODEL_FILE_MISSING if found["damage"] == "missing" else Problem.MODEL_FILE_CHANGED
    return Trouble(problem, model=model, path=found["path"])


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, str], Trouble]], ...] = (
    (
        re.compile(r"invalid model name|invalid model path", re.IGNORECASE),
        lambda _found, _text, model: Trouble(Problem.MODEL_NAME_INVALID, model=model),
    ),
    (re.compile(r"^the file of \S+ is (?P<damage>missing|changed): (?P<path>.+)$"), _file_trouble),
    (re.compile(r"^model is required"), lambda _found, _text, _model: Trouble(Problem.NO_MODEL)),
    (
        # regex: tried once, from the beginning
        re.compile(r"^model ['\"].*['\"] not found|try pulling it first"),
        lambda _found, _text, model: Trouble(Problem.MODEL_MISSING, model=model),
    ),
    (
        _OPTION,
        lambda found, text, _model: Trouble(Problem.OPTION_INVALID, option=found["option"], message=text),
    ),
    (
        re.compile(r"^time: .*duration"),
        lambda _found, text, _model: Trouble(Problem.OPTION_INVALID, option="keep_alive", message=text),
    ),
    (re.compile(r"^server busy"), lambda _found, _text, _model: Trouble(Problem.HOST_BUSY)),
    (_MEMORY, _model_trouble(Problem.MODEL_TOO_BIG)),
    (_BROKEN, _model_trouble(Problem.MODEL_BROKEN)),
    (_CANNOT, _cannot_trouble),
    (_RUNNER, _model_trouble(Problem.RUNNER_DIED)),
)


def _unwrap_error(error: object) -> tuple[str, dict[str, Any]]:
    """The text of an error, unwrapped from up to four levels of JSON, and the fields beside it."""
    details: dict[str, Any] = {}
    for _ in range(4):
        if isinstance(error, str) and error.lstrip().startswith("{"):
            try:
                error = parse_json(error)
            except ValueError:
                break
        if not isinstance(error, dict):
            break
        details = {**details, **error}
        error = error.get("error", error.get("message", ""))
    return shorten_text(clean_text(error).strip()), details


_LONGEST_PULL = 300
_PATH = re.compile(r"(?:write|open|mkdir|create|truncate) (?P<path>\S+?):")

_PULL_READINGS: tuple[tuple[re.Pattern[str], Problem], ...] = (
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
    """The trouble of an error line of `/api/pull` or `/api/create` for `model`. A daemon passes on errors of its
    registry, network and disk."""
    text = shorten_text(clean_text(error).strip())
    message = text if len(text) <= _LONGEST_PULL else text[:_LONGEST_PULL] + "…"
    problem = problem_of_refusal(text) or next(
        (problem for pattern, problem in _PULL_READINGS if pattern.search(text)), None
    )
    match problem:
        case None:
            return error_trouble(error, model)
        case Problem.DISK_FULL | Problem.FOLDER_READ_ONLY:
            found = _PATH.search(text)
            return Trouble(problem, path=found["path"] if found else "")
        case Problem.DOWNLOAD_DAMAGED | Problem.HOST_OUTDATED:
            return Trouble(problem, model=model, message=message)
        case _:
            return Trouble(problem, model=model, registry=registry_of(model), message=message)


def registry_of(model: str) -> str:
    """The registry from which a model is pulled; empty for an invalid name."""
    try:
        return ModelName.parse(model).host
    except Trouble:
        return ""
