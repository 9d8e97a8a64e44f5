"""Reads dropped, pasted or chosen data into attachments, each by a ticket, AT_ONCE at a time.

The services read and store files; pictures are decoded here on threads, since only this layer has a decoder.
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

LONGEST = 2048  # pixels of the longer side; vision models use far smaller tiles
QUALITY = 90  # of a JPEG
LEAST = QSize(1, 1)
LARGEST = 250_000_000  # pixels of the source; a decoded picture may take 256 MB (Qt's limit)
_PHOTOS = ("jpeg", "webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored: rotated upright, scaled to LONGEST, encoded again without metadata of the camera."""

    media_type: str
    content: bytes
    width: int
    height: int


def read_picture(path: str, content: bytes) -> Picture:
    """Decode the file at `path` (the first frame of an animation) and encode it again. Blocks for seconds without the
    GIL. Raises `Trouble` (PICTURE_BROKEN, PICTURE_TOO_LARGE)."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    kind = picture_format(content)
    return encode_picture(_decode_image(path, buffer, kind), "JPEG" if kind in _PHOTOS else "PNG")


def _decode_image(path: str, buffer: QBuffer, kind: str) -> QImage:
    """Decode a buffer, which must outlive the reader, so the caller owns it."""
    reader = QImageReader(buffer, kind.encode())  # only the decoder of the detected format
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
    """The middle of a stored picture as a square of `side` pixels. Blocks without the GIL."""
    filling = QImage.fromData(content).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    return filling.copy((filling.width() - side) // 2, (filling.height() - side) // 2, side, side)


def encode_picture(image: QImage, kind: str = "PNG") -> Picture:
    """Encode a picture to store it; `kind` is PNG or JPEG, which has no transparency."""
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


AT_ONCE = 4  # files that are read at once, so that a stalled one blocks few others
MOST_FILES = 100  # per drop or choice


@dataclass(frozen=True, slots=True)
class _DecodedEvent:
    """The result of a thread: a picture, the bytes of a text that only began like one, or an error."""

    ticket: str
    picture: Picture | None = None
    text: bytes = b""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ReadAttachment:
    """A stored attachment. `path`: its file, None for the clipboard; `encoding`: of its text, if guessed or chosen;
    `replaces`: id of the attachment that was read in another encoding."""

    attachment: Attachment
    path: Path | None = None
    encoding: str = ""
    replaces: str = ""


@dataclass(slots=True)
class _Expected:
    """Data to be read. `start_reading` starts it; `result` is reported once all data before it has a result."""

    name: str
    path: Path | None
    start_reading: Callable[[], None]
    replaces: str = ""
    started: bool = False
    result: ReadAttachment | Trouble | None = None


class AttachmentReader(QObject):
    """`came`: a `ReadAttachment`, in the order of the data; `failed`: a `Trouble`; `changed`: the number of expected
    results changed."""

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
        """Drop all data that is still being read."""
        self._expected.clear()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Read files: pictures and anything with text."""
        for path in paths[:MOST_FILES]:
            self.take_file(path)
        if len(paths) > MOST_FILES:
            self.failed.emit(Trouble(Problem.FILES_TOO_MANY, count=len(paths), limit=MOST_FILES))

    def take_file(self, path: Path, encoding: str = "", replaces: str = "") -> None:
        """Read a file; with an `encoding` as text, replacing the attachment `replaces`."""
        ticket = new_id()

        def start_reading() -> None:
            self._bridge.run_command(lambda services: services.attachments.read_file(ticket, path, encoding))

        self._add_expected(ticket, _Expected(path.name, path, start_reading, replaces))

    def take_image(self, image: QImage, name: str) -> None:
        """Store a picture from the clipboard, called `name`."""
        ticket = new_id()
        self._add_expected(
            ticket, _Expected(name, None, lambda: self._start_decoding(ticket, lambda: encode_picture(image)))
        )

    def take_text(self, name: str, content: bytes) -> None:
        """Store a text, called `name`."""
        ticket, path = new_id(), Path(name)

        def start_reading() -> None:
            self._bridge.run_command(lambda services: services.attachments.read_text(ticket, path, content))

        self._add_expected(ticket, _Expected(name, None, start_reading))

    def _add_expected(self, ticket: str, expected: _Expected) -> None:
        self._expected[ticket] = expected
        self._start_next()
        self.changed.emit()

    def _start_next(self) -> None:
        """Start reading up to AT_ONCE."""
        going = sum(expected.started and expected.result is None for expected in self._expected.values())
        for expected in list(self._expected.values()):
            if going >= AT_ONCE:
                return
            if not expected.started:
                expected.started = True
                going += 1
                expected.start_reading()

    def _start_decoding(self, ticket: str, decode: Callable[[], Picture], content: bytes = b"") -> None:
        """Decode on a thread; `content` that is a text instead is passed on as one."""
        from teahouse.desktop.documents import looks_like_text

        def run() -> None:
            try:
                event = _DecodedEvent(ticket, decode())
            except Trouble as trouble:
                is_text = bool(content) and looks_like_text(content)
                event = _DecodedEvent(ticket, text=content) if is_text else _DecodedEvent(ticket, trouble=trouble)
            except Exception as failure:  # any error must end the wait for the picture
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
                self._pass_decoded(event, expected)
            case _:
                self._set_result(event, expected)

    def _pass_decoded(self, event: _DecodedEvent, expected: _Expected) -> None:
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
        self._start_next()
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
