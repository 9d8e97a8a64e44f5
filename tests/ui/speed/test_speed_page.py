"""The Speed page: filters, charts, the table that loads only shown pages, and the speed test."""

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fixtures.running_lanes import models_event
from fixtures.stored_runs import MODELS, SLOWER, bench_results, points, run, runs_event, summaries, usage
from teahouse.core.bench import BenchResult, BenchSeries
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Power, RunFilter, Source
from teahouse.services.measurements.events import (
    BenchEvent,
    BenchExportedEvent,
    BenchResultsEvent,
    RunChoices,
    RunsEvent,
    RunsExportedEvent,
    RunsImportedEvent,
    SpeedTestEvent,
)
from teahouse.services.measurements.runs_file import RunsFormat
from teahouse.ui.charts.chart import DAY, MOST_TOLD, from_zero, of_time, time_marks
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import hue_of
from teahouse.ui.speed import charts_page, words
from teahouse.ui.speed.page import SpeedPage
from teahouse.ui.speed.runs_table import COLUMNS, MODEL


@pytest.fixture
def speed_page(bridge, calls, preferences, theme, qtbot):
    made = SpeedPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1028, 820)
    made.show()
    return made


def test_it_asks_for_no_single_run_when_it_is_entered_and_says_how_many_there_are(speed_page, calls, post_events):
    assert calls.of("measurements.list_runs") == [(RunFilter(), {"offset": 0, "limit": 0})]
    post_events(runs_event(10_000))
    assert "10000" in speed_page.line.text().replace(",", "").replace("\u202f", "")


def test_the_table_asks_for_its_first_page_when_it_is_looked_at_and_then_with_every_filter(
    speed_page, calls, post_events
):
    post_events(runs_event(page=0))
    speed_page.grab()
    calls.clear()
    speed_page.show_view("table")
    speed_page.table.grab()
    assert calls.of("measurements.list_runs") == [(RunFilter(), {"offset": 0, "limit": 100})]
    post_events(runs_event())
    assert speed_page.table.rows.run_at(0) == run(0)
    calls.clear()
    speed_page.filters.choose_value("cold", "warm")
    assert calls.of("measurements.list_runs") == [(RunFilter(cold=False), {"offset": 0, "limit": 100})]


def test_charts_out_of_sight_are_filled_too_and_those_in_sight_first(speed_page, post_events, qtbot):
    speed_page.resize(1280, 640)
    speed_page.grab()
    charts = speed_page.charts
    charts._later.blockSignals(True)
    post_events(runs_event())
    assert charts.speed.chart.describe_data() != charts.speed.chart.nothing
    assert charts.usage.chart.describe_data() == charts.usage.chart.nothing
    charts._later.blockSignals(False)
    post_events(runs_event())
    qtbot.waitUntil(lambda: charts.usage.chart.describe_data() != charts.usage.chart.nothing)
    speed_page.show_view("table")
    post_events(RunsEvent(RunFilter(), (), 0, 0))
    qtbot.waitUntil(lambda: charts.usage.chart.describe_data() == charts.usage.chart.nothing)
    assert all(card.chart.describe_data() == card.chart.nothing for card in charts.cards)


def test_ten_thousand_runs_are_as_light_as_ten(speed_page, calls, post_events, qapp):
    held = []
    for count in (10, 10_000):
        post_events(runs_event(count))
        speed_page.show_view("table")
        qapp.processEvents()
        speed_page.grab()
        held.append(speed_page.table.rows.held)
    assert held[1] <= 100
    assert speed_page.table.rows.rowCount() == 10_000
    calls.clear()
    speed_page.table.scrollToBottom()
    speed_page.grab()
    pages = calls.of("measurements.list_runs")
    assert 1 <= len(pages) <= 2, "only the page that is looked at"
    assert pages[-1][1]["offset"] == 9900
    post_events(runs_event(10_000, offset=9900))
    assert speed_page.table.rows.run_at(9_999) == run(9_999)
    assert speed_page.table.rows.held <= 200


def test_a_filter_is_asked_for_and_late_answers_to_another_are_dropped(speed_page, calls, post_events):
    post_events(runs_event())
    calls.clear()
    speed_page.filters.choose_value("model", "qwen3:8b")
    speed_page.filters.choose_value("cold", "warm")
    speed_page.filters.choose_value("source", "chat")
    wanted = RunFilter(models=("qwen3:8b",), cold=False, sources=(Source.CHAT,))
    assert calls.of("measurements.list_runs")[-1] == (wanted, {"offset": 0, "limit": 0})
    post_events(runs_event(10_000))
    assert speed_page.table.rows.rowCount() == 90, "an answer to what was asked before"
    post_events(RunsEvent(wanted, (run(0),), 0, 1))
    assert speed_page.table.rows.rowCount() == 1


