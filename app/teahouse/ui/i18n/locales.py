"""The one place that knows Qt's locale: how numbers, dates and lists are written in the language of the window.

They follow the window's language, not the system: an English window on a German computer says "October" and "0.7". Only
where the system writes as that language does are its own habits kept (a British date, a clock of 24 hours).
"""

from __future__ import annotations

from PySide6.QtCore import QLocale

from teahouse.core.languages import ENGLISH, Language

_language = ENGLISH


def current() -> QLocale:
    """How things are written in the window now; `Translation` says in which language."""
    return QLocale()


def language() -> Language:
    """The window's language."""
    return _language


def use(language: Language, *, as_system: bool) -> None:
    """Write as in this language from now on, with the system's habits where they are asked for and fit."""
    global _language
    _language = language
    place = QLocale.system() if as_system else QLocale.c()
    QLocale.setDefault(locale_of(language.code, place))


def locale_of(language: str, place: QLocale) -> QLocale:
    """How things are written in a language: as in `place`, as in its country, or as is usual."""
    usual = QLocale(language)
    if place.language() == usual.language() and place.script() == usual.script():
        for found in (place, QLocale(usual.language(), usual.script(), place.territory())):
            if _writes_like(found, usual):
                return found
    return usual


def system_languages() -> list[str]:
    """What the person reads, as the system says, the favourite first."""
    return QLocale.system().uiLanguages()


def _writes_like(found: QLocale, usual: QLocale) -> bool:
    """Whether months, days and numbers are those of the language: a system may mix them from several."""
    return (
        found.standaloneMonthName(10) == usual.standaloneMonthName(10)
        and found.standaloneDayName(1) == usual.standaloneDayName(1)
        and found.decimalPoint() == usual.decimalPoint()
        and found.groupSeparator() == usual.groupSeparator()
    )
