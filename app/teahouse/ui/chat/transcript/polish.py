"""Gives a document that came from Markdown our looks: sizes of headings, leading, colours of links and code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from teahouse.ui.chat.transcript.ink import LEADING, Ink
from teahouse.ui.theme import TEXT_SIZE

_HEADINGS = {1: 1.45, 2: 1.25, 3: 1.12}
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_QUOTE = QTextFormat.Property.BlockQuoteLevel
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
    block = document.begin()
    while block.isValid():
        style = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        style.setLineHeight(100 * LEADING * (0.9 if level else 1.0), _PROPORTIONAL)
        quoted = block.blockFormat().intProperty(_QUOTE)
        if quoted:
            style.setLeftMargin(ink.px(16) * min(quoted, 8))
        if block.textList() is not None:
            style.setTopMargin(0)
            style.setBottomMargin(ink.px(2))
        else:
            style.setTopMargin(ink.px(8) if level and block.blockNumber() else 0)
            style.setBottomMargin(ink.px(6) if block.next().isValid() else 0)
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(style)
        if level:
            _heading(cursor, level, ink)
        elif quoted:
            muted = QTextCharFormat()
            muted.setForeground(ink.colour("muted"))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(muted)
        block = block.next()


def _heading(cursor: QTextCursor, level: int, ink: Ink) -> None:
    style = QTextCharFormat()
    style.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    style.setProperty(QTextFormat.Property.FontPixelSize, ink.px(TEXT_SIZE * _HEADINGS.get(level, 1.0)))
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
