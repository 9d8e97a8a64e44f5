"""The formats of numbers, dates and lists in the window's language; the only module that uses Qt's locale.

Formats follow the window's language, not the system: an English window on a German computer writes "October" and "0.7".
Only where the system writes in that language are its own formats used (a British date, a clock of 24 hours).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from teahouse.core.languages import ENGLISH, Language, language_of

if TYPE_CHECKING:
    from teahouse.core.catalogue import Lab, Licence, Words
    from teahouse.core.labs import KnownLab


_language = ENGLISH


def current() -> QLocale:
    """The locale of the window, set by `Translation`."""
    return QLocale()


def language() -> Language:
    """The window's language."""
    return _language


def use_language(language: Language, *, as_system: bool) -> None:
    """Use this language from now on, with the system's formats where `as_system` and they fit."""
    global _language
    _language = language
    place = QLocale.system() if as_system else QLocale.c()
    QLocale.setDefault(locale_of(language.code, place))


def locale_of(language: str, place: QLocale) -> QLocale:
    """The locale of a language: in the country of `place`, in its own country, or the usual one."""
    usual = QLocale(language)
    if place.language() == usual.language() and place.script() == usual.script():
        for found in (place, QLocale(usual.language(), usual.script(), place.territory())):
            if _writes_like(found, usual):
                return found
    return usual


def system_languages() -> list[str]:
    """The languages of the system's user, the preferred one first."""
    return QLocale.system().uiLanguages()


def _writes_like(found: QLocale, usual: QLocale) -> bool:
    """Whether months, days and numbers are those of the language: a system may mix them from several."""
    return (
        found.standaloneMonthName(10) == usual.standaloneMonthName(10)
        and found.standaloneDayName(1) == usual.standaloneDayName(1)
        and found.decimalPoint() == usual.decimalPoint()
        and found.groupSeparator() == usual.groupSeparator()
    )


class Translation(QObject):
    """Installs the translation of the person's language, also when the setting changes.

    English is translated too, because of its plurals. Qt sends every widget a LanguageChange event, in which it sets
    its texts again.

    `folder` contains `teahouse_<language>.qm`; without it the source's English stays.
    """

    def __init__(self, app: QCoreApplication, folder: Path, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []
        self.language = ""
        self.choose_language(choice)

    def choose_language(self, choice: str) -> None:
        """Use another language (`core.languages`); does nothing when it is the current one."""
        language = language_of(choice, system_languages() if choice == "system" else ())
        if language.code == self.language:
            return
        self.language = language.code
        use_language(language, as_system=choice == "system")
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if language.qt:
            self._install_translators(
                f"qtbase_{language.qt}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            )
        self._install_translators(f"teahouse_{language.code}", str(self._folder))

    def _install_translators(self, name: str, folder: str) -> None:
        translator = QTranslator(self)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)


# Texts that are part of data (the catalogue's, those of built-in prompts), in the window's language. They are written
# in English and Chinese. Other languages have their translations of these under `CONTEXT`.

CONTEXT = "Catalogue"
translate = QCoreApplication.translate


def either(english: str, chinese: str) -> str:
    """A text in the window's language; `chinese` is empty where it is the same in all languages, such as a name."""
    chosen = chinese if language().origin == "chinese" else english
    return translate(CONTEXT, chosen) if chosen and chinese else english


def in_ours(words: Words) -> str:
    """A sentence of the catalogue in the window's language."""
    return either(words.english, words.chinese)


def lab_name(lab: Lab | KnownLab | None) -> str:
    """The name of a lab in the window's language."""
    return "" if lab is None else either(lab.name, lab.chinese)


def licence_name(licence: Licence) -> str:
    """The name of a licence in the window's language."""
    return either(licence.name, licence.chinese)


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text unchanged. Qt's own function does the same; its type is wrong in PySide6's stubs (object)."""
    return text
