"""One form of the labels of a family's sizes, which sources write differently.

`qwen3.5:9b`, `9b` and `Qwen3.5-9B Q4_K_M` become `9B`, `9B` and `9B Q4_K_M` in the family Qwen3.5.
"""

from __future__ import annotations

import re

_SIZE = re.compile(r"(?<![A-Za-z0-9.])(?:[ae]?\d{1,5}(?:\.\d{1,3})?[bmt])(?![A-Za-z0-9])", re.IGNORECASE)
_QUANTIZATION = re.compile(r"(?<![A-Za-z0-9])(?:UD-)?I?Q\d\w*", re.IGNORECASE)
_CLOUD = re.compile(r"(?:\d{4}-)?cloud")
_LATEST = "latest"


def size_label(title: str, label: str, billions: float | None) -> str:
    """The label of a size in the family `title`, which is not repeated; it begins with the number of weights where it
    would name none. A label of another model of the family keeps its name."""
    model, colon, tag = label.partition(":")
    if colon:
        tag = "" if tag == _LATEST else tag
        text = tag if _fold(model) == _fold(title) else f"{model} {tag}".strip()
    else:
        text = _without_title(title, label)
    text = _SIZE.sub(lambda found: found[0].upper(), text)
    text = _QUANTIZATION.sub(lambda found: found[0].upper(), text)
    needs_size = not text or _QUANTIZATION.match(text) or _CLOUD.fullmatch(text)
    return " ".join(filter(None, (_weights(billions), text))) if needs_size else text


def full_title(title: str, label: str) -> str:
    """A size by its whole name; a label that names its model needs the family no second time."""
    if _fold(title).endswith(_fold(label)):
        return title
    is_size = _SIZE.match(label) or _QUANTIZATION.match(label)
    names_model = _fold(label).startswith(_fold(title)) or (" " in label and not is_size)
    return label if names_model else f"{title} {label}"


def _without_title(title: str, label: str) -> str:
    """The rest of a label behind the family's title, if a size or a quantisation follows it."""
    folded, at = _fold(title), 0
    for character in label:
        if not folded:
            break
        at += 1
        if character.isalnum():
            if character.casefold() != folded[0]:
                return label
            folded = folded[1:]
    rest = label[at:].lstrip(" -_")
    follows = not folded and rest != label[at:] and (_SIZE.match(rest) or _QUANTIZATION.match(rest))
    return rest if follows else label


def _fold(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _weights(billions: float | None) -> str:
    if not billions:
        return ""
    figure, unit = (billions / 1000, "T") if billions >= 999.5 else (billions, "B")
    return (f"{figure:.0f}" if figure >= 9.95 else f"{figure:.1f}".removesuffix(".0")) + unit
