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
def room(bridge, asked, preferences, theme, qtbot):
    made = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1028, 820)
    made.show()
    return made


@pytest.fixture
def shown(room, tell):
    """Shows a comparison, as if it had been run in this page."""

    def show(whole=None):
        tell(models_event())
        room.state.begin_comparison("c")
        tell(comparison_event(whole or comparison()))
        return room

    return show


def names(room):
    return [card.button.text() for card in room.lanes.cards.values()]


def test_the_first_visit_asks_for_models_and_offers_two_of_them(room, asked, tell):
    assert asked.of("library.refresh_models")
    tell(models_event())
    assert names(room) == list(MODELS[:2])
    assert room.empty.isHidden()


def test_without_models_it_says_what_is_missing_and_looks_again_on_wish(room, asked, tell):
    tell(ModelsEvent((), Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:11434")))
    assert "127.0.0.1:11434" in room.empty.sentence.text()
    assert not room.prompt.go_button.isEnabled()
    before = len(asked.of("library.refresh_models"))
    room.empty.second.click()
    assert len(asked.of("library.refresh_models")) == before + 1


def test_one_model_alone_can_be_compared_with_itself(room, tell):
    tell(models_event("qwen3:8b"))
    assert names(room) == ["qwen3:8b"]
    assert room.empty.isVisible()
    room.model_selection.picked.emit("", "qwen3:8b", "")
    assert names(room) == ["qwen3:8b (1)", "qwen3:8b (2)"]


def test_enter_in_the_question_asks_all_lanes_in_the_way_that_was_set(room, asked, tell):
    tell(models_event())
    room.change_setup(replace(room.state.setup, mode=Mode.AT_ONCE, repetitions=3, blind=True, preload=False))
    room.prompt.setFocus()
    QTest.keyClicks(room.prompt.field, "How many?")
    QTest.keyClick(room.prompt.field, Qt.Key.Key_Return)
    ((_, prompt, lanes, fields),) = asked.of("compare.run_comparison")
    assert prompt == Draft("How many?")
    assert [lane.model for lane in lanes] == list(MODELS[:2])
    assert (fields["mode"], fields["repetitions"], fields["blind"], fields["preload"]) == ("at_once", 3, True, False)
    QTest.keyClick(room.prompt.field, Qt.Key.Key_Return)
    assert len(asked.of("compare.run_comparison")) == 1, "asked twice before the first was begun"


def test_every_way_to_run_has_its_name_and_the_fair_one_is_the_first(room, tell, asked):
    tell(models_event())
    menu = mode_menu(room, room.state.setup, room.change_setup)
    assert all(action.text() or action.isSeparator() for action in menu.actions())
    assert next(action.text() for action in menu.actions() if action.isChecked()) == words.mode(Mode.AUTO)
    assert all(words.mode(mode) and words.mode_tip(mode) for mode in Mode)


def test_a_lane_can_have_parameters_of_its_own(room, tell, asked):
    tell(models_event())
    first, second = room.state.setup.lanes
    assert "21.0 tok/s" in room.lanes.cards[first.id].foot.text(), "what it usually does here is said before"
    room.state.setup = room.state.setup.set_apart(second.id, {"temperature": 0.2}, False)
    room.refresh()
    foot = room.lanes.cards[second.id].foot.text()
    assert all(word in foot for word in ("Temperature 0.2", "thinking off"))
    room.prompt.field.setPlainText(QUESTION)
    room.prompt.submit()
    (_, _, lanes, _), *_ = asked.of("compare.run_comparison")
    assert [(lane.options, lane.think) for lane in lanes] == [({}, None), ({"temperature": 0.2}, False)]


def test_waiting_lanes_say_who_will_leave_for_them(shown, tell):
    room = shown(comparison(running=True, runs=()))
    tell(
        PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",), ("old:7b",))), Why.ASKED))
    )
    tell(*phase_events(1, Phase.QUEUED, tokens=0))
    assert "old:7b will be unloaded" in room.lanes.cards["l1"].foot.text()
    tell(*phase_events(2, Phase.WAITING, tokens=0))
    assert "Waiting for the host" in room.lanes.cards["l2"].foot.text()
    assert "Waiting for its turn" in room.lanes.cards["l1"].foot.text()


def test_six_lanes_are_the_most(room, tell):
    tell(models_event())
    for _ in range(6):
        room.model_selection.picked.emit("", "qwen3:8b", "")
    assert len(names(room)) == 6
    assert not room.header.add.isEnabled()


def test_a_lane_streams_into_its_own_transcript(shown, tell, qtbot):
    streaming = comparison(running=True)
    runs = [LaneRun(f"l{at}", 0, 0, answer(at, text="", state=State.STREAMING)) for at in range(3)]
    room = shown(replace(streaming, runs=tuple(runs)))
    tell(lane_event(1), piece_event(1, "Nine "), piece_event(0, "Ten"), piece_event(1, "sheep"))
    cards = room.lanes.cards.values()
    qtbot.waitUntil(lambda: [card.view.items[-1].text for card in cards] == ["Ten", "Nine sheep", ""])
    tell(*reply_events(1, answer(1)))
    assert room.lanes.cards["l1"].view.items[-1].message.state is State.DONE
    assert room.lanes.cards["l1"].view.items[-1].text == ANSWERS[1]


def test_an_answer_that_nobody_announced_is_shown_all_the_same(shown, tell, qtbot):
    room = shown(comparison(running=True, runs=()))
    tell(piece_event(2, "Here"), lane_event(2))
    qtbot.waitUntil(lambda: room.lanes.cards["l2"].view.items[-1].text == "Here")


def test_whatever_else_is_heard_meanwhile_an_answer_keeps_its_beginning(shown, tell, qtbot):
    """The comparison is told when it begins and when an answer ends: what came between is known to the lanes alone."""
    room = shown(comparison(running=True, runs=()))
    view = room.lanes.cards["l0"].view
    tell(lane_event(0), piece_event(0, "Nine "), piece_event(0, "", thinking="Hm."))
    tell(models_event(), MemoryEvent(()))
    tell(piece_event(0, "sheep"))
    qtbot.waitUntil(lambda: view.items[-1].text == "Nine sheep")
    tell(*reply_events(0, answer(0)), models_event())
    assert view.items[-1].message.state is State.DONE, "what ended began again"
    tell(lane_event(0, repetition=1), piece_event(0, "Ten", repetition=1))
    tell(
        comparison_event(replace(comparison(running=True), runs=(LaneRun("l0", 0, 0, answer(0)),))),
        piece_event(0, "!", repetition=1),
    )
    qtbot.waitUntil(lambda: view.items[-1].text == "Ten!")
    tell(rethought_event(0, repetition=1), piece_event(0, " so", repetition=1), models_event())
    item = view.items[-1]
    assert (item.thinking, item.text) == ("Ten!", " so")


def test_a_room_that_nobody_sees_lays_out_nothing_and_is_right_when_one_comes_back(shown, tell, qtbot):
    room = shown(comparison(running=True, runs=()))
    views = [card.view for card in room.lanes.cards.values()]
    tell(
        *phase_events(0, Phase.WRITING), piece_event(0, "Nine"),
        *phase_events(1, Phase.THINKING), piece_event(1, "", thinking="Hm"),
        *phase_events(2, Phase.WRITING), piece_event(2, "x"),
    )  # fmt: skip
    qtbot.waitUntil(lambda: not room.lanes.clock.running)
    room.hide()
    before, feet = (room.lanes.layouts, room.lanes.frames), [card.foot.text() for card in room.lanes.cards.values()]
    for number in range(50):
        tell(
            lane_event(0, tokens=40 + number),
            piece_event(0, f" {number}"),
            piece_event(1, "", thinking="m"),
            MemoryEvent(()),
        )
    tell(*phase_events(1, Phase.WRITING, since=1002.0), piece_event(1, "So: nine."), *reply_events(2, answer(2)))
    tell(*phase_events(2, Phase.WRITING, repetition=1), piece_event(2, "Again", repetition=1))
    qtbot.wait(300)
    assert [card.foot.text() for card in room.lanes.cards.values()] == feet
    assert room.lanes.frames == before[1]
    assert room.lanes.layouts == before[0]
    room.show()
    qtbot.waitUntil(lambda: not room.lanes.clock.running)
    items = [view.items[-1] for view in views]
    assert [item.text for item in items] == [
        "Nine" + "".join(f" {number}" for number in range(50)),
        "So: nine.",
        "Again",
    ]
    assert items[1].thinking == "Hm" + "m" * 50
    assert items[2].siblings == (2, 2)
    assert "89" in room.lanes.cards["l0"].foot.text()
    assert room.lanes.layouts > before[0]
    room.hide()
    tell(*reply_events(0, answer(0)), comparison_event(comparison()))
    room.show()
    assert [view.items[-1].text for view in views] == list(ANSWERS)


def test_news_of_another_comparison_find_nobody(shown, tell):
    room = shown()
    before = [card.view.items[-1].text for card in room.lanes.cards.values()]
    tell(replace(piece_event(0, "late"), conversation_id="old/l0"), replace(lane_event(0), comparison_id="old"))
    tell(comparison_event(replace(comparison(), id="old", prompts=("Other?",))))
    assert [card.view.items[-1].text for card in room.lanes.cards.values()] == before


def test_gauges_and_foot_say_how_a_lane_fares(shown, tell):
    room = shown(comparison(running=True, runs=()))
    tell(lane_event(0))
    card = room.lanes.cards["l0"]
    assert "21.4 tok/s" in card.gauges.accessibleName()
    assert "now 22.0 tok/s" in card.gauges.accessibleName()
    assert "GPU 81 %" in card.gauges.accessibleName()
    assert "38" in card.foot.text()
    tell(*phase_events(1, Phase.LOADING, tokens=0, subject=PhaseSubject("m", 6_200_000_000)))
    assert "6.2 GB" in room.lanes.cards["l1"].foot.text()
    assert not card.stop_button.isHidden()


def test_a_failed_lane_leaves_the_others_and_can_be_asked_again(shown, asked):
    whole = comparison()
    failed = answer(1, text="The", state=State.FAILED, problem="host_lost")
    room = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=failed), whole.runs[2])))
    card = room.lanes.cards["l1"]
    assert "Failed" in card.foot.text()
    assert room.lanes.cards["l0"].gauges.accessibleName().startswith("21.4")
    card.retry_button.click()
    assert asked.of("compare.retry_lane") == [("c", "l1")]
    assert card.vote_button.isHidden() or not card.vote_button.isEnabled(), "what failed cannot be the best"


