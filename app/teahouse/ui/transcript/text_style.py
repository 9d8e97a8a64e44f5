"""What the transcript is painted with: fonts, metrics and colours, of one theme at one zoom."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat

from teahouse.core.values import dataclass
from teahouse.ui.style import Theme
from teahouse.ui.theme import SMALL_SIZE, TEXT_SIZE
from teahouse.ui.transcript.contents import Contents
from teahouse.ui.transcript.idle_queue import IdleQueue

COLUMN = 760  # the widest a line of the conversation gets, at zoom 1
BUBBLE = 640
LEADING = 1.3  # line height of prose
CODE_LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Look:
    """How a view stands in its room: the colour below it, the pixels left and right of the column and above and below
    it (`side`, `pad`), and whether it is bare, because the room says beside it whose replies these are and what they
    measured."""

    ground: str = "bg"
    side: int = 24
    pad: int = 22
    bare: bool = False


OPEN = Look()


class TextStyle:
    """One instance is shared by all parts of a view; after `change` what was laid out has to be laid out again."""

    def __init__(self, theme: Theme, zoom: float, look: Look = OPEN, parent: QObject | None = None) -> None:
        self.theme = theme
        self.bench = IdleQueue(parent)
        self.contents = Contents(parent)
        self.wrap_code = True  # lines of code that are longer than the column
        self.look = look
        self.change(zoom)

    def change(self, zoom: float) -> None:
        """The theme has other colours or fonts, or the zoom is another one."""
        self.colours = self.theme.colours
        self.zoom = zoom
        self.text = self._font(TEXT_SIZE)
        self.small = self._font(SMALL_SIZE)
        self.small_bold = self._font(SMALL_SIZE, bold=True)
        self.name = self._font(TEXT_SIZE, bold=True)
        self.thought = self._font(TEXT_SIZE - 1)
        self.code = self._sized(self.theme.mono(), TEXT_SIZE - 1)
        self._metrics: dict[str, QFontMetricsF] = {}
        metrics = QFontMetricsF(self.text)
        self._sign, self._line = max(1.0, metrics.averageCharWidth()), metrics.height() * LEADING
        self.struck = QTextCharFormat()
        self.struck.setFontStrikeOut(True)
        self.struck.setForeground(QColor(self.colours.muted))
        self.marked = _marking(self.colours.accent, self.colours.on_accent)
        self.found = _marking(*(("#6B5312", "#FFFFFF") if self.colours.dark else ("#F6DF9A", "#1F2320")))
        self.found_now = _marking(*(("#E0A84A", "#171A19") if self.colours.dark else ("#8A5A12", "#FFFFFF")))

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        return self._sized(self.theme.font(size, bold=bold), size)

    def _sized(self, font: QFont, size: int) -> QFont:
        font.setPixelSize(max(6, round(size * self.zoom)))
        return font

    def px(self, value: float) -> int:
        """A length at this zoom, in whole pixels."""
        return round(value * self.zoom)

    def metrics(self, font: QFont) -> QFontMetricsF:
        """Metrics of one of these fonts, made once."""
        key = font.key()
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(font)
        return self._metrics[key]

    def colour(self, name: str) -> QColor:
        """A colour of the theme by its name in `Colours`."""
        return QColor(getattr(self.colours, name))

    def height_of(self, length: int, breaks: int, width: float) -> int:
        """About how high a text is that has not been laid out: `length` characters, `breaks` line ends."""
        return int((breaks + 1 + length * self._sign / max(1.0, width)) * self._line)


def _marking(ground: str, text: str) -> QTextCharFormat:
    """How marked characters look."""
    look = QTextCharFormat()
    look.setBackground(QColor(ground))
    look.setForeground(QColor(text))
    return look
