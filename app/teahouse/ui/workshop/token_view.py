"""The tokens of a text in bands of colour, and what a job says about them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Self

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit

from teahouse.core.values import dataclass
from teahouse.ui.style import Theme

BANDS = ("#2E86AB", "#C77D0A", "#5B4BC4", "#3F7D2E", "#B0306A")  # hues that differ in lightness too
STRENGTH = (0.20, 0.34)  # of a band over the ground: light, dark
MOST_SHOWN = 4000  # tokens in colour; Qt takes 20 µs for each


@dataclass(frozen=True, slots=True)
class TextToken:
    """A token; its bytes may be a part of a character."""

    number: int
    data: bytes
    is_control: bool

    @property
    def shown(self) -> str:
        """The text, with what is no UTF-8 as bytes and line ends visible."""
        try:
            text = self.data.decode()
        except UnicodeDecodeError:
            return "".join(f"‹{byte:02X}›" for byte in self.data)
        return text.replace("\r", "␍").replace("\n", "⏎\n").replace("\t", "⇥\t")


@dataclass(frozen=True, slots=True)
class TokenSequence:
    """The result of a job: `count` tokens of a text, the first of which are `tokens`; `counts` of other texts."""

    text: str
    count: int
    vocabulary: int
    tokens: tuple[TextToken, ...]
    counts: Mapping[str, int]

    @classmethod
    def read(cls, result: Mapping[str, Any]) -> Self:
        """From the result of the job `tokenize`."""
        tokens = tuple(TextToken(number, bytes.fromhex(data), bool(flag)) for number, data, flag in result["tokens"])
        return cls(result["text"], result["count"], result["vocabulary"], tokens, result["counts"])

    @property
    def ids_text(self) -> str:
        return " ".join(str(token.number) for token in self.tokens)


class TokenView(QTextEdit):
    """Read-only; `pointed` carries the place of the token at the pointer or the cursor, -1 for none."""

    pointed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: TokenSequence | None = None
        self._ends: list[int] = []
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.cursorPositionChanged.connect(lambda: self._point(self.textCursor().position()))
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"QTextEdit {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border};"
            " border-radius: 12px; padding: 6px; }"
        )
        self.setFont(self._theme.font(15))
        found, self._found = self._found, None
        self.show_tokens(found)

    def show_tokens(self, found: TokenSequence | None) -> None:
        """Show the tokens of a text."""
        if found is self._found and found is not None:
            return
        self._found, self._ends = found, []
        self.clear()
        if found is None:
            return
        cursor = QTextCursor(self.document())
        formats = [self._band(hue) for hue in BANDS]
        cursor.beginEditBlock()
        for place, token in enumerate(found.tokens[:MOST_SHOWN]):
            form = QTextCharFormat(formats[place % len(formats)])
            form.setFontItalic(token.is_control)
            cursor.insertText(token.shown, form)
            self._ends.append(cursor.position())
        if len(found.tokens) > MOST_SHOWN:
            cursor.insertText(" …", QTextCharFormat())
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _band(self, hue: str) -> QTextCharFormat:
        form, colour = QTextCharFormat(), QColor(hue)
        colour.setAlphaF(STRENGTH[self._theme.colours.dark])
        form.setBackground(colour)
        return form

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.cursorForPosition(event.position().toPoint()).position())

    def _point(self, position: int) -> None:
        place = bisect_right(self._ends, position)
        self.pointed.emit(place if self.hasFocus() or (self.underMouse() and place < len(self._ends)) else -1)
