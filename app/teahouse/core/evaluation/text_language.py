"""Which language a text is mostly written in: by its script, and by its most frequent small words in Latin script.

For answers of some sentences. A short text in Latin script without small words has no known language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

_RANGES = (  # first and last code points of scripts, ascending
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x1100, 0x11FF, "ko"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "ko"),
    (0x20000, 0x3134F, "han"),
)
_STARTS = [first for first, _, _ in _RANGES]
_SMALL_WORDS = {
    "en": "the of and to in is that it was for on are with as be at this have from or by not but what all were when "
    "you your they can will an if which do he she we there their",
    "de": "der die das und ist nicht ein eine zu den mit von auf für im sich dem des auch es an werden aus er hat dass "
    "sie nach wird bei ich wir oder sind",
    "fr": "le la les de des et est un une que dans pour pas qui sur au avec il elle ce son plus par ne se du en nous "
    "vous sont mais ou",
    "es": "el la los las de y que en un una es por con no se del para su al lo como más pero sus le ya o este son "
    "está muy",
    "it": "il la lo gli le di e che è un una in per non con del della si da sono al dei come più ma anche nel ha",
    "pt": "o a os as de e que em um uma é para com não por do da no na se mais dos das como mas ao são foi",
    "nl": "de het een en van is dat op te in niet zijn met voor die er aan om ook als bij naar maar wordt door",
}
_BY_WORD: dict[str, set[str]] = {}
for _code, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(_word, set()).add(_code)

KNOWN = tuple(sorted({*_SMALL_WORDS, "el", "ru", "he", "ar", "hi", "th", "ko", "ja", "zh"}))
LONGEST = 20_000  # characters that are looked at
_HAN_IS_JAPANESE = 0.05  # of the characters are kana
_HAN_WEIGHT = 3  # a Chinese character says about as much as so many Latin letters
_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str:
    """The ISO 639 code of the language most of the text is written in, "" where it cannot be told. Code in a fence of
    Markdown is left out."""
    text = _without_code(text)[:LONGEST]
    scripts = Counter(_script_of(sign) for sign in text if sign.isalpha())
    scripts.pop("", None)
    if not scripts:
        return ""
    kana, han = scripts["ja"], scripts["han"]
    if kana and kana >= _HAN_IS_JAPANESE * (kana + han):
        scripts["ja"] += han
        han = scripts["han"] = 0
    weights = {code: count * (1 if code == "latin" else _HAN_WEIGHT) for code, count in scripts.items()}
    most = max(weights, key=lambda code: weights[code])
    if most == "han":
        return "zh"
    return _latin_language(text) if most == "latin" else most


def _without_code(text: str) -> str:
    parts = text.split("```")
    return " ".join(parts[::2])


def _script_of(sign: str) -> str:
    place = bisect_right(_STARTS, ord(sign)) - 1
    if place < 0:
        return ""
    _, last, script = _RANGES[place]
    return script if ord(sign) <= last else ""


def _latin_language(text: str) -> str:
    counts: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        for code in _BY_WORD.get(word, ()):
            counts[code] += 1
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]
