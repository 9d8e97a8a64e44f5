"""A reply goes on where it ended, by a rendered prompt, or the person is told that it cannot."""

import json
from dataclasses import replace

import pytest

from fixtures.backend_session import BackendSession
from fixtures.openai_answers import CHAT, MODELS, model_list, refusal, reply, sse
from fixtures.openai_answers import ask as ask_server
from fixtures.scripted_answers import body, chat_line, done_line, error, plain, raw_line, recording, rendered, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Draft, Message, Role, State, new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures, join_figures
from teahouse.core.stream_events import Failed, StreamEvent
from teahouse.ollama.templates import does_continue
from teahouse.openai.client import OpenAIClient
from teahouse.services.generation.continuation import continue_request
from teahouse.services.generation.events import ReplyEvent

QUESTION = "Which tea?"
PROMPT = "<|im_start|>user\nWhich tea?<|im_end|>\n<|im_start|>assistant\n"
CHATML = "{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
LAST = "{{ range $i, $_ := .Messages }}{{ $last := eq (len (slice $.Messages $i)) 1 }}{{ .Content }}{{ end }}"
COUNTERS = {"prompt_eval_count": 40, "eval_count": 60, "eval_duration": 6 * 10**9, "total_duration": 7 * 10**9}
ENDED = raw_line(done=True, done_reason="stop", **COUNTERS)


def continued(session, conversation, reply):
    before = len(session.events)
    session.services.chat.continue_reply(conversation, reply)
    return session.wait(ReplyEvent, lambda event: event.message.id == reply, after=before).message


def begun(session, daemon, *more):
    """A reply that ended by its limit after "Green", and what the daemon answers to chats after it."""
    daemon.on("/api/chat", stream([chat_line("Green"), done_line("length", tokens=20)]), *more)
    session.ready()
    conversation, reply = session.ask(QUESTION)
    assert session.ended(reply).state is State.LENGTH
    return conversation, reply


def test_the_figures_are_those_of_the_whole_reply(session, daemon):
    daemon.on("/api/generate", stream([raw_line(" tea."), ENDED]))
    conversation, reply = begun(session, daemon, rendered(PROMPT))
    ended = continued(session, conversation, reply)
    assert (ended.state, ended.text) == (State.DONE, "Green tea.")
    figures = ended.figures
    assert (figures.tokens, figures.prompt_tokens, figures.context_used) == (80, 30, 100)
    assert figures.generation_rate == pytest.approx(80 / (20 / 50 + 6))
    assert figures.total == pytest.approx(20 / 50 + 0.12 + 7)
    asked = daemon.requested("/api/chat")[-1].json
    assert [message["role"] for message in asked["messages"]] == ["user"]
    assert daemon.requested("/api/generate")[-1].json["prompt"] == PROMPT + "Green"


def test_thinking_that_the_prompt_begins_is_ended_before_the_text(session, daemon):
    daemon.on("/api/generate", stream([raw_line(" tea."), ENDED]))
    conversation, reply = begun(session, daemon, rendered(PROMPT + "<think>\n"))
    continued(session, conversation, reply)
    assert daemon.requested("/api/generate")[-1].json["prompt"] == PROMPT + "<think>\n\n</think>\n\nGreen"


@pytest.mark.parametrize("chat", [stream([chat_line("A"), done_line()]), rendered("<|start|>assistant")])
def test_where_it_would_begin_a_new_reply_that_is_said_and_the_text_is_kept(session, daemon, chat):
    show(daemon, CHATML)
    conversation, reply = begun(session, daemon, chat)
    ended = continued(session, conversation, reply)
    assert (ended.state, ended.problem, ended.text) == (State.FAILED, Problem.CANNOT_CONTINUE, "Green")
    assert ended.figures.tokens == 20


def test_an_older_daemon_continues_by_a_template_that_looks_at_the_last_message(session, daemon):
    show(daemon, LAST)
    unknown = body({"message": {"role": "assistant", "content": "x"}, "done": True})
    conversation, reply = begun(session, daemon, unknown, stream([chat_line(" tea."), done_line()]))
    assert continued(session, conversation, reply).text == "Green tea."
    assert daemon.requested("/api/chat")[-1].json["messages"][-1] == {"role": "assistant", "content": "Green"}


def test_a_failure_to_render_is_told_as_such(session, daemon):
    conversation, reply = begun(session, daemon, error(503, "server busy"))
    assert continued(session, conversation, reply).problem == Problem.HOST_BUSY


BEGUN = ChatRequest("m", (Message("1", None, Role.USER, "hi"), Message("2", "1", Role.ASSISTANT, "Green")))
VLLM = {"continue_final_message": True, "add_generation_prompt": False}
SWITCH = {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}


