"""Opens Qt, imports every module, paints a widget and loads the translations; runs as a child process."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator, qVersion
from PySide6.QtGui import QGuiApplication, QImageReader
from PySide6.QtWidgets import QApplication, QLabel

import teahouse
from teahouse.core.languages import ENGLISH, LANGUAGES
from teahouse.desktop.paths import resources
from teahouse.ui.i18n.locales import Translation

EXTRA = ("uvicorn", "xllamacpp")  # of the engine, which is optional and has its own check
FORMATS = ("gif", "jpeg", "png", "svg", "webp")


def main() -> int:
    """Print the results; returns 1 with a line on stderr if something is missing."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["teahouse"])
    parts, not_importable = _import_modules()
    missing = [*not_importable, *_missing_formats(), *_missing_translations(app)]
    label = QLabel("Teahouse 茶馆")
    label.resize(label.sizeHint())
    if label.grab().toImage().isNull():
        missing.append("nothing could be painted")
    if missing:
        print("; ".join(missing), file=sys.stderr)
        return 1
    print(f"Qt {qVersion()} on {QGuiApplication.platformName()}, {parts} modules, pictures: {' '.join(FORMATS)}")
    return 0


def _import_modules() -> tuple[int, list[str]]:
    """Import all modules; returns their number, and those that failed with the reason."""
    found = pkgutil.walk_packages(teahouse.__path__, "teahouse.", onerror=lambda name: None)
    names = [module.name for module in found if not module.name.endswith("__main__")]
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            if not (isinstance(error, ModuleNotFoundError) and error.name in EXTRA):
                missing.append(f"{name} cannot be imported: {error}")
    return len(names), missing


def _missing_formats() -> list[str]:
    known = {bytes(name.data()) for name in QImageReader.supportedImageFormats()}
    return [f"cannot read {name} pictures" for name in FORMATS if name.encode() not in known]


def _missing_translations(app: QCoreApplication) -> list[str]:
    """The translations that cannot be loaded, and those that do not translate Qt's own texts."""
    folder = resources() / "i18n"
    missing = []
    for code in LANGUAGES:
        translator = QTranslator()
        if not translator.load(f"teahouse_{code}", str(folder)) or translator.isEmpty():
            missing.append(f"no translation teahouse_{code}.qm")
    before = QLocale()
    translation = Translation(app, folder)
    for language in (each for each in LANGUAGES.values() if each.qt):
        translation.choose_language(language.code)
        if QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel":
            missing.append(f"Qt's own words are not translated for {language.code}")
    translation.choose_language(ENGLISH.code)
    QLocale.setDefault(before)
    return missing
