"""Parts around the text of a message: author, fold of the thinking, error, and the note of a message cut for length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF

from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem
from teahouse.core.markdown import Block, BlockKind
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence_of
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.transcript import words
from teahouse.ui.transcript.blocks.part import HIDDEN, PaintState, PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.text_parts import PlainText, TextPart, paint_bar, paint_slice
from teahouse.ui.transcript.blocks.text_style import LEADING, TextStyle

translate = QCoreApplication.translate

TILE = 22


class HeadPart(TranscriptPart):
    """Tile and name of the model; a badge where another model wrote the reply before."""

    def __init__(self, style: TextStyle, message: Message, *, switched: bool) -> None:
        super().__init__(style, (0, 0))
        self.message = message
        self.switched = switched

    def estimate_height(self, width: int) -> int:
        return self.style.px(TILE + 8)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        px, style = self.style.px, self.style
        side, left = px(TILE), 0
        if self.message.role is Role.ASSISTANT:
            painter.setFont(style.name)
            paint_tile(painter, QRectF(0, 0, side, side), self.message.model, style.theme)
            left = side + px(8)
        painter.setFont(style.name)
        painter.setPen(style.colour("text"))
        room = self.width - left - (px(120) if self.switched else 0)
        name = style.metrics_of(style.name).elidedText(words.author(self.message), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(left, 0, room, side), Qt.AlignmentFlag.AlignVCenter, name)
        if self.switched:
            self._paint_badge(painter, left + style.metrics_of(style.name).horizontalAdvance(name) + px(8))

    def _paint_badge(self, painter: QPainter, left: float) -> None:
        px, style = self.style.px, self.style
        text = translate("Transcript", "switched here")
        width = style.metrics_of(style.small).horizontalAdvance(text) + px(14)
        box = QRectF(left, px(1.5), width, px(19)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(style.small)
        painter.setPen(style.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class FoldPart(TranscriptPart):
    """The line above the thinking; a click shows or hides the thinking."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__(style, (1, 0))
        self.text = ""
        self.open = False

    def set_text(self, text: str) -> None:
        """Set the text of the line."""
        if text != self.text:
            self.text = text
            self.free_layout()

    def estimate_height(self, width: int) -> int:
        return self.style.px(22 if self.open else 30)

    def _line_height(self) -> int:
        return self.style.px(24)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        paint_bar(painter, self.style, self._line_height())
        lit = light.hit is not None and light.hit.act is PartAction.FOLD
        colour = self.style.colour("text" if lit else "muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(self._arrow())
        painter.setFont(self.style.thought)
        painter.setPen(colour)
        left = self.style.px(28)
        painter.drawText(
            QRectF(left, 0, self.width - left, self._line_height()), Qt.AlignmentFlag.AlignVCenter, self.text
        )

    def _arrow(self) -> QPolygonF:
        x, y, reach = self.style.px(18), self._line_height() / 2, self.style.px(4)
        if self.open:
            return QPolygonF([QPointF(x - reach, y - reach / 2), QPointF(x + reach, y - reach / 2),
                              QPointF(x, y + reach / 2 + 1)])  # fmt: skip
        return QPolygonF([QPointF(x - reach / 2, y - reach), QPointF(x - reach / 2, y + reach),
                          QPointF(x + reach / 2 + 1, y)])  # fmt: skip

    def hits(self) -> list[PartHit]:
        width = self.style.px(36) + round(self.style.metrics_of(self.style.thought).horizontalAdvance(self.text))
        return [PartHit(PartAction.FOLD, QRect(0, 0, width, self._line_height()))]


BUTTON = 28  # pixels; height of a button at the bottom of a part
# Errors that a retry with the same model will hardly change.
OF_THE_MODEL = (Problem.MODEL_CANNOT, Problem.MODEL_MISSING, Problem.MODEL_TOO_BIG, Problem.MODEL_BROKEN)


def place_buttons(
    style: TextStyle, height: int, texts: Mapping[PartAction, str], owner: TranscriptPart | None = None
) -> list[PartHit]:
    """The buttons of a part of this height, in a row at its bottom."""
    px, metrics = style.px, style.metrics_of(style.small)
    left, top, buttons = px(14), height - px(8 + 12 + BUTTON), []
    for act, text in texts.items():
        width = round(metrics.horizontalAdvance(text)) + px(28)
        buttons.append(PartHit(act, QRect(left, top, width, px(BUTTON)), owner=owner))
        left += width + px(8)
    return buttons


def paint_buttons(
    painter: QPainter, style: TextStyle, buttons: Sequence[PartHit], texts: Mapping[PartAction, str], light: PaintState
) -> None:
    """Paint the buttons of a part."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(style.small)
    for button in buttons:
        lit = light.hit is not None and light.hit.act is button.act
        painter.setPen(QPen(style.colour("accent" if lit else "border"), 1))
        painter.setBrush(style.colour("raised"))
        painter.drawRoundedRect(QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5), style.px(8), style.px(8))
        painter.setPen(style.colour("text"))
        painter.drawText(QRectF(button.rect), Qt.AlignmentFlag.AlignCenter, texts[button.act])


class ErrorPart(TextPart):
    """The error of a FAILED reply: a sentence, and buttons to retry."""

    def __init__(self, style: TextStyle, message: Message) -> None:
        super().__init__(style, (4, 0), Block(BlockKind.PLAIN, sentence_of(message.problem, message.facts)))
        self._problem = message.problem

    def font(self) -> QFont:
        return self.style.text

    def margins(self) -> tuple[int, int, int, int]:
        px = self.style.px
        return px(14), px(12), px(14), px(12 + BUTTON + 10 + 8)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        px, style = self.style.px, self.style
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, style, first=True, last=True, fill="surface", edge="danger")
        super().paint(painter, clip, light)
        paint_buttons(painter, style, self.hits(), self._button_texts(), light)

    def _button_texts(self) -> dict[PartAction, str]:
        words = {PartAction.RETRY: translate("Transcript", "Retry")}
        if self._problem in OF_THE_MODEL:
            words[PartAction.RETRY_WITH] = translate("Transcript", "Another model…")
        return words

    def hits(self) -> list[PartHit]:
        return place_buttons(self.style, self.height, self._button_texts())

    def origin(self) -> QPointF:
        return QPointF(self.margins()[0], self.margins()[1])


class RestPart(TranscriptPart):
    """Shown after the last block of a message that is too long to be shown whole; offers all of it to copy or save."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__(style, HIDDEN)
        self._hidden = 0
        self._plain: PlainText | None = None

    def set_hidden(self, hidden: int) -> None:
        """Set the number of hidden characters."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.free_layout()

    def sentence(self) -> str:
        """The text of the note."""
        said = translate(
            "Transcript",
            "This message is too long to be shown whole: {count} more characters follow. They are kept, and are copied "
            "and saved with the rest.",
        )
        return said.format(count=numbers.count(self._hidden))

    def lay_out(self, width: int) -> int:
        px = self.style.px
        self._plain = PlainText(self.sentence(), self.style.text, max(40, width - px(28)), LEADING)
        self.width = width
        self.height = round(self._plain.height) + px(12 + 10 + BUTTON + 12 + 8)
        return self.height

    def estimate_height(self, width: int) -> int:
        text = self.sentence()
        return self.style.height_of(len(text), 0, max(40, width - self.style.px(28))) + self.style.px(62 + 8)

    def free_layout(self) -> None:
        super().free_layout()
        self._plain = None

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        px, style = self.style.px, self.style
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, style, first=True, last=True)
        if self._plain is not None:
            self._plain.draw(painter, QPointF(px(14), px(12)), style.colour("text"), (), QRectF(clip))
        paint_buttons(painter, style, self.hits(), self._button_texts(), light)

    def _button_texts(self) -> dict[PartAction, str]:
        return {
            PartAction.COPY: translate("Transcript", "Copy all"),
            PartAction.SAVE: translate("Transcript", "Save all as…"),
        }

    def hits(self) -> list[PartHit]:
        return place_buttons(self.style, self.height, self._button_texts(), owner=self)
