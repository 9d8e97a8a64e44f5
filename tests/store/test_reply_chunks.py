from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from fixtures.conversations import answer, chain, head, question
from teahouse.core.conversation import Conversation, State
from teahouse.core.measure import Figures
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database

# What a process that is killed does: it says a number only when the chunk with that number is kept.
WRITER = """
import sys
from pathlib import Path
from fixtures.conversations import answer, question, stored_conversation
from teahouse.core.conversation import State

messages = question("q", "Count."), answer("a", "", "q", State.STREAMING)
database, conversations = stored_conversation(Path(sys.argv[1]), *messages)
number = 0
while True:
    conversations.append_reply("a", f"{number} ", f"thought {number} ")
    print(number, flush=True)
    number += 1
"""


def _begin(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "Why?"), answer("a", "", "q", State.STREAMING))


def test_a_reply_that_still_arrives_is_read_as_far_as_it_has_come(conversations: ConversationRepository) -> None:
    _begin(conversations)
    conversations.append_reply("a", "", "I think")
    conversations.append_reply("a", "Because ", " so.")
    conversations.append_reply("a", "tea.")
    reply = conversations.load_conversation("c")["a"]
    assert (reply.text, reply.thinking, reply.state) == ("Because tea.", "I think so.", State.STREAMING)


def test_a_finished_reply_is_what_was_finished_not_what_was_appended(
    conversations: ConversationRepository, database: Database
) -> None:
    _begin(conversations)
    conversations.append_reply("a", "Becau")
    done = answer("a", "Because tea.", "q")
    conversations.finish_reply(done)
    assert conversations.load_conversation("c")["a"] == done
    assert database.fetch_all("SELECT count(*) FROM chunks")[0][0] == 0


def test_figures_and_problem_come_back_with_a_finished_reply(conversations: ConversationRepository) -> None:
    _begin(conversations)
    tree = conversations.load_conversation("c")
    figures = Figures(generation_rate=33.0, tokens=20, measured_here=True)
    ended = tree.update_message(
        replace(tree["a"], text="Half", state=State.FAILED, problem="host_lost", facts={"x": "y"}, figures=figures)
    )
    conversations.finish_reply(ended)
    assert conversations.load_conversation("c")["a"] == ended


def test_recovering_cuts_what_was_streaming_and_leaves_the_rest(conversations: ConversationRepository) -> None:
    _begin(conversations)
    conversations.append_reply("a", "so ", "hm ")
    conversations.append_reply("a", "far", "ok")
    conversations.add_messages("c", answer("b", "Whole", "q"))
    assert conversations.recover_replies() == 1
    tree = conversations.load_conversation("c")
    assert (tree["a"].text, tree["a"].thinking, tree["a"].state) == ("so far", "hm ok", State.CUT)
    assert tree["b"].state is State.DONE
    assert conversations.recover_replies() == 0


def test_a_reply_is_found_once_it_is_finished_or_recovered(conversations: ConversationRepository) -> None:
    _begin(conversations)
    conversations.add_messages("c", answer("b", "", "q", State.STREAMING))
    conversations.append_reply("a", "jasmine")
    conversations.append_reply("b", "jasm")
    assert conversations.search_texts("jasm") == ()
    conversations.finish_reply(answer("a", "jasmine", "q"))
    assert [hit.message_id for hit in conversations.search_texts("jasm")] == ["a"]
    conversations.recover_replies()
    assert {hit.message_id for hit in conversations.search_texts("jasm")} == {"a", "b"}


def test_finishing_again_leaves_no_old_words_in_the_index(conversations: ConversationRepository) -> None:
    _begin(conversations)
    conversations.finish_reply(answer("a", "oolong", "q"))
    conversations.finish_reply(answer("a", "sencha", "q"))
    assert conversations.search_texts("oolong") == ()
    assert len(conversations.search_texts("sencha")) == 1


def test_a_killed_process_loses_nothing_it_had_appended(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    tests = Path(__file__).parent.parent
    program = f"import sys; sys.path.insert(0, {str(tests)!r})\n{WRITER}"
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        last = -1
        for line in child.stdout:
            last = int(line)
            if last == 50:
                child.kill()
                break
        for line in child.stdout:  # what it had said before the signal reached it
            last = int(line)
    assert child.returncode != 0

    opened = Database.open(path)
    conversations = ConversationRepository(opened.database)
    assert opened.trouble is None
    assert conversations.recover_replies() == 1
    reply = conversations.load_conversation("c")["a"]
    kept = [int(number) for number in reply.text.split()]
    assert kept == list(range(len(kept)))
    assert len(kept) in (last + 1, last + 2)  # the last one may have been kept and not been said
    assert reply.thinking == "".join(f"thought {number} " for number in kept)
    assert reply.state is State.CUT
    opened.database.close()


def test_appending_costs_what_is_new_not_what_has_arrived(tmp_path: Path) -> None:
    """A 64,000-token reply: its last second writes no more than its first."""
    path = tmp_path / "teahouse.db"
    database = Database.open(path).database
    conversations = ConversationRepository(database)
    conversations.create_conversation(Conversation(head()))
    _begin(conversations)
    log = path.with_name("teahouse.db-wal")
    second = "word " * 60  # what a second brings at 60 tokens a second

    def written(seconds: int) -> int:
        database.fetch_all("PRAGMA wal_checkpoint(TRUNCATE)")
        for _ in range(seconds):
            conversations.append_reply("a", second)
        return log.stat().st_size

    first = written(50)
    for _ in range(1000):
        conversations.append_reply("a", second)
    assert written(50) < 1.5 * first
    database.close()


def test_a_conversation_of_ten_thousand_messages_is_read_in_order(conversations: ConversationRepository) -> None:
    messages = chain(10_000)
    conversations.add_messages("c", *messages)
    assert conversations.load_conversation("c").chosen_path() == tuple(messages)