def test_esc_stops_all_and_a_lanes_button_stops_one(shown, asked, tell):
    room = shown(comparison(running=True, runs=()))
    tell(lane_event(1))
    room.lanes.cards["l1"].stop_button.click()
    QTest.keyClick(room.prompt.field, Qt.Key.Key_Escape)
    assert asked.of("compare.stop_lanes") == [("c", "l1"), ("c", None)]


def test_blind_hides_names_and_figures_until_the_vote(shown, asked, tell):
    room = shown(comparison(blind=True))
    everything = " ".join(
        [*names(room), *(c.gauges.accessibleName() + c.foot.text() for c in room.lanes.cards.values())]
    )
    assert not any(model in everything for model in MODELS)
    assert "tok/s" not in everything
    assert not room.table.isVisible()
    room.vote_bar.buttons["l2"].click()
    assert asked.of("compare.vote_for") == [("c", "l2")]
    tell(comparison_event(comparison(blind=True, votes=(Vote(0, "l2", 1.0, True),))))
    assert names(room) == list(MODELS)
    assert room.table.isVisible()
    assert room.table.rows.index(2, VOTE).data() == "★ Best"


def test_no_event_of_a_blind_lane_brings_its_models_name_on_screen(shown, tell, qtbot):
    room = shown(comparison(blind=True, running=True, runs=()))
    view = room.lanes.cards["l1"].view

    def everything():
        qtbot.waitUntil(lambda: not room.lanes.clock.running)
        parts = [part for item in view.items for part in item.parts]
        shown = [getattr(part, "text", "") or "" for part in parts]
        return " ".join([*map(str, shown), *(f"{item.message.model} {item.message.facts}" for item in view.items)])

    tell(*phase_events(1, Phase.LOADING, subject=PhaseSubject(MODELS[1], 5)))
    assert MODELS[1] not in everything() + room.lanes.cards["l1"].foot.text()
    failed = answer(1, text="", state=State.FAILED, problem="model_missing", facts={"model": MODELS[1]})
    tell(*reply_events(1, replace(failed, model=MODELS[1])))
    assert view.items[-1].message.state is State.FAILED
    assert MODELS[1] not in everything()
    assert "Model B" in everything()
    runs = (LaneRun("l0", 0, 0, answer(0)), LaneRun("l1", 0, 0, failed))
    tell(comparison_event(comparison(blind=True, runs=runs)))
    assert MODELS[1] not in everything()
    tell(comparison_event(comparison(blind=True, runs=runs, votes=(Vote(0, "l0", 1.0, True),))))
    assert MODELS[1] in everything(), "after the vote it is said"