def test_time_is_filtered_by_whole_days(speed_page, calls, post_events):
    post_events(runs_event())
    speed_page.filters.choose_value("since", "30")
    since = calls.of("measurements.list_runs")[-1][0].since
    assert since % DAY == 0


def test_charts_tell_their_data_to_screen_readers(speed_page, post_events):
    post_events(runs_event())
    for card, wanted in (
        (speed_page.charts.speed, ("qwen3:8b", "21.4 tok/s")),
        (speed_page.charts.memory, ("5.2 GB", "100 %")),
        (speed_page.charts.time, ("qwen3:8b became 25 % slower", "another graphics driver")),
        (speed_page.charts.context, ("tokens of context",)),
        (speed_page.charts.usage, ("Qwen", "tokens")),
    ):
        assert card.chart.accessibleName()
        told = card.chart.accessibleDescription()
        assert all(word in told for word in wanted), (card.heading.text(), wanted)


def test_a_chart_is_walked_through_by_keyboard(speed_page, post_events):
    post_events(runs_event())
    chart = speed_page.charts.speed.chart
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    first = chart.walked
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert first.startswith("qwen3:8b")
    assert chart.walked.startswith("deepseek-r1:8b")
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.walked.startswith("glm4:9b")
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.walked == first
    assert not chart.grab().isNull()


def test_a_chart_is_painted_once_and_not_with_every_frame(speed_page, post_events, qapp):
    post_events(runs_event())
    speed_page.grab()
    chart = speed_page.charts.time.chart
    before = chart.pictures
    for _ in range(5):
        chart.update()
        qapp.processEvents()
        chart.grab()
    assert chart.pictures == before


def test_of_thousands_of_dots_only_those_that_are_told_are_put_into_words(speed_page, post_events, monkeypatch):
    worded = []
    real = words.point
    monkeypatch.setattr("teahouse.ui.speed.words.point", lambda point, name: worded.append(point) or real(point, name))
    post_events(runs_event(10_000))
    speed_page.grab()
    assert len(speed_page.charts.time.chart.spots) <= 601
    assert len(worded) <= 2 * MOST_TOLD


def test_pointing_at_a_dot_finds_it(speed_page, post_events):
    post_events(runs_event())
    chart = speed_page.charts.time.chart
    spot = chart.spots[3]
    assert chart.spot_at(spot.rect.center()) is not None
    assert chart.spot_at(QPointF(-50, -50)) is None


def test_a_model_that_became_slower_is_flagged_where_it_did(speed_page):
    dots, change_lines = charts_page.over_time(points(), (SLOWER,), words.RunNames(points()))
    flagged = [dot for dot in dots if dot.flagged]
    assert len(flagged) == 1
    assert flagged[0].x >= SLOWER.at
    assert flagged[0].name == "qwen3:8b"
    assert all(dot.x < SLOWER.at or dot.x >= flagged[0].x for dot in dots if dot.name == "qwen3:8b")
    assert [one.x for one in change_lines] == [SLOWER.at]


def test_the_same_model_on_two_hosts_is_two_bars_with_their_hosts():
    one, other = summaries()[0], replace(summaries()[0], host="far:11434", rate=50.0)
    assert [bar.name for bar in charts_page.speeds([one, other])] == [
        "qwen3:8b (far:11434)",
        "qwen3:8b (Built-in engine)",
    ]
    assert [bar.name for bar in charts_page.speeds([other])] == ["qwen3:8b"], (
        "where it is the only one it needs no telling"
    )


def test_bars_are_sorted_and_split(speed_page):
    assert [bar.name for bar in charts_page.speeds(summaries())] == list(MODELS)
    parts = [bar.part for bar in charts_page.memories(summaries())]
    assert parts[0] == 1.0
    assert parts[1] == pytest.approx(4.2 / 6.2)


def test_usage_counts_the_tokens_of_every_week_and_lab_once():
    columns, labs = charts_page.by_lab(usage())
    assert set(labs) == {"Qwen", "DeepSeek", "GLM"}
    assert len(columns) == 3
    assert (
        sum(part.value for column in columns for part in column.parts) == sum(one.tokens for one in usage()) == 558_000
    )


