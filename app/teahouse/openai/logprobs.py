"""The probabilities of tokens that a server sends where they were asked for."""

from __future__ import annotations

import math
from typing import Any

from teahouse.core.stream_events import TokenLogprob
from teahouse.core.untrusted import clean_text

MOST_TOKENS = 1000  # of one event
MOST_ALTERNATIVES = 20  # the standard's most of `top_logprobs`


def read_logprobs(value: object) -> tuple[TokenLogprob, ...]:
    """The tokens of a choice's `logprobs`, each with its alternatives; what is of another shape is left out."""
    content = value.get("content") if isinstance(value, dict) else None
    found = []
    for entry in content[:MOST_TOKENS] if isinstance(content, list) else ():
        if (token := _read_token(entry)) is not None:
            others = entry.get("top_logprobs")
            others = others[:MOST_ALTERNATIVES] if isinstance(others, list) else []
            read = tuple((one.token, one.logprob) for each in others if (one := _read_token(each)) is not None)
            found.append(TokenLogprob(token.token, token.logprob, read))
    return tuple(found)


def _read_token(entry: Any) -> TokenLogprob | None:
    if not isinstance(entry, dict):
        return None
    logprob = entry.get("logprob")
    if not isinstance(logprob, int | float) or isinstance(logprob, bool) or not math.isfinite(logprob):
        return None
    return TokenLogprob(clean_text(entry.get("token")), min(0.0, float(logprob)))
