"""Names as people paste them, and the progress that is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.ollama_recordings import RECORDINGS
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import LONGEST_SHOWN
from teahouse.core.pulls import (
    STALL_SECONDS,
    BlobProgress,
    Pulled,
    PullProgress,
    PullStep,
    PullStreamEvent,
    StepBegun,
    read_wanted,
    retry_after,
)
from teahouse.ollama.reply_reader import read_pull

MB = 1_000_000


@pytest.mark.parametrize(
    ("text", "name", "insecure"),
    [
        ("qwen3:8b", "qwen3:8b", False),
        ("  qwen3 ", "qwen3:latest", False),
        ("qwen3：8b", "qwen3:8b", False),
        ("`qwen3:8b`", "qwen3:8b", False),
        ("someone/tea:1b", "someone/tea:1b", False),
        ("ollama run qwen3:8b", "qwen3:8b", False),
        ("$ ollama pull deepseek-r1:8b", "deepseek-r1:8b", False),
        ("ollama run --verbose gemma3", "gemma3:latest", False),
        ("ollama run gemma3 --verbose 'Why is the sky blue?'", "gemma3:latest", False),
        ("docker exec -it ollama ollama run llama3.2", "llama3.2:latest", False),
        ("ollama pull --insecure tea.lan:5000/library/tea:1", "tea.lan:5000/library/tea:1", True),
        ("https://ollama.com/library/qwen3:8b", "qwen3:8b", False),
        ("https://ollama.com/library/qwen3", "qwen3:latest", False),
        ("ollama.com/library/qwen3/tags", "qwen3:latest", False),
        ("https://ollama.com/library/qwen3:8b/blobs/a3de86cd1c13", "qwen3:8b", False),
        ("https://www.ollama.com/someone/tea:1b?x=1#y", "someone/tea:1b", False),
        ("registry.ollama.ai/library/qwen3:8b", "qwen3:8b", False),
        ("hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M", "hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M", False),
        ("huggingface.co/unsloth/Qwen3-8B-GGUF", "hf.co/unsloth/Qwen3-8B-GGUF:latest", False),
        ("https://huggingface.co/unsloth/Qwen3-8B-GGUF/tree/main", "hf.co/unsloth/Qwen3-8B-GGUF:latest", False),
        (
            "https://huggingface.co/u/R-GGUF/blob/main/R-UD-Q4_K_XL.gguf",
            "hf.co/u/R-GGUF:UD-Q4_K_XL",
            False,
        ),
        ("https://huggingface.co/u/R-GGUF/resolve/main/R.IQ2_XXS.gguf?download=true", "hf.co/u/R-GGUF:IQ2_XXS", False),
        ("ollama run hf.co/u/R-GGUF:Q8_0", "hf.co/u/R-GGUF:Q8_0", False),
        ("http://192.168.1.5:5000/library/tea:1", "192.168.1.5:5000/library/tea:1", True),
        ("https://registry.example.org/team/tea:1", "registry.example.org/team/tea:1", False),
        ("localhost:5000/tea", "localhost:5000/library/tea:latest", False),
        ("tea.lan/tea:2", "tea.lan/library/tea:2", False),
    ],
)
def test_what_people_type_and_paste_is_understood(text: str, name: str, insecure: bool) -> None:
    wanted = read_wanted(text)
    assert (wanted.text, wanted.insecure) == (name, insecure)


@pytest.mark.parametrize(
    "text",
    ["", " ", "two words", "ollama run", "ollama run --verbose", "../../etc/passwd", "library/../../tea:1", "tea:",
     "hf.co/unsloth", "https://huggingface.co/", "https://ollama.com/", "a/b/c/d:1", "file:///etc/passwd", "tea:1/..",
     "http://", "tea\0:1", "茶"],
)  # fmt: skip
def test_what_is_no_name_is_refused_with_the_text_as_it_came(text: str) -> None:
    with pytest.raises(Trouble) as caught:
        read_wanted(text)
    assert caught.value.problem is Problem.MODEL_NAME_INVALID
    assert caught.value.facts["model"] == text.strip().replace("\0", "\ufffd")


def test_a_text_that_is_far_too_long_is_no_name_and_told_shortly() -> None:
    with pytest.raises(Trouble) as caught:
        read_wanted("ollama run " + "é" * 10_000_000)
    assert caught.value.problem is Problem.MODEL_NAME_INVALID
    assert len(caught.value.facts["model"]) <= LONGEST_SHOWN


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_refused_and_a_name_stays_itself(text: str) -> None:
    try:
        wanted = read_wanted(text)
    except Trouble:
        return
    assert read_wanted(wanted.text).name == wanted.name
    assert ".." not in wanted.name.full.split("/")


def recording(name: str) -> list[PullStreamEvent]:
    """The events of a recorded pull, at the times they came."""
    events = []
    for line in (RECORDINGS / f"{name}.timed.ndjson").read_text().split("\n"):
        if line:
            at, _, text = line.partition("\t")
            events.append(read_pull(json.loads(text), "tea", float(at)))
    assert None not in events
    return sorted((event for event in events if event is not None), key=lambda event: event.at)


NAMES = sorted(path.name.partition(".")[0] for path in Path(RECORDINGS).glob("pull-*.timed.ndjson"))


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_pull_ends_whole_and_its_bar_never_runs_back(name: str) -> None:
    progress = PullProgress()
    progress.begin_attempt(0.0)
    shown = []
    for event in recording(name):
        progress.apply_event(event)
        shown.append(progress.figures_at(event.at))
    assert [figures.completed for figures in shown] == sorted(figures.completed for figures in shown)
    assert (shown[-1].completed, shown[-1].blobs_done) == (shown[-1].total, shown[-1].blobs)
    assert shown[-1].exact
    assert all(figures.stalled == 0 for figures in shown)


def test_the_rate_and_the_time_left_of_a_steady_recording_are_right() -> None:
    events = recording("pull-throttled")
    blob = next(event for event in events if isinstance(event, BlobProgress))
    progress = PullProgress()
    progress.set_sizes({blob.digest: blob.total})
    progress.begin_attempt(0.0)
    ends = max(event.at for event in events if isinstance(event, BlobProgress))
    for event in events:
        progress.apply_event(event)
        if isinstance(event, BlobProgress) and 2 < event.at < ends - 0.5:
            figures = progress.figures_at(event.at)
            assert figures.rate == pytest.approx(30.2 * MB, rel=0.06)
            assert figures.seconds_left == pytest.approx(ends - event.at, abs=0.6)


def test_bytes_that_were_there_before_are_not_counted_as_speed() -> None:
    """The recorded daemon began at 61.6 MB, and cached blobs are whole with their first line."""
    progress = PullProgress()
    progress.begin_attempt(0.0)
    for event in recording("pull-resume"):
        progress.apply_event(event)
        if isinstance(event, BlobProgress) and event.at > 2:
            rate = progress.figures_at(event.at).rate
            assert rate is not None
            assert rate < 22 * MB


def line(completed: int, at: float, total: int = 100 * MB, digest: str = "sha256:a") -> BlobProgress:
    return BlobProgress(digest, total, completed, at)


def test_the_same_line_again_and_again_is_a_stall_and_a_slow_byte_is_not() -> None:
    silent, slow = PullProgress(), PullProgress()
    for progress in (silent, slow):
        progress.begin_attempt(0.0)
        progress.apply_event(line(MB, 0.0))
    for tick in range(1, 200):
        at = tick * 0.06
        silent.apply_event(line(MB, at))
        slow.apply_event(line(MB + tick, at))
    now = 200 * 0.06
    assert silent.figures_at(STALL_SECONDS - 1).stalled == 0
    assert silent.figures_at(now).stalled == pytest.approx(now)
    assert silent.figures_at(now).seconds_left is None
    assert slow.figures_at(now).stalled == 0
    rate = slow.figures_at(now).rate
    assert rate is not None
    assert 0 < rate < 100


def test_checking_a_long_file_is_no_stall() -> None:
    progress = PullProgress()
    progress.begin_attempt(0.0)
    progress.apply_event(line(100 * MB, 1.0))
    progress.apply_event(StepBegun(PullStep.VERIFYING, 1.1))
    figures = progress.figures_at(60.0)
    assert (figures.stalled, figures.step, figures.rate) == (0, PullStep.VERIFYING, None)


def test_a_daemon_that_begins_lower_is_checking_again_and_the_bar_stays() -> None:
    progress = PullProgress({"sha256:a": 60 * MB})
    progress.set_sizes({"sha256:a": 100 * MB})
    assert progress.figures_at(0.0).completed == 60 * MB
    progress.begin_attempt(0.0)
    progress.apply_event(line(20 * MB, 0.1))
    figures = progress.figures_at(0.1)
    assert (figures.completed, figures.checking) == (60 * MB, True)
    progress.apply_event(line(61 * MB, 2.0))
    figures = progress.figures_at(2.0)
    assert (figures.completed, figures.checking) == (61 * MB, False)
    assert progress.best == {"sha256:a": 61 * MB}


def test_without_a_manifest_the_total_is_not_called_exact_and_no_time_is_promised() -> None:
    progress = PullProgress()
    progress.begin_attempt(0.0)
    for tick in range(50):
        progress.apply_event(line(tick * MB, tick * 0.06))
    figures = progress.figures_at(3.0)
    assert (figures.exact, figures.seconds_left) == (False, None)
    progress.set_sizes({"sha256:a": 100 * MB, "sha256:b": 10})
    figures = progress.figures_at(3.0)
    assert (figures.exact, figures.total, figures.completed) == (True, 100 * MB + 10, 49 * MB)


@st.composite
def streams(draw: st.DrawFn) -> list[PullStreamEvent]:
    """Whatever a daemon may say, restarts and repeated lines included."""
    events: list[PullStreamEvent] = []
    at = 0.0
    for _ in range(draw(st.integers(0, 40))):
        at += draw(st.floats(0, 30))
        kind = draw(st.sampled_from(["blob", "blob", "blob", "step", "done"]))
        if kind == "blob":
            digest = draw(st.sampled_from("abc"))
            total = {"a": 1000, "b": 5, "c": 10**12}[digest]
            events.append(BlobProgress(digest, total, draw(st.integers(-5, total + 5)), at))
        elif kind == "step":
            events.append(StepBegun(draw(st.sampled_from(PullStep)), at))
        else:
            events.append(Pulled(at))
    return events


@given(streams(), st.lists(st.integers(0, 40)), st.booleans())
def test_whatever_is_said_and_however_often_it_begins_again_nothing_runs_back(
    events: list[PullStreamEvent], restarts: list[int], known: bool
) -> None:
    progress = PullProgress()
    if known:
        progress.set_sizes({"a": 1000, "b": 5, "c": 10**12})
    shown, received = 0, 0
    for number, event in enumerate(events):
        if number in restarts:
            progress.begin_attempt(event.at)
        progress.apply_event(event)
        figures = progress.figures_at(event.at)
        assert shown <= figures.completed <= figures.total
        assert received <= progress.received
        assert 0 <= figures.blobs_done <= figures.blobs
        assert figures.rate is None or figures.rate >= 0
        assert figures.seconds_left is None or figures.seconds_left >= 0
        shown, received = figures.completed, progress.received


def test_what_passes_is_tried_again_ever_later_and_what_does_not_is_not() -> None:
    waits = [retry_after(Problem.HOST_LOST, attempts) for attempts in range(1, 8)]
    assert waits[:-1] == sorted(wait for wait in waits if wait is not None)
    assert waits[-1] is None
    assert retry_after(Problem.DOWNLOAD_DAMAGED, 1) is not None
    assert retry_after(Problem.DOWNLOAD_DAMAGED, 2) is None
    for final in (Problem.NOT_IN_REGISTRY, Problem.DISK_FULL, Problem.REGISTRY_UNTRUSTED, Problem.MODEL_NAME_INVALID):
        assert retry_after(final, 1) is None