def test_labs_have_their_colours_in_every_language_and_their_names_in_the_windows(monkeypatch, theme):
    monkeypatch.setattr("teahouse.ui.i18n.locales.either", lambda _english, chinese: chinese)
    columns, labs = charts_page.by_lab(usage())
    assert all(hue_of(lab, theme.colours) != hue_of("", theme.colours) for lab in labs)
    assert "通义千问" in {charts_page.shown_lab(lab) for lab in labs}
    assert any("通义千问" in part.description for column in columns for part in column.parts)


def cells(table):
    rows = [[table.item(row, place).text() for place in range(table.columnCount())] for row in range(table.rowCount())]
    return [[text for place, text in enumerate(row) if not table.isColumnHidden(place)] for row in rows]


def test_usage_is_shown_by_lab_or_model_and_by_week_or_in_all(speed_page, post_events):
    speed_page.show_view("usage")
    assert "No runs yet" in speed_page.usage.sum.text()
    post_events(runs_event())
    view = speed_page.usage
    assert view.sum.text() == "369k tokens read and 189k written in 90 run(s), 27k of them thinking."
    rows = cells(view.table)
    assert len(rows) == 9
    assert rows[0] == ["GLM", "2026-09-28", "10", "42k", "21k", "0", "—"]
    view.who.chosen.emit(view.who.itemData(1))
    view.who.setCurrentIndex(1)
    view.span.setCurrentIndex(1)
    view.span.chosen.emit("all")
    rows = cells(view.table)
    assert [row[0] for row in rows] == ["glm4:9b", "deepseek-r1:8b", "qwen3:8b"]
    assert rows[2][-1] == "200 J"
    assert [row[-1] for row in rows[:2]] == ["—", "—"], "unknown, not zero"


def test_runs_are_exported_in_the_chosen_format(speed_page, calls, monkeypatch):
    for used, form in (
        ("CSV (*.csv)", RunsFormat.CSV),
        ("Published results, for llmfit (*.json)", RunsFormat.PUBLISHED),
    ):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, used=used: ("/tmp/runs", used))
        speed_page._export_runs()
        assert calls.of("measurements.export_runs")[-1] == ("/tmp/runs", RunFilter(), form)


def test_results_of_series_are_exported_by_the_keyboard(speed_page, calls, post_events, monkeypatch):
    speed_page.show_view("tests")
    button = speed_page.bench.export_button
    assert not button.isEnabled(), "there are no results"
    post_events(BenchResultsEvent(bench_results()))
    button.setFocus()
    for used, written in (("CSV (*.csv)", "/tmp/results.csv"), ("JSON (*.json)", "/tmp/results.json")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, used=used: ("/tmp/results", used))
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert calls.of("measurements.export_bench_results")[-1] == (written,)
    post_events(BenchExportedEvent("/tmp/results.csv", 8))
    assert "/tmp/results.csv" in speed_page.line.text()
    post_events(BenchExportedEvent("/tmp/results.csv", 0, Trouble(Problem.FOLDER_READ_ONLY, path="/tmp")))
    assert "/tmp" in speed_page.line.text()


def test_a_run_says_why_its_figures_may_be_wrong(qapp):
    assert words.doubts(Figures(first_word=0.2)) == []
    doubted = words.doubts(Figures(prompt_tokens=33, prompt_cached=32, other_load=0.43))
    assert ["cache" in doubted[0], "43" in doubted[1], len(doubted)] == [True, True, 2]


@pytest.mark.parametrize("highest", [0.003, 1, 7.3, 99, 100, 4096, 3.2e10])
def test_scales_hold_their_values_with_a_few_round_marks(highest):
    scale = from_zero(highest)
    assert scale.high >= highest
    assert 2 <= len(scale.list_marks()) <= 8


@pytest.mark.parametrize("highest", [1, 2, 3, 10, 25, 99, 1234])
def test_what_is_counted_is_marked_at_whole_numbers(highest):
    scale = from_zero(highest, whole=True)
    assert scale.high >= highest
    assert all(mark == int(mark) for mark in scale.list_marks())


@pytest.mark.parametrize("span", [0, 60, DAY / 2, DAY, 30 * DAY, 1000 * DAY])
def test_scales_of_time_are_marked_within_their_bounds(span, qapp):
    scale = of_time(1_790_000_000.0, 1_790_000_000.0 + span)
    marks = time_marks(scale)
    assert 1 <= len(marks) <= 14
    assert all(scale.low - 1 <= mark <= scale.high + 1 and words for mark, words in marks)


