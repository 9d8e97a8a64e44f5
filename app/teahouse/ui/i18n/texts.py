"""Texts that travel with data (the catalogue's, those of built-in prompts), in the window's language.

They are written in English and Chinese. Other languages have their translations of these under `CONTEXT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.ui.i18n import locales

if TYPE_CHECKING:
    from teahouse.core.catalogue import Lab, Licence, Words
    from teahouse.core.labs import KnownLab

CONTEXT = "Catalogue"
translate = QCoreApplication.translate


def either(english: str, chinese: str) -> str:
    """A text in the window's language; `chinese` may be empty: then it is the same everywhere, as names are."""
    chosen = chinese if locales.language().origin == "chinese" else english
    return translate(CONTEXT, chosen) if chosen and chinese else english


def in_ours(words: Words) -> str:
    """A sentence of the catalogue in the window's language."""
    return either(words.english, words.chinese)


def lab_name(lab: Lab | KnownLab | None) -> str:
    """A lab by the name it has in the window's language."""
    return "" if lab is None else either(lab.name, lab.chinese)


def licence_name(licence: Licence) -> str:
    """A licence by the name it has in the window's language."""
    return either(licence.name, licence.chinese)
