"""The context meter shows the true fill; where the window is too small the person chooses the action."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.architecture import Architecture
from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.catalogue import CacheGroup
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.details import Details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.services.chat.events import AttachedEvent, ContentEvent, ContextEvent, OpenedEvent
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import DetailsEvent, MemoryEvent, ModelEntry, ModelsEvent
from teahouse.ui.chat.context.choice import CONTEXT
from teahouse.ui.chat.context.dialogs import larger
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.i18n.troubles import sentence

MODEL = "gemma3:4b"
LOADED = LoadedModel(MODEL, 5_000_000_000, 0, context_length=4096)
# 32 layers of 8 heads with keys and values of 128: 131,072 bytes a token in 16 bits
BUILD = Architecture("llama", 4_000_000_000, 4_000_000_000.0, (CacheGroup(32, 2048),), 0)
FULL = {"needed": 5000, "available": 4096}


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def room(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    models = ModelsEvent((ModelEntry(ModelCard(MODEL, size=4_000_000_000), LOADED),))
    tell(bridge, HostEvent(HostState.READY, "127.0.0.1:11434"), models)
    return made


def tell(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def talk(last, *, since="", summary="", options=None):
    """Four messages that were answered, and a question with this reply."""
    done = Figures(context_used=3000, context_length=4096)
    messages = [
        Message("q1", None, Role.USER, "Tea?"),
        Message("r1", "q1", Role.ASSISTANT, "Yes.", model=MODEL, figures=done),
        Message("q2", "r1", Role.USER, "More?"),
        last,
    ]
    head = ConversationHead("c", "Tea", 1.0, 1.0, model=MODEL)
    return OpenedEvent(Conversation(head, messages, since=since, summary=summary, options=options))


def refused():
    return Message(
        "r2", "q2", Role.ASSISTANT, model=MODEL, state=State.FAILED, problem=Problem.CONTEXT_FULL, facts=FULL
    )


def answered(used=3200, state=State.DONE):
    figures = Figures(context_used=used, context_length=4096)
    return Message("r2", "q2", Role.ASSISTANT, "Sure.", model=MODEL, state=state, figures=figures)


def opened(room, bridge, event):
    room.open_conversation("c")
    tell(bridge, event)


def words(room):
    return [button.text() for button in room.notice.buttons()]


def offers(room):
    menu = room.context.meter_menu.menu()
    found = [action.text() for action in menu.actions()[2:]]
    menu.deleteLater()
    return found


# The meter.


def test_the_hosts_count_is_told_as_it_is_and_what_is_typed_as_an_estimate(room, bridge):
    opened(room, bridge, talk(answered()))
    assert room.composer.controls.meter.text() == "3.2k of 4k"
    QTest.keyClicks(room.composer.editor, "word " * 100)
    assert room.composer.controls.meter.text() == "≈ 3.3k of 4k"


def test_the_window_is_the_one_the_next_message_will_have(room, bridge):
    opened(room, bridge, talk(answered(), options={"num_ctx": 8192}))
    assert room.composer.controls.meter.text() == "3.2k of 8k"
    room.parameters.set_options(num_ctx=16384)
    assert room.composer.controls.meter.text() == "3.2k of 16k"


def test_a_question_that_was_refused_counts_as_the_host_counted_it(room, bridge):
    opened(room, bridge, talk(refused()))
    assert room.composer.controls.meter.text() == "5k of 4k · too long"


def test_a_new_chat_says_what_is_typed_of_the_loaded_window(room):
    assert not room.composer.controls.meter.isVisible()
    QTest.keyClicks(room.composer.editor, "a" * 400)
    assert room.composer.controls.meter.text() == "≈ 100 of 4k"


# The choice.


def test_where_it_does_not_fit_the_person_is_asked(room, bridge, services):
    opened(room, bridge, talk(refused()))
    assert room.notice.about == CONTEXT
    assert "5k tokens do not fit the context of 4k" in room.notice.label.text()
    assert words(room) == ["Enlarge to 8k", "Leave out the oldest", "Sum up the oldest"]
    assert services.of("models.read_details") == [((MODEL,), {})]
    tell(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=32768), BUILD))
    assert words(room)[0] == "Enlarge to 8k (≈ +541 MB)"
    tell(bridge, MemoryEvent((LOADED,), total=8_000_000_000, available=300_000_000))
    tell(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=32768), BUILD))
    assert words(room)[0] == "Enlarge to 8k (≈ +541 MB, more than is free)"


def test_enlarging_is_kept_and_the_reply_is_asked_for_again(room, bridge, services):
    opened(room, bridge, talk(refused()))
    room.notice.buttons()[0].click()
    assert services.of("history.configure_conversation") == [(("c",), {"system": "", "options": {"num_ctx": 8192}})]
    assert services.of("chat.retry_reply") == [(("c", "r2"), {})]
    assert room.header.parameters_button.text() == "Parameters · 1"
    assert room.notice.about == ""


def test_a_reply_that_the_window_cut_off_goes_on(room, bridge, services):
    opened(room, bridge, talk(answered(4096, State.LENGTH)))
    assert room.notice.label.text() == "The reply ended because the context of 4k tokens is full."
    room.notice.buttons()[0].click()
    assert services.of("chat.continue_reply") == [(("c", "r2"), {})]


def test_a_reply_that_its_own_limit_ended_asks_nothing(room, bridge):
    opened(room, bridge, talk(answered(3200, State.LENGTH)))
    assert room.notice.about == ""


@pytest.mark.parametrize(("number", "summed_up"), [(1, False), (2, True)])
def test_leaving_out_and_summing_up_are_the_services_work(room, bridge, services, number, summed_up):
    opened(room, bridge, talk(refused()))
    room.notice.buttons()[number].click()
    assert services.of("context.leave_out_messages") == [(("c", "r2", 4096), {"summed_up": summed_up})]


def test_a_model_that_cannot_hold_more_offers_no_larger_window(room, bridge):
    opened(room, bridge, talk(refused()))
    tell(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=4096), BUILD))
    assert words(room) == ["Leave out the oldest", "Sum up the oldest"]


def test_a_notice_that_was_closed_stays_closed(room, bridge):
    opened(room, bridge, talk(refused()))
    room.notice.close_button.click()
    room.context.refresh_overflow()
    assert room.notice.about == ""


def test_a_summary_under_way_says_so_and_esc_gives_it_up(room, bridge, services):
    opened(room, bridge, talk(refused()))
    room.notice.buttons()[2].click()
    tell(bridge, ContextEvent("c", "", "", working=True))
    assert "being summed up" in room.notice.label.text()
    room.stop_replies()
    assert services.of("context.stop_summary") == [(("c",), {})]
    room.stop_replies()
    assert len(services.of("context.stop_summary")) == 1


def test_what_is_left_out_is_struck_through_and_can_be_sent_again(room, bridge, services):
    opened(room, bridge, talk(refused()))
    tell(bridge, ContextEvent("c", "q2", "", left_out=2))
    assert room.transcript._layout.struck == 2
    assert room.notice.label.text().startswith("2 message")
    room.notice.buttons()[0].click()
    assert services.of("context.send_all_messages") == [(("c",), {})]
    tell(bridge, ContextEvent("c", "", ""))
    assert room.transcript._layout.struck == 0


def test_a_conversation_opens_with_what_is_left_out_of_it(room, bridge):
    opened(room, bridge, talk(answered(), since="q2"))
    assert room.transcript._layout.struck == 2


def test_what_is_left_out_does_not_count_any_more(room, bridge):
    again = Message("r2", "q2", Role.ASSISTANT, model=MODEL, state=State.STREAMING)
    opened(room, bridge, talk(again))
    assert room.composer.controls.meter.text() == "≈ 3k of 4k"
    tell(bridge, ContextEvent("c", "q2", ""))
    assert room.composer.controls.meter.text() == "≈ 14 of 4k"
    tell(bridge, ContextEvent("c", "q2", "A talk about tea. " * 20))
    assert room.composer.controls.meter.text() == "≈ 104 of 4k"
    tell(bridge, ReplyEvent("c", answered(60)))
    assert room.composer.controls.meter.text() == "60 of 4k"


def test_what_goes_wrong_is_said_with_what_remains_to_be_done(room, bridge):
    opened(room, bridge, talk(refused()))
    tell(bridge, ContextEvent("c", "", "", trouble=Trouble(Problem.QUESTION_TOO_LONG, available=4096)))
    assert "The last message alone" in room.notice.label.text()
    assert words(room) == ["Enlarge to 8k"]


# A message that is too long by itself.


def alone(*files, text="Sum this up."):
    """A conversation whose second question alone is too long: by its words or its files."""
    question = Message("q2", "r1", Role.USER, text, attachments=files)
    first = [
        Message("q1", None, Role.USER, "Tea?"),
        Message("r1", "q1", Role.ASSISTANT, "Yes.", model=MODEL),
    ]
    head = ConversationHead("c", "Tea", 1.0, 1.0, model=MODEL)
    return OpenedEvent(Conversation(head, [*first, question, refused()]))


def test_a_message_that_is_too_long_by_itself_is_told_as_that_and_nothing_useless_is_offered(room, bridge, services):
    opened(room, bridge, alone(text="word " * 4000))
    assert room.notice.label.text() == "This message alone needs 5k tokens; the context has 4k."
    assert words(room) == ["Enlarge to 8k", "Shorten the message"]
    assert not set(offers(room)) & {"Leave out the oldest", "Sum up the oldest"}
    room.notice.buttons()[1].click()
    assert room.composer.is_editing
    assert room.composer.text() == "word " * 4000


def test_the_only_message_there_is_offers_nothing_to_leave_out_either(room, bridge):
    head = ConversationHead("c", "Tea", 1.0, 1.0, model=MODEL)
    question = Message("q2", None, Role.USER, "word " * 4000)
    opened(room, bridge, OpenedEvent(Conversation(head, [question, refused()])))
    assert words(room) == ["Enlarge to 8k", "Shorten the message"]


def test_a_file_that_is_too_long_is_sent_in_parts(room, bridge, services):
    text = "".join(f"Line {number} of a long report.\n" for number in range(900))
    file = Attachment("f" * 64, "report.md", TEXT, len(text))
    opened(room, bridge, alone(file))
    assert words(room) == ["Enlarge to 8k", "Split the file", "Shorten the message"]
    room.notice.buttons()[1].click()
    assert room.composer.is_editing
    assert services.of("attachments.read_content")[-1] == ((file.id,), {})
    tell(bridge, ContentEvent(file.id, text.encode()))
    assert room.composer.attachment_bar.attachments() == (), "the whole file goes no more"
    parts = []
    for number in (1, 2, 3):
        (ticket, path, content), _ = services.of("attachments.read_text")[-1]
        assert path.name == f"report, part {number} of 3.txt"
        parts.append(content.decode())
        tell(bridge, AttachedEvent(ticket, Attachment(f"{number}" * 64, path.name, TEXT, len(content))))
        if number < 3:
            assert room.notice.label.text().startswith(f"Part {number} of 3 of the file is attached.")
            room.notice.buttons()[0].click()
    assert "".join(parts) == text
    assert not any("Part" in said for said in room.notice.shown_texts())
    assert len(room.composer.attachment_bar.attachments()) == 3


# The menu of the meter.


def test_the_menu_offers_only_what_would_help(room, bridge):
    opened(room, bridge, talk(answered(500)))
    assert offers(room) == ["Enlarge to 8k"]
    tell(bridge, ContextEvent("c", "q2", "They spoke of tea."))
    assert offers(room) == ["Enlarge to 8k", "Send everything again", "Read or correct the summary…"]


def test_before_it_overflows_it_can_be_made_shorter(room, bridge, services):
    opened(room, bridge, talk(answered(3200)))
    menu = room.context.meter_menu.menu()
    leave_out = next(action for action in menu.actions() if action.text() == "Leave out the oldest")
    leave_out.trigger()
    menu.deleteLater()
    assert services.of("context.leave_out_messages") == [(("c", "r2", 2048), {"summed_up": False})]


@pytest.mark.parametrize(
    ("needed", "window", "longest", "tokens"),
    [(5000, 4096, None, 8192), (7000, 4096, None, 16384), (5000, 4096, 6000, 6000), (5000, 4096, 4096, None)],
)
def test_a_larger_window_doubles_until_it_holds_a_reply_too(needed, window, longest, tokens):
    found = larger(needed, window, longest, None)
    assert (found.tokens if found else None) == tokens


def test_the_reply_that_failed_offers_nothing_that_may_be_useless(qapp):
    said = sentence(Trouble(Problem.CONTEXT_FULL, needed=22_000, available=8192))
    assert "oldest" not in said
    assert "enlarge the context" in said
