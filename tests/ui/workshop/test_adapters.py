"""The Adapters tab: rows with sliders, trying out, making and merging, and a host that takes none."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from fixtures.models_events import model_entry, models_event
from teahouse.core.conversation import Message, Role, State
from teahouse.core.details import AdapterDetails, Details, Weights, read_details
from teahouse.core.errors import Problem, Trouble
from teahouse.services.generation.events import PieceEvent, ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import TRY_OUT, DetailsEvent, MadeEvent, Making, MakingEvent
from teahouse.ui.compare.parameters import own_words
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.window import Window
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import WorkshopTab

MODEL = "styled:latest"
TWO = (AdapterDetails("pirate", 1.0, 4_600_000, 4, 90), AdapterDetails("poet", 0.0, 4_600_000, 16, 210))


def details(*adapters, model=MODEL):
    return DetailsEvent(model, Details(model, tensors=(Weights("w", "F16", (10,), 270_000_000),), adapters=adapters))


@pytest.fixture
def page(bridge, theme, preferences, qtbot, calls, post_events):
    made = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_tab(WorkshopTab.ADAPTERS)
    made.show()
    post_events(models_event(*(model_entry(name, 0.1) for name in (MODEL, "plain:latest", "haiku:latest"))))
    made.choose_model(MODEL)
    post_events(HostEvent(HostState.READY, engine=True), details(*TWO))
    return made


@pytest.fixture
def tab(page):
    return page.tab_widget(WorkshopTab.ADAPTERS)


def test_details_have_the_adapters_of_a_model():
    shown = {"adapters": [{"name": "pirate", "scale": 0.5, "size": 9, "rank": 4, "tensors": 90}, {"name": 3}, "x"]}
    assert read_details("a", shown).adapters == (AdapterDetails("pirate", 0.5, 9, 4, 90), AdapterDetails(""))


def test_each_adapter_has_a_slider_for_keys_and_screen_readers(tab):
    first, second = tab.rows
    assert [row.name.text() for row in tab.rows] == ["pirate", "poet"]
    assert first.slider.accessibleName() == "Scale of pirate"
    assert second.away.accessibleName() == "Take poet away"
    assert "rank 4" in first.facts.text()
    QTest.keyClick(first.slider, Qt.Key.Key_Left)
    assert (first.scale, first.number.text()) == (0.95, "0.95")
    QTest.keyClick(first.slider, Qt.Key.Key_End)
    assert tab.scales == {"pirate": 1.5, "poet": 0.0}


def test_a_scale_beyond_the_slider_stays_until_it_is_moved(tab, post_events):
    post_events(details(AdapterDetails("wild", -2.0)))
    (row,) = tab.rows
    assert (row.scale, row.slider.value(), row.number.text()) == (-2.0, 0, "-2.00")
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.scale == 0.05


def test_moving_a_slider_asks_the_question_again(page, tab, calls, post_events, qtbot):
    tab.trial.field.setText("Who are you?")
    tab.trial.ask.click()
    (modelfile, talk, reply) = calls.of("try_out.ask_variant")[0]
    assert modelfile.base == MODEL
    assert modelfile.build_options() == {
        "temperature": 0.0,
        "seed": 1,
        "num_predict": 160,
        "adapters": {"pirate": 1.0, "poet": 0.0},
    }
    assert talk[0].text == "Who are you?"
    post_events(
        PieceEvent(TRY_OUT, reply.id, "A pi"), PieceEvent(TRY_OUT, "another", "No"), PieceEvent("x", reply.id, "No")
    )
    assert tab.trial.answer.text() == "A pi"
    post_events(ReplyEvent(TRY_OUT, Message(reply.id, None, Role.ASSISTANT, "A pirate.", state=State.DONE)))
    assert tab.trial.answer.text() == "A pirate."
    QTest.keyClick(tab.rows[1].slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(calls.of("try_out.ask_variant")) == 2)
    again, _, second = calls.of("try_out.ask_variant")[1]
    assert again.build_options()["adapters"] == {"pirate": 1.0, "poet": 1.5}
    failed = Message(
        second.id,
        None,
        Role.ASSISTANT,
        problem=Problem.HOST_UNREACHABLE.value,
        facts={"address": "x"},
        state=State.FAILED,
    )
    post_events(ReplyEvent(TRY_OUT, failed))
    assert not tab.trial.running
    assert tab.trial.state.text()
    page.choose_model("plain:latest")
    assert tab.trial.answer.text() == ""


def test_scales_go_to_a_chat_and_to_compare(page, tab, qtbot):
    with qtbot.waitSignal(page.links.chat) as chat:
        tab.to_chat.click()
    assert chat.args == [MODEL, {"adapters": {"pirate": 1.0, "poet": 0.0}}]
    with qtbot.waitSignal(page.links.compare) as compare:
        tab.to_compare.click()
    without, own = {"pirate": 0.0, "poet": 0.0}, {"pirate": 1.0, "poet": 0.0}
    assert compare.args == [MODEL, [{"adapters": own}, {"adapters": without}]]
    tab.rows[0].slider.setValue(10)
    with qtbot.waitSignal(page.links.compare) as compare:
        tab.to_compare.click()
    assert compare.args[1] == [{"adapters": {"pirate": 0.5, "poet": 0.0}}, {"adapters": own}]


def test_the_first_adapter_makes_a_new_model(page, tab, calls, post_events):
    page.choose_model("plain:latest")
    post_events(details(model="plain:latest"))
    assert not tab.rows
    assert "no adapters yet" in tab.empty.text()
    assert not tab.trial_card.isVisible()
    tab.add_path("/tmp/Haiku style.gguf")
    assert tab.dialog.field.text() == "plain-haiku-style"
    tab.dialog.field.setText("not a name !")
    assert not tab.dialog.make.isEnabled()
    tab.dialog.field.setText("haiku")
    tab.dialog.make.click()
    assert calls.of("model_builder.add_adapter") == [("plain:latest", "haiku:latest", "/tmp/Haiku style.gguf")]
    post_events(MakingEvent("haiku:latest", Making.CREATING, 300, 1000, "merging adapters"))
    assert "Merging the adapters" in tab.status.text()
    assert "30" in tab.status.text()
    assert tab.cancel.isVisible()
    post_events(MadeEvent("haiku:latest", made=True))
    assert page.model == "haiku:latest"
    assert "haiku:latest is made" in tab.status.text()


def test_another_adapter_changes_the_model_itself(tab, calls, post_events):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/more.gguf")])
    point = QPoint(5, 5).toPointF()
    drop = QDropEvent(point, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    tab.dropEvent(drop)
    assert drop.isAccepted()
    assert calls.of("model_builder.add_adapter") == [(MODEL, MODEL, "/tmp/more.gguf")]
    assert not tab.add_file.isEnabled()
    post_events(MadeEvent(MODEL, made=False, trouble=Trouble(Problem.HOST_ERROR, message="it does not fit")))
    assert "it does not fit" in tab.status.text()
    reads = len(calls.of("models.read_details"))
    tab.rows[1].away.click()
    assert calls.of("model_builder.remove_adapter") == [(MODEL, "poet")]
    post_events(MadeEvent(MODEL, made=True))
    assert len(calls.of("models.read_details")) == reads + 1
    tab.rows[0].slider.setValue(8)
    post_events(details(TWO[0]))
    assert tab.scales == {"pirate": 0.4}, "a chosen scale stays"


def test_scales_are_kept_and_merged(tab, calls, post_events):
    assert not tab.keep.isEnabled()
    tab.rows[0].slider.setValue(10)
    tab.keep.click()
    assert calls.of("model_builder.keep_scales") == [(MODEL, {"pirate": 0.5, "poet": 0.0})]
    post_events(MadeEvent(MODEL, made=True))
    tab.merge.click()
    assert "270" in tab.dialog.sentence.text()
    tab.dialog.make.click()
    assert calls.of("model_builder.merge_adapters") == [(MODEL, "styled-merged:latest", {"pirate": 0.5})]
    tab.cancel.click()
    assert calls.of("model_builder.cancel_making") == [("styled-merged:latest",)]
    post_events(MadeEvent("styled-merged:latest", made=False))
    assert "nothing was made" in tab.status.text()


def test_another_host_takes_no_adapters(page, tab, post_events, qtbot):
    post_events(HostEvent(HostState.READY, engine=False))
    assert "0.34.1" in tab.refusal.text()
    assert not tab.card.isVisible()
    assert not tab.trial_card.isVisible()
    with qtbot.waitSignal(page.links.other_host):
        tab.choose_host.click()


def test_a_window_uses_scales_in_a_chat_and_in_compare(bridge, preferences, theme, calls, post_events, qtbot):
    window = Window(bridge, preferences, theme)
    qtbot.addWidget(window)
    window.show()
    post_events(models_event(*(model_entry(name, 0.1) for name in ("plain:latest", MODEL))))
    links = window.pages.enter_workshop().links
    links.chat.emit(MODEL, {"adapters": {"pirate": 0.5}})
    assert window.pages.current is Page.CHAT
    chat = window.chat_page
    assert chat.model_selection.model == MODEL
    assert chat.parameters.options["adapters"] == {"pirate": 0.5}
    links.chat.emit(MODEL, {"adapters": {"pirate": 0.25}})
    assert chat.parameters.options["adapters"] == {"pirate": 0.25}
    links.compare.emit(MODEL, [{"adapters": {"pirate": 0.5}}, {"adapters": {"pirate": 0.0}}])
    lanes = window.pages.enter_compare().state.setup.lanes
    assert [(lane.model, lane.options) for lane in lanes] == [
        (MODEL, {"adapters": {"pirate": 0.5}}),
        (MODEL, {"adapters": {"pirate": 0.0}}),
    ]
    assert own_words(lanes[0]) == "Adapters pirate 0.5"
