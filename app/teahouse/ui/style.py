"""The look in Qt: the Fusion style, a palette of our colours, one small style sheet, the text size.

`Theme` is passed to everything that paints. It follows the system's scheme live unless the setting is fixed, and always
the system's setting of higher contrast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from teahouse.core.values import dataclass
from teahouse.ui.i18n import locales

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibilityHints, QStyleHints


ColourName = Literal[
    "bg", "sidebar", "surface", "raised", "hover", "border", "edge", "text", "muted",
    "accent", "accent_soft", "on_accent", "danger", "warn",
]  # fmt: skip
"""A field of `Colours`."""

# Colours and sizes, for light and dark; contrast of every text colour is at least 4.5 : 1.


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as #RRGGBB. `border` separates surfaces, `edge` is the only edge of a control (a field,
    a scroll bar's handle)."""

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

    def find_colour(self, name: ColourName) -> QColor:
        """The colour of a field's name, for code that takes the name as a parameter."""
        value: str = getattr(self, name)
        return QColor(value)


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
    """The contrast of two colours, 1 to 21. Source: WCAG 2.2."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@cache
def ink_on(colour: str) -> str:
    """The more legible text colour on a coloured tile; white or black always has 4.5 : 1."""
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, colour))


# The one style sheet, for what a palette cannot express. It is small, because every widget is matched against it at
# start. Widgets opt in by a property: `kind` of a button (plain, primary, quiet), `role` of a label or frame.

_SHEET = """
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QPushButton {{ outline: none; background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px 12px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton:hover, QPushButton:open {{ background: {raised}; }}
QPushButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QPushButton:pressed {{ background: {border}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 11px; }}
QPushButton:disabled {{ color: {muted}; background: {raised}; }}
QPushButton::menu-indicator {{ width: 0; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; }}
QComboBox:disabled {{ color: {muted}; background: {raised}; }}
QPushButton[kind="primary"]:disabled {{ background: {raised}; color: {muted}; border-color: {border}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; padding: 4px 6px; }}
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:open {{ background: {raised}; border-color: {border}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {accent}; padding: 3px 5px; }}
QPushButton[role="figures"] {{ color: {muted}; font-size: {small}px; }}
QPushButton[kind="icon"] {{ padding: 0; }}
QPushButton[kind="quiet-icon"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QPushButton[kind="quiet-icon"]:hover, QPushButton[kind="quiet-icon"]:open {{ background: {raised};
  border-color: {border}; }}
QPushButton[kind="icon"]:focus, QPushButton[kind="quiet-icon"]:focus {{ border: 2px solid {accent}; padding: 0; }}
QLineEdit {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px 8px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {muted}; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
QPlainTextEdit[role="field"] {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 4px 6px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {muted}; }}
QPlainTextEdit[role="field"]:focus {{ border: 2px solid {accent}; padding: 3px 5px; }}
QComboBox {{ combobox-popup: 0; background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px;
  padding: 6px {arrow}px 6px 10px; }}
QComboBox:focus {{ border: 2px solid {accent}; padding: 5px {arrow_focus}px 5px 9px; }}
QComboBox::drop-down {{ border: none; width: {arrow_width}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBoxPrivateContainer {{ background: transparent; border: none; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px;
  selection-background-color: {accent_soft}; selection-color: {text}; outline: 0; padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: {menu_text}px; padding: 6px 8px; border-radius: 6px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent_soft}; color: {text}; }}
QLabel[role="muted"] {{ color: {muted}; font-size: {small}px; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: {bold}; }}
QLabel[role="heading"] {{ font-weight: {bold}; }}
QLabel[role="code"] {{ font-family: monospace; }}
QLabel[role="danger"] {{ color: {danger}; font-size: {small}px; }}
QLabel[role="warn"] {{ color: {warn}; font-size: {small}px; }}
QLabel[role="badge"] {{ color: {muted}; font-size: {small}px; border: 1px solid {border}; border-radius: 6px;
  padding: 0 6px; }}
QFrame[role="popup"] {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QFrame[role="prompt"] {{ background: {surface}; border: 1px solid {edge}; border-radius: 12px; }}
QFrame[role="line"] {{ background: {border}; border: none; }}
QFrame[role="bar"] {{ background: {raised}; border: 1px solid {border}; border-radius: 10px; }}
QWidget[role="sidebar"] {{ background: {sidebar}; }}
QWidget[role="surface"] {{ background: {surface}; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px; padding: 6px;
  menu-scrollable: 1; icon-size: {menu_icon}px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; min-height: {menu_text}px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 5px 8px; }}
QMenuBar {{ background: {sidebar}; color: {text}; border-bottom: 1px solid {border}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 6px; background: transparent; }}
QMenuBar::item:selected {{ background: {accent_soft}; }}
QSplitter::handle {{ background: {border}; }}
QSplitter::handle:hover {{ background: {accent}; }}
QSlider {{ min-height: 24px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {edge}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 14px; margin: -6px 0; border-radius: 8px; border: 1px solid {edge};
  background: {surface}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; width: 12px; }}
QScrollBar:vertical {{ background: transparent; width: 9px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: 2px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {edge}; border-radius: 2px; min-width: 32px; margin: 2px; }}
QScrollBar::handle:horizontal:hover {{ background: {muted}; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def style_sheet(colours: Colours, px: Callable[[float], int], bold: int) -> str:
    """The style sheet in these colours; `px` scales a text size with the zoom."""
    arrow = px(30)
    sizes = {"small": px(SMALL_SIZE), "title": px(TITLE_SIZE), "menu_text": px(20), "menu_icon": px(18)}
    arrows = {"arrow": arrow, "arrow_focus": arrow - 1, "arrow_width": px(28)}
    return _SHEET.format(**asdict(colours), **sizes, **arrows, bold=bold)


class Theme(QObject):
    """The current colours and fonts; `changed` is emitted when either changes."""

    changed = Signal()

    def __init__(
        self, app: QApplication, choice: str = "system", zoom: float = 1.0, *, sheet_later: bool = False
    ) -> None:
        """`sheet_later`: the style sheet is applied by `apply_sheet`."""
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()  # its accessibility hints are valid only as long as this reference
        self._choice = choice
        self._own = app.font()  # the font before ours is set
        self._language = locales.language()
        self._mono = ""
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._sheet_waits = sheet_later
        self.zoom = zoom
        self.colours: Colours = LIGHT
        app.setStyle("Fusion")
        self._apply_colours()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        if (needs := needs_of_user(self._hints)) is not None:
            needs.contrastPreferenceChanged.connect(self._follow_system)

    def choose_look(self, choice: str, zoom: float | None = None) -> None:
        """Set the theme (`core.settings.THEMES`), the text zoom, and the fonts of the window's language; does nothing
        when all are unchanged."""
        zoom = self.zoom if zoom is None else zoom
        language = locales.language()
        if (choice, zoom, language) == (self._choice, self.zoom, self._language):
            return
        if language is not self._language:
            self._fonts.clear()
        self._choice, self.zoom, self._language = choice, zoom, language
        self._apply_colours()
        self.changed.emit()

    def font(self, size: int = TEXT_SIZE, *, bold: bool = False) -> QFont:
        """The interface's font; `size` in pixels before zoom."""
        key = (self.px(size), bold)
        if key not in self._fonts:
            font = self._fonts[key] = QFont(self._font_families())
            font.setPixelSize(key[0])
            if bold:
                font.setWeight(QFont.Weight(self._language.bold))
        return QFont(self._fonts[key])  # a copy: callers may change it

    @property
    def bold(self) -> int:
        """The weight of bold text in the window's language, for style sheets."""
        return self._language.bold

    def _font_families(self) -> list[str]:
        """The system's font, followed by those for the language's characters. In a list Qt takes a generic name like
        "Sans Serif" for that of a missing font, so it is resolved first."""
        if not self._language.fonts:
            return self._own.families()
        return [QFontInfo(self._own).family(), *self._language.fonts]

    def small(self, *, bold: bool = False) -> QFont:
        """The font of figures, labels and hints."""
        return self.font(SMALL_SIZE, bold=bold)

    def mono(self, size: int = 13) -> QFont:
        """The system's monospace font; `size` in pixels before zoom."""
        if not self._mono:
            self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        font = QFont(self._mono)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(self.px(size))
        return font

    def px(self, size: float) -> int:
        """A length in pixels, scaled with the text."""
        return max(1, round(size * self.zoom))

    def _follow_system(self) -> None:
        if self._choose_colours() is not self.colours:
            self._apply_colours()
            self.changed.emit()

    def _choose_colours(self) -> Colours:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        if wants_contrast(self._hints):
            return HIGH_DARK if dark else HIGH_LIGHT
        return DARK if dark else LIGHT

    def _apply_colours(self) -> None:
        self._ask_platform()
        self.colours = self._choose_colours()
        self._app.setPalette(palette_of(self.colours))
        self._app.setFont(self.font())
        if not self._sheet_waits:
            self.apply_sheet()

    def apply_sheet(self) -> None:
        """Apply the style sheet to all existing widgets: once for the whole window costs less than for each widget that
        is added to it."""
        self._sheet_waits = False
        self._app.setStyleSheet(style_sheet(self.colours, self.px, self.bold))

    def _ask_platform(self) -> None:
        """Set the colour scheme of title bars and native dialogs where the platform supports it."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._hints.setColorScheme(schemes.get(self._choice, Qt.ColorScheme.Unknown))


def needs_of_user(hints: QStyleHints) -> QAccessibilityHints | None:
    """The accessibility hints of the system; None before Qt 6.10."""
    ask = getattr(hints, "accessibility", None)
    return None if ask is None else ask()


def wants_contrast(hints: QStyleHints) -> bool:
    """Whether the system is set to high contrast."""
    needs = needs_of_user(hints)
    return needs is not None and needs.contrastPreference() == Qt.ContrastPreference.HighContrast


def palette_of(colours: Colours) -> QPalette:
    """Qt's palette in our colours, for what the style sheet does not set."""
    role = QPalette.ColorRole
    made = QPalette()
    for part, colour in (
        (role.Window, colours.bg),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.raised),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Mid, colours.border),
        (role.Dark, colours.border),
        (role.Light, colours.raised),
        (role.Midlight, colours.border),
    ):
        made.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(colours.muted))
    return made


# The colours for systems set to higher contrast: text has 7 : 1 at least, and separators are as visible as edges.

HIGH_LIGHT = replace(
    LIGHT, bg="#FFFFFF", sidebar="#FFFFFF", raised="#F2F2F2", hover="#E2E2E2", border="#4A4A4A", edge="#1F1F1F",
    text="#000000", muted="#2B2B2B", accent="#0B4A38", accent_soft="#D3E8DF", danger="#8A1F13", warn="#5F3A00",
)  # fmt: skip
HIGH_DARK = replace(
    DARK, bg="#000000", sidebar="#000000", surface="#000000", raised="#161616", hover="#242424", border="#B8B8B8",
    edge="#E6E6E6", text="#FFFFFF", muted="#DADADA", accent="#7FE3C5", accent_soft="#08291F", on_accent="#000000",
    danger="#FF9C8E", warn="#FFC861",
)  # fmt: skip
