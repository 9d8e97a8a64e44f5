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
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    models = ModelsEvent((ModelEntry(ModelCard(MODEL, size=4_000_000_000), LOADED),))
    post_events(bridge, HostEvent(HostState.READY, "127.0.0.1:11434"), models)
    return made


def post_events(bridge, *event):
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


def opened(chat_page, bridge, event):
    chat_page.open_conversation("c")
    post_events(bridge, event)


def words(chat_page):
    return [button.text() for button in chat_page.notice.buttons()]


def offers(chat_page):
    menu = chat_page.context.meter_menu.menu()
    found = [action.text() for action in menu.actions()[2:]]
    menu.deleteLater()
    return found


# The meter.


def test_the_hosts_count_is_told_as_it_is_and_what_is_typed_as_an_estimate(chat_page, bridge):
    opened(chat_page, bridge, talk(answered()))
    assert chat_page.composer.controls.meter.text() == "3.2k of 4k"
    QTest.keyClicks(chat_page.composer.editor, "word " * 100)
    assert chat_page.composer.controls.meter.text() == "≈ 3.3k of 4k"


def test_the_window_is_the_one_the_next_message_will_have(chat_page, bridge):
    opened(chat_page, bridge, talk(answered(), options={"num_ctx": 8192}))
    assert chat_page.composer.controls.meter.text() == "3.2k of 8k"
    chat_page.parameters.set_options(num_ctx=16384)
    assert chat_page.composer.controls.meter.text() == "3.2k of 16k"


def test_a_question_that_was_refused_counts_as_the_host_counted_it(chat_page, bridge):
    opened(chat_page, bridge, talk(refused()))
    assert chat_page.composer.controls.meter.text() == "5k of 4k · too long"


def test_a_new_chat_says_what_is_typed_of_the_loaded_window(chat_page):
    assert not chat_page.composer.controls.meter.isVisible()
    QTest.keyClicks(chat_page.composer.editor, "a" * 400)
    assert chat_page.composer.controls.meter.text() == "≈ 100 of 4k"


# The choice.


def test_where_it_does_not_fit_the_person_is_asked(chat_page, bridge, services):
    opened(chat_page, bridge, talk(refused()))
    assert chat_page.notice.about == CONTEXT
    assert "5k tokens do not fit the context of 4k" in chat_page.notice.label.text()
    assert words(chat_page) == ["Enlarge to 8k", "Leave out the oldest", "Sum up the oldest"]
    assert services.of("models.read_details") == [((MODEL,), {})]
    post_events(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=32768), BUILD))
    assert words(chat_page)[0] == "Enlarge to 8k (≈ +541 MB)"
    post_events(bridge, MemoryEvent((LOADED,), total=8_000_000_000, available=300_000_000))
    post_events(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=32768), BUILD))
    assert words(chat_page)[0] == "Enlarge to 8k (≈ +541 MB, more than is free)"


def test_enlarging_is_kept_and_the_reply_is_asked_for_again(chat_page, bridge, services):
    opened(chat_page, bridge, talk(refused()))
    chat_page.notice.buttons()[0].click()
    assert services.of("history.configure_conversation") == [(("c",), {"system": "", "options": {"num_ctx": 8192}})]
    assert services.of("chat.retry_reply") == [(("c", "r2"), {})]
    assert chat_page.header.parameters_button.text() == "Parameters · 1"
    assert chat_page.notice.about == ""


def test_a_reply_that_the_window_cut_off_goes_on(chat_page, bridge, services):
    opened(chat_page, bridge, talk(answered(4096, State.LENGTH)))
    assert chat_page.notice.label.text() == "The reply ended because the context of 4k tokens is full."
    chat_page.notice.buttons()[0].click()
    assert services.of("chat.continue_reply") == [(("c", "r2"), {})]


def test_a_reply_that_its_own_limit_ended_asks_nothing(chat_page, bridge):
    opened(chat_page, bridge, talk(answered(3200, State.LENGTH)))
    assert chat_page.notice.about == ""


@pytest.mark.parametrize(("number", "summed_up"), [(1, False), (2, True)])
def test_leaving_out_and_summing_up_are_the_services_work(chat_page, bridge, services, number, summed_up):
    opened(chat_page, bridge, talk(refused()))
    chat_page.notice.buttons()[number].click()
    assert services.of("context.leave_out_messages") == [(("c", "r2", 4096), {"summed_up": summed_up})]


def test_a_model_that_cannot_hold_more_offers_no_larger_window(chat_page, bridge):
    opened(chat_page, bridge, talk(refused()))
    post_events(bridge, DetailsEvent(MODEL, Details(MODEL, context_length=4096), BUILD))
    assert words(chat_page) == ["Leave out the oldest", "Sum up the oldest"]


def test_a_notice_that_was_closed_stays_closed(chat_page, bridge):
    opened(chat_page, bridge, talk(refused()))
    chat_page.notice.close_button.click()
    chat_page.context.refresh_overflow()
    assert chat_page.notice.about == ""


def test_a_summary_under_way_says_so_and_esc_gives_it_up(chat_page, bridge, services):
    opened(chat_page, bridge, talk(refused()))
    chat_page.notice.buttons()[2].click()
    post_events(bridge, ContextEvent("c", "", "", working=True))
    assert "being summed up" in chat_page.notice.label.text()
    chat_page.stop_replies()
    assert services.of("context.stop_summary") == [(("c",), {})]
    chat_page.stop_replies()
    assert len(services.of("context.stop_summary")) == 1


