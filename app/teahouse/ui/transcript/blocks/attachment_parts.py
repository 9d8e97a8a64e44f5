"""What was sent along with a message: pictures, small and in their proportions, and files as a name in a box."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QImageReader, QPainter, QPainterPath, QPen

from teahouse.core.attachment import Attachment
from teahouse.core.markdown.copying import units
from teahouse.core.markdown.harmless import safe
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.style import RADIUS
from teahouse.ui.transcript.blocks.idle_queue import Job
from teahouse.ui.transcript.blocks.part import Act, Light, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle

FORMATS = (b"png", b"jpeg", b"webp", b"gif", b"bmp")


def decode(content: bytes, size: QSize) -> Job:
    """A job that decodes a picture at a size; its result is a QImage, a null one where the content is damaged."""
    yield None
    return image_of(content, size)


def image_of(content: bytes, size: QSize | None = None) -> QImage:
    """A picture at a size, else at its own; a null one where the content is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _read(buffer, size)


def _read(buffer: QBuffer, size: QSize | None) -> QImage:
    """The picture in a buffer. The reader must be gone before its buffer is, so the buffer is the caller's."""
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

    def __init__(self, ink: TextStyle, key: tuple[int, int], attachment: Attachment) -> None:
        super().__init__(ink, key)
        self.attachment = attachment

    def size(self, width: int) -> QSize:
        """How large its box is in a column of this width."""
        raise NotImplementedError

    def box(self) -> QRect:
        """Where its box is."""
        size = self.size(self.width)
        return QRect(QPointF(self.width - size.width(), 0).toPoint(), size)

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        return self.height

    def estimate(self, width: int) -> int:
        return self.size(width).height() + self.ink.px(GAP)

    def plain(self) -> str:
        return safe(self.attachment.name, code=True)

    def copied_text(self, start: int, end: int) -> str:
        return self.plain()

    def position_at(self, x: int, y: int) -> int:
        return 0 if x < self.box().center().x() else units(self.plain())

    def hits(self) -> list[PartHit]:
        return [PartHit(Act.SHOW, self.box(), tip=self.plain(), owner=self)]

    def _edge(self) -> QPainterPath:
        path, radius = QPainterPath(), self.ink.px(RADIUS)
        path.addRoundedRect(QRectF(self.box()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return path


class PicturePart(AttachmentPart):
    """A picture; a click shows it large. Its size is known before its content, so nothing moves when that comes."""

    def __init__(self, ink: TextStyle, key: tuple[int, int], attachment: Attachment) -> None:
        super().__init__(ink, key, attachment)
        self._whole = QSize(attachment.width, attachment.height)
        self._image: QImage | None = None

    def size(self, width: int) -> QSize:
        room, least = QSize(min(width, self.ink.px(WIDEST)), self.ink.px(HIGHEST)), self.ink.px(LEAST)
        fits = self._whole.boundedTo(room) == self._whole
        size = self._whole if fits else self._whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return size.expandedTo(QSize(least, least))

    def lay(self, width: int) -> int:
        self._waiting = set()
        if self._image is None:
            self._image = self._decoded((self.size(width) * 2).boundedTo(self._whole))  # sharp on fine screens too
        return super().lay(width)

    def _decoded(self, size: QSize) -> QImage | None:
        content = self.ink.contents.of(self.attachment.id)
        key = ("picture", self.attachment.id, size.width(), size.height())
        if content is None:
            self._waiting = {self.attachment.id}
            return None
        made: QImage | None = self.ink.bench.ask(key, lambda: decode(content, size))
        if made is None:
            self._waiting = {key}
        else:
            self.ink.bench.drop(key)  # it is large, and kept here while it is near
        return made

    def free(self) -> None:
        super().free()
        self._image = None

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        ink, box, edge = self.ink, QRectF(self.box()), self._edge()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(edge, ink.colour("raised"))
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
        painter.strokePath(edge, QPen(ink.colour("accent" if light.hit else "border"), 1))

    def _paint_name(self, painter: QPainter, box: QRectF) -> None:
        """The picture is lost or damaged: its name has to do."""
        painter.setFont(self.ink.small)
        painter.setPen(self.ink.colour("muted"))
        room = box.width() - self.ink.px(16)
        name = self.ink.metrics(self.ink.small).elidedText(self.plain(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def copied_markdown(self, start: int, end: int) -> str:
        return f"![{self.plain()}]()"


class FilePart(AttachmentPart):
    """A file: its name and size. A click shows its text."""

    def size(self, width: int) -> QSize:
        return QSize(min(width, self.ink.px(FILE.width())), self.ink.px(FILE.height()))

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        box, ink, px = QRectF(self.box()), self.ink, self.ink.px
        look = light.spans[-1][2] if light.spans else None
        text = look.foreground().color() if look else ink.colour("text")
        muted = text if look else ink.colour("muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._edge(), look.background() if look else ink.colour("raised"))
        painter.strokePath(self._edge(), QPen(ink.colour("accent" if light.hit else "border"), 1))
        icons.paint(painter, "file", QRectF(box.left() + px(12), px(12), px(20), px(20)), muted)
        left, room = box.left() + px(42), box.width() - px(54)
        name = ink.metrics(ink.small_bold).elidedText(self.plain(), Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(ink.small_bold)
        painter.setPen(text)
        painter.drawText(QPointF(left, px(19)), name)
        painter.setFont(ink.small)
        painter.setPen(muted)
        painter.drawText(QPointF(left, px(35)), numbers.size(self.attachment.size))


def attachment_part(ink: TextStyle, key: tuple[int, int], attachment: Attachment) -> AttachmentPart:
    """The part for an attachment."""
    is_picture = attachment.is_picture and attachment.width > 0 and attachment.height > 0
    return PicturePart(ink, key, attachment) if is_picture else FilePart(ink, key, attachment)
