"""The sheet editor: prompts with their checks, and what holds for the whole sheet. Every change is saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.evaluation.sheet import AnswerCheck, Sheet, SheetPrompt, Turn
from teahouse.ui.actions import key_text
from teahouse.ui.bridge import Bridge
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.prompt_form import PromptForm, field_of_lines, variables_of, variables_text
from teahouse.ui.evaluation.validation import problem_of_check
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import StatusLabel
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.text_fields import LineField, undo_key
from teahouse.ui.style import Theme

PROMPTS, SHEET = "prompts", "sheet"
SAVE_MS = 500  # after the last change
UP, DOWN = "Alt+Up", "Alt+Down"  # move the chosen prompt; only in the list, since Alt+Down opens a combo box
LIST = 190  # pixels of the list of prompts, before zoom


class SheetForm(Retranslated, QWidget):
    """What holds for the whole sheet: name, description, licence, system prompt, variables. `edited`."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._filling = False
        self.name = LineField()
        self.description = field_of_lines(theme, "", 3)
        self.licence = LineField()
        self.system = field_of_lines(theme, "", 4)
        self.variables = field_of_lines(theme, "", 4)
        self._fields = (self.name, self.description, self.licence, self.system, self.variables)
        self._labels = [QLabel() for _ in self._fields]
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 8, 0)
        column.setSpacing(6)
        for label, field in zip(self._labels, self._fields, strict=True):
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addStretch(1)
        for line in (self.name, self.licence):
            line.textEdited.connect(self._on_edited)
        for text in (self.description, self.system, self.variables):
            text.textChanged.connect(self._on_edited)
        self.retranslate()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet."""
        self._filling = True
        self.name.setText(sheet.name)
        self.description.setPlainText(sheet.description)
        self.licence.setText(sheet.licence)
        self.system.setPlainText(sheet.system)
        self.variables.setPlainText(variables_text(sheet.variables))
        self._filling = False

    def read_sheet(self, before: Sheet) -> Sheet:
        """The sheet as it is typed, with the prompts of `before`."""
        typed = self.variables.toPlainText()
        return replace(
            before,
            name=self.name.text().strip() or before.name,
            description=self.description.toPlainText(),
            licence=self.licence.text().strip(),
            system=self.system.toPlainText(),
            variables=before.variables if typed == variables_text(before.variables) else variables_of(typed),
        )

    def _on_edited(self) -> None:
        if not self._filling:
            self.edited.emit()

    def retranslate(self) -> None:
        texts = (
            self.tr("Name"),
            self.tr("Description"),
            self.tr("Licence"),
            self.tr("System prompt of all prompts"),
            self.tr("Variables, one a line: name = value"),
        )
        for label, field, text in zip(self._labels, self._fields, texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)


class SheetEditor(Retranslated, Dialog):
    """Edits one sheet at a time. What is deleted can be taken back until the editor is closed."""

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._sheet = Sheet("", "")
        self._saved = self._sheet  # as it was saved last
        self._trouble: Trouble | None = None
        self._deleted_ids: set[str] = set()
        self._undos: list[Callable[[], None]] = []
        self._shown = -1  # the row in the form
        self.parts = PillRow(theme, pages=True)
        self.list = QListWidget()
        self.form = PromptForm(bridge, theme)
        self.sheet_form = SheetForm(theme)
        self.up_button, self.down_button = IconButton(theme, "up"), IconButton(theme, "down")
        self.add_button, self.copy_button, self.delete_button = Button(), Button(), Button()
        self.undo_button, self.close_button = Button(), Button()
        self.status = StatusLabel()
        self._stack = QStackedWidget()
        self._scroll_area, self._sheet_area = VerticalScroll(self.form), VerticalScroll(self.sheet_form)
        self._save_later = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        style_view(self.list, self._theme)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for area, inside in ((self._scroll_area, self.form), (self._sheet_area, self.sheet_form)):
            area.viewport().setAutoFillBackground(False)
            inside.setAutoFillBackground(False)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        order = QHBoxLayout()
        for mover in (self.up_button, self.down_button):
            order.addWidget(mover)
        order.addStretch(1)
        left.addLayout(order)
        for button in (self.add_button, self.copy_button, self.delete_button):
            left.addWidget(button)
        prompts = QWidget()
        row = QHBoxLayout(prompts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left)
        row.addWidget(self._scroll_area, 1)
        self._stack.addWidget(prompts)
        self._stack.addWidget(self._sheet_area)
        buttons = QHBoxLayout()
        buttons.addWidget(self.status, 1)
        buttons.addWidget(self.undo_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.parts)
        column.addWidget(self._stack, 1)
        column.addLayout(buttons)
        self._theme.changed.connect(self._restyle)
        self._restyle()
        self.begin_with(860, 560)

    def _restyle(self) -> None:
        self.list.setFixedWidth(self._theme.px(LIST))
        for area in (self._scroll_area, self._sheet_area):
            area.give_way(self._theme.px(200))

    def _connect_signals(self) -> None:
        self._save_later.timeout.connect(self.save_changes)
        self.parts.chosen.connect(lambda part: self._stack.setCurrentIndex(part == SHEET))
        self.list.currentRowChanged.connect(self._show_row)
        self.form.edited.connect(self._on_prompt_edited)
        self.form.check_removed.connect(self._keep_check)
        self.form.turn_removed.connect(self._keep_turn)
        self.sheet_form.edited.connect(self._on_sheet_edited)
        self.list.model().rowsMoved.connect(self._take_order)
        for button, key, rows in ((self.up_button, UP, -1), (self.down_button, DOWN, 1)):
            move = partial(self._move_prompt, rows)
            button.clicked.connect(move)
            shortcut = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(move)
        self.add_button.clicked.connect(self._add_prompt)
        self.copy_button.clicked.connect(self._copy_prompt)
        self.delete_button.clicked.connect(self._delete_prompt)
        self.undo_button.clicked.connect(self.undo_deletion)
        self.close_button.clicked.connect(self.close)

    # The sheet.

    @property
    def sheet(self) -> Sheet:
        """The sheet as it is typed now."""
        return self._sheet

    def edit_sheet(self, sheet: Sheet, *, unsaved: bool = False) -> None:
        """Edit another sheet; that of before is saved. `unsaved`: it is new with prompts in it, so it is saved."""
        self.save_changes()
        self._sheet = sheet
        self._saved = Sheet("", "") if unsaved else sheet
        self._trouble = None
        self._deleted_ids.clear()
        self._undos.clear()
        self.sheet_form.show_sheet(sheet)
        self._fill_list(0)
        if not sheet.prompts:
            self._add_prompt()
        self.parts.choose_value(PROMPTS)
        self._stack.setCurrentIndex(0)
        self.save_changes()
        self._show_state()

    def take_over(self, sheets: tuple[Sheet, ...]) -> None:
        """Append prompts that were added to the sheet elsewhere, from a conversation."""
        found = next((sheet for sheet in sheets if sheet.id == self._sheet.id), None)
        known = {prompt.id for prompt in self._sheet.prompts} | self._deleted_ids
        added = tuple(prompt for prompt in (found.prompts if found is not None else ()) if prompt.id not in known)
        if added:
            self._sheet = replace(self._sheet, prompts=(*self._sheet.prompts, *added))
            self._fill_list(self.list.currentRow())

    def save_changes(self) -> None:
        """Save the sheet, if anything was changed."""
        self._save_later.stop()
        sheet = self._sheet
        if sheet.id and sheet != self._saved:
            self._saved = sheet
            self._bridge.run_command(lambda services: services.evaluation.save_sheet(sheet))
        self._show_state()

    def show_saved(self, sheet_id: str, trouble: Trouble | None) -> None:
        """The sheet was saved, or not; it is saved again with the next change."""
        if sheet_id == self._sheet.id:
            self._trouble = trouble
            if trouble is not None:
                self._saved = Sheet("", "")
            self._show_state()

    def _on_sheet_edited(self) -> None:
        self._sheet = self.sheet_form.read_sheet(self._sheet)
        self._show_title()
        self._plan_save()

    def _plan_save(self) -> None:
        self._save_later.start()
        self._show_state()

    # Prompts.

    def _fill_list(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for prompt in self._sheet.prompts:
            item = QListWidgetItem()
            self._write_item(item, prompt)
            self.list.addItem(item)
        self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
        self.list.blockSignals(False)
        self._shown = -1
        self._show_row(self.list.currentRow())

    def _write_item(self, item: QListWidgetItem, prompt: SheetPrompt) -> None:
        item.setData(Qt.ItemDataRole.UserRole, prompt.id)
        title = words.prompt_title(prompt)
        wrong = any(problem_of_check(check) for check in prompt.checks)
        item.setText(self.tr("{title} (to correct)").format(title=title) if wrong else title)
        item.setToolTip(item.text())

    def _show_row(self, row: int) -> None:
        shown = 0 <= row < len(self._sheet.prompts)
        self._scroll_area.setVisible(shown)
        if shown and row != self._shown:
            self._shown = row
            self.form.show_prompt(self._sheet.prompts[row])
            self._scroll_area.verticalScrollBar().setValue(0)
        self._show_state()

    def _on_prompt_edited(self) -> None:
        if 0 <= self._shown < len(self._sheet.prompts):
            prompt = self.form.read_prompt()
            prompts = list(self._sheet.prompts)
            prompts[self._shown] = prompt
            self._sheet = replace(self._sheet, prompts=tuple(prompts))
            self._write_item(self.list.item(self._shown), prompt)
            self._plan_save()

    def _insert_prompt(self, row: int, prompt: SheetPrompt) -> None:
        prompts = self._sheet.prompts
        self._sheet = replace(self._sheet, prompts=(*prompts[:row], prompt, *prompts[row:]))
        self._fill_list(row)
        self._plan_save()

    def _add_prompt(self) -> None:
        self._insert_prompt(len(self._sheet.prompts), SheetPrompt(new_id(), "", (Turn(""),)))
        if self.form.turns:
            self.form.turns[0].text.setFocus()

    def _copy_prompt(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._insert_prompt(row + 1, replace(self._sheet.prompts[row], id=new_id()))

    def _delete_prompt(self) -> None:
        row = self.list.currentRow()
        if row < 0:
            return
        prompts = self._sheet.prompts
        gone = prompts[row]
        self._deleted_ids.add(gone.id)
        self._sheet = replace(self._sheet, prompts=(*prompts[:row], *prompts[row + 1 :]))
        self._fill_list(row)
        self._offer_undo(lambda: self._insert_prompt(min(row, len(self._sheet.prompts)), gone))
        self._plan_save()

    def _move_prompt(self, rows: int, _checked: bool = False) -> None:
        """Move the chosen prompt up (-1) or down (1)."""
        row = self.list.currentRow()
        prompts = list(self._sheet.prompts)
        if not (0 <= row < len(prompts) and 0 <= row + rows < len(prompts)):
            return
        prompts.insert(row + rows, prompts.pop(row))
        self._sheet = replace(self._sheet, prompts=tuple(prompts))
        self._fill_list(row + rows)
        self._plan_save()
        place = self.tr("Place {number} of {count}")
        announce(self.list, place.format(number=row + rows + 1, count=len(prompts)))

    def _take_order(self) -> None:
        """Take the order of the list, in which a prompt was dragged to another place."""
        ids = [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]
        self._sheet = replace(
            self._sheet, prompts=tuple(sorted(self._sheet.prompts, key=lambda prompt: ids.index(prompt.id)))
        )
        self._shown = self.list.currentRow()
        self._plan_save()

    # Undo.

    def _keep_check(self, place: int, check: AnswerCheck) -> None:
        prompt_id = self._sheet.prompts[self._shown].id
        self._offer_undo(lambda: self._in_prompt(prompt_id, lambda: self.form.insert_check(place, check)))

    def _keep_turn(self, place: int, turn: Turn) -> None:
        prompt_id = self._sheet.prompts[self._shown].id
        self._offer_undo(lambda: self._in_prompt(prompt_id, lambda: self.form.insert_turn(place, turn)))

    def _in_prompt(self, prompt_id: str, do: Callable[[], None]) -> None:
        """Show a prompt and change it; nothing where it was deleted as well."""
        rows = [row for row, prompt in enumerate(self._sheet.prompts) if prompt.id == prompt_id]
        if rows:
            self.list.setCurrentRow(rows[0])
            do()

    def _offer_undo(self, undo: Callable[[], None]) -> None:
        self._undos.append(undo)
        undo_key(self).offer_undo(self, self.undo_deletion)
        self._show_state()

    def undo_deletion(self) -> None:
        """Put back what was deleted last."""
        if self._undos:
            self._undos.pop()()
        if not self._undos:
            undo_key(self).withdraw_undo(self)
        self._show_state()

    # State.

    def _show_state(self) -> None:
        self.undo_button.setEnabled(bool(self._undos))
        row = self.list.currentRow()
        chosen = row >= 0
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(chosen and row < len(self._sheet.prompts) - 1)
        self.copy_button.setEnabled(chosen)
        self.delete_button.setEnabled(chosen)
        self.parts.set_choices(
            [
                (PROMPTS, self.tr("Prompts {count}").format(count=len(self._sheet.prompts))),
                (SHEET, self.tr("The whole sheet")),
            ],
            self.tr("More"),
        )
        if self._trouble is not None:
            self.status.show_status(sentence(self._trouble), bad=True)
        elif self._sheet != self._saved:
            self.status.show_status(self.tr("Saving…"))
        else:
            self.status.show_status(self.tr("Every change is saved."))

    def _show_title(self) -> None:
        self.setWindowTitle(self._sheet.name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.save_changes()  # the next click may close the main window

    def hideEvent(self, event: QHideEvent) -> None:
        self.save_changes()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_changes()
        super().closeEvent(event)

    def retranslate(self) -> None:
        self._show_title()
        self.parts.setAccessibleName(self.tr("What to edit"))
        self.list.setAccessibleName(self.tr("Prompts of the sheet"))
        self.up_button.set_name(self.tr("Move the prompt up"), key_text(UP))
        self.down_button.set_name(self.tr("Move the prompt down"), key_text(DOWN))
        self.add_button.setText(self.tr("Add a prompt"))
        self.copy_button.setText(self.tr("Duplicate"))
        self.delete_button.setText(self.tr("Delete"))
        self.undo_button.setText(self.tr("Undo deletion"))
        self.close_button.setText(self.tr("Close"))
        self._show_state()
