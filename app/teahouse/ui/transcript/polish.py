"""Gives a document that came from Markdown our looks: sizes of headings, leading, colours of links and code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from teahouse.ui.transcript.ink import LEADING, Ink

_HEADINGS = {1: 2, 2: 1}  # Qt's steps of size: 2 is 1.5 ×, 1 is 1.2 ×, 0 is the text's own
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_RULER = QTextFormat.Property.BlockTrailingHorizontalRulerWidth
_QUOTE = QTextFormat.Property.BlockQuoteLevel
QUOTE = 16  # pixels a level of quoting is moved in
DEEPEST = 8  # levels of quoting that are told apart
_IMAGE = "\N{OBJECT REPLACEMENT CHARACTER}"


def polish(document: QTextDocument, ink: Ink) -> None:
    """Restyle everything in the document; images become links."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    _leading(document, cursor, ink)
    spans = _spans(document)
    for start, length, style in reversed(spans):  # from the end, as texts of images move what follows them
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        if style.isImageFormat():
            _unfetched(cursor, style, ink)
        elif style.isAnchor():
            cursor.mergeCharFormat(_link(ink, style.anchorHref()))
        else:
            cursor.mergeCharFormat(_code(ink))
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _table(frame, ink)
    cursor.endEditBlock()


def _leading(document: QTextDocument, cursor: QTextCursor, ink: Ink) -> None:
    has_tables = bool(document.rootFrame().childFrames())
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        in_table = has_tables and cursor.currentTable() is not None
        cursor.mergeBlockFormat(_block_style(block, ink, in_table=in_table, has_tables=has_tables))
        quoted = block.blockFormat().intProperty(_QUOTE)
        if level := block.blockFormat().headingLevel():
            _heading(cursor, level)
        elif quoted:
            muted = QTextCharFormat()
            muted.setForeground(ink.colour("muted"))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(muted)
        block = block.next()


def _block_style(block: QTextBlock, ink: Ink, *, in_table: bool, has_tables: bool) -> QTextBlockFormat:
    style, now = QTextBlockFormat(), block.blockFormat()
    level, quoted = now.headingLevel(), now.intProperty(_QUOTE)
    style.setLineHeight(100 * LEADING * (0.9 if level else 1.0), _PROPORTIONAL)
    style.setTopMargin(ink.px(8) if level and block.blockNumber() else 0)
    if block.textList() is not None:
        style.setBottomMargin(ink.px(2))
    else:
        style.setBottomMargin(ink.px(6) if block.next().isValid() and not in_table else 0)
    if quoted:
        style.setLeftMargin(ink.px(QUOTE) * min(quoted, DEEPEST))
        style.setRightMargin(0)
    if now.hasProperty(_RULER):
        style.setBackground(ink.colour("border"))  # the colour of the rule itself
        style.setLineHeight(ink.px(14), _FIXED)
    elif block.length() == 1 and not has_tables:  # Qt's importer puts an empty line before a rule
        style.setLineHeight(1, _FIXED)
        style.setBottomMargin(0)
    return style


def quote_bars(document: QTextDocument, ink: Ink) -> list[QRectF]:
    """Where the bars of block quotes stand in a document that is laid out, one for each level."""
    bars = []
    layout, block = document.documentLayout(), document.begin()
    while block.isValid():
        box = layout.blockBoundingRect(block)
        level = min(block.blockFormat().intProperty(_QUOTE), DEEPEST)
        below = block.next()
        bottom = layout.blockBoundingRect(below).top() if below.isValid() else document.size().height()
        deeper = below.isValid() and below.blockFormat().intProperty(_QUOTE) > 0
        for step in range(level):
            bars.append(
                QRectF(step * ink.px(QUOTE), box.top(), ink.px(3), (bottom if deeper else box.bottom() + 4) - box.top())
            )
        block = below
    return bars


def _heading(cursor: QTextCursor, level: int) -> None:
    style = QTextCharFormat()
    style.setProperty(QTextFormat.Property.FontSizeAdjustment, _HEADINGS.get(level, 0))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(style)


def _spans(document: QTextDocument) -> list[tuple[int, int, QTextCharFormat]]:
    """All links, images and code in the document as (start, length, format), in order."""
    found = []
    for style in document.allFormats():
        if style.isCharFormat() and _special(style.toCharFormat()):
            break
    else:
        return found
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            fragment = place.fragment()
            if _special(fragment.charFormat()):
                found.append((fragment.position(), fragment.length(), fragment.charFormat()))
            place += 1
        block = block.next()
    return found


def _special(style: QTextCharFormat) -> bool:
    return style.isAnchor() or style.isImageFormat() or style.fontFixedPitch()


def _link(ink: Ink, target: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setAnchor(True)
    style.setAnchorHref(target)
    style.setForeground(ink.colour("accent"))
    style.setFontUnderline(True)
    return style


def _code(ink: Ink) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontFamilies([ink.code.family()])
    style.setProperty(QTextFormat.Property.FontPixelSize, ink.code.pixelSize())
    style.setBackground(ink.colour("raised"))
    return style


def _unfetched(cursor: QTextCursor, style: QTextCharFormat, ink: Ink) -> None:
    """Put a link where the image would be: its description, or its address where it has none."""
    image = style.toImageFormat()
    label = str(image.property(QTextFormat.Property.ImageAltText) or "") or image.name()
    cursor.insertText(label.replace(_IMAGE, ""), _link(ink, image.name()))


def _table(table: QTextTable, ink: Ink) -> None:
    style = table.format()
    style.setBorder(1)
    style.setBorderBrush(QBrush(ink.colour("border")))
    style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    style.setBorderCollapse(True)
    style.setCellPadding(ink.px(5))
    style.setCellSpacing(0)
    style.setTopMargin(0)
    style.setBottomMargin(0)
    style.setAlignment(Qt.AlignmentFlag.AlignLeft)
    style.setWidth(QTextLength())
    table.setFormat(style)
