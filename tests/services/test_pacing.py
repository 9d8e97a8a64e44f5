"""Pieces of answers are passed to the window in batches, in order; other events do not wait, and none is lost."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from time import monotonic

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.coalescing import TICK
from teahouse.core.conversation import Message, Role
from teahouse.services.generation.events import PieceEvent, ReplyEvent
from teahouse.services.generation.pacing import EARLY, PACE, PacedSink

END = ReplyEvent("c", Message("m", None, Role.ASSISTANT))


def piece(number: int) -> PieceEvent:
    return PieceEvent("c", "m", str(number))


def test_pieces_that_were_read_together_go_together() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        post = PacedSink(lambda *event: told.append(event))
        for number in range(100):
            post(piece(number))
        assert told == []  # more of what was read may come in this turn of the loop
        await asyncio.sleep(0)
        return told

    assert asyncio.run(say()) == [tuple(piece(number) for number in range(100))]


def times_of(*answers: str, seconds: float = 1.0) -> list[float]:
    """When bunches of answers leave whose pieces come every millisecond or so."""

    async def say() -> list[float]:
        told: list[float] = []
        post = PacedSink(lambda *_: told.append(monotonic()))
        until = monotonic() + seconds
        while monotonic() < until:
            for answer in answers:
                post(PieceEvent("c", answer, "x"))
            await asyncio.sleep(0.001)
        return told

    return asyncio.run(say())


def test_one_answer_alone_is_handed_over_with_each_tick_and_several_with_every_second() -> None:
    """Late bunches, on a busy machine, make the counts smaller, never larger."""
    assert len(times_of("a")) <= 1.0 / (TICK - EARLY) + 1
    assert len(times_of("a", "b")) <= 1.0 / PACE + 3
    gaps = [after - before for before, after in pairwise(times_of("a"))]
    assert sorted(gaps)[len(gaps) // 2] < PACE


def test_an_end_waits_for_nothing_and_takes_along_what_waited() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        post = PacedSink(lambda *event: told.append(event))
        post(piece(0))
        post(piece(1))
        post(END)
        return told

    assert asyncio.run(say()) == [(piece(0), piece(1), END)]


def test_after_an_end_nothing_comes_late_and_the_next_piece_waits_again() -> None:
    async def say() -> list[tuple[object, ...]]:
        told: list[tuple[object, ...]] = []
        post = PacedSink(lambda *event: told.append(event))
        post(piece(0))
        post(piece(1))
        post(END)
        await asyncio.sleep(3 * PACE)
        assert told == [(piece(0), piece(1), END)]  # what waited went along; its timer tells nothing more
        post(piece(2))
        post(piece(3))
        await asyncio.sleep(3 * PACE)
        return told[1:]

    assert asyncio.run(say()) == [(piece(2), piece(3))]


def test_a_fast_reply_comes_in_far_fewer_bunches_than_tokens(tmp_path) -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", rated(1000, 1000.0))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            before = session.posts
            _, reply = session.ask("Go on")
            text = session.ended(reply).text
            assert "".join(event.text for event in session.of(PieceEvent)) == text
            assert len(session.of(PieceEvent)) == 1000
            assert session.posts - before < 250


def test_a_token_costs_the_loop_no_more_than_its_share_of_a_tick(tmp_path) -> None:
    """200 tokens a second for three seconds: once it flows, the window is woken with the ticks, not with the tokens."""
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", rated(600, 200.0))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            before = session.posts
            session.ended(session.ask("Go on")[1])
            assert len(session.of(PieceEvent)) == 600
            assert session.posts - before <= 3.0 / (TICK - EARLY) + 30


def test_what_one_read_brought_goes_in_one_bunch(tmp_path) -> None:
    """Reads of a flowing answer bring four tokens each: nearly all bunches have as many, hardly any has one alone."""
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", rated(500, 100.0))
        with BackendSession(tmp_path, host=daemon.url) as session:
            session.ready()
            session.ended(session.ask("Go on")[1])
    flowing = sorted(session.batch_sizes[-40:-10])
    assert flowing[len(flowing) // 4] >= 3
