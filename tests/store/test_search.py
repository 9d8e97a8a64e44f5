from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.conversations import chain, head, question
from teahouse.core.conversation import Conversation
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.search import MOST_CHARACTERS, SNIPPET, SearchHit

TEXTS = {
    "en": 'Water the "tea" at 80% — it\'s under_score C:\\leaf, then wait.',
    "zh": "为什么天空是蓝色的？因为瑞利散射。",
    "ja": "お茶を飲みましょう。東京タワー",
    "ru": "Привет, Мир! ТЫ и я",
    "fr": "Le thé d'été À L'École",
}


@pytest.fixture
def library(conversations: ConversationRepository) -> ConversationRepository:
    conversations.add_messages("c", *(question(name, text) for name, text in TEXTS.items()))
    return conversations


def _found(hits: tuple[SearchHit, ...]) -> list[str | None]:
    return [hit.message_id for hit in hits]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("water", "en"),
        ("WATER", "en"),
        ("nder_sc", "en"),
        ("80%", "en"),
        ("0%", "en"),
        ('"tea"', "en"),
        ("C:\\leaf", "en"),
        ("f,", "en"),
        ("leaf water", "en"),
        ("天空是蓝色", "zh"),
        ("天空", "zh"),
        ("蓝", "zh"),
        ("天空 散射", "zh"),
        ("東京", "ja"),
        ("飲みま", "ja"),
        ("タワー", "ja"),
        ("привет", "ru"),
        ("ты", "ru"),
        ("мир", "ru"),
        ("école", "fr"),
        ("à", "fr"),
        ("ÉTÉ", "fr"),
    ],
)
def test_words_are_found_in_any_script_and_case(library: ConversationRepository, query: str, message: str) -> None:
    assert _found(library.search_texts(query)) == [message]


@pytest.mark.parametrize("query", ["", "   ", "\0", "teapot", "water 天空", "色蓝", "100%", "under score_", "retaw"])
def test_what_is_not_there_is_not_found(library: ConversationRepository, query: str) -> None:
    assert library.search_texts(query) == ()


@pytest.mark.parametrize(
    "query", ['"', "'", "a AND", "NOT", "NEAR(", "*", "text:x", "(((", "-", "^a", "\ud800", "%", "_"]
)
def test_signs_of_query_languages_are_only_signs(library: ConversationRepository, query: str) -> None:
    for hit in library.search_texts(query):
        assert query.split()[0].casefold() in hit.snippet.casefold()


@given(query=st.text(st.characters(), max_size=300))
def test_no_query_is_an_error(query: str) -> None:
    memory = _memory()
    for hit in memory.search_texts(query):
        assert hit.message_id in TEXTS


@given(at=st.integers(0, 60), length=st.integers(1, 20), name=st.sampled_from(sorted(TEXTS)))
def test_every_part_of_a_text_finds_it(at: int, length: int, name: str) -> None:
    part = TEXTS[name][at : at + length]
    if part.strip():
        assert name in _found(_memory().search_texts(part))


_MEMORY: list[ConversationRepository] = []


def _memory() -> ConversationRepository:
    """One small library for all examples of a property; it is only read."""
    if not _MEMORY:
        conversations = ConversationRepository(Database.in_memory())
        conversations.create_conversation(Conversation(head(title="")))
        conversations.add_messages("c", *(question(name, text) for name, text in TEXTS.items()))
        _MEMORY.append(conversations)
    return _MEMORY[0]


def test_the_matches_are_marked_by_their_place_in_the_snippet(library: ConversationRepository) -> None:
    (hit,) = library.search_texts("TEA leaf")
    assert [hit.snippet[start:end] for start, end in hit.ranges] == ["tea", "leaf"]
    assert hit.head.id == "c"


def test_a_snippet_of_a_long_text_begins_shortly_before_its_match(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "filler " * 500 + "\njasmine\nblossom " + "filler " * 500))
    (hit,) = conversations.search_texts("jasmine blossom")
    assert len(hit.snippet) == SNIPPET + 2
    assert (hit.snippet[0], hit.snippet[-1]) == ("…", "…")
    assert " jasmine blossom filler" in hit.snippet
    assert [hit.snippet[start:end] for start, end in hit.ranges] == ["jasmine", "blossom"]


def test_titles_come_first_and_then_the_newest_messages(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("old", "about jasmine"), question("new", "jasmine again"))
    conversations.create_conversation(Conversation(head("d", "Jasmine")))
    assert _found(conversations.search_texts("jasmine")) == [None, "new", "old"]
    assert conversations.search_texts("jasmine")[0].head.id == "d"
    assert len(conversations.search_texts("jasmine", limit=2)) == 2


def test_all_trigrams_without_the_word_are_not_a_find(conversations: ConversationRepository) -> None:
    """The index keeps no positions, so it offers this text as a candidate."""
    conversations.add_messages("c", question("q", "abcd bcde cdef"))
    assert conversations.search_texts("abcdef") == ()


def test_a_pasted_page_is_cut_to_a_query(library: ConversationRepository) -> None:
    assert _found(library.search_texts("water " + " " * MOST_CHARACTERS + "nonsense" * 10_000)) == ["en"]


def _fastest(function: Callable[[], object]) -> float:
    """Processor seconds of the fastest of five runs."""
    times = []
    for _ in range(5):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def test_ten_times_the_messages_are_not_ten_times_the_search(tmp_path: Path) -> None:
    def rare(count: int) -> float:
        database = Database.open(tmp_path / f"{count}.db").database
        conversations = ConversationRepository(database)
        conversations.create_conversation(Conversation(head()))
        conversations.add_messages("c", *chain(count, words="the quick brown fox jumps over the lazy dog " * 8))
        conversations.add_messages("c", question("rare", "zephyr jasmine"))
        assert _found(conversations.search_texts("zephyr")) == ["rare"]
        fastest = _fastest(lambda: [conversations.search_texts("zephyr") for _ in range(20)])
        database.close()
        return fastest

    assert rare(10_000) < 4 * rare(1_000)


def test_a_message_of_a_long_conversation_costs_what_one_of_a_short_one_costs(tmp_path: Path) -> None:
    def reading(count: int) -> float:
        database = Database.open(tmp_path / f"{count}.db").database
        conversations = ConversationRepository(database)
        conversations.create_conversation(Conversation(head()))
        conversations.add_messages("c", *chain(count, words="leaf " * 40))
        again = 10_000 // count // 10 or 1
        fastest = _fastest(lambda: [conversations.load_conversation("c") for _ in range(again)])
        database.close()
        return fastest / (count * again)

    assert reading(10_000) < 3 * reading(100)
