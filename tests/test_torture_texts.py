"""A sample of `make torture`'s hostile texts and of its soak: in the real window, and how they are judged."""

from fixtures.hostile_texts import hostile_texts
from torture import soak, texts


def test_a_hostile_text_is_shown_in_pieces_at_once_and_from_the_store():
    number = list(hostile_texts()).index("60 lines of 40 quotes")
    results = texts.show([number])
    assert [result.tries for result in results] == [1, 1, 1, 1]
    assert [result.failures for result in results] == [0, 0, 0, 0]


def test_there_are_a_hundred_different_texts():
    found = hostile_texts()
    assert len(found) == len(set(found.values())) == 100


def test_a_text_that_never_came_back_fails(monkeypatch):
    quick = {"pieces": (0.01, 0.01), "burst": (0.01, 0.01), "opened": (0.01, 0.01)}
    slow = quick | {"burst": (0.09, 0.08)}
    said = [{"number": -1, "gaps": quick, "memory": 0}, {"number": 0, "gaps": slow, "memory": 2e8}]
    monkeypatch.setattr(texts, "_probe", lambda numbers, known: said)
    results = texts.show([0, 1])
    assert [result.failures for result in results] == [1, 2, 1, 1]


def test_memory_that_grows_by_more_than_a_twentieth_fails():
    samples = [{"rss": 100e6 + 1e6 * n, "seconds": float(n)} for n in range(10)]
    assert soak._judged("memory", "rss", 1e6, " MB", samples, "").failures == 1
    assert soak._judged("memory", "rss", 1e6, " MB", samples[:4], "").failures == 0
