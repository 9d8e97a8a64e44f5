"""Contact sheets: for each scene its pictures side by side, with the variant below each."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

WIDE, HIGH, LABEL, GAP, COLUMNS = 448, 288, 20, 10, 4
QUALITY = 44  # of a JPEG: the letters can be read, and all sheets together are a few megabytes

Shots = Sequence[tuple[str, str]]  # a variant and the path of its picture


def write_sheets(pictures: Mapping[str, Shots], folder: Path) -> list[Path]:
    """Write one sheet a scene; returns their paths."""
    app = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for scene, shots in pictures.items():
        path = folder / f"{file_name(scene)}.jpg"
        _sheet(scene, shots).save(str(path), "JPEG", QUALITY)
        written.append(path)
    del app
    return written


def write_contents(pictures: Mapping[str, Shots], folder: Path) -> None:
    """Write a README.md that says what each sheet shows."""
    shots = next(iter(pictures.values()))
    lines = [
        "# Gallery",
        "",
        'Every page, dialog and popup. `make looks LOOKS="--gallery docs/gallery"` writes these sheets from the real '
        "window, in front of services that only remember. Each sheet shows, from left to right and from above:",
        "",
        *(f"{at}. {variant}" for at, (variant, _path) in enumerate(shots, 1)),
        "",
        "The pictures named `light-` and `dark-` show a conversation with every kind of block in three widths: "
        "`python -m journeys.gallery docs/gallery`.",
        "",
        *(f"- [{scene[:1].upper()}{scene[1:]}]({file_name(scene)}.jpg)" for scene in pictures),
    ]
    (folder / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def file_name(scene: str) -> str:
    """A scene's name as a file's."""
    return "-".join("".join(sign for sign in scene if sign not in ",\"'’").split())


def _sheet(scene: str, shots: Shots) -> QImage:
    rows = -(-len(shots) // COLUMNS)
    wide, high = COLUMNS * (WIDE + GAP) + GAP, rows * (HIGH + LABEL + GAP) + LABEL + GAP
    sheet = QImage(wide, high, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#777777"))
    painter = QPainter(sheet)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(QRect(GAP, 0, sheet.width(), LABEL + GAP), Qt.AlignmentFlag.AlignVCenter, scene)
    smooth, whole = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.KeepAspectRatio
    for at, (label, path) in enumerate(shots):
        left = GAP + at % COLUMNS * (WIDE + GAP)
        top = LABEL + GAP + at // COLUMNS * (HIGH + LABEL + GAP)
        painter.drawImage(left, top, QImage(path).scaled(WIDE, HIGH, whole, smooth))
        painter.drawText(QRect(left, top + HIGH, WIDE, LABEL), Qt.AlignmentFlag.AlignVCenter, label)
    painter.end()
    return sheet
