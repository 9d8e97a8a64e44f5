"""Pieces of answers go to the window in bunches, in their order; nothing else waits, and nothing is left behind."""

from __future__ import annotations

import asyncio

from fixtures.backstage import Backstage
from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.conversation import Message, Role
from teahouse.services.news import PieceNews, ReplyNews
from teahouse.services.pacing import PACE, PacedPost

END = ReplyNews("c", Message("m", None, Role.ASSISTANT))


def piece(number: int) -> PieceNews:
    return PieceNews("c", "m", str(number))


def test_the_first_piece_goes_at_once_and_those_behind_it_together() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        both = asyncio.Event()

        def tell(*news: object) -> None:
            told.append(news)
            if len(told) == 2:
                both.set()

        post = PacedPost(tell)
        for number in range(100):
            post(piece(number))
        assert told == [(piece(0),)]
        await both.wait()
        return told

    first, rest = asyncio.run(say())
    assert first == (piece(0),)
    assert rest == tuple(piece(number) for number in range(1, 100))


def test_an_end_waits_for_nothing_and_takes_along_what_waited() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        post = PacedPost(lambda *news: told.append(news))
        post(piece(0))
        post(piece(1))
        post(END)
        return told

    assert asyncio.run(say()) == [(piece(0),), (piece(1), END)]


def test_after_an_end_nothing_comes_late_and_the_next_piece_waits_again() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        post = PacedPost(lambda *news: told.append(news))
        post(piece(0))
        post(piece(1))
        post(END)
        await asyncio.sleep(3 * PACE)
        assert told == [(piece(0),), (piece(1), END)]  # what waited went along; its timer tells nothing more
        post(piece(2))
        post(piece(3))
        await asyncio.sleep(3 * PACE)
        return told[2:]

    assert asyncio.run(say()) == [(piece(2),), (piece(3),)]


def test_a_fast_reply_comes_in_far_fewer_bunches_than_tokens(tmp_path) -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", rated(1000, 1000.0))
        with Backstage(tmp_path, host=daemon.url) as stage:
            stage.ready()
            before = stage.posts
            _, reply = stage.ask("Go on")
            text = stage.ended(reply).text
            assert "".join(news.text for news in stage.of(PieceNews)) == text
            assert len(stage.of(PieceNews)) == 1000
            assert stage.posts - before < 250
