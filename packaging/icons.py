"""The application's icon as files: resources/icons/teahouse.svg and PNGs from 16 to 512 pixels.

    python packaging/icons.py          after a change of app/teahouse/ui/kit/icons.py

The drawing itself is in kit/icons.py, which the window paints its icon with; these files are for the desktop's own use.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPainterPath

from teahouse.ui.kit import icons
from teahouse.ui.style import LIGHT

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIDES = (16, 24, 32, 48, 64, 128, 256, 512)
Kind = QPainterPath.ElementType

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect x="2" y="2" width="60" height="60" rx="14" fill="{green}"/>
  <path d="{bowl}" fill="{cream}"/>
  <path d="{steam}" fill="none" stroke="{cream}" stroke-width="{width}" stroke-linecap="round"/>
</svg>
"""


def data(path: QPainterPath) -> str:
    """A path as SVG writes it."""
    parts = []
    for number in range(path.elementCount()):
        element = path.elementAt(number)
        letter = {Kind.MoveToElement: "M", Kind.LineToElement: "L", Kind.CurveToElement: "C"}.get(element.type, "")
        parts.append(f"{letter}{element.x:.4g} {element.y:.4g}")
    return " ".join(parts)


def svg() -> str:
    """The icon as an SVG file."""
    paths = {"bowl": data(icons.bowl_path()), "steam": data(icons.steam_path())}
    return SVG.format(green=LIGHT.accent, cream=icons.CREAM, width=icons.STEAM_WIDTH, **paths)


def png(side: int) -> QImage:
    """The icon, `side` pixels square."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    icons.paint_icon(painter, side)
    painter.end()
    return image


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "teahouse.svg").write_text(svg(), encoding="utf-8")
    for side in SIDES:
        png(side).save(str(FOLDER / f"teahouse-{side}.png"))


if __name__ == "__main__":
    app = QGuiApplication([])
    main()
