"""Line icons, painted as paths on an 18 × 18 grid: sharp at every scale, in any colour, without an image plug-in.

All have one stroke width. Coordinates run from 0 to 16; with a margin of one unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from teahouse.ui.style import LIGHT

GRID = 18.0
MARGIN = 1.0
STROKE = 1.5

Lines = tuple[tuple[tuple[float, float], ...], ...]

_LINES: Mapping[str, Lines] = {
    "plus": (((8, 3), (8, 13)), ((3, 8), (13, 8))),
    "close": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "check": (((3, 8.5), (6.5, 12), (13, 4.5)),),
    "down": (((4, 6), (8, 10.5), (12, 6)),),
    "up": (((4, 10), (8, 5.5), (12, 10)),),
    "left": (((10, 4), (5.5, 8), (10, 12)),),
    "right": (((6, 4), (10.5, 8), (6, 12)),),
    "to_end": (((8, 2.5), (8, 13)), ((4, 9), (8, 13), (12, 9))),
    "undo": (((6, 3), (3, 6), (6, 9)), ((3, 6), (9.5, 6), (12, 7.2), (13, 9.5), (12, 11.8), (9.5, 13), (5.5, 13))),
    "send": (((8, 13.5), (8, 3)), ((3.5, 7), (8, 2.5), (12.5, 7))),
    "edit": (((3, 13), (3.6, 10.2), (10.8, 3), (13, 5.2), (5.8, 12.4), (3, 13)), ((9.2, 4.6), (11.4, 6.8))),
    "document": (((4, 2), (9.5, 2), (12.5, 5), (12.5, 14), (4, 14), (4, 2)), ((9.5, 2), (9.5, 5), (12.5, 5))),
    "warn": (((8, 2.5), (14, 13), (2, 13), (8, 2.5)), ((8, 6.5), (8, 9.5)), ((8, 11.2), (8, 11.4))),
    "trash": (
        ((3, 4.5), (13, 4.5)),
        ((6, 4.5), (6, 2.8), (10, 2.8), (10, 4.5)),
        ((4.2, 4.5), (4.8, 13.2), (11.2, 13.2), (11.8, 4.5)),
    ),
    "pin": (
        ((5.5, 2.5), (10.5, 2.5)),
        ((6.2, 2.5), (6.2, 7), (4, 9.6), (12, 9.6), (9.8, 7), (9.8, 2.5)),
        ((8, 9.6), (8, 14)),
    ),
}


def _draw_search(path: QPainterPath) -> None:
    path.addEllipse(QPointF(7, 7), 4.2, 4.2)
    path.moveTo(10.2, 10.2)
    path.lineTo(13.5, 13.5)


def _draw_more(path: QPainterPath) -> None:
    for x in (3.5, 8.0, 12.5):
        path.addEllipse(QPointF(x, 8), 0.5, 0.5)


def _draw_copy(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.5, 1.5)
    path.moveTo(10.5, 5.5)
    path.lineTo(10.5, 4)
    path.quadTo(10.5, 2.5, 9, 2.5)
    path.lineTo(4, 2.5)
    path.quadTo(2.5, 2.5, 2.5, 4)
    path.lineTo(2.5, 9)
    path.quadTo(2.5, 10.5, 4, 10.5)
    path.lineTo(5.5, 10.5)


def _draw_retry(path: QPainterPath) -> None:
    path.arcMoveTo(QRectF(3, 3, 10, 10), 30)
    path.arcTo(QRectF(3, 3, 10, 10), 30, 300)
    path.moveTo(12.8, 2.6)
    path.lineTo(12.6, 5.8)
    path.lineTo(9.4, 5.4)


def _draw_stop(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(4, 4, 8, 8), 1, 1)


def _draw_sidebar(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2, 3, 12, 10), 2, 2)
    path.moveTo(6.2, 3)
    path.lineTo(6.2, 13)


def _draw_branch(path: QPainterPath) -> None:
    for x, y in ((4.5, 3.8), (4.5, 12.2), (11.5, 5.2)):
        path.addEllipse(QPointF(x, y), 1.5, 1.5)
    path.moveTo(4.5, 5.3)
    path.lineTo(4.5, 10.7)
    path.moveTo(11.5, 6.7)
    path.cubicTo(11.5, 9, 4.5, 8, 4.5, 10.7)


def _draw_star(path: QPainterPath) -> None:
    points = ((8, 2), (9.8, 5.9), (14, 6.4), (10.9, 9.3), (11.7, 13.5), (8, 11.4), (4.3, 13.5), (5.1, 9.3), (2, 6.4))
    path.moveTo(*points[0])
    for x, y in (*points[1:], (6.2, 5.9)):
        path.lineTo(x, y)
    path.closeSubpath()


def _draw_settings(path: QPainterPath) -> None:
    for y, x in ((4.5, 10.5), (11.5, 5.5)):
        path.moveTo(2.5, y)
        path.lineTo(x - 1.6, y)
        path.moveTo(x + 1.6, y)
        path.lineTo(13.5, y)
        path.addEllipse(QPointF(x, y), 1.6, 1.6)


def _draw_file(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ((9.5, 2), (4, 2), (4, 14), (12, 14), (12, 4.5), (9.5, 2))]))
    path.moveTo(9.5, 2)
    path.lineTo(9.5, 4.5)
    path.lineTo(12, 4.5)


def _draw_chat(path: QPainterPath) -> None:
    """A speech bubble with its tail at the lower left."""
    path.moveTo(4.5, 2.5)
    path.lineTo(11.5, 2.5)
    path.quadTo(14.5, 2.5, 14.5, 5.5)
    path.lineTo(14.5, 8.5)
    path.quadTo(14.5, 11.5, 11.5, 11.5)
    path.lineTo(7, 11.5)
    path.lineTo(3.5, 14.5)
    path.lineTo(3.5, 11.3)
    path.quadTo(1.5, 10.8, 1.5, 8.5)
    path.lineTo(1.5, 5.5)
    path.quadTo(1.5, 2.5, 4.5, 2.5)


def _draw_compare(path: QPainterPath) -> None:
    """Two columns with bars of different heights."""
    for left, level in ((2.0, 6.5), (9.5, 9.5)):
        path.addRoundedRect(QRectF(left, 2, 4.5, 12), 1.2, 1.2)
        path.moveTo(left, level)
        path.lineTo(left + 4.5, level)


def _draw_evaluate(path: QPainterPath) -> None:
    """A list whose rows are checked."""
    for middle in (3.5, 8.0, 12.5):
        path.moveTo(1.8, middle)
        path.lineTo(3.2, middle + 1.4)
        path.lineTo(5.6, middle - 1.4)
        path.moveTo(8.2, middle)
        path.lineTo(14.2, middle)


def _draw_models(path: QPainterPath) -> None:
    """A cube seen from a corner."""
    corners = ((8, 1.5), (13.8, 4.7), (13.8, 11.3), (8, 14.5), (2.2, 11.3), (2.2, 4.7))
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in (*corners, corners[0])]))
    path.moveTo(2.2, 4.7)
    path.lineTo(8, 8)
    path.lineTo(13.8, 4.7)
    path.moveTo(8, 8)
    path.lineTo(8, 14.5)


def _draw_workshop(path: QPainterPath) -> None:
    """A chisel: its handle, its blade and the shaving."""
    handle = ((9.6, 3.6), (12.4, 6.4), (6.2, 12.6), (2.6, 13.4), (3.4, 9.8), (9.6, 3.6))
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in handle]))
    path.moveTo(8.2, 5.0)
    path.lineTo(11.0, 7.8)
    path.moveTo(10.6, 13.6)
    path.lineTo(14.0, 13.6)
    path.moveTo(12.6, 1.8)
    path.lineTo(14.2, 3.4)


def _draw_speed(path: QPainterPath) -> None:
    """A gauge with its needle."""
    box = QRectF(1.8, 2.8, 12.4, 12.4)
    path.arcMoveTo(box, -20)
    path.arcTo(box, -20, 220)
    path.moveTo(8, 9)
    path.lineTo(11, 6)
    path.addEllipse(QPointF(8, 9), 0.7, 0.7)


def _draw_save(path: QPainterPath) -> None:
    """An arrow down onto a line."""
    path.moveTo(8, 2.5)
    path.lineTo(8, 10)
    path.moveTo(4.8, 7)
    path.lineTo(8, 10.2)
    path.lineTo(11.2, 7)
    path.moveTo(2.5, 10.5)
    path.lineTo(2.5, 13.5)
    path.lineTo(13.5, 13.5)
    path.lineTo(13.5, 10.5)


def _draw_wrap(path: QPainterPath) -> None:
    """Two lines of text; the second one wraps."""
    path.moveTo(2.5, 4)
    path.lineTo(13.5, 4)
    path.moveTo(2.5, 8)
    path.lineTo(11, 8)
    path.cubicTo(14.4, 8, 14.4, 12.5, 11, 12.5)
    path.lineTo(7.5, 12.5)
    path.moveTo(9.4, 10.6)
    path.lineTo(7.5, 12.5)
    path.lineTo(9.4, 14.4)
    path.moveTo(2.5, 12.5)
    path.lineTo(4.5, 12.5)


def _draw_go_on(path: QPainterPath) -> None:
    """A triangle that points forward."""
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ((4.5, 2.8), (13, 8), (4.5, 13.2), (4.5, 2.8))]))


_DRAWN: Mapping[str, Callable[[QPainterPath], None]] = {
    "search": _draw_search,
    "more": _draw_more,
    "copy": _draw_copy,
    "retry": _draw_retry,
    "stop": _draw_stop,
    "sidebar": _draw_sidebar,
    "branch": _draw_branch,
    "star": _draw_star,
    "settings": _draw_settings,
    "file": _draw_file,
    "chat": _draw_chat,
    "compare": _draw_compare,
    "evaluate": _draw_evaluate,
    "models": _draw_models,
    "workshop": _draw_workshop,
    "speed": _draw_speed,
    "save": _draw_save,
    "wrap": _draw_wrap,
    "go_on": _draw_go_on,
}

NAMES = frozenset((*_LINES, *_DRAWN))


def path_of(name: str) -> QPainterPath:
    """The icon's outline on the grid; KeyError for an unknown name."""
    path = QPainterPath()
    if name in _DRAWN:
        _DRAWN[name](path)
    else:
        for line in _LINES[name]:
            path.moveTo(*line[0])
            for x, y in line[1:]:
                path.lineTo(x, y)
    return path.translated(MARGIN, MARGIN)


