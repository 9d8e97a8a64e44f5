"""Colours and sizes, for light and dark; contrast of every text colour is at least 4.5 : 1."""

from __future__ import annotations

from functools import cache

from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as #RRGGBB. `border` parts surfaces, `edge` is the only edge of a control (a field, a
    scroll bar's handle)."""

    dark: bool
    bg: str
    sidebar: str
    surface: str
    raised: str
    hover: str
    border: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    danger: str
    warn: str


LIGHT = Colours(
    dark=False,
    bg="#F8F6F1",
    sidebar="#EFECE4",
    surface="#FFFFFF",
    raised="#F3F0E9",
    hover="#E6E2D8",
    border="#E1DCD0",
    edge="#8A867A",
    text="#1F2320",
    muted="#62645B",
    accent="#1B705A",
    accent_soft="#DCEBE4",
    on_accent="#FFFFFF",
    danger="#B5473A",
    warn="#8A5A12",
)

DARK = Colours(
    dark=True,
    bg="#171A19",
    sidebar="#121514",
    surface="#1E2221",
    raised="#252A28",
    hover="#232827",
    border="#313735",
    edge="#6F7672",
    text="#E9E7E1",
    muted="#9B9D94",
    accent="#5CBBA0",
    accent_soft="#1E3730",
    on_accent="#10211C",
    danger="#E07A6B",
    warn="#E0A84A",
)

RADIUS = 10
TEXT_SIZE = 14
SMALL_SIZE = 12
TITLE_SIZE = 24
GRID = 4


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0 to 1. Source: WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """How far two colours stand apart, 1 to 21. Source: WCAG 2.2."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@cache
def ink_on(colour: str) -> str:
    """The text colour that reads best on a coloured tile; of white and black one always has 4.5 : 1."""
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, colour))