def test_an_answer_that_will_not_be_begun_is_taken_away(shown, tell):
    room = shown(comparison(running=True, runs=()))
    view = room.lanes.cards["l1"].view
    tell(*phase_events(1, Phase.QUEUED, tokens=0))
    assert len(view.items) == 1
    waited = view.items[0].message
    tell(RemovedEvent("c/l1", (waited,)), lane_event(1, None))
    assert len(view.items) == 0


def test_six_lanes_can_be_voted_on_in_a_narrow_window(room, tell, asked, qtbot):
    tell(models_event())
    room.resize(648, 600)
    room.state.begin_comparison("c")
    tell(comparison_event(comparison(*MODELS, *MODELS, blind=True)))
    bar = room.vote_bar
    qtbot.waitUntil(lambda: [button.text() for button in bar.buttons.values()] == [*"ABCDEF", "Tie"])
    assert room.width() == 648
    qtbot.waitUntil(lambda: max(button.geometry().right() for button in bar.buttons.values()) < bar.width())
    assert bar.height() < 5 * bar.fontMetrics().lineSpacing()
    assert bar.buttons["l3"].accessibleName() == "Best answer: Model D"
    room.resize(1400, 800)
    qtbot.waitUntil(lambda: bar.buttons["l3"].text() == "Model D")


def test_a_tie_is_one_of_those_that_answered(shown):
    whole = comparison(voted="")
    failed = answer(1, text="", state=State.FAILED, problem="model_missing")
    room = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=failed), whole.runs[2])))
    assert [room.table.rows.index(row, VOTE).data() for row in range(3)] == ["Tie", "", "Tie"]


