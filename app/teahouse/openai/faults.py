"""Every way an OpenAI-compatible server refuses a request, as one of our problems.

Servers agree on little: the error is `{"error": {"message", "type", "code", "param"}}` at OpenAI, llama-server and
LiteLLM, `{"object": "error", "message"}` at older vLLMs, `{"detail": …}` at servers that are built on FastAPI, and
plain text or a web page from a proxy before a server. So the words are searched first, then the status decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from teahouse.connection.address import Address
from teahouse.connection.faults import LONGEST_READ, PAGE, page_title, shorten_message, shorten_text, without_userinfo
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import Capability
from teahouse.core.untrusted import clean_text, parse_json, read_count
from teahouse.openai.requests import Dialect, option_of

MOST_DETAILS = 5  # of FastAPI's list of what is wrong with a request
LONGEST_WAIT = 86_400  # seconds of `Retry-After` that are believed

_CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|exceeds? the (?:available |maximum |model'?s? )?"
    r"(?:context|maximum (?:context|input|model))|maximum context length|longer than the (?:model'?s )?"
    r"(?:context|maximum)|ContextWindowExceeded|too many tokens|prompt is too long|input is too long"
    r"|max_model_len|reduce the length of the (?:messages|prompt|input)",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(
    r"(?:context (?:length|size|window)|maximum)(?: is| of|:)?(?: only)? \(?(\d{1,9})", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,9}")
_NO_MODEL = re.compile(
    r"model_not_found|model `[^`]{1,300}` does not exist|model [^ ]{1,300} (?:does not exist|not found|is not found)"
    r"|no such model|invalid model name|unknown model|not a valid model id|no endpoints found for"
    r"|model '[^']{1,300}' (?:not found|does not exist)",
    re.IGNORECASE,
)
_NO_PICTURES = re.compile(
    r"image input is not supported|is not a multimodal model|does not support (?:image|vision|multimodal)"
    r"|at most 0 image|no endpoints found that support image|image_url is (?:not|only) supported",
    re.IGNORECASE,
)
_NO_TOOLS = re.compile(
    r"does not support tools|tool(?:s| use| choice| calling)? (?:is|are) not supported"
    r"|requires --enable-auto-tool-choice|no endpoints found that support tool",
    re.IGNORECASE,
)
_MEMORY = re.compile(r"out of memory|OutOfMemory|insufficient memory|failed to allocate", re.IGNORECASE)
_PAID = re.compile(r"insufficient_quota|exceeded your current quota|insufficient (?:balance|credits)", re.IGNORECASE)
_KEY = re.compile(
    r"invalid_api_key|incorrect api key|invalid api key|invalid proxy server token|authentication", re.IGNORECASE
)
_UNKNOWN_FIELD = re.compile(
    r"unsupported|unknown|unrecogni[sz]ed|not permitted|extra_forbidden|not supported|not allowed|unexpected"
    r"|invalid|must be|should be|out of range|use 'max_completion_tokens'",
    re.IGNORECASE,
)


class FieldRefused(Trouble):
    """OPTION_REFUSED because of `field` of the request's body."""

    def __init__(self, field: str, trouble: Trouble) -> None:
        super().__init__(trouble.problem, **trouble.facts)
        self.field = field

    @property
    def dialect(self) -> Dialect | None:
        """The part of the standard that is refused as such; None where it is the value of an option. A limit that is
        too large is refused by its name, too."""
        if self.field == Dialect.MAX_TOKENS and "max_completion_tokens" not in str(self.facts["message"]):
            return None
        field = Dialect.LOGPROBS if self.field == "top_logprobs" else self.field
        return next((one for one in Dialect if one.value == field), None)


def refusal_trouble(
    status: int, body: bytes, headers: Mapping[str, str], address: Address, model: str = "", sent: Collection[str] = ()
) -> Trouble:
    """What an answer with this status and (the beginning of) its body means. `sent` are the names of the fields of the
    request that was refused."""
    text = body.decode("utf-8", "replace").strip()
    try:
        said: Any = parse_json(text)
    except ValueError:
        said = None
    words, details = _read_error(said)
    shown = address.shown
    if status in (401, 403):
        return Trouble(Problem.HOST_REFUSED, address=shown)
    if 300 <= status < 400 and (target := headers.get("Location", "")):
        return Trouble(Problem.HOST_REDIRECTS, address=shown, target=shorten_message(without_userinfo(target), 200))
    if status in (429, 503) and not _PAID.search(words):
        seconds = _read_wait(headers.get("Retry-After", ""))
        return Trouble(Problem.HOST_LIMITED, address=shown, seconds=seconds) if seconds else Trouble(Problem.HOST_BUSY)
    if words:
        return _read_words(words, details, status, model, address, sent)
    if PAGE.match(text):
        return Trouble(Problem.WEB_PAGE_ANSWERED, address=shown, status=status, title=page_title(text))
    if status in (502, 504):
        return Trouble(Problem.HOST_AWAY, address=shown, status=status)
    if status in (404, 405) or (status < 500 and said is None and not text):
        return Trouble(Problem.NOT_A_SERVER, address=shown)
    return Trouble(Problem.HOST_ERROR, message=shorten_message(text) or f"HTTP {status}")


