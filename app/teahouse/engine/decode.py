"""Decodes a request's JSON with the checks and error messages of a Go daemon.

`_FIELDS` has the daemon's structs: each known field with its Go type. Unknown fields are ignored, null counts as
absent, and a wrong type is the 400 of Go's decoder. `foreign_structs` has those of other APIs.
"""

from __future__ import annotations

import base64
import json
import math
import re
import string
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teahouse.engine.errors import ApiError
from teahouse.engine.foreign_structs import FOREIGN_STRUCTS
from teahouse.engine.large import LARGE, STEP, StepwiseDecoder, run_beside

_LIST, _MAP, _ANY, _IMAGE = "[]", "map[string]", "interface {}", "api.ImageData"
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_SCALARS: Mapping[str, type] = {"string": str, "bool": bool, "int": int, "float64": float}
_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=")
_ANY_MAP = _MAP + _ANY

_COMMON_FIELDS = {
    "model": "string",
    "stream": "bool",
    "options": _ANY_MAP,
    "truncate": "bool",
    "shift": "bool",
    "logprobs": "bool",
    "top_logprobs": "int",
    "_debug_render_only": "bool",
}
_NAME_FIELDS = {"model": "string", "name": "string", "stream": "bool", "insecure": "bool"}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "ChatRequest": {**_COMMON_FIELDS, "messages": "[]api.Message", "tools": "[]api.Tool"},
    "GenerateRequest": {
        **_COMMON_FIELDS,
        "prompt": "string",
        "suffix": "string",
        "system": "string",
        "template": "string",
        "context": "[]int",
        "raw": "bool",
        "images": "[]api.ImageData",
    },
    "EmbedRequest": {"model": "string", "truncate": "bool", "dimensions": "int", "options": _ANY_MAP},
    "EmbeddingRequest": {"model": "string", "prompt": "string", "options": _ANY_MAP},
    "ShowRequest": {"model": "string", "name": "string", "system": "string", "verbose": "bool", "options": _ANY_MAP},
    "CopyRequest": {"source": "string", "destination": "string"},
    "DeleteRequest": _NAME_FIELDS,
    "PullRequest": _NAME_FIELDS,
    "PullRateRequest": {"bytes_per_second": "int"},
    "PushRequest": _NAME_FIELDS,
    "CreateRequest": {
        "model": "string",
        "name": "string",
        "from": "string",
        "files": "map[string]string",
        "local_files": "[]string",
        "adapters": "map[string]string",
        "control_vectors": "map[string]string",
        "peft": "map[string]string",
        "merge": "map[string]float64",
        "template": "string",
        "system": "string",
        "parameters": _ANY_MAP,
        "messages": "[]api.Message",
        "quantize": "string",
        "quantization": "string",
        "stream": "bool",
    },
    "LinkRequest": {"path": "string"},
    "Message": {
        "role": "string",
        "content": "string",
        "thinking": "string",
        "images": "[]api.ImageData",
        "tool_calls": "[]api.ToolCall",
        "tool_name": "string",
        "tool_call_id": "string",
    },
    "ToolCall": {"id": "string", "function": "api.ToolCallFunction"},
    "ToolCallFunction": {"index": "int", "name": "string", "arguments": _ANY_MAP},
    "Tool": {"type": "string", "function": "api.ToolFunction"},
    "ToolFunction": {"name": "string", "description": "string", "parameters": _ANY_MAP},
    **FOREIGN_STRUCTS,
}
_GO_NAMES = {"Message": "Alias"}  # the names in Go's error messages


class RequestStruct(StrEnum):
    """The structs of whole requests, by their names in `_FIELDS`."""

    CHAT = "ChatRequest"
    GENERATE = "GenerateRequest"
    EMBED = "EmbedRequest"
    EMBEDDING = "EmbeddingRequest"
    SHOW = "ShowRequest"
    COPY = "CopyRequest"
    DELETE = "DeleteRequest"
    PULL = "PullRequest"
    PUSH = "PushRequest"
    CREATE = "CreateRequest"
    LINK = "LinkRequest"
    PULL_RATE = "PullRateRequest"
    OPENAI_CHAT = "openai.ChatCompletionRequest"
    OPENAI_COMPLETION = "openai.CompletionRequest"
    OPENAI_EMBED = "openai.EmbedRequest"
    OPENAI_RESPONSES = "openai.ResponsesRequest"
    ANTHROPIC_MESSAGES = "anthropic.MessagesRequest"


async def read_request(body: bytes, struct: RequestStruct) -> dict[str, Any]:
    """`decode_request`, for a large body on another thread."""
    large = len(body) >= LARGE
    return await run_beside(lambda: decode_request(body, struct, _STEPWISE if large else _DECODER), large=large)


def decode_request(body: bytes, struct: RequestStruct, decoder: json.JSONDecoder | None = None) -> dict[str, Any]:
    """The fields of a request without nulls; raises `ApiError` 400 in Go's words."""
    kind = struct if "." in struct else f"api.{struct}"
    value = _parse_body(body, decoder or _DECODER, "missing request body" if kind.startswith("api.") else "EOF")
    _check_type(value, kind, "", "")
    fields: dict[str, Any] = _drop_nulls(value, kind)
    return fields


