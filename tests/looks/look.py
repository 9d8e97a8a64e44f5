"""Looks at every scene in one variant: what the checker finds, and a picture where one is wanted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from fixtures.layout_checker import combo_findings, findings, roots
from fixtures.layout_scenes import Stage, leave, play, scenes
from looks.sheet import file_name
from looks.variants import Variant

FRAME = QColor("#8A8A8A")


def look(
    app: QApplication, stage: Stage, variant: Variant, names: Sequence[str], folder: Path | None
) -> dict[str, Any]:
    """The findings of a variant as text, the pictures' paths by scene, and how many seconds it took."""
    begun = time.monotonic()
    stage.vary(language=variant.language, theme=variant.theme, zoom=variant.zoom)
    screen = next(one for one in app.screens() if one.name() == variant.screen)
    stage.put_on(screen, variant.part)
    found, pictures = [], {}
    for scene in scenes(names):
        play(stage, scene)
        seen = {type(widget).__name__ for widget in QApplication.allWidgets() if widget.isVisible()}
        found += [f"{scene.name}: {name} is not shown" for name in set(scene.shows) - seen]
        found += [f"{scene.name}: {one}" for one in findings(stage.theme)]
        found += [f"{scene.name}: {one}" for root in roots() for one in combo_findings(root)]
        if folder is not None:
            path = folder / f"{file_name(scene.name)}--{_file_name(variant)}.png"
            _picture(stage).save(str(path))
            pictures[scene.name] = str(path)
        leave(stage, scene)
    seconds = round(time.monotonic() - begun, 1)
    return {"variant": str(variant), "findings": found, "pictures": pictures, "seconds": seconds}


def _picture(stage: Stage) -> QPixmap:
    """The window with what is open over it."""
    picture = stage.window.grab()
    painter = QPainter(picture)
    corner = stage.window.mapToGlobal(QPoint(0, 0))
    for widget in roots():
        if widget is not stage.window:
            place = widget.mapToGlobal(QPoint(0, 0)) - corner
            painter.drawPixmap(place, widget.grab())
            if isinstance(widget, QDialog):  # the frame that the system draws
                painter.setPen(QPen(FRAME, 1))
                painter.drawRect(QRect(place, widget.size()).adjusted(-1, -1, 0, 0))
    painter.end()
    return picture


def _file_name(variant: Variant) -> str:
    part = f"-{variant.part}" if variant.part else ""
    scale = f"@{variant.scale:g}" if variant.scale != 1 else ""
    return f"{variant.screen}{scale}{part}-{variant.zoom:.0%}-{variant.language}-{variant.theme}".replace("%", "")
