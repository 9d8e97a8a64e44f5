"""What `/v1/models` says, as cards: the standard's fields, and those that servers add.

The standard has an id and an owner only. vLLM and SGLang add the length of the context (`max_model_len`), LiteLLM and
routers `context_length`, llama-server a `meta` object and what the model takes in. What is not said stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from teahouse.core.labs import base_name
from teahouse.core.model import Capability, ModelCard
from teahouse.core.untrusted import parse_json, read_count, read_label, read_name, read_size

MOST_MODELS = 2_000  # entries of a list; routers have some hundred
MOST_PARTS = 32
_CONTEXT_FIELDS = ("max_model_len", "context_length", "context_window", "max_context_length")


TEMPLATE_SERVERS = ("vllm", "sglang", "llamacpp")  # they pass `chat_template_kwargs` to the model's template
_LAB_SERVERS = ("openai", "openai-internal", "system")  # as OpenAI's own API names the owners of its models
_LEVELLED = re.compile(r"gpt-5|o[134](?:-|$)")
_SWITCHED = ("qwen3", "glm-4.5", "glm-4.6", "glm-4.7", "glm-5", "deepseek-v3.1", "deepseek-v3.2", "deepseek-v4",
             "gpt-oss", "qwq", "deepseek-r1")  # fmt: skip
_UNSWITCHED = re.compile(r"instruct|coder|embed|rerank|guard|base|omni|asr|tts|-vl-")


def read_list(body: bytes) -> tuple[Mapping[str, Any], ...] | None:
    """The entries of `{"object": "list", "data": [...]}` or of a bare list; None where it is no list of models."""
    try:
        value = parse_json(body.decode("utf-8", "replace"))
    except ValueError:
        return None
    if isinstance(value, dict):
        value = value.get("data")
    if not isinstance(value, list):
        return None
    entries = tuple(entry for entry in value[:MOST_MODELS] if isinstance(entry, dict))
    return entries if entries or not value else None


def read_cards(entries: tuple[Mapping[str, Any], ...]) -> tuple[ModelCard, ...]:
    """A card for each entry with a usable name, each name once, in the server's order."""
    cards = {card.name: card for entry in reversed(entries) if (card := read_card(entry)) is not None}
    return tuple(reversed(cards.values()))


def read_card(entry: Mapping[str, Any]) -> ModelCard | None:
    """One entry; None where it has no name to ask for."""
    if not (name := read_name(entry.get("id"))):
        return None
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    lengths = (read_count(entry.get(field)) for field in _CONTEXT_FIELDS)
    return ModelCard(
        name=name,
        size=read_size(meta.get("size")) or 0,
        quantization=read_label(meta.get("ftype")),
        context_length=read_count(meta.get("n_ctx")) or next(filter(None, lengths), None),
        capabilities=_read_capabilities(entry),
        takes_thinking=_takes_thinking(base_name(name), read_label(entry.get("owned_by"))),
    )


def _takes_thinking(name: str, owner: str) -> bool:
    """Whether the model's server takes a choice about its thinking, judged by its owner and name: no list says so."""
    if owner in _LAB_SERVERS:
        return _LEVELLED.match(name) is not None
    return owner in TEMPLATE_SERVERS and name.startswith(_SWITCHED) and _UNSWITCHED.search(name) is None


def takes_switch(props: bytes) -> bool:
    """Whether llama-server's `/props` has a template that reads a switch of thinking."""
    try:
        value = parse_json(props.decode("utf-8", "replace"))
    except ValueError:
        return False
    template = value.get("chat_template") if isinstance(value, dict) else None
    return isinstance(template, str) and "enable_thinking" in template


def owner_of(entries: tuple[Mapping[str, Any], ...]) -> str:
    """Who serves these models, in the server's own word ("vllm", "sglang", "llamacpp"); empty where it does not say, or
    where several do, as with a router."""
    owners = {read_label(entry.get("owned_by")) for entry in entries}
    return owners.pop() if len(owners) == 1 else ""


def _read_capabilities(entry: Mapping[str, Any]) -> frozenset[str]:
    """What a model can do, where the server says what it takes in; empty is unknown."""
    architecture = entry.get("architecture")
    taken = architecture.get("input_modalities") if isinstance(architecture, dict) else None
    if not isinstance(taken, list):
        return frozenset()
    found = {Capability.COMPLETION, Capability.TOOLS}
    if "image" in taken[:MOST_PARTS]:
        found.add(Capability.VISION)
    return frozenset(capability.value for capability in found)
