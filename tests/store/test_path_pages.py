"""A conversation that is read from its end equals one that is read as a whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fixtures.conversations import answer, chain, head, question
from teahouse.core.conversation import Conversation, Earlier, Message, Role, State
from teahouse.core.window import weight_of
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database


def _read_up(conversations: ConversationRepository, count: int) -> Conversation:
    """The conversation "c", read from its end a page at a time until it is whole."""
    tree = conversations.load_end("c", count)
    while tree.earlier:
        page = conversations.load_earlier("c", tree.earlier.parent or "", count)
        assert page.messages
        tree.prepend_messages(page.earlier, page.messages, page.chosen)
    return tree


def _check_same(conversations: ConversationRepository, count: int) -> None:
    whole = conversations.load_conversation("c")
    end = conversations.load_end("c", count)
    path = whole.chosen_path()
    missing = len(path) - len(end.chosen_path())
    assert end.chosen_path() == path[missing:]
    assert len(end.chosen_path()) >= min(count, len(path)) or path[missing].role is Role.USER
    if missing:
        assert end.earlier == Earlier(path[missing - 1].id, missing, sum(map(weight_of, path[:missing])))
        assert end.siblings_of(path[missing].id) == whole.siblings_of(path[missing].id)
    read = _read_up(conversations, count)
    assert read.chosen_path() == path
    assert {message.id: message for message in read} == {message.id: message for message in whole}
    for message in whole:
        assert read.siblings_of(message.id) == whole.siblings_of(message.id)
        whole.choose_message(message.id)
        read.choose_message(message.id)
        assert read.chosen_path() == whole.chosen_path()


_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "beside", "choose", "finish", "take_out"]), st.integers(0, 60)),
    max_size=40,
)


@given(steps=_STEPS, count=st.integers(1, 12))
def test_whatever_was_done_the_pages_together_are_the_whole(steps: list[tuple[str, int]], count: int) -> None:
    database = Database.in_memory()
    conversations = ConversationRepository(database)
    conversations.create_conversation(Conversation(head()))
    tree = Conversation(head())
    for number, (step, pick) in enumerate(steps):
        known = list(tree)
        some = known[pick % len(known)] if known else None
        match step:
            case "add" | "beside":
                parent = (tree.leaf_id() if step == "add" else some.id) if some else None
                state = State.STREAMING if number % 5 == 0 else State.DONE
                role = Role.ASSISTANT if number % 2 else Role.USER
                message = Message(f"m{number}", parent, role, f"茶 words {number}", state=state)
                tree.add_message(message)
                conversations.add_messages("c", message)
            case "choose" if some:
                tree.choose_message(some.id)
                conversations.choose_message("c", some.id)
            case "finish" if some:
                ended = replace(some, text="a longer text " * (number + 1), state=State.DONE)
                tree.update_message(replace(tree[some.id], text=ended.text, state=State.DONE))
                conversations.finish_reply(ended)
            case "take_out" if some:
                conversations.take_out("c", [message.id for message in tree.remove_branch(some.id)])
        if number % 3 == 0:
            conversations.remember_leaf("c")
    assert [message.id for message in conversations.load_conversation("c").chosen_path()] == [
        message.id for message in tree.chosen_path()
    ]
    _check_same(conversations, count)
    database.close()


def test_reading_the_end_costs_the_same_however_long_the_conversation_is(database: Database) -> None:
    conversations = ConversationRepository(database)
    steps = []
    for name, length in (("short", 400), ("long", 4000)):
        conversations.create_conversation(Conversation(head(name)))
        conversations.add_messages(name, *chain(length, prefix=name))
        counted = 0

        def count_step() -> int:
            nonlocal counted
            counted += 1
            return 0

        database._connection.set_progress_handler(count_step, 100)
        end = conversations.load_end(name, 50)
        database._connection.set_progress_handler(None, 0)
        assert end.earlier.count + len(end.chosen_path()) == length
        steps.append(counted)
    assert steps[1] <= steps[0] * 1.2 + 2  # of SQLite's own steps


def test_a_page_begins_with_a_question(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", *chain(40))
    assert conversations.load_end("c", 7).chosen_path()[0].role is Role.USER


def test_what_is_left_out_is_not_counted_among_what_is_above(conversations: ConversationRepository) -> None:
    messages = chain(40)
    conversations.add_messages("c", *messages)
    conversations.update_settings("c", since="m10")
    earlier = conversations.load_end("c", 10).earlier
    assert (earlier.count, earlier.left_out) == (30, 10)
    assert earlier.tokens == sum(map(weight_of, messages[10:30]))
    conversations.update_settings("c", since="m35")
    earlier = conversations.load_end("c", 10).earlier
    assert (earlier.left_out, earlier.tokens) == (30, 0)


def test_a_reply_that_arrives_is_read_with_what_has_come(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", *chain(40))
    conversations.add_messages("c", question("q", "And?", "m39"), answer("a", "", "q", State.STREAMING))
    conversations.append_reply("a", "So far")
    assert conversations.load_end("c", 4).chosen_path()[-1].text == "So far"


def test_where_a_path_ends_is_looked_up_once(conversations: ConversationRepository, database: Database) -> None:
    conversations.add_messages("c", *chain(40))
    conversations.choose_message("c", "m39")
    assert database.fetch_all("SELECT leaf FROM conversations WHERE id = 'c'")[0]["leaf"] is None
    conversations.remember_leaf("c")
    assert database.fetch_all("SELECT leaf FROM conversations WHERE id = 'c'")[0]["leaf"] == "m39"
