"""One colour per model on all pages: the hue of its lab from a table, a shade by its size, and marks side by side."""

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from fixtures.running_lanes import comparison, comparison_event, models_event
from fixtures.shipped_catalogue import read_shipped
from teahouse.core.labs import LABS
from teahouse.core.model import LoadedModel
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent
from teahouse.ui.charts.bars import BarChart, ChartBar
from teahouse.ui.compare.comparison_state import LaneValues
from teahouse.ui.compare.lane_meters import LaneMeters
from teahouse.ui.compare.words import LaneNames
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.model_colours import HUES, NOBODY, colour_of, hue_of, marks
from teahouse.ui.sidebar.host import MemoryButton
from teahouse.ui.style import DARK, LIGHT, contrast, ink_on

GB = 10**9
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
DESIGNED = {
    "Qwen": "#4659B8", "DeepSeek": "#1F7A63", "Kimi": "#2E86AB",
    "GLM": "#8E4585", "MiniMax": "#C77D0A", "Hunyuan": "#B5473A",
}  # fmt: skip


def colours_in(widget):
    image = widget.grab().toImage()
    return {QColor(image.pixel(x, y)).name().upper() for y in range(image.height()) for x in range(image.width())}


@pytest.mark.parametrize(("lab", "hue"), DESIGNED.items())
def test_the_six_labs_have_the_hues_of_the_design(lab, hue):
    assert hue_of(lab, LIGHT) == hue


def test_every_lab_of_the_catalogue_and_of_the_switcher_has_a_hue_of_its_own():
    names = {lab.name for lab in read_shipped().labs} | {lab.name for lab in LABS}
    assert names <= HUES.keys()
    for side in (0, 1):
        hues = [pair[side] for pair in (*HUES.values(), NOBODY)]
        assert len(set(hues)) == len(hues)


@THEMES
@pytest.mark.parametrize("size", ["0.6b", "8b", "14b", "32b", "70b", "latest"])
def test_every_shade_can_be_seen_on_a_surface_and_its_letter_be_read(colours, size):
    for lab in LABS:
        colour = colour_of(f"{lab.families[0]}:{size}", colours)
        assert contrast(colour, colours.surface) >= 3, (lab.name, size)
        assert contrast(ink_on(colour), colour) >= 4.5, (lab.name, size)


@THEMES
def test_a_larger_model_of_a_lab_has_a_deeper_shade(colours):
    shades = [colour_of(f"qwen3:{size}", colours) for size in ("4b", "8b", "14b", "32b", "235b")]
    assert len(set(shades)) == 5
    against = [contrast(shade, colours.surface) for shade in shades]
    assert against == sorted(against)
    assert shades[1] == hue_of("Qwen", colours)


@pytest.mark.parametrize(
    "name", ["qwen3:8b", "hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M", "library/qwen3:8b-q4_K_M", "qwen3:latest"]
)
def test_a_model_has_its_colour_whoever_publishes_it(name):
    assert colour_of(name, LIGHT) == hue_of("Qwen", LIGHT)


@pytest.mark.parametrize(
    ("models", "told"),
    [
        (("qwen3:8b", "deepseek-r1:8b"), ("Q", "D")),
        (("qwen3:8b", "qwen3:4b", "glm4:9b"), ("Q1", "Q2", "G")),
        (("qwen3:8b", "qwen3:8b"), ("Q1", "Q2")),
        (("my-own", "mine"), ("M1", "M2")),
        ((), ()),
    ],
)
def test_two_models_of_one_lab_side_by_side_differ_by_their_marks(models, told):
    assert marks(models) == told


def tile(theme, **more):
    image = QImage(44, 44, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.colours.surface))
    painter = QPainter(image)
    painter.setFont(theme.font())
    paint_tile(painter, QRectF(0, 0, 44, 44), "qwen3:8b", theme, **more)
    painter.end()
    return image


