"""The probabilities of tokens that a host sends where they were asked for; Ollama and OpenAI have the same entries."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from teahouse.core.stream_events import TokenLogprob
from teahouse.core.untrusted import clean_text

MOST_TOKENS = 1000  # of one event
LONGEST_TOKEN = 1000  # bytes
MOST_ALTERNATIVES = 20  # the standard's most of `top_logprobs`


def read_logprobs(entries: object, text: str = "") -> tuple[TokenLogprob, ...]:
    """The tokens of a list of entries, each with its alternatives; what is of another shape is left out.

    `text` came with them. llama.cpp streams no entry for a token that ends within a character; the next one, which
    completes it, then stands for the whole character.
    """
    found: list[TokenLogprob] = []
    for entry in entries[:MOST_TOKENS] if isinstance(entries, list) else ():
        if (token := _read_token(entry)) is not None:
            others = entry.get("top_logprobs")
            others = others[:MOST_ALTERNATIVES] if isinstance(others, list) else []
            read = tuple((one.token, one.logprob) for each in others if (one := _read_token(each)) is not None)
            found.append(replace(token, alternatives=read))
    if found and 0x80 <= (found[0].data or b"\0")[0] < 0xC0:
        whole, rest = clean_text(text).encode(), b"".join(token.data for token in found[1:])
        if whole.endswith(found[0].data + rest):
            data = whole.removesuffix(rest)
            found[0] = replace(found[0], token=data.decode(), data=data)
    return tuple(found)


def _read_token(entry: Any) -> TokenLogprob | None:
    if not isinstance(entry, dict):
        return None
    logprob = entry.get("logprob")
    if not isinstance(logprob, int | float) or isinstance(logprob, bool) or not math.isfinite(logprob):
        return None
    data = _read_bytes(entry)
    return TokenLogprob(clean_text(data.decode("utf-8", "replace")), min(0.0, float(logprob)), data=data)


def _read_bytes(entry: dict[str, Any]) -> bytes:
    """A token's bytes; those of its text where a host does not give them."""
    try:
        return bytes(entry["bytes"][:LONGEST_TOKEN])
    except (KeyError, TypeError, ValueError):
        return clean_text(entry.get("token"))[:LONGEST_TOKEN].encode()
