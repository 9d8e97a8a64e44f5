"""The text that a model has of a reply: its prompt, its thinking, what it wrote; and where a token is in it."""

import io
import json

import pytest

from fixtures.backend_session import BackendSession
from fixtures.models import smollm2_file
from fixtures.scripted_answers import chat_line, done_line, rendered, stream
from teahouse.core.conversation import Draft, new_id
from teahouse.core.errors import Problem
from teahouse.core.workshop.layer_inspection import MOST_CHARACTERS, ReplyPlace, read_inspection
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.layers import inspect_layers
from teahouse.services.chat.events import MessagesEvent, RenderedReplyEvent

MODEL = "smollm2:135m"
PROMPT = "<|im_start|>user\nWhich tea?<|im_end|>\n<|im_start|>assistant\n"


def render(session: BackendSession, conversation: str, reply: str, end: int) -> RenderedReplyEvent:
    ticket = new_id()
    session.services.rendered_replies.render_reply(ticket, ReplyPlace(conversation, reply, MODEL, end))
    return session.wait(RenderedReplyEvent, lambda event: event.ticket == ticket)


def answered(session, daemon, text, prompt, *, thinking=""):
    lines = [chat_line(thinking=thinking)] if thinking else []
    daemon.on("/api/chat", stream([*lines, chat_line(text), done_line()]), rendered(prompt))
    session.ready()
    conversation, reply = session.ask("Which tea?")
    session.ended(reply)
    return conversation, reply


@pytest.mark.engine
def test_the_layers_before_a_reply_of_the_engine_say_its_first_word(tmp_path):
    with BackendSession(tmp_path) as session:
        session.ready()
        conversation = new_id()
        options = {"temperature": 0.0, "num_predict": 6}
        session.services.chat.send_message(conversation, Draft("Name a colour."), model=MODEL, options=options)
        reply = session.wait(MessagesEvent).messages[-1].id
        text = session.ended(reply).text
        found = render(session, conversation, reply, 0)
    assert found.trouble is None
    assert found.text.endswith(f"Name a colour.<|im_end|>\n<|im_start|>assistant\n{text}")
    assert found.after == len(text.encode())
    values = {"model": str(smollm2_file()), "text": found.text, "after": found.after, "span": 1, "attention": False}
    result = inspect_layers(values, JobControl(io.StringIO()))
    layers = read_inspection(MODEL, json.loads(json.dumps(result)))
    assert layers.tokens[result["token"]] == "\n"
    assert layers.tokens[result["token"] + 1] == layers.own[result["token"]][0].text
    assert text.startswith(layers.tokens[result["token"] + 1])


def test_the_bytes_after_a_place_are_counted(session, daemon):
    place = answered(session, daemon, "绿茶 green", PROMPT)
    assert render(session, *place, 1) == RenderedReplyEvent(
        session.of(RenderedReplyEvent)[0].ticket, f"{PROMPT}绿茶 green", 9
    )
    assert render(session, *place, 8).after == 0


@pytest.mark.parametrize("opened", ["", "<think>\n"])
def test_thinking_is_part_of_the_text(session, daemon, opened):
    place = answered(session, daemon, "Green.", PROMPT + opened, thinking="Hm.")
    assert render(session, *place, 6).text == f"{PROMPT}<think>\nHm.\n</think>\n\nGreen."
    assert daemon.requested("/api/chat")[-1].json.get("think") is not False


def test_a_long_reply_is_cut_after_the_place(session, daemon):
    place = answered(session, daemon, "tea " * MOST_CHARACTERS, PROMPT)
    found = render(session, *place, 8)
    assert (found.text, found.after) == (f"{PROMPT}tea tea ", 0)


def test_a_prompt_that_cannot_be_continued_is_told(session, daemon):
    place = answered(session, daemon, "Green.", "<|start|>assistant")
    assert render(session, *place, 6).trouble.problem == Problem.PROMPT_UNKNOWN
    assert render(session, "gone", "gone", 0).trouble.problem == Problem.PROMPT_UNKNOWN


@pytest.mark.parametrize(
    ("opened", "between"),
    [
        ("", "[THINK]Hm.[/THINK]"),
        ("[THINK]\n", "[THINK]\nHm.\n[/THINK]\n"),
    ],
)
def test_thinking_is_as_the_template_writes_it(session, daemon, opened, between):
    conversation, reply = answered(session, daemon, "Green.", PROMPT + opened, thinking="Hm.")
    daemon.on("/api/chat", rendered(PROMPT + opened), rendered(f"{PROMPT}{between}Green."))
    assert render(session, conversation, reply, 6).text == f"{PROMPT}{between}Green."
    assert daemon.requested("/api/chat")[-1].json["messages"][-1]["thinking"] == "Hm."


@pytest.mark.parametrize("whole", [f"{PROMPT}Green.", f"{PROMPT}Hm.Green.<|im_end|>", "Hm.Green.", ""])
def test_a_rendering_that_is_none_of_the_reply_is_not_used(session, daemon, whole):
    conversation, reply = answered(session, daemon, "Green.", PROMPT, thinking="Hm.")
    daemon.on("/api/chat", rendered(PROMPT), rendered(whole))
    assert render(session, conversation, reply, 6).text == f"{PROMPT}<think>\nHm.\n</think>\n\nGreen."
