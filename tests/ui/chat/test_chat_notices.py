"""The notices of the chat page: the greeting, the advice without a model, and the bar of notices."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fixtures.models_events import catalogue_event, computer_event, make_pull, recommended_event
from fixtures.service_recorder import ServiceRecorder
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelCard
from teahouse.core.pulls import PullState
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent
from teahouse.services.pulls.events import PullEvent, PullsEvent
from teahouse.ui.chat import problems
from teahouse.ui.chat.no_models_view import CONTEXT as FIRST_CONTEXT
from teahouse.ui.chat.no_models_view import describe_setup
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.kit.notices import Notice, Notices

GB = 1_000_000_000
OLLAMA = HostEvent(HostState.READY, "127.0.0.1:11434", "0.33.0")
ENGINE = HostEvent(HostState.READY, "127.0.0.1:40001", "0.1.0", engine=True, ours=True)
ONE = ModelsEvent((ModelEntry(ModelCard("smollm2:135m")),))
MEMORY = MemoryEvent((), total=24 * GB, available=21 * GB)


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    return made


def post_events(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# One sentence about this computer.


@pytest.mark.parametrize(
    ("host", "models", "memory", "sentence"),
    [
        (None, None, None, "Looking for Ollama on this computer…"),
        (HostEvent(HostState.SEARCHING, asks_keyring=True), None, None, "Waiting for the system's keyring…"),
        (HostEvent(HostState.SEARCHING), None, None, "Looking for Ollama on this computer…"),
        (HostEvent(HostState.STARTING, engine=True), None, None, "Starting the built-in engine…"),
        (HostEvent(HostState.STARTING), None, None, "Starting Ollama…"),
        (OLLAMA, None, MEMORY, "Ollama 0.33.0; 24 GB of memory, 21 GB free"),
        (ENGINE, ONE, None, "No Ollama found: the built-in engine is ready with smollm2:135m"),
        (OLLAMA, ModelsEvent(()), None, "Ollama 0.33.0 is ready, but no model to chat with is here yet"),
        (
            HostEvent(HostState.LOST, "127.0.0.1:11434"),
            ONE,
            MEMORY,
            "The connection to 127.0.0.1:11434 was lost. Trying again…",
        ),
    ],
)
def test_what_was_found_is_one_sentence(qapp, host, models, memory, sentence):
    assert describe_setup(host, models, memory) == sentence


def test_memory_of_another_computer_is_not_told(qapp):
    far = HostEvent(HostState.READY, "10.0.0.5:11434", "0.33.0", local=False)
    assert describe_setup(far, None, MEMORY) == "Ollama 0.33.0 at 10.0.0.5:11434"


def test_a_host_that_failed_says_its_own_sentence(qapp):
    trouble = Trouble(Problem.NOT_AN_OLLAMA, address="127.0.0.1:80")
    assert "127.0.0.1:80" in describe_setup(HostEvent(HostState.FAILED, trouble=trouble), None, None)


# The greeting.


def test_an_example_goes_into_the_composer_and_is_not_sent(chat_page, bridge, services):
    post_events(bridge, OLLAMA, ONE)
    press(chat_page.greeting.examples[2])
    assert chat_page.composer.text().startswith("Make this message shorter")
    assert chat_page.composer.editor.hasFocus()
    assert services.of("chat.send_message") == []


def test_without_a_model_one_that_fits_this_computer_is_offered_and_pulled(chat_page, bridge, services):
    post_events(bridge, OLLAMA, ModelsEvent(()), MEMORY)
    missing = chat_page.greeting.missing
    assert missing.isVisible()
    assert not chat_page.greeting.examples[0].isVisible()
    assert services.of("catalogue.open_catalogue") == [((), {})]
    assert missing.recommended is None
    assert not chat_page.greeting.found.isVisible(), "it would say the same again"
    assert (
        missing.text.text()
        == "Ollama 0.33.0 is ready, but no model to chat with is here yet; 24 GB of memory, 21 GB free."
    )
    post_events(bridge, catalogue_event(), computer_event(9))
    assert services.of("catalogue.recommend_models") == [((FIRST_CONTEXT,), {})]
    post_events(bridge, recommended_event(computer_event(9), FIRST_CONTEXT))
    assert missing.recommended.title.text() == "Recommended for this computer"
    first = missing.recommended.rows[0]
    name = first.pick.tag.name
    assert first.purposes.text().startswith("Chat")
    assert "to download · ≈ " in first.figures.text()
    assert "tok/s" in first.figures.text()
    assert first.why.text().endswith(".")
    press(first.button)
    assert services.of("pulls.start_pull") == [((name,), {})]
    post_events(bridge, PullsEvent((make_pull(name, done=1, total=4),)))
    assert missing.doing.text() == f"{name}: 1 of 4 GB"
    assert missing.bar.share == pytest.approx(0.25)
    assert not missing.recommended.isVisible()
    post_events(bridge, PullEvent(make_pull(name, PullState.FAILED)))
    assert missing.recommended.isVisible()


def test_what_is_recommended_waits_for_the_test_of_memory_and_then_stays(chat_page, bridge, services):
    testing = replace(computer_event(9, tested=False), testing=True)
    post_events(
        bridge, OLLAMA, ModelsEvent(()), MEMORY, catalogue_event(), testing, recommended_event(testing, FIRST_CONTEXT)
    )
    missing = chat_page.greeting.missing
    assert missing.recommended.rows == ()
    assert "Measuring" in missing.recommended.hint.text()
    post_events(bridge, computer_event(9), recommended_event(computer_event(9), FIRST_CONTEXT))
    assert missing.recommended.rows
    assert not missing.recommended.hint.isVisible()
    asked = len(services.of("catalogue.recommend_models"))
    post_events(bridge, computer_event(5), computer_event(12))
    assert len(services.of("catalogue.recommend_models")) == asked, "it would change below the pointer"


def test_the_engine_is_offered_what_it_runs(chat_page, bridge):
    engine = computer_event(9, engine=True)
    post_events(
        bridge, ENGINE, ModelsEvent(()), MEMORY, catalogue_event(), engine, recommended_event(engine, FIRST_CONTEXT)
    )
    missing = chat_page.greeting.missing
    assert "The built-in engine is ready" in missing.text.text()
    assert all(row.pick.tag.engine for row in missing.recommended.rows)


def test_a_host_elsewhere_is_offered_one_that_runs_almost_anywhere(chat_page, bridge):
    elsewhere = ComputerEvent(None)
    post_events(
        bridge, OLLAMA, ModelsEvent(()), catalogue_event(), elsewhere, recommended_event(elsewhere, FIRST_CONTEXT)
    )
    found = chat_page.greeting.missing.recommended
    assert found.title.text() == "To begin with"
    assert found.rows[0].why.text() == "Small enough for almost any computer."


def test_nothing_of_the_catalogue_is_asked_while_there_are_models(chat_page, bridge, services):
    post_events(bridge, OLLAMA, ONE, MEMORY)
    assert services.of("catalogue.open_catalogue") == []


def test_look_again_asks_the_services(chat_page, bridge, services):
    post_events(bridge, OLLAMA, ModelsEvent(()))
    press(chat_page.greeting.missing.again)
    assert services.of("hosts.find_host") == services.of("library.refresh_models") == [((), {})]


def test_a_list_that_could_not_be_read_is_not_an_empty_one(chat_page, bridge):
    post_events(bridge, OLLAMA, ModelsEvent((), Trouble(Problem.HOST_LOST)))
    assert not chat_page.greeting.missing.isVisible()
    assert "broke off" in chat_page.greeting.found.text()


# The bar.


def test_a_lost_host_is_said_with_its_remedies_and_taken_back_when_found(chat_page, bridge, services):
    lost = Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:11434")
    post_events(bridge, HostEvent(HostState.LOST, "127.0.0.1:11434", can_start_ollama=True, trouble=lost))
    assert "127.0.0.1:11434" in chat_page.notice.label.text()
    assert [button.text() for button in chat_page.notice.buttons()] == [
        "Retry",
        "Start Ollama",
        "Use the built-in engine",
    ]
    press(chat_page.notice.buttons()[2])
    assert services.of("hosts.use_engine") == [((), {})]
    post_events(bridge, HostEvent(HostState.LOST, "127.0.0.1:11434", trouble=lost))
    assert chat_page.notice.isVisible()
    assert not chat_page.greeting.found.isVisible(), "it would say the same again"
    post_events(bridge, OLLAMA)
    assert not chat_page.notice.isVisible()
    assert chat_page.greeting.found.isVisible()


def test_waiting_for_the_keyring_is_said_and_the_person_can_go_on_without_it(chat_page, bridge, services):
    waiting = HostEvent(HostState.SEARCHING, "10.0.0.5:11434", asks_keyring=True)
    post_events(bridge, waiting)
    assert "keyring" in chat_page.notice.label.text()
    post_events(bridge, HostEvent(HostState.SEARCHING, "10.0.0.5:11434"))  # it answered
    assert not chat_page.notice.isVisible()
    post_events(bridge, waiting)
    press(chat_page.notice.buttons()[0])
    assert services.of("hosts.go_without_secret") == [((), {})]
    post_events(
        bridge, HostEvent(HostState.FAILED, trouble=Trouble(Problem.KEYRING_SILENT, host="http://10.0.0.5:11434"))
    )
    assert "did not answer" in chat_page.notice.label.text()


def test_a_lost_engine_is_not_offered_as_its_own_remedy(chat_page, bridge):
    post_events(bridge, HostEvent(HostState.LOST, "127.0.0.1:40001", engine=True))
    assert [button.text() for button in chat_page.notice.buttons()] == ["Retry"]


def test_starting_ollama_is_offered_once_while_the_engine_answers(chat_page, bridge, services):
    installed = HostEvent(HostState.READY, "127.0.0.1:40001", engine=True, can_start_ollama=True)
    post_events(bridge, installed)
    press(chat_page.notice.close_button)
    post_events(bridge, installed)
    assert not chat_page.notice.isVisible()
    assert services.of("hosts.start_ollama") == []


def test_other_trouble_is_said_and_can_be_closed(chat_page, bridge):
    post_events(bridge, TroubleEvent(Trouble(Problem.DISK_FULL, path="/data")))
    assert "/data" in chat_page.notice.label.text()
    press(chat_page.notice.close_button)
    assert not chat_page.notice.isVisible()


@pytest.fixture
def notice(qtbot, theme):
    place = QWidget()
    place.resize(700, 200)
    qtbot.addWidget(place)
    made = Notices(theme, place)
    made.resize(700, 60)
    place.show()
    yield made
    place.close()


def test_a_notice_is_announced_once_however_often_it_is_repeated(notice, monkeypatch):
    announced = []
    monkeypatch.setattr("teahouse.ui.kit.notices.announce", lambda _source, text, urgent: announced.append(text))
    said = problems.about_trouble(Trouble(Problem.DISK_FULL, path="/data"))
    notice.show_notice(said)
    notice.show_notice(said)
    assert announced == [notice.label.text()]
    assert notice.accessibleName() == notice.label.text()


def test_closing_gives_no_way_to_press_what_was_there(notice):
    deeds = []
    notice.show_notice(Notice("link", lambda: "Open it?", lambda: (("Open it", lambda: deeds.append("opened")),)))
    button = notice.buttons()[0]
    press(button)
    assert deeds == ["opened"]
    assert not notice.isVisible()


def test_a_long_address_does_not_widen_the_bar(notice):
    notice.show_notice(Notice("link", lambda: "file:///" + "x" * 3000))
    notice.adjustSize()
    assert notice.minimumSizeHint().width() < 700


def test_a_long_report_is_cut_in_the_bar_and_whole_in_its_tool_tip(notice):
    notice.show_notice(problems.about_trouble(Trouble(Problem.ENGINE_DIED, message="line of a log\n" * 100)))
    assert len(notice.label.text()) < 500
    assert "\n" not in notice.label.text()
    assert notice.label.toolTip().count("line of a log") == 100


def test_an_engine_that_is_not_installed_is_not_offered(chat_page, bridge):
    post_events(bridge, HostEvent(HostState.FAILED, trouble=Trouble(Problem.ENGINE_MISSING)))
    assert [button.text() for button in chat_page.notice.buttons()] == ["Retry"]
    post_events(bridge, HostEvent(HostState.LOST, "10.0.0.5:11434", trouble=Trouble(Problem.HOST_UNREACHABLE)))
    assert [button.text() for button in chat_page.notice.buttons()] == ["Retry", "Use the built-in engine"]
