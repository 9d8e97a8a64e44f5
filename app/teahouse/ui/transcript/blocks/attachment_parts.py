"""Parts of attachments: pictures scaled down, and files as a box with their name."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QImageReader, QPainter, QPainterPath, QPen

from teahouse.core.attachment import Attachment
from teahouse.core.markdown.copying import units
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.style import RADIUS
from teahouse.ui.transcript.blocks.idle_queue import Job
from teahouse.ui.transcript.blocks.part import PaintState, PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle

FORMATS = (b"png", b"jpeg", b"webp", b"gif", b"bmp")


def decode_picture(content: bytes, size: QSize) -> Job:
    """A job that decodes a picture at a size; its result is a QImage, a null one where the content is damaged."""
    yield None
    return image_of(content, size)


def image_of(content: bytes, size: QSize | None = None) -> QImage:
    """A picture at a size, else at its own; a null one where the content is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _decode_image(buffer, size)


def _decode_image(buffer: QBuffer, size: QSize | None) -> QImage:
    """Decode a buffer, which must outlive the reader, so the caller owns it."""
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()) not in FORMATS:
        return QImage()
    if size is not None:
        reader.setScaledSize(size)
    return reader.read()


WIDEST, HIGHEST = 320, 240  # pixels of a picture in the conversation
LEAST = 24
FILE = QSize(300, 44)
GAP = 8


class AttachmentPart(TranscriptPart):
    """One attachment at the right of the column; selected as a whole, and copied as its name."""

    selectable = True
    attachment: Attachment

    def __init__(self, style: TextStyle, key: tuple[int, int], attachment: Attachment) -> None:
        super().__init__(style, key)
        self.attachment = attachment

    def box_size(self, width: int) -> QSize:
        """The size of the box in a column of this width."""
        raise NotImplementedError

    def box(self) -> QRect:
        """The rectangle of the box."""
        size = self.box_size(self.width)
        return QRect(QPointF(self.width - size.width(), 0).toPoint(), size)

    def estimate_height(self, width: int) -> int:
        return self.box_size(width).height() + self.style.px(GAP)

    def plain_text(self) -> str:
        return safe_text(self.attachment.name, code=True)

    def copied_text(self, start: int, end: int) -> str:
        return self.plain_text()

    def position_at(self, x: int, y: int) -> int:
        return 0 if x < self.box().center().x() else units(self.plain_text())

    def hits(self) -> list[PartHit]:
        return [PartHit(PartAction.SHOW, self.box(), tip=self.plain_text(), owner=self)]

    def _outline(self) -> QPainterPath:
        path, radius = QPainterPath(), self.style.px(RADIUS)
        path.addRoundedRect(QRectF(self.box()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return path


class PicturePart(AttachmentPart):
    """A picture; a click shows it large. Its size is known before its content is loaded, so that the layout does not
    change."""

    def __init__(self, style: TextStyle, key: tuple[int, int], attachment: Attachment) -> None:
        super().__init__(style, key, attachment)
        self._whole = QSize(attachment.width, attachment.height)
        self._image: QImage | None = None

    def box_size(self, width: int) -> QSize:
        room, least = QSize(min(width, self.style.px(WIDEST)), self.style.px(HIGHEST)), self.style.px(LEAST)
        fits = self._whole.boundedTo(room) == self._whole
        size = self._whole if fits else self._whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return size.expandedTo(QSize(least, least))

    def lay_out(self, width: int) -> int:
        self._waiting = set()
        if self._image is None:
            self._image = self._find_image((self.box_size(width) * 2).boundedTo(self._whole))  # for dense screens
        return super().lay_out(width)

    def _find_image(self, size: QSize) -> QImage | None:
        content = self.style.contents.find_content(self.attachment.id)
        key = ("picture", self.attachment.id, size.width(), size.height())
        if content is None:
            self._waiting = {self.attachment.id}
            return None
        made: QImage | None = self.style.idle_queue.request_result(key, lambda: decode_picture(content, size))
        if made is None:
            self._waiting = {key}
        else:
            self.style.idle_queue.drop_job(key)  # large; stored only while the part has a layout
        return made

    def free_layout(self) -> None:
        super().free_layout()
        self._image = None

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        style, box, edge = self.style, QRectF(self.box()), self._outline()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(edge, style.colour("raised"))
        if self._image is not None and self._image.isNull():
            self._paint_name(painter, box)
        elif self._image is not None:
            painter.save()
            painter.setClipPath(edge, Qt.ClipOperation.IntersectClip)
            painter.drawImage(box, self._image)
            painter.restore()
        if light.spans:
            chosen = light.spans[-1][2].background().color()
            chosen.setAlphaF(0.45)
            painter.fillPath(edge, chosen)
        painter.strokePath(edge, QPen(style.colour("accent" if light.hit else "border"), 1))

    def _paint_name(self, painter: QPainter, box: QRectF) -> None:
        """Paint the name of a picture that is missing or damaged."""
        painter.setFont(self.style.small)
        painter.setPen(self.style.colour("muted"))
        room = box.width() - self.style.px(16)
        name = self.style.metrics_of(self.style.small).elidedText(self.plain_text(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def copied_markdown(self, start: int, end: int) -> str:
        return f"![{self.plain_text()}]()"


class FilePart(AttachmentPart):
    """A file: its name and size. A click shows its text."""

    def box_size(self, width: int) -> QSize:
        return QSize(min(width, self.style.px(FILE.width())), self.style.px(FILE.height()))

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        box, style, px = QRectF(self.box()), self.style, self.style.px
        mark = light.spans[-1][2] if light.spans else None
        text = mark.foreground().color() if mark else style.colour("text")
        muted = text if mark else style.colour("muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._outline(), mark.background() if mark else style.colour("raised"))
        painter.strokePath(self._outline(), QPen(style.colour("accent" if light.hit else "border"), 1))
        icons.paint_glyph(painter, "file", QRectF(box.left() + px(12), px(12), px(20), px(20)), muted)
        left, room = box.left() + px(42), box.width() - px(54)
        name = style.metrics_of(style.small_bold).elidedText(self.plain_text(), Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(style.small_bold)
        painter.setPen(text)
        painter.drawText(QPointF(left, px(19)), name)
        painter.setFont(style.small)
        painter.setPen(muted)
        painter.drawText(QPointF(left, px(35)), numbers.size(self.attachment.size))


def attachment_part(style: TextStyle, key: tuple[int, int], attachment: Attachment) -> AttachmentPart:
    """The part for an attachment."""
    is_picture = attachment.is_picture and attachment.width > 0 and attachment.height > 0
    return PicturePart(style, key, attachment) if is_picture else FilePart(style, key, attachment)
