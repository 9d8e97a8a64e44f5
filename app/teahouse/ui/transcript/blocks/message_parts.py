"""What stands above and below the text of a message: its author, the line that folds its thinking, its error, and what
is said where it is too long to be shown whole."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF

from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem
from teahouse.core.markdown import Block, BlockKind
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence_of
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.transcript import words
from teahouse.ui.transcript.blocks.part import HIDDEN, Act, Light, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.text_parts import PlainText, TextPart, paint_bar, paint_slice
from teahouse.ui.transcript.blocks.text_style import LEADING, TextStyle

translate = QCoreApplication.translate

TILE = 22


class HeadPart(TranscriptPart):
    """Tile and name of the model; a badge where another model wrote the reply before."""

    def __init__(self, ink: TextStyle, message: Message, *, switched: bool) -> None:
        super().__init__(ink, (0, 0))
        self.message = message
        self.switched = switched

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        return self.height

    def estimate(self, width: int) -> int:
        return self.ink.px(TILE + 8)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        side, left = px(TILE), 0
        if self.message.role is Role.ASSISTANT:
            painter.setFont(ink.name)
            paint_tile(painter, QRectF(0, 0, side, side), self.message.model, ink.theme)
            left = side + px(8)
        painter.setFont(ink.name)
        painter.setPen(ink.colour("text"))
        room = self.width - left - (px(120) if self.switched else 0)
        name = ink.metrics(ink.name).elidedText(words.author(self.message), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(left, 0, room, side), Qt.AlignmentFlag.AlignVCenter, name)
        if self.switched:
            self._paint_badge(painter, left + ink.metrics(ink.name).horizontalAdvance(name) + px(8))

    def _paint_badge(self, painter: QPainter, left: float) -> None:
        px, ink = self.ink.px, self.ink
        text = translate("Transcript", "switched here")
        width = ink.metrics(ink.small).horizontalAdvance(text) + px(14)
        box = QRectF(left, px(1.5), width, px(19)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(ink.small)
        painter.setPen(ink.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class FoldPart(TranscriptPart):
    """The line of a thinking part: a click shows or hides what was thought."""

    def __init__(self, ink: TextStyle) -> None:
        super().__init__(ink, (1, 0))
        self.text = ""
        self.open = False

    def say(self, text: str) -> None:
        """Have this on the line."""
        if text != self.text:
            self.text = text
            self.free()

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        return self.height

    def estimate(self, width: int) -> int:
        return self.ink.px(22 if self.open else 30)

    def _bar(self) -> int:
        return self.ink.px(24)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        paint_bar(painter, self.ink, self._bar())
        lit = light.hit is not None and light.hit.act is Act.FOLD
        colour = self.ink.colour("text" if lit else "muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(self._arrow())
        painter.setFont(self.ink.thought)
        painter.setPen(colour)
        left = self.ink.px(28)
        painter.drawText(QRectF(left, 0, self.width - left, self._bar()), Qt.AlignmentFlag.AlignVCenter, self.text)

    def _arrow(self) -> QPolygonF:
        x, y, reach = self.ink.px(18), self._bar() / 2, self.ink.px(4)
        if self.open:
            return QPolygonF([QPointF(x - reach, y - reach / 2), QPointF(x + reach, y - reach / 2),
                              QPointF(x, y + reach / 2 + 1)])  # fmt: skip
        return QPolygonF([QPointF(x - reach / 2, y - reach), QPointF(x - reach / 2, y + reach),
                          QPointF(x + reach / 2 + 1, y)])  # fmt: skip

    def hits(self) -> list[PartHit]:
        width = self.ink.px(36) + round(self.ink.metrics(self.ink.thought).horizontalAdvance(self.text))
        return [PartHit(Act.FOLD, QRect(0, 0, width, self._bar()))]


# What went wrong with a reply, in its place: a sentence that says what to do, and buttons that do it.


BUTTON = 28
# What trying again with the same model will hardly change.
OF_THE_MODEL = (Problem.MODEL_CANNOT, Problem.MODEL_MISSING, Problem.MODEL_TOO_BIG, Problem.MODEL_BROKEN)


class ErrorPart(TextPart):
    """The error of a FAILED reply."""

    def __init__(self, ink: TextStyle, message: Message) -> None:
        super().__init__(ink, (4, 0), Block(BlockKind.PLAIN, sentence_of(message.problem, message.facts)))
        self._problem = message.problem

    def font(self) -> QFont:
        return self.ink.text

    def margins(self) -> tuple[int, int, int, int]:
        px = self.ink.px
        return px(14), px(12), px(14), px(12 + BUTTON + 10 + 8)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, ink, first=True, last=True, fill="surface", edge="danger")
        super().paint(painter, clip, light)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ink.small)
        for button in self.hits():
            lit = light.hit is not None and light.hit.act is button.act
            painter.setPen(QPen(ink.colour("accent" if lit else "border"), 1))
            painter.setBrush(ink.colour("raised"))
            painter.drawRoundedRect(QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
            painter.setPen(ink.colour("text"))
            painter.drawText(QRectF(button.rect), Qt.AlignmentFlag.AlignCenter, self._words()[button.act])

    def _words(self) -> dict[Act, str]:
        words = {Act.RETRY: translate("Transcript", "Retry")}
        if self._problem in OF_THE_MODEL:
            words[Act.RETRY_WITH] = translate("Transcript", "Another model…")
        return words

    def hits(self) -> list[PartHit]:
        px, metrics = self.ink.px, self.ink.metrics(self.ink.small)
        left, top, found = px(14), self.height - px(8 + 12 + BUTTON), []
        for act, word in self._words().items():
            width = round(metrics.horizontalAdvance(word)) + px(28)
            found.append(PartHit(act, QRect(left, top, width, px(BUTTON))))
            left += width + px(8)
        return found

    def origin(self) -> QPointF:
        return QPointF(self.margins()[0], self.margins()[1])


# Says that the end of a very long message is not shown, and offers all of it as a file or on the clipboard.


class RestPart(TranscriptPart):
    """Stands after the last block that is shown."""

    def __init__(self, ink: TextStyle) -> None:
        super().__init__(ink, HIDDEN)
        self._hidden = 0
        self._plain: PlainText | None = None

    def say(self, hidden: int) -> None:
        """So many characters are not shown."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.free()

    def text(self) -> str:
        """The sentence."""
        said = translate(
            "Transcript",
            "This message is too long to be shown whole: {count} more characters follow. They are kept, and are copied "
            "and saved with the rest.",
        )
        return said.format(count=numbers.count(self._hidden))

    def lay(self, width: int) -> int:
        px = self.ink.px
        self._plain = PlainText(self.text(), self.ink.text, max(40, width - px(28)), LEADING)
        self.width = width
        self.height = round(self._plain.height) + px(12 + 10 + BUTTON + 12 + 8)
        return self.height

    def estimate(self, width: int) -> int:
        text = self.text()
        return self.ink.height_of(len(text), 0, max(40, width - self.ink.px(28))) + self.ink.px(62 + 8)

    def free(self) -> None:
        super().free()
        self._plain = None

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, ink, first=True, last=True)
        if self._plain is not None:
            self._plain.draw(painter, QPointF(px(14), px(12)), ink.colour("text"), (), QRectF(clip))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ink.small)
        for button in self.hits():
            lit = light.hit is not None and light.hit.act is button.act
            painter.setPen(QPen(ink.colour("accent" if lit else "border"), 1))
            painter.setBrush(ink.colour("raised"))
            painter.drawRoundedRect(QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
            painter.setPen(ink.colour("text"))
            painter.drawText(QRectF(button.rect), Qt.AlignmentFlag.AlignCenter, self._words()[button.act])

    def _words(self) -> dict[Act, str]:
        return {Act.COPY: translate("Transcript", "Copy all"), Act.SAVE: translate("Transcript", "Save all as…")}

    def hits(self) -> list[PartHit]:
        px, metrics = self.ink.px, self.ink.metrics(self.ink.small)
        left, top, found = px(14), self.height - px(8 + 12 + BUTTON), []
        for act, word in self._words().items():
            width = round(metrics.horizontalAdvance(word)) + px(28)
            found.append(PartHit(act, QRect(left, top, width, px(BUTTON)), owner=self))
            left += width + px(8)
        return found
