"""The attachments of the message that is being written: chips in rows, with errors below."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.attachment import Attachment
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import Capability, ModelCard
from teahouse.core.values import dataclass
from teahouse.services.chat.events import ContentEvent
from teahouse.ui.attaching import attachment_reader
from teahouse.ui.attaching.attachment_reader import AttachmentReader, ReadAttachment, files_in, holds_files, is_long
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.labels import breakable
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.kit.notices import NoticeLine
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.attaching.attachment_chip import AttachmentChip


GAP = 8
MOST_ROWS = 3  # of chips; more are scrolled
MOST_LISTED = 6  # failures, a sentence each


@dataclass(frozen=True, slots=True)
class _ThumbnailEvent:
    """The decoded thumbnail of an attachment."""

    attachment_id: str
    image: QImage


class AttachmentBar(QWidget):
    """`changed`: the attachments changed; `settled`: all files are read; `failed`: a file was not attached."""

    changed = Signal()
    settled = Signal()
    failed = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._chips: list[AttachmentChip] = []
        self._model_without_vision = ""  # name of the chosen model, if it lacks vision
        self._reader = AttachmentReader(bridge, self)
        self._troubles: list[Trouble] = []  # of the last files
        self.failures = NoticeLine(theme, self)
        self._chip_area = QWidget()
        self._grid = QGridLayout(self._chip_area)
        self._scroll = VerticalScroll(parent=self)
        self.note = QLabel("", self)
        self.note.setProperty("role", "warn")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._lay_out()
        self._reader.came.connect(self._add_attachment)
        self._reader.failed.connect(self._on_failed)
        self.failures.close_button.clicked.connect(self._on_read)
        self._reader.changed.connect(self._on_progress)
        bridge.subscribe(self._on_contents, ContentEvent)
        bridge.subscribe(self._on_thumbnails, _ThumbnailEvent)
        self._show_state()

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._scroll.setWidget(self._chip_area)
        for ground in (self._chip_area, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._scroll)
        column.addWidget(self.note)
        column.addWidget(self.failures)

    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments in order."""
        return tuple(chip.attachment for chip in self._chips)

    @property
    def busy(self) -> bool:
        """Whether something is still being read."""
        return self._reader.busy

    def set_attachments(self, attachments: Sequence[Attachment]) -> None:
        """Replace the attachments; files still being read are dropped."""
        self._reader.forget_all()
        for chip in self._chips:
            self._drop_chip(chip)
        self._chips = []
        self._forget_failures()
        for attachment in attachments:
            self._insert_chip(ReadAttachment(attachment))
        self._show_state()

    def show_model(self, name: str, card: ModelCard | None) -> None:
        """Set the chosen model; pictures get a note where it lacks vision."""
        self._model_without_vision = name if card is not None and card.lacks_capability(Capability.VISION) else ""
        self._show_state()

    def choose_files(self) -> None:
        """Open a file dialog."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.attach_data(QMimeData(), paths))
        dialog.open()

    def attach_data(self, data: QMimeData, paths: Sequence[str] = ()) -> None:
        """Attach dropped or pasted data, or the files at `paths`."""
        files = [*files_in(data), *map(Path, paths)]
        if not self.busy:
            self._forget_failures()
        self._reader.take_files(files)
        for url in data.urls() if files else ():
            if not url.isLocalFile():
                self._on_failed(Trouble(Problem.FILE_ELSEWHERE, address=url.toDisplayString()))
        if not files and data.hasImage():
            self._reader.take_image(QImage(data.imageData()), self.tr("Picture.png"))
        elif not files and is_long(data):
            self.take_text(self.tr("Pasted text.txt"), data.text().encode("utf-8", "replace"))

    def take_text(self, name: str, content: bytes) -> None:
        """Attach a text, called `name`."""
        self._reader.take_text(name, content)

    def leave_out(self, attachment_id: str) -> None:
        """Remove an attachment, if it is here."""
        for chip in [chip for chip in self._chips if chip.attachment.id == attachment_id]:
            self._remove_chip(chip)

    def _add_attachment(self, taken: ReadAttachment) -> None:
        before = next((chip for chip in self._chips if chip.attachment.id == taken.replaces), None)
        at = len(self._chips) if before is None else self._chips.index(before)
        if before is not None:
            self._chips.remove(before)
            self._drop_chip(before)
        if taken.attachment.id not in {held.id for held in self.attachments()}:
            self._insert_chip(taken, at)
        elif before is None:
            self._on_failed(Trouble(Problem.FILE_ATTACHED, path=taken.path or taken.attachment.name))
        self._show_state()
        self.changed.emit()

    def _insert_chip(self, taken: ReadAttachment, at: int | None = None) -> None:
        from teahouse.ui.attaching.attachment_chip import AttachmentChip

        attachment, path = taken.attachment, taken.path
        chip = AttachmentChip(self._theme, taken)
        chip.removed.connect(lambda: self._remove_chip(chip))
        if path is not None:
            chip.reread.connect(lambda encoding: self._reader.take_file(path, encoding, attachment.id))
        self._chips.insert(len(self._chips) if at is None else at, chip)
        if attachment.is_picture:
            self._bridge.run_command(lambda services: services.attachments.read_content(attachment.id))

    def _remove_chip(self, chip: AttachmentChip) -> None:
        at = self._chips.index(chip)
        del self._chips[at]
        self._drop_chip(chip)
        self._show_state()
        if self._chips:
            self._chips[min(at, len(self._chips) - 1)].remove_button.setFocus()
        self.changed.emit()

    def _drop_chip(self, chip: AttachmentChip) -> None:
        self._grid.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_failed(self, trouble: Trouble) -> None:
        """Show all failures together, so that none replaces another."""
        self._troubles.append(trouble)
        self._show_failures()
        self._show_state()
        self.failed.emit()

    def _show_failures(self) -> None:
        count = len(self._troubles)
        told = [self.tr("%n file(s) were not attached:", "", count)] if count > 1 else []
        told += [sentence(trouble) for trouble in self._troubles[:MOST_LISTED]]
        if (more := len(self._troubles) - MOST_LISTED) > 0:
            told.append(self.tr("%n more could not be attached.", "", more))
        self.failures.show_warning(breakable("\n".join(told)))

    def _forget_failures(self) -> None:
        self._troubles = []
        self.failures.hide()

    def _on_read(self) -> None:
        """Forget the failures once the user closes them."""
        self._forget_failures()
        self._show_state()

    def _on_contents(self, burst: list[ContentEvent]) -> None:
        for event in burst:
            for chip in self._chips:
                wanted = chip.attachment.is_picture and chip.attachment.id == event.attachment_id
                if wanted and event.content is not None:
                    self._decode_picture(event.attachment_id, event.content)

    def _decode_picture(self, attachment_id: str, content: bytes) -> None:
        """Decode the thumbnail of a chip on a thread: it takes longer than a frame."""
        from teahouse.ui.attaching.attachment_chip import SIDE

        side = round(SIDE * self.devicePixelRatioF())

        def run() -> None:
            self._bridge.post_events(_ThumbnailEvent(attachment_id, attachment_reader.make_thumbnail(content, side)))

        threading.Thread(target=run, name="teahouse-thumbnail", daemon=True).start()

    def _on_thumbnails(self, burst: list[_ThumbnailEvent]) -> None:
        for event in burst:
            for chip in self._chips:
                if chip.attachment.id == event.attachment_id:
                    chip.show_picture(event.image)

    def _on_progress(self) -> None:
        self._show_state()
        if not self.busy and not self._troubles:
            self.settled.emit()

    def _show_state(self) -> None:
        unseen = bool(self._model_without_vision) and any(held.is_picture for held in self.attachments())
        if self.busy:
            said = self.tr("Reading…")
        elif unseen:
            said = self.tr("{model} cannot see pictures; choose a model with vision.").format(
                model=self._model_without_vision
            )
        else:
            said = ""
        self.note.setText(said)
        self.note.setVisible(bool(said))
        waits = self.busy and not self._chips  # reserves the height of a chip, so that the page moves once
        self.note.setMinimumHeight(self._chip_height() if waits else 0)
        self._scroll.setVisible(bool(self._chips))
        self._place_chips()
        self.setVisible(bool(said or self._chips or self._troubles))

    def _place_chips(self) -> None:
        """Place as many chips in a row as fit."""
        if not self._chips:
            return
        from teahouse.ui.attaching.attachment_chip import WIDTH

        columns = max(1, (self.width() + GAP) // (self._theme.px(WIDTH) + GAP))
        for column in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(column, column < columns)
        for number, chip in enumerate(self._chips):
            self._grid.addWidget(chip, number // columns, number % columns)
        rows = min(MOST_ROWS, -(-len(self._chips) // columns))
        self._scroll.setFixedHeight(rows * (self._chip_height() + GAP) - GAP)

    def _chip_height(self) -> int:
        from teahouse.ui.attaching.attachment_chip import HEIGHT

        return self._theme.px(HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chips()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            if self._troubles:
                self._show_failures()
            self._show_state()
        super().changeEvent(event)


class DropTarget(QObject):
    """Event filter that accepts files and pictures dropped on widgets; dragged text is left to the widget.

    `dropped`: the data as `QMimeData`; `hovering`: whether such data is dragged over a widget.
    """

    dropped = Signal(object)
    hovering = Signal(bool)

    def watch_widget(self, place: QWidget) -> None:
        """Accept drops on a widget."""
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def eventFilter(self, _place: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.hovering.emit(False)
        elif isinstance(event, QDropEvent) and holds_files(event.mimeData()):  # also the base of enter and move events
            event.acceptProposedAction()
            self.hovering.emit(kind != QEvent.Type.Drop)
            if kind == QEvent.Type.Drop:
                self.dropped.emit(event.mimeData())
            return True
        return False
