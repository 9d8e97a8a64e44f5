"""What to make and on what to measure it: the kinds, the text, the importance matrix, and the progress of a series."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.workshop.measured_text import (
    MOST_CHARACTERS,
    MeasuredText,
    QuantizeSeries,
    text_of_paragraphs,
    text_of_sheet,
)
from teahouse.core.workshop.quantization import FIRST_KINDS, KINDS
from teahouse.services.workshop.quantize_events import QuantizeSeriesEvent
from teahouse.ui.i18n.locales import either
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice, FormCard
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.painting import Bar
from teahouse.ui.kit.pills import Pill
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme
from teahouse.ui.workshop.quantize import words

CONVERSATIONS, PASTED = "conversations", "pasted"  # values of the choices, beside "sheet:<id>"
UNQUANTIZED = ("F32", "F16", "BF16", "Q8_0")  # good originals
NO_MATRIX, SAME, FILE = "none", "same", "file"
LETTERS = 16  # of a choice that are always visible
LONGEST_FILE = 4 * MOST_CHARACTERS  # bytes read of a text file


class QuantizeForm(Retranslated, FormCard):
    """`changed`: something was chosen."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._sheets: tuple[Sheet, ...] = ()
        self._matrix_file = ""
        self.kinds = {kind: Pill(theme, mark=True) for kind in KINDS}
        self.text_label, self.matrix_label = QLabel(), QLabel()
        self.text, self.matrix = Choice(theme), Choice(theme)
        self.pasted = PlainTextField()
        self.pasted.setProperty("role", "field")
        self.pasted.setTabChangesFocus(True)
        self.pasted.hide()
        self.hint = Muted(wraps=True)
        for choice in (self.text, self.matrix):
            choice.allow_elision(LETTERS)  # names of sheets have any length
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()
        self.text.chosen.connect(self._on_text)
        self.matrix.chosen.connect(self._on_matrix)
        self.pasted.textChanged.connect(self.changed)
        self.retranslate()

    def _lay_out(self) -> None:
        pills = QWidget()
        row = WrappingRow(pills)
        row.setContentsMargins(0, 0, 0, 0)
        for kind, pill in self.kinds.items():
            pill.setText(kind)
            pill.setChecked(kind in FIRST_KINDS)
            pill.toggled.connect(self.changed)
            row.addWidget(pill)
        self.body.addWidget(pills)
        for label, field in ((self.text_label, self.text), (self.matrix_label, self.matrix)):
            label.setBuddy(field)
            self.body.addWidget(label)
            self.body.addWidget(field)
            if field is self.text:
                self.body.addWidget(self.pasted)
        self.body.addWidget(self.hint)

    def _restyle(self) -> None:
        self.pasted.setFixedHeight(self._theme.px(96))

    def show_sheets(self, sheets: Sequence[Sheet]) -> None:
        """The prompt sheets that can be chosen."""
        self._sheets = tuple(sheet for sheet in sheets if sheet.prompts)
        self.retranslate()

    @property
    def chosen_kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, pill in self.kinds.items() if pill.isChecked())

    @property
    def is_complete(self) -> bool:
        """Whether a series can be started."""
        has_text = self.text.currentData() != PASTED or bool(self.pasted.toPlainText().strip())
        return bool(self.chosen_kinds) and has_text

    def make_series(self, model: str) -> QuantizeSeries:
        """What was chosen, for a model; raises OSError where the file of the matrix cannot be read."""
        matrix: str | None = None
        if self.matrix.currentData() == SAME:
            matrix = ""
        elif self.matrix.currentData() == FILE:
            with Path(self._matrix_file).open("rb") as file:
                matrix = file.read(LONGEST_FILE).decode("utf-8", "replace")[:MOST_CHARACTERS]
        return QuantizeSeries(model, self.chosen_kinds, self._measured_text(), matrix)

    def _measured_text(self) -> MeasuredText | None:
        chosen = str(self.text.currentData() or CONVERSATIONS)
        if chosen == PASTED:
            return text_of_paragraphs(self.pasted.toPlainText())
        sheet = next((one for one in self._sheets if f"sheet:{one.id}" == chosen), None)
        return text_of_sheet(sheet) if sheet is not None else None

    def _on_text(self, value: str) -> None:
        self.pasted.setVisible(value == PASTED)
        self.changed.emit()

    def _on_matrix(self, value: str) -> None:
        if value == FILE:
            path, _ = QFileDialog.getOpenFileName(self, self.tr("Text for the importance matrix"))
            self._matrix_file = path or self._matrix_file
            if not self._matrix_file:
                self.matrix.show_value(NO_MATRIX)
            self.retranslate()
        self._show_hint()
        self.changed.emit()

    def _show_hint(self) -> None:
        parts = [self.tr("Your texts stay on this computer. The original is not changed.")]
        if self.matrix.currentData() == SAME:
            parts.append(self.tr("Made from the text it is measured on, the figures look better than on other texts."))
        self.hint.setText(" ".join(parts))

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Kinds to try"))
        for kind, pill in self.kinds.items():
            pill.setAccessibleName(self.tr("Make {kind}").format(kind=kind))
        self.text_label.setText(self.tr("Measured on"))
        self.matrix_label.setText(self.tr("Importance matrix from"))
        self.text.setAccessibleName(self.tr("Measured on"))
        self.matrix.setAccessibleName(self.tr("Importance matrix from"))
        self.pasted.setAccessibleName(self.tr("Text to measure on"))
        self.pasted.setPlaceholderText(self.tr("Paste a text. Each paragraph is also asked as a prompt."))
        texts = [(CONVERSATIONS, self.tr("Your newest conversations")), (PASTED, self.tr("A pasted text"))]
        for sheet in self._sheets:
            title = self.tr("%n prompt(s) of “{name}”", "", len(sheet.prompts))
            texts.append((f"sheet:{sheet.id}", title.format(name=either(sheet.name, sheet.name_zh))))
        known = {value for value, _ in texts}
        chosen = self.text.currentData()
        first = next((value for value, _ in texts if value.startswith("sheet:")), CONVERSATIONS)
        self.text.set_choices(texts, chosen if chosen in known and self.text.count() > len(texts) - 1 else first)
        named = Path(self._matrix_file).name
        matrices = [
            (NO_MATRIX, self.tr("None")),
            (SAME, self.tr("The same text")),
            (FILE, self.tr("The file {name}").format(name=named) if named else self.tr("A text file…")),
        ]
        self.matrix.set_choices(matrices, self.matrix.currentData() or NO_MATRIX)
        self._show_hint()


