"""The Adapters of a model: live scales, tried out at once, and what can be made of them.

A model of a built-in engine has adapters; adding the first one makes a new model, so that the base stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from teahouse.core.adapters import name_adapter
from teahouse.core.details import Details
from teahouse.core.model import ModelName, same_model
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.hosts.events import HostEvent
from teahouse.services.models.events import DetailsEvent, MadeEvent, Making, MakingEvent, ModelsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import FormCard
from teahouse.ui.kit.labels import Paragraph, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.painting import Bar
from teahouse.ui.workshop.adapters.name_dialog import NewModelDialog
from teahouse.ui.workshop.adapters.scale_row import ScaleRow
from teahouse.ui.workshop.adapters.trial import ScaleTrial
from teahouse.ui.workshop.context import WorkshopContext

_PEFT = "adapter_model.safetensors"


class AdaptersTab(FocusGroup, Retranslated, QWidget):
    """A host other than a built-in engine is told apart, and a way to it offered."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._links = context.links
        self._bridge = bridge = context.bridge
        self._theme = theme = context.theme
        inside = self
        self._model, self._digest = "", ""
        self._details: Details | None = None
        self._making, self._made = "", ""  # the models that are being made and were made last
        self._is_engine = True
        self._is_local = True
        self.rows: list[ScaleRow] = []
        self.hint, self.refusal = Paragraph("", inside), Paragraph("", inside)
        self.choose_host = Button(parent=inside)
        self.card, self.trial_card = FormCard(theme), FormCard(theme)
        self.empty = Paragraph("", self.card)
        self.add_file, self.add_folder = Button(parent=self.card), Button(parent=self.card)
        self.keep, self.merge = Button(parent=self.card), Button(parent=self.card)
        self.bar, self.status, self.cancel = Bar(theme, inside), StatusLabel("", inside), Button(parent=inside)
        self.trial = ScaleTrial(bridge, theme, lambda: self._model, lambda: self.scales, self.trial_card)
        self.to_chat, self.to_compare = Button(parent=self.trial_card), Button(parent=self.trial_card)
        self._rows_layout = QVBoxLayout()
        self._lay_out(inside)
        self._connect_signals()
        self.setAcceptDrops(True)
        self.enter_at(self.add_file)
        self.retranslate()
        bridge.run_command(lambda services: services.catalogue.read_computer())
        self._show_state()

    def _lay_out(self, inside: QWidget) -> None:
        self._rows_layout.setSpacing(12)
        made = WrappingRow()
        for button in (self.add_file, self.add_folder, self.keep, self.merge):
            made.addWidget(button)
        self.card.body.addWidget(self.empty)
        self.card.body.addLayout(self._rows_layout)
        self.card.body.addLayout(made)
        used = WrappingRow()
        for button in (self.to_chat, self.to_compare):
            used.addWidget(button)
        self.trial_card.body.addWidget(self.trial)
        self.trial_card.body.addLayout(used)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.hint, self.refusal):
            column.addWidget(widget)
        column.addWidget(self.choose_host, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.card)
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.trial_card)
        column.addStretch(1)

    def _connect_signals(self) -> None:
        self._bridge.subscribe(self._on_events, DetailsEvent, MakingEvent, MadeEvent, HostEvent, ComputerEvent)
        self.add_file.clicked.connect(self._choose_file)
        self.add_folder.clicked.connect(self._choose_folder)
        self.keep.clicked.connect(self._keep_scales)
        self.merge.clicked.connect(self._ask_merge)
        self.cancel.clicked.connect(self._cancel_making)
        self.choose_host.clicked.connect(self._links.other_host)
        self.to_chat.clicked.connect(lambda: self._links.chat.emit(self._model, {"adapters": self.scales}))
        self.to_compare.clicked.connect(self._compare)

    @property
    def scales(self) -> dict[str, float]:
        """The scale of each adapter, by name."""
        return {row.adapter.name: row.scale for row in self.rows}

    # Called by the page.

    def show_model(self, model: str, models: ModelsEvent) -> None:
        """Show the adapters of a model, which are read again where its digest has changed."""
        digest = next((entry.card.digest for entry in models.models if entry.card.name == model), "")
        if model == self._model and digest == self._digest:
            return
        self._digest = digest
        if model != self._model:
            self._model, self._details = model, None
            if model not in (self._making, self._made):
                self.status.show_status("")
            self.trial.start_over()
            self._fill_rows()
        self._read_details()

    def show_host(self, *, engine: bool, local: bool = True) -> None:
        """`engine`: the host is a built-in one, `local`: on this computer."""
        self._is_engine, self._is_local = engine, local
        self._show_state()

    def _read_details(self) -> None:
        model = self._model
        if model:
            self._bridge.run_command(lambda services: services.models.read_details(model))
        self._show_state()

    # Events.

    def _on_events(self, burst: list[DetailsEvent | MakingEvent | MadeEvent | HostEvent | ComputerEvent]) -> None:
        for event in burst:
            match event:
                case HostEvent():
                    self.show_host(engine=event.engine, local=event.local)
                case ComputerEvent(circumstances, engine):
                    self.show_host(engine=engine, local=circumstances is not None)
                case DetailsEvent(model) if same_model(model, self._model):
                    self._take_details(event)
                case MakingEvent(model) if model == self._making:
                    self._show_progress(event)
                case MadeEvent(model) if model == self._making:
                    self._end_making(event)

    def _take_details(self, event: DetailsEvent) -> None:
        if event.details is None:
            if event.trouble is not None:
                self.status.show_status(sentence(event.trouble), bad=True)
            return
        before = self._details
        self._details = event.details
        if before is None or before.adapters != event.details.adapters:
            self._fill_rows()
        self._show_state()

    def _fill_rows(self) -> None:
        """Show a row for each adapter; the scales that were chosen stay."""
        before = self.scales
        for row in self.rows:
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        adapters = self._details.adapters if self._details is not None else ()
        self.rows = [ScaleRow(self._theme, adapter, self.card) for adapter in adapters]
        for row in self.rows:
            row.show_scale(before.get(row.adapter.name, row.adapter.scale))
            row.changed.connect(self._on_scale)
            row.removal.connect(lambda name=row.adapter.name: self._remove(name))
            self._rows_layout.addWidget(row)

    def _on_scale(self) -> None:
        self._show_state()
        self.trial.ask_again()

    def _show_state(self) -> None:
        ready, has = self._is_engine and self._details is not None, bool(self.rows)
        busy = bool(self._making)
        own = {row.adapter.name: row.adapter.scale for row in self.rows}
        self.refusal.setVisible(not self._is_engine)
        self.choose_host.setVisible(not self._is_engine)
        self.card.setVisible(self._is_engine)
        self.hint.setVisible(self._is_engine)
        self.trial_card.setVisible(self._is_engine and has)
        self.empty.setVisible(not has)
        self.add_file.setEnabled(ready and not busy)
        self.add_folder.setVisible(self._is_local)
        self.add_folder.setEnabled(ready and not busy)
        for button in (self.keep, self.merge):
            button.setVisible(has)
        self.keep.setEnabled(not busy and self.scales != own)
        self.merge.setEnabled(not busy and any(self.scales.values()))
        self.bar.setVisible(busy and self.bar.share > 0)
        self.cancel.setVisible(busy)
        self.status.setVisible(bool(self.status.text()))
        self._show_texts()

    # Making.

    def _start(self, model: str) -> None:
        self._making = model
        self.bar.show_share(0)
        self.status.show_status(self.tr("Asking the engine…"))
        self._show_state()

    def _show_progress(self, event: MakingEvent) -> None:
        self.bar.show_share(event.completed / event.total if event.total else 0)
        share = numbers.percent(event.completed / event.total) if event.total else ""
        words = self.tr("Reading the file") if event.making is Making.SUMMING else self._describe_step(event.status)
        self.status.show_status(numbers.in_a_row(part for part in (words, share) if part))
        self._show_state()

    def _describe_step(self, status: str) -> str:
        """A step of the engine in words; others in its own."""
        match status.partition(" ")[0]:
            case "merging":
                return self.tr("Merging the adapters")
            case "converting":
                return self.tr("Converting the adapter")
            case "calculating":
                return self.tr("Calculating the checksum")
        return status

    def _end_making(self, event: MadeEvent) -> None:
        self._made = model = self._making
        self._making = ""
        if event.made:
            self.status.show_status(self.tr("{model} is made.").format(model=model))
        elif event.trouble is not None:
            self.status.show_status(sentence(event.trouble), bad=True)
        else:
            self.status.show_status(self.tr("Given up; nothing was made."))
        self._show_state()
        if event.made and same_model(model, self._model):
            self._read_details()
        elif event.made and self.isVisible():
            self._links.work_on.emit(model)

    def _cancel_making(self) -> None:
        model = self._making
        self._bridge.run_command(lambda services: services.model_builder.cancel_making(model))

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("A LoRA adapter"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("LoRA adapters (*.gguf)"))
        dialog.fileSelected.connect(self.add_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("A folder with adapter_config.json"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(self.add_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_path(self, path: str) -> None:
        """Add an adapter: a GGUF file, or a folder of PEFT's. A model without adapters stays; a new one is made."""
        if not self._model or self._making:
            return
        if self.rows:
            self._add(self._model, path)
            return
        name = ModelName.parse(self._model)
        adapter = name_adapter(Path(path).parent.name if Path(path).name == _PEFT else Path(path).name)
        self._ask_name(
            self.tr("A model with this adapter"),
            self.tr("{model} stays as it is. The new model shares its file.").format(model=self._model),
            f"{name.model}-{adapter}".lower(),
            lambda made: self._add(made, path),
        )

    def _add(self, model: str, path: str) -> None:
        base = self._model
        self._start(model)
        self._bridge.run_command(lambda services: services.model_builder.add_adapter(base, model, path))

    def _remove(self, adapter: str) -> None:
        model = self._model
        if not self._making:
            self._start(model)
            self._bridge.run_command(lambda services: services.model_builder.remove_adapter(model, adapter))

    def _keep_scales(self) -> None:
        model, scales = self._model, self.scales
        self._start(model)
        self._bridge.run_command(lambda services: services.model_builder.keep_scales(model, scales))

    def _ask_merge(self) -> None:
        name = ModelName.parse(self._model)
        size = numbers.size(sum(weights.size for weights in self._details.tensors)) if self._details else ""
        self._ask_name(
            self.tr("Merge into a new model"),
            self.tr(
                "The weights are changed once and for all in a copy, which takes {size} more on the disk; "
                "{model} stays as it is."
            ).format(model=self._model, size=size),
            f"{name.model}-merged",
            self._merge,
        )

    def _merge(self, model: str) -> None:
        base, scales = self._model, {name: scale for name, scale in self.scales.items() if scale}
        self._start(model)
        self._bridge.run_command(lambda services: services.model_builder.merge_adapters(base, model, scales))

    def _ask_name(self, title: str, text: str, name: str, do: Callable[[str], None]) -> None:
        self.dialog = NewModelDialog(self._theme, title, text, name, self.window())
        self.dialog.named.connect(do)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()

    def _compare(self) -> None:
        """The scales of now against those the model has; where these are the same, against the model without any."""
        own: Mapping[str, float] = {row.adapter.name: row.adapter.scale for row in self.rows}
        other = own if own != self.scales else dict.fromkeys(own, 0.0)
        self._links.compare.emit(self._model, [{"adapters": dict(scales)} for scales in (self.scales, other)])

    # Files that are dropped.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := self._dropped(event):
            event.acceptProposedAction()
            self.add_path(path)

    def _dropped(self, event: QDropEvent) -> str:
        """The path of one adapter that is dragged here; empty for anything else."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        usable = self.add_file.isEnabled() and len(paths) == 1
        if not usable:
            return ""
        path = Path(paths[0])
        known = path.suffix.lower() == ".gguf" or path.name == _PEFT or path.is_dir()
        return paths[0] if known else ""

    # Texts.

    def _show_texts(self) -> None:
        self.card.heading.setText(self.tr("Adapters of {model}").format(model=self._model or "…"))
        if not self._model:
            self.empty.setText(self.tr("Choose a model first."))
        elif self._details is not None:
            self.empty.setText(self.tr("This model has no adapters yet. Drop a LoRA file here, or choose one."))
        else:
            self.empty.setText(self.tr("The model is being read…"))

    def retranslate(self) -> None:
        self.hint.setText(
            self.tr(
                "A LoRA adapter changes how a model answers without changing its file. Several can be used at once, "
                "each as much as its slider says."
            )
        )
        self.refusal.setText(
            self.tr(
                "Ollama is reported to refuse new adapters since version 0.34.1. The built-in engine takes them, "
                "several at once and with sliders."
            )
        )
        self.choose_host.setText(self.tr("Choose the built-in engine…"))
        self.add_file.setText(self.tr("Add a LoRA file…"))
        self.add_folder.setText(self.tr("Add a PEFT folder…"))
        self.keep.setText(self.tr("Keep these scales"))
        self.keep.setToolTip(self.tr("The model begins with them from now on"))
        self.merge.setText(self.tr("Merge into a new model…"))
        self.cancel.setText(self.tr("Cancel"))
        self.trial_card.heading.setText(self.tr("Try the scales"))
        self.to_chat.setText(self.tr("Use in a chat"))
        self.to_compare.setText(self.tr("A/B in Compare"))
        self.to_compare.setToolTip(self.tr("The scales of now beside those that the model has, or beside none"))
        self._show_texts()
