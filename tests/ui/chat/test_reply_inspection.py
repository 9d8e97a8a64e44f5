"""The way from a reply to the layers of its model: where it is offered, and which token it names."""

import pytest
from PySide6.QtTest import QTest

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.model import ModelCard
from teahouse.core.stream_events import TokenLogprob
from teahouse.core.token_probabilities import ProbabilityRecorder
from teahouse.core.workshop.layer_inspection import ReplyPlace
from teahouse.services.chat.events import OpenedEvent, ProbabilitiesEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.ui.chat.page import ChatPage

TOKENS = ("Green", " 茶", " is", " tea", ".")
TEXT = "".join(TOKENS)
ENGINE = HostEvent(HostState.READY, "http://127.0.0.1:1", "0.1", engine=True, ours=True)
MODELS = ModelsEvent((ModelEntry(ModelCard("m:latest")), ModelEntry(ModelCard("n:latest"))))


@pytest.fixture
def post_events(bridge):
    def post(*events):
        bridge.post_events(*events)
        QTest.qWait(0)

    return post


@pytest.fixture
def page(qtbot, bridge, preferences, theme, post_events):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(ServiceRecorder())
    made.open_conversation("kept")
    question = Message("u", None, Role.USER, "What?")
    reply = Message("a", "u", Role.ASSISTANT, TEXT, model="m", state=State.DONE)
    post_events(OpenedEvent(Conversation(ConversationHead("kept", "Tea", 1.0, 2.0, model="m"), (question, reply))))
    return made


def entry(page, number=1):
    menu = page.transcript._menus.menu_of(page.transcript.items[number])
    return next((action for action in menu.actions() if action.text().startswith("Inspect this reply")), None)


@pytest.mark.parametrize(
    ("host", "models", "reason"),
    [
        (None, None, "needs the built-in engine of this computer"),
        (HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"), MODELS, "needs the built-in engine"),
        (HostEvent(HostState.READY, "http://10.0.0.2:1", "0.1", engine=True, local=False), MODELS, "of this computer"),
        (ENGINE, ModelsEvent(MODELS.models[1:]), "its model is not installed"),
    ],
)
def test_it_is_disabled_with_the_reason(page, post_events, host, models, reason):
    post_events(*filter(None, (host, models)))
    assert not entry(page).isEnabled()
    assert reason in entry(page).text()
    assert page.inspection.find_refusal(page.transcript.items[1].message)


def test_it_names_the_end_of_the_reply_and_the_installed_model(page, post_events, qtbot):
    post_events(ENGINE, MODELS)
    assert entry(page, 0) is None, "a question has no layers"
    assert entry(page).text() == "Inspect this reply"
    with qtbot.waitSignal(page.inspection.wanted) as asked:
        entry(page).trigger()
    assert asked.args == [ReplyPlace("kept", "a", "m:latest", len(TEXT))]


def test_the_dialog_of_a_token_names_the_token(page, post_events, qtbot):
    page.tokens.switch()
    page.transcript.grab()
    recorder = ProbabilityRecorder()
    recorder.add_tokens([TokenLogprob(token, -0.5, (), token.encode()) for token in TOKENS])
    post_events(ProbabilitiesEvent("kept", "a", recorder.place_tokens(TEXT)))
    page.tokens.show_token("a", 1)
    dialog = page.tokens.dialog
    assert not dialog.inspect_button.isVisible()
    post_events(ENGINE, MODELS)
    page.tokens.show_token("a", 1)
    with qtbot.waitSignal(page.inspection.wanted) as asked:
        dialog.inspect_button.click()
    assert asked.args == [ReplyPlace("kept", "a", "m:latest", len("Green 茶"))]
    assert not dialog.isVisible()
