"""The languages of the window: a table of everything that differs between them besides the translations.

To add a language, add an entry here and `resources/i18n/teahouse_<code>.ts`; `packaging/i18n.py` writes that file, with
the texts of the catalogue, and lists what is not translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    `code`: in the settings and in the file names of translations. `name`: in the language itself. `systems`: beginnings
    of the system's names for it ("zh-Hant"); the longest match of all languages counts. `qt`: which of Qt's own
    translations it uses, empty for none. `origin`: which of the catalogue's texts are in this language or the source of
    its translation: "english" or "chinese". `scales`: the units of large numbers, the largest first. `date`, `day` (of
    this year) and `time`: Qt's formats, empty for the short ones of the locale. `fonts`: families with its characters,
    in order of preference, for systems whose own font has none; `bold`: the weight of headings from 1 to 1000.
    """

    code: str
    name: str
    systems: tuple[str, ...]
    qt: str = ""
    origin: str = "english"
    scales: tuple[int, ...] = (10**12, 10**9, 10**6)
    date: str = ""
    day: str = "d MMM"
    time: str = ""
    fonts: tuple[str, ...] = ()
    bold: int = 600


ENGLISH = Language("en", "English", ("en",))
# Chinese counts in ten thousands and hundred millions. Most of its fonts have only a regular and a bold face.
SIMPLIFIED = Language(
    code="zh_CN",
    name="简体中文",
    systems=("zh",),
    qt="zh_CN",
    origin="chinese",
    scales=(10**12, 10**8, 10**4),
    date="yyyy年M月d日",
    day="M月d日",
    time="HH:mm",
    fonts=(
        "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
        "HarmonyOS Sans SC", "MiSans", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    ),
    bold=700,
)  # fmt: skip
TAIWAN = replace(
    SIMPLIFIED,
    code="zh_TW",
    name="繁體中文（台灣）",
    systems=("zh-Hant", "zh-TW"),
    qt="zh_TW",
    fonts=(
        "PingFang TC", "Microsoft JhengHei UI", "Noto Sans CJK TC", "Source Han Sans TC", "Noto Sans TC",
        "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    ),
)  # fmt: skip
HONG_KONG = replace(
    TAIWAN,
    code="zh_HK",
    name="繁體中文（香港）",
    systems=("zh-Hant-HK", "zh-HK", "zh-Hant-MO", "zh-MO"),
    fonts=(
        "PingFang HK", "Microsoft JhengHei UI", "Noto Sans CJK HK", "Noto Sans CJK TC", "Source Han Sans HC",
        "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    ),
)  # fmt: skip

LANGUAGES: dict[str, Language] = {language.code: language for language in (ENGLISH, SIMPLIFIED, TAIWAN, HONG_KONG)}


def language_of(choice: str, systems: Iterable[str]) -> Language:
    """The language for the value of the setting: the chosen one, else the first of the system's that is available."""
    if choice in LANGUAGES:
        return LANGUAGES[choice]
    for name in systems:
        tag = f"{name.replace('_', '-')}-"
        found = [
            (len(start), language)
            for language in LANGUAGES.values()
            for start in language.systems
            if tag.startswith(f"{start}-")
        ]
        if found:
            return max(found, key=lambda each: each[0])[1]
    return ENGLISH
