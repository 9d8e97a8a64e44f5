"""The Tokenizer tab: a text and its tokens, both ways, for one or more models side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.conversation import new_id
from teahouse.services.models.events import ModelsEvent
from teahouse.services.workshop.events import JobFailedEvent, JobResultEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.workshop.context import WorkshopContext
from teahouse.ui.workshop.token_view import TokenSequence, TokenView

JOB = "tokenize"
DELAY = 350  # milliseconds after the last key
MOST_MODELS = 6
LINES = 4  # of the two fields
MORE_LETTERS = 16
ENGLISH = (
    "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and "
    "should act towards one another in a spirit of brotherhood."
)
CHINESE = "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"
"""Article 1 of the Universal Declaration of Human Rights (United Nations), in both languages."""
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TokenizerTab(FocusGroup, Retranslated, QWidget):
    """The first row of the table is the page's model; others are added to compare. The tokens shown are those of the
    row that is chosen."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._context = context
        self._models: list[str] = []
        self._installed: tuple[str, ...] = ()
        self._tickets: dict[str, str] = {}  # models by the tickets of their jobs
        self._found: dict[str, TokenSequence] = {}
        self._troubles: dict[str, str] = {}
        self._from_ids = False  # the ids were edited last
        self.text, self.ids = _field(), _field()
        self.english, self.chinese = Button(kind="quiet"), Button(kind="quiet")
        self.text_label, self.ids_label, self.tokens_label = Muted(), Muted(), Muted()
        self.view = TokenView(context.theme)
        self.status = StatusLabel()
        self.table = QTableWidget(0, 5)
        self.more = Choice(context.theme)
        self.more.allow_elision(MORE_LETTERS)
        self.remove = Button()
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._lay_out()
        self._connect_signals()
        self.text.setPlainText(ENGLISH + "\n" + CHINESE)

    def _lay_out(self) -> None:
        set_up_table(self.table)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setItemDelegate(CellPainter(self._context.theme, self.table))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        samples = WrappingRow()
        samples.addWidget(self.text_label)
        samples.add_stretch()
        samples.add_group(self.english, self.chinese)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(4)
        fields.addLayout(samples, 0, 0)
        fields.addWidget(self.ids_label, 0, 1)
        fields.addWidget(self.text, 1, 0)
        fields.addWidget(self.ids, 1, 1)
        fields.setColumnStretch(0, 1)
        fields.setColumnStretch(1, 1)
        below = QHBoxLayout()
        below.addWidget(self.more)
        below.addWidget(self.remove)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(fields)
        column.addWidget(self.tokens_label)
        column.addWidget(self.view, 2)
        column.addWidget(self.status)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        self.status.hide()
        self.enter_at(self.text)
        self._restyle()
        self.retranslate()

    def _connect_signals(self) -> None:
        self.text.textChanged.connect(lambda: self._edit(from_ids=False))
        self.ids.textChanged.connect(lambda: self._edit(from_ids=True))
        self.english.clicked.connect(lambda: self.text.setPlainText(ENGLISH))
        self.chinese.clicked.connect(lambda: self.text.setPlainText(CHINESE))
        self.more.chosen.connect(self._add_model)
        self.remove.clicked.connect(self._remove_model)
        self.table.itemSelectionChanged.connect(self._show_tokens)
        self.view.pointed.connect(self._show_token)
        self._timer.timeout.connect(self._ask)
        self._context.theme.changed.connect(self._restyle)
        bridge = self._context.bridge
        bridge.subscribe(self._on_end, JobResultEvent, JobFailedEvent)

    def _restyle(self) -> None:
        theme = self._context.theme
        style_table(self.table, theme)
        self.table.setMinimumHeight(theme.px(36 * 3))
        self.view.setMinimumHeight(theme.px(96))
        for field in (self.text, self.ids):
            field.setFont(theme.font())
            field.setFixedHeight(LINES * field.fontMetrics().lineSpacing() + theme.px(16))

    # Models.

    def show_model(self, model: str, models: ModelsEvent) -> None:
        self._installed = tuple(entry.card.name for entry in models.models)
        others = [name for name in self._models[1:] if name in self._installed and name != model]
        before = list(self._models)
        self._models = [model, *others] if model else []
        self._fill_choice()
        if self._models != before:
            self._ask()

    def _add_model(self, model: str) -> None:
        if model and model not in self._models:
            self._models.append(model)
            self._fill_choice()
            self._ask()
            self.table.selectRow(len(self._models) - 1)

    def _remove_model(self) -> None:
        row = self.table.currentRow()
        if 0 < row < len(self._models):
            del self._models[row]
            self._fill_choice()
            self._fill()
            self.table.selectRow(row - 1)

    def _fill_choice(self) -> None:
        offered = [name for name in self._installed if name not in self._models]
        self.more.set_choices([("", self.tr("Compare with…")), *((name, name) for name in offered)], "")
        self.more.setEnabled(bool(offered) and 0 < len(self._models) < MOST_MODELS)

    # Jobs.

    def _edit(self, *, from_ids: bool) -> None:
        self._from_ids = from_ids
        self._timer.start()

    def _ask(self) -> None:
        """Ask anew for every model; with ids the first model makes the text, which the others then split."""
        self._timer.stop()
        for ticket in self._tickets:
            self._cancel_job(ticket)
        self._tickets.clear()
        self._troubles.clear()
        for model in self._models[:1] if self._from_ids else self._models:
            self._start_job(model)
        self._fill()

    def _cancel_job(self, ticket: str) -> None:
        self._context.bridge.run_command(lambda services: services.workshop.cancel_job(ticket))

    def _start_job(self, model: str) -> None:
        ticket = new_id()
        self._tickets[ticket] = model
        counted = {"english": ENGLISH, "chinese": CHINESE}
        given: dict[str, object] = {"counted": counted}
        if self._from_ids:
            given["ids"] = [int(found) for found in _NUMBER.findall(self.ids.toPlainText())]
        else:
            given["text"] = self.text.toPlainText()
        self._context.bridge.run_command(
            lambda services: services.workshop.start_job(ticket, JOB, given, {"model": model}, at_once=True)
        )

    def _on_end(self, burst: Sequence[JobResultEvent | JobFailedEvent]) -> None:
        for event in burst:
            model = self._tickets.pop(event.ticket, None)
            if model is None:
                continue
            if isinstance(event, JobResultEvent):
                self._found[model] = TokenSequence.read(event.result)
                self._take_other(model)
            else:
                self._found.pop(model, None)
                self._troubles[model] = sentence(event.trouble) if event.trouble is not None else ""
            self._fill()

    def _take_other(self, model: str) -> None:
        """Show the side that was not edited, as the first model has it."""
        if not self._models or model != self._models[0]:
            return
        found = self._found[model]
        field, words = (self.text, found.text) if self._from_ids else (self.ids, found.ids_text)
        if field.toPlainText() != words:
            field.blockSignals(True)
            field.setPlainText(words)
            field.blockSignals(False)
        if self._from_ids:
            self._from_ids = False
            for other in self._models[1:]:
                self._start_job(other)

    # What is shown.

    def _fill(self) -> None:
        row = max(0, self.table.currentRow())
        self.table.setRowCount(len(self._models))
        for number, model in enumerate(self._models):
            found = self._found.get(model)
            cells = ["…" if model in self._tickets.values() else "–"] * 4
            if found is not None:
                characters = max(len(found.text), 1)
                ratio = f"{characters / max(found.count, 1):.2f}"
                cells = [numbers.whole(found.count), ratio]
                cells += [numbers.whole(found.counts.get(name, 0)) for name in ("english", "chinese")]
            for column, words in enumerate((model, *cells)):
                item = QTableWidgetItem(words)
                item.setTextAlignment(_LEFT)
                self.table.setItem(number, column, item)
        if self._models and not self.table.selectedItems():
            self.table.selectRow(min(row, len(self._models) - 1))
        self._show_tokens()

    def _shown_model(self) -> str:
        row = self.table.currentRow()
        return self._models[row] if 0 <= row < len(self._models) else ""

    def _show_tokens(self) -> None:
        model = self._shown_model()
        self.remove.setEnabled(self.table.currentRow() > 0)
        found = self._found.get(model)
        self.view.show_tokens(found)
        trouble = self._troubles.get(model, "")
        self.status.setVisible(bool(trouble))
        self.status.show_status(trouble, bad=True)
        self._show_token(-1)

    def _show_token(self, place: int) -> None:
        found = self._found.get(self._shown_model())
        if found is None:
            self.tokens_label.setText(self.tr("Tokens"))
        elif 0 <= place < len(found.tokens):
            token = found.tokens[place]
            text = self.tr("Token {place}: id {id}, bytes {bytes}").format(
                place=numbers.whole(place + 1), id=token.number, bytes=token.data.hex(" ").upper() or "–"
            )
            self.tokens_label.setText(text)
        elif found.count > len(found.tokens):
            words = self.tr("%n token(s) of {model}; the first {shown} are shown", "", found.count)
            shown = numbers.whole(len(found.tokens))
            self.tokens_label.setText(words.format(model=self._shown_model(), shown=shown))
        else:
            words = self.tr("%n token(s) of {model}, whose vocabulary has {size}", "", found.count)
            size = numbers.whole(found.vocabulary)
            self.tokens_label.setText(words.format(model=self._shown_model(), size=size))

    def retranslate(self) -> None:
        self.text_label.setText(self.tr("Text"))
        self.ids_label.setText(self.tr("Token ids"))
        self.text.setAccessibleName(self.tr("Text to split into tokens"))
        self.ids.setAccessibleName(self.tr("Token ids to make a text of"))
        self.ids.setPlaceholderText(self.tr("Paste ids to see their text"))
        self.english.setText(self.tr("English sample"))
        self.chinese.setText(self.tr("Chinese sample"))
        self.remove.setText(self.tr("Remove"))
        self.more.setAccessibleName(self.tr("Compare with another model"))
        self.view.setAccessibleName(self.tr("Tokens of the text"))
        self.table.setAccessibleName(self.tr("Numbers of tokens by model"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Model"),
                self.tr("Tokens"),
                self.tr("Characters per token"),
                self.tr("English sample"),
                self.tr("Chinese sample"),
            ]
        )
        self._fill_choice()
        self._fill()


def _field() -> PlainTextField:
    field = PlainTextField()
    field.setProperty("role", "field")
    field.setTabChangesFocus(True)
    return field
