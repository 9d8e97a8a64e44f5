"""The texts of the status line: figures, phases, and what is left out where there is no room."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from teahouse.core.conversation import Message, Role, State
from teahouse.core.measure import Figures
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.transcript import words
from teahouse.ui.transcript.blocks.part import PaintState, PartAction
from teahouse.ui.transcript.blocks.status_part import _FIGURES, StatusPart
from teahouse.ui.transcript.blocks.text_style import TextStyle

ALL = Figures(
    generation_rate=21.4, total=20.9, first_word=0.38, tokens=412, load=1.2, context_used=1200, context_length=8192,
    memory=5_200_000_000, memory_vram=4_212_000_000,
)  # fmt: skip


def texts(figures):
    return [text for _, text in words.figures(figures)]


def quiet(theme, figures, width, siblings=(1, 1), state=State.DONE):
    part = StatusPart(TextStyle(theme, 1.0), Message("a", None, Role.ASSISTANT, figures=figures, state=state), siblings)
    part.lay_out(width)
    return part


def test_every_figure_is_said_with_its_unit(qapp):
    rate, took, context, first, tokens, load, memory = texts(ALL)
    assert (rate, took) == ("21.4 tok/s", "took 21 s")
    assert (first, load) == ("first word 0.38 s", "loaded in 1.2 s")
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
    ("phase", "subject", "elapsed", "said"),
    [
        (Phase.QUEUED, PhaseSubject(), 0.0, "Queued"),
        (Phase.WAITING, PhaseSubject(), 0.2, "Waiting for the host…"),
        (Phase.LOADING, PhaseSubject("m", 5_200_000_000), 1.9, "Loading 5.2 GB… 1.9 s"),
        (Phase.LOADING, PhaseSubject("m"), 0.0, "Loading m…"),
        (Phase.UNLOADING, PhaseSubject("qwen3:8b"), 0.0, "Unloading qwen3:8b…"),
        (Phase.READING, PhaseSubject(), 3.0, "Reading the prompt… 3 s"),
        (Phase.THINKING, PhaseSubject(), 1.8, "Thinking… 1.8 s"),
        (Phase.WRITING, PhaseSubject(), 9.0, ""),
    ],
)
def test_a_phase_is_said_with_its_seconds(qapp, phase, subject, elapsed, said):
    assert words.phase(phase, subject, elapsed) == said


def test_thinking_is_said_with_its_duration_where_it_is_known(qapp):
    assert words.thinking(3.1) == "Thought for 3.1 s"
    assert words.thinking(None) == "Thought"


def test_speed_time_and_context_are_always_there_and_the_rest_for_the_pointer(theme):
    wide = quiet(theme, ALL, 1000)
    assert wide.texts() == ["21.4 tok/s", "took 21 s", "context 1.2k of 8k"]
    assert wide.more_texts() == texts(ALL)[3:]
    assert quiet(theme, Figures(first_word=0.4, tokens=9), 760).texts() == ["first word 0.40 s"]
    assert quiet(theme, Figures(tokens=9), 760).texts()[0].startswith("9 token")


def test_in_a_narrow_window_the_least_telling_figures_are_left_out(theme):
    wide, narrow, tiny = (quiet(theme, ALL, width) for width in (760, 420, 150))
    assert 0 < len(wide.more_texts()) <= 4
    assert len(narrow.texts()) + len(narrow.more_texts()) < 7
    assert tiny.texts() == ["21.4 tok/s"]
    assert tiny.more_texts() == []
    assert narrow.height == wide.height
    assert "5.2 GB (GPU 81 %)" in narrow.tip_at(5)


@pytest.mark.parametrize("width", [150, 300, 420, 560, 760])
def test_nothing_on_the_line_lies_on_anything_else_or_outside_it(theme, width):
    part = quiet(theme, ALL, width, (2, 3))
    runs = sorted([*part._quiet, *part._actions, *part._more], key=lambda run: run.x)
    assert all(one.x + one.width <= two.x for one, two in pairwise(runs))
    if width >= 300:
        assert runs[-1].x + runs[-1].width <= width


def picture(part, light):
    image = QImage(760, part.height, QImage.Format.Format_RGB32)
    image.fill(QColor(part.style.colours.bg))
    painter = QPainter(image)
    part.paint(painter, image.rect(), light)
    painter.end()
    return image


def inks(image, place):
    return {QColor(image.pixel(x, y)).name().upper() for x in range(place.left(), place.right())
            for y in range(place.top(), place.bottom())}  # fmt: skip


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_action_is_an_icon_that_can_be_seen_with_a_name_that_can_be_read(theme, colours):
    theme.choose_look("dark" if colours.dark else "light")
    part = quiet(theme, ALL, 760, (2, 3))
    shown, hidden = picture(part, PaintState(actions=True)), picture(part, PaintState())
    assert [hit.act for hit in part.hits()] == [
        PartAction.OLDER, PartAction.NEWER, PartAction.COPY, PartAction.RETRY_MENU, PartAction.COMPARE, PartAction.MENU
    ]  # fmt: skip
    for hit in part.hits():
        assert hit.tip, f"{hit.act} has no name"
        assert min(hit.rect.width(), hit.rect.height()) >= 24, "too small to be hit"
        best = max(contrast(style, colours.bg) for style in inks(shown, hit.rect))
        assert best >= 3, f"{hit.act} cannot be seen"
        lit = picture(part, PaintState(actions=True, hit=hit))
        assert colours.hover in inks(lit, hit.rect)
    copy = part.hits()[2]
    assert inks(hidden, copy.rect) == {colours.bg}
    part.copied = True
    assert colours.accent in inks(picture(part, PaintState()), copy.rect), "a check mark says that it was copied"


def test_the_other_figures_are_painted_for_the_pointer_only(theme):
    part = quiet(theme, ALL, 760)
    place = QRect(part._more[0].x, 0, part._more[0].width, part.height)
    assert inks(picture(part, PaintState(actions=True)), place) == {LIGHT.bg}
    assert LIGHT.text in inks(picture(part, PaintState(actions=True, near=True)), place)


def test_the_line_is_as_high_waiting_as_done(theme):
    done = quiet(theme, ALL, 760)
    waiting = quiet(theme, None, 760, state=State.STREAMING)
    waiting.set_phase_text("Reading the prompt…")
    waiting.lay_out(760)
    assert waiting.height == done.height
    assert waiting.texts() == ["Reading the prompt…"]
    assert waiting.hits() == []


def test_siblings_are_counted_with_a_way_to_each_side(theme):
    assert quiet(theme, None, 760, (2, 3)).texts() == ["2 of 3"]
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
