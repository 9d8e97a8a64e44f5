"""The sentences of the quiet line: figures, phases, and what is left out where room is short."""

import pytest

from teahouse.core.conversation import Message, Role, State
from teahouse.core.events import Phase
from teahouse.core.measure import Figures
from teahouse.ui.transcript import words
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.status_part import _FIGURES, StatusPart

ALL = Figures(
    generation_rate=21.4, first_word=0.38, tokens=412, load=1.2, context_used=1200, context_length=8192,
    memory=5_200_000_000, memory_vram=4_212_000_000,
)  # fmt: skip


def texts(figures):
    return [text for _, text in words.figures(figures)]


def quiet(theme, figures, width, siblings=(1, 1), state=State.DONE):
    part = StatusPart(Ink(theme, 1.0), Message("a", None, Role.ASSISTANT, figures=figures, state=state), siblings)
    part.lay(width)
    return part


def test_every_figure_is_said_with_its_unit(qapp):
    rate, first, tokens, load, context, memory = texts(ALL)
    assert (rate, first, load) == ("21.4 tok/s", "first word 0.38 s", "loaded in 1.2 s")
    assert tokens.startswith("412 token")
    assert context == "context 1.2k of 8k"
    assert memory == "5.2 GB (GPU 81 %)"


def test_what_is_unknown_is_not_said(qapp):
    assert texts(Figures()) == []
    assert texts(Figures(context_used=500)) == ["context 500"]
    assert texts(Figures(memory=2_000_000_000, memory_vram=0)) == ["2 GB (RAM)"]
    assert texts(Figures(memory=2_000_000_000)) == ["2 GB"]
    assert texts(Figures(load=0.02)) == []


def test_what_was_measured_here_is_marked_and_explained(qapp):
    figures = Figures(generation_rate=20.0, first_word=0.5, tokens=30, measured_here=True)
    rate, first, tokens = texts(figures)
    assert rate == "≈ 20.0 tok/s"
    assert first == "first word 0.50 s"
    assert tokens.startswith("≈ 30 token")
    assert "measured here" in words.figures_tip(figures)
    assert "measured here" not in words.figures_tip(ALL)


@pytest.mark.parametrize(
    ("phase", "facts", "elapsed", "said"),
    [
        (Phase.QUEUED, {}, 0.0, "Queued"),
        (Phase.WAITING, {}, 0.2, "Waiting for the host…"),
        (Phase.LOADING, {"model": "m", "size": 5_200_000_000}, 1.9, "Loading 5.2 GB… 1.9 s"),
        (Phase.LOADING, {"model": "m"}, 0.0, "Loading m…"),
        (Phase.UNLOADING, {"model": "qwen3:8b"}, 0.0, "Unloading qwen3:8b…"),
        (Phase.READING, {}, 3.0, "Reading the prompt… 3 s"),
        (Phase.THINKING, {}, 1.8, "Thinking… 1.8 s"),
        (Phase.WRITING, {}, 9.0, ""),
    ],
)
def test_a_phase_is_said_with_its_seconds(qapp, phase, facts, elapsed, said):
    assert words.phase(phase, facts, elapsed) == said


def test_thinking_is_said_with_its_duration_where_it_is_known(qapp):
    assert words.thinking(3.1) == "Thought for 3.1 s"
    assert words.thinking(None) == "Thought"


def test_in_a_narrow_window_the_least_telling_figures_are_left_out(theme):
    wide, narrow, tiny = (quiet(theme, ALL, width) for width in (760, 480, 150))
    assert len(wide.texts()) == 6
    assert 1 < len(narrow.texts()) < 6
    assert tiny.texts() == ["21.4 tok/s"]
    assert narrow.height == wide.height
    assert "5.2 GB (GPU 81 %)" in narrow.tip_at(5)


def test_the_line_is_as_high_waiting_as_done(theme):
    done = quiet(theme, ALL, 760)
    waiting = quiet(theme, None, 760, state=State.STREAMING)
    waiting.wait_for("Reading the prompt…")
    waiting.lay(760)
    assert waiting.height == done.height
    assert waiting.texts() == ["Reading the prompt…"]
    assert waiting.hits() == []


def test_siblings_are_counted_with_a_way_to_each_side(theme):
    assert quiet(theme, None, 760, (2, 3)).texts() == ["‹", "2 of 3", "›"]
    assert quiet(theme, None, 760, (1, 1)).texts() == []


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Unloading qwen3:8b… 1.2 s", ["1.2"]),
        ("Loading 13.8 GB… 2 s", ["13.8", "2"]),
        ("context 1.2k of 8k", ["1.2k", "8k"]),
        ("≈50.0 tok/s", ["50.0"]),
        ("hf.co/a/GLM-4.5:Q4_K_M", []),
    ],
)
def test_figures_stand_out_and_numbers_in_names_do_not(line, figures):
    assert _FIGURES.findall(line) == figures