def error_trouble(error: object, model: str, address: Address) -> Trouble:
    """What an error inside a stream that began well means."""
    words, details = _read_error({"error": error})
    found = _search_words(words, details, model, address)
    return found or Trouble(Problem.HOST_ERROR, message=shorten_message(words) or "error")


def no_server_trouble(body: bytes, address: Address) -> Trouble:
    """What answers with status 200, but with another body than such a server has."""
    text = body.decode("utf-8", "replace")
    if PAGE.match(text):
        return Trouble(Problem.WEB_PAGE_ANSWERED, address=address.shown, status=200, title=page_title(text))
    return Trouble(Problem.NOT_A_SERVER, address=address.shown)


def _read_words(
    words: str, details: dict[str, Any], status: int, model: str, address: Address, sent: Collection[str]
) -> Trouble:
    if (found := _search_words(words, details, model, address)) is not None:
        return found
    if status in (400, 422) and (field := _refused_field(words, details, sent)):
        refused = Trouble(
            Problem.OPTION_REFUSED, option=option_of(field), address=address.shown, message=shorten_message(words)
        )
        return FieldRefused(field, refused)
    if _KEY.search(words) and status == 400:  # Google's, and some routers'
        return Trouble(Problem.HOST_REFUSED, address=address.shown)
    if status in (502, 504):
        return Trouble(Problem.HOST_AWAY, address=address.shown, status=status)
    if status in (404, 405):
        return (
            Trouble(Problem.MODEL_MISSING, model=model)
            if model
            else Trouble(Problem.NOT_A_SERVER, address=address.shown)
        )
    return Trouble(Problem.HOST_ERROR, message=shorten_message(words))


def _search_words(words: str, details: dict[str, Any], model: str, address: Address) -> Trouble | None:
    kinds = f"{clean_text(details.get('code'))} {clean_text(details.get('type'))}"
    searched = f"{kinds} {words}"
    if _CONTEXT.search(searched):
        return _context_trouble(words, details)
    if model and _NO_MODEL.search(searched):
        return Trouble(Problem.MODEL_MISSING, model=model)
    if _NO_PICTURES.search(words):
        return Trouble(Problem.MODEL_CANNOT, model=model, capability=Capability.VISION.value)
    if _NO_TOOLS.search(words):
        return Trouble(Problem.MODEL_CANNOT, model=model, capability=Capability.TOOLS.value)
    if _MEMORY.search(words):
        return Trouble(Problem.MODEL_TOO_BIG, model=model, message=shorten_message(words))
    if re.search(r"content_filter|content_policy|ResponsibleAI", searched):
        return Trouble(Problem.REPLY_FILTERED, address=address.shown)
    return None


def _context_trouble(words: str, details: dict[str, Any]) -> Trouble:
    needed, available = read_count(details.get("n_prompt_tokens")), read_count(details.get("n_ctx"))
    if needed is None and (found := _AVAILABLE.search(words)) is not None:
        available = int(found[1])
        needed = max((number for text in _NUMBER.findall(words) if (number := int(text)) > available), default=0)
    return Trouble(Problem.CONTEXT_FULL, needed=needed or 0, available=available or 0)


def _refused_field(words: str, details: dict[str, Any], sent: Collection[str]) -> str:
    """The field of the request that the server does not take, empty where its words name none."""
    if (named := clean_text(details.get("param")).partition(".")[0]) in sent:
        return named
    if not _UNKNOWN_FIELD.search(words):
        return ""
    found = set(re.findall(r"\w{1,60}", words))
    return next((field for field in sent if field in found and field not in ("model", "messages", "stream")), "")


def _read_error(said: object) -> tuple[str, dict[str, Any]]:
    """The words of an error and the fields beside them, whatever shape it has."""
    details: dict[str, Any] = {}
    for _ in range(4):
        if isinstance(said, str) and said.lstrip().startswith("{"):
            try:
                said = parse_json(said)
            except ValueError:
                break
        if not isinstance(said, dict):
            break
        details = {**details, **said}
        said = next((said[name] for name in ("error", "message", "detail", "error_message") if said.get(name)), "")
    if isinstance(said, list):
        said = "; ".join(_read_detail(one) for one in said[:MOST_DETAILS])
    return shorten_text(clean_text(said).strip())[:LONGEST_READ], details


def _read_detail(value: object) -> str:
    """One entry of FastAPI's list: where, and what is wrong."""
    if not isinstance(value, dict):
        return clean_text(value)
    place = value.get("loc")
    where = ".".join(clean_text(part) or str(part)[:20] for part in place[:8]) if isinstance(place, list) else ""
    return f"{where}: {clean_text(value.get('msg')) or clean_text(value.get('message'))}"


def _read_wait(value: str) -> int:
    """The seconds of a `Retry-After`, a number or a date; 0 where there is none that can be believed."""
    text = value.strip()[:40]
    try:
        if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text, re.ASCII):
            seconds = float(text)
        else:
            seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0
    return math.ceil(seconds) if 0 < seconds <= LONGEST_WAIT else 0
