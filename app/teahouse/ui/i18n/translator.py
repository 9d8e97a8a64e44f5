"""Installs the translation of the person's language, and another one when they choose another.

English is translated too: its plurals are. Qt tells every widget by a LanguageChange event, and each sets its texts
again.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from teahouse.core.languages import language_of
from teahouse.ui.i18n import locales


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
        """Take another language (`core.languages`); does nothing when it is the one in force."""
        language = language_of(choice, locales.system_languages() if choice == "system" else ())
        if language.code == self.language:
            return
        self.language = language.code
        locales.use(language, as_system=choice == "system")
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if language.qt:
            self._install(f"qtbase_{language.qt}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._install(f"teahouse_{language.code}", str(self._folder))

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)