def test_the_plan_says_what_was_decided_and_why_but_no_names_in_a_blind_one(shown, tell):
    needs = (MemoryNeed("a", 9 * 10**9, NeedSource.MEASURED), MemoryNeed("b", 7 * 10**9, NeedSource.MEASURED))
    plan = Schedule(
        (ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",), ("qwen3:8b",))),
        Why.MEMORY_HOLDS_ONE,
        needs,
        8 * 10**9,
    )
    room = shown(comparison(running=True, runs=()))
    tell(PlanEvent("c", plan))
    assert "16 GB" in room.plan_note.text()
    assert "8 GB" in room.plan_note.text()
    assert "qwen3:8b" in room.plan_note.text()
    room.state.begin_comparison("c")
    tell(comparison_event(comparison(running=True, runs=(), blind=True)), PlanEvent("c", plan))
    assert "qwen3:8b" not in room.plan_note.text()


@pytest.mark.parametrize("size", [(1180, 780), (683, 500)])
def test_neither_the_plan_nor_the_reference_moves_what_is_below(shown, tell, size):
    room = shown(comparison(running=True, runs=()))
    room.resize(*size)

    def places():
        QApplication.processEvents()
        parts = (room.prompt, room.lanes, room.table, *(card.button for card in room.lanes.cards.values()))
        return [part.mapTo(room, QPoint(0, 0)).y() for part in parts], room.lanes.height()

    before = places()
    tell(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)),), Why.ASKED, (), None)))
    assert room.plan_note.isVisible()
    assert places() == before
    room.reference.show_note(lambda: "Reference answer: " + "nine sheep " * 90)
    assert room.reference.isVisible()
    assert places() == before


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_its_sentence(shown, tell, why):
    room = shown(comparison(running=True, runs=()))
    tell(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)),), why, (), None)))
    assert room.plan_note.text()


def test_the_best_of_each_column_is_marked_and_said(shown):
    room = shown()
    model = room.table.rows
    best = [model.index(row, SPEED).data(CELL).best for row in range(3)]
    assert best == [True, False, False]
    assert "best" in model.index(0, SPEED).data(Qt.ItemDataRole.AccessibleTextRole)


def test_differences_are_counted_from_the_chosen_lane(shown):
    room = shown()
    room.lanes.wanted.emit(LaneAction.SET_BASELINE, "l1")
    cells = [room.table.rows.index(row, SPEED).data(CELL).difference for row in range(3)]
    assert cells == ["+8 %", "", "−8 %"]
    room.lanes.wanted.emit(LaneAction.SET_BASELINE, "l1")
    assert not room.table.rows.is_tall


def test_repetitions_give_median_and_spread(shown):
    room = shown(comparison(repetitions=3))
    cell = room.table.rows.index(0, SPEED).data(CELL)
    assert (cell.text, cell.spread) == ("21.7 tok/s", "± 0.3")
    assert room.lanes.cards["l0"].view.items[-1].message.id == answer_id("l0", 0, 2)
    assert room.lanes.cards["l0"].view.items[-1].siblings == (3, 3)


def test_the_table_is_sorted_by_keyboard_with_the_unknown_last(shown):
    whole = comparison()
    room = shown(replace(whole, runs=whole.runs[1:]))
    room.table.setFocus()
    room.table.setCurrentIndex(room.table.rows.index(0, SPEED))
    shown_names = lambda: [room.table.rows.index(row, 0).data() for row in range(3)]  # noqa: E731
    orders = []
    for _ in range(3):
        QTest.keyClick(room.table, Qt.Key.Key_S)
        orders.append(shown_names())
    assert orders == [[MODELS[1], MODELS[2], MODELS[0]], [MODELS[2], MODELS[1], MODELS[0]], list(MODELS)]


def test_a_vote_can_be_given_by_keyboard_in_the_table(shown, asked):
    room = shown()
    room.table.setCurrentIndex(room.table.rows.index(1, VOTE))
    QTest.keyClick(room.table, Qt.Key.Key_Return)
    assert asked.of("compare.vote_for") == [("c", "l1")]


def test_another_text_is_a_follow_up_or_a_new_comparison(shown, asked):
    room = shown()
    room.prompt.set_draft(Draft("And why?"))
    assert room.prompt.new_button.isVisible()
    room.prompt.go_button.click()
    assert asked.of("compare.follow_up") == [("c", Draft("And why?"))]
    room.prompt.set_draft(Draft("Something else"))
    room.prompt.new_button.click()
    ((comparison_id, text, lanes, _),) = asked.of("compare.run_comparison")
    assert text == Draft("Something else")
    assert comparison_id != "c"
    assert not {lane.id for lane in lanes} & {"l0", "l1", "l2"}, "lanes belong to their comparison"


def test_follow_ups_stand_in_the_lanes_with_their_questions(shown):
    whole = comparison(prompts=(QUESTION, "And why?"))
    second = tuple(LaneRun(f"l{at}", 1, 0, answer(at, text=f"Because {at}.")) for at in range(3))
    room = shown(replace(whole, runs=whole.runs + second))
    items = room.lanes.cards["l1"].view.items
    assert [item.text for item in items] == [QUESTION, ANSWERS[1], "And why?", "Because 1."]


def test_with_other_lanes_nothing_can_follow_up(shown, asked):
    room = shown()
    room.lanes.wanted.emit(LaneAction.REMOVE, "l2")
    room.prompt.set_draft(Draft("And why?"))
    room.prompt.go_button.click()
    assert not asked.of("compare.follow_up")
    assert len(asked.of("compare.run_comparison")) == 1


def test_a_lane_goes_on_as_a_conversation(shown, asked, tell, qtbot):
    room = shown()
    room.lanes.wanted.emit(LaneAction.CONTINUE, "l1")
    assert asked.of("compare.continue_as_chat") == [("c", "l1")]
    with qtbot.waitSignal(room.open_conversation) as opened:
        tell(ContinuedEvent("c", "l1", "chat"))
    assert opened.args == ["chat"]


