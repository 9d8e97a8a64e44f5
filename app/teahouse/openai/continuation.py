"""Which OpenAI-compatible servers continue a reply at the end of a chat, and what they want for it.

Nothing in the standard says it. A server that does not continue begins a new reply, which would be joined to the old
one. So only servers are asked that are known to continue, each in a way that shows it:

- vLLM by `continue_final_message`, from the version on that refuses or obeys it (`/version`);
- SGLang by the same field; versions before it continued always;
- llama-server continues by itself; it renders the chat first (`/apply-template`), and the prompt has to end with the
  reply's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from teahouse.core.labs import base_name
from teahouse.core.untrusted import clean_text, parse_json

VLLM, SGLANG, LLAMA_SERVER = "vllm", "sglang", "llamacpp"  # by the owner in their lists of models
FIRST_VLLM = (0, 7)  # `continue_final_message` is older, in versions that ignored unknown fields

_FIELDS: Mapping[str, Mapping[str, Any]] = {
    VLLM: {"continue_final_message": True, "add_generation_prompt": False},
    SGLANG: {"continue_final_message": True},
}
_HARMONY = "gpt-oss"  # a reply of its format begins with its channel, which a chat does not say
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


def continuation_fields(owner: str) -> Mapping[str, Any]:
    """The fields of a chat whose last message is continued by the server of this owner."""
    return _FIELDS.get(owner, MappingProxyType({}))


def may_continue(owner: str, model: str) -> bool:
    """Whether a server of this owner is worth asking."""
    return owner in (VLLM, SGLANG, LLAMA_SERVER) and not base_name(model).startswith(_HARMONY)


def is_new_enough(body: bytes) -> bool:
    """Whether vLLM's `/version` is one that knows the field."""
    found = _VERSION.search(_text_of(body, "version"))
    return found is not None and (int(found[1]), int(found[2])) >= FIRST_VLLM


def ends_with_reply(body: bytes, reply: str) -> bool:
    """Whether the prompt that llama-server rendered (`/apply-template`) ends with the reply: then it continues it."""
    return bool(reply) and _text_of(body, "prompt").endswith(reply)


def _text_of(body: bytes, name: str) -> str:
    try:
        value = parse_json(body.decode("utf-8", "replace"))
    except ValueError:
        return ""
    return clean_text(value.get(name)) if isinstance(value, dict) else ""
