"""A column of Compare is one entry: with it the table, its widths and the files have the column."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from fixtures.running_lanes import comparison, figures
from teahouse.services.compare.export import markdown, table
from teahouse.ui.compare.columns import ALL_COLUMNS, COLUMNS, Better, ColumnDetail, CompareColumn, Unit, export_texts
from teahouse.ui.compare.table import Table
from teahouse.ui.compare.table_model import CELL, CompareRow
from teahouse.ui.i18n import numbers

ENERGY = CompareColumn(
    "energy",
    "Energy",
    "What the whole computer took",
    Better.LEAST,
    lambda one: one.energy,
    numbers.energy,
    sample="888,888,888 J",
    unit=Unit.SECONDS,
    details=(ColumnDetail("{value} used", lambda one: one.context_used, numbers.seconds),),
)


def compared():
    """A comparison whose lanes took energy, the second the least."""
    whole = comparison()
    joules = (30.0, 10.0, 20.0)
    runs = tuple(
        replace(run, message=replace(run.message, figures=figures(at, energy=joules[at])))
        for at, run in enumerate(whole.runs)
    )
    return replace(whole, runs=runs)


def test_a_column_that_is_added_in_one_place_is_in_the_table_its_widths_and_the_files(qtbot, theme):
    whole = compared()
    shown = Table(theme, columns=(*COLUMNS, ENERGY))
    qtbot.addWidget(shown)
    rows = tuple(CompareRow(lane.id, lane.model, "A", whole.figures_of(lane.id, 0)) for lane in whole.lanes)
    shown.rows.show_rows(rows, "")
    at = len(COLUMNS) + 1
    model = shown.rows
    assert model.headerData(at, Qt.Orientation.Horizontal) == "Energy"
    assert [model.index(row, at).data() for row in range(3)] == ["30 J", "10 J", "20 J"]
    assert [model.index(row, at).data(CELL).best for row in range(3)] == [False, True, False]
    tip = model.index(0, at).data(Qt.ItemDataRole.ToolTipRole)
    assert "What the whole computer took" in tip
    assert "used" in tip
    assert shown.columnWidth(at) >= QFontMetricsF(theme.font(13)).horizontalAdvance(ENERGY.sample)
    shown.sort_by(at)
    assert [model.index(row, 0).data() for row in range(3)] == [whole.lanes[place].model for place in (1, 2, 0)]
    written = markdown([whole], {}, export_texts((*ALL_COLUMNS, ENERGY)))
    heading = next(line for line in written.splitlines() if line.startswith("| Lane"))
    assert heading.rstrip(" |").endswith("Energy, s | Vote")
    lines = [line for line in written.splitlines() if line[:4] in ("| A ", "| B ", "| C ")]
    assert [line.split("|")[-3].strip() for line in lines] == ["30", "10", "20"]
    assert "energy" in table([whole], {}).partition("\n")[0].split(",")  # every measured figure is in it


def test_every_column_has_its_words_and_no_two_have_one_key():
    assert len({column.key for column in ALL_COLUMNS}) == len(ALL_COLUMNS)
    assert all(column.heading and column.explanation and column.sample for column in COLUMNS)
    assert {column.key for column in ALL_COLUMNS if not column.is_shown} == {"system_memory", "context_used"}
    assert all(column.unit is not None for column in ALL_COLUMNS if not column.is_shown)


def test_a_file_for_people_speaks_their_language(translation):
    whole = compared()
    english = markdown([whole], {}, export_texts())
    first = "| Lane | Model | Speed, tok/s | Prompt, tok/s | First word, s | Total, s | Load, s | Tokens | Memory, GB |"
    assert first in english
    assert " GPU, GB | As the system counts, GB | Context used | Vote |" in english
    translation.choose_language("zh_CN")
    chinese = markdown([whole], {}, export_texts())
    heading = next(line for line in chinese.splitlines() if line.startswith("| ") and "tok/s" in line)
    assert not {"Lane", "Model", "Speed", "Memory", "Vote", "Context"} & set(heading.replace(",", " ").split())
    assert chinese.count("|") == english.count("|")
