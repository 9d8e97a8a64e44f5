"""The bridge between the loop's thread and Qt: no event is lost, and Qt's thread is woken once per burst."""

import threading
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QThread, QTimer

from teahouse.ui.bridge import MOST_AT_ONCE, Bridge


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int


@dataclass(frozen=True, slots=True)
class Cup:
    number: int


def test_all_news_of_a_burst_come_in_one_list_and_wake_qt_once(bridge, qapp):
    heard = []
    bridge.subscribe(heard.append, Leaf)
    bridge.post_events(Leaf(1), Leaf(2))
    bridge.post_events(Leaf(3))
    assert heard == []  # only Qt's thread tells, never the one that posts
    qapp.processEvents()
    assert heard == [[Leaf(1), Leaf(2), Leaf(3)]]
    assert (bridge.wakes, bridge.pieces) == (1, 3)


def test_every_burst_wakes_qt_again(bridge, qapp):
    heard = []
    bridge.subscribe(heard.append, Leaf)
    for number in range(3):
        bridge.post_events(Leaf(number))
        qapp.processEvents()
    assert heard == [[Leaf(0)], [Leaf(1)], [Leaf(2)]]
    assert (bridge.wakes, bridge.pieces) == (3, 3)


def test_with_nothing_posted_qt_is_not_woken(bridge, qapp):
    bridge.subscribe(lambda burst: None, Leaf)
    qapp.processEvents()
    assert (bridge.wakes, bridge.pieces) == (0, 0)


def test_listeners_hear_their_kinds_alone_in_the_order_in_which_they_began_to_listen(bridge, post_events):
    heard = []
    bridge.subscribe(lambda burst: heard.append(("leaves", burst)), Leaf)
    bridge.subscribe(lambda burst: heard.append(("cups", burst)), Cup)
    bridge.subscribe(lambda burst: heard.append(("both", burst)), Cup, Leaf)
    post_events(Leaf(1), Cup(2), Leaf(3))
    assert heard == [
        ("leaves", [Leaf(1), Leaf(3)]),
        ("cups", [Cup(2)]),
        ("both", [Leaf(1), Cup(2), Leaf(3)]),
    ]
    heard.clear()
    post_events(Cup(4))
    assert heard == [("cups", [Cup(4)]), ("both", [Cup(4)])]


def test_what_a_listener_posts_is_not_lost(bridge, qapp):
    heard = []

    def pour(burst):
        if len(heard) < 3:
            bridge.post_events(Cup(len(heard)))

    bridge.subscribe(heard.extend, Cup)
    bridge.subscribe(pour, Leaf, Cup)
    bridge.post_events(Leaf(0))
    for _ in range(5):
        qapp.processEvents()
    assert heard == [Cup(0), Cup(1), Cup(2)]


def test_many_threads_lose_nothing_and_each_ones_order_is_kept(bridge, qtbot):
    heard, threads_heard_on = [], set()

    def listener(burst):
        threads_heard_on.add(QThread.currentThread())
        heard.extend(burst)

    bridge.subscribe(listener, Leaf)

    def post(first):
        for number in range(first, first + 2000):
            bridge.post_events(Leaf(number))

    threads = [threading.Thread(target=post, args=(first,)) for first in (0, 10_000, 20_000, 30_000)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(heard) >= 8000)
    for thread in threads:
        thread.join()
    assert bridge.pieces == 8000
    assert bridge.wakes <= 8000
    assert threads_heard_on == {QCoreApplication.instance().thread()}
    for first in (0, 10_000, 20_000, 30_000):
        assert [leaf.number for leaf in heard if first <= leaf.number < first + 10_000] == [*range(first, first + 2000)]


def test_what_is_asked_before_there_are_services_is_asked_of_them_in_order_and_once(bridge):
    asked = []
    bridge.run_command(lambda services: asked.append((services, "first")))
    bridge.run_command(lambda services: asked.append((services, "second")))
    assert asked == []
    bridge.attach("services")
    assert asked == [("services", "first"), ("services", "second")]
    bridge.run_command(lambda services: asked.append((services, "third")))
    assert asked[2:] == [("services", "third")]
    bridge.attach("others")
    assert len(asked) == 3


def test_a_command_may_ask_another_while_the_services_come(bridge):
    asked = []
    bridge.run_command(lambda services: bridge.run_command(lambda services: asked.append("inner")))
    bridge.attach("services")
    assert asked == ["inner"]


def test_without_a_window_nobody_hears_and_nothing_is_asked(bridge, qapp):
    heard, asked = [], []
    bridge.subscribe(heard.append, Leaf)
    bridge.run_command(lambda services: asked.append("early"))
    bridge.detach()
    bridge.post_events(Leaf(1))
    qapp.processEvents()
    bridge.attach("services")
    assert heard == []
    assert asked == []
    bridge.detach()
    bridge.run_command(lambda services: asked.append("late"))
    assert asked == []


def test_a_bridge_lives_as_long_as_its_parent(qapp):
    parent = Bridge()
    child = Bridge(parent)
    assert child.parent() is parent
    parent.deleteLater()


def test_a_flood_of_news_comes_in_portions_in_order_and_keys_are_heard_between(bridge, qtbot):
    heard, between = [], []
    timer = QTimer()
    timer.timeout.connect(lambda: between.append(len(heard)))
    timer.start(0)
    bridge.subscribe(lambda burst: heard.append([leaf.number for leaf in burst]), Leaf)
    bridge.post_events(*(Leaf(number) for number in range(10 * MOST_AT_ONCE)))
    qtbot.waitUntil(lambda: sum(map(len, heard)) == 10 * MOST_AT_ONCE)
    timer.stop()
    assert max(map(len, heard)) == MOST_AT_ONCE
    assert [number for burst in heard for number in burst] == list(range(10 * MOST_AT_ONCE))
    assert len(set(between)) > 3
