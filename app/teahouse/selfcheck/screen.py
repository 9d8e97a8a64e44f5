"""Opens Qt with the screen there is, imports every part of Teahouse, draws a window into memory, and tries the
translations; run as a child."""

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

EXTRA = ("uvicorn", "xllamacpp")  # the engine's, which may be left out: its own check tells
FORMATS = ("gif", "jpeg", "png", "svg", "webp")


def main() -> int:
    """Print what was found, one line per thing; 1 with a line on stderr when something is missing."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["teahouse"])
    parts, not_importable = _parts()
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


def _parts() -> tuple[int, list[str]]:
    """How many modules Teahouse has here, and those that cannot be imported, with the reason: another is not here."""
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
    """The catalogues that cannot be loaded, and whether choosing one with words of Qt's changes one."""
    folder = resources() / "i18n"
    missing = []
    for language in LANGUAGES:
        translator = QTranslator()
        if not translator.load(f"teahouse_{language}", str(folder)) or translator.isEmpty():
            missing.append(f"no translation teahouse_{language}.qm")
    before = QLocale()
    translation = Translation(app, folder)
    for spoken in (one for one in LANGUAGES.values() if one.qt):
        translation.choose_language(spoken.code)
        if QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel":
            missing.append(f"Qt's own words are not translated for {spoken.code}")
    translation.choose_language(ENGLISH.code)
    QLocale.setDefault(before)
    return missing
