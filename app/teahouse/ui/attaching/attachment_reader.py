"""Takes in what a person drops, pastes or chooses, each piece by a ticket, a few at a time.

The services read files, with a deadline, and keep what comes of them; pictures are decoded here, on a thread of their
own, since only this layer can.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from teahouse.core.attachment import Attachment, picture_format
from teahouse.core.conversation import new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.services.chat.events import AttachedEvent, PictureEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.text_fields import is_too_long

LONGEST = 2048  # pixels of the longer side; vision models cut a picture into far smaller tiles
QUALITY = 90  # of a JPEG
LEAST = QSize(1, 1)
LARGEST = 250_000_000  # pixels that are looked at; a decoded picture may take 256 MB (Qt's own limit)
_PHOTOS = ("jpeg", "webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """Pictures on their way into a message: decoded, turned upright, made smaller where a model gains nothing by more.

    They are written anew, so what a camera noted beside the picture (place, time, owner) does not come along.

    A picture as it is kept: its encoded bytes, and its size in pixels.
    """

    media_type: str
    content: bytes
    width: int
    height: int


def read_picture(path: str, content: bytes) -> Picture:
    """The picture in the bytes of the file at `path`; of one that moves, the beginning. Blocks for seconds, without
    Python's lock. Raises `Trouble` (PICTURE_BROKEN, PICTURE_TOO_LARGE)."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    kind = picture_format(content)
    return encode_picture(_decoded(path, buffer, kind), "JPEG" if kind in _PHOTOS else "PNG")


def _decoded(path: str, buffer: QBuffer, kind: str) -> QImage:
    """The picture in a buffer. The reader must be gone before its buffer is, so the buffer is the caller's."""
    reader = QImageReader(buffer, kind.encode())  # no other decoder gets to see what a stranger made
    reader.setAutoTransform(True)
    size = reader.size()
    large = Trouble(Problem.PICTURE_TOO_LARGE, path=path, width=str(size.width()), height=str(size.height()))
    if size.isValid() and size.width() * size.height() > LARGEST:
        raise large
    if size.isValid() and max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(size.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(LEAST))
    image = reader.read()
    if image.isNull():
        decodable = size.width() * size.height() * 4 <= QImageReader.allocationLimit() << 20
        raise Trouble(Problem.PICTURE_BROKEN, path=path) if decodable else large
    return image


