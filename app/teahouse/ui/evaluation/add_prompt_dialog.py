"""The dialog that adds a question of a conversation to a sheet, as a prompt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from teahouse.core.conversation import new_id
from teahouse.core.evaluation.sheet import Sheet
from teahouse.services.evaluation.events import SheetSavedEvent, SheetsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.evaluation import words
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

ID = Qt.ItemDataRole.UserRole
NEW = ""


class AddPromptDialog(Retranslated, Dialog):
    """`chosen` carries the id of a sheet, or empty and the name of a new one."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheets: tuple[Sheet, ...] = ()
        self.about = Muted(wraps=True)
        self.list = QListWidget()
        self.name = LineField()
        self.add_button, self.cancel_button = Button(kind="primary"), Button()
        style_view(self.list, theme)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        for widget in (self.about, self.list, self.name):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.begin_with(420, 360)
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self._add)
        self.cancel_button.clicked.connect(self.reject)
        self.list.currentItemChanged.connect(lambda *_: self._show_name())
        self.list.itemDoubleClicked.connect(lambda _item: self._add())
        self.retranslate()

    def show_sheets(self, sheets: tuple[Sheet, ...]) -> None:
        """Set the sheets that can be added to: the person's own, and a new one."""
        self._sheets = tuple(sheet for sheet in sheets if not sheet.built_in)
        chosen = self._current_id()
        self.list.clear()
        for sheet_id, text in (
            (NEW, self.tr("A new sheet")),
            *((one.id, words.sheet_name(one)) for one in self._sheets),
        ):
            item = QListWidgetItem(text)
            item.setToolTip(text)
            item.setData(ID, sheet_id)
            self.list.addItem(item)
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(ID) == chosen]
        first = 1 if self._sheets and not chosen else 0
        self.list.setCurrentRow(rows[0] if rows and chosen else first)

    def _current_id(self) -> str:
        item = self.list.currentItem()
        return str(item.data(ID)) if item is not None else NEW

    def _show_name(self) -> None:
        self.name.setVisible(self._current_id() == NEW)

    def _add(self) -> None:
        self.chosen.emit(self._current_id(), self.name.text().strip() or self.tr("My questions"))
        self.accept()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Add to a sheet"))
        self.about.setText(
            self.tr("The conversation down to this message becomes a prompt. Its checks are set in the sheet’s editor.")
        )
        self.list.setAccessibleName(self.tr("Sheets"))
        self.name.setPlaceholderText(self.tr("Name of the new sheet"))
        self.name.setAccessibleName(self.tr("Name of the new sheet"))
        self.add_button.setText(self.tr("Add"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.show_sheets(self._sheets)


class PromptAdder(QObject):
    """Adds questions of conversations to sheets, and says so in a notice that leads to the sheet."""

    def __init__(
        self, bridge: Bridge, theme: Theme, notices: Notices, show_sheet: Callable[[str], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._theme = theme
        self._notices = notices
        self._show_sheet = show_sheet
        self._window = window
        self._expected = ""  # the sheet that a prompt is added to
        self.dialog: AddPromptDialog | None = None
        bridge.subscribe(self._handle_events, SheetsEvent, SheetSavedEvent)

    def ask_for_sheet(self, conversation_id: str, message_id: str) -> None:
        """Open the dialog for a message of a conversation."""
        dialog = self.dialog = AddPromptDialog(self._theme, self._window)
        dialog.chosen.connect(lambda sheet_id, name: self._add(sheet_id, name, conversation_id, message_id))
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        self._bridge.run_command(lambda services: services.evaluation.list_sheets())

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _add(self, sheet_id: str, name: str, conversation_id: str, message_id: str) -> None:
        if not sheet_id:
            made = Sheet(new_id(), name)
            sheet_id = made.id
            self._bridge.run_command(lambda services: services.evaluation.save_sheet(made))
        self._expected = sheet_id
        self._bridge.run_command(
            lambda services: services.evaluation.add_prompt_from_conversation(sheet_id, conversation_id, message_id)
        )

    def _handle_events(self, burst: list[SheetsEvent | SheetSavedEvent]) -> None:
        for event in burst:
            if isinstance(event, SheetsEvent):
                if self.dialog is not None:
                    self.dialog.show_sheets(event.sheets)
            elif event.sheet_id == self._expected:
                self._tell(event)

    def _tell(self, event: SheetSavedEvent) -> None:
        trouble, sheet_id = event.trouble, event.sheet_id
        if trouble is not None:
            self._notices.show_warning(lambda: sentence(trouble))
            return
        self._notices.show_info(
            lambda: self.tr("The question is in the sheet now."),
            lambda: (self.tr("Open the sheet"), lambda: self._show_sheet(sheet_id)),
            about="added to a sheet",
        )
