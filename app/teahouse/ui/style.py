"""The look as Qt applies it: Fusion, a palette out of our colours, one small style sheet, the text size.

`Theme` is handed to everything that paints. It follows the system's scheme live unless the person chose one, and
always its wish for more contrast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from teahouse.ui.i18n import locales
from teahouse.ui.stylesheet import sheet
from teahouse.ui.theme import DARK, LIGHT, SMALL_SIZE, TEXT_SIZE, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibilityHints, QStyleHints


class Theme(QObject):
    """The colours and fonts of now; `changed` tells when either is another one."""

    changed = Signal()

    def __init__(
        self, app: QApplication, choice: str = "system", zoom: float = 1.0, *, sheet_later: bool = False
    ) -> None:
        """`sheet_later`: the style sheet waits for `apply_sheet`."""
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()  # what it says of the user's needs is valid only as long as this reference
        self._choice = choice
        self._own = app.font()  # before it is given ours
        self._language = locales.language()
        self._mono = ""
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._sheet_waits = sheet_later
        self.zoom = zoom
        self.colours: Colours = LIGHT
        app.setStyle("Fusion")
        self._apply()
        self._hints.colorSchemeChanged.connect(self._follow)
        if (needs := needs_of_user(self._hints)) is not None:
            needs.contrastPreferenceChanged.connect(self._follow)

    def choose(self, choice: str, zoom: float | None = None) -> None:
        """Take another theme (`core.settings.THEMES`), text zoom, and the fonts of the window's language; does nothing
        when all are as they were."""
        zoom = self.zoom if zoom is None else zoom
        language = locales.language()
        if (choice, zoom, language) == (self._choice, self.zoom, self._language):
            return
        if language is not self._language:
            self._fonts.clear()
        self._choice, self.zoom, self._language = choice, zoom, language
        self._apply()
        self.changed.emit()

    def font(self, size: int = TEXT_SIZE, *, bold: bool = False) -> QFont:
        """The interface's font; `size` in pixels before zoom."""
        key = (self.px(size), bold)
        if key not in self._fonts:
            font = self._fonts[key] = QFont(self._families())
            font.setPixelSize(key[0])
            if bold:
                font.setWeight(QFont.Weight(self._language.bold))
        return QFont(self._fonts[key])  # a copy, for whoever changes it

    def _families(self) -> list[str]:
        """The system's font, and behind it those for the language's characters. Beside others Qt takes a name like
        "Sans Serif" for that of a font nobody has, so it is resolved first."""
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
        """A length that grows with the text, in pixels."""
        return max(1, round(size * self.zoom))

    def model_colour(self, model: str) -> QColor:
        """The colour of a model: of its tile, its lane and its part of a chart."""
        from teahouse.ui.model_colours import colour_of  # nothing of the start has a model yet

        return QColor(colour_of(model, self.colours))

    def _follow(self) -> None:
        if self._wanted() is not self.colours:
            self._apply()
            self.changed.emit()

    def _wanted(self) -> Colours:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        if wants_contrast(self._hints):
            from teahouse.ui.high_contrast import HIGH_DARK, HIGH_LIGHT

            return HIGH_DARK if dark else HIGH_LIGHT
        return DARK if dark else LIGHT

    def _apply(self) -> None:
        self._ask_platform()
        self.colours = self._wanted()
        self._app.setPalette(palette(self.colours))
        self._app.setFont(self.font())
        if not self._sheet_waits:
            self.apply_sheet()

    def apply_sheet(self) -> None:
        """Apply the style sheet to all widgets there are: once for the whole window costs less than for each widget
        that is put into it."""
        self._sheet_waits = False
        self._app.setStyleSheet(sheet(self.colours, self.px))

    def _ask_platform(self) -> None:
        """Title bars and native dialogs go with the person's choice where the platform can."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._hints.setColorScheme(schemes.get(self._choice, Qt.ColorScheme.Unknown))


def needs_of_user(hints: QStyleHints) -> QAccessibilityHints | None:
    """What the system says of its user's needs; None before Qt 6.10, which does not ask."""
    ask = getattr(hints, "accessibility", None)
    return None if ask is None else ask()


def wants_contrast(hints: QStyleHints) -> bool:
    """Whether the system's user asks for more contrast."""
    needs = needs_of_user(hints)
    return needs is not None and needs.contrastPreference() == Qt.ContrastPreference.HighContrast


def palette(colours: Colours) -> QPalette:
    """Qt's palette in our colours, for what the style sheet leaves to Fusion."""
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
