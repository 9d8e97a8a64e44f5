"""The editor of a message: plain text, as tall as its text up to MOST_LINES.

Qt lays out a whole line again at each key: a line of a million characters takes 0.3 to 46 s. So overlong lines are
folded into short ones in the document, each fold marked with an invisible character; `text` unfolds them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from teahouse.ui.attaching.attachment_reader import holds_files
from teahouse.ui.kit.text_fields import PlainTextField

MOST_LINES = 10
BEGINNING = 4_000  # characters
LONG_LINE = 4_000  # characters; longer lines are folded
FOLDED_LINE = 1_000
PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
FOLD = "\u2063\n"  # INVISIBLE SEPARATOR, then a line break


def folded(text: str) -> str:
    """The text with its overlong lines folded."""
    if len(text) <= LONG_LINE:
        return text
    return "\n".join(_folded_line(line) for line in text.split("\n"))


def _folded_line(line: str) -> str:
    if len(line) <= LONG_LINE:
        return line
    return FOLD.join(line[at : at + FOLDED_LINE] for at in range(0, len(line), FOLDED_LINE))


def unfolded(text: str) -> str:
    """The text without folds, as it was typed or pasted."""
    return text.replace(FOLD, "")


class Editor(PlainTextField):
    """`submitted`: the sending key was pressed. `brought`: files or a picture were pasted, as `QMimeData`.
    `focus_changed`: it got or lost the focus. `paged`: scroll the conversation by a page down, or (-1) up."""

    submitted = Signal()
    brought = Signal(object)
    focus_changed = Signal()
    paged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter_sends = True
        self._height = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(4)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)

    def set_enter_sends(self, sends: bool) -> None:
        """Set whether Enter alone sends, or starts a new line."""
        self._enter_sends = sends

    def set_text(self, text: str) -> None:
        """Replace the text and the undo history; the cursor moves to the end."""
        self.setPlainText(folded(text))
        self.moveCursor(self.textCursor().MoveOperation.End)

    def text(self) -> str:
        """The text without folds."""
        return unfolded(self.toPlainText())

    def length(self) -> int:
        """The number of characters including folds."""
        return self.document().characterCount() - 1

    def beginning(self) -> str:
        """The first BEGINNING characters."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(BEGINNING, self.length()), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def lines(self) -> int:
        """The number of lines on screen, wrapped ones counted, at most `MOST_LINES`."""
        count = 0
        block = self.document().firstBlock()
        while block.isValid() and count < MOST_LINES:
            count += max(1, block.lineCount())
            block = block.next()
        return min(MOST_LINES, max(1, count))

    def _fit_height(self) -> None:
        lines = self.lines()
        margin = 2 * int(self.document().documentMargin())
        height = lines * self.fontMetrics().lineSpacing() + margin + 2
        if height != self._height:
            self._height = height
            more = lines >= MOST_LINES
            policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(policy)
            self.setFixedHeight(height)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(320, max(self._height, self.fontMetrics().lineSpacing() + 10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_enter(event)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page leaves editing or stops a reply
        elif event.key() in PAGES and not event.modifiers() and not self._has_pages():
            self.paged.emit(PAGES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _has_pages(self) -> bool:
        """Whether the editor itself can scroll."""
        return self.verticalScrollBar().maximum() > 0

    def press_key(self, event: QKeyEvent) -> None:
        """Take the focus and a key that was pressed in another widget."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keyPressEvent(event)

    def _press_enter(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        always = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if always or (plain and self._enter_sends):
            self.submitted.emit()
        else:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return holds_files(source) or (source.hasText() and not source.hasUrls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Emit `brought` for files and pictures; paste text as plain text in one undo step."""
        if holds_files(source):
            self.brought.emit(source)
        elif self.canInsertFromMimeData(source):
            cursor = self.textCursor()
            cursor.beginEditBlock()
            cursor.insertText(folded(source.text().replace("\x00", "")))
            cursor.endEditBlock()
            self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(unfolded(self.textCursor().selection().toPlainText()))
        return data
