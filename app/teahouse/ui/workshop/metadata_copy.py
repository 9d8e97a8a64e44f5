"""Editing metadata in a copy of a model's file: the dialog of the values, and the job that writes the copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.conversation import new_id
from teahouse.core.details import Details
from teahouse.core.workshop.metadata import check_value, editable_keys, is_number
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import FormRows
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.notices import Notice
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.style import Theme
from teahouse.ui.workshop.context import WorkshopContext

JOB = "edit-metadata"
LONG = ("general.description", "tokenizer.chat_template")
LINES = 3  # of a long text
WRITTEN, WRITING = "a written copy", "a copy that is written"


class MetadataCopyDialog(Retranslated, Dialog):
    """`saved` carries the values that were changed, by keys."""

    saved = Signal(object)

    def __init__(self, theme: Theme, details: Details, parent: QWidget) -> None:
        super().__init__(parent)
        self._details = details
        self._keys = editable_keys(details.architecture)
        self._before = {key: _text_of(details, key) for key in self._keys}
        self.about, self.status = Muted(wraps=True), StatusLabel()
        self.fields: dict[str, LineField | PlainTextField] = {}
        self.save_button, self.cancel_button = Button(kind="primary"), Button()
        rows = FormRows()
        for key in self._keys:
            field = self.fields[key] = _make_field(theme, key, self._before[key])
            rows.add_field(field).setText(key)
            field.setAccessibleName(key)
            field.textChanged.connect(self._check)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.about)
        column.addLayout(rows)
        column.addWidget(self.status)
        column.addLayout(buttons)
        self.begin_with(640, 640)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.retranslate()

    def read_values(self) -> dict[str, str | int | None]:
        """The changed values; an empty text is None."""
        found: dict[str, str | int | None] = {}
        for key, field in self.fields.items():
            text = field.toPlainText() if isinstance(field, PlainTextField) else field.text().strip()
            if text == self._before[key]:
                continue
            found[key] = int(text) if is_number(key) and text.isdecimal() and len(text) < 12 else text or None
        return found

    def _check(self) -> None:
        values = self.read_values()
        wrong = [key for key, value in values.items() if check_value(key, value, self._details.architecture)]
        self.save_button.setEnabled(bool(values) and not wrong)
        words = self.tr("{key} needs a whole number of tokens.").format(key=wrong[0]) if wrong else ""
        if not values:
            words = self.tr("There is nothing to change yet.")
        self.status.show_status(words, bad=bool(wrong))

    def _save(self) -> None:
        self.saved.emit(self.read_values())
        self.accept()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Edit a copy of {model}").format(model=self._details.model))
        self.about.setText(self.tr("The model’s own file is not changed. Empty texts are removed in the copy."))
        self.save_button.setText(self.tr("Save a copy…"))
        self.cancel_button.setText(self.tr("Cancel"))
        self._check()


def _make_field(theme: Theme, key: str, text: str) -> LineField | PlainTextField:
    if key not in LONG:
        return LineField(text)
    field = PlainTextField(text)
    field.setProperty("role", "field")
    field.setTabChangesFocus(True)
    field.setFont(theme.mono())
    field.setFixedHeight(LINES * field.fontMetrics().lineSpacing() + theme.px(16))
    return field


def _text_of(details: Details, key: str) -> str:
    value = (details.information or {}).get(key)
    return "" if value is None else str(value)


class MetadataCopier(QObject):
    """Asks for the values and the file, runs the job, and says in the page's notices how it goes."""

    def __init__(self, context: WorkshopContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._widget = parent
        self._ticket = ""
        self._share = 0.0
        self.dialog: MetadataCopyDialog | None = None
        context.bridge.subscribe(self._on_job, JobProgressEvent, JobResultEvent, JobFailedEvent)

    def edit_copy(self, details: Details) -> None:
        """Open the dialog."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = MetadataCopyDialog(self._context.theme, details, self._widget)
        self.dialog.saved.connect(lambda values: self._choose_file(details.model, values))
        self.dialog.open()

    def _choose_file(self, model: str, values: Mapping[str, str | int | None]) -> None:
        name = model.replace("/", "-").replace(":", "-") + "-copy.gguf"
        start = QDir.home().filePath(name)
        title, kinds = self.tr("Copy the file with other values"), self.tr("GGUF files (*.gguf)")
        path, _ = QFileDialog.getSaveFileName(self._widget, title, start, kinds)
        if path:
            self.write_copy(model, values, path)

    def write_copy(self, model: str, values: Mapping[str, str | int | None], path: str) -> None:
        """Start the job."""
        self._ticket = ticket = new_id()
        self._share = 0.0
        given = {"output": str(Path(path).absolute()), "values": dict(values)}
        self._context.bridge.run_command(
            lambda services: services.workshop.start_job(ticket, JOB, given, {"model": model})
        )
        self._show_progress()

    @property
    def is_writing(self) -> bool:
        return bool(self._ticket)

    def _show_progress(self) -> None:
        ticket, share = self._ticket, self._share

        def cancel() -> None:
            self._context.bridge.run_command(lambda services: services.workshop.cancel_job(ticket))

        self._context.notices.show_notice(
            Notice(
                WRITING,
                lambda: self.tr("Copying… {share}").format(share=numbers.percent(share)),
                lambda: ((self.tr("Cancel"), cancel),),
                serious=False,
            )
        )

    def _on_job(self, burst: Sequence[JobProgressEvent | JobResultEvent | JobFailedEvent]) -> None:
        for event in burst:
            if not self._ticket or event.ticket != self._ticket:
                continue
            if isinstance(event, JobProgressEvent):
                if event.progress - self._share >= 0.01:
                    self._share = event.progress
                    self._show_progress()
                continue
            self._ticket = ""
            self._context.notices.withdraw_notice(WRITING)
            if isinstance(event, JobResultEvent):
                self._show_written(str(event.result["path"]))
            elif event.trouble is not None:
                self._show_trouble(event)

    def _show_trouble(self, event: JobFailedEvent) -> None:
        trouble = event.trouble
        if trouble is not None:
            self._context.notices.show_warning(lambda: sentence(trouble))

    def _show_written(self, path: str) -> None:
        def add() -> None:
            self._context.notices.withdraw_notice(WRITTEN)
            name = Path(path).stem.lower()
            self._context.bridge.run_command(lambda services: services.model_builder.import_file(path, name))

        self._context.notices.show_notice(
            Notice(
                WRITTEN,
                lambda: self.tr("Written to {path}").format(path=path),
                lambda: ((self.tr("Add as a model"), add),),
                serious=False,
            )
        )
