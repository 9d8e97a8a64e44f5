"""The tab that makes a model smaller: the form, the series, the chart, the table, and what is done with a result."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fixtures.quantizations import ORIGINAL, RECORDS, quantization
from fixtures.running_lanes import models_event
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.sheet import Sheet, SheetPrompt, Turn
from teahouse.core.workshop.measured_text import MeasuredText, QuantizeSeries
from teahouse.core.workshop.quantization import FIRST_KINDS
from teahouse.services.evaluation.events import SheetsEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.services.workshop.quantize_events import (
    QuantizationExportedEvent,
    QuantizationKeptEvent,
    QuantizeSeriesEvent,
    QuantizeStep,
    WorkshopRecordsEvent,
)
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.quantize.chart import QualityFigure, scale_of_shares
from teahouse.ui.workshop.quantize.form import CONVERSATIONS, PASTED, SAME
from teahouse.ui.workshop.quantize.keep_dialog import suggest_model_name
from teahouse.ui.workshop.tabs import WorkshopTab

SHEET = Sheet(
    "letters",
    "Letters",
    prompts=tuple(SheetPrompt(str(at), "", (Turn(f"Write to {{{{who}}}} {at}"),)) for at in range(3)),
    variables={"who": "Ms Lin"},
)


def installed(*names, kind="F16"):
    """The event that models of this kind are installed."""
    found = models_event(*names).models
    return ModelsEvent(tuple(replace(entry, card=replace(entry.card, quantization=kind)) for entry in found))


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot, post_events):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    page.show()
    page.show_tab(WorkshopTab.QUANTIZE)
    post_events(installed(ORIGINAL))
    yield page.tab_widget(WorkshopTab.QUANTIZE)
    page.close()


def test_it_reads_the_records_and_sheets_when_it_is_shown(tab, calls):
    assert calls.of("quantize.list_records") == [()]
    assert calls.of("evaluation.list_sheets") == [()]
    assert not tab.results.table.isVisible()
    assert "press Start" in tab.results.chart.accessibleDescription()


def test_a_series_is_started_with_what_was_chosen(tab, calls, post_events):
    post_events(SheetsEvent((SHEET, Sheet("empty", "Empty"))))
    assert [tab.form.text.itemData(row) for row in range(tab.form.text.count())] == [
        *(CONVERSATIONS, PASTED),
        "sheet:letters",
    ], "a sheet without prompts cannot be measured on"
    assert tab.form.text.currentData() == "sheet:letters"
    QTest.keyClick(tab.form.kinds["Q2_K"], Qt.Key.Key_Space)
    tab.form.matrix.show_value(SAME)
    tab.series.start_button.click()
    texts = tuple(f"Write to Ms Lin {at}" for at in range(3))
    expected = QuantizeSeries(ORIGINAL, ("Q2_K", *FIRST_KINDS), MeasuredText("\n\n".join(texts), texts), "")
    assert calls.of("quantize.start_series") == [(expected,)]


def test_only_an_exact_original_is_taken(tab, post_events):
    taken = []
    for kind in ("Q4_K_M", "F16", "Q8_0", "", "bf16"):
        post_events(installed(ORIGINAL, kind=kind))
        taken.append(tab.series.start_button.isEnabled())
        assert ("already" in tab.series.line.text()) != taken[-1]
    assert taken == [False, True, True, True, True]


def test_a_pasted_text_is_needed_where_it_is_chosen(tab):
    tab.form.text.show_value(PASTED)
    tab.form.text.chosen.emit(PASTED)
    assert tab.form.pasted.isVisibleTo(tab)
    assert not tab.series.start_button.isEnabled()
    tab.form.pasted.setPlainText("One.\n\nTwo.")
    assert tab.series.start_button.isEnabled()
    assert tab.form.make_series("m").measured == MeasuredText("One.\n\nTwo.", ("One.", "Two."))
    for pill in tab.form.kinds.values():
        pill.setChecked(False)
    assert not tab.series.start_button.isEnabled()


def test_progress_says_the_kind_the_step_and_about_how_long(tab, calls, post_events):
    running = QuantizeSeriesEvent(
        True, ORIGINAL, "Q4_K_M", QuantizeStep.QUANTIZING, 0.61, "blk.21.ffn_up.weight", 14.2, 1, 5
    )
    post_events(running)
    assert tab.series.heading.text() == "Q4_K_M, 2 of 5"
    assert tab.series.line.text() == "Quantizing · layer 22 · 61 % · ≈ 14 s left"
    assert tab.series.bar.share == 0.61
    assert not tab.series.start_button.isVisibleTo(tab)
    tab.series.stop_button.click()
    assert calls.of("quantize.stop_series") == [()]
    post_events(replace(running, running=False))
    assert "Stopped" in tab.series.line.text()
    post_events(replace(running, running=False, trouble=Trouble(Problem.DISK_FULL, path="/made")))
    assert "full" in tab.series.line.text()
    assert tab.series.line.property("role") == "danger"


def test_the_table_and_the_chart_show_every_result_and_ring_the_recommended_one(tab, post_events):
    post_events(WorkshopRecordsEvent(RECORDS))
    table = tab.results.table
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == [
        "Original",
        "Q8_0",
        "Q4_K_M",
        "Q2_K + matrix",
    ]
    row = [table.item(2, column).text() for column in range(1, 7)]
    assert row == ["700 MB", "95 %", "0.030", "10.03", "28.6 tok/s", "1.4 GB"]
    assert table.current is not None
    assert table.current.kind == "Q4_K_M", "the recommended one is chosen"
    chart = tab.results.chart
    assert [dot.label for dot in chart.shown if dot.recommended] == ["Q4_K_M"]
    assert [spot.words.split("\n")[0] for spot in chart.spots] == [
        *("Q2_K + matrix", "Q4_K_M, recommended", "Q8_0"),
        "Original",
    ]
    assert "KL divergence 0.030" in chart.accessibleDescription()
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.walked.startswith("Original")
    tab.results.figure.show_value(QualityFigure.DIVERGENCE)
    tab.results.figure.chosen.emit(QualityFigure.DIVERGENCE)
    assert [dot.quality(QualityFigure.DIVERGENCE) for dot in chart.shown] == [0.3, 0.03, 0.001, 0.0]


def test_what_has_no_figures_yet_is_in_the_table_and_not_in_the_chart(tab, post_events):
    post_events(WorkshopRecordsEvent((replace(quantization("Q8_0"), measurements={"size": 5_000_000}),)))
    assert [tab.results.table.item(1, column).text() for column in range(4)] == ["Q8_0", "5 MB", "—", "—"]
    assert tab.results.chart.is_empty
    assert tab.results.chart.spots == ()


def test_a_result_is_kept_under_a_name_that_is_free(tab, calls, post_events):
    post_events(installed(ORIGINAL, "tea:1b-q4_k_m"), WorkshopRecordsEvent(RECORDS))
    tab.results.keep.click()
    dialog = tab.dialog
    assert dialog is not None
    assert dialog.field.text() == "tea:1b-q4_k_m-2"
    dialog.field.setText("tea:1b-q4_k_m")
    assert not dialog.keep_button.isEnabled()
    dialog.field.setText("no good name!")
    assert "valid" in dialog.status.text()
    dialog.field.setText("mine")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert calls.of("quantize.keep_result") == [("Q4_K_M", "mine:latest")]
    post_events(QuantizationKeptEvent("Q4_K_M", "mine"))
    assert tab.results.status.text() == "Kept as mine."
    kept = quantization("Q4_K_M", model="mine")
    post_events(WorkshopRecordsEvent((RECORDS[0], RECORDS[1], kept)))
    assert not tab.results.keep.isEnabled(), "a kept one is a model like any other"
    assert [line for line in tab.lineage.shown if "mine" in line] != []


def test_a_result_is_discarded_only_after_a_question(tab, calls, post_events):
    post_events(WorkshopRecordsEvent(RECORDS))
    tab.results.table.selectRow(3)
    tab.results.discard.click()
    assert calls.of("quantize.discard_result") == []
    assert tab.question is not None
    assert "400 MB" in tab.question.sentence.text()
    tab.question.buttons[0].click()
    assert calls.of("quantize.discard_result") == [("Q2_K",)]
    post_events(QuantizationKeptEvent("Q2_K", "", Trouble(Problem.DISK_FULL, path="/made")))
    assert tab.results.status.property("role") == "danger"


def test_figures_and_picture_are_exported(tab, calls, post_events, monkeypatch, tmp_path, qtbot):
    post_events(WorkshopRecordsEvent(RECORDS))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.csv"), ""))
    tab._export_table()
    assert len(calls.of("quantize.export_table")) == 1
    post_events(QuantizationExportedEvent("x.csv"))
    assert tab.results.status.text() == "Written to x.csv"
    picture = tmp_path / "x.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(picture), ""))
    tab._save_picture()
    qtbot.waitUntil(lambda: tab.results.status.text() == f"Written to {picture}")
    assert not QImage(str(picture)).isNull()
    post_events(QuantizationExportedEvent("x.csv", Trouble(Problem.FOLDER_READ_ONLY, path="/x")))
    assert tab.results.status.property("role") == "danger"


def test_the_form_is_below_the_chart_where_there_is_no_room_beside_it(tab, qapp):
    assert tab.form.mapTo(tab, tab.form.rect().topLeft()).x() > tab.results.mapTo(tab, tab.results.rect().center()).x()
    tab.window().resize(640, 600)
    qapp.processEvents()
    assert tab.form.mapTo(tab, tab.form.rect().topLeft()).x() < 60
    assert tab.results.width() <= 640


@pytest.mark.parametrize(
    ("made_from", "taken", "expected"),
    [
        ("qwen3:4b-f16", (), "qwen3:4b-q4_k_m"),
        ("qwen3:latest", (), "qwen3:q4_k_m"),
        ("qwen3:4b", ("qwen3:4b-q4_k_m",), "qwen3:4b-q4_k_m-2"),
        ("hf.co/lab/model:F16", (), "hf.co/lab/model:F16-q4_k_m"),
        ("plain", (), "plain:q4_k_m"),
    ],
)
def test_a_name_is_suggested(made_from, taken, expected):
    assert suggest_model_name(made_from, "Q4_K_M", taken) == expected


def test_a_scale_of_shares_ends_at_all_and_has_few_marks():
    for lowest in (0.0, 0.3, 0.8, 0.97, 0.999, 1.0):
        scale = scale_of_shares(lowest)
        assert scale.high == 1.0
        assert scale.low <= lowest
        assert 2 <= len(scale.list_marks()) <= 8, lowest
