"""The colour of every model, on every page: its lab's hue, in a shade for its size.

The hues of labs are in a table and are not computed from names. Where two models of one lab are next to each other,
`marks` numbers their tiles. Memory, warnings and selection have colours of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from teahouse.core.labs import base_name, lab_of
from teahouse.ui.style import Colours, contrast

HUES: Mapping[str, tuple[str, str]] = {  # by the lab's name in the catalogue: light, dark
    "DeepSeek": ("#1F7A63", "#5CBBA0"),
    "Qwen": ("#4659B8", "#8C9BEA"),
    "Kimi": ("#2E86AB", "#6DB8D8"),
    "GLM": ("#8E4585", "#C98BC0"),
    "MiniMax": ("#C77D0A", "#E0A84A"),
    "Hunyuan": ("#B5473A", "#E07A6B"),
    "OpenAI": ("#4B5563", "#AEB7C2"),
    "Google": ("#3A73C9", "#82B1F2"),
    "Meta": ("#5B4BC4", "#A79BF0"),
    "Mistral": ("#C2571A", "#F0945A"),
    "IBM": ("#1F6FB2", "#74B4E8"),
    "Microsoft": ("#3F7D2E", "#8CC878"),
    "NVIDIA": ("#5C7A12", "#A9CC4E"),
    "Hugging Face": ("#9A6B00", "#E3B94A"),
    "ByteDance Seed": ("#0F7C8A", "#58C4D0"),
    "Baidu ERNIE": ("#3D4FD1", "#97A3F7"),
    "StepFun": ("#7A4FB5", "#BE9AEB"),
    "Ant Ling": ("#1671A8", "#6FB9E6"),
    "Xiaomi MiMo": ("#B85C00", "#F0A050"),
    "OpenBMB": ("#A33A6B", "#E58BB3"),
    "Liquid AI": ("#6A5A4A", "#C2B09C"),
    "Ai2": ("#B0306A", "#F08BB8"),
    "Cohere": ("#39797D", "#80C6CB"),
    "Poolside": ("#6B4E9B", "#B79CE0"),
    "BAAI": ("#A8432F", "#E89582"),
    "Nomic": ("#54752B", "#A3C77A"),
    "Mixedbread": ("#8A5A2B", "#D6A66E"),
    "Snowflake": ("#3C6E91", "#8DBFE0"),
    "SBERT": ("#75616B", "#C4AEBA"),
}
NOBODY = ("#5E6B73", "#9AA7AF")  # of a model of an unknown lab
SHADE = 0.15  # step towards black (light theme) or white (dark theme)
LIMITS = (5.0, 10.0, 20.0, 50.0)  # billions of parameters at which the next shade begins
USUAL = 1  # the step with the unchanged hue
SEEN = 3.0  # least contrast of a shade with the surface
_SIZE = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)([bm])(?![a-z0-9])", re.ASCII)  # regex: a model's name


def hue_of(lab: str, colours: Colours) -> str:
    """The hue of a lab, by its name in the catalogue."""
    return HUES.get(lab, NOBODY)[colours.dark]


def colour_of(model: str, colours: Colours) -> str:
    """The colour of a model, by its name."""
    return _shade_of(model, colours.dark, colours.surface)


def marks(models: Sequence[str]) -> tuple[str, ...]:
    """The texts of the tiles of models next to each other: a letter, and a number for several of one lab."""
    labs = [(letter_of(model), lab.name if (lab := lab_of(model)) else "") for model in models]
    count, seen = Counter(labs), Counter[tuple[str, str]]()
    found = []
    for whose in labs:
        seen[whose] += 1
        found.append(f"{whose[0]}{seen[whose]}" if count[whose] > 1 else whose[0])
    return tuple(found)


def letter_of(model: str) -> str:
    """The letter on a model's tile: the first of its own name, not of its publisher."""
    family = model.rpartition("/")[2]
    return next((sign.upper() for sign in family if sign.isalnum()), "?")


@lru_cache(1024)
def _shade_of(model: str, dark: bool, surface: str) -> str:
    lab = lab_of(model)
    hue = (HUES.get(lab.name, NOBODY) if lab else NOBODY)[dark]
    size = _size_of(model)
    step = USUAL if size is None else sum(size > limit for limit in LIMITS)
    towards = "#FFFFFF" if dark else "#000000"
    if step >= USUAL:
        return mixed(hue, towards, (step - USUAL) * SHADE)
    paler = mixed(hue, surface, SHADE * 1.5)
    return paler if contrast(paler, surface) >= SEEN else hue


def _size_of(model: str) -> float | None:
    """Billions of parameters, from the tag or else the name."""
    for part in (model.rpartition("/")[2].partition(":")[2].casefold(), base_name(model)):
        if found := _SIZE.search(part):
            many, number, unit = found.groups()
            return float(number) * int(many or 1) / (1 if unit == "b" else 1000)
    return None


def mixed(colour: str, other: str, share: float) -> str:
    """A colour mixed with this share of another one, 0 to 1."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (wanted - own) * share):02X}" for own, wanted in pairs)
