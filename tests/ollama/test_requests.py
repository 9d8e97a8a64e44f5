"""A path of a conversation as a request to a daemon."""

from __future__ import annotations

import pytest

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Trouble
from teahouse.ollama.requests import chat_body, load_body


def message(role: Role, text: str, **more: object) -> Message:
    return Message(id=text or "empty", parent=None, role=role, text=text, **more)  # type: ignore[arg-type]


def sent(*path: Message, system: str = "") -> list[tuple[str, str]]:
    body = chat_body(ChatRequest("m", path, system=system))
    return [(item["role"], item["content"]) for item in body["messages"]]


USER, ASSISTANT = Role.USER, Role.ASSISTANT


def test_a_path_is_sent_in_order_after_the_system_prompt_and_without_thoughts() -> None:
    path = (message(USER, "hi"), message(ASSISTANT, "hello", thinking="hm"), message(USER, "tea?"))
    assert sent(*path, system="Be brief.") == [
        ("system", "Be brief."),
        ("user", "hi"),
        ("assistant", "hello"),
        ("user", "tea?"),
    ]
    assert sent(*path, system="  ")[0] == ("user", "hi")


def test_a_reply_that_has_no_answer_is_left_out_and_its_question_joins_the_next() -> None:
    failed = message(ASSISTANT, "", state=State.FAILED, thinking="hm")
    assert sent(message(USER, "hi"), failed, message(USER, "again")) == [("user", "hi\n\nagain")]


def test_what_a_stopped_or_failed_reply_had_said_stays() -> None:
    for state in (State.STOPPED, State.FAILED, State.CUT, State.LENGTH):
        path = (message(USER, "hi"), message(ASSISTANT, "hel", state=state), message(USER, "go on"))
        assert [role for role, _ in sent(*path)] == ["user", "assistant", "user"]


def test_a_reply_that_is_being_awaited_is_not_sent() -> None:
    assert sent(message(USER, "hi"), message(ASSISTANT, "", state=State.STREAMING)) == [("user", "hi")]


def test_an_over_long_prompt_is_never_cut_in_silence_and_a_preload_loads_alike() -> None:
    options = {"num_ctx": 4096, "seed": None}
    chat = chat_body(ChatRequest("m", (message(USER, "hi"),), options=options, keep_alive="5m"))
    load = load_body("m", options, "5m")
    assert chat["truncate"] is False
    assert load == {"model": "m", "truncate": False, "options": {"num_ctx": 4096}, "keep_alive": "5m"}
    assert load.items() <= chat.items()


def test_only_what_was_chosen_is_sent() -> None:
    plain = chat_body(ChatRequest("m", ()))
    assert set(plain) == {"model", "messages", "stream", "truncate"}
    full = chat_body(ChatRequest("m", (), think=False, tools=({"type": "function"},), keep_alive=0))
    assert {**plain, "think": False, "tools": [{"type": "function"}], "keep_alive": 0} == full


def test_what_stands_beside_the_options_is_not_sent_among_them() -> None:
    schema = '{"type": "object", "required": ["茶"]}'
    options = {"seed": 7, "format": schema, "keep_alive": "-1"}
    body = chat_body(ChatRequest("m", (), options=options, keep_alive="5m"))
    assert (body["options"], body["keep_alive"]) == ({"seed": 7}, -1)
    assert body["format"] == {"type": "object", "required": ["茶"]}
    assert chat_body(ChatRequest("m", (), options={"format": "json"}))["format"] == "json"
    assert "format" not in load_body("m", options, None)


@pytest.mark.parametrize("wrong", [{"format": "{"}, {"format": "[]"}, {"keep_alive": "soon"}])
def test_a_form_or_a_stay_nobody_understands_is_not_sent(wrong: dict[str, str]) -> None:
    with pytest.raises(Trouble) as caught:
        chat_body(ChatRequest("m", (), options=wrong))
    assert caught.value.facts["option"] in wrong


def test_a_number_of_seconds_typed_as_text_is_sent_as_a_number() -> None:
    given = {"-1": -1, " 300 ": 300, "5m": "5m", "": None, None: None, 0: 0, 1.5: 1.5}
    assert {value: load_body("m", {}, value).get("keep_alive") for value in given} == given


def test_texts_no_encoding_knows_are_made_harmless() -> None:
    assert sent(message(USER, "a\ud83db"), system="\0") == [("system", "\ufffd"), ("user", "a\ufffdb")]
