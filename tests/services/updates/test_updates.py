"""The check for a newer Teahouse: only when enabled, once a day, against a real server."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures.release_server import OTHER_KEY, ReleaseServer, news, release
from fixtures.waits import wait_until
from teahouse.core.errors import Problem
from teahouse.services.runtime import Runtime
from teahouse.services.updates import service
from teahouse.services.updates.events import Channel, UpdatesEvent
from teahouse.services.updates.service import DAY, UpdatesService, read_channel

PATIENCE = 30.0


class Desk:
    """A service on a real loop, and what it told."""

    def __init__(self, kept: Path, channel: Channel, wanted: bool) -> None:
        self._told = threading.Condition()
        self.events: list[UpdatesEvent] = []
        self._runtime = Runtime(self._unexpected)
        self.service = UpdatesService(self._runtime, channel, "0.1.0", kept, self._post, wanted)
        self.failures: list[BaseException] = []
        self._runtime.start()
        self._runtime.submit(self.service.start_checking())

    def _unexpected(self, failure: BaseException) -> None:
        self.failures.append(failure)

    def _post(self, told: object) -> None:
        assert isinstance(told, UpdatesEvent)
        with self._told:
            self.events.append(told)
            self._told.notify_all()

    def wait(self, that: Callable[[UpdatesEvent], object]) -> UpdatesEvent:
        """Wait until the newest news is so."""
        with self._told:
            assert self._told.wait_for(lambda: bool(self.events and that(self.events[-1])), PATIENCE), self.events
            return self.events[-1]

    def settled(self) -> UpdatesEvent:
        """What is known once everything asked so far was done."""
        already = len(self.events)
        self.service.post_updates()
        with self._told:
            assert self._told.wait_for(lambda: len(self.events) > already, PATIENCE)
        return self.wait(lambda told: not told.asking)

    def ask(self) -> None:
        """Ask, and wait for what comes of it."""
        already = len(self.events)
        self.service.check_now()
        self.wait(lambda told: any(news.asking for news in self.events[already:]) and not told.asking)

    def close(self) -> None:
        self._runtime.stop(self.service.close())
        assert not self.failures


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    with ReleaseServer(news()) as made:
        yield made


@pytest.fixture
def open_desk(tmp_path: Path, server: ReleaseServer) -> Iterator[Callable[..., Desk]]:
    """Starts the service as the app does; what it keeps lies in one place, start after start."""
    desks: list[Desk] = []

    def make(wanted: bool = True, channel: Channel | None = None) -> Desk:
        desks.append(Desk(tmp_path / "latest.json", channel or server.channel, wanted))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def test_nobody_is_asked_until_it_is_wanted(open_desk: Callable[..., Desk], server: ReleaseServer) -> None:
    desk = open_desk(wanted=False)
    desk.service.check_now()
    assert desk.settled() == UpdatesEvent(server.channel)
    assert server.asked == []
    desk.service.set_wanted(True)
    told = desk.wait(lambda told: told.newer)
    assert told.newer == release()
    assert len(server.asked) == 1


def test_turned_off_it_knows_and_asks_nothing(open_desk: Callable[..., Desk], server: ReleaseServer) -> None:
    desk = open_desk()
    desk.wait(lambda told: told.newer)
    desk.service.set_wanted(False)
    desk.service.check_now()
    assert desk.settled() == UpdatesEvent(server.channel)
    assert len(server.asked) == 1


def test_the_next_start_remembers_and_asks_nobody(open_desk: Callable[..., Desk], server: ReleaseServer) -> None:
    open_desk().wait(lambda told: told.newer)
    again = open_desk()
    told = again.wait(lambda told: told.newer)
    assert time.time() - (told.asked or 0) < DAY
    again.settled()
    assert len(server.asked) == 1
    again.ask()  # a person may want to know now
    assert len(server.asked) == 2


@pytest.mark.parametrize("age", [DAY + 1, -DAY])
def test_an_old_answer_and_one_from_the_future_are_asked_for_anew(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path, age: float
) -> None:
    kept = tmp_path / "latest.json"
    kept.write_bytes(news("9.9.8"))
    os.utime(kept, (time.time() - age, time.time() - age))
    told = open_desk().wait(lambda told: told.newer and told.newer.version == "9.9.9" and not told.asking)
    assert told.trouble is None
    assert len(server.asked) == 1


def test_a_start_within_the_day_asks_when_the_day_is_over_and_then_every_day(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "DAY", 1.0)
    (tmp_path / "latest.json").write_bytes(news("9.9.8"))
    desk = open_desk()
    desk.wait(lambda told: told.newer and told.newer.version == "9.9.9")
    assert desk.events[0].newer.version == "9.9.8"
    assert not desk.events[0].asking
    assert wait_until(lambda: len(server.asked) >= 3)


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_the_same_and_an_older_version_are_no_news(
    open_desk: Callable[..., Desk], server: ReleaseServer, version: str
) -> None:
    server.body = news(version)
    told = open_desk().wait(lambda told: told.asked)
    assert told.newer is None
    assert told.trouble is None


def test_what_others_signed_is_not_believed_nor_kept(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    server.body = news(key=OTHER_KEY)
    told = open_desk().wait(lambda told: told.trouble)
    assert told.trouble is not None
    assert told.trouble.problem is Problem.RELEASES_UNTRUSTED
    assert told.newer is None
    assert not (tmp_path / "latest.json").exists()


def test_a_kept_answer_that_was_changed_is_asked_for_anew(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    (tmp_path / "latest.json").write_bytes(news("99.0.0", OTHER_KEY))
    told = open_desk().wait(lambda told: told.newer)
    assert told.newer is not None
    assert told.newer.version == "9.9.9"


def test_what_cannot_be_kept_is_known_all_the_same(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    (tmp_path / "latest.json").mkdir()
    assert open_desk().wait(lambda told: told.newer).asked is not None


def test_a_failure_keeps_what_was_known(open_desk: Callable[..., Desk], server: ReleaseServer) -> None:
    desk = open_desk()
    desk.wait(lambda told: told.newer and not told.asking)
    server.status = 500
    desk.service.check_now()
    told = desk.wait(lambda told: told.trouble)
    assert told.newer is not None


@pytest.mark.parametrize("older", [news("9.9.8"), news(published="2025-12-31T23:59:59Z"), news("0.1.0")])
def test_it_never_goes_back_behind_what_was_seen(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path, older: bytes
) -> None:
    desk = open_desk()
    desk.wait(lambda told: told.newer and not told.asking)
    kept = (tmp_path / "latest.json").read_bytes()
    server.body = older
    desk.ask()
    again = open_desk()  # and the next start remembers
    again.wait(lambda told: told.newer)
    again.ask()
    for one in (desk, again):
        told = one.events[-1]
        assert told.trouble is not None
        assert told.trouble.problem is Problem.RELEASES_OUTDATED
        assert told.newer == release()
    assert (tmp_path / "latest.json").read_bytes() == kept


def test_expired_news_is_not_believed_and_what_was_known_stays(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    server.body = news(expires="2026-01-02T00:00:00Z")
    desk = open_desk()
    told = desk.wait(lambda told: told.trouble)
    assert told.trouble is not None
    assert told.trouble.problem is Problem.RELEASES_EXPIRED
    assert told.trouble.facts["expired_at"] == 1767312000
    assert told.newer is None
    assert not (tmp_path / "latest.json").exists()
    server.body = news()
    desk.ask()
    server.body = news("9.9.10", expires="2026-01-02T00:00:00Z")
    desk.ask()
    assert desk.events[-1].newer == release()


def test_kept_news_that_expired_is_asked_for_at_once_and_still_says_what_was_seen(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    kept = tmp_path / "latest.json"
    kept.write_bytes(news("9.9.9", expires="2026-01-02T00:00:00Z"))
    server.body = news("9.9.8")
    told = open_desk().wait(lambda told: told.trouble)
    assert told.trouble is not None
    assert told.trouble.problem is Problem.RELEASES_OUTDATED
    assert told.newer is not None
    assert told.newer.version == "9.9.9"
    assert len(server.asked) == 1


def test_the_same_version_signed_again_is_kept(
    open_desk: Callable[..., Desk], server: ReleaseServer, tmp_path: Path
) -> None:
    desk = open_desk()
    desk.wait(lambda told: told.newer and not told.asking)
    server.body = news(published="2026-02-01T00:00:00Z")
    desk.ask()
    assert desk.events[-1].trouble is None
    assert (tmp_path / "latest.json").read_bytes() == server.body


@pytest.mark.parametrize("missing", ["updates", "key", "store"])
def test_a_store_and_a_package_that_knows_nobody_ask_nobody(
    open_desk: Callable[..., Desk], server: ReleaseServer, missing: str
) -> None:
    parts = {"updates": server.address, "key": server.channel.key, "store": ""}
    desk = open_desk(channel=Channel("deb", **{**parts, missing: "Debian" if missing == "store" else ""}))
    desk.service.set_wanted(True)
    desk.service.check_now()
    desk.settled()
    assert server.asked == []


def test_a_channel_is_read_from_the_resources(tmp_path: Path) -> None:
    assert read_channel(tmp_path) == Channel()
    for broken in (b"", b"[]", b"\xff", b"{"):
        (tmp_path / "channel.json").write_bytes(broken)
        assert read_channel(tmp_path) == Channel()
    (tmp_path / "channel.json").write_text('{"kind": "flatpak", "store": "Flathub", "more": 1}')
    assert read_channel(tmp_path) == Channel("flatpak", "Flathub")
    assert not read_channel(tmp_path).asks
