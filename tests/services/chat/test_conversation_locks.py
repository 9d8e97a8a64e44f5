"""What changes a conversation holds its lock, and what is asked at once leaves the same tree in memory and on disk."""

from __future__ import annotations

import asyncio
import inspect
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison
from fixtures.scripted_answers import chat_line, done_line, stream
from fixtures.waits import wait_until
from teahouse.backend import Services
from teahouse.core.conversation import Conversation, Draft, Message
from teahouse.core.token_probabilities import unknown_text
from teahouse.services.chat.context import ContextService
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.chat.history import HistoryService
from teahouse.services.chat.service import ChatService
from teahouse.services.compare.events import ComparisonEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.store_thread import StoreThread

MODEL = "smollm2:135m"
ROUNDS = 4  # of commands asked at once
AT_ONCE = 40
HESITATION = 0.05  # seconds at most that an answer of the store takes more

# Every command about one conversation, by whether it changes the tree or what is kept of it. A new one has to be added.
READING = {
    "history.export_conversation", "history.copy_markdown",
    "history.read_earlier_messages", "history.save_draft", "chat.stop_replies", "context.stop_summary",
    "context.leave_out_messages",  # changes by `send_all`'s way, after it has read
}  # fmt: skip
CHANGING: dict[str, Callable[[Services, str, Conversation], None]] = {
    "history.open_conversation": lambda s, c, tree: s.history.open_conversation(
        c, first_reply(tree)
    ),  # its path leads through what was sought
    "history.rename_conversation": lambda s, c, tree: s.history.rename_conversation(c, "Another"),
    "history.pin_conversation": lambda s, c, tree: s.history.pin_conversation(c, True),
    "history.remove_conversation": lambda s, c, tree: s.history.remove_conversation(c),
    "history.restore_conversation": lambda s, c, tree: s.history.restore_conversation(c),
    "history.put_back_messages": lambda s, c, tree: s.history.put_back_messages(
        c, (Message("back", None, tree.chosen_path()[0].role),)
    ),
    "history.choose_message": lambda s, c, tree: s.history.choose_message(c, first_reply(tree)),
    "history.configure_conversation": lambda s, c, tree: s.history.configure_conversation(c, system="Be short."),
    "chat.send_message": lambda s, c, tree: s.chat.send_message(c, Draft("More"), model=MODEL),
    "chat.retry_reply": lambda s, c, tree: s.chat.retry_reply(c, first_reply(tree)),
    "chat.continue_reply": lambda s, c, tree: s.chat.continue_reply(c, first_reply(tree)),
    "chat.branch_reply": lambda s, c, tree: s.chat.branch_reply(c, first_reply(tree), 0, "No"),
    "chat.delete_message": lambda s, c, tree: s.chat.delete_message(c, first_reply(tree)),
    "context.send_all_messages": lambda s, c, tree: s.context.send_all_messages(c),
}


def first_reply(tree: Conversation) -> str:
    return next(message.id for message in tree if message.parent is not None)


def on_loop(session: BackendSession, work: Callable[[], Any]) -> Any:
    """What `work` gives, called on the loop's thread."""

    async def call() -> Any:
        return work()

    return asyncio.run_coroutine_threadsafe(call(), session._backend.runtime._loop).result(60)


def hesitant(function: Callable[..., Any], chance: random.Random) -> Callable[..., Any]:
    """The same, and the answer takes some time to come back."""

    async def hesitate(*arguments: Any, **named: Any) -> Any:
        answer = await function(*arguments, **named)
        await asyncio.sleep(chance.random() * HESITATION)
        return answer

    return hesitate


def rounds_of_the_loop(session: BackendSession, count: int = 20) -> None:
    """Let everything that does not wait for a lock go on, in the loop and on the store's thread."""

    async def go_round() -> None:
        for _ in range(count):
            await session.services.history._store_thread.call(lambda kept: None)

    asyncio.run_coroutine_threadsafe(go_round(), session._backend.runtime._loop).result(60)


def state_of(tree: Conversation) -> tuple[Any, ...]:
    """All that can be said of a tree, but for when its head was changed."""
    messages = tuple(sorted((one.id, one.parent or "", one.state.value, one.text) for one in tree))
    path = tuple(message.id for message in tree.chosen_path())
    return messages, path, tree.head.title, tree.head.model, tree.system, tree.think, tree.since


def held(session: BackendSession, conversation: str) -> tuple[Any, ...] | None:
    trees = session.services.history._trees
    return on_loop(session, lambda: state_of(trees[conversation]) if conversation in trees else None)


def kept(session: BackendSession, conversation: str) -> tuple[Any, ...]:
    """The conversation as the store has it, and whether it is in the list."""

    async def load() -> tuple[Any, ...]:
        store_thread = session.services.history._store_thread
        tree = await store_thread.call(lambda kept: kept.conversations.load_conversation(conversation))
        heads = await store_thread.call(lambda kept: kept.conversations.list_heads())
        return state_of(tree), [(head.id, head.pinned) for head in heads]

    return asyncio.run_coroutine_threadsafe(load(), session._backend.runtime._loop).result(60)


@pytest.fixture
def answered(session, daemon):
    """A conversation with a question and two answers, the second one cut off by its limit."""
    daemon.on("/api/chat", stream([chat_line("Yes."), done_line("length")]))
    session.ready()
    conversation, reply = session.ask("Is it?")
    session.ended(reply)
    return conversation


