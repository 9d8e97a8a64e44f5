"""The dialog that makes a model of a GGUF file: it shows the facts of the file and asks for a name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from teahouse.core.architecture import Architecture
from teahouse.core.errors import Problem, Trouble
from teahouse.core.estimate import Circumstances
from teahouse.services.models.events import FileEvent, MadeEvent, MakingEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Choice, FormRows, align_rows
from teahouse.ui.kit.labels import ElidedLabel, Paragraph
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.models import words
from teahouse.ui.models.downloads_page import MakingLine
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 540, 440
LEAST = 100  # pixels of height in which the facts can be read
LARGE = ("F32", "F16", "BF16")


class ImportDialog(Dialog):
    """`chat` carries the name of the new model. The dialog can be closed while the file is sent. `engine`: the host is
    the built-in one, which does not quantise."""

    chat = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        path: str,
        circumstances: Circumstances | None,
        context: int,
        parent: QWidget,
        *,
        engine: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge = bridge
        self._theme = theme
        self.path = path
        self._circumstances = circumstances
        self._context = context
        self._engine = engine
        self._build: Architecture | None = None
        self._here = Paragraph("", self)
        self._here_label: QLabel | None = None
        self._projector = ""
        self._making = ""
        self._made = ""
        self.setWindowTitle(self.tr("A model of a file"))
        self.heading = ElidedLabel(Path(path).name, self)
        self.words = Paragraph(self.tr("Looking at the file…"), self)
        self.rows, self.choices = FormRows(), FormRows()
        self.name, self.quantize = LineField(parent=self), Choice(theme)
        self.quantize.setParent(self)
        self.line = MakingLine(theme, self)
        self.vision = Button(self.tr("Add a vision part…"), "quiet", self)
        self.cancel = Button(self.tr("Close"), parent=self)
        self.go = Button(self.tr("Make a model of it"), "primary", self)
        self.go.setDefault(True)
        self._lay_out()
        self._connect_signals()
        bridge.run_command(lambda services: services.model_builder.read_gguf_file(path))

    def _lay_out(self) -> None:
        self.heading.setFont(self._theme.font(15, bold=True))
        foot = WrappingRow()
        foot.addWidget(self.vision)
        foot.add_stretch()
        foot.add_group(self.cancel, self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(self.words)
        column.addLayout(self.choices)
        column.addWidget(self._make_scroll_area(), 1)
        column.addWidget(self.line)
        column.addLayout(foot)
        self.resize(self._theme.px(WIDTH), self._theme.px(HEIGHT))
        for widget in (self._here, self.name, self.quantize, self.vision, self.go):
            widget.hide()

    def _make_scroll_area(self) -> VerticalScroll:
        """The scroll area of the facts, for small windows."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self.rows)
        column.addStretch(1)
        area = VerticalScroll(inside)
        area.give_way(self._theme.px(LEAST))
        return area

    def _connect_signals(self) -> None:
        self.go.clicked.connect(self._on_go)
        self.cancel.clicked.connect(self._on_cancel)
        self.vision.clicked.connect(self._choose_vision)
        self.name.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))

    def take_file(self, event: FileEvent) -> None:
        """Show the facts of the file; events of other files are ignored."""
        if event.path != self.path:
            return
        if event.trouble is not None:
            self.words.setText(sentence(event.trouble))
            return
        if len(event.parts) > 1 and not self._engine:
            split = Trouble(Problem.FILE_SPLIT, path=Path(event.path).name, parts=len(event.parts))
            self.words.setText(sentence(split))
            return
        if event.projector:
            self.words.setText(
                self.tr("This file is the vision part of another model. Import that one, and add this file to it.")
            )
            return
        if event.adapter:
            self.words.setText(
                self.tr("This file is an adapter for another model. Make a variant of that one, and choose it there.")
            )
            return
        self.words.hide()
        facts = [(name, value) for name, value in self._list_facts(event) if value]
        for name, value in facts:
            self.rows.add_field(Paragraph(value)).setText(name)
        self.name.setAccessibleDescription("\n".join(" ".join(fact) for fact in facts))  # where the keyboard is put
        self._build = event.build
        label = self._here_label = self.rows.add_field(self._here)
        label.setText(self.tr("Here"))
        self.choices.add_field(self.name).setText(self.tr("Name"))
        if event.quantization in LARGE and not self._engine:
            self._offer_smaller(event.quantization)
        align_rows((self.rows, self.choices))
        self._show_fit()
        self.name.setText(event.name)
        self.name.setAccessibleName(self.tr("Name of the new model"))
        for widget in (self.name, self.vision, self.go):
            widget.show()
        self.name.setFocus()
        self.name.selectAll()

    def _offer_smaller(self, now: str) -> None:
        """Offer to quantise weights in full precision, on a daemon that can."""
        as_it_is = self.tr("As it is: {kind}").format(kind=now)
        kinds = (("q8_0", self.tr("Q8_0: half the size")), ("q4_K_M", self.tr("Q4_K_M: less than a third")))
        self.quantize.set_choices([("", as_it_is), *kinds], "")
        self.quantize.setAccessibleName(self.tr("Quantisation of the new model"))
        self.choices.add_field(self.quantize).setText(self.tr("Make it smaller"))
        self.quantize.show()

    def _list_facts(self, event: FileEvent) -> list[tuple[str, str]]:
        parameters = numbers.billions(event.parameters / 1e9, short=True)
        context = self.tr("{n} tokens").format(n=numbers.count(event.context_length or 0))
        template = self.tr("in the file") if event.template else self.tr("none in the file: it may not chat well")
        return [
            (self.tr("Architecture"), event.architecture),
            (self.tr("Parameters"), parameters if event.parameters else ""),
            (self.tr("Quantisation"), event.quantization),
            (self.tr("Size"), numbers.size(event.size)),
            (self.tr("Context"), context if event.context_length else ""),
            (self.tr("Template"), template),
        ]

    def take_computer(self, circumstances: Circumstances | None) -> None:
        """Take the memory and speed of this computer."""
        self._circumstances = circumstances
        self._show_fit()

    def _show_fit(self) -> None:
        if self._here_label is None:
            return
        known = self._build is not None and self._circumstances is not None
        if self._build is not None and self._circumstances is not None:
            estimate = self._circumstances.outlook_for(self._build, self._context)
            self._here.setText(" ".join(part for part in (words.where(estimate), words.speed(estimate)) if part))
        for label in (self._here_label, self._here):
            label.setVisible(known)

    def _choose_vision(self) -> None:
        dialog = QFileDialog(self, self.tr("Vision part"), str(Path(self.path).parent))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("GGUF files (*.gguf)"))
        dialog.fileSelected.connect(self.add_vision)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_vision(self, path: str) -> None:
        """Add the vision part in another file."""
        self._projector = path
        self.vision.setText(self.tr("Vision part: {file}").format(file=Path(path).name))

    def _on_go(self) -> None:
        if self._made:
            self.chat.emit(self._made)
            self.close()
            return
        path, name, projector = self.path, self.name.text().strip(), self._projector
        quantize = self.quantize.currentData() or ""
        self._making = name
        self._show_busy(True)
        self.line.start_progress()
        self._bridge.run_command(
            lambda services: services.model_builder.import_file(path, name, projector=projector, quantize=quantize)
        )

    def _show_busy(self, busy: bool) -> None:
        for widget in (self.go, self.name, self.quantize, self.vision):
            widget.setEnabled(not busy)
        self.cancel.setText(self.tr("Give up") if busy else self.tr("Close"))

    def _on_cancel(self) -> None:
        if self._making:
            model = self._making
            self._bridge.run_command(lambda services: services.model_builder.cancel_making(model))
        else:
            self.close()

    def take_event(self, event: MakingEvent | MadeEvent) -> None:
        """Show progress and result; events of other models are ignored."""
        if event.model != self._making:
            return
        if isinstance(event, MakingEvent):
            self.line.take_event(event)
            return
        self._making = ""
        self.line.end_progress(event)
        self._show_busy(False)
        if event.made:
            self._made = event.model
            self.name.setEnabled(False)
            self.quantize.setEnabled(False)
            self.vision.hide()
            self.go.setText(self.tr("Chat with it now"))
