"""The dialog in which saved prompts are written, changed and deleted; every change holds at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.conversation import new_id, title_from
from teahouse.core.saved_prompt import SavedPrompt
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.kit.lists import dress
from teahouse.ui.kit.plain_text_field import PlainTextField
from teahouse.ui.kit.undo_key import undo_key
from teahouse.ui.style import Theme

KEEP_AFTER_MS = 400
LONGEST_NAME = 40
PROMPT = Qt.ItemDataRole.UserRole


class PromptsDialog(Dialog):
    """`kept`: a prompt as it is now; `removed`: the id of one that is gone."""

    kept = Signal(object)
    removed = Signal(str)

    def __init__(self, theme: Theme, prompts: Sequence[SavedPrompt], parent: QWidget) -> None:
        super().__init__(parent)
        self._deleted: SavedPrompt | None = None
        self._unkept: SavedPrompt | None = None
        self.list, self.name, self.text = QListWidget(), LineField(), PlainTextField()
        self.text.setProperty("role", "field")
        self.text.setTabChangesFocus(True)
        dress(self.list, theme)
        self.new_button, self.delete_button = Button(), Button()
        self.undo_button, self.close_button = Button(kind="quiet"), Button(kind="primary")
        self._name_label, self._text_label = QLabel(), QLabel()
        self._later = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._later.timeout.connect(self._keep)
        self._lay_out()
        self._say()
        for prompt in prompts:
            self._add(prompt)
        self._join()
        self.list.setCurrentRow(0)
        self.close_button.setDefault(True)
        self._show()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(200)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        left, right, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.new_button)
        for widget in (self._name_label, self.name, self._text_label):
            right.addWidget(widget)
        right.addWidget(self.text, 1)
        below.addWidget(self.delete_button)
        below.addWidget(self.undo_button)
        below.addStretch(1)
        below.addWidget(self.close_button)
        right.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 14)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.begin_with(680, 400)

    def _say(self) -> None:
        self.setWindowTitle(self.tr("Saved prompts"))
        self.list.setAccessibleName(self.windowTitle())
        self._name_label.setText(self.tr("Name"))
        self._text_label.setText(self.tr("Text"))
        for label, field in ((self._name_label, self.name), (self._text_label, self.text)):
            label.setBuddy(field)
            field.setAccessibleName(label.text())
        self.text.setPlaceholderText(self.tr("What comes into the composer"))
        self.text.setAccessibleDescription(self.text.placeholderText())  # Qt does that for fields of one line only
        self.new_button.setText(self.tr("New prompt"))
        self.delete_button.setText(self.tr("Delete"))
        self.undo_button.setText(self.tr("Undo"))
        self.close_button.setText(self.tr("Close"))

    def _join(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.name.textEdited.connect(self._on_edited)
        self.text.textChanged.connect(self._on_text)
        self.new_button.clicked.connect(lambda: self.begin(""))
        self.delete_button.clicked.connect(self._delete)
        self.undo_button.clicked.connect(self._undo)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(self._keep)

    def _add(self, prompt: SavedPrompt) -> QListWidgetItem:
        item = QListWidgetItem(prompt.name, self.list)
        item.setData(PROMPT, prompt)
        return item

    def begin(self, text: str) -> None:
        """A new prompt; with a text it is one already."""
        self._keep()
        name = title_from(text, LONGEST_NAME) or self.tr("New prompt")
        prompt = SavedPrompt(new_id(), name, text)
        self.list.setCurrentItem(self._add(prompt))
        if text:
            self.kept.emit(prompt)
        self.name.setFocus()
        self.name.selectAll()

    def _prompt(self) -> SavedPrompt | None:
        item = self.list.currentItem()
        return item.data(PROMPT) if item is not None else None

    def _show(self) -> None:
        """The chosen prompt in the fields."""
        if self._later.isActive():
            self._keep()
        prompt = self._prompt()
        for field in (self.name, self.text, self.delete_button):
            field.setEnabled(prompt is not None)
        self.undo_button.setVisible(self._deleted is not None)
        self.text.blockSignals(True)
        self.name.setText(prompt.name if prompt else "")
        self.text.setPlainText(prompt.text if prompt else "")
        self.text.blockSignals(False)

    def _on_text(self) -> None:
        prompt = self._prompt()
        if prompt is not None and self.text.toPlainText() != prompt.text:
            self._on_edited()

    def _on_edited(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        old: SavedPrompt = item.data(PROMPT)
        prompt = SavedPrompt(old.id, self.name.text().strip() or old.name, self.text.toPlainText())
        item.setData(PROMPT, prompt)
        item.setText(prompt.name)
        self._unkept = prompt
        self._later.start()

    def _keep(self) -> None:
        """Keep what was changed, at once."""
        if self._later.isActive() or self.sender() is self._later:
            self._later.stop()
            prompt, self._unkept = self._unkept, None
            if prompt is not None and prompt.text.strip():
                self.kept.emit(prompt)

    def _delete(self) -> None:
        self._later.stop()
        prompt = self._prompt()
        row = self.list.currentRow()
        self.list.setCurrentRow(-1)  # first: Qt would go to a neighbour, which "Delete" would mean next
        self.list.takeItem(row)
        self._deleted = prompt
        undo_key(self).offer(self, self._undo)
        self.removed.emit(prompt.id)
        self._show()

    def _undo(self) -> None:
        prompt, self._deleted = self._deleted, None
        undo_key(self).withdraw(self)
        self.list.setCurrentItem(self._add(prompt))
        self.kept.emit(prompt)
        self._show()