def test_a_question_that_could_not_be_asked_comes_back(shown, tell):
    room = shown()
    room.prompt.set_draft(Draft(""))
    tell(UncomparedEvent("c", Draft("My question", (PNG,)), Trouble(Problem.DISK_FULL, path="x")))
    assert room.prompt.draft() == Draft("My question", (PNG,))
    assert "disk is full" in room.notices.label.text()
    assert not room.state.running


def test_pictures_go_with_the_question_and_who_cannot_see_is_named(room, asked, tell, qtbot, tmp_path):
    blind = tuple(
        replace(each, card=replace(each.card, capabilities=frozenset({"completion"}))) for each in models_event().models
    )
    tell(replace(models_event(), models=blind))
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x1F7A63)
    assert image.save(str(tmp_path / "tea.png"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "tea.png"))])
    room.prompt.field.insertFromMimeData(data)
    QTest.keyClicks(room.prompt.field, "What is this?")
    room.prompt.submit()  # still being read: it is asked as soon as that is done
    qtbot.waitUntil(lambda: bool(asked.of("attachments.read_file")))
    tell(PictureEvent(asked.of("attachments.read_file")[-1][0], (tmp_path / "tea.png").read_bytes()))
    qtbot.waitUntil(lambda: bool(asked.of("attachments.add_picture")))
    assert not asked.of("compare.run_comparison")
    ticket = asked.of("attachments.add_picture")[-1][0]
    tell(AttachedEvent(ticket, PNG))
    assert asked.of("compare.run_comparison")[0][1] == Draft("What is this?", (PNG,))
    assert MODELS[0] in room.prompt.tray.note.text()


def test_a_question_that_is_opened_again_has_what_went_with_it(shown, tell):
    room = shown(comparison(attached=((PNG,),)))
    assert room.prompt.draft() == Draft(QUESTION, (PNG,))
    assert room.prompt.go_button.text() == "Compare again"
    room.prompt.set_draft(Draft(QUESTION))
    assert room.prompt.go_button.text() == "Follow up"
    tell(comparison_event(comparison(prompts=(QUESTION, "And why?"), attached=((PNG,), ()))))
    asked_first = room.lanes.cards["l0"].view.items[0].message
    assert (asked_first.text, asked_first.attachments) == (QUESTION, (PNG,))


def test_a_conversations_question_is_taken_over_but_not_asked(room, asked, tell):
    tell(models_event())
    room.take_question(Draft("What is it?"), ("glm4:9b",))
    assert room.prompt.text() == "What is it?"
    assert names(room) == ["glm4:9b", "qwen3:8b"]
    assert not asked.of("compare.run_comparison")


def test_a_question_that_is_taken_over_before_the_models_are_known_finds_company_later(room, tell):
    room.take_question(Draft("What is it?"), ("glm4:9b",))
    tell(models_event())
    assert names(room) == ["glm4:9b", "qwen3:8b"]


def test_a_lane_that_was_taken_away_does_not_come_back(room, tell):
    tell(models_event())
    room.lanes.wanted.emit(LaneAction.REMOVE, room.state.setup.lanes[0].id)
    tell(models_event())
    assert names(room) == [MODELS[1]]


def test_other_repetitions_can_be_read(shown):
    room = shown(comparison(repetitions=3))
    view = room.lanes.cards["l0"].view
    view.choose.emit("l0/0/1")
    assert view.items[-1].siblings == (2, 3)


def test_the_answer_a_prompt_set_gives_stands_above_the_lanes(shown):
    room = shown(comparison(reference_answer="Nine"))
    assert room.reference.text() == "Reference answer: Nine"
    assert room.reference.isVisible()
    room.begin_new()
    assert not room.reference.isVisible()


def test_a_question_in_a_lane_can_be_taken_up_again(shown):
    second = tuple(LaneRun(f"l{at}", 1, 0, answer(at)) for at in range(3))
    whole = comparison(prompts=(QUESTION, "And why?"))
    room = shown(replace(whole, runs=whole.runs + second))
    room.lanes.cards["l1"].view.edit.emit("l1/1")
    assert room.prompt.text() == "And why?"