_kept_path = cache(path_of)


def paint_glyph(painter: QPainter, name: str, rect: QRectF, colour: QColor | str, *, filled: bool = False) -> None:
    """Paint an icon into a square of the painter's device."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    pen = QPen(QColor(colour), STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(_kept_path(name))
    painter.restore()


def make_icon(name: str, colour: QColor | str, size: int = 16, *, filled: bool = False, ratio: float = 2.0) -> QIcon:
    """An icon for a button or menu, `size` logical pixels square."""
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        paint_glyph(painter, name, QRectF(0, 0, size, size), colour, filled=filled)
    return QIcon(pixmap)


# The tea bowl: the mark beside the name and the application icon, one drawing on a 64 × 64 grid.
#
# `packaging/icons.py` writes it to resources/icons for the desktop.

APP_GRID = 64.0
STEAM_WIDTH = 3.4
CREAM = "#F8F6F1"


def bowl_path() -> QPainterPath:
    """A bowl in side view."""
    path = QPainterPath()
    path.moveTo(12, 28)
    path.lineTo(52, 28)
    path.cubicTo(52, 41, 46, 48, 40, 49)
    path.lineTo(40, 52)
    path.quadTo(40, 54, 38, 54)
    path.lineTo(26, 54)
    path.quadTo(24, 54, 24, 52)
    path.lineTo(24, 49)
    path.cubicTo(18, 48, 12, 41, 12, 28)
    path.closeSubpath()
    return path


def steam_path() -> QPainterPath:
    """Two lines of steam above the bowl."""
    path = QPainterPath()
    for x in (26, 38):
        path.moveTo(x, 23)
        path.cubicTo(x - 5, 19, x + 5, 15, x, 11)
    return path


def paint_mark(painter: QPainter, rect: QRectF, colour: str) -> None:
    """Paint the mark: a small bowl in one colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 48, rect.height() / 48)
    painter.translate(-8, -9)
    painter.fillPath(bowl_path(), QColor(colour))
    painter.setPen(QPen(QColor(colour), STEAM_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(steam_path())
    painter.restore()


def paint_icon(painter: QPainter, side: float) -> None:
    """Paint the application icon: the bowl in cream on green."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / APP_GRID, side / APP_GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.accent))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
    painter.fillPath(bowl_path(), QColor(CREAM))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(CREAM), STEAM_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(steam_path())
    painter.restore()


def app_pixmap(side: int) -> QPixmap:
    """The application's icon, `side` pixels square."""
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        paint_icon(painter, side)
    return made


def app_icon() -> QIcon:
    """The icon of every window, in the sizes that desktops use."""
    icon = QIcon()
    for side in (16, 32, 64, 128):
        icon.addPixmap(app_pixmap(side))
    return icon
