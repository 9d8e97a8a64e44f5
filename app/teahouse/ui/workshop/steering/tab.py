"""The Steering tab: contrast pairs, the direction between them, its try-out, and a model with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from teahouse.core.conversation import new_id
from teahouse.core.model import ModelName, same_model
from teahouse.core.workshop.contrast_pairs import ContrastPair
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.hosts.events import HostEvent
from teahouse.services.models.events import MadeEvent, ModelsEvent
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.services.workshop.steering_events import PairsReadEvent, PairsWrittenEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Paragraph, StatusLabel
from teahouse.ui.kit.layout import WrappingRow, scroll_to
from teahouse.ui.kit.painting import Bar
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.workshop.adapters.name_dialog import NewModelDialog
from teahouse.ui.workshop.context import WorkshopContext
from teahouse.ui.workshop.steering.pairs_card import PairsCard
from teahouse.ui.workshop.steering.trial_card import MEASURED, TrialCard


class SteeringTab(FocusGroup, Retranslated, QWidget):
    """A host other than a built-in engine is told apart, and a way to it offered."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._links = context.links
        self._notices = context.notices
        self._bridge = bridge = context.bridge
        self._theme = theme = context.theme
        self._model = ""
        self._names: tuple[str, ...] = ()
        self._is_engine = True
        self._ticket = ""  # of the work that runs
        self._vector: Mapping[str, Any] = {}  # the result of the job that made it
        self._used: tuple[ContrastPair, ...] = ()
        self._saving, self._base = "", ""  # the name of the model that is being made, and of what
        self.refusal, self.choose_host = Paragraph(), Button()
        self.pairs, self.trial = PairsCard(theme), TrialCard(theme)
        self.name_label, self.name = QLabel(), LineField()
        self.name_label.setBuddy(self.name)
        self.compute, self.cancel = Button(kind="primary"), Button()
        self.bar, self.status = Bar(theme), StatusLabel()
        self.evaluate = Button()
        self._steered: tuple[str, ...] = ()  # the model and what was made of it, until another direction is computed
        self._lay_out()
        self._connect_signals()
        self.enter_at(self.pairs.example)
        self.retranslate()
        bridge.run_command(lambda services: services.catalogue.read_computer())
        self._show_state()

    def _lay_out(self) -> None:
        made = QWidget()
        row = WrappingRow(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name_label)
        row.add_field(self.name, 16)
        row.addWidget(self.compute)
        row.addWidget(self.cancel)
        for widget in (made, self.bar, self.status):
            self.pairs.body.addWidget(widget)
        self.pairs.body.addWidget(self.evaluate, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.refusal)
        column.addWidget(self.choose_host, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.pairs)
        column.addWidget(self.trial)
        column.addStretch(1)

    def _connect_signals(self) -> None:
        bridge = self._bridge
        bridge.subscribe(self._on_events, JobProgressEvent, JobResultEvent, JobFailedEvent, MadeEvent)
        bridge.subscribe(self._on_events, PairsReadEvent, PairsWrittenEvent, HostEvent, ComputerEvent)
        self.pairs.changed.connect(self._show_state)
        self.pairs.imports.connect(self._choose_import)
        self.pairs.exports.connect(self._choose_export)
        self.name.textChanged.connect(self._show_state)
        self.compute.clicked.connect(self.compute_vector)
        self.cancel.clicked.connect(self._cancel)
        self.choose_host.clicked.connect(self._links.other_host)
        self.evaluate.clicked.connect(lambda: self._links.evaluate.emit(self._steered))
        self.trial.tried.connect(self.try_vector)
        self.trial.saved.connect(self.ask_name)
        self.trial.discarded.connect(self.discard_vector)

    # Called by the page.

    def show_model(self, model: str, models: ModelsEvent) -> None:
        """Another model than the one that the vector was made for has no vector."""
        self._names = tuple(entry.card.name for entry in models.models)
        if not same_model(model, self._model):
            self._model = model
            if self._ticket:
                self._cancel()
            self.discard_vector()
        self._show_state()

    def show_host(self, *, engine: bool) -> None:
        """`engine`: the host is a built-in one."""
        self._is_engine = engine
        self._show_state()

    # What the buttons do.

    def compute_vector(self) -> None:
        """Compute the vector of the usable pairs."""
        if not self.compute.isEnabled():
            return
        self.discard_vector()
        self._steered = ()
        ticket, model, name = new_id(), self._model, self.name.text().strip()
        self._ticket, self._used = ticket, self.pairs.usable_pairs
        pairs = self._used
        self.status.show_status(self.tr("Preparing…"))
        self._bridge.run_command(lambda services: services.steering.make_vector(ticket, model, name, pairs))
        self._show_state()

    def try_vector(self) -> None:
        """Answer the message at three scales."""
        message = self.trial.message.text().strip()
        if self._ticket or not self._vector or not message:
            return
        ticket, model, path, scales = new_id(), self._model, str(self._vector["path"]), self.trial.scales
        self._ticket = ticket
        self.trial.show_result({})
        self.status.show_status(self.tr("Preparing…"))
        self._bridge.run_command(
            lambda services: services.steering.try_vector(ticket, model, path, message, scales, MEASURED)
        )
        self._show_state()

    def discard_vector(self) -> None:
        """Delete the vector that was computed."""
        if path := str(self._vector.get("path", "")):
            self._bridge.run_command(lambda services: services.workshop.discard_result(path))
        self._vector = {}
        self.trial.show_result({})
        self._show_state()

    def ask_name(self) -> None:
        """Ask for the name of the model to save."""
        base, _, tag = ModelName.parse(self._model).short.rpartition(":")
        suggested = f"{base}-{'-'.join(self.name.text().split()).lower()}:{tag}"
        text = self.tr(
            "The new model is {model} with this direction at the scale {scale}, which can be changed in each chat. "
            "It shares the file of {model}."
        ).format(model=self._model, scale=self.trial.value.text())
        self.dialog = NewModelDialog(self._theme, self.tr("Save as a model"), text, suggested, self)
        self.dialog.named.connect(self._save)
        self.dialog.open()

    def _save(self, name: str) -> None:
        model, path, scale, pairs = self._model, str(self._vector["path"]), self.trial.scale, self._used
        self._saving, self._base = name, model
        self.status.show_status(self.tr("Saving…"))
        self._bridge.run_command(lambda services: services.steering.save_model(name, model, path, scale, pairs))
        self._show_state()

    def _cancel(self) -> None:
        ticket = self._ticket
        self._bridge.run_command(lambda services: services.steering.cancel_work(ticket))

    def _choose_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Contrast pairs"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pairs (*.csv *.json)"))
        dialog.fileSelected.connect(self.import_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_file(self, path: str) -> None:
        """Replace the pairs by those of a file."""
        self._bridge.run_command(lambda services: services.steering.read_pairs_file(path))

    def _choose_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the pairs"), "pairs.csv", "CSV (*.csv);;JSON (*.json)"
        )
        pairs = self.pairs.pairs
        if path:
            self._bridge.run_command(lambda services: services.steering.write_pairs_file(path, pairs))

    # Events.

    def _on_events(self, burst: list[Any]) -> None:
        for event in burst:
            match event:
                case HostEvent():
                    self.show_host(engine=event.engine)
                case ComputerEvent():
                    self.show_host(engine=event.engine)
                case JobProgressEvent() | JobResultEvent() | JobFailedEvent() if event.ticket == self._ticket:
                    self._on_job(event)
                case MadeEvent() if event.model == self._saving:
                    self._on_made(event)
                case PairsReadEvent():
                    self._on_pairs(event)
                case PairsWrittenEvent():
                    self._on_written(event)

    def _on_job(self, event: JobProgressEvent | JobResultEvent | JobFailedEvent) -> None:
        match event:
            case JobProgressEvent():
                self.bar.show_share(event.progress)
                if event.waits:
                    self.status.show_status(self.tr("Another job of the Workshop is running; this one waits."))
                else:
                    self.status.show_status(self.tr("Computing… {share}").format(share=numbers.percent(event.progress)))
            case JobResultEvent():
                self._ticket = ""
                self.status.show_status("")
                if event.kind == "steering":
                    self._vector = event.result
                    self._show_made()
                else:
                    self.trial.show_result(event.result)
            case JobFailedEvent():
                self._ticket = ""
                text = self.tr("Cancelled.") if event.trouble is None else sentence(event.trouble)
                self.status.show_status(text, bad=event.trouble is not None)
        self._show_state()

    def _show_made(self) -> None:
        separation = self._vector.get("separation", [])
        whole = sum(1 for share in separation if share == 1)
        text = self.tr("%n pair(s)", "", int(self._vector.get("pairs", 0))) + " · "
        text += self.tr("in {number} of {count} layers each pair agrees with the direction of the others").format(
            number=whole, count=len(separation)
        )
        self.trial.show_about(text)
        self.trial.message.setFocus()
        scroll_to(self.trial.message)

    def _on_made(self, event: MadeEvent) -> None:
        self._saving = ""
        if event.made:
            model, base = event.model, self._base
            self._vector = {}
            self._steered = (base, model)
            self.trial.show_result({})
            self.status.show_status(
                self.tr(
                    "{name} was made. Its scale is under Parameters in a chat; Evaluate compares it with {model}."
                ).format(name=model, model=base)
            )
        elif event.trouble is not None:
            self.status.show_status(sentence(event.trouble), bad=True)
        self._show_state()

    def _on_pairs(self, event: PairsReadEvent) -> None:
        name = Path(event.path).name
        if event.pairs:
            self.pairs.show_pairs(event.pairs)
            self.status.show_status("")
        elif event.trouble is not None:
            self.status.show_status(sentence(event.trouble), bad=True)
        elif event.line:
            text = self.tr("{name} has no pairs that can be read: line {line} is not two texts.")
            self.status.show_status(text.format(name=name, line=event.line), bad=True)
        else:
            text = self.tr("{name} has no pairs that can be read. Use CSV with two columns, or JSON.")
            self.status.show_status(text.format(name=name), bad=True)
        self._show_state()

    def _on_written(self, event: PairsWrittenEvent) -> None:
        if event.trouble is not None:
            self.status.show_status(sentence(event.trouble), bad=True)
        else:
            name = Path(event.path).name
            self._notices.show_info(lambda: self.tr("The pairs were written to {name}.").format(name=name))

    def _show_state(self) -> None:
        busy, ready = bool(self._ticket or self._saving), bool(self._vector)
        self.refusal.setVisible(not self._is_engine)
        self.choose_host.setVisible(not self._is_engine)
        self.pairs.setVisible(self._is_engine)
        self.trial.setVisible(self._is_engine and ready)
        able = bool(self._model and self.name.text().strip()) and self.pairs.is_enough
        self.compute.setEnabled(able and not busy)
        self.cancel.setVisible(bool(self._ticket))
        self.bar.setVisible(bool(self._ticket))
        self.status.setVisible(bool(self.status.text()))
        self.evaluate.setVisible(bool(self._steered) and not busy)
        for button in (self.trial.try_button, self.trial.save_button, self.trial.discard_button):
            button.setEnabled(not busy)

    def retranslate(self) -> None:
        self.refusal.setText(
            self.tr(
                "Steering adds a direction to what a model computes. Other hosts have no way to do this; the built-in "
                "engine has."
            )
        )
        self.choose_host.setText(self.tr("Choose the built-in engine…"))
        self.name_label.setText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the direction"))
        if not self.name.text():
            self.name.setText(self.tr("happy"))
        self.compute.setText(self.tr("Compute"))
        self.cancel.setText(self.tr("Cancel"))
        self.evaluate.setText(self.tr("Evaluate both…"))
