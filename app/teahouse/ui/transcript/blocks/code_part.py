"""A block of code in its box: a header with the language and the actions, and the lines below it.

Code is plain while it streams; it is coloured between frames once the block is closed. Long lines are wrapped, or the
block scrolls horizontally; the person chooses. A long block is cut into slices with one box and one scroll position.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat

from teahouse.core.conversation import Call
from teahouse.core.markdown import CODE_LIMIT, Block, BlockKind
from teahouse.core.markdown.copying import fence_for, moved_in, units
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.kit import icons
from teahouse.ui.style import ColourName
from teahouse.ui.transcript.blocks.framed_part import PieceFrame
from teahouse.ui.transcript.blocks.idle_queue import Job
from teahouse.ui.transcript.blocks.part import PaintState, PartAction, PartHit, SidewaysScroll
from teahouse.ui.transcript.blocks.text_parts import PlainText, TextPart, paint_slice
from teahouse.ui.transcript.blocks.text_style import CODE_LEADING, TextStyle

MOST = 60_000  # characters; longer code stays plain

LIGHT = {
    "keyword": "#8A2F6B",
    "string": "#2F6B2B",
    "number": "#8A4B0F",
    "comment": "#686A61",
    "name": "#1F4FA3",
    "type": "#176678",
    "added": "#2F6B2B",
    "removed": "#A83A2E",
}
DARK = {
    "keyword": "#E08BC0",
    "string": "#9CCB86",
    "number": "#E5B073",
    "comment": "#9B9D94",
    "name": "#8FB6F2",
    "type": "#74C7D6",
    "added": "#9CCB86",
    "removed": "#EF8C7E",
}


def colour(code: str, language: str) -> Job:
    """A job that classifies the words of a block of code. Its result has for each word, in order, start and length in
    UTF-16 units and its meaning."""
    if len(code) > MOST or not language:
        return ()
    return (yield {"code": code, "language": language}) or ()


def code_formats(spans: Sequence[tuple[int, int, str]], start: int, end: int, *, dark: bool) -> list[
    tuple[int, int, QTextCharFormat]
]:  # fmt: skip
    """The formats for the code from `start` to `end`; their positions count from `start`."""
    palette = DARK if dark else LIGHT
    found = []
    for at, length, meaning in spans:
        low, high = max(start, at), min(end, at + length)
        if low < high:
            char_format = QTextCharFormat()
            char_format.setForeground(QColor(palette[meaning]))
            found.append((low - start, high - low, char_format))
    return found


translate = QCoreApplication.translate

HEADER = 30
BUTTON = 28
ICON = 16
TAB_COLUMNS = 4

_ICONS = {PartAction.COPY_CODE: "copy", PartAction.SAVE_CODE: "save", PartAction.WRAP: "wrap"}

Whole = Callable[[], tuple[str, int] | None]


class CodePart(TextPart):
    """One slice of a fence, or all of it. `within`: the lists and quotes around it. `whole` returns the code of the
    whole fence and the position of this slice in it, or None while the fence may grow."""

    leading = CODE_LEADING

    def __init__(self, style: TextStyle, key: tuple[int, int], block: Block, *, within: MarkdownPiece | None = None,
                 is_open: bool = False, whole: Whole | None = None) -> None:  # fmt: skip
        super().__init__(style, key, block)
        self._frame = PieceFrame(style, within or MarkdownPiece(BlockShape.CODE))
        self.sideways = SidewaysScroll()
        self.is_open = is_open
        self.inside = within is not None
        self._whole = whole or (lambda: None if self.is_open else (self.block.text, 0))

    def font(self) -> QFont:
        return self.style.code

    @property
    def language(self) -> str:
        return self.block.language

    def share_scroll(self, above: CodePart) -> None:
        """Use the horizontal scroll position of the slice above."""
        self.sideways = above.sideways

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        return [self.sideways] if self.sideways.reach else []

    def left(self) -> int:
        """The left edge of the box."""
        return self._frame.left() + self.style.px(min(8, self.block.indent) * 7)

    def _gap_below(self) -> int:
        return 0 if self.inside else self.style.px(8)

    def margins(self) -> tuple[int, int, int, int]:
        px = self.style.px
        top = px(HEADER + 10) if self.first else 0
        bottom = px(10) + self._gap_below() if self.last else 0
        return px(13) + self.left(), top, px(13), bottom

    def lay_out(self, width: int) -> int:
        _, top, _, bottom = self.margins()
        room = self.inner_width(width)
        tab = TAB_COLUMNS * self.style.metrics_of(self.style.code).horizontalAdvance(" ")
        wrap = self.style.wrap_code
        self._plain = PlainText(
            self.plain_text(), self.font(), room if wrap else 1 << 20, self.leading,
            tab=tab, wrap=wrap, formats=self._code_formats(),
        )  # fmt: skip
        self.sideways.note_overflow(self.key, overflows=self._plain.wraps if wrap else self._plain.natural_width > room)
        self.sideways.set_widths(self.key, 0 if wrap else round(self._plain.natural_width) + 1, room)
        self._set_laid(width, round(self._plain.height) + top + bottom)
        return self.height

    def _code_formats(self) -> list[tuple[int, int, QTextCharFormat]]:
        waiting = self._waiting = set[object]()
        whole = self._whole() if self.block.language else None
        if whole is None:
            return []
        code, start = whole
        key = ("code", self.block.language, code)
        spans = self.style.idle_queue.request_result(
            key, lambda: colour(safe_text(code, code=True), self.block.language)
        )
        if spans is None:
            waiting.add(key)
            return []
        begin = units(code[:start])
        return code_formats(spans, begin, begin + units(self.plain_text()), dark=self.style.colours.dark)

    def origin(self) -> QPointF:
        return super().origin() - QPointF(self.sideways.shift, 0)

    def box(self) -> QRectF:
        bottom = self._gap_below() if self.last else 0
        return QRectF(self.left(), 0, self.width - self.left(), self.height - bottom)

    def _bar_bottom(self) -> float:
        """The lower edge of the horizontal scroll bar."""
        return self.box().bottom() - self.style.px(4)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        if self.inside:
            self._frame.paint_frame(painter, self.left(), self.height)
        paint_slice(painter, self.box(), self.style, first=self.first, last=self.last)
        if self.first and clip.top() <= self.style.px(HEADER):
            self._paint_header(painter, light)
        painter.save()
        if self.sideways.reach:
            painter.setClipRect(self.box().adjusted(2, 0, -2, 0), Qt.ClipOperation.IntersectClip)
        super().paint(painter, clip, light)
        painter.restore()
        if self.last:
            self.sideways.paint_bar(painter, self.style, self.box().left() + self.style.px(13), self._bar_bottom())

    def title(self) -> str:
        """The text of the header."""
        return safe_text(self.block.language) or translate("Transcript", "code")

    def _paint_header(self, painter: QPainter, light: PaintState) -> None:
        box, header = self.box(), self.style.px(HEADER)
        painter.setPen(QPen(self.style.colour("border"), 1))
        painter.drawLine(QPointF(box.left() + 1, header + 0.5), QPointF(box.right() - 1, header + 0.5))
        painter.setFont(self.style.small)
        painter.setPen(self.style.colour("muted"))
        actions = self._action_hits()
        room = actions[-1].rect.left() - box.left() - self.style.px(20)
        label = QRectF(box.left() + self.style.px(13), 0, max(0.0, room), header)
        elide = Qt.TextElideMode.ElideRight
        name = self.style.metrics_of(self.style.small).elidedText(self.title(), elide, label.width())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, name)
        for hit in actions:
            self._paint_button(painter, hit, lit=light.hit is not None and light.hit.act is hit.act)

    def _paint_button(self, painter: QPainter, hit: PartHit, *, lit: bool) -> None:
        box, side = QRectF(hit.rect), self.style.px(ICON)
        if lit:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.style.colour("border"))
            painter.drawRoundedRect(box.adjusted(1, 3, -1, -2), self.style.px(6), self.style.px(6))
        done = self.copied and hit.act is PartAction.COPY_CODE
        pressed = hit.act is PartAction.WRAP and self.style.wrap_code
        place = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        colour: ColourName = "accent" if done or pressed else "text" if lit else "muted"
        icons.paint_glyph(painter, "check" if done else _ICONS[hit.act], place, self.style.colour(colour))

    def _action_name(self, act: PartAction) -> str:
        match act:
            case PartAction.COPY_CODE:
                return translate("Transcript", "Copy code")
            case PartAction.SAVE_CODE:
                return translate("Transcript", "Save code as…")
            case _ if self.style.wrap_code:
                return translate("Transcript", "Don't wrap long lines")
            case _:
                return translate("Transcript", "Wrap long lines")

    def _action_hits(self) -> list[PartHit]:
        """The actions from right to left, as many as there is room for; the last one only where a line is wider than
        the column."""
        width, right = self.style.px(BUTTON), round(self.box().right()) - self.style.px(4)
        value, found = self.block.text if self.inside else "", list[PartHit]()
        for act in (
            PartAction.COPY_CODE,
            PartAction.SAVE_CODE,
            *((PartAction.WRAP,) if self.sideways.overflows else ()),
        ):
            if found and right - width < self.box().left() + self.style.px(90):
                break
            place = QRect(right - width, 0, width, self.style.px(HEADER))
            found.append(PartHit(act, place, value, tip=self._action_name(act), owner=self))
            right -= width
        return found

    def hits(self) -> list[PartHit]:
        bar = self.sideways.bar_hits(self.left(), self._bar_bottom(), self.style) if self.last else []
        return (self._action_hits() if self.first else []) + bar

    def plain_text(self) -> str:
        return safe_text(self.block.text.removesuffix("\n"), code=True)

    def copied_markdown(self, start: int, end: int) -> str:
        code = self.copied_text(start, end)
        whole = self._whole()
        fence = fence_for(whole[0] if whole else self.block.text)
        opening = f"{fence}{self.block.language}\n" if self.first else ""
        return moved_in(opening + code + (f"\n{fence}" if self.last else ""), self.block.indent)


LONGEST = 4 * CODE_LIMIT  # characters of arguments that are shown


class CallPart(CodePart):
    """One tool call. Teahouse runs no tools; the person sees what the model requested."""

    def __init__(self, style: TextStyle, key: tuple[int, int], call: Call) -> None:
        said = json.dumps(dict(call.arguments), indent=2, ensure_ascii=False, default=str)
        said = said if len(said) <= LONGEST else said[:LONGEST] + "\n…"
        super().__init__(style, key, Block(BlockKind.CODE, said, "json"))
        self.call = call

    def title(self) -> str:
        return translate("Transcript", "Asks for the tool {name}").format(name=safe_text(self.call.name))