def _drop_nulls(value: Any, kind: str) -> Any:
    """A checked value without nulls: a field is removed, an item of a list or map becomes its empty value."""
    if kind in (_ANY, _ANY_MAP):
        return value
    if kind.startswith(_LIST):
        return [_drop_nulls(item, kind.removeprefix(_LIST)) for item in value or ()]
    if kind.startswith(_MAP):
        return {name: _drop_nulls(item, kind.removeprefix(_MAP)) for name, item in (value or {}).items()}
    if value is None:
        return "" if kind == _IMAGE else _SCALARS[kind]() if kind in _SCALARS else {}
    inner = _FIELDS.get(kind.removeprefix("api."))
    if inner is None:
        return value
    return {name: _drop_nulls(item, inner.get(name, _ANY)) for name, item in value.items() if item is not None}


def _check_type(value: object, kind: str, struct: str, path: str) -> None:
    """Raise `ApiError` unless `value` has the Go type `kind`; `path`: the field of `struct`, empty for the whole."""
    if value is None or kind == _ANY:
        return
    if kind.startswith(_LIST):
        for item in _require_type(list, value, kind, struct, path):
            _check_type(item, kind.removeprefix(_LIST), struct, path)
    elif kind.startswith(_MAP):
        for item in _require_type(dict, value, kind, struct, path).values():
            _check_type(item, kind.removeprefix(_MAP), struct, path)
    elif kind == _IMAGE:
        check_image(_require_type(str, value, kind, struct, path))
    elif kind in _SCALARS:
        _require_type(_SCALARS[kind], value, kind, struct, path)
    else:
        name = kind.removeprefix("api.")
        package, _, shown = kind.rpartition(".")
        shown, path = (_GO_NAMES[name], "") if name in _GO_NAMES else (shown, path)
        fields = _require_type(dict, value, f"{package}.{shown}", struct if path else "", path)
        for field, inner in _FIELDS[name].items():
            _check_type(fields.get(field), inner, shown, f"{path}.{field}" if path else field)


def _require_type(python: type, value: Any, kind: str, struct: str, path: str) -> Any:
    """`value` if it has the type `python`; otherwise raise Go's error for the type `kind`."""
    accepted = int | float if python is float else python
    if isinstance(value, accepted) and not (python in (int, float) and isinstance(value, bool)):
        return value
    target = f"struct field {struct}.{path}" if path else "value"
    kind = "api.Tools" if kind == "[]api.Tool" else kind
    raise ApiError(400, f"json: cannot unmarshal {_describe_value(value, kind)} into Go {target} of type {kind}")


def _describe_value(value: object, kind: str) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return f"number {value}" if kind == "int" else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def check_image(encoded: str) -> None:
    """Raise `ApiError` 400 in Go's words unless `encoded` is base64; line ends are allowed."""
    data = encoded.replace("\r", "").replace("\n", "")
    try:
        for at in range(0, len(data), STEP):  # a multiple of 4
            last = at + STEP >= len(data)
            decoded = base64.b64decode(data[at : at + STEP], validate=True)
            if not last and len(decoded) != STEP // 4 * 3:
                raise ValueError("it is padded in the middle")
    except ValueError:
        strange = (at for at, letter in enumerate(data) if letter not in _BASE64)
        position = next(strange, len(data) - len(data) % 4)
        raise ApiError(400, f"illegal base64 data at input byte {position}") from None


def _parse_body(body: bytes, decoder: json.JSONDecoder, empty: str) -> Any:
    """The first JSON value of a body; invalid UTF-8 is replaced, as in Go. `empty`: the error for an empty body."""
    text = _replace_lone_surrogates(body.decode(errors="replace").lstrip())
    if not text:
        raise ApiError(400, empty)
    try:
        return decoder.raw_decode(text)[0]
    except json.JSONDecodeError as error:
        raise ApiError(400, _go_message(error)) from None
    except RecursionError:
        raise ApiError(400, "exceeded max depth") from None


def _replace_lone_surrogates(text: str) -> str:
    """Replace each escaped lone surrogate in a JSON text by U+FFFD, as Go does."""
    if r"\ud" not in text and r"\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: r"\ufffd" if found["half"] else found[0], text)


def _parse_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ApiError(400, f"json: cannot unmarshal number {text} into Go value of type float64")
    return number


def _parse_int(text: str) -> int | float:
    """Parse an integer; one that may exceed 64 bits becomes a float, as in Go."""
    return int(text) if len(text) < 19 else _parse_float(text)


def _refuse_constant(text: str) -> Any:
    raise ApiError(400, f"invalid character {_quote_character(text.lstrip('-')[0])} looking for beginning of value")


_DECODER = json.JSONDecoder(parse_float=_parse_float, parse_int=_parse_int, parse_constant=_refuse_constant)
_STEPWISE = StepwiseDecoder(parse_float=_parse_float, parse_int=_parse_int, parse_constant=_refuse_constant)

_GO_MESSAGES = {
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Illegal trailing comma before end of array": "looking for beginning of value",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Invalid control character at": "in string literal",
}


def _go_message(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc) or error.msg.startswith("Unterminated string"):
        return "unexpected EOF"
    context = _GO_MESSAGES.get(error.msg, "looking for beginning of value")
    return f"invalid character {_quote_character(error.doc[error.pos])} {context}"


def _quote_character(character: str) -> str:
    """A character as Go's decoder quotes it."""
    plain = {"'": r"\'", '"': '"', "\\": r"\\"}.get(character)
    return f"'{plain}'" if plain else repr(character)
