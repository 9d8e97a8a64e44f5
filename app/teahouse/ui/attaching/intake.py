"""Takes in what a person drops, pastes or chooses, each piece by a ticket, off the window's thread.

Pictures are decoded here, since only this floor can; the text of other files is read by the services, which keep both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.services.news import AttachedNews
from teahouse.ui.attaching import pictures
from teahouse.ui.bridge import Bridge


@dataclass(frozen=True, slots=True)
class _DecodedNews:
    """A worker's result: a picture, or None for a file whose text the services read, or what went wrong."""

    ticket: str
    picture: pictures.Picture | None = None
    trouble: Trouble | None = None


@dataclass(slots=True)
class _Expected:
    """What was brought. `result` is what became of it; it is told when all that was brought before it is over."""

    name: str
    path: Path | None
    result: Attachment | Trouble | None = None


class Intake(QObject):
    """`came`: an attachment is kept and may be sent, in the order they were brought; `failed`: why one is not;
    `changed`: more or less is awaited."""

    came = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._expected: dict[str, _Expected] = {}
        bridge.listen(self._on_news, AttachedNews, _DecodedNews)

    @property
    def busy(self) -> bool:
        """Whether something is still being read."""
        return bool(self._expected)

    def forget(self) -> None:
        """What is still being read belongs to another message than this one now."""
        self._expected.clear()

    def take_file(self, path: Path) -> None:
        """Take in a file: a picture, or anything that has text."""
        self._expect(path.name, path, lambda: pictures.read(path) if pictures.is_picture(path) else None)

    def take_image(self, image: QImage, name: str) -> None:
        """Take in a picture out of the clipboard, called `name`."""
        self._expect(name, None, lambda: pictures.encoded(image))

    def _expect(self, name: str, path: Path | None, decode: Callable[[], pictures.Picture | None]) -> None:
        ticket = new_id()
        self._expected[ticket] = _Expected(name, path)
        threading.Thread(target=self._decode, args=(ticket, decode), name="teahouse-picture", daemon=True).start()
        self.changed.emit()

    def _decode(self, ticket: str, decode: Callable[[], pictures.Picture | None]) -> None:
        try:
            self._bridge.post(_DecodedNews(ticket, decode()))
        except Trouble as trouble:
            self._bridge.post(_DecodedNews(ticket, trouble=trouble))

    def _on_news(self, burst: list[AttachedNews | _DecodedNews]) -> None:
        for news in burst:
            expected = self._expected.get(news.ticket)
            if expected is None:
                continue
            if isinstance(news, _DecodedNews) and news.trouble is None:
                self._hand_on(news, expected)
            else:
                self._settle(news)

    def _hand_on(self, news: _DecodedNews, expected: _Expected) -> None:
        picture, ticket, path = news.picture, news.ticket, expected.path
        if picture is not None:
            self._bridge.ask(
                lambda s: s.attachments.take(
                    ticket, expected.name, picture.media_type, picture.content, picture.width, picture.height
                )
            )
        elif path is not None:
            self._bridge.ask(lambda s: s.attachments.read(ticket, path))

    def _settle(self, news: AttachedNews | _DecodedNews) -> None:
        attachment = news.attachment if isinstance(news, AttachedNews) else None
        self._expected[news.ticket].result = attachment or news.trouble
        for ticket, expected in list(self._expected.items()):
            if expected.result is None:
                break
            del self._expected[ticket]
            (self.failed if isinstance(expected.result, Trouble) else self.came).emit(expected.result)
        self.changed.emit()


def holds_files(data: QMimeData) -> bool:
    """Whether something dropped or pasted is files of this computer or a picture, rather than words."""
    return bool(files_in(data)) or (data.hasImage() and not data.hasText())


def files_in(data: QMimeData) -> tuple[Path, ...]:
    """The files of this computer that were dropped or pasted; never an address elsewhere."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
