"""The Template tab: a chat template, the chat it is tried with, and the exact prompt that the engine makes of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor, QTextFormat
from PySide6.QtWidgets import QGridLayout, QTextEdit, QVBoxLayout, QWidget

from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.modelfile import Modelfile
from teahouse.services.models.events import DetailsEvent, MadeEvent, ModelsEvent
from teahouse.services.workshop.events import JobFailedEvent, JobResultEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.workshop.context import WorkshopContext

JOB = "render"
DELAY = 350  # milliseconds after the last key
NAME_LETTERS = 22
SUFFIX = "-template"  # of the name of a variant
MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "What is the weather in Paris?"},
]
TOOLS: list[dict[str, Any]] = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Get the current weather of a city",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string", "description": "The city"}},
                "required": ["city"],
            },
        },
    }
]
THINKING: dict[str, bool | str | None] = {
    "default": None, "on": True, "off": False, "low": "low", "medium": "medium", "high": "high",
}  # fmt: skip


class TemplateTab(FocusGroup, Retranslated, QWidget):
    """The template at first is the host's own (`/api/show`), so with Ollama it is the one that Ollama uses; the file's
    own is in its metadata."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._context = context
        self._model = ""
        self._ticket = ""
        self._making = ""
        self._host_template = self._file_template = ""
        self._language = ""  # of the template, as the job says
        self._problem: Callable[[], str] | None = None
        theme = context.theme
        self.source = Choice(theme)
        self.thinking = Choice(theme)
        self.language = Muted()
        self.template, self.messages, self.tools = _code_field(), _code_field(), _code_field()
        self.prompt = _code_field()
        self.prompt.setReadOnly(True)
        self.status = StatusLabel()
        self.labels = tuple(Muted() for _ in range(4))
        self.copy = Button()
        self.name = LineField()
        self.save = Button(kind="primary")
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._lay_out()
        self._connect_signals()
        self.messages.setPlainText(json.dumps(MESSAGES, ensure_ascii=False, indent=2))

    def _lay_out(self) -> None:
        top = WrappingRow()
        top.addWidget(self.source)
        top.addWidget(self.thinking)
        top.addWidget(self.language)
        places = ((self.template, 0, 0), (self.messages, 2, 0), (self.tools, 2, 1), (self.prompt, 0, 1))
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(4)
        for label, (field, row, side) in zip(self.labels, places, strict=True):
            fields.addWidget(label, row, side)
            fields.addWidget(field, row + 1, side)
            label.setBuddy(field)
        fields.setRowStretch(1, 5)
        fields.setRowStretch(3, 3)
        fields.setColumnStretch(0, 1)
        fields.setColumnStretch(1, 1)
        below = WrappingRow()
        below.addWidget(self.copy)
        below.add_stretch()
        below.add_field(self.name, NAME_LETTERS)
        below.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(fields, 1)
        column.addWidget(self.status)
        column.addLayout(below)
        self.status.hide()
        self.enter_at(self.template)
        self._restyle()
        self.retranslate()

    def _connect_signals(self) -> None:
        for field in (self.template, self.messages, self.tools):
            field.textChanged.connect(self._timer.start)
        self.thinking.chosen.connect(lambda _value: self._ask())
        self.source.chosen.connect(self._take_source)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.name.textChanged.connect(lambda _text: self._update_buttons())
        self._timer.timeout.connect(self._ask)
        self._context.theme.changed.connect(self._restyle)
        bridge = self._context.bridge
        bridge.subscribe(self._on_details, DetailsEvent)
        bridge.subscribe(self._on_end, JobResultEvent, JobFailedEvent)
        bridge.subscribe(self._on_made, MadeEvent)

    def _restyle(self) -> None:
        theme = self._context.theme
        for field in (self.template, self.messages, self.tools, self.prompt):
            field.setFont(theme.mono())
            field.setMinimumHeight(theme.px(84))

    # The model and its templates.

    def show_model(self, model: str, _models: ModelsEvent) -> None:
        if model == self._model:
            return
        self._model = model
        self._host_template = self._file_template = ""
        self.template.setPlainText("")
        self.name.setText(model.partition(":")[0].rpartition("/")[2] + SUFFIX if model else "")
        if model:
            self._context.bridge.run_command(lambda services: services.models.read_details(model))

    def _on_details(self, burst: Sequence[DetailsEvent]) -> None:
        for event in burst:
            if event.model != self._model:
                continue
            if event.trouble is not None:
                self._tell_trouble(event.trouble)
            if event.details is not None:
                information = event.details.information or {}
                self._host_template = event.details.template
                self._file_template = str(information.get("tokenizer.chat_template") or "")
                if not self.template.toPlainText():
                    self._take_source("host" if self._host_template else "file")

    def _take_source(self, source: str) -> None:
        self.source.show_value(source)
        words = self._host_template if source == "host" else self._file_template
        self.template.setPlainText(words)
        if not words:
            self._tell(lambda: self.tr("This model has no such template."))

    # Rendering.

    def _ask(self) -> None:
        """Ask for the prompt anew."""
        self._timer.stop()
        if self._ticket:
            ticket = self._ticket
            self._context.bridge.run_command(lambda services: services.workshop.cancel_job(ticket))
            self._ticket = ""
        self._update_buttons()
        template = self.template.toPlainText()
        if not self._model or not template.strip():
            self._show_prompt("")
            return
        try:
            messages, tools = _read_list(self.messages), _read_list(self.tools)
        except _ListError as error:
            self._tell_list_error(error)
            return
        self._ticket = ticket = new_id()
        given = {
            "template": template,
            "messages": messages,
            "tools": tools,
            "think": THINKING[str(self.thinking.currentData())],
        }
        model = self._model
        self._context.bridge.run_command(
            lambda services: services.workshop.start_job(ticket, JOB, given, {"model": model}, at_once=True)
        )

    def _tell_list_error(self, error: _ListError) -> None:
        self._tell(lambda: self._explain_json(error))

    def _tell_trouble(self, trouble: Trouble) -> None:
        self._tell(lambda: sentence(trouble))

    def _explain_json(self, error: _ListError) -> str:
        words = self.tr("Messages: {reason}") if error.field is self.messages else self.tr("Tools: {reason}")
        reason = self.tr("a list of objects in JSON is needed")
        if error.line:
            reason = self.tr("line {line} is not JSON").format(line=numbers.whole(error.line))
        return words.format(reason=reason)

    def _on_end(self, burst: Sequence[JobResultEvent | JobFailedEvent]) -> None:
        for event in burst:
            if event.ticket != self._ticket:
                continue
            self._ticket = ""
            if isinstance(event, JobFailedEvent):
                if event.trouble is not None:
                    self._tell_trouble(event.trouble)
                continue
            result = event.result
            self._language = str(result["language"])
            self._show_language()
            if "prompt" in result:
                self._show_prompt(str(result["prompt"]))
            else:
                self._show_error(str(result["error"]), int(result["line"]), int(result["column"]))

    def _show_language(self) -> None:
        words = {"jinja": self.tr("In Jinja’s language"), "go": self.tr("In Go’s language")}
        self.language.setText(words.get(self._language, ""))

    def _show_prompt(self, prompt: str) -> None:
        self._problem = None
        self.prompt.setPlainText(prompt)
        self.template.setExtraSelections([])
        self.status.hide()
        self._update_buttons()

    def _show_error(self, reason: str, line: int, column: int) -> None:
        if line:
            place = {"line": numbers.whole(line), "column": numbers.whole(column)}
            self._tell(lambda: self.tr("Line {line}, column {column}: {reason}").format(reason=reason, **place))
            self._mark_line(line)
        else:
            self._tell(lambda: self.tr("The template cannot be used: {reason}").format(reason=reason))

    def _mark_line(self, line: int) -> None:
        block = self.template.document().findBlockByNumber(line - 1)
        if not block.isValid():
            return
        mark, colour = QTextEdit.ExtraSelection(), QColor(self._context.theme.colours.danger)
        colour.setAlphaF(0.2)
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(block)
        self.template.setExtraSelections([mark])

    def _tell(self, problem: Callable[[], str]) -> None:
        self._problem = problem
        self.prompt.setPlainText("")
        self.template.setExtraSelections([])
        self.status.show_status(problem(), bad=True)
        self.status.show()
        self._update_buttons()

    def _update_buttons(self) -> None:
        self.copy.setEnabled(bool(self.prompt.toPlainText()))
        usable = bool(self.prompt.toPlainText()) and not self.status.isVisibleTo(self)
        self.save.setEnabled(usable and bool(self.name.text().strip()) and not self._making)

    # What is made of it.

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.prompt.toPlainText())
        self._context.notices.show_info(lambda: self.tr("The prompt was copied."))

    def _save(self) -> None:
        name, model = self.name.text().strip(), self._model
        modelfile = Modelfile(model, template=self.template.toPlainText())
        self._making = name
        self._update_buttons()
        self._context.bridge.run_command(lambda services: services.model_builder.make_model(name, modelfile))

    def _on_made(self, burst: Sequence[MadeEvent]) -> None:
        for event in burst:
            if not self._making or event.model != self._making:
                continue
            self._making = ""
            self._announce_end(event)
            self._update_buttons()

    def _announce_end(self, event: MadeEvent) -> None:
        name, trouble = event.model, event.trouble
        if trouble is not None:
            self._context.notices.show_warning(lambda: sentence(trouble))
        elif event.made:
            self._context.notices.show_info(lambda: self.tr("{name} was made with this template.").format(name=name))

    def retranslate(self) -> None:
        self.source.set_choices(
            [("host", self.tr("The host’s template")), ("file", self.tr("The file’s template"))],
            str(self.source.currentData() or "host"),
        )
        self.source.setAccessibleName(self.tr("Template to begin with"))
        words = {
            "default": self.tr("Thinking: default"), "on": self.tr("Thinking: on"), "off": self.tr("Thinking: off"),
            "low": self.tr("Thinking: low"), "medium": self.tr("Thinking: medium"), "high": self.tr("Thinking: high"),
        }  # fmt: skip
        self.thinking.set_choices(
            [(value, words[value]) for value in THINKING], str(self.thinking.currentData() or "default")
        )
        self.thinking.setAccessibleName(self.tr("Thinking"))
        texts = (
            self.tr("Template"), self.tr("Messages, as JSON"), self.tr("Tools, as JSON"), self.tr("Prompt"),
        )  # fmt: skip
        fields = (self.template, self.messages, self.tools, self.prompt)
        for label, field, text in zip(self.labels, fields, texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.tools.setPlaceholderText(self.tr("No tools. Paste a list, as in a request to /api/chat."))
        self.tools.setToolTip(self.tools.placeholderText())  # whole, where there is no room for it
        self.copy.setText(self.tr("Copy the prompt"))
        self.name.setAccessibleName(self.tr("Name of the new model"))
        self.name.setPlaceholderText(self.tr("Name of the new model"))
        self.save.setText(self.tr("Save as a variant"))
        self._show_language()
        if self._problem is not None:
            self.status.show_status(self._problem(), bad=True)
        self._update_buttons()


class _ListError(Exception):
    def __init__(self, field: PlainTextField, line: int = 0) -> None:
        super().__init__()
        self.field = field
        self.line = line


def _read_list(field: PlainTextField) -> list[dict[str, Any]]:
    """The objects in a field; raises `_ListError`."""
    text = field.toPlainText()
    try:
        found = json.loads(text) if text.strip() else []
    except json.JSONDecodeError as error:
        raise _ListError(field, error.lineno) from None
    except RecursionError:
        raise _ListError(field) from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _ListError(field)
    return found


def _code_field() -> PlainTextField:
    field = PlainTextField()
    field.setProperty("role", "field")
    field.setTabChangesFocus(True)
    return field