def make_thumbnail(content: bytes, side: int) -> QImage:
    """The middle of a kept picture as a square of `side` pixels. Blocks, without Python's lock."""
    filling = QImage.fromData(content).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    return filling.copy((filling.width() - side) // 2, (filling.height() - side) // 2, side, side)


def encode_picture(image: QImage, kind: str = "PNG") -> Picture:
    """A decoded picture as it is kept; `kind` is PNG or JPEG, which has no transparency."""
    if max(image.width(), image.height()) > LONGEST:
        image = image.scaled(
            image.size().scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(LEAST),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    if image.hasAlphaChannel():
        kind = "PNG"
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, kind.encode())
    if kind == "JPEG":
        writer.setQuality(QUALITY)
    if not writer.write(image):
        raise Trouble(Problem.UNEXPECTED, message=kind)
    return Picture(f"image/{kind.lower()}", bytes(data.data()), image.width(), image.height())


AT_ONCE = 4  # files that are being read; so one that stalls holds up few others
MOST_FILES = 100  # brought at once


@dataclass(frozen=True, slots=True)
class _DecodedEvent:
    """A worker's result: a picture, or `text` for what only began like one, or what went wrong."""

    ticket: str
    picture: Picture | None = None
    text: bytes = b""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ReadAttachment:
    """An attachment that is kept. `path` is where it came from, None for the clipboard; `encoding` what its text was
    read in, where that was guessed or chosen; `replaces` is the attachment that was read in another encoding before."""

    attachment: Attachment
    path: Path | None = None
    encoding: str = ""
    replaces: str = ""


@dataclass(slots=True)
class _Expected:
    """What was brought. `begin` sets its reading going; `result` is what became of it, which is told when all that was
    brought before it is over."""

    name: str
    path: Path | None
    begin: Callable[[], None]
    replaces: str = ""
    begun: bool = False
    result: ReadAttachment | Trouble | None = None


class AttachmentReader(QObject):
    """`came`: a `ReadAttachment` that may be sent, in the order they were brought; `failed`: why one is not; `changed`:
    more or less is awaited."""

    came = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._expected: dict[str, _Expected] = {}
        bridge.subscribe(self._handle_events, AttachedEvent, PictureEvent, _DecodedEvent)

    @property
    def busy(self) -> bool:
        """Whether something is still being read."""
        return bool(self._expected)

    def forget_all(self) -> None:
        """What is still being read belongs to another message than this one now."""
        self._expected.clear()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take in files: pictures, and anything that has text."""
        for path in paths[:MOST_FILES]:
            self.take_file(path)
        if len(paths) > MOST_FILES:
            self.failed.emit(Trouble(Problem.FILES_TOO_MANY, count=len(paths), limit=MOST_FILES))

    def take_file(self, path: Path, encoding: str = "", replaces: str = "") -> None:
        """Take in a file; with an `encoding` as text in it, in place of the attachment `replaces`."""
        ticket = new_id()

        def begin() -> None:
            self._bridge.run_command(lambda services: services.attachments.read_file(ticket, path, encoding))

        self._add_expected(ticket, _Expected(path.name, path, begin, replaces))

    def take_image(self, image: QImage, name: str) -> None:
        """Take in a picture out of the clipboard, called `name`."""
        ticket = new_id()
        self._add_expected(
            ticket, _Expected(name, None, lambda: self._start_decoding(ticket, lambda: encode_picture(image)))
        )

    def take_text(self, name: str, content: bytes) -> None:
        """Take in a text that is no file, called `name`."""
        ticket, path = new_id(), Path(name)

        def begin() -> None:
            self._bridge.run_command(lambda services: services.attachments.read_text(ticket, path, content))

        self._add_expected(ticket, _Expected(name, None, begin))

    def _add_expected(self, ticket: str, expected: _Expected) -> None:
        self._expected[ticket] = expected
        self._begin_next()
        self.changed.emit()

    def _begin_next(self) -> None:
        """Set going as many as may be read at once."""
        going = sum(expected.begun and expected.result is None for expected in self._expected.values())
        for expected in list(self._expected.values()):
            if going >= AT_ONCE:
                return
            if not expected.begun:
                expected.begun = True
                going += 1
                expected.begin()

    def _start_decoding(self, ticket: str, decode: Callable[[], Picture], content: bytes = b"") -> None:
        """Decode beside the window; where `content` is no picture but words it is handed on as such."""
        from teahouse.desktop.documents import looks_like_text

        def run() -> None:
            try:
                event = _DecodedEvent(ticket, decode())
            except Trouble as trouble:
                is_text = bool(content) and looks_like_text(content)
                event = _DecodedEvent(ticket, text=content) if is_text else _DecodedEvent(ticket, trouble=trouble)
            except Exception as failure:  # whatever it is, nobody may wait for the picture for ever
                message = type(failure).__name__
                event = _DecodedEvent(ticket, trouble=Trouble(Problem.UNEXPECTED, message=message))
            self._bridge.post_events(event)

        threading.Thread(target=run, name="teahouse-picture", daemon=True).start()

    def _handle_events(self, burst: list[AttachedEvent | PictureEvent | _DecodedEvent]) -> None:
        for event in burst:
            if (expected := self._expected.get(event.ticket)) is not None:
                self._handle_event(event, expected)

    def _handle_event(self, event: AttachedEvent | PictureEvent | _DecodedEvent, expected: _Expected) -> None:
        match event:
            case PictureEvent(ticket, content):
                self._start_decoding(ticket, lambda: read_picture(str(expected.path), content), content)
            case _DecodedEvent(trouble=None):
                self._hand_on(event, expected)
            case _:
                self._set_result(event, expected)

    def _hand_on(self, event: _DecodedEvent, expected: _Expected) -> None:
        picture, ticket, path, text = event.picture, event.ticket, expected.path, event.text
        if picture is not None:
            self._bridge.run_command(
                lambda s: s.attachments.add_picture(
                    ticket, expected.name, picture.media_type, picture.content, picture.width, picture.height
                )
            )
        elif path is not None:
            self._bridge.run_command(lambda s: s.attachments.read_text(ticket, path, text))

    def _set_result(self, event: AttachedEvent | _DecodedEvent, expected: _Expected) -> None:
        if isinstance(event, AttachedEvent) and event.attachment is not None:
            expected.result = ReadAttachment(event.attachment, expected.path, event.encoding, expected.replaces)
        else:
            expected.result = event.trouble
        for ticket, first in list(self._expected.items()):
            if first.result is None:
                break
            del self._expected[ticket]
            (self.failed if isinstance(first.result, Trouble) else self.came).emit(first.result)
        self._begin_next()
        self.changed.emit()


def holds_files(data: QMimeData) -> bool:
    """Whether something dropped or pasted is to be attached: files of this computer, a picture, or a text that is too
    long for a field."""
    return bool(files_in(data)) or (not data.hasText() if data.hasImage() else is_long(data))


def is_long(data: QMimeData) -> bool:
    """Whether a text is too long for a field: Qt would lay all of it out at once."""
    return data.hasText() and is_too_long(data.text())


def files_in(data: QMimeData) -> tuple[Path, ...]:
    """The files of this computer that were dropped or pasted; never an address elsewhere."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