def test_keys_of_this_room_reach_no_other(bridge, asked, preferences, theme, qtbot, tell):
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    class Outside(QWidget):
        heard = ()

        def keyPressEvent(self, event):
            self.heard += (event.key(),)

    outside = Outside()
    qtbot.addWidget(outside)
    room = ComparePage(bridge, preferences, theme)
    QVBoxLayout(outside).addWidget(room)
    outside.show()
    tell(models_event())
    QTest.keyClick(room.table, Qt.Key.Key_Escape)
    QTest.keyClick(room.lanes.cards[room.state.setup.lanes[0].id].view, Qt.Key.Key_Escape)
    QTest.keyClick(room.prompt.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not {Qt.Key.Key_Escape, Qt.Key.Key_Return} & {Qt.Key(key) for key in outside.heard}


def test_a_comparison_that_is_gone_is_said_to_be(shown, tell):
    room = shown()
    tell(ComparisonGoneEvent("c"))
    assert "not kept" in room.notices.label.text()


def write_picture(room, path, qtbot):
    with qtbot.waitSignal(room.dialogs._pictures.written, timeout=20_000):
        room.dialogs.write_picture(str(path))


def test_files_are_written_by_the_service_and_the_picture_by_the_room(shown, asked, tell, tmp_path, monkeypatch, qtbot):
    room = shown()
    path = str(tmp_path / "c.csv")
    monkeypatch.setattr("teahouse.ui.compare.dialogs.QFileDialog.getSaveFileName", lambda *args: (path, ""))
    room.dialogs.export_file(ExportKind.CSV)
    assert [call[:3] for call in asked.of("compare.export_comparison")] == [("c", "csv", path)]
    tell(ExportedEvent(path))
    assert path in room.notices.shown_texts()[0]
    picture = tmp_path / "c.png"
    write_picture(room, picture, qtbot)
    image = QImage(str(picture))
    assert image.width() >= 2 * room.lanes.body.width()
    assert not room.lanes.cards["l0"].retry_button.isHidden(), "what a picture leaves out is back"
    write_picture(room, tmp_path / "none" / "c.png", qtbot)
    assert "may not write" in room.notices.label.text()


def test_a_picture_has_all_of_every_answer_and_of_the_table(shown, tmp_path, qtbot):
    whole = comparison(*MODELS, *MODELS)
    long = replace(whole.runs[1], message=answer(1, text="A line of an answer that is long.\n\n" * 40))
    room = shown(replace(whole, runs=(whole.runs[0], long, *whole.runs[2:])))
    view = room.lanes.cards["l1"].view
    qtbot.waitUntil(lambda: view.height() > 150 and view.verticalScrollBar().maximum() > 400)
    height, before = room.lanes.body.height(), room.table.size()
    path = tmp_path / "c.png"
    write_picture(room, path, qtbot)
    image = QImage(str(path))
    rows = room.table.whole_height() - room.table.height()
    assert rows > 0, "not all rows are in sight in the page"
    assert 2 * (height + 400 + room.table.whole_height()) < image.height() < 2 * TALLEST
    assert room.table.size() == before
    qtbot.waitUntil(lambda: room.lanes.body.height() <= room.lanes.height())


def test_nothing_is_scrolled_out_of_a_picture(shown, tmp_path, qtbot, monkeypatch):
    seen = []

    def look(title, prompt, parts, theme):
        lanes, table = parts
        bars = [bar for part in (room.table, *(card.view for card in room.lanes.cards.values()))
                for bar in (part.horizontalScrollBar(), part.verticalScrollBar())]  # fmt: skip
        seen.append((max(bar.maximum() for bar in bars), lanes.width() >= table.width()))
        return picture_of(title, prompt, parts, theme)

    monkeypatch.setattr("teahouse.ui.compare.dialogs.picture_of", look)
    room = shown()
    room.resize(648, 600)
    qtbot.waitUntil(lambda: room.table.horizontalScrollBar().maximum() > 0)
    view = room.lanes.cards["l2"].view
    qtbot.waitUntil(lambda: view.width() > 200 and view.verticalScrollBar().maximum() > 0)
    write_picture(room, tmp_path / "c.png", qtbot)
    assert seen == [(0, True)]


def test_what_was_loaded_for_one_question_was_not_for_the_next(shown, tell):
    whole = comparison(running=True, runs=())
    room = shown(whole)
    tell(lane_event(0, Phase.READING, load=2.5))
    assert room.state.figures_of("l0").load.median == 2.5
    runs = tuple(
        LaneRun("l0", turn, 0, answer(0, figures=figures(load=None, preload=(2.5, None)[turn]))) for turn in (0, 1)
    )
    tell(comparison_event(replace(whole, prompts=(QUESTION, "And why?"), runs=runs, running=False)))
    assert "loaded" not in room.lanes.cards["l0"].foot.text()
    assert room.table.rows.index(0, LOAD).data() == "warm", "it was there already"
    assert room.table.rows.index(1, LOAD).data() == "—", "it was not asked"


def test_an_answer_without_a_word_says_so_and_is_the_quickest_of_nothing(shown):
    whole = comparison()
    empty = answer(1, text="", figures=figures(1, tokens=None, generation_rate=None, total=0.1))
    room = shown(replace(whole, runs=(whole.runs[0], replace(whole.runs[1], message=empty), whole.runs[2])))
    assert "answered nothing" in room.lanes.cards["l1"].foot.text()
    total = 1 + [column.key for column in COLUMNS].index("total")
    assert [room.table.rows.index(row, total).data(CELL).best for row in range(3)] == [True, False, False]
    assert room.table.rows.index(1, total).data() == "—"


def test_the_question_is_seen_whole_when_the_window_becomes_narrow(room, tell, qtbot):
    tell(models_event())
    room.prompt.set_draft(Draft(QUESTION))
    one = room.prompt.field.height()
    room.resize(648, 600)
    qtbot.waitUntil(lambda: room.prompt.field.height() > one)
    room.resize(1600, 600)
    qtbot.waitUntil(lambda: room.prompt.field.height() == one)


@pytest.mark.parametrize("baseline", ["", "l1"])
def test_a_low_window_shows_two_rows_of_the_table_and_no_half_one(room, tell, baseline, qtbot):
    tell(models_event())
    room.resize(648, 600)
    room.state.begin_comparison("c")
    tell(comparison_event(comparison(*MODELS, *MODELS)))
    room.change_setup(replace(room.state.setup, baseline=baseline))
    table = room.table
    qtbot.waitUntil(lambda: table.height() == table.minimumHeight() == table.maximumHeight())
    row = table.verticalHeader().defaultSectionSize()
    assert table.whole_height() - table.height() == 4 * row
    room.resize(1028, 1500)
    qtbot.waitUntil(lambda: table.height() == table.whole_height())


def test_long_names_and_six_lanes_fit_a_small_window(room, tell, qtbot):
    long = "hf.co/unsloth/DeepSeek-R1-Distill-Qwen-14B-Instruct-Preview-GGUF:Q4_K_M"
    tell(models_event())
    room.resize(648, 600)
    room.state.begin_comparison("c")
    tell(comparison_event(comparison(*[long] * 6)))
    tell()
    assert room.width() == 648
    button = room.lanes.cards["l0"].button
    assert "DeepS" in button.shown_text()
    assert button.shown_text() != button.text()
    assert long in button.toolTip()
    qtbot.waitUntil(lambda: room.lanes.horizontalScrollBar().maximum() > 0)
    room.lanes.cards["l5"].view.setFocus()
    assert room.lanes.horizontalScrollBar().value() > 0, "the lane with the focus comes into sight"


def test_the_question_settles_at_every_width(room, tell, qapp):
    """A scroll bar that comes makes the text longer, and one that goes shorter: it must not do so for ever."""
    tell(models_event())
    fits = []
    room.prompt.field.document().documentLayout().documentSizeChanged.connect(lambda size: fits.append(size))
    for count in (14, 40, 75, 90, 400):
        room.prompt.set_draft(Draft(" ".join(["question"] * count)))
        for width in range(420, 1100, 17):
            room.resize(width, 600)
            fits.clear()
            qapp.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 100)
            assert len(fits) < 20, (words, width)