class SeriesCard(Retranslated, FormCard):
    """Start, the progress of a series, and Stop."""

    start = Signal()
    stop = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._event = QuantizeSeriesEvent(running=False)
        self._ready = False
        self._failure = self._original = ""
        self.line = StatusLabel()
        self.bar = Bar(theme)
        self.start_button, self.stop_button = Button(kind="primary"), Button()
        row = QHBoxLayout()
        row.addWidget(self.start_button)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        inner = QVBoxLayout()
        inner.setSpacing(8)
        inner.addWidget(self.line)
        inner.addWidget(self.bar)
        inner.addLayout(row)
        self.body.addLayout(inner)
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.retranslate()

    def show_series(self, event: QuantizeSeriesEvent) -> None:
        """Show the state of a series."""
        self._event = event
        if event.running:
            self._failure = ""
        self.retranslate()

    def show_original(self, quantization: str) -> None:
        """The original's own quantization, which decides whether it is a good one."""
        if quantization != self._original:
            self._original = quantization
            self.retranslate()

    @property
    def takes_original(self) -> bool:
        """Whether the original is exact enough; an unknown one is tried."""
        return not self._original or self._original.upper() in UNQUANTIZED

    def show_failure(self, text: str) -> None:
        """Show why a series could not be started."""
        self._failure = text
        self.retranslate()

    def set_ready(self, ready: bool) -> None:
        """Whether a series can be started."""
        self._ready = ready
        self.retranslate()

    def retranslate(self) -> None:
        event = self._event
        self.heading.setText(words.step_title(event) if event.running else self.tr("Make and measure"))
        self.start_button.setText(self.tr("Start"))
        self.stop_button.setText(self.tr("Stop"))
        focused = self.start_button.hasFocus() or self.stop_button.hasFocus()
        self.start_button.setVisible(not event.running)
        self.stop_button.setVisible(event.running)
        self.start_button.setEnabled(self._ready)
        if focused:
            (self.stop_button if event.running else self.start_button).setFocus()
        self.bar.setVisible(event.running)
        self.bar.show_share(event.share)
        failure = self._failure or (sentence(event.trouble) if event.trouble is not None else "")
        if event.running:
            self.line.show_status(words.step_line(event))
        elif failure:
            self.line.show_status(failure, bad=True)
        elif event.total and event.done < event.total:
            self.line.show_status(self.tr("Stopped. What was complete is listed."))
        elif event.total:
            self.line.show_status(self.tr("%n kind(s) made and measured.", "", event.total))
        else:
            self.line.show_status(self._introduction())

    def _introduction(self) -> str:
        if not self.takes_original:
            text = self.tr("This model is {kind} already. Choose one in F16, BF16 or Q8_0 at the top right.")
            return text.format(kind=self._original)
        return self.tr("Each kind is made, then compared with the original.")
