"""The fonts, metrics and colours of the transcript for one theme at one zoom, and the contents of attachments, which
are requested when a picture comes near the window or an action needs them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat

from teahouse.core.values import dataclass
from teahouse.ui.style import SMALL_SIZE, TEXT_SIZE, ColourName, Theme
from teahouse.ui.transcript.blocks.idle_queue import IdleQueue

if TYPE_CHECKING:
    from teahouse.core.token_probabilities import TokenProbabilities

MOST_REPLIES = 200  # whose tokens are kept while they are shown
KEPT = 48_000_000  # bytes; beyond that the least recently used are dropped

Use = Callable[[bytes], None]


class AttachmentContents(QObject):
    """A cache of contents. `wanted` carries the id of an attachment whose content is needed; `set_content` is the
    answer; `came`: a content arrived that a picture waits for."""

    wanted = Signal(str)
    came = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._uses: dict[str, list[Use]] = {}  # by id: the functions to call when the content arrives

    def has_content(self, attachment_id: object) -> bool:
        """Whether a content is cached or known to be lost."""
        return attachment_id in self._kept

    def find_content(self, attachment_id: str) -> bytes | None:
        """A content, empty where it is lost. Without it, requests it and returns None."""
        if attachment_id in self._kept:
            self._kept.move_to_end(attachment_id)
            return self._kept[attachment_id]
        self._request_content(attachment_id)
        return None

    @property
    def is_waiting(self) -> bool:
        """Whether a requested content has not arrived."""
        return bool(self._uses)

    def use_content(self, attachment_id: str, use: Use) -> None:
        """Call `use` with a content, now or when it arrives; not where it is lost."""
        content = self.find_content(attachment_id)
        if content is None:
            self._uses[attachment_id].append(use)
        elif content:
            use(content)

    def set_content(self, attachment_id: str, content: bytes | None) -> None:
        """Store a content that arrived; empty where it is lost."""
        uses = self._uses.pop(attachment_id, None)
        if uses is None:
            return  # it is requested already
        self._kept[attachment_id] = content or b""
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT:
            self._kept.popitem(last=False)
        if content:
            for use in uses:
                use(content)
        self.came.emit(attachment_id)

    def _request_content(self, attachment_id: str) -> None:
        if attachment_id not in self._uses:
            self._uses[attachment_id] = []
            self.wanted.emit(attachment_id)


class TokenContents(QObject):
    """The probabilities of tokens of replies, while they are shown. `wanted` asks whoever has them for those of a
    reply, by its id; `set_probabilities` is the answer; `came` says that they are here."""

    wanted = Signal(str)
    came = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False
        self._kept: OrderedDict[str, TokenProbabilities | None] = OrderedDict()
        self._asked: set[str] = set()

    @property
    def on(self) -> bool:
        """Whether replies are shown as their tokens."""
        return self._on

    def switch(self, on: bool) -> None:
        """Show replies as their tokens, or not; nothing is kept while they are not shown."""
        self._on = on
        self._kept.clear()
        self._asked.clear()

    def find_probabilities(self, message_id: str) -> TokenProbabilities | None:
        """Those of a reply; None where it has none, or while they are not here, which asks for them."""
        if not self._on:
            return None
        if message_id in self._kept:
            self._kept.move_to_end(message_id)
            return self._kept[message_id]
        if message_id not in self._asked:
            self._asked.add(message_id)
            self.wanted.emit(message_id)
        return None

    def set_probabilities(self, message_id: str, found: TokenProbabilities | None) -> None:
        """Those of a reply have come; None: it has none."""
        if not self._on:
            return
        self._asked.discard(message_id)
        self._kept[message_id] = found
        self._kept.move_to_end(message_id)
        if len(self._kept) > MOST_REPLIES:
            self._kept.popitem(last=False)
        if found is not None:
            self.came.emit(message_id)


COLUMN = 760  # the maximum width of a line at zoom 1, in pixels
BUBBLE = 640
LEADING = 1.3  # line height of prose
CODE_LEADING = 1.15


@dataclass(frozen=True, slots=True)
class ViewStyle:
    """The place of a view in its page: the colour below it; the pixels left and right of the column (`side`) and above
    and below it (`pad`); whether it is bare, because the page shows the model and the figures itself; and whether the
    only question of a conversation is shown (`first_question`)."""

    ground: ColourName = "bg"
    side: int = 24
    pad: int = 22
    bare: bool = False
    first_question: bool = True


OPEN = ViewStyle()


class TextStyle:
    """Shared by all parts of a view; after `set_zoom` all layouts have to be computed again."""

    def __init__(self, theme: Theme, zoom: float, view_style: ViewStyle = OPEN, parent: QObject | None = None) -> None:
        self.theme = theme
        self.idle_queue = IdleQueue(parent)
        self.contents = AttachmentContents(parent)
        self.tokens = TokenContents(parent)
        self.wrap_code = True  # for lines of code that are longer than the column
        self.view_style = view_style
        self.set_zoom(zoom)

    def set_zoom(self, zoom: float) -> None:
        """Take the colours and fonts of the theme, and this zoom."""
        self.colours = self.theme.colours
        self.zoom = zoom
        self.text = self._font(TEXT_SIZE)
        self.small = self._font(SMALL_SIZE)
        self.small_bold = self._font(SMALL_SIZE, bold=True)
        self.name = self._font(TEXT_SIZE, bold=True)
        self.thought = self._font(TEXT_SIZE - 1)
        self.code = self._with_size(self.theme.mono(), TEXT_SIZE - 1)
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
        return self._with_size(self.theme.font(size, bold=bold), size)

    def _with_size(self, font: QFont, size: int) -> QFont:
        font.setPixelSize(max(6, round(size * self.zoom)))
        return font

    def px(self, value: float) -> int:
        """A length at this zoom, in whole pixels."""
        return round(value * self.zoom)

    def metrics_of(self, font: QFont) -> QFontMetricsF:
        """The metrics of one of these fonts, cached."""
        key = font.key()
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(font)
        return self._metrics[key]

    def colour(self, name: ColourName) -> QColor:
        """A colour of the theme."""
        return self.colours.find_colour(name)

    def height_of(self, length: int, breaks: int, width: float) -> int:
        """The estimated height of a text without a layout: `length` characters, `breaks` line ends."""
        return int((breaks + 1 + length * self._sign / max(1.0, width)) * self._line)


def _marking(ground: str, text: str) -> QTextCharFormat:
    """How marked characters look."""
    char_format = QTextCharFormat()
    char_format.setBackground(QColor(ground))
    char_format.setForeground(QColor(text))
    return char_format
