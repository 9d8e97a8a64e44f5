"""The variants of the matrix: screens with their scale, widths of the window, sizes of text, languages, themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product

from fixtures.layout_scenes import LANGUAGES


@dataclass(frozen=True, slots=True)
class Variant:
    """`width` and `height` are the screen's in its own pixels, `scale` how many of them a pixel of the window takes
    (1.5 at 150 %), `part` how many pixels the window has of the width (0: all)."""

    width: int
    height: int
    scale: float = 1.0
    part: int = 0
    zoom: float = 1.0
    language: str = "en"
    theme: str = "light"

    @property
    def screen(self) -> str:
        """The screen's name."""
        return f"{self.width}x{self.height}"

    def __str__(self) -> str:
        scale = f" at {self.scale:.0%}" if self.scale != 1 else ""
        part = f", {self.part} px of it" if self.part else ""
        return f"{self.screen}{scale}{part}, text {self.zoom:.0%}, {self.language}, {self.theme}"

    def asdict(self) -> dict[str, object]:
        """For another process."""
        return asdict(self)


SCREENS = (
    (1024, 600, 1.0, 0),
    (1280, 720, 1.0, 0),
    (1366, 768, 1.0, 0),
    (1366, 768, 1.0, 683),
    (900, 600, 1.0, 0),
    (1920, 1080, 1.0, 0),
    (1920, 1080, 1.5, 0),
    (1920, 1080, 2.0, 0),
)
ZOOMS = (0.8, 1.0, 1.25, 1.5, 2.0)
THEMES = ("light", "dark")

# Traditional Chinese differs from Simplified in words, not in their length: each screen and size of text once or twice.
TRADITIONAL = tuple(
    Variant(*screen, zoom=ZOOMS[(at + shift) % len(ZOOMS)], language="zh_TW", theme=theme)
    for at, screen in enumerate(SCREENS)
    for theme, shift in zip(THEMES, (1, 3), strict=True)
)
MATRIX = (
    *(
        Variant(*screen, zoom=zoom, language=language, theme=theme)
        for screen, language, theme, zoom in product(SCREENS, LANGUAGES, THEMES, ZOOMS)
    ),
    *TRADITIONAL,
)
# A few that differ in everything, for `make test`.
SAMPLE = (
    Variant(1366, 768, part=683),
    Variant(1280, 720, language="zh_CN", theme="dark"),
    Variant(900, 600, language="pseudo"),
    Variant(1366, 768, zoom=1.5),
)
# Of these every scene is in the contact sheet.
PICTURED = (
    Variant(1280, 820),
    Variant(1280, 820, theme="dark"),
    Variant(1280, 820, language="zh_CN"),
    Variant(900, 600, language="zh_CN", theme="dark"),
    Variant(1366, 768, part=683),
    Variant(900, 600, theme="dark"),
    Variant(1366, 768, zoom=1.5),
    Variant(1920, 1080, scale=1.5, language="zh_CN"),
)


def part_of(variants: Sequence[Variant], number: int, of: int) -> list[Variant]:
    """One of several parts that together are all of the variants; the first has the number 1."""
    return list(variants[number - 1 :: of])