def test_a_tile_is_painted_in_the_models_colour_and_its_mark_stays_inside(theme):
    one, two = tile(theme), tile(theme, mark="Q2")
    assert QColor(one.pixel(22, 3)).name().upper() == colour_of("qwen3:8b", LIGHT)
    assert one != two
    edge = QRect(0, 10, 4, 24)
    inside = {QColor(two.pixel(x, y)).name().upper() for x in range(1, edge.width()) for y in range(10, 34)}
    assert inside == {colour_of("qwen3:8b", LIGHT)}


def test_lanes_have_their_models_colours_but_tell_nothing_while_names_are_hidden():
    lanes = comparison("qwen3:8b", "qwen3:4b", "glm4:9b").lanes
    names, hidden = LaneNames(lanes, hidden=False), LaneNames(lanes, hidden=True)
    assert [names.colour(lane.id, LIGHT) for lane in lanes] == [colour_of(lane.model, LIGHT) for lane in lanes]
    assert [names.tile(lane.id) for lane in lanes] == ["Q1", "Q2", "G"]
    assert {hidden.colour(lane.id, LIGHT) for lane in lanes} == {LIGHT.muted}
    assert [hidden.tile(lane.id) for lane in lanes] == ["A", "B", "C"]


@pytest.fixture
def memory(theme, qtbot):
    made = MemoryButton(theme)
    qtbot.addWidget(made)
    made.resize(220, 40)
    return made


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_memory_bar_never_has_a_models_colour(memory, theme, name):
    theme.choose_look(name)
    models = ("hunyuan:7b", "qwen3:8b")
    memory.show_memory(MemoryEvent(tuple(LoadedModel(model, "", 4 * GB, 0) for model in models), total=16 * GB))
    shown = colours_in(memory)
    assert theme.colours.muted in shown
    assert not shown & {colour_of(model, theme.colours) for model in models}
    assert contrast(theme.colours.muted, theme.colours.border) >= 3, "the full part against the empty one"


def test_a_lanes_memory_bar_is_neutral_and_full_for_the_lane_that_takes_most(theme, qtbot):
    gauges = LaneMeters(theme)
    qtbot.addWidget(gauges)
    gauges.resize(300, gauges.sizeHint().height())
    model = colour_of("hunyuan:7b", LIGHT)
    gauges.show_reading(LaneValues(memory=4 * GB, vram=4 * GB), (), model, hidden=False)
    gauges.show_scale(0.0, 8 * GB)
    assert gauges._memory_parts()[0] == (0.5, True)
    assert model not in colours_in(gauges)
    gauges.show_scale(0.0, 4 * GB)
    assert gauges._memory_parts()[0] == (1.0, True)
    gauges.show_reading(LaneValues(rate=20.0), (), model, hidden=False)
    gauges.show_scale(20.0, 0)
    assert model in colours_in(gauges), "speed has the model's colour"


def test_the_room_scales_memory_to_its_lanes_and_not_to_the_computer(
    bridge, preferences, theme, calls, post_events, qtbot
):
    from teahouse.ui.compare.page import ComparePage

    page = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    post_events(HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"), MemoryEvent((), total=512 * GB))
    post_events(models_event())
    page.state.begin_comparison("c")
    post_events(comparison_event(comparison()))
    shares = [sum(share for share, _ in card.gauges._memory_parts()) for card in page.lanes.cards.values()]
    assert max(shares) == pytest.approx(1.0)
    assert min(shares) > 0.8


@pytest.mark.parametrize("neutral", [False, True])
def test_bars_of_speed_have_the_models_colour_and_bars_of_memory_none(theme, qtbot, neutral):
    chart = BarChart(theme, neutral=neutral)
    qtbot.addWidget(chart)
    chart.show_bars([ChartBar("glm4:9b", 5.0, "5", "told")])
    chart.resize(400, 60)
    image = chart.grab().toImage()
    middle = {QColor(image.pixel(x, image.height() // 2)).name().upper() for x in range(150, 330)}
    colour = colour_of("glm4:9b", LIGHT)
    assert (colour in middle) is not neutral
    assert (LIGHT.muted in middle) is neutral
