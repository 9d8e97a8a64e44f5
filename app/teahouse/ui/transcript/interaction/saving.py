"""Saves code, and what came with a message, to a file that the person names, or shows it in a window of its own."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.core.attachment import Attachment
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks import attachment_parts

translate = QCoreApplication.translate

_ENDINGS = {
    "python": "py", "javascript": "js", "typescript": "ts", "bash": "sh", "shell": "sh", "zsh": "sh", "rust": "rs",
    "ruby": "rb", "markdown": "md", "kotlin": "kt", "csharp": "cs", "c#": "cs", "c++": "cpp", "powershell": "ps1",
    "yaml": "yml", "text": "txt", "mermaid": "mmd", "perl": "pl", "haskell": "hs", "latex": "tex", "objective-c": "m",
}  # fmt: skip
_PLAIN = re.compile(r"[a-z0-9]{1,8}")


def suggested_name(language: str) -> str:
    """A file name for code of a language: most are called as their files end."""
    known = _ENDINGS.get(language.lower())
    if known is None:
        known = language.lower() if _PLAIN.fullmatch(language.lower()) else "txt"
    return f"code.{known}"


def save_code(parent: QWidget, code: str, language: str) -> None:
    """Ask for a place and write the code there."""
    text = code.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    save_file(parent, translate("Transcript", "Save code"), suggested_name(language), f"{text}\n".encode())


def save_file(parent: QWidget, title: str, name: str, data: bytes) -> None:
    """Ask for a place and write the data there; what the disk refuses is told. Of `name` only the last part counts."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, QDir.home().filePath(Path(name).name))
    if not chosen:
        return
    try:
        Path(chosen).write_bytes(data)
    except OSError as refused:
        words = translate("Transcript", "{file} could not be saved: {reason}")
        QMessageBox.warning(parent, title, words.format(file=chosen, reason=refused.strerror or refused))


SHARE = 0.85  # of the screen that a picture may take
TEXT_SIZE = (720, 560)
AIR = 14  # pixels around a text
LONGEST = 1_000_000  # characters of a text that are shown


class AttachmentViewer(Dialog):
    """Shows what came with a message in a window of its own: a picture as large as fits, a file's text.

    Esc, Enter and a click on a picture close it.
    """

    def __init__(self, attachment: Attachment, content: bytes, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        name = safe_text(attachment.name, code=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        shown = self._make_picture(content) if attachment.is_picture else self._make_text(content, theme)
        shown.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(shown)

    def _make_picture(self, content: bytes) -> QLabel:
        image, room = attachment_parts.image_of(content), self.screen().availableGeometry().size() * SHARE
        if image.size().boundedTo(room) != image.size():
            image = image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(image))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _make_text(self, content: bytes, theme: Theme) -> QPlainTextEdit:
        shown = QPlainTextEdit(safe_text(content[:LONGEST].decode("utf-8", "replace"), code=True))
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
