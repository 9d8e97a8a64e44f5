"""The part of the settings about the graphics card of the built-in engine."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QFileDialog

from teahouse.services.hosts.events import CardEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.links import open_page
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart

PROGRAMS_PAGE = "https://github.com/ggml-org/llama.cpp/releases"
SYSTEMS = ("linux", "win32")  # elsewhere the engine uses the GPU by itself


class CardForm(SettingsPart):
    """Chooses a llama-server program for the graphics card. It is used once its check has passed, and until it is
    removed. Hidden on systems where the engine uses the GPU by itself."""

    def __init__(self, bridge: Bridge, preferences: Preferences) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._event: CardEvent | None = None
        self.column.insertWidget(self.column.indexOf(self.hint) + 1, self.answer)  # what failed may take some lines
        self.buttons.addStretch()
        self.choose, self.remove, self.cancel, self.page = Button(), Button(), Button(), Button()
        for button in (self.page, self.choose, self.remove, self.cancel):
            self.buttons.addWidget(button)
        self.choose.clicked.connect(self._choose_program)
        self.remove.clicked.connect(self._remove_program)
        self.cancel.clicked.connect(self._cancel_check)
        self.page.clicked.connect(lambda: open_page(PROGRAMS_PAGE))
        bridge.subscribe(lambda events: self._take_event(events[-1]), CardEvent)
        if sys.platform not in SYSTEMS:
            self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.hint.setText(
            self.tr(
                "With a llama-server program that was built for your graphics card (Vulkan or CUDA), the built-in "
                "engine uses the card. Packages of your system and the makers of llama.cpp have such programs. "
                "Teahouse checks the program first. What it cannot run, the processor runs."
            )
        )
        self.remove.setText(self.tr("Use the processor"))
        self.cancel.setText(self.tr("Cancel the check"))
        self.page.setText(self.tr("Programs of llama.cpp"))
        self._show_state()

    def check_program(self, program: str) -> None:
        """Check a program, and use it if it passes."""
        self._bridge.run_command(lambda services: services.card.check_program(program))

    def _choose_program(self) -> None:
        pattern = "llama-server.exe" if sys.platform == "win32" else "llama-server*"
        kinds = self.tr("llama-server ({pattern})").format(pattern=pattern)
        program, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose the llama-server program"), "", f"{kinds};;{self.tr('All files')} (*)"
        )
        if program:
            self.check_program(program)

    def _remove_program(self) -> None:
        self._event = None
        self._preferences.change(llama_server="")
        self._show_state()

    def _cancel_check(self) -> None:
        self._event = None
        self._bridge.run_command(lambda services: services.card.cancel_check())
        self._show_state()

    def _take_event(self, event: CardEvent) -> None:
        self._event = event
        if not event.checking and event.trouble is None:
            self._preferences.change(llama_server=event.program)
        self._show_state()

    def _show_state(self) -> None:
        event, program = self._event, self._preferences.values.llama_server
        checking = event is not None and event.checking
        self.answer.show_status(self._describe_state(), bad=event is not None and event.trouble is not None)
        self.choose.setText(self.tr("Choose another program…") if program else self.tr("Use the graphics card…"))
        self.choose.setVisible(not checking)
        self.page.setVisible(not checking and not program)
        self.remove.setVisible(not checking and bool(program))
        self.cancel.setVisible(checking)

    def _describe_state(self) -> str:
        event, program = self._event, self._preferences.values.llama_server
        if event is not None and event.checking:
            return self.tr("Checking the program. The first time can take minutes…")
        if event is not None and event.trouble is not None:
            return troubles.sentence(event.trouble)
        if event is not None and event.devices:
            return self.tr("In use: {devices}").format(devices=", ".join(event.devices))
        if program:
            return self.tr("In use: {path}").format(path=program)
        return ""