def test_every_command_about_a_conversation_is_known_as_reading_or_changing_it():
    services = {"history": HistoryService, "chat": ChatService, "context": ContextService}
    found = {
        f"{name}.{command}"
        for name, service in services.items()
        for command, function in inspect.getmembers(service, inspect.isfunction)
        if not command.startswith("_") and not inspect.iscoroutinefunction(function)
        if "conversation_id" in inspect.signature(function).parameters and command != "lock_of"
    }
    assert found == READING | set(CHANGING)


@pytest.mark.parametrize("command", CHANGING)
def test_a_command_changes_nothing_while_somebody_else_changes_the_conversation(session, answered, command):
    history = session.services.history
    if command == "history.restore_conversation":
        history.remove_conversation(answered)
        assert wait_until(lambda: not kept(session, answered)[1])
    if command in ("history.open_conversation", "history.choose_message"):
        session.services.chat.retry_reply(answered, first_reply(history._trees[answered]))
        assert wait_until(lambda: len(history._trees[answered]) == 3 and not list(session.services.chat._replies))
    if command == "context.send_all_messages":
        history.configure_conversation(answered, since=first_reply(history._trees[answered]))
        assert wait_until(lambda: held(session, answered)[-1])
    if command == "chat.branch_reply":
        reply, known = first_reply(history._trees[answered]), unknown_text(len("Yes."))
        write = history._store_thread.write(lambda store: store.token_probabilities.save_probabilities(reply, known))
        asyncio.run_coroutine_threadsafe(write, session._backend.runtime._loop).result(60)
    rounds_of_the_loop(session)
    lock = on_loop(session, lambda: history.lock_of(answered))
    asyncio.run_coroutine_threadsafe(lock.acquire(), session._backend.runtime._loop).result(60)
    before = held(session, answered), kept(session, answered)
    CHANGING[command](session.services, answered, history._trees[answered])
    rounds_of_the_loop(session)
    assert (held(session, answered), kept(session, answered)) == before
    on_loop(session, lock.release)
    assert wait_until(lambda: (held(session, answered), kept(session, answered)) != before)


def test_a_conversation_in_the_middle_of_a_change_is_not_let_go_when_another_is_opened(session, answered):
    history = session.services.history
    other, reply = session.ask("Another")
    session.ended(reply)
    rounds_of_the_loop(session)
    tree = history._trees[answered]
    lock = on_loop(session, lambda: history.lock_of(answered))
    asyncio.run_coroutine_threadsafe(lock.acquire(), session._backend.runtime._loop).result(60)
    history.open_conversation(other)
    rounds_of_the_loop(session)
    assert history._trees.get(answered) is tree
    on_loop(session, lock.release)
    del lock
    history.open_conversation(other)
    assert wait_until(lambda: answered not in history._trees)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_is_asked_at_once_leaves_one_tree_in_memory_and_on_disk(session, answered, seed, monkeypatch):
    chance = random.Random(seed)
    for name in ("call", "write"):
        monkeypatch.setattr(StoreThread, name, hesitant(getattr(StoreThread, name), random.Random(seed)))
    history, chat = session.services.history, session.services.chat
    other, reply = session.ask("Another")
    session.ended(reply)
    for number in range(AT_ONCE):
        if number % 4 == 0:
            time.sleep(2 * HESITATION)
        tree = history._trees.get(answered)
        ids = [message.id for message in tree] if tree is not None else []
        removed = [event.messages for event in session.of(RemovedEvent)][-1:]
        command = chance.choice(("send", "retry", "continue", "delete", "delete", "back", "back", "choose", "open"))
        chosen = chance.choice(ids[1:]) if len(ids) > 1 else ""
        if command == "send":
            chat.send_message(answered, Draft("More"), model=chance.choice((MODEL, "other:1b")))
        elif command == "back" and removed:
            history.put_back_messages(answered, removed[0])
        elif command == "open":
            history.open_conversation(chance.choice((answered, other)))
        elif chosen:
            asked = {"retry": chat.retry_reply, "continue": chat.continue_reply, "delete": chat.delete_message}
            asked.get(command, history.choose_message)(answered, chosen)
    tasks = session._backend.runtime

    def quiet() -> bool:
        return on_loop(session, lambda: not tasks._tasks - tasks._lasting and not list(chat._replies))

    assert wait_until(quiet)
    assert not session.of(TroubleEvent)
    memory = held(session, answered)
    if memory is not None:
        on_disk = kept(session, answered)[0]
        assert set(memory[0]) ^ set(on_disk[0]) == set()
        assert memory == on_disk


def test_two_further_questions_asked_at_once_are_two_turns_of_a_comparison(session, daemon):
    daemon.on("/api/chat", stream([chat_line("Yes."), done_line()]))
    session.ready()
    comparison, lanes = start_comparison(session, "One", MODEL, "other:1b")

    def answers(turn: int) -> Callable[[ComparisonEvent], bool]:
        return lambda event: (
            not event.comparison.running
            and {(run.lane_id, run.turn) for run in event.comparison.runs} >= {(lane.id, turn) for lane in lanes}
        )

    session.wait(ComparisonEvent, answers(0))
    session.services.compare.follow_up(comparison, Draft("Two"))
    session.services.compare.follow_up(comparison, Draft("Three"))
    event = session.wait(ComparisonEvent, answers(2))
    assert {(run.lane_id, run.turn, run.repetition) for run in event.comparison.runs} == {
        (lane.id, turn, 0) for lane in lanes for turn in range(3)
    }
