"""What is known of a token as a picture and as a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from teahouse.core.workshop.layer_inspection import COLUMNS, LayerInspection, list_rows, show_token
from teahouse.ui.style import Theme
from teahouse.ui.workshop.layers import words
from teahouse.ui.workshop.layers.lens_table import TOP, paint_share

WIDTH, FIRST, ROW, PAD = 620, 92, 24, 20  # pixels of a model's part
MOST_WEIGHTS = 12
RATIO = 2.0


def write_csv(inspections: Sequence[LayerInspection], place: int) -> str:
    """All guesses and weights at a token, of every model."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows(list_rows(inspections, place))
    return text.getvalue()


class LayersPicture:
    """Paints the layers at a token of every model side by side, and below the largest weights of one head."""

    def __init__(self, theme: Theme, inspections: Sequence[LayerInspection], place: int) -> None:
        self._theme, self._inspections, self._place = theme, tuple(inspections), place

    def paint(self, title: str, weights: Sequence[float]) -> QPixmap:
        """`weights`: of the first model's tokens; `title` says of which layer and head."""
        most = sorted(range(len(weights)), key=lambda each: -weights[each])[:MOST_WEIGHTS]
        rows = 4 + max(each.layers for each in self._inspections) + (2 + len(most) if most else 0)
        made = QPixmap(
            round(((WIDTH + PAD) * len(self._inspections) + PAD) * RATIO), round((rows * ROW + 2 * PAD) * RATIO)
        )
        made.setDevicePixelRatio(RATIO)
        made.fill(QColor(self._theme.colours.surface))
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            end = 0.0
            for number, each in enumerate(self._inspections):
                end = max(end, self._paint_model(painter, PAD + number * (WIDTH + PAD), each))
            if most:
                self._write(painter, QRectF(PAD, end + ROW, WIDTH, ROW), title, bold=True)
                tokens = self._inspections[0].tokens
                for row, each_place in enumerate(most, 2):
                    at = QRectF(PAD, end + row * ROW, FIRST, ROW)
                    self._write(painter, at, str(each_place + 1))
                    at = QRectF(PAD + FIRST, end + row * ROW, WIDTH - FIRST, ROW)
                    paint_share(painter, at, self._theme, show_token(tokens[each_place]), weights[each_place])
        return made

    def _paint_model(self, painter: QPainter, left: float, found: LayerInspection) -> float:
        """Paint the table of a model and return where it ends."""
        here = self._inspections[0].match_place(self._place, found)
        before = "".join(found.tokens[max(0, here - 12) : here + 1])
        self._write(painter, QRectF(left, PAD, WIDTH, ROW), found.model, bold=True)
        self._write(painter, QRectF(left, PAD + ROW, WIDTH, ROW), f"…{show_token(before)}" if here > 12 else before)
        self._write(painter, QRectF(left, PAD + 2 * ROW, WIDTH, ROW), words.tell_settled(found, here))
        rows = [*found.lens.get(here, ()), found.own.get(here, ())]
        answer = rows[-1][0].token if rows[-1] else None
        wide = (WIDTH - FIRST) / TOP
        top = PAD + 3 * ROW
        for row, guesses in enumerate(rows):
            name = words.name_layer(row, found.layers)
            self._write(painter, QRectF(left, top + row * ROW, FIRST, ROW), name, bold=row == found.layers)
            for rank, guess in enumerate(guesses[:TOP]):
                cell = QRectF(left + FIRST + rank * wide, top + row * ROW, wide, ROW)
                is_answer = guess.token == answer
                paint_share(painter, cell, self._theme, show_token(guess.text), guess.share, bold=is_answer)
        return top + len(rows) * ROW

    def _write(self, painter: QPainter, place: QRectF, text: str, *, bold: bool = False) -> None:
        font = self._theme.font(13, bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        shown = QFontMetricsF(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
