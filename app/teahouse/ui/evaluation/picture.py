"""A picture of the results: the grid as it is shown, whole, with the date and the computer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from teahouse.core.evaluation.results import EvaluationRun, RunSetting
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.cell_delegate import ROW, CellDelegate
from teahouse.ui.evaluation.grid import GridView
from teahouse.ui.evaluation.score_header import ScoreHeader
from teahouse.ui.i18n import numbers
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

PAD, GAP = 18, 6
COLUMN = 240  # pixels of a column, before zoom
MOST_ROWS = 50  # 8 columns of them take 70 MB while they are painted; a report has all rows
RATIO = 1.5
DIGEST = 12  # letters of one that are shown


def picture_of_grid(grid: GridView, run: EvaluationRun, theme: Theme) -> QPixmap:
    """Paint name, date, computer and the rows of the grid's filter, at most MOST_ROWS."""
    model = grid.cells
    columns, rows = model.columnCount(), min(MOST_ROWS, model.rowCount())
    each, high, head = theme.px(COLUMN), theme.px(ROW), grid.horizontalHeader().height()
    bold, small = theme.font(16, bold=True), theme.small()
    comparisons = (text for column in range(2, columns) if (text := model.comparison_text(column)))
    lines = [*about_run(run), *about_columns(run), *left_out(rows, model.rowCount()), *comparisons]
    step = QFontMetricsF(small).height() + GAP
    width = columns * each + 2 * PAD
    flags = int(Qt.TextFlag.TextWordWrap)
    room = QRectF(0, 0, width - 2 * PAD, 10_000)
    heights = [QFontMetricsF(small).boundingRect(room, flags, text).height() + GAP for text in lines]
    top = PAD + QFontMetricsF(bold).height() + GAP
    height = top + sum(heights) + step + head + rows * high + PAD
    ratio = min(RATIO, 30_000 / height)  # pixels; Qt cannot paint on more
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(theme.colours.bg))
    with QPainter(made) as painter:
        painter.setFont(bold)
        painter.setPen(QColor(theme.colours.text))
        painter.drawText(QRectF(PAD, PAD, width - 2 * PAD, top - PAD), 0, words.sheet_name(run.sheet))
        painter.setFont(small)
        painter.setPen(QColor(theme.colours.muted))
        for text, tall in zip(lines, heights, strict=True):
            painter.drawText(QRectF(PAD, top, width - 2 * PAD, tall), flags, text)
            top += tall
        painter.fillRect(QRectF(PAD, top, width - 2 * PAD, head + rows * high), QColor(theme.colours.surface))
        _paint_cells(painter, grid, QRect(PAD, round(top), each, high), (columns, rows), head)
    return made


def _paint_cells(painter: QPainter, grid: GridView, first: QRect, size: tuple[int, int], head: int) -> None:
    header, delegate, model = grid.horizontalHeader(), grid.itemDelegate(), grid.cells
    assert isinstance(header, ScoreHeader)
    assert isinstance(delegate, CellDelegate)
    columns, rows = size
    for column in range(columns):
        place = first.translated(column * first.width(), 0)
        header.paintSection(painter, QRect(place.x(), place.y(), place.width(), head), column)
        for row in range(rows):
            option = QStyleOptionViewItem()
            option.rect = place.translated(0, head + row * first.height())
            option.state = QStyle.StateFlag.State_Enabled
            delegate.paint(painter, option, model.index(row, column))


def about_run(run: EvaluationRun) -> list[str]:
    """When and on which computer a run was made, in lines."""
    return [numbers.in_a_row(filter(None, (numbers.moment(run.created), *_setting_parts(run.setting))))]


def about_columns(run: EvaluationRun) -> list[str]:
    """Which file each configuration was, with its options, a line each."""
    return [
        numbers.in_a_row(filter(None, (words.configuration_name(one), one.quantization, one.digest[:DIGEST])))
        for one in run.configurations
        if one.digest or one.quantization
    ]


def left_out(shown: int, rows: int) -> list[str]:
    """A line about the rows that a picture does not show; none where it shows all."""
    if shown == rows:
        return []
    said = translate("Evaluate", "The first {shown} of {rows} prompts; a report has all of them.")
    return [said.format(shown=numbers.whole(shown), rows=numbers.whole(rows))]


def _setting_parts(setting: RunSetting) -> list[str]:
    hardware = setting.hardware
    memory = numbers.size(hardware.memory) if hardware.memory else ""
    host = " ".join(filter(None, (setting.host, setting.host_version)))
    version = f"Teahouse {setting.teahouse}" if setting.teahouse else ""
    return [hardware.cpu, memory, *hardware.gpus, hardware.system, host, version]
