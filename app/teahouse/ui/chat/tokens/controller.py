"""Shows the token probabilities of replies where the settings want it, and asks the services for them.

While they are not wanted nothing is asked for, recorded or imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from teahouse.core.settings import Settings
from teahouse.services.chat.events import ProbabilitiesEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.reply_inspection import ReplyInspection
from teahouse.ui.preferences import Preferences
from teahouse.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from teahouse.ui.chat.tokens.dialog import TokenDialog

translate = QCoreApplication.translate


class TokenController(QObject):
    """`dialog` is None before a token was pressed."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        transcript: TranscriptView,
        preferences: Preferences,
        inspection: ReplyInspection,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._bridge = bridge
        self._chat = chat
        self._transcript = transcript
        self._preferences = preferences
        self._inspection = inspection
        self._page = page
        self._shown = ""  # the message of the dialog
        self.dialog: TokenDialog | None = None
        transcript.tokens.wanted.connect(self._read_probabilities)
        transcript.token.connect(self.show_token)
        bridge.subscribe(self._on_probabilities, ProbabilitiesEvent)
        preferences.changed.connect(self._on_settings)
        transcript.show_tokens(preferences.values.token_probabilities)

    def switch(self) -> None:
        """Ask for the probabilities of new replies and show them, or stop that."""
        self._preferences.change(token_probabilities=not self._preferences.values.token_probabilities)

    def _on_settings(self, settings: Settings) -> None:
        wanted = settings.token_probabilities
        if wanted != self._transcript.tokens.on:
            self._bridge.run_command(lambda services: services.probabilities.record_probabilities(wanted))
            self._transcript.show_tokens(wanted)
            if self.dialog is not None and not wanted:
                self.dialog.close()

    def _read_probabilities(self, message_id: str) -> None:
        conversation_id = self._chat.id
        self._bridge.run_command(
            lambda services: services.probabilities.read_probabilities(conversation_id, message_id)
        )

    def _on_probabilities(self, burst: list[ProbabilitiesEvent]) -> None:
        for event in burst:
            if self._chat.is_open(event.conversation_id):
                self._transcript.tokens.set_probabilities(event.message_id, event.probabilities)

    def show_token(self, message_id: str, number: int) -> None:
        """Show the alternatives of a token in a dialog."""
        tree, found = self._chat.tree, self._transcript.tokens.find_probabilities(message_id)
        if tree is None or message_id not in tree or found is None:
            return
        if self.dialog is None:
            from teahouse.ui.chat.tokens.dialog import TokenDialog  # not before a token is pressed

            self.dialog = TokenDialog(self._transcript.theme, self._page)
            self.dialog.branch.connect(self._branch_reply)
            self.dialog.inspect.connect(lambda number: self._inspection.inspect_token(self._shown, number))
            self.dialog.save.connect(self._choose_file)
        self._shown = message_id
        self.dialog.show_token(tree[message_id].text, found, number)
        self.dialog.offer_inspection(possible=not self._inspection.find_refusal(tree[message_id]))
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.table.setFocus()

    def _branch_reply(self, number: int, alternative: str) -> None:
        conversation_id, message_id = self._chat.id, self._shown
        self._bridge.run_command(
            lambda services: services.chat.branch_reply(conversation_id, message_id, number, alternative)
        )

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._page, translate("Tokens", "Save token probabilities"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([translate("Tokens", "Table (*.csv)"), translate("Tokens", "JSON (*.json)")])
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("json" if "json" in chosen else "csv"))
        dialog.selectFile("tokens.csv")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the probabilities of the reply of the dialog to a file."""
        conversation_id, message_id = self._chat.id, self._shown
        self._bridge.run_command(
            lambda services: services.probabilities.export_probabilities(conversation_id, message_id, path)
        )
