"""What a model would answer after each layer, and what a token attends to: data, comparison, and rows of a table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.core.values import dataclass

MOST_TOKENS = 1024
"""of a text; the attention of a longer one is not readable, and takes memory"""
MOST_CHARACTERS = 6000
"""of a text, before its tokens are known"""
OTHER_MEMORY = 512 << 20
"""bytes beside the model's file, an estimate"""


@dataclass(frozen=True, slots=True)
class ReplyPlace:
    """A place in a stored reply: the token that ends `end` characters after its beginning. `model` is to be looked
    into."""

    conversation_id: str
    message_id: str
    model: str
    end: int


@dataclass(frozen=True, slots=True)
class LayerGuess:
    """A token with its probability (0 … 1) as the next one."""

    token: int
    text: str
    share: float


Guesses = tuple[LayerGuess, ...]
"""The most probable first."""


@dataclass(frozen=True, slots=True)
class LayerInspection:
    """One text in one model. `tokens`: their texts; `byte_ends`: bytes up to the end of each; `lens`: by the token's
    place, the guesses after each layer; `own`: the model's own; `attention`: by place, then by layer, for each head the
    weights over the tokens up to this one."""

    model: str
    layers: int
    tokens: tuple[str, ...]
    byte_ends: tuple[int, ...]
    lens: Mapping[int, tuple[Guesses, ...]]
    own: Mapping[int, Guesses]
    attention: Mapping[int, Mapping[int, tuple[tuple[float, ...], ...]]]
    seconds: float = 0.0

    def merge(self, other: LayerInspection) -> LayerInspection:
        """With what another reading of the same text found."""
        return LayerInspection(
            self.model, self.layers, self.tokens, self.byte_ends, {**self.lens, **other.lens},
            {**self.own, **other.own}, {**self.attention, **other.attention}, other.seconds,
        )  # fmt: skip

    def find_settled(self, place: int) -> int | None:
        """The layer (from 0) from which on the first guess is the model's answer, None where it is never."""
        own, layers = self.own.get(place), self.lens.get(place, ())
        if not own:
            return None
        settled = None
        for number in reversed(range(len(layers))):
            if not layers[number] or layers[number][0].token != own[0].token:
                break
            settled = number
        return settled

    def match_place(self, place: int, other: LayerInspection) -> int:
        """The token of the other reading that ends where the token at `place` does, or the first that ends later."""
        end = self.byte_ends[place] - self.byte_ends[-1]  # from the end: a begin-of-text token counts at the start
        ends = [each - other.byte_ends[-1] for each in other.byte_ends]
        return min(bisect_left(ends, end), len(ends) - 1)


def read_inspection(model: str, result: Mapping[str, Any]) -> LayerInspection:
    """Of the result of the engine's job `layers`."""
    pieces: Mapping[str, str] = result["pieces"]

    def guesses(row: list[list[Any]]) -> Guesses:
        return tuple(LayerGuess(token, pieces[str(token)], share) for token, share in row)

    attention = {int(layer): tuple(tuple(weights) for weights in heads) for layer, heads in result["attention"].items()}
    return LayerInspection(
        model,
        result["layers"],
        tuple(text for _, text in result["tokens"]),
        tuple(result["byte_ends"]),
        {int(place): tuple(map(guesses, rows)) for place, rows in result["lens"].items()},
        {int(place): guesses(row) for place, row in result["own"].items()},
        {result["token"]: attention} if attention else {},
        result["seconds"],
    )


def average_heads(heads: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """The mean of the heads' weights."""
    return tuple(sum(column) / len(heads) for column in zip(*heads, strict=True))


def show_token(text: str) -> str:
    """A token's text with its spaces and line ends visible: "·" for a space at an end, "⏎" for a new line."""
    shown = text.replace("\r", "").replace("\n", "⏎").replace("\t", "⇥")
    inner = shown.strip(" ")
    if not inner:
        return "·" * len(shown) or "∅"
    start = len(shown) - len(shown.lstrip(" "))
    end = len(shown) - len(shown.rstrip(" "))
    return "·" * start + inner + "·" * end


COLUMNS = ("model", "kind", "place", "token", "layer", "head", "rank", "text", "value")


def list_rows(inspections: Sequence[LayerInspection], place: int) -> list[tuple[str | int | float, ...]]:
    """Rows of `COLUMNS` with all that is known at the token at `place` of the first inspection, of every one. Places,
    layers, heads and ranks count from 1; the rank of a weight is the place of the token that is attended to."""
    rows: list[tuple[str | int | float, ...]] = []
    for each in inspections:
        here = inspections[0].match_place(place, each)
        start = (each.model, here + 1, each.tokens[here])
        layers = [(str(number), guesses) for number, guesses in enumerate(each.lens.get(here, ()), 1)]
        for layer, guesses in (*layers, ("answer", each.own.get(here, ()))):
            rows += [
                (start[0], "guess", *start[1:], layer, "", rank, guess.text, guess.share)
                for rank, guess in enumerate(guesses, 1)
            ]
        for number, heads in sorted(each.attention.get(here, {}).items()):
            rows += [
                (start[0], "attention", *start[1:], number + 1, head, earlier + 1, each.tokens[earlier], weight)
                for head, weights in enumerate(heads, 1)
                for earlier, weight in enumerate(weights)
            ]
    return rows
