"""Contact sheets: for each scene its pictures side by side, with the variant below each."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

WIDE, HIGH, LABEL, GAP, COLUMNS = 480, 300, 20, 12, 4


def write_sheets(pictures: Mapping[str, Sequence[tuple[str, str]]], folder: Path) -> list[str]:
    """Write one sheet a scene; returns their paths."""
    app = QGuiApplication.instance() or QGuiApplication([])
    written = []
    for scene, shots in pictures.items():
        rows = -(-len(shots) // COLUMNS)
        sheet = QImage(
            COLUMNS * (WIDE + GAP) + GAP, rows * (HIGH + LABEL + GAP) + LABEL + GAP, QImage.Format.Format_RGB32
        )
        sheet.fill(QColor("#777777"))
        painter = QPainter(sheet)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(QRect(GAP, 0, sheet.width(), LABEL + GAP), Qt.AlignmentFlag.AlignVCenter, scene)
        for at, (label, path) in enumerate(shots):
            left = GAP + at % COLUMNS * (WIDE + GAP)
            top = LABEL + GAP + at // COLUMNS * (HIGH + LABEL + GAP)
            image = QImage(path).scaled(
                WIDE, HIGH, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage(left, top, image)
            painter.drawText(QRect(left, top + HIGH, WIDE, LABEL), Qt.AlignmentFlag.AlignVCenter, label)
        painter.end()
        path = folder / f"sheet-{scene.replace(' ', '-').replace(',', '')}.png"
        sheet.save(str(path))
        written.append(str(path))
    del app
    return written
