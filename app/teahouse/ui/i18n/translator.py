"""Installs the translation of the person's language, and another one when they choose another.

English is translated too: its plurals are. Qt tells every widget by a LanguageChange event, and each sets its texts
again.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

ENGLISH = "en"
CHINESE = "zh_CN"


class Translation(QObject):
    """The translators in force. `folder` holds `teahouse_<language>.qm`; without it the source's English stays."""

    def __init__(self, app: QCoreApplication, folder: Path, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []
        self.language = ""
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Take another language (`core.settings.LANGUAGES`); does nothing when it is the one in force."""
        language = language_of(choice)
        if language == self.language:
            return
        self.language = language
        QLocale.setDefault(_locale_of(language, QLocale.system() if choice == "system" else QLocale.c()))
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if language != ENGLISH:
            self._install(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._install(f"teahouse_{language}", str(self._folder))

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)


def _locale_of(language: str, place: QLocale) -> QLocale:
    """How figures and dates are written: as in `place`, or, where that is nowhere, as usual in the language."""
    return QLocale(language) if place.language() == QLocale.Language.C else place


def language_of(choice: str) -> str:
    """The language we speak for a choice: the person's own, else the first of the system's that we have."""
    if choice in (ENGLISH, CHINESE):
        return choice
    for name in QLocale.system().uiLanguages():
        if name.startswith("zh"):
            return CHINESE
        if name.startswith("en"):
            return ENGLISH
    return ENGLISH
