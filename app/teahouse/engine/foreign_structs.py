"""The structs of requests of other APIs than Ollama's, for `decode`: each known field with its Go type.

Fields of the type `interface {}` are checked by the module that translates the request.
"""

from __future__ import annotations

from collections.abc import Mapping

_ANY = "interface {}"

FOREIGN_STRUCTS: Mapping[str, Mapping[str, str]] = {
    "openai.ChatCompletionRequest": {
        "model": "string",
        "messages": "[]openai.Message",
        "stream": "bool",
        "stream_options": "openai.StreamOptions",
        "max_tokens": "int",
        "max_completion_tokens": "int",
        "seed": "int",
        "stop": _ANY,
        "temperature": "float64",
        "frequency_penalty": "float64",
        "presence_penalty": "float64",
        "top_p": "float64",
        "response_format": "openai.ResponseFormat",
        "tools": "[]api.Tool",
        "tool_choice": _ANY,
        "reasoning": "openai.Reasoning",
        "reasoning_effort": "string",
        "logprobs": "bool",
        "top_logprobs": "int",
        "_debug_render_only": "bool",
    },
    "openai.Message": {
        "role": "string",
        "content": _ANY,
        "reasoning": "string",
        "tool_calls": "[]openai.ToolCall",
        "name": "string",
        "tool_call_id": "string",
    },
    "openai.ToolCall": {"id": "string", "type": "string", "function": "openai.ToolCallFunction"},
    "openai.ToolCallFunction": {"name": "string", "arguments": "string"},
    "openai.StreamOptions": {"include_usage": "bool"},
    "openai.ResponseFormat": {"type": "string", "json_schema": "openai.JsonSchema"},
    "openai.JsonSchema": {"name": "string", "schema": _ANY},
    "openai.Reasoning": {"effort": "string"},
    "openai.CompletionRequest": {
        "model": "string",
        "prompt": "string",
        "suffix": "string",
        "stream": "bool",
        "stream_options": "openai.StreamOptions",
        "max_tokens": "int",
        "seed": "int",
        "stop": _ANY,
        "temperature": "float64",
        "frequency_penalty": "float64",
        "presence_penalty": "float64",
        "top_p": "float64",
        "logprobs": "int",
        "_debug_render_only": "bool",
    },
    "openai.EmbedRequest": {
        "model": "string",
        "input": _ANY,
        "dimensions": "int",
        "encoding_format": "string",
    },
    "anthropic.MessagesRequest": {
        "model": "string",
        "max_tokens": "int",
        "messages": "[]anthropic.MessageParam",
        "system": _ANY,
        "stop_sequences": "[]string",
        "stream": "bool",
        "temperature": "float64",
        "top_p": "float64",
        "top_k": "int",
        "tools": "[]anthropic.Tool",
        "tool_choice": _ANY,
        "thinking": "anthropic.ThinkingConfig",
    },
    "anthropic.MessageParam": {"role": "string", "content": _ANY},
    "anthropic.Tool": {"name": "string", "description": "string", "input_schema": "map[string]interface {}"},
    "anthropic.ThinkingConfig": {"type": "string"},
}