def test_everything_without_a_text_has_a_name_for_screen_readers(shown):
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea

    room = shown()
    widgets = room.findChildren(QAbstractButton) + [
        one for one in room.findChildren(QAbstractScrollArea) if one.focusPolicy() != Qt.FocusPolicy.NoFocus
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


def test_the_plan_speaks_the_language_of_now(shown, tell, translation, qapp):
    room = shown(comparison(running=True, runs=()))
    tell(PlanEvent("c", Schedule((ScheduleStep(("l0",), ("a",)), ScheduleStep(("l1",), ("b",))), Why.ASKED)))
    assert room.plan_note.text() == "One after another, as you chose."
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert room.plan_note.text() not in ("", "One after another, as you chose.")


def test_the_language_can_change_at_any_time(shown, translation):
    room = shown()
    for language in ("zh_CN", "en"):
        translation.choose_language(language)
    assert room.header.title.text() == "Compare"


def test_answers_scroll_together_only_when_wanted(shown, tell):
    long = "\n\n".join(f"Paragraph {number} of the answer." for number in range(200))
    whole = comparison()
    room = shown(replace(whole, runs=tuple(replace(run, message=answer(0, text=long)) for run in whole.runs)))
    first, second = (room.lanes.cards[lane].view for lane in ("l0", "l1"))
    tell()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_PageDown)
    assert second.verticalScrollBar().value() < first.verticalScrollBar().value()
    room.lanes.scrolls_together = True
    QTest.keyClick(first, Qt.Key.Key_PageDown)
    assert second.verticalScrollBar().value() == pytest.approx(first.verticalScrollBar().value(), abs=40)


def test_four_lanes_at_once_cost_one_frame_and_one_layout_each(room, tell, bridge, qtbot):
    """200 tok/s in four lanes for half a second: counted, not timed."""
    tell(models_event())
    room.state.begin_comparison("c")
    four = comparison(*MODELS, "kimi:1t", running=True, runs=())
    tell(comparison_event(four))
    for at in range(4):
        tell(lane_event(at))
    QTest.qWait(100)
    ticks = []
    tick = room.lanes.clock._run_frame
    room.lanes.clock._timer.timeout.disconnect()
    room.lanes.clock._timer.timeout.connect(lambda: (ticks.append(1), tick()))
    layouts, frames, pieces = room.lanes.layouts, room.lanes.frames, 0
    for _ in range(25):
        for at in range(4):
            for _ in range(4):
                bridge.post_events(piece_event(at, "word "))
                pieces += 1
        QTest.qWait(20)
    qtbot.waitUntil(lambda: not room.lanes.clock.running)  # nothing runs when nothing comes
    frames, layouts = room.lanes.frames - frames, room.lanes.layouts - layouts
    print(f"{pieces} pieces: {len(ticks)} ticks of the clock, {frames} frames of lanes, {layouts} layouts")
    assert pieces == 400
    assert len(ticks) <= pieces / 16, "at most one tick a burst"
    assert frames <= 4 * len(ticks), "each lane at most once a tick"
    assert layouts <= 2 * frames, "only what is still open is laid out again"


BOX = "http://box.lan:11434"


def open_box(room, preferences, tell):
    """The menu of the first lane, on another host."""
    tell(models_event())
    preferences.change(host="127.0.0.1:11434", hosts=("127.0.0.1:11434", BOX))
    first = next(iter(room.lanes.cards.values()))
    first.button.click()
    switcher = room.model_selection.switcher
    assert [switcher.host.pill_of(host).isVisible() for host in ("", BOX)] == [True, True]
    switcher.host.pill_of(BOX).click()
    assert switcher.focusWidget() is switcher.field
    return switcher


