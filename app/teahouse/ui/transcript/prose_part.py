"""A block of Markdown that is not code: one QTextDocument, made when it is near, dropped when it is far.

Qt's own importer reads the Markdown (GitHub's dialect, HTML as text); nothing is ever fetched: an image becomes a
link to where it is.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QTextCursor, QTextDocument

from teahouse.core.markdown import Block
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.part import Act, Hit, Light, Part
from teahouse.ui.transcript.plain_text import safe
from teahouse.ui.transcript.polish import polish, quote_bars

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class _Document(QTextDocument):
    """A document that has no resources."""

    def loadResource(self, _kind: int, _name: object) -> None:
        return None


class ProsePart(Part):
    """Markdown text with headings, lists, tables and quotes."""

    selectable = True

    def __init__(self, ink: Ink, key: tuple[int, int], block: Block) -> None:
        super().__init__(ink, key)
        self.block = block
        self._document: QTextDocument | None = None
        self._bars: list[QRectF] = []

    @property
    def joined(self) -> bool:
        """Whether the part before was cut for its size and goes on here."""
        return self.block.joined

    def take(self, block: Block) -> None:
        """It is this block now: more text has come."""
        if block != self.block:
            self.block = block
            self.free()

    def _indent(self) -> int:
        return self.ink.px(min(8, self.block.indent) * 7)

    def _gap(self) -> int:
        return self.ink.px(8)

    def _make(self) -> QTextDocument:
        document = _Document()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(self.ink.text)
        document.setIndentWidth(self.ink.px(22))
        document.setMarkdown(safe(self.block.lead + self.block.text), _FEATURES)
        polish(document, self.ink)
        return document

    def lay(self, width: int) -> int:
        self._document = self._make()
        self._document.setTextWidth(max(40, width - self._indent()))
        self._bars = quote_bars(self._document, self.ink) if ">" in self.block.text else []
        self.width = width
        self.height = round(self._document.size().height()) + self._gap()
        return self.height

    def estimate(self, width: int) -> int:
        text = self.block.text
        height = self.ink.height_of(len(text), text.count("\n"), max(40, width - self._indent()))
        return height + self._gap()

    def free(self) -> None:
        super().free()
        self._document = None

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        if self._document is None:
            return
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self.ink.colour("text"))
        context.palette = palette
        context.clip = QRectF(clip.translated(-self._indent(), 0))
        if light.span[0] < light.span[1]:
            context.selections = [self._chosen(*light.span)]
        painter.save()
        painter.translate(self._indent(), 0)
        for bar in self._bars:
            painter.fillRect(bar, self.ink.colour("border"))
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _chosen(self, start: int, end: int) -> QAbstractTextDocumentLayout.Selection:
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(start, self._document.characterCount() - 1))
        cursor.setPosition(min(end, self._document.characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
        chosen = QAbstractTextDocumentLayout.Selection()
        chosen.cursor, chosen.format = cursor, self.ink.marked
        return chosen

    def hit(self, x: int, y: int) -> Hit | None:
        if self._document is None:
            return None
        target = self._document.documentLayout().anchorAt(QPointF(x - self._indent(), y))
        return Hit(Act.LINK, QRect(x, y, 1, 1), target, target) if target else None

    def position_at(self, x: int, y: int) -> int:
        if self._document is None:
            return 0
        point = QPointF(x - self._indent(), y)
        found = self._document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return max(0, found)

    def plain(self) -> str:
        document = self._document or self._make()
        return document.toPlainText()