def test_an_empty_chart_says_why_it_is(speed_page, post_events):
    post_events(RunsEvent(RunFilter(), (), 0, 0))
    assert speed_page.charts.context.chart.nothing == speed_page.charts.speed.chart.nothing
    speed_page.filters.choose_value("cold", "cold")
    post_events(RunsEvent(RunFilter(cold=True), (), 0, 0))
    assert "filters" in speed_page.charts.speed.chart.nothing
    told = tuple(replace(one, context=None) for one in points())
    post_events(replace(runs_event(), filters=RunFilter(cold=True), points=told))
    assert "context" in speed_page.charts.context.chart.nothing


def test_nothing_measured_yet_is_said_in_every_chart(speed_page, post_events):
    post_events(RunsEvent(RunFilter(), (), 0, 0))
    for card in speed_page.charts.cards:
        assert card.chart.describe_data() == card.chart.nothing
        assert card.chart.nothing
        assert not card.chart.grab().isNull()


def test_the_speed_test_runs_chosen_models_shows_how_far_it_is_and_stops(speed_page, calls, post_events):
    post_events(models_event())
    speed_page.header.test_button.click()
    dialog = speed_page.dialog
    assert not dialog.start_button.isEnabled()
    dialog.models.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.start_button.click()
    assert calls.of("measurements.start_speed_test") == [((MODELS[1],), (BenchSeries.STANDARD,))]
    post_events(SpeedTestEvent(True, MODELS[1], 0, 0, 4))
    assert "warming up" in dialog.state.text()
    post_events(SpeedTestEvent(True, MODELS[1], 2, 2, 4, (run(1),)))
    assert (dialog.progress.value(), dialog.progress.maximum()) == (2, 4)
    assert dialog.results.item(0, 1).text() == "20.4 tok/s"
    dialog.stop_button.click()
    assert calls.of("measurements.stop_speed_test") == [()]
    calls.clear()
    failed = ((MODELS[1], Trouble(Problem.MODEL_MISSING, model=MODELS[1])),)
    post_events(SpeedTestEvent(False, "", 0, 4, 4, (run(1),), failed))
    assert "not installed" in dialog.state.text()
    assert calls.of("measurements.list_runs"), "what was measured is shown at once"


def test_runs_go_to_a_file_and_come_from_another_computer(speed_page, calls, post_events, tmp_path, monkeypatch):
    path = str(tmp_path / "runs.json")
    dialog = "teahouse.ui.speed.page.QFileDialog"
    monkeypatch.setattr(f"{dialog}.getSaveFileName", lambda *args: (path, ""))
    monkeypatch.setattr(f"{dialog}.getOpenFileName", lambda *args: (path, ""))
    for action in speed_page.header.menu().actions():
        action.trigger()
    assert calls.of("measurements.export_runs") == [(path, RunFilter(), None)]
    assert calls.of("measurements.import_runs") == [(path,)]
    post_events(RunsExportedEvent(path, 90))
    assert path in speed_page.line.text()
    post_events(RunsImportedEvent(path, "Laptop", 12, 3))
    assert "Laptop" in speed_page.line.text()
    post_events(RunsImportedEvent(path, trouble=Trouble(Problem.FOLDER_READ_ONLY, path=path)))
    assert "may not write" in speed_page.line.text()


def test_it_fits_a_small_window_with_one_chart_beside_none(speed_page, post_events):
    post_events(runs_event())
    speed_page.resize(648, 600)
    assert speed_page.width() == 648
    assert speed_page.charts.horizontalScrollBar().maximum() == 0


def test_the_language_can_change_at_any_time(speed_page, post_events, translation):
    post_events(runs_event())
    for language in ("zh_CN", "en"):
        translation.choose_language(language)
    assert speed_page.header.title.text() == "Speed"
    assert speed_page.charts.speed.heading.text() == "Speed by model"


def test_of_models_that_answer_in_turns_each_is_drawn(speed_page):
    """Comparisons leave runs of their models in turns: every second run of all would be those of one model alone."""
    two = [point for point in points(4 * charts_page.MOST_DOTS) if point.model != MODELS[2]]
    found = Counter(point.model for point in charts_page.thin_out(two))
    assert sum(found.values()) <= charts_page.MOST_DOTS + 2
    assert abs(found[MODELS[0]] - found[MODELS[1]]) <= 1


def test_what_charts_say_is_said_in_the_language_of_now(speed_page, post_events, translation, qtbot):
    post_events(runs_event())
    qtbot.waitUntil(lambda: "qwen3:8b" in speed_page.charts.time.below.text())
    before = speed_page.charts.time.below.text()
    translation.choose_language("zh_CN")
    qtbot.waitUntil(lambda: speed_page.charts.time.below.text() != before)
    assert "变慢" in speed_page.charts.time.below.text()


