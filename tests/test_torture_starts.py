"""A sample of the cold starts that `make torture` makes."""

from torture.starts import LIMIT, run, start_once


def test_a_cold_start_beside_busy_processes_is_ready(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (result,) = run(0.002)
    assert (result.tries, result.failures) == (1, 0), result.details


def test_a_start_that_finds_no_host_counts_as_a_failure(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    start = start_once("http://127.0.0.1:9", limit=6.0)
    assert start.failure.startswith("not ready after 6 s")
    assert start.seconds < LIMIT
