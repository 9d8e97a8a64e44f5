"""The part of a conversation that fits a model's context window, with estimates of tokens.

Tokens are estimated from letters, without a tokenizer, and scaled to the host's count of a whole prompt if known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem

LETTERS_A_TOKEN = 4.0  # of scripts that write words with spaces
WIDE_A_TOKEN = 1.5  # Chinese, Japanese, Korean
_NARROW = re.compile("[\\u0000-\\u2e7f]+")  # letters of other scripts
BYTES_A_TOKEN = 4.0  # of UTF-8, in any script
PICTURE = 600  # tokens; 256 to some 2,000 by the model
SAMPLE = 10_000  # letters
A_TURN = 6  # tokens a template spends on each message
ROOM_FOR_REPLY = 0.25  # of the window
MARGIN = 0.1  # of the tokens that are only estimated
OWN_SYSTEM = 64  # tokens of the system prompt that many templates add by themselves
LEAST_ROOM = 64  # tokens a reply may have in any case: the host has accepted its prompt


def tokens_of(text: str, length: int | None = None) -> int:
    """The estimated tokens of a text; of a long one only the beginning is counted and extrapolated. Where `text` is
    only the beginning, `length` is the number of letters of the whole."""
    if not text:
        return 0
    length = len(text) if length is None else length
    sample = text[:SAMPLE]
    wide = 0 if sample.isascii() else len(_NARROW.sub("", sample))
    found = (len(sample) - wide) / LETTERS_A_TOKEN + wide / WIDE_A_TOKEN
    return round(found * length / len(sample) + 0.5)


def attachment_tokens(attachments: Iterable[Attachment]) -> int:
    """The estimated tokens of files and pictures."""
    return sum(PICTURE if each.is_picture else round(each.size / BYTES_A_TOKEN) + A_TURN for each in attachments)


def weight_of(message: Message) -> int:
    """The estimated tokens of a message with its attachments."""
    return tokens_of(message.text) + attachment_tokens(message.attachments) + A_TURN


def estimate_prompt(path: Iterable[Message], beside: str) -> int:
    """The estimated tokens of a path and of what is sent beside it."""
    return sum(map(weight_of, path)) + tokens_of(beside)


def message_weights(path: Sequence[Message], beside: str, counted: int) -> list[float]:
    """The estimated tokens of each message of a path. `beside` is what is sent with them (the system prompt), `counted`
    the host's count for all of it together, 0 where there is none."""
    guessed = [float(weight_of(message)) for message in path]
    whole = sum(guessed) + tokens_of(beside)
    scale = counted / whole if counted and whole else 1.0
    return [weight * scale for weight in guessed]


def first_sent(path: Sequence[Message], beside: str, counted: int, window: int) -> int | None:
    """The index of the first message to send so that the rest and a reply fit `window` tokens. `path` ends with the
    question; the sent part begins with a question, too. None where not even the last question fits alone."""
    each = message_weights(path, beside, counted)
    scale = each[-1] / weight_of(path[-1])
    room = window * (1 - ROOM_FOR_REPLY) - tokens_of(beside) * scale
    last = max((number for number, message in enumerate(path) if message.role is Role.USER), default=0)
    if sum(each[last:]) > window - tokens_of(beside) * scale:
        return None
    begins, taken = last, sum(each[last:])
    for number in range(last - 1, -1, -1):
        taken += each[number]
        if taken > room:
            break
        if path[number].role is Role.USER:
            begins = number
    return begins


def last_alone(path: Sequence[Message], beside: str, counted: int, window: int, *, whole: bool) -> bool:
    """Whether leaving out older messages would not help: the last question alone fills the window, or is the only one.
    `whole`: the path has all messages that are sent; the host's count cannot be used for a part of it."""
    if not path or path[-1].role is not Role.USER:
        return False
    if not whole:
        return first_sent(path, beside, 0, window) is None
    return not first_sent(path, beside, counted, window)


def room_for_reply(path: Sequence[Message], beside: str, model: str, window: int) -> int:
    """The tokens that a reply to `path` can have before it and its prompt fill `window`; arguments as in
    `message_weights`. What the model's host counted for an earlier reply is exact, the rest is estimated with a margin.
    """
    counted, rest = 0, path
    if path and path[0].parent is None:  # nothing is left out that was counted
        for number, message in enumerate(path):
            figures = message.figures
            if message.model == model and figures is not None and figures.context_used:
                counted = figures.context_used - (figures.thinking_tokens or 0)  # thinking is not sent again
                rest = path[number + 1 :]
    guessed = sum(map(weight_of, rest)) + (0 if counted else tokens_of(beside) + OWN_SYSTEM)
    return max(LEAST_ROOM, window - counted - round(guessed * (1 + MARGIN)))


def is_overflowed(reply: Message) -> bool:
    """Whether a reply was refused because the conversation did not fit, ended because the window was full, or outgrew
    it (`is_shifted`)."""
    if reply.role is not Role.ASSISTANT:
        return False
    if reply.state is State.FAILED:
        return reply.problem == Problem.CONTEXT_FULL
    figures = reply.figures
    if reply.state is not State.LENGTH or figures is None or not figures.context_used or not figures.context_length:
        return is_shifted(reply)
    return figures.context_used >= figures.context_length - min(LEAST_ROOM, figures.context_length // 16)


def is_shifted(reply: Message) -> bool:
    """Whether a reply outgrew the window: its end was generated without the beginning of the conversation."""
    figures = reply.figures
    if figures is None or not figures.context_length:
        return False
    return (figures.context_used or 0) > figures.context_length


def pieces_of(texts: Sequence[str], room: int) -> list[str]:
    """Texts joined into parts of about `room` tokens each; a longer one is cut."""
    pieces: list[str] = []
    taken = 0
    for text in texts:
        for part in _cut(text, room):
            size = tokens_of(part)
            if pieces and taken + size <= room:
                pieces[-1] += f"\n\n{part}"
                taken += size
            else:
                pieces.append(part)
                taken = size
    return pieces


def _cut(text: str, room: int) -> list[str]:
    size = tokens_of(text)
    if size <= room:
        return [text]
    length = max(1, len(text) * room // size)
    return [text[at : at + length] for at in range(0, len(text), length)]