def test_a_lane_can_be_given_a_model_of_another_known_host(room, asked, preferences, tell, qtbot):
    switcher = open_box(room, preferences, tell)
    assert asked.of("compare.list_host_models") == [(BOX,)]
    assert "box.lan:11434" in switcher.nothing.text()
    assert switcher.rows.rowCount() == 0
    tell(HostModelsEvent(BOX, models_event("glm4:9b", "llama4:400b").models))
    assert switcher.nothing.isHidden()
    assert switcher.rows.rowCount() == 2
    switcher._choose_row(switcher.rows.index(0))
    first, second = room.state.setup.lanes
    assert (first.model, first.host, second.host) == ("glm4:9b", BOX, "")
    assert names(room)[0] == "glm4:9b · box.lan:11434"
    assert room.lanes.cards[first.id].button.shown_text() == "glm4:9b"
    assert room.state.make_rows()[0].name == "glm4:9b · box.lan:11434"
    room.prompt.set_draft(Draft("Why?"))
    room.prompt.submit()
    (call,) = asked.of("compare.run_comparison")
    assert [lane.host for lane in call[2]] == [BOX, ""]


def test_a_host_that_does_not_answer_is_named_in_the_menu_and_asked_again_on_wish(room, asked, preferences, tell):
    switcher = open_box(room, preferences, tell)
    tell(HostModelsEvent(BOX, (), Trouble(Problem.HOST_UNREACHABLE, address="box.lan:11434")))
    assert "box.lan:11434" in switcher.nothing.text()
    assert switcher.again.isVisible()
    switcher.again.click()
    assert len(asked.of("compare.list_host_models")) == 2
    switcher.host.pill_of("").click()
    assert switcher.rows.rowCount() == len(MODELS)
    switcher.close()


def test_with_one_host_there_is_no_choice_of_hosts(room, tell):
    tell(models_event())
    next(iter(room.lanes.cards.values())).button.click()
    assert room.model_selection.switcher.host.isHidden()
    room.model_selection.switcher.close()


def test_the_same_model_on_two_hosts_is_told_apart_by_the_host_unless_names_are_hidden(shown):
    two = comparison("qwen3:8b", "qwen3:8b")
    lanes = (two.lanes[0], replace(two.lanes[1], host=BOX))
    room = shown(replace(two, lanes=lanes))
    assert names(room) == ["qwen3:8b", "qwen3:8b · box.lan:11434"]


def test_a_blind_comparison_hides_hosts_too(shown):
    two = comparison("qwen3:8b", "qwen3:8b", blind=True)
    room = shown(replace(two, lanes=tuple(replace(lane, host=BOX) for lane in two.lanes)))
    cards = room.lanes.cards.values()
    assert not any("box" in card.button.toolTip() + card.button.text() + card.button._host for card in cards)


def offered(room):
    return [card.example.text() for card in room.lanes.cards.values() if card.example.isVisible()]


def test_every_empty_lane_offers_another_example_which_goes_into_the_prompt(room, tell):
    tell(models_event())
    first, second = offered(room)
    assert first != second
    card = list(room.lanes.cards.values())[1]
    card.example.click()
    assert room.prompt.draft().text == card.example.accessibleDescription()
    assert room.prompt.field.hasFocus()


def test_examples_are_gone_once_something_was_asked(shown):
    assert offered(shown(comparison(*MODELS[:2]))) == []


def test_columns_of_the_gpu_are_there_only_where_a_model_is_on_one(shown, tell):
    whole = comparison()
    without = tuple(
        replace(run, message=replace(run.message, figures=replace(run.message.figures, memory_vram=0)))
        for run in whole.runs
    )
    room = shown(replace(whole, runs=without))
    keys = [column.key for column in COLUMNS]
    gpu, ram = 1 + keys.index("gpu"), 1 + keys.index("ram")
    assert room.table.isColumnHidden(gpu)
    assert room.table.isColumnHidden(ram)
    tell(comparison_event(whole))
    assert not room.table.isColumnHidden(gpu)
    assert not room.table.isColumnHidden(ram)


@pytest.mark.parametrize(("lack", "scrolls"), [(0, False), (20, False), (300, True)])
def test_six_lanes_do_not_scroll_by_a_few_pixels(shown, lack, scrolls):
    room = shown(comparison(*MODELS, "gemma3:4b", "llama3.2:3b", "phi4-mini:3.8b"))
    beside = room.width() - room.lanes.viewport().width()
    room.resize(6 * 264 + 5 * 12 + beside - lack, room.height())
    QApplication.processEvents()
    assert (room.lanes.horizontalScrollBar().maximum() > 0) == scrolls


def test_every_entry_of_the_menus_does_what_it_says(room):
    done = []
    actions = {action: (lambda action=action: done.append(action)) for action in MoreAction}
    for entry in more_menu(room, actions, scrolls_together=False).actions():
        entry.trigger()
    assert done == list(MoreAction)
    done.clear()
    for entry in export_menu(room, done.append, lambda: done.append("picture")).actions():
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