@pytest.mark.parametrize(
    ("owner", "path", "answer", "model", "fields"),
    [
        ("vllm", "/version", body({"version": "0.11.2"}), "m", VLLM),
        ("vllm", "/version", body({"version": "0.6.3"}), "m", None),
        ("vllm", "/version", plain(404, "no"), "m", None),
        ("vllm", "/version", body({"version": "0.11.2"}), "openai/gpt-oss-120b", None),
        ("sglang", "", None, "m", {"continue_final_message": True}),
        ("llamacpp", "/apply-template", body({"prompt": "<|im_start|>assistant\nGreen"}), "m", {}),
        ("llamacpp", "/apply-template", body({"prompt": "Green<|im_end|>\n<|im_start|>assistant\n"}), "m", None),
        ("llamacpp", "/apply-template", plain(404, "no"), "m", None),
        ("organization_owner", "", None, "m", None),
        ("openai", "", None, "m", None),
    ],
)
@pytest.mark.parametrize("below", ["", "/v1"])
def test_a_server_of_another_kind_continues_only_where_that_is_known(owner, path, answer, model, fields, below):
    """The shapes of the answers are those of the servers' documentation."""

    async def ask(client: OpenAIClient) -> None:
        request = await continue_request(client, replace(BEGUN, model=model))
        assert [event async for event in client.stream_chat(request)]

    with ScriptedDaemon({MODELS: model_list(model, owned_by=owner), CHAT: sse(reply(" tea"))}) as server:
        if answer is not None:
            server.on(path, answer)
        if fields is None:
            with pytest.raises(Trouble) as refused:
                ask_server(server, ask, path=below)
            assert refused.value.problem is Problem.CANNOT_CONTINUE
            assert not server.requested(CHAT)
            return
        ask_server(server, ask, path=below)
        sent = server.requested(CHAT)[0].json
    assert sent["messages"][-1] == {"role": "assistant", "content": "Green"}
    standard = {"model", "messages", "stream", "stream_options"}
    assert {name: value for name, value in sent.items() if name not in standard} == {**fields, **SWITCH}


def test_a_server_that_refuses_the_field_cannot_continue():
    async def ask(client: OpenAIClient) -> StreamEvent:
        request = await continue_request(client, BEGUN)
        return [event async for event in client.stream_chat(request)][-1]

    with ScriptedDaemon({MODELS: model_list("m", owned_by="sglang")}) as server:
        server.on(CHAT, refusal(400, "Unsupported parameter: continue_final_message", param="continue_final_message"))
        ended = ask_server(server, ask)
    assert isinstance(ended, Failed)
    assert ended.trouble.problem is Problem.CANNOT_CONTINUE


def show(daemon, template):
    daemon.on("/api/show", body({**json.loads(recording("show.json")), "template": template}))


@pytest.mark.parametrize(
    ("template", "continues"),
    [
        (CHATML, False),
        (LAST, True),
        ("{{ .System }}{{ .Prompt }}{{ .Response }}", True),
        ("{{ range .Messages }}{{ $lastUser }}{{ end }}", False),
    ],
)
def test_a_template_is_judged_by_its_text(template, continues):
    assert does_continue(template) is continues


def test_joined_figures_keep_what_one_part_does_not_know():
    first = Figures(generation_rate=10.0, tokens=20, first_word=0.5, prompt_tokens=30, context_used=50)
    rest = Figures(tokens=4, total=1.0, context_used=55, measured_here=True)
    joined = join_figures(first, rest)
    assert (joined.tokens, joined.first_word, joined.generation_rate) == (24, 0.5, 10.0)
    assert (joined.prompt_tokens, joined.context_used, joined.total, joined.measured_here) == (30, 55, 1.0, True)


@pytest.mark.engine
def test_on_a_real_engine_a_reply_in_two_parts_is_the_reply_in_one(tmp_path):
    with BackendSession(tmp_path) as session:
        session.ready()
        options = {"temperature": 0.0, "seed": 1}
        whole = asked(session, {**options, "num_predict": 40})[1]
        conversation, part = asked(session, {**options, "num_predict": 20})
        assert part.state is State.LENGTH
        both = continued(session, conversation, part.id)
        assert both.text == whole.text
        assert both.figures.tokens == 40


def asked(session, options):
    conversation = new_id()
    question = Draft("Tell a long story about a tea house.")
    session.services.chat.send_message(conversation, question, model="smollm2:135m", options=options)
    return conversation, session.wait(ReplyEvent, lambda event: event.conversation_id == conversation).message
