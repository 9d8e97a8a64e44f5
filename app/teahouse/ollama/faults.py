"""Every way a daemon says no, as one of our problems.

A refusal is a status with `{"error": "…"}`, a line of that shape inside a stream that began well, or plain text on
an unknown route; the error's text may hold JSON again, which holds the runner's own words. What the text says
decides before the status does: Ollama answers 500 to a wrong option and to a file it cannot load alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx

from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.address import Address
from teahouse.ollama.lines import clean

LONGEST_MESSAGE = 600  # characters of a daemon's own words; a log's last line has its reason at the end

_CAPABILITIES = {"chat": "completion", "generate": "completion", "multimodal": "vision", "embeddings": "embedding"}
_CANNOT = re.compile(r"does not support (?P<what>\w+)|(?P<think>think value \S+ is not supported)", re.IGNORECASE)
_OPTION = re.compile(r"option \"(?P<option>\w+)\" must be")
_CONTEXT = re.compile(
    r"exceed_context_size|exceeds? the (?:available |maximum )?context (?:size|length|window)|exceeds maximum context",
    re.IGNORECASE,
)
_CONTEXT_COUNTS = re.compile(r"\((?P<needed>\d+) tokens\)[^()]*context \w+ \((?P<available>\d+) tokens\)")
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
_LEFT = re.compile(r"disconnected|peer closed", re.IGNORECASE)  # httpcore's words; its others are about no HTTP
_RUNNER = re.compile(
    r"runner (?:process|has|died|was|ended|exited|crashed|stopped|is gone)|running the model"
    r"|unexpectedly stopped|unexpected eof|timed out waiting for",
    re.IGNORECASE,
)


def refusal(status: int, body: bytes, address: Address, model: str = "") -> Trouble:
    """What a whole answer with this status and body means, asked for `model`."""
    text = body.decode("utf-8", "replace").strip()
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if status in (401, 403):
        return Trouble(Problem.HOST_REFUSED, address=address.shown)
    if isinstance(said, dict) and "error" in said:
        return spoken(said["error"], model, status)
    if status in (429, 503):
        return Trouble(Problem.HOST_BUSY)
    if status == 502:  # a proxy in front of the daemon found nobody
        return Trouble(Problem.HOST_UNREACHABLE, address=address.shown)
    if status == 504:
        return Trouble(Problem.HOST_SILENT, address=address.shown)
    if status < 500:
        return Trouble(Problem.NOT_AN_OLLAMA, address=address.shown)
    return Trouble(Problem.HOST_ERROR, message=_short(text) or f"HTTP {status}")


def spoken(error: object, model: str, status: int = 200) -> Trouble:
    """What an `error` field means; with status 200 it stood inside a stream."""
    text, details = _unwrapped(error)
    if _CONTEXT.search(text) or details.get("type") == "exceed_context_size_error":
        return _context_full(text, details)
    for pattern, make in _READINGS:
        if (found := pattern.search(text)) is not None:
            return make(found, _short(text), model)
    if status in (429, 503):
        return Trouble(Problem.HOST_BUSY)
    if status == 404 and model:
        return Trouble(Problem.MODEL_MISSING, model=model)
    return Trouble(Problem.HOST_ERROR, message=_short(text) or f"HTTP {status}")


def failure(error: Exception, address: Address, *, answered: bool = False) -> Trouble:
    """What an exception of the transport means; `answered`: the daemon had begun to answer."""
    shown = address.shown
    match error:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return Trouble(Problem.HOST_ADDRESS_INVALID, address=shown)
        case httpx.ReadTimeout() | httpx.WriteTimeout():
            return Trouble(Problem.HOST_SILENT, address=shown)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError() | httpx.PoolTimeout():
            return Trouble(Problem.HOST_UNREACHABLE, address=shown)
        case httpx.RemoteProtocolError() if not answered and not _LEFT.search(str(error)):
            return Trouble(Problem.NOT_AN_OLLAMA, address=shown)
        case httpx.TransportError() | httpx.DecodingError():
            return Trouble(Problem.HOST_LOST)
    return Trouble(Problem.UNEXPECTED, message=f"{type(error).__name__}: {error}")


def _context_full(text: str, details: dict[str, Any]) -> Trouble:
    needed, available = details.get("n_prompt_tokens"), details.get("n_ctx")
    counts = _CONTEXT_COUNTS.search(text)
    if counts is not None and not isinstance(needed, int):
        needed, available = int(counts["needed"]), int(counts["available"])
    return Trouble(
        Problem.CONTEXT_FULL,
        needed=needed if isinstance(needed, int) else 0,
        available=available if isinstance(available, int) else 0,
    )


def _cannot(found: re.Match[str], _text: str, model: str) -> Trouble:
    what = (found["what"] or "thinking").lower()
    return Trouble(Problem.MODEL_CANNOT, model=model, capability=_CAPABILITIES.get(what, what))


def _about_model(problem: Problem) -> Callable[[re.Match[str], str, str], Trouble]:
    return lambda _found, text, model: Trouble(problem, model=model, message=text)


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, str], Trouble]], ...] = (
    (
        re.compile(r"invalid model name|invalid model path", re.IGNORECASE),
        lambda _found, _text, model: Trouble(Problem.MODEL_NAME_INVALID, model=model),
    ),
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
    (_MEMORY, _about_model(Problem.MODEL_TOO_BIG)),
    (_BROKEN, _about_model(Problem.MODEL_BROKEN)),
    (_CANNOT, _cannot),
    (_RUNNER, _about_model(Problem.RUNNER_DIED)),
)


def _unwrapped(error: object) -> tuple[str, dict[str, Any]]:
    """The text inside an error and the fields beside it, however often it was wrapped in JSON."""
    details: dict[str, Any] = {}
    for _ in range(4):
        if isinstance(error, str) and error.lstrip().startswith("{"):
            try:
                error = json.loads(error)
            except (ValueError, RecursionError):
                break
        if not isinstance(error, dict):
            break
        details = {**details, **error}
        error = error.get("error", error.get("message", ""))
    return clean(error).strip(), details


def _short(text: str) -> str:
    """The daemon's words within bounds: of a long text the end, where a log has its reason."""
    text = clean(text)
    return text if len(text) <= LONGEST_MESSAGE else "…" + text[-LONGEST_MESSAGE:]
