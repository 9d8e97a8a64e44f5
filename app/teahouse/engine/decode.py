"""Reading a request's JSON as a Go daemon does: same checks, same sentences.

`Shape` names each known field with its kind; unknown fields are ignored, null is absent, a wrong kind is the 400
that Go's decoder gives. What a field means is the routes' affair.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from teahouse.engine.errors import ApiError

Shape = Mapping[str, str]  # field → Go type as its error names it

_PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "int": (int,),
    "map[string]interface {}": (dict,),
    "map[string]string": (dict,),
    "[]api.Message": (list,),
    "api.Tools": (list,),
    "[]int": (list,),
    "[]api.ImageData": (list,),
}

CHAT: Shape = {
    "model": "string",
    "messages": "[]api.Message",
    "stream": "bool",
    "tools": "api.Tools",
    "options": "map[string]interface {}",
    "truncate": "bool",
    "shift": "bool",
    "logprobs": "bool",
    "top_logprobs": "int",
}
GENERATE: Shape = {
    "model": "string",
    "prompt": "string",
    "suffix": "string",
    "system": "string",
    "template": "string",
    "context": "[]int",
    "stream": "bool",
    "raw": "bool",
    "images": "[]api.ImageData",
    "options": "map[string]interface {}",
    "truncate": "bool",
    "shift": "bool",
    "logprobs": "bool",
    "top_logprobs": "int",
}
EMBED: Shape = {
    "model": "string",
    "truncate": "bool",
    "dimensions": "int",
    "options": "map[string]interface {}",
}
EMBEDDINGS: Shape = {"model": "string", "prompt": "string", "options": "map[string]interface {}"}
SHOW: Shape = {"model": "string", "name": "string", "system": "string", "verbose": "bool"}
COPY: Shape = {"source": "string", "destination": "string"}
NAMED: Shape = {"model": "string", "name": "string", "stream": "bool", "insecure": "bool"}
OPENAI: Shape = {"model": "string", "messages": "[]api.Message", "stream": "bool"}
CREATE: Shape = {
    "model": "string",
    "name": "string",
    "from": "string",
    "files": "map[string]string",
    "adapters": "map[string]string",
    "template": "string",
    "system": "string",
    "parameters": "map[string]interface {}",
    "messages": "[]api.Message",
    "quantize": "string",
    "quantization": "string",
    "stream": "bool",
}


def decode(body: bytes, shape: Shape, struct: str) -> dict[str, Any]:
    """The request's fields, nulls left out; raises `ApiError` 400 in Go's words. `struct` is Go's name for it."""
    value = _parse(body)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ApiError(400, f"json: cannot unmarshal {_kind(value)} into Go value of type api.{struct}")
    for name, expected in shape.items():
        found = value.get(name)
        if found is not None and not _fits(found, expected):
            raise ApiError(400, _mismatch(found, f"{struct}.{name}", expected))
    return {name: field for name, field in value.items() if field is not None}


def messages_of(request: Mapping[str, Any], struct: str) -> list[dict[str, Any]]:
    """The request's messages, each an object with texts where texts belong."""
    messages: list[dict[str, Any]] = request.get("messages", [])
    for message in messages:
        if not isinstance(message, dict):
            raise ApiError(400, _mismatch(message, f"{struct}.messages", "api.Message"))
        for name in ("role", "content", "thinking", "tool_name", "tool_call_id"):
            if message.get(name) is not None and not isinstance(message[name], str):
                raise ApiError(400, _mismatch(message[name], f"{struct}.messages.{name}", "string"))
    return messages


def _parse(body: bytes) -> object:
    if not body.strip():
        raise ApiError(400, "missing request body")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode(errors="replace")  # Go's decoder does the same
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]  # like Go's, it stops after the first value
    except json.JSONDecodeError as error:
        raise ApiError(400, _go_words(error)) from None
    except RecursionError:
        raise ApiError(400, "exceeded max depth") from None


_AFTER = {
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Illegal trailing comma before end of array": "looking for beginning of value",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Invalid control character at": "in string literal",
}


def _go_words(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc) or error.msg.startswith("Unterminated string"):
        return "unexpected EOF"
    character = error.doc[error.pos]
    return f"invalid character {character!r} {_AFTER.get(error.msg, 'looking for beginning of value')}"


def _fits(value: object, expected: str) -> bool:
    if expected == "int" and isinstance(value, bool):
        return False
    return isinstance(value, _PYTHON[expected])


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    names: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return names.get(type(value), "value")


def _mismatch(value: object, field: str, expected: str) -> str:
    return f"json: cannot unmarshal {_kind(value)} into Go struct field {field} of type {expected}"
