"""Translates OpenAI's Responses API to the engine's own: a request to that of `/api/chat`, the answer to items.

As in Ollama nothing is stored: `previous_response_id` and `conversation` are ignored, and tools that are not functions
too. `foreign_structs` has the fields and their types.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.engine.asgi import EVENT_STREAM, PLAIN_JSON
from teahouse.engine.errors import ApiError
from teahouse.engine.events import AnswerEncoder, GenerationEnd, TokenPiece
from teahouse.engine.openai_api import (
    OpenAiErrors,
    create_id,
    decode_image_url,
    encode_arguments,
    encode_event,
    parse_arguments,
    parse_effort,
)

_TEXT_PARTS = ("input_text", "output_text", "text")


def translate_response(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A `ChatRequest` from the fields of an `openai.ResponsesRequest`; raises `ApiError` 400."""
    messages = _translate_input(fields.get("input", ""))
    if fields.get("instructions") and messages:
        messages.insert(0, {"role": "system", "content": fields["instructions"]})
    options = {name: fields[name] for name in ("temperature", "top_p") if name in fields}
    if "max_output_tokens" in fields:
        options["num_predict"] = fields["max_output_tokens"]
    chat: dict[str, Any] = {
        "model": fields.get("model", ""),
        "messages": messages,
        "stream": fields.get("stream", False),
        "options": options,
        "think": parse_effort(fields.get("reasoning", {}).get("effort")),
        "format": _translate_format(fields.get("text", {}).get("format", {})),
    }
    tools = [_translate_tool(tool) for tool in fields.get("tools", ()) if tool.get("type") == "function"]
    if tools and fields.get("tool_choice") != "none":
        chat["tools"] = tools
    return chat


def _translate_format(text_format: Mapping[str, Any]) -> object:
    """The `format` of Ollama for a text format."""
    kind = text_format.get("type")
    return "json" if kind == "json_object" else text_format.get("schema") if kind == "json_schema" else None


def _translate_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": tool.get("name", ""), "description": tool.get("description", "")}
    return {"type": "function", "function": {**function, "parameters": tool.get("parameters", {})}}


def _translate_input(value: object) -> list[dict[str, Any]]:
    """The messages of a text or of a list of items."""
    if isinstance(value, str):
        return [{"role": "user", "content": value}] if value else []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ApiError(400, "invalid input: expected a string or a list of items")
    messages: list[dict[str, Any]] = []
    thinking = ""  # of the assistant's message that follows
    for item in value:
        kind = item.get("type") or "message"
        if kind == "reasoning":
            thinking = _read_reasoning(item)
            continue
        if kind == "message":
            message = _translate_message(item)
        elif kind == "function_call":
            message = {"role": "assistant", "content": "", "tool_calls": [_translate_call(item)]}
        elif kind == "function_call_output":
            message = _translate_output(item)
        else:
            raise ApiError(400, f"unknown input item type: {kind}")
        if thinking and message["role"] == "assistant":
            message["thinking"], thinking = thinking, ""
        last = messages[-1] if messages else {}
        if kind == "function_call" and last.get("role") == "assistant":  # calls belong to one message
            last.setdefault("tool_calls", []).extend(message["tool_calls"])
        else:
            messages.append(message)
    return messages


def _translate_message(item: Mapping[str, Any]) -> dict[str, Any]:
    role = _text_of(item, "role")
    content, images = _translate_content(item.get("content", ""))
    message: dict[str, Any] = {"role": "system" if role == "developer" else role, "content": content}
    return {**message, "images": images} if images else message


def _translate_content(content: object) -> tuple[str, list[str]]:
    """The text and the images of a content."""
    if isinstance(content, str):
        return content, []
    texts: list[str] = []
    images: list[str] = []
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise ApiError(400, "invalid message format")
    for part in content:
        kind = part.get("type")
        if kind in _TEXT_PARTS:
            texts.append(_text_of(part, "text"))
        elif kind == "refusal":
            texts.append(_text_of(part, "refusal"))
        elif kind == "input_image":
            images.append(decode_image_url(part.get("image_url")))
        else:
            raise ApiError(400, "invalid message format")
    return "\n".join(texts), images


