"""Writes the probabilities of a reply's tokens to a file: CSV with a row for each token, or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from teahouse.core.conversation import Message
from teahouse.core.token_probabilities import ALTERNATIVES, TokenProbabilities, as_share
from teahouse.desktop.files import write_whole

FORMAT = "teahouse-token-probabilities-1"
DIGITS = 6


def write_probabilities(path: Path, message: Message, found: TokenProbabilities) -> None:
    """Write those of a reply; JSON where the file's name ends so, else CSV. Raises `Trouble`."""
    make = as_json if path.suffix.casefold() == ".json" else as_csv
    write_whole(path, make(message, found).encode("utf-8", "replace"))


def as_csv(message: Message, found: TokenProbabilities) -> str:
    """A row for each token: its number and sentence (from 1), text, probability, logarithm, and the alternatives. Texts
    that a spreadsheet would read as a formula begin with an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    others = [f"{name}_{number}" for number in range(1, ALTERNATIVES + 1) for name in ("alternative", "probability")]
    writer.writerow(["number", "sentence", "sentence_surprise", "token", "probability", "logprob", *others])
    for token in _list_tokens(message, found):
        row = [token["number"], token["sentence"], token["surprise"], _as_cell(token["token"])]
        row += ["", ""] if token["logprob"] is None else [_as_number(token["logprob"]), round(token["logprob"], DIGITS)]
        for text, logprob in token["alternatives"][:ALTERNATIVES]:
            row += [_as_cell(text), _as_number(logprob)]
        writer.writerow(row)
    return file.getvalue()


def as_json(message: Message, found: TokenProbabilities) -> str:
    """The reply with its tokens and sentences; `surprise` is the mean of −ln p."""
    sentences = [
        {"text": message.text[one.start : one.end], "surprise": _as_rounded(one.surprise)}
        for one in found.sentences(message.text)
    ]
    tokens = [
        {
            "token": token["token"],
            "logprob": _as_rounded(token["logprob"]),
            "sentence": token["sentence"],
            "alternatives": [
                {"token": text, "logprob": _as_rounded(logprob)} for text, logprob in token["alternatives"]
            ],
        }
        for token in _list_tokens(message, found)
    ]
    values = {
        "format": FORMAT,
        "model": message.model,
        "message": message.id,
        "surprise": _as_rounded(found.surprise_of(0, found.length)),
        "sentences": sentences,
        "tokens": tokens,
    }
    return json.dumps(values, ensure_ascii=False, indent=1)


def _list_tokens(message: Message, found: TokenProbabilities) -> Iterator[dict[str, Any]]:
    sentences = list(found.sentences(message.text))
    at = 0
    for number in range(len(found)):
        start = found.start_of(number)
        while at < len(sentences) - 1 and start >= sentences[at].end:
            at += 1
        yield {
            "number": number + 1,
            "sentence": at + 1,
            "surprise": _as_rounded(sentences[at].surprise) if sentences else None,
            "token": message.text[start : found.end_of(number)],
            "logprob": found.logprob_of(number),
            "alternatives": found.alternatives_of(number),
        }


def _as_number(logprob: float) -> float:
    return round(as_share(logprob), DIGITS)


def _as_rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _as_cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
