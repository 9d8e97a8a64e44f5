"""The dialog for the name of a model: typed or pasted, checked on request, then pulled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.pulls import read_wanted
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, DistantEvent
from teahouse.services.pulls.events import CheckedEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.models import words
from teahouse.ui.models.offers import CONTEXTS
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 480, 320  # room for what is found, or a sentence of trouble


class PullDialog(Retranslated, Dialog):
    """`pulled` carries the name that was put into the queue."""

    pulled = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._computer = ComputerEvent(None)
        self._looked: CheckedEvent | None = None
        self._distant: DistantEvent | None = None
        self.label, self.field = QLabel(self), QLineEdit(self)
        self.label.setBuddy(self.field)
        self.hint, self.found = Muted("", self, wraps=True), Paragraph("", self)
        self.look, self.cancel, self.pull = (
            Button(parent=self),
            Button(parent=self),
            Button(kind="primary", parent=self),
        )
        self.pull.setDefault(True)
        self._lay_out()
        self._connect_signals()
        self.retranslate()
        self._on_text("")

    def _lay_out(self) -> None:
        row = WrappingRow()
        row.addWidget(self.look)
        row.add_stretch()
        row.add_group(self.cancel, self.pull)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self.label, self.field, self.hint, self.found):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)
        self.setMinimumSize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def _connect_signals(self) -> None:
        self.field.textChanged.connect(self._on_text)
        self.pull.clicked.connect(self._on_pull)
        self.look.clicked.connect(self._on_look)
        self.cancel.clicked.connect(self.close)
        self._bridge.subscribe(self._handle_events, CheckedEvent, CatalogueEvent, ComputerEvent, DistantEvent)

    def open_for(self, text: str = "") -> None:
        """Show the dialog; the field completes names of the catalogue. A `text` is checked at once."""
        self.field.setText(text)
        if self.field.completer() is None:
            self._bridge.run_command(lambda services: services.catalogue.open_catalogue())
        self.show()
        self.field.setFocus()
        if text:
            self._on_look()

    def _on_text(self, text: str) -> None:
        self.found.clear()
        self.found.hide()
        self._looked = self._distant = None
        for button in (self.pull, self.look):
            button.setEnabled(bool(text.strip()))

    def _on_pull(self) -> None:
        text = self.field.text().strip()
        try:
            wanted = read_wanted(text)
        except Trouble as trouble:
            self._show_found(sentence(trouble))
            return
        self._bridge.run_command(lambda services: services.pulls.start_pull(text))
        self.close()
        self.pulled.emit(wanted.text)

    def _on_look(self) -> None:
        text = self.field.text().strip()
        self._show_found(self.tr("Asking the registry…"))
        self._bridge.run_command(lambda services: services.pulls.check_pull(text))
        self._bridge.run_command(lambda services: services.catalogue.read_model_header(text))

    def _show_found(self, text: str) -> None:
        self.found.setText(text)
        self.found.show()

    # Events.

    def _handle_events(self, burst: list[Any]) -> None:
        for event in burst:
            match event:
                case CatalogueEvent() if event.catalogue is not None:
                    names = [tag.name for tag in event.catalogue.tags if tag.downloadable]
                    completer = QCompleter(names, self)
                    completer.setFilterMode(Qt.MatchFlag.MatchContains)
                    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                    self.field.setCompleter(completer)
                case ComputerEvent():
                    self._computer = event
                case CheckedEvent(text) if self._is_awaited(text):
                    self._looked = event
                    self._show_found(self._all_found())
                case DistantEvent(text) if self._is_awaited(text):
                    self._distant = event
                    self._show_found(self._all_found())

    def _is_awaited(self, text: str) -> bool:
        return self.isVisible() and text == self.field.text().strip()

    def _all_found(self) -> str:
        """The registry's answer, and below it the facts of the file's header."""
        looked, distant = self._looked, self._distant
        parts = [self.checked_text(looked)] if looked is not None else []
        if distant is not None and distant.build is not None:
            parts += self.header_text(distant)
        elif distant is None:
            parts.append(self.tr("Reading the head of its file…"))
        elif looked is not None and looked.trouble is None and distant.trouble is not None:
            parts.append(sentence(distant.trouble))
        return "\n".join(filter(None, parts))

    def header_text(self, event: DistantEvent) -> list[str]:
        """The facts of the file's header, and the fit on this computer."""
        build, circumstances = event.build, self._computer.circumstances
        if build is None:
            return []
        context = self.tr("context {n}").format(n=numbers.count(build.context)) if build.context else ""
        facts = [build.name, numbers.billions(event.parameters / 1e9), event.quantization, context]
        lines = [" · ".join(filter(None, facts))]
        if self._computer.engine and event.engine is False:
            lines.append(self.tr("The built-in engine cannot run it; Ollama can."))
        if circumstances is not None:
            estimate = circumstances.outlook_for(build, CONTEXTS[1])
            longest = words.longest(circumstances.longest_on_gpu(build))
            lines.append(" ".join(filter(None, [words.where(estimate), words.speed(estimate), longest])))
        return lines

    def checked_text(self, event: CheckedEvent) -> str:
        """The registry's answer: size, missing bytes, free disk, trouble."""
        parts = []
        if event.size is not None:
            parts.append(self.tr("{model} has {size}.").format(model=event.name, size=numbers.size(event.size)))
            if event.missing is not None and event.missing < event.size:
                text = self.tr("{size} of it are still to come.") if event.missing else self.tr("All of it is here.")
                parts.append(text.format(size=numbers.size(event.missing)))
        if event.free is not None:
            parts.append(self.tr("{size} are free on the disk.").format(size=numbers.size(event.free)))
        if event.trouble is not None:
            parts.append(sentence(event.trouble))
        return " ".join(parts)

    # Words.

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Pull model"))
        self.label.setText(self.tr("Name of a model"))
        self.field.setPlaceholderText("qwen3:8b")
        self.hint.setText(
            self.tr(
                "As the library has it, hf.co/user/repo:quant, or with a registry of your own; "
                "a line with “ollama run” or the address of a model’s page will do, too."
            )
        )
        self.look.setText(self.tr("Look first"))
        self.cancel.setText(self.tr("Cancel"))
        self.pull.setText(self.tr("Pull"))