def test_only_what_runs_differ_in_has_a_column_and_names_have_what_is_left(speed_page, post_events):
    speed_page.show_view("table")
    post_events(runs_event())
    table = speed_page.table
    hidden = {COLUMNS[at].title for at in range(len(COLUMNS)) if table.isColumnHidden(at)}
    assert hidden == {"Quantisation", "Computer", "Power"}, "there are two hosts, and one of all else"
    assert "Q4_K_M" in table.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    least = table.columnWidth(MODEL)
    speed_page.resize(1900, 820)
    post_events()
    assert table.columnWidth(MODEL) > least
    assert table.horizontalHeader().length() == table.viewport().width()
    speed_page.resize(648, 600)
    post_events()
    assert table.columnWidth(MODEL) == least


def test_columns_are_as_wide_as_their_words_in_every_language(speed_page, post_events, translation):
    speed_page.show_view("table")
    event = runs_event()
    choices = RunChoices(MODELS, event.choices.hosts, ("", "b"), ("Q4_K_M", "F16"), (Power.MAINS, Power.BATTERY))
    for language in ("en", "zh_CN"):
        translation.choose_language(language)
        post_events(replace(event, choices=choices))
        for at, column in enumerate(COLUMNS):
            if at != MODEL:
                assert speed_page.table.columnWidth(at) >= speed_page.table.sizeHintForColumn(at) - 4, column.title


def test_a_model_that_could_not_be_tested_is_told_below_how_the_test_ended(speed_page, post_events):
    post_events(models_event())
    speed_page.open_test()
    missing = (MODELS[1], Trouble(Problem.MODEL_MISSING, model=MODELS[1]))
    broken = (MODELS[2], Trouble(Problem.DISK_FULL, path="x"))
    post_events(SpeedTestEvent(running=False, done=12, total=12, failed=(missing, broken)))
    over, *failed = speed_page.dialog.state.text().split("\n")
    assert over == "The test is over."
    assert failed[0] == f"{MODELS[1]}: not installed on this host"
    assert failed[1].startswith(f"{MODELS[2]}: ")
    assert "disk is full" in failed[1]
    speed_page.dialog.close()


def test_series_are_chosen_started_and_followed_with_the_time_left(speed_page, calls, post_events):
    post_events(models_event())
    speed_page.open_test((MODELS[0],))
    dialog = speed_page.dialog
    dialog.series[BenchSeries.DEPTH].setChecked(True)
    dialog.series[BenchSeries.STANDARD].setChecked(False)
    dialog.start_button.click()
    assert calls.of("measurements.start_speed_test") == [((MODELS[0],), (BenchSeries.DEPTH,))]
    post_events(BenchEvent(True, MODELS[0], BenchSeries.DEPTH, 2048, 2, 4, 90.0, bench_results()[:2]))
    assert dialog.stop_button.isVisible()
    assert all(word in dialog.state.text() for word in (MODELS[0], "2048", numbers.seconds(90.0)))
    assert (dialog.progress.value(), dialog.progress.maximum()) == (2, 4)
    post_events(BenchEvent(False, MODELS[0], BenchSeries.DEPTH, 2048, 2, 4, 0.0, bench_results()[:2]))
    assert "Stopped" in dialog.state.text()
    dialog.series[BenchSeries.DEPTH].setChecked(False)
    assert not dialog.start_button.isEnabled(), "nothing is chosen"


def test_results_of_series_are_charts_over_what_was_varied(speed_page, calls, post_events):
    speed_page.show_view("tests")
    assert calls.of("measurements.list_bench_results") == [()]
    assert "No results yet" in speed_page.bench.reading.chart.describe_data()
    post_events(BenchResultsEvent(bench_results()))
    told = speed_page.bench.writing.chart.describe_data()
    assert "tg128 @ d3360 21.0 tok/s, between 20.0 and 22.0 tok/s" in told
    assert "pp512 @ d512" in speed_page.bench.reading.chart.describe_data()
    parallel = BenchResult(BenchSeries.PARALLEL, 4, MODELS[0], 2.0, 512, 128, 0, (500.0,), (60.0,))
    post_events(BenchResultsEvent((parallel,)))
    assert speed_page.bench.chosen_series is BenchSeries.PARALLEL, "the one that has results"
    assert "tg128 60" in speed_page.bench.writing.chart.describe_data()
    assert not speed_page.bench.grab().isNull()
