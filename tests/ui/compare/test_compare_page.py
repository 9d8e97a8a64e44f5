"""The Compare page: real widgets, posted events, and services that only record calls."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEventLoop, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fixtures.running_lanes import (
    ANSWERS,
    MODELS,
    QUESTION,
    answer,
    answer_id,
    comparison,
    comparison_event,
    figures,
    lane_event,
    models_event,
    phase_events,
    piece_event,
    reply_events,
    rethought_event,
)
from teahouse.core.attachment import Attachment
from teahouse.core.comparison import LaneRun, Mode, Vote
from teahouse.core.conversation import Draft, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.schedule import MemoryNeed, NeedSource, Schedule, ScheduleStep, Why
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.chat.events import AttachedEvent, PictureEvent, RemovedEvent
from teahouse.services.compare.events import (
    ComparisonGoneEvent,
    ContinuedEvent,
    ExportedEvent,
    HostModelsEvent,
    PlanEvent,
    UncomparedEvent,
)
from teahouse.services.compare.export import ExportKind
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.compare import words
from teahouse.ui.compare.columns import COLUMNS
from teahouse.ui.compare.dialogs import picture_of
from teahouse.ui.compare.header import MoreAction, export_menu, mode_menu, more_menu
from teahouse.ui.compare.lane_card import LaneAction
from teahouse.ui.compare.lanes import TALLEST
from teahouse.ui.compare.page import ComparePage
from teahouse.ui.compare.table_model import CELL

PNG = Attachment("1" * 64, "tea.png", "image/png", 2048, 40, 30)
VOTE = 1 + len(COLUMNS)
SPEED, LOAD = (1 + [column.key for column in COLUMNS].index(key) for key in ("speed", "load"))


@pytest.fixture
def compare_page(bridge, calls, preferences, theme, qtbot):
    made = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1028, 820)
    made.show()
    return made


@pytest.fixture
def shown(compare_page, post_events):
    """Shows a comparison, as if it had been run in this page."""

    def show(whole=None):
        post_events(models_event())
        compare_page.state.begin_comparison("c")
        post_events(comparison_event(whole or comparison()))
        return compare_page

    return show


def names(compare_page):
    return [card.button.text() for card in compare_page.lanes.cards.values()]


def test_the_first_visit_asks_for_models_and_offers_two_of_them(compare_page, calls, post_events):
    assert calls.of("library.refresh_models")
    post_events(models_event())
    assert names(compare_page) == list(MODELS[:2])
    assert compare_page.empty.isHidden()


def test_without_models_it_says_what_is_missing_and_looks_again_on_wish(compare_page, calls, post_events):
    post_events(ModelsEvent((), Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:11434")))
    assert "127.0.0.1:11434" in compare_page.empty.sentence.text()
    assert not compare_page.prompt.go_button.isEnabled()
    before = len(calls.of("library.refresh_models"))
    compare_page.empty.second.click()
    assert len(calls.of("library.refresh_models")) == before + 1


def test_one_model_alone_can_be_compared_with_itself(compare_page, post_events):
    post_events(models_event("qwen3:8b"))
    assert names(compare_page) == ["qwen3:8b"]
    assert compare_page.empty.isVisible()
    compare_page.model_selection.picked.emit("", "qwen3:8b", "")
    assert names(compare_page) == ["qwen3:8b (1)", "qwen3:8b (2)"]


def test_enter_in_the_question_asks_all_lanes_in_the_way_that_was_set(compare_page, calls, post_events):
    post_events(models_event())
    compare_page.change_setup(
        replace(compare_page.state.setup, mode=Mode.AT_ONCE, repetitions=3, blind=True, preload=False)
    )
    compare_page.prompt.setFocus()
    QTest.keyClicks(compare_page.prompt.field, "How many?")
    QTest.keyClick(compare_page.prompt.field, Qt.Key.Key_Return)
    ((_, prompt, lanes, fields),) = calls.of("compare.run_comparison")
    assert prompt == Draft("How many?")
    assert [lane.model for lane in lanes] == list(MODELS[:2])
    assert (fields["mode"], fields["repetitions"], fields["blind"], fields["preload"]) == ("at_once", 3, True, False)
    QTest.keyClick(compare_page.prompt.field, Qt.Key.Key_Return)
    assert len(calls.of("compare.run_comparison")) == 1, "asked twice before the first was begun"


def test_every_way_to_run_has_its_name_and_the_fair_one_is_the_first(compare_page, post_events, calls):
    post_events(models_event())
    menu = mode_menu(compare_page, compare_page.state.setup, compare_page.change_setup)
    assert all(action.text() or action.isSeparator() for action in menu.actions())
    assert next(action.text() for action in menu.actions() if action.isChecked()) == words.mode(Mode.AUTO)
    assert all(words.mode(mode) and words.mode_tip(mode) for mode in Mode)


def test_a_lane_can_have_parameters_of_its_own(compare_page, post_events, calls):
    post_events(models_event())
    first, second = compare_page.state.setup.lanes
    assert "21.0 tok/s" in compare_page.lanes.cards[first.id].foot.text(), "what it usually does here is said before"
    compare_page.state.setup = compare_page.state.setup.set_apart(second.id, {"temperature": 0.2}, False)
    compare_page.refresh()
    foot = compare_page.lanes.cards[second.id].foot.text()
    assert all(word in foot for word in ("Temperature 0.2", "thinking off"))
    compare_page.prompt.field.setPlainText(QUESTION)
    compare_page.prompt.submit()
    (_, _, lanes, _), *_ = calls.of("compare.run_comparison")
    assert [(lane.options, lane.think) for lane in lanes] == [({}, None), ({"temperature": 0.2}, False)]


def test_waiting_lanes_say_who_will_leave_for_them(shown, post_events):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(
        PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",), ("old:7b",))), Why.ASKED))
    )
    post_events(*phase_events(1, Phase.QUEUED, tokens=0))
    assert "old:7b will be unloaded" in compare_page.lanes.cards["l1"].foot.text()
    post_events(*phase_events(2, Phase.WAITING, tokens=0))
    assert "Waiting for the host" in compare_page.lanes.cards["l2"].foot.text()
    assert "Waiting for its turn" in compare_page.lanes.cards["l1"].foot.text()


def test_six_lanes_are_the_most(compare_page, post_events):
    post_events(models_event())
    for _ in range(6):
        compare_page.model_selection.picked.emit("", "qwen3:8b", "")
    assert len(names(compare_page)) == 6
    assert not compare_page.header.add.isEnabled()


def test_a_lane_streams_into_its_own_transcript(shown, post_events, qtbot):
    streaming = comparison(running=True)
    runs = [LaneRun(f"l{at}", 0, 0, answer(at, text="", state=State.STREAMING)) for at in range(3)]
    compare_page = shown(replace(streaming, runs=tuple(runs)))
    post_events(lane_event(1), piece_event(1, "Nine "), piece_event(0, "Ten"), piece_event(1, "sheep"))
    cards = compare_page.lanes.cards.values()
    qtbot.waitUntil(lambda: [card.view.items[-1].text for card in cards] == ["Ten", "Nine sheep", ""])
    post_events(*reply_events(1, answer(1)))
    assert compare_page.lanes.cards["l1"].view.items[-1].message.state is State.DONE
    assert compare_page.lanes.cards["l1"].view.items[-1].text == ANSWERS[1]


def test_an_answer_that_nobody_announced_is_shown_all_the_same(shown, post_events, qtbot):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(piece_event(2, "Here"), lane_event(2))
    qtbot.waitUntil(lambda: compare_page.lanes.cards["l2"].view.items[-1].text == "Here")


def test_whatever_else_is_heard_meanwhile_an_answer_keeps_its_beginning(shown, post_events, qtbot):
    """The comparison is told when it begins and when an answer ends: what came between is known to the lanes alone."""
    compare_page = shown(comparison(running=True, runs=()))
    view = compare_page.lanes.cards["l0"].view
    post_events(lane_event(0), piece_event(0, "Nine "), piece_event(0, "", thinking="Hm."))
    post_events(models_event(), MemoryEvent(()))
    post_events(piece_event(0, "sheep"))
    qtbot.waitUntil(lambda: view.items[-1].text == "Nine sheep")
    post_events(*reply_events(0, answer(0)), models_event())
    assert view.items[-1].message.state is State.DONE, "what ended began again"
    post_events(lane_event(0, repetition=1), piece_event(0, "Ten", repetition=1))
    post_events(
        comparison_event(replace(comparison(running=True), runs=(LaneRun("l0", 0, 0, answer(0)),))),
        piece_event(0, "!", repetition=1),
    )
    qtbot.waitUntil(lambda: view.items[-1].text == "Ten!")
    post_events(rethought_event(0, repetition=1), piece_event(0, " so", repetition=1), models_event())
    item = view.items[-1]
    assert (item.thinking, item.text) == ("Ten!", " so")


def test_a_room_that_nobody_sees_lays_out_nothing_and_is_right_when_one_comes_back(shown, post_events, qtbot):
    compare_page = shown(comparison(running=True, runs=()))
    views = [card.view for card in compare_page.lanes.cards.values()]
    post_events(
        *phase_events(0, Phase.WRITING), piece_event(0, "Nine"),
        *phase_events(1, Phase.THINKING), piece_event(1, "", thinking="Hm"),
        *phase_events(2, Phase.WRITING), piece_event(2, "x"),
    )  # fmt: skip
    qtbot.waitUntil(lambda: not compare_page.lanes.clock.running)
    compare_page.hide()
    before, feet = (
        (compare_page.lanes.layouts, compare_page.lanes.frames),
        [card.foot.text() for card in compare_page.lanes.cards.values()],
    )
    for number in range(50):
        post_events(
            lane_event(0, tokens=40 + number),
            piece_event(0, f" {number}"),
            piece_event(1, "", thinking="m"),
            MemoryEvent(()),
        )
    post_events(*phase_events(1, Phase.WRITING, since=1002.0), piece_event(1, "So: nine."), *reply_events(2, answer(2)))
    post_events(*phase_events(2, Phase.WRITING, repetition=1), piece_event(2, "Again", repetition=1))
    qtbot.wait(300)
    assert [card.foot.text() for card in compare_page.lanes.cards.values()] == feet
    assert compare_page.lanes.frames == before[1]
    assert compare_page.lanes.layouts == before[0]
    compare_page.show()
    qtbot.waitUntil(lambda: not compare_page.lanes.clock.running)
    items = [view.items[-1] for view in views]
    assert [item.text for item in items] == [
        "Nine" + "".join(f" {number}" for number in range(50)),
        "So: nine.",
        "Again",
    ]
    assert items[1].thinking == "Hm" + "m" * 50
    assert items[2].siblings == (2, 2)
    assert "89" in compare_page.lanes.cards["l0"].foot.text()
    assert compare_page.lanes.layouts > before[0]
    compare_page.hide()
    post_events(*reply_events(0, answer(0)), comparison_event(comparison()))
    compare_page.show()
    assert [view.items[-1].text for view in views] == list(ANSWERS)


def test_news_of_another_comparison_find_nobody(shown, post_events):
    compare_page = shown()
    before = [card.view.items[-1].text for card in compare_page.lanes.cards.values()]
    post_events(replace(piece_event(0, "late"), conversation_id="old/l0"), replace(lane_event(0), comparison_id="old"))
    post_events(comparison_event(replace(comparison(), id="old", prompts=("Other?",))))
    assert [card.view.items[-1].text for card in compare_page.lanes.cards.values()] == before


def test_gauges_and_foot_say_how_a_lane_fares(shown, post_events):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(lane_event(0))
    card = compare_page.lanes.cards["l0"]
    assert "21.4 tok/s" in card.gauges.accessibleName()
    assert "now 22.0 tok/s" in card.gauges.accessibleName()
    assert "GPU 81 %" in card.gauges.accessibleName()
    assert "38" in card.foot.text()
    post_events(*phase_events(1, Phase.LOADING, tokens=0, subject=PhaseSubject("m", 6_200_000_000)))
    assert "6.2 GB" in compare_page.lanes.cards["l1"].foot.text()
    assert not card.stop_button.isHidden()


def test_a_failed_lane_leaves_the_others_and_can_be_asked_again(shown, calls):
    whole = comparison()
    failed = answer(1, text="The", state=State.FAILED, problem="host_lost")
    compare_page = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=failed), whole.runs[2])))
    card = compare_page.lanes.cards["l1"]
    assert "Failed" in card.foot.text()
    assert compare_page.lanes.cards["l0"].gauges.accessibleName().startswith("21.4")
    card.retry_button.click()
    assert calls.of("compare.retry_lane") == [("c", "l1")]
    assert card.vote_button.isHidden() or not card.vote_button.isEnabled(), "what failed cannot be the best"


def test_esc_stops_all_and_a_lanes_button_stops_one(shown, calls, post_events):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(lane_event(1))
    compare_page.lanes.cards["l1"].stop_button.click()
    QTest.keyClick(compare_page.prompt.field, Qt.Key.Key_Escape)
    assert calls.of("compare.stop_lanes") == [("c", "l1"), ("c", None)]


def test_blind_hides_names_and_figures_until_the_vote(shown, calls, post_events):
    compare_page = shown(comparison(blind=True))
    everything = " ".join(
        [*names(compare_page), *(c.gauges.accessibleName() + c.foot.text() for c in compare_page.lanes.cards.values())]
    )
    assert not any(model in everything for model in MODELS)
    assert "tok/s" not in everything
    assert not compare_page.table.isVisible()
    compare_page.vote_bar.buttons["l2"].click()
    assert calls.of("compare.vote_for") == [("c", "l2")]
    post_events(comparison_event(comparison(blind=True, votes=(Vote(0, "l2", 1.0, True),))))
    assert names(compare_page) == list(MODELS)
    assert compare_page.table.isVisible()
    assert compare_page.table.rows.index(2, VOTE).data() == "★ Best"


def test_no_event_of_a_blind_lane_brings_its_models_name_on_screen(shown, post_events, qtbot):
    compare_page = shown(comparison(blind=True, running=True, runs=()))
    view = compare_page.lanes.cards["l1"].view

    def everything():
        qtbot.waitUntil(lambda: not compare_page.lanes.clock.running)
        parts = [part for item in view.items for part in item.parts]
        shown = [getattr(part, "text", "") or "" for part in parts]
        return " ".join([*map(str, shown), *(f"{item.message.model} {item.message.facts}" for item in view.items)])

    post_events(*phase_events(1, Phase.LOADING, subject=PhaseSubject(MODELS[1], 5)))
    assert MODELS[1] not in everything() + compare_page.lanes.cards["l1"].foot.text()
    failed = answer(1, text="", state=State.FAILED, problem="model_missing", facts={"model": MODELS[1]})
    post_events(*reply_events(1, replace(failed, model=MODELS[1])))
    assert view.items[-1].message.state is State.FAILED
    assert MODELS[1] not in everything()
    assert "Model B" in everything()
    runs = (LaneRun("l0", 0, 0, answer(0)), LaneRun("l1", 0, 0, failed))
    post_events(comparison_event(comparison(blind=True, runs=runs)))
    assert MODELS[1] not in everything()
    post_events(comparison_event(comparison(blind=True, runs=runs, votes=(Vote(0, "l0", 1.0, True),))))
    assert MODELS[1] in everything(), "after the vote it is said"


def test_an_answer_that_will_not_be_begun_is_taken_away(shown, post_events):
    compare_page = shown(comparison(running=True, runs=()))
    view = compare_page.lanes.cards["l1"].view
    post_events(*phase_events(1, Phase.QUEUED, tokens=0))
    assert len(view.items) == 1
    waited = view.items[0].message
    post_events(RemovedEvent("c/l1", (waited,)), lane_event(1, None))
    assert len(view.items) == 0


def test_six_lanes_can_be_voted_on_in_a_narrow_window(compare_page, post_events, calls, qtbot):
    post_events(models_event())
    compare_page.resize(648, 600)
    compare_page.state.begin_comparison("c")
    post_events(comparison_event(comparison(*MODELS, *MODELS, blind=True)))
    bar = compare_page.vote_bar
    qtbot.waitUntil(lambda: [button.text() for button in bar.buttons.values()] == [*"ABCDEF", "Tie"])
    assert compare_page.width() == 648
    qtbot.waitUntil(lambda: max(button.geometry().right() for button in bar.buttons.values()) < bar.width())
    assert bar.height() < 5 * bar.fontMetrics().lineSpacing()
    assert bar.buttons["l3"].accessibleName() == "Best answer: Model D"
    compare_page.resize(1400, 800)
    qtbot.waitUntil(lambda: bar.buttons["l3"].text() == "Model D")


def test_a_tie_is_one_of_those_that_answered(shown):
    whole = comparison(voted="")
    failed = answer(1, text="", state=State.FAILED, problem="model_missing")
    compare_page = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=failed), whole.runs[2])))
    assert [compare_page.table.rows.index(row, VOTE).data() for row in range(3)] == ["Tie", "", "Tie"]


def test_the_plan_says_what_was_decided_and_why_but_no_names_in_a_blind_one(shown, post_events):
    needs = (MemoryNeed("a", 9 * 10**9, NeedSource.MEASURED), MemoryNeed("b", 7 * 10**9, NeedSource.MEASURED))
    plan = Schedule(
        (ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",), ("qwen3:8b",))),
        Why.MEMORY_HOLDS_ONE,
        needs,
        8 * 10**9,
    )
    compare_page = shown(comparison(running=True, runs=()))
    post_events(PlanEvent("c", plan))
    assert "16 GB" in compare_page.plan_note.text()
    assert "8 GB" in compare_page.plan_note.text()
    assert "qwen3:8b" in compare_page.plan_note.text()
    compare_page.state.begin_comparison("c")
    post_events(comparison_event(comparison(running=True, runs=(), blind=True)), PlanEvent("c", plan))
    assert "qwen3:8b" not in compare_page.plan_note.text()


@pytest.mark.parametrize("size", [(1180, 780), (683, 500)])
def test_neither_the_plan_nor_the_reference_moves_what_is_below(shown, post_events, size):
    compare_page = shown(comparison(running=True, runs=()))
    compare_page.resize(*size)

    def places():
        QApplication.processEvents()
        parts = (
            compare_page.prompt,
            compare_page.lanes,
            compare_page.table,
            *(card.button for card in compare_page.lanes.cards.values()),
        )
        return [part.mapTo(compare_page, QPoint(0, 0)).y() for part in parts], compare_page.lanes.height()

    before = places()
    post_events(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)),), Why.ASKED, (), None)))
    assert compare_page.plan_note.isVisible()
    assert places() == before
    compare_page.reference.show_note(lambda: "Reference answer: " + "nine sheep " * 90)
    assert compare_page.reference.isVisible()
    assert places() == before


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_its_sentence(shown, post_events, why):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)),), why, (), None)))
    assert compare_page.plan_note.text()


def test_the_best_of_each_column_is_marked_and_said(shown):
    compare_page = shown()
    model = compare_page.table.rows
    best = [model.index(row, SPEED).data(CELL).best for row in range(3)]
    assert best == [True, False, False]
    assert "best" in model.index(0, SPEED).data(Qt.ItemDataRole.AccessibleTextRole)


def test_differences_are_counted_from_the_chosen_lane(shown):
    compare_page = shown()
    compare_page.lanes.wanted.emit(LaneAction.SET_BASELINE, "l1")
    cells = [compare_page.table.rows.index(row, SPEED).data(CELL).difference for row in range(3)]
    assert cells == ["+8 %", "", "−8 %"]
    compare_page.lanes.wanted.emit(LaneAction.SET_BASELINE, "l1")
    assert not compare_page.table.rows.is_tall


def test_repetitions_give_median_and_spread(shown):
    compare_page = shown(comparison(repetitions=3))
    cell = compare_page.table.rows.index(0, SPEED).data(CELL)
    assert (cell.text, cell.spread) == ("21.7 tok/s", "± 0.3")
    assert compare_page.lanes.cards["l0"].view.items[-1].message.id == answer_id("l0", 0, 2)
    assert compare_page.lanes.cards["l0"].view.items[-1].siblings == (3, 3)


def test_the_table_is_sorted_by_keyboard_with_the_unknown_last(shown):
    whole = comparison()
    compare_page = shown(replace(whole, runs=whole.runs[1:]))
    compare_page.table.setFocus()
    compare_page.table.setCurrentIndex(compare_page.table.rows.index(0, SPEED))
    shown_names = lambda: [compare_page.table.rows.index(row, 0).data() for row in range(3)]  # noqa: E731
    orders = []
    for _ in range(3):
        QTest.keyClick(compare_page.table, Qt.Key.Key_S)
        orders.append(shown_names())
    assert orders == [[MODELS[1], MODELS[2], MODELS[0]], [MODELS[2], MODELS[1], MODELS[0]], list(MODELS)]


def test_a_vote_can_be_given_by_keyboard_in_the_table(shown, calls):
    compare_page = shown()
    compare_page.table.setCurrentIndex(compare_page.table.rows.index(1, VOTE))
    QTest.keyClick(compare_page.table, Qt.Key.Key_Return)
    assert calls.of("compare.vote_for") == [("c", "l1")]


def test_another_text_is_a_follow_up_or_a_new_comparison(shown, calls):
    compare_page = shown()
    compare_page.prompt.set_draft(Draft("And why?"))
    assert compare_page.prompt.new_button.isVisible()
    compare_page.prompt.go_button.click()
    assert calls.of("compare.follow_up") == [("c", Draft("And why?"))]
    compare_page.prompt.set_draft(Draft("Something else"))
    compare_page.prompt.new_button.click()
    ((comparison_id, text, lanes, _),) = calls.of("compare.run_comparison")
    assert text == Draft("Something else")
    assert comparison_id != "c"
    assert not {lane.id for lane in lanes} & {"l0", "l1", "l2"}, "lanes belong to their comparison"


def test_follow_ups_stand_in_the_lanes_with_their_questions(shown):
    whole = comparison(prompts=(QUESTION, "And why?"))
    second = tuple(LaneRun(f"l{at}", 1, 0, answer(at, text=f"Because {at}.")) for at in range(3))
    compare_page = shown(replace(whole, runs=whole.runs + second))
    items = compare_page.lanes.cards["l1"].view.items
    assert [item.text for item in items] == [QUESTION, ANSWERS[1], "And why?", "Because 1."]


def test_with_other_lanes_nothing_can_follow_up(shown, calls):
    compare_page = shown()
    compare_page.lanes.wanted.emit(LaneAction.REMOVE, "l2")
    compare_page.prompt.set_draft(Draft("And why?"))
    compare_page.prompt.go_button.click()
    assert not calls.of("compare.follow_up")
    assert len(calls.of("compare.run_comparison")) == 1


def test_a_lane_goes_on_as_a_conversation(shown, calls, post_events, qtbot):
    compare_page = shown()
    compare_page.lanes.wanted.emit(LaneAction.CONTINUE, "l1")
    assert calls.of("compare.continue_as_chat") == [("c", "l1")]
    with qtbot.waitSignal(compare_page.open_conversation) as opened:
        post_events(ContinuedEvent("c", "l1", "chat"))
    assert opened.args == ["chat"]


def test_a_question_that_could_not_be_asked_comes_back(shown, post_events):
    compare_page = shown()
    compare_page.prompt.set_draft(Draft(""))
    post_events(UncomparedEvent("c", Draft("My question", (PNG,)), Trouble(Problem.DISK_FULL, path="x")))
    assert compare_page.prompt.draft() == Draft("My question", (PNG,))
    assert "disk is full" in compare_page.notices.label.text()
    assert not compare_page.state.running


def test_pictures_go_with_the_question_and_who_cannot_see_is_named(compare_page, calls, post_events, qtbot, tmp_path):
    blind = tuple(
        replace(each, card=replace(each.card, capabilities=frozenset({"completion"}))) for each in models_event().models
    )
    post_events(replace(models_event(), models=blind))
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x1F7A63)
    assert image.save(str(tmp_path / "tea.png"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "tea.png"))])
    compare_page.prompt.field.insertFromMimeData(data)
    QTest.keyClicks(compare_page.prompt.field, "What is this?")
    compare_page.prompt.submit()  # still being read: it is asked as soon as that is done
    qtbot.waitUntil(lambda: bool(calls.of("attachments.read_file")))
    post_events(PictureEvent(calls.of("attachments.read_file")[-1][0], (tmp_path / "tea.png").read_bytes()))
    qtbot.waitUntil(lambda: bool(calls.of("attachments.add_picture")))
    assert not calls.of("compare.run_comparison")
    ticket = calls.of("attachments.add_picture")[-1][0]
    post_events(AttachedEvent(ticket, PNG))
    assert calls.of("compare.run_comparison")[0][1] == Draft("What is this?", (PNG,))
    assert MODELS[0] in compare_page.prompt.tray.note.text()


def test_a_question_that_is_opened_again_has_what_went_with_it(shown, post_events):
    compare_page = shown(comparison(attached=((PNG,),)))
    assert compare_page.prompt.draft() == Draft(QUESTION, (PNG,))
    assert compare_page.prompt.go_button.text() == "Compare again"
    compare_page.prompt.set_draft(Draft(QUESTION))
    assert compare_page.prompt.go_button.text() == "Follow up"
    post_events(comparison_event(comparison(prompts=(QUESTION, "And why?"), attached=((PNG,), ()))))
    asked_first = compare_page.lanes.cards["l0"].view.items[0].message
    assert (asked_first.text, asked_first.attachments) == (QUESTION, (PNG,))


def test_a_conversations_question_is_taken_over_but_not_asked(compare_page, calls, post_events):
    post_events(models_event())
    compare_page.take_question(Draft("What is it?"), ("glm4:9b",))
    assert compare_page.prompt.text() == "What is it?"
    assert names(compare_page) == ["glm4:9b", "qwen3:8b"]
    assert not calls.of("compare.run_comparison")


def test_a_question_that_is_taken_over_before_the_models_are_known_finds_company_later(compare_page, post_events):
    compare_page.take_question(Draft("What is it?"), ("glm4:9b",))
    post_events(models_event())
    assert names(compare_page) == ["glm4:9b", "qwen3:8b"]


def test_a_lane_that_was_taken_away_does_not_come_back(compare_page, post_events):
    post_events(models_event())
    compare_page.lanes.wanted.emit(LaneAction.REMOVE, compare_page.state.setup.lanes[0].id)
    post_events(models_event())
    assert names(compare_page) == [MODELS[1]]


def test_other_repetitions_can_be_read(shown):
    compare_page = shown(comparison(repetitions=3))
    view = compare_page.lanes.cards["l0"].view
    view.choose.emit("l0/0/1")
    assert view.items[-1].siblings == (2, 3)


def test_the_answer_a_prompt_set_gives_stands_above_the_lanes(shown):
    compare_page = shown(comparison(reference_answer="Nine"))
    assert compare_page.reference.text() == "Reference answer: Nine"
    assert compare_page.reference.isVisible()
    compare_page.begin_new()
    assert not compare_page.reference.isVisible()


def test_a_question_in_a_lane_can_be_taken_up_again(shown):
    second = tuple(LaneRun(f"l{at}", 1, 0, answer(at)) for at in range(3))
    whole = comparison(prompts=(QUESTION, "And why?"))
    compare_page = shown(replace(whole, runs=whole.runs + second))
    compare_page.lanes.cards["l1"].view.edit.emit("l1/1")
    assert compare_page.prompt.text() == "And why?"


def test_keys_of_this_room_reach_no_other(bridge, calls, preferences, theme, qtbot, post_events):
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    class Outside(QWidget):
        heard = ()

        def keyPressEvent(self, event):
            self.heard += (event.key(),)

    outside = Outside()
    qtbot.addWidget(outside)
    compare_page = ComparePage(bridge, preferences, theme)
    QVBoxLayout(outside).addWidget(compare_page)
    outside.show()
    post_events(models_event())
    QTest.keyClick(compare_page.table, Qt.Key.Key_Escape)
    QTest.keyClick(compare_page.lanes.cards[compare_page.state.setup.lanes[0].id].view, Qt.Key.Key_Escape)
    QTest.keyClick(compare_page.prompt.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not {Qt.Key.Key_Escape, Qt.Key.Key_Return} & {Qt.Key(key) for key in outside.heard}


def test_a_comparison_that_is_gone_is_said_to_be(shown, post_events):
    compare_page = shown()
    post_events(ComparisonGoneEvent("c"))
    assert "not kept" in compare_page.notices.label.text()


def write_picture(compare_page, path, qtbot):
    with qtbot.waitSignal(compare_page.dialogs._pictures.written, timeout=20_000):
        compare_page.dialogs.write_picture(str(path))


def test_files_are_written_by_the_service_and_the_picture_by_the_room(
    shown, calls, post_events, tmp_path, monkeypatch, qtbot
):
    compare_page = shown()
    path = str(tmp_path / "c.csv")
    monkeypatch.setattr("teahouse.ui.compare.dialogs.QFileDialog.getSaveFileName", lambda *args: (path, ""))
    compare_page.dialogs.export_file(ExportKind.CSV)
    assert [call[:3] for call in calls.of("compare.export_comparison")] == [("c", "csv", path)]
    post_events(ExportedEvent(path))
    assert path in compare_page.notices.shown_texts()[0]
    picture = tmp_path / "c.png"
    write_picture(compare_page, picture, qtbot)
    image = QImage(str(picture))
    assert image.width() >= 2 * compare_page.lanes.body.width()
    assert not compare_page.lanes.cards["l0"].retry_button.isHidden(), "what a picture leaves out is back"
    write_picture(compare_page, tmp_path / "none" / "c.png", qtbot)
    assert "may not write" in compare_page.notices.label.text()


def test_a_picture_has_all_of_every_answer_and_of_the_table(shown, tmp_path, qtbot):
    whole = comparison(*MODELS, *MODELS)
    long = replace(whole.runs[1], message=answer(1, text="A line of an answer that is long.\n\n" * 40))
    compare_page = shown(replace(whole, runs=(whole.runs[0], long, *whole.runs[2:])))
    view = compare_page.lanes.cards["l1"].view
    qtbot.waitUntil(lambda: view.height() > 150 and view.verticalScrollBar().maximum() > 400)
    height, before = compare_page.lanes.body.height(), compare_page.table.size()
    path = tmp_path / "c.png"
    write_picture(compare_page, path, qtbot)
    image = QImage(str(path))
    rows = compare_page.table.whole_height() - compare_page.table.height()
    assert rows > 0, "not all rows are in sight in the page"
    assert 2 * (height + 400 + compare_page.table.whole_height()) < image.height() < 2 * TALLEST
    assert compare_page.table.size() == before
    qtbot.waitUntil(lambda: compare_page.lanes.body.height() <= compare_page.lanes.height())


def test_nothing_is_scrolled_out_of_a_picture(shown, tmp_path, qtbot, monkeypatch):
    seen = []

    def look(title, prompt, parts, theme):
        lanes, table = parts
        bars = [bar for part in (compare_page.table, *(card.view for card in compare_page.lanes.cards.values()))
                for bar in (part.horizontalScrollBar(), part.verticalScrollBar())]  # fmt: skip
        seen.append((max(bar.maximum() for bar in bars), lanes.width() >= table.width()))
        return picture_of(title, prompt, parts, theme)

    monkeypatch.setattr("teahouse.ui.compare.dialogs.picture_of", look)
    compare_page = shown()
    compare_page.resize(648, 600)
    qtbot.waitUntil(lambda: compare_page.table.horizontalScrollBar().maximum() > 0)
    view = compare_page.lanes.cards["l2"].view
    qtbot.waitUntil(lambda: view.width() > 200 and view.verticalScrollBar().maximum() > 0)
    write_picture(compare_page, tmp_path / "c.png", qtbot)
    assert seen == [(0, True)]


def test_what_was_loaded_for_one_question_was_not_for_the_next(shown, post_events):
    whole = comparison(running=True, runs=())
    compare_page = shown(whole)
    post_events(lane_event(0, Phase.READING, load=2.5))
    assert compare_page.state.figures_of("l0").load.median == 2.5
    runs = tuple(
        LaneRun("l0", turn, 0, answer(0, figures=figures(load=None, preload=(2.5, None)[turn]))) for turn in (0, 1)
    )
    post_events(comparison_event(replace(whole, prompts=(QUESTION, "And why?"), runs=runs, running=False)))
    assert "loaded" not in compare_page.lanes.cards["l0"].foot.text()
    assert compare_page.table.rows.index(0, LOAD).data() == "warm", "it was there already"
    assert compare_page.table.rows.index(1, LOAD).data() == "—", "it was not asked"


def test_an_answer_without_a_word_says_so_and_is_the_quickest_of_nothing(shown):
    whole = comparison()
    empty = answer(1, text="", figures=figures(1, tokens=None, generation_rate=None, total=0.1))
    compare_page = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=empty), whole.runs[2])))
    assert "answered nothing" in compare_page.lanes.cards["l1"].foot.text()
    total = 1 + [column.key for column in COLUMNS].index("total")
    assert [compare_page.table.rows.index(row, total).data(CELL).best for row in range(3)] == [True, False, False]
    assert compare_page.table.rows.index(1, total).data() == "—"


def test_the_question_is_seen_whole_when_the_window_becomes_narrow(compare_page, post_events, qtbot):
    post_events(models_event())
    compare_page.prompt.set_draft(Draft(QUESTION))
    one = compare_page.prompt.field.height()
    compare_page.resize(648, 600)
    qtbot.waitUntil(lambda: compare_page.prompt.field.height() > one)
    compare_page.resize(1600, 600)
    qtbot.waitUntil(lambda: compare_page.prompt.field.height() == one)


@pytest.mark.parametrize("baseline", ["", "l1"])
def test_a_low_window_shows_two_rows_of_the_table_and_no_half_one(compare_page, post_events, baseline, qtbot):
    post_events(models_event())
    compare_page.resize(648, 600)
    compare_page.state.begin_comparison("c")
    post_events(comparison_event(comparison(*MODELS, *MODELS)))
    compare_page.change_setup(replace(compare_page.state.setup, baseline=baseline))
    table = compare_page.table
    qtbot.waitUntil(lambda: table.height() == table.minimumHeight() == table.maximumHeight())
    row = table.verticalHeader().defaultSectionSize()
    assert table.whole_height() - table.height() == 4 * row
    compare_page.resize(1028, 1500)
    qtbot.waitUntil(lambda: table.height() == table.whole_height())


def test_long_names_and_six_lanes_fit_a_small_window(compare_page, post_events, qtbot):
    long = "hf.co/unsloth/DeepSeek-R1-Distill-Qwen-14B-Instruct-Preview-GGUF:Q4_K_M"
    post_events(models_event())
    compare_page.resize(648, 600)
    compare_page.state.begin_comparison("c")
    post_events(comparison_event(comparison(*[long] * 6)))
    post_events()
    assert compare_page.width() == 648
    button = compare_page.lanes.cards["l0"].button
    assert "DeepS" in button.shown_text()
    assert button.shown_text() != button.text()
    assert long in button.toolTip()
    qtbot.waitUntil(lambda: compare_page.lanes.horizontalScrollBar().maximum() > 0)
    compare_page.lanes.cards["l5"].view.setFocus()
    assert compare_page.lanes.horizontalScrollBar().value() > 0, "the lane with the focus comes into sight"


def test_the_question_settles_at_every_width(compare_page, post_events, qapp):
    """A scroll bar that comes makes the text longer, and one that goes shorter: it must not do so for ever."""
    post_events(models_event())
    fits = []
    compare_page.prompt.field.document().documentLayout().documentSizeChanged.connect(lambda size: fits.append(size))
    for count in (14, 40, 75, 90, 400):
        compare_page.prompt.set_draft(Draft(" ".join(["question"] * count)))
        for width in range(420, 1100, 17):
            compare_page.resize(width, 600)
            fits.clear()
            qapp.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 100)
            assert len(fits) < 20, (words, width)


def test_everything_without_a_text_has_a_name_for_screen_readers(shown):
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea

    compare_page = shown()
    widgets = compare_page.findChildren(QAbstractButton) + [
        one for one in compare_page.findChildren(QAbstractScrollArea) if one.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    nameless = [one for one in widgets if one.isVisible() and not (one.accessibleName() or getattr(one, "text", str)())]
    assert not nameless


def test_a_cells_tip_tells_what_else_was_measured(shown):
    more = {"system_memory": 300_000_000, "system_memory_peak": 310_000_000, "energy": 42.0, "thinking_tokens": 12}
    runs = tuple(LaneRun(f"l{at}", 0, 0, answer(at, figures=figures(at, **more))) for at in range(3))
    rows = shown(comparison(runs=runs)).table.rows

    def tip(key):
        place = 1 + [column.key for column in COLUMNS].index(key)
        return rows.index(0, place).data(Qt.ItemDataRole.ToolTipRole)

    assert all(words in tip("memory") for words in ("300 MB as the system counts", "310 MB at its largest"))
    assert "42 J" in tip("total")
    assert "12 tokens of thinking" in tip("tokens")
    assert "150 tokens of it used" in tip("context")


def test_the_plan_speaks_the_language_of_now(shown, post_events, translation, qapp):
    compare_page = shown(comparison(running=True, runs=()))
    post_events(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",))), Why.ASKED)))
    assert compare_page.plan_note.text() == "One after another, as you chose."
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert compare_page.plan_note.text() not in ("", "One after another, as you chose.")


def test_the_language_can_change_at_any_time(shown, translation):
    compare_page = shown()
    for language in ("zh_CN", "en"):
        translation.choose_language(language)
    assert compare_page.header.title.text() == "Compare"


def test_answers_scroll_together_only_when_wanted(shown, post_events):
    long = "\n\n".join(f"Paragraph {number} of the answer." for number in range(200))
    whole = comparison()
    compare_page = shown(replace(whole, runs=tuple(replace(run, message=answer(0, text=long)) for run in whole.runs)))
    first, second = (compare_page.lanes.cards[lane].view for lane in ("l0", "l1"))
    post_events()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_PageDown)
    assert second.verticalScrollBar().value() < first.verticalScrollBar().value()
    compare_page.lanes.scrolls_together = True
    QTest.keyClick(first, Qt.Key.Key_PageDown)
    assert second.verticalScrollBar().value() == pytest.approx(first.verticalScrollBar().value(), abs=40)


def test_four_lanes_at_once_cost_one_frame_and_one_layout_each(compare_page, post_events, bridge, qtbot):
    """200 tok/s in four lanes for half a second: counted, not timed."""
    post_events(models_event())
    compare_page.state.begin_comparison("c")
    four = comparison(*MODELS, "kimi:1t", running=True, runs=())
    post_events(comparison_event(four))
    for at in range(4):
        post_events(lane_event(at))
    QTest.qWait(100)
    ticks = []
    tick = compare_page.lanes.clock._run_frame
    compare_page.lanes.clock._timer.timeout.disconnect()
    compare_page.lanes.clock._timer.timeout.connect(lambda: (ticks.append(1), tick()))
    layouts, frames, pieces = compare_page.lanes.layouts, compare_page.lanes.frames, 0
    for _ in range(25):
        for at in range(4):
            for _ in range(4):
                bridge.post_events(piece_event(at, "word "))
                pieces += 1
        QTest.qWait(20)
    qtbot.waitUntil(lambda: not compare_page.lanes.clock.running)  # nothing runs when nothing comes
    frames, layouts = compare_page.lanes.frames - frames, compare_page.lanes.layouts - layouts
    print(f"{pieces} pieces: {len(ticks)} ticks of the clock, {frames} frames of lanes, {layouts} layouts")
    assert pieces == 400
    assert len(ticks) <= pieces / 16, "at most one tick a burst"
    assert frames <= 4 * len(ticks), "each lane at most once a tick"
    assert layouts <= 2 * frames, "only what is still open is laid out again"


BOX = "http://box.lan:11434"


def open_box(compare_page, preferences, post_events):
    """The menu of the first lane, on another host."""
    post_events(models_event())
    preferences.change(host="127.0.0.1:11434", hosts=("127.0.0.1:11434", BOX))
    first = next(iter(compare_page.lanes.cards.values()))
    first.button.click()
    switcher = compare_page.model_selection.switcher
    assert [switcher.host.pill_of(host).isVisible() for host in ("", BOX)] == [True, True]
    switcher.host.pill_of(BOX).click()
    assert switcher.focusWidget() is switcher.field
    return switcher


def test_a_lane_can_be_given_a_model_of_another_known_host(compare_page, calls, preferences, post_events, qtbot):
    switcher = open_box(compare_page, preferences, post_events)
    assert calls.of("compare.list_host_models") == [(BOX,)]
    assert "box.lan:11434" in switcher.nothing.text()
    assert switcher.rows.rowCount() == 0
    post_events(HostModelsEvent(BOX, models_event("glm4:9b", "llama4:400b").models))
    assert switcher.nothing.isHidden()
    assert switcher.rows.rowCount() == 2
    switcher._choose_row(switcher.rows.index(0))
    first, second = compare_page.state.setup.lanes
    assert (first.model, first.host, second.host) == ("glm4:9b", BOX, "")
    assert names(compare_page)[0] == "glm4:9b · box.lan:11434"
    assert compare_page.lanes.cards[first.id].button.shown_text() == "glm4:9b"
    assert compare_page.state.make_rows()[0].name == "glm4:9b · box.lan:11434"
    compare_page.prompt.set_draft(Draft("Why?"))
    compare_page.prompt.submit()
    (call,) = calls.of("compare.run_comparison")
    assert [lane.host for lane in call[2]] == [BOX, ""]


def test_a_host_that_does_not_answer_is_named_in_the_menu_and_asked_again_on_wish(
    compare_page, calls, preferences, post_events
):
    switcher = open_box(compare_page, preferences, post_events)
    post_events(HostModelsEvent(BOX, (), Trouble(Problem.HOST_UNREACHABLE, address="box.lan:11434")))
    assert "box.lan:11434" in switcher.nothing.text()
    assert switcher.again.isVisible()
    switcher.again.click()
    assert len(calls.of("compare.list_host_models")) == 2
    switcher.host.pill_of("").click()
    assert switcher.rows.rowCount() == len(MODELS)
    switcher.close()


def test_with_one_host_there_is_no_choice_of_hosts(compare_page, post_events):
    post_events(models_event())
    next(iter(compare_page.lanes.cards.values())).button.click()
    assert compare_page.model_selection.switcher.host.isHidden()
    compare_page.model_selection.switcher.close()


def test_the_same_model_on_two_hosts_is_told_apart_by_the_host_unless_names_are_hidden(shown):
    two = comparison("qwen3:8b", "qwen3:8b")
    lanes = (two.lanes[0], replace(two.lanes[1], host=BOX))
    compare_page = shown(replace(two, lanes=lanes))
    assert names(compare_page) == ["qwen3:8b", "qwen3:8b · box.lan:11434"]


def test_a_blind_comparison_hides_hosts_too(shown):
    two = comparison("qwen3:8b", "qwen3:8b", blind=True)
    compare_page = shown(replace(two, lanes=tuple(replace(lane, host=BOX) for lane in two.lanes)))
    cards = compare_page.lanes.cards.values()
    assert not any("box" in card.button.toolTip() + card.button.text() + card.button._host for card in cards)


def offered(compare_page):
    return [card.example.text() for card in compare_page.lanes.cards.values() if card.example.isVisible()]


def test_every_empty_lane_offers_another_example_which_goes_into_the_prompt(compare_page, post_events):
    post_events(models_event())
    first, second = offered(compare_page)
    assert first != second
    card = list(compare_page.lanes.cards.values())[1]
    card.example.click()
    assert compare_page.prompt.draft().text == card.example.accessibleDescription()
    assert compare_page.prompt.field.hasFocus()


def test_examples_are_gone_once_something_was_asked(shown):
    assert offered(shown(comparison(*MODELS[:2]))) == []


def test_columns_of_the_gpu_are_there_only_where_a_model_is_on_one(shown, post_events):
    whole = comparison()
    without = tuple(
        replace(run, message=replace(run.message, figures=replace(run.message.figures, memory_vram=0)))
        for run in whole.runs
    )
    compare_page = shown(replace(whole, runs=without))
    keys = [column.key for column in COLUMNS]
    gpu, ram = 1 + keys.index("gpu"), 1 + keys.index("ram")
    assert compare_page.table.isColumnHidden(gpu)
    assert compare_page.table.isColumnHidden(ram)
    post_events(comparison_event(whole))
    assert not compare_page.table.isColumnHidden(gpu)
    assert not compare_page.table.isColumnHidden(ram)


@pytest.mark.parametrize(("lack", "scrolls"), [(0, False), (20, False), (300, True)])
def test_six_lanes_do_not_scroll_by_a_few_pixels(shown, lack, scrolls):
    compare_page = shown(comparison(*MODELS, "gemma3:4b", "llama3.2:3b", "phi4-mini:3.8b"))
    beside = compare_page.width() - compare_page.lanes.viewport().width()
    compare_page.resize(6 * 264 + 5 * 12 + beside - lack, compare_page.height())
    QApplication.processEvents()
    assert (compare_page.lanes.horizontalScrollBar().maximum() > 0) == scrolls


def test_every_entry_of_the_menus_does_what_it_says(compare_page):
    done = []
    actions = {action: (lambda action=action: done.append(action)) for action in MoreAction}
    for entry in more_menu(compare_page, actions, scrolls_together=False).actions():
        entry.trigger()
    assert done == list(MoreAction)
    done.clear()
    for entry in export_menu(compare_page, done.append, lambda: done.append("picture")).actions():
        entry.trigger()
    assert done == [*ExportKind, "picture"]


def test_each_button_of_a_lane_says_what_is_wanted_of_it(shown):
    card = shown().lanes.cards["l0"]
    wanted = []
    card.wanted.connect(wanted.append)
    for button in (card.stop_button, card.retry_button, card.vote_button):
        button.clicked.emit()
    for entry in card.make_menu().actions():
        entry.trigger()
    assert wanted == [
        LaneAction.STOP, LaneAction.RETRY, LaneAction.VOTE,
        LaneAction.CONTINUE, LaneAction.SET_PARAMETERS, LaneAction.SET_BASELINE,
    ]  # fmt: skip
