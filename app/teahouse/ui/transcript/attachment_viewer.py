"""Shows what came with a message in a window of its own: a picture as large as fits, a file's text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.core.attachment import Attachment
from teahouse.core.markdown.harmless import safe
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.style import Theme
from teahouse.ui.transcript import pictures

SHARE = 0.85  # of the screen that a picture may take
TEXT_SIZE = (720, 560)
AIR = 14  # pixels around a text
LONGEST = 1_000_000  # characters of a text that are shown


class AttachmentViewer(Dialog):
    """Esc, Enter and a click on a picture close it."""

    def __init__(self, attachment: Attachment, content: bytes, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        name = safe(attachment.name, code=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        shown = self._picture(content) if attachment.is_picture else self._text(content, theme)
        shown.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(shown)

    def _picture(self, content: bytes) -> QLabel:
        image, room = pictures.image_of(content), self.screen().availableGeometry().size() * SHARE
        if image.size().boundedTo(room) != image.size():
            image = image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(image))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _text(self, content: bytes, theme: Theme) -> QPlainTextEdit:
        shown = QPlainTextEdit(safe(content[:LONGEST].decode("utf-8", "replace"), code=True))
        shown.setReadOnly(True)
        shown.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        shown.setFont(theme.mono())
        shown.document().setDocumentMargin(AIR)
        self.begin_with(*TEXT_SIZE)
        return shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.close()
