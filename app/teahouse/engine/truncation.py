"""A conversation that is longer than the window: leave out the oldest, keep what the system said and the last message.

Used only after the runner has refused the whole (which costs it nothing), and by bisection: rendering and counting a
long history again and again is what made an earlier attempt slow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.engine.runner import Runner


def is_too_long(message: str) -> bool:
    """Whether a runner's refusal says that the prompt does not fit."""
    return "exceed_context_size_error" in message


async def fitting(runner: Runner, body: Mapping[str, Any], num_ctx: int) -> list[dict[str, Any]] | None:
    """The messages of `body` from the earliest that leaves the prompt below `num_ctx` tokens; None if none does."""
    messages: list[dict[str, Any]] = body["messages"]
    starts = _starts(messages)
    low, high = 1, len(starts) - 1
    best: list[dict[str, Any]] | None = None
    while low <= high:
        middle = (low + high) // 2
        kept = _without_oldest(messages, starts[middle])
        if len(await tokens_of(runner, await rendered(runner, {**body, "messages": kept}))) < num_ctx:
            best, high = kept, middle - 1
        else:
            low = middle + 1
    return best


def _starts(messages: Sequence[Mapping[str, Any]]) -> list[int]:
    """Where a conversation may begin: a tool's answer never does without the call it answers."""
    return [at for at, message in enumerate(messages) if at == 0 or message["role"] != "tool"]


def _without_oldest(messages: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return [message for at, message in enumerate(messages) if at >= count or message["role"] == "system"]


async def cut_tokens(runner: Runner, body: Mapping[str, Any], num_ctx: int, keep: int) -> list[int]:
    """The prompt of the last message alone, cut in its middle to about half the window, as a daemon cuts it."""
    last = _without_oldest(body["messages"], _starts(body["messages"])[-1])
    return halved(await tokens_of(runner, await rendered(runner, {**body, "messages": last})), num_ctx, keep)


def halved(tokens: list[int], num_ctx: int, keep: int) -> list[int]:
    """The first `keep` tokens and as many of the last as leave half of the rest of the window free."""
    keep = min(max(0, keep), num_ctx - 1)
    limit = num_ctx - max((num_ctx - keep) // 2, 1)
    if len(tokens) < num_ctx:
        return tokens
    return [*tokens[:keep], *tokens[len(tokens) - (limit - keep) :]]


async def rendered(runner: Runner, body: Mapping[str, Any]) -> str:
    """The prompt the runner's template makes of a chat request."""
    wanted = {name: body[name] for name in ("messages", "tools", "chat_template_kwargs") if name in body}
    answer = await runner.call("/apply-template", wanted)
    return str(answer["prompt"])


async def tokens_of(runner: Runner, text: str, *, begins: bool = True) -> list[int]:
    """The tokens of a text; one that does not begin a prompt gets no token that says so."""
    answer = await runner.call("/tokenize", {"content": text, "add_special": begins, "parse_special": True})
    return list(answer["tokens"])
