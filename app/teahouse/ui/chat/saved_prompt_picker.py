"""Inserts saved prompts into the composer: by `/` at the start of a message, or by the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from teahouse.core.conversation import SavedPrompt
from teahouse.services.chat.events import SavedPromptsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.editor import folded
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.chat.prompt_picker import PromptPicker

SIGN = "/"
LONGEST_SEARCH = 40  # characters after the slash; a longer text is a message


class SavedPromptPicker(QObject):
    """Creates the picker and loads the prompts on first use."""

    def __init__(self, bridge: Bridge, layout: ChatLayout, theme: Theme) -> None:
        super().__init__(layout.composer)
        self._bridge = bridge
        self._layout = layout
        self._theme = theme
        self._own: tuple[SavedPrompt, ...] = ()
        self._before = False  # opened by the button: insert the prompt before the text
        self._left = False  # closed by Esc: the text is a message
        self.picker: PromptPicker | None = None
        self._editor = layout.composer.editor
        self._editor.textChanged.connect(self._on_text)
        self._editor.focus_changed.connect(self._on_focus)
        self._editor.installEventFilter(self)
        layout.composer.installEventFilter(self)
        layout.composer.controls.prompts.clicked.connect(self.open_picker)

    @property
    def is_open(self) -> bool:
        """Whether the picker is shown."""
        return self.picker is not None and self.picker.isVisible()

    def open_picker(self) -> None:
        """Show all prompts; the chosen one is inserted before the text."""
        self._editor.setFocus()
        if self.is_open:
            self._close_picker()
            return
        self._before = True
        self._offer_prompts("")

    def _on_text(self) -> None:
        text = self._editor.text() if self._editor.length() <= LONGEST_SEARCH else ""
        searching = text.startswith(SIGN) and "\n" not in text
        if not searching:
            self._left = False
            self._close_picker()
        elif not self._left:
            self._before = False
            self._offer_prompts(text[len(SIGN) :])

    def _offer_prompts(self, words: str) -> None:
        from teahouse.ui.chat.prompt_picker import find_prompts, offered_prompts

        self._ensure_picker().offer_prompts(find_prompts(offered_prompts(self._own), words), self._layout.composer)

    def _ensure_picker(self) -> PromptPicker:
        if self.picker is None:
            from teahouse.ui.chat.prompt_picker import PromptPicker  # imported on use

            self.picker = PromptPicker(self._theme, self._layout.side_panel.main)
            self.picker.picked.connect(self._insert_prompt)
            self.picker.manage.connect(self._edit_prompts)
            self._bridge.subscribe(self._on_prompts, SavedPromptsEvent)
            self._bridge.run_command(lambda services: services.prompts.list_prompts())
        return self.picker

    def _close_picker(self) -> None:
        if self.picker is not None:
            self.picker.hide()

    def _on_focus(self) -> None:
        if self.is_open and not self._editor.hasFocus():
            self._close_picker()

    def _on_prompts(self, burst: list[SavedPromptsEvent]) -> None:
        self._own = burst[-1].prompts
        if self.is_open:
            text = self._editor.text()
            self._offer_prompts("" if self._before else text[len(SIGN) :])

    def _insert_prompt(self, prompt: SavedPrompt) -> None:
        """Insert the prompt's text in one undo step."""
        written = self._editor.text() if self._before else ""
        self._close_picker()
        ending = "" if prompt.text.endswith((" ", "\n")) else "\n\n"
        self._editor.selectAll()
        self._editor.insertPlainText(folded(f"{prompt.text}{ending}{written}"))
        self._editor.setFocus()

    def _edit_prompts(self) -> None:
        from teahouse.ui.chat.prompt_picker import PromptsDialog

        draft = "" if self._editor.text().startswith(SIGN) else self._editor.text()
        self._close_picker()
        dialog = PromptsDialog(self._theme, self._own, self._layout.header.window())
        dialog.kept.connect(lambda prompt: self._bridge.run_command(lambda s: s.prompts.save_prompt(prompt)))
        dialog.removed.connect(lambda prompt_id: self._bridge.run_command(lambda s: s.prompts.remove_prompt(prompt_id)))
        if draft.strip() or not self._own:
            dialog.start_prompt(draft.strip())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the keys of the open picker, and move it with the composer."""
        if self.picker is None or not self.is_open:
            return False
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._layout.composer:
            self.picker.place_above()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or watched is not self._editor:
            return False
        return self._on_key(event, self.picker)

    def _on_key(self, event: QKeyEvent, picker: PromptPicker) -> bool:
        match event.key():
            case Qt.Key.Key_Up:
                picker.move_selection(-1)
            case Qt.Key.Key_Down:
                picker.move_selection(1)
            case Qt.Key.Key_Escape:
                self._left = True
                self._close_picker()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab if not event.modifiers():
                if (prompt := picker.current_prompt()) is not None:
                    self._insert_prompt(prompt)
            case _:
                return False
        return True
