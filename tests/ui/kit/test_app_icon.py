"""The icon's files are the drawing that the window paints."""

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from teahouse.ui.kit.icons import app_icon

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tool(qapp):
    spec = importlib.util.spec_from_file_location("teahouse_icons_tool", ROOT / "packaging" / "icons.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_svg_is_the_drawing(tool):
    assert (tool.FOLDER / "teahouse.svg").read_text(encoding="utf-8") == tool.svg()


def test_every_size_is_there_and_shows_the_bowl_on_its_ground(tool):
    for side in tool.SIDES:
        image = QImage(str(tool.FOLDER / f"teahouse-{side}.png"))
        assert (image.width(), image.height()) == (side, side)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(side // 2, round(side * 0.6)).name().upper() == "#F8F6F1"
        assert image.pixelColor(round(side * 0.1), side // 2).name().upper() == "#1B705A"


def test_the_windows_icon_has_several_sizes(tool):
    assert {size.width() for size in app_icon().availableSizes()} == {16, 32, 64, 128}