def _text_of(item: Mapping[str, Any], name: str) -> str:
    text = item.get(name) or ""
    if not isinstance(text, str):
        raise ApiError(400, f"invalid {name}: expected a string")
    return text


def _read_reasoning(item: Mapping[str, Any]) -> str:
    """The thinking of an earlier answer: whole in `encrypted_content`, where the client has kept it."""
    whole = _text_of(item, "encrypted_content")
    summary = item.get("summary")
    parts = [part for part in summary if isinstance(part, dict)] if isinstance(summary, list) else []
    return whole or "\n".join(_text_of(part, "text") for part in parts)


def _translate_call(item: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": _text_of(item, "name"), "arguments": parse_arguments(_text_of(item, "arguments"))}
    return {"id": _text_of(item, "call_id"), "function": function}


def _translate_output(item: Mapping[str, Any]) -> dict[str, Any]:
    content, images = _translate_content(item.get("output", ""))
    message: dict[str, Any] = {"role": "tool", "content": content, "tool_call_id": _text_of(item, "call_id")}
    return {**message, "images": images} if images else message


class ResponsesEncoder(AnswerEncoder):
    """`/v1/responses`, for the fields of an `openai.ResponsesRequest`, which the answer repeats."""

    stream_type = EVENT_STREAM
    answer_type = PLAIN_JSON

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self._id = create_id("resp_")
        self._sequence = 0  # of the next event
        self._item: dict[str, Any] = {}  # the reasoning or the message that is open
        self._texts: list[str] = []  # of the open item
        self._output: list[dict[str, Any]] = []  # complete items

    def encode_piece(self, piece: TokenPiece) -> bytes:
        parts = [self._begin()]
        if piece.thinking:
            parts += [self._open_item("reasoning"), self._encode_delta("reasoning_summary_text", piece.thinking)]
        if piece.content:
            parts += [self._open_item("message"), self._encode_delta("output_text", piece.content)]
        return b"".join(parts)

    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        parts = [self.encode_piece(TokenPiece(end.content)), self._close_item()]
        for call in end.tool_calls:
            item = _build_call(call, len(self._output))
            started = {**item, "status": "in_progress", "arguments": ""}
            parts.append(self._encode("output_item.added", output_index=len(self._output), item=started))
            place = {"output_index": len(self._output), "item_id": item["id"]}
            parts.append(self._encode("function_call_arguments.delta", **place, delta=item["arguments"]))
            parts.append(self._encode("function_call_arguments.done", **place, arguments=item["arguments"]))
            parts.append(self._complete_item(item))
        response = self._build_response("completed", self._output, _read_usage(extra))
        parts.append(self._encode("completed", response=response))
        return b"".join(parts)

    def encode_failure(self, error: ApiError) -> bytes:
        """The end of a stream that failed."""
        failure = {"code": "server_error", "message": error.message}
        response = {**self._build_response("failed", self._output, None), "error": failure}
        return self._begin() + self._encode("failed", response=response)

    def _begin(self) -> bytes:
        """The first two events, once."""
        if self._sequence:
            return b""
        response = self._build_response("in_progress", [], None)
        return self._encode("created", response=response) + self._encode("in_progress", response=response)

    def _open_item(self, kind: str) -> bytes:
        """Open an item of the type, and close that of another one."""
        if self._item.get("type") == kind:
            return b""
        closed, self._texts = self._close_item(), []
        index = len(self._output)
        if kind == "reasoning":
            self._item = {"id": create_id("rs_"), "type": kind, "summary": []}
            return closed + self._encode("output_item.added", output_index=index, item=self._item)
        self._item = {"id": create_id("msg_"), "type": kind, "status": "in_progress", "role": "assistant"}
        added = self._encode("output_item.added", output_index=index, item={**self._item, "content": []})
        return closed + added + self._encode("content_part.added", **self._place(), part=_build_text(""))

    def _place(self) -> dict[str, Any]:
        """Where the open item and its only part are."""
        part = "summary_index" if self._item["type"] == "reasoning" else "content_index"
        return {"item_id": self._item["id"], "output_index": len(self._output), part: 0}

    def _encode_delta(self, kind: str, text: str) -> bytes:
        self._texts.append(text)
        logprobs: dict[str, Any] = {"logprobs": []} if kind == "output_text" else {}
        return self._encode(f"{kind}.delta", **self._place(), delta=text, **logprobs)

    def _close_item(self) -> bytes:
        if not self._item:
            return b""
        text, item, place = "".join(self._texts), self._item, self._place()
        self._item = {}
        if item["type"] == "reasoning":
            done = self._encode("reasoning_summary_text.done", **place, text=text)
            return done + self._complete_item(_fill_reasoning(item, text))
        done = self._encode("output_text.done", **place, text=text, logprobs=[])
        done += self._encode("content_part.done", **place, part=_build_text(text))
        return done + self._complete_item(_fill_message(item, text))

    def _complete_item(self, item: dict[str, Any]) -> bytes:
        self._output.append(item)
        return self._encode("output_item.done", output_index=len(self._output) - 1, item=item)

    def _encode(self, kind: str, **fields: object) -> bytes:
        name = f"response.{kind}"
        event = encode_event({"type": name, "sequence_number": self._sequence, **fields}, name)
        self._sequence += 1
        return event

    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        output: list[dict[str, Any]] = []
        if thinking:
            output.append(_fill_reasoning({"id": create_id("rs_"), "type": "reasoning"}, thinking))
        if text or not end.tool_calls:
            output.append(_fill_message({"id": create_id("msg_"), "type": "message", "role": "assistant"}, text))
        output += [_build_call(call, index) for index, call in enumerate(end.tool_calls)]
        return self._build_response("completed", output, _read_usage(extra))

    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        return {**self._build_response("completed", [], None), "_debug_info": {"rendered_template": prompt}}

    def _build_response(
        self, status: str, output: Sequence[Mapping[str, Any]], usage: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        fields, now = self._fields, int(time.time())
        effort = fields.get("reasoning", {}).get("effort")
        return {
            "id": self._id,
            "object": "response",
            "created_at": now,
            "completed_at": now if status == "completed" else None,
            "status": status,
            "incomplete_details": None,
            "model": fields.get("model", ""),
            "previous_response_id": None,
            "instructions": fields.get("instructions"),
            "output": list(output),
            "error": None,
            "tools": [_repeat_tool(tool) for tool in fields.get("tools", ())],
            "tool_choice": "auto",
            "truncation": fields.get("truncation", "disabled"),
            "parallel_tool_calls": True,
            "text": {"format": fields.get("text", {}).get("format", {"type": "text"})},
            "top_p": fields.get("top_p", 1),
            "presence_penalty": 0,
            "frequency_penalty": 0,
            "top_logprobs": 0,
            "temperature": fields.get("temperature", 1),
            "reasoning": {"effort": effort} if effort else None,
            "usage": usage,
            "max_output_tokens": fields.get("max_output_tokens"),
            "max_tool_calls": None,
            "store": False,
            "background": fields.get("background", False),
            "service_tier": "default",
            "metadata": {},
            "safety_identifier": None,
            "prompt_cache_key": None,
        }


class ResponsesErrors(OpenAiErrors):
    """OpenAI's errors; a stream of `encoder` ends with a failed response."""

    def __init__(self, encoder: ResponsesEncoder) -> None:
        self._encoder = encoder

    def encode_in_stream(self, error: ApiError) -> bytes:
        return self._encoder.encode_failure(error)


def _build_text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _fill_message(item: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {**item, "status": "completed", "content": [_build_text(text)]}


def _fill_reasoning(item: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {**item, "summary": [{"type": "summary_text", "text": text}], "encrypted_content": text}


def _build_call(call: Mapping[str, Any], index: int) -> dict[str, Any]:
    return {
        "id": f"fc_{secrets.token_hex(12)}_{index}",
        "type": "function_call",
        "status": "completed",
        "call_id": call.get("id") or create_id("call_"),
        "name": call["function"]["name"],
        "arguments": encode_arguments(call),
    }


def _repeat_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    names = ("description", "strict", "parameters")
    return {"type": tool.get("type", ""), "name": tool.get("name", ""), **{name: tool.get(name) for name in names}}


def _read_usage(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The token counts of an answer."""
    prompt, answer = extra.get("prompt_eval_count", 0), extra.get("eval_count", 0)
    return {
        "input_tokens": prompt,
        "output_tokens": answer,
        "total_tokens": prompt + answer,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