def test_what_is_left_out_is_struck_through_and_can_be_sent_again(chat_page, bridge, services):
    opened(chat_page, bridge, talk(refused()))
    post_events(bridge, ContextEvent("c", "q2", "", left_out=2))
    assert chat_page.transcript._layout.struck == 2
    assert chat_page.notice.label.text().startswith("2 message")
    chat_page.notice.buttons()[0].click()
    assert services.of("context.send_all_messages") == [(("c",), {})]
    post_events(bridge, ContextEvent("c", "", ""))
    assert chat_page.transcript._layout.struck == 0


def test_a_conversation_opens_with_what_is_left_out_of_it(chat_page, bridge):
    opened(chat_page, bridge, talk(answered(), since="q2"))
    assert chat_page.transcript._layout.struck == 2


def test_what_is_left_out_does_not_count_any_more(chat_page, bridge):
    again = Message("r2", "q2", Role.ASSISTANT, model=MODEL, state=State.STREAMING)
    opened(chat_page, bridge, talk(again))
    assert chat_page.composer.controls.meter.text() == "≈ 3k of 4k"
    post_events(bridge, ContextEvent("c", "q2", ""))
    assert chat_page.composer.controls.meter.text() == "≈ 14 of 4k"
    post_events(bridge, ContextEvent("c", "q2", "A talk about tea. " * 20))
    assert chat_page.composer.controls.meter.text() == "≈ 104 of 4k"
    post_events(bridge, ReplyEvent("c", answered(60)))
    assert chat_page.composer.controls.meter.text() == "60 of 4k"


def test_what_goes_wrong_is_said_with_what_remains_to_be_done(chat_page, bridge):
    opened(chat_page, bridge, talk(refused()))
    post_events(bridge, ContextEvent("c", "", "", trouble=Trouble(Problem.QUESTION_TOO_LONG, available=4096)))
    assert "The last message alone" in chat_page.notice.label.text()
    assert words(chat_page) == ["Enlarge to 8k"]


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


def test_a_message_that_is_too_long_by_itself_is_told_as_that_and_nothing_useless_is_offered(
    chat_page, bridge, services
):
    opened(chat_page, bridge, alone(text="word " * 4000))
    assert chat_page.notice.label.text() == "This message alone needs 5k tokens; the context has 4k."
    assert words(chat_page) == ["Enlarge to 8k", "Shorten the message"]
    assert not set(offers(chat_page)) & {"Leave out the oldest", "Sum up the oldest"}
    chat_page.notice.buttons()[1].click()
    assert chat_page.composer.is_editing
    assert chat_page.composer.text() == "word " * 4000


def test_the_only_message_there_is_offers_nothing_to_leave_out_either(chat_page, bridge):
    head = ConversationHead("c", "Tea", 1.0, 1.0, model=MODEL)
    question = Message("q2", None, Role.USER, "word " * 4000)
    opened(chat_page, bridge, OpenedEvent(Conversation(head, [question, refused()])))
    assert words(chat_page) == ["Enlarge to 8k", "Shorten the message"]


def test_a_file_that_is_too_long_is_sent_in_parts(chat_page, bridge, services):
    text = "".join(f"Line {number} of a long report.\n" for number in range(900))
    file = Attachment("f" * 64, "report.md", TEXT, len(text))
    opened(chat_page, bridge, alone(file))
    assert words(chat_page) == ["Enlarge to 8k", "Split the file", "Shorten the message"]
    chat_page.notice.buttons()[1].click()
    assert chat_page.composer.is_editing
    assert services.of("attachments.read_content")[-1] == ((file.id,), {})
    post_events(bridge, ContentEvent(file.id, text.encode()))
    assert chat_page.composer.attachment_bar.attachments() == (), "the whole file goes no more"
    parts = []
    for number in (1, 2, 3):
        (ticket, path, content), _ = services.of("attachments.read_text")[-1]
        assert path.name == f"report, part {number} of 3.txt"
        parts.append(content.decode())
        post_events(bridge, AttachedEvent(ticket, Attachment(f"{number}" * 64, path.name, TEXT, len(content))))
        if number < 3:
            assert chat_page.notice.label.text().startswith(f"Part {number} of 3 of the file is attached.")
            chat_page.notice.buttons()[0].click()
    assert "".join(parts) == text
    assert not any("Part" in said for said in chat_page.notice.shown_texts())
    assert len(chat_page.composer.attachment_bar.attachments()) == 3


# The menu of the meter.


def test_the_menu_offers_only_what_would_help(chat_page, bridge):
    opened(chat_page, bridge, talk(answered(500)))
    assert offers(chat_page) == ["Enlarge to 8k"]
    post_events(bridge, ContextEvent("c", "q2", "They spoke of tea."))
    assert offers(chat_page) == ["Enlarge to 8k", "Send everything again", "Read or correct the summary…"]


def test_before_it_overflows_it_can_be_made_shorter(chat_page, bridge, services):
    opened(chat_page, bridge, talk(answered(3200)))
    menu = chat_page.context.meter_menu.menu()
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
