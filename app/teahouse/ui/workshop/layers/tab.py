"""The tab "Layers": a text, its tokens, what one or two models would answer after each layer, and attention."""

from __future__ import annotations

from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.workshop.layer_inspection import (
    MOST_CHARACTERS,
    MOST_TOKENS,
    OTHER_MEMORY,
    LayerInspection,
    ReplyPlace,
)
from teahouse.services.chat.conversation_export import file_name
from teahouse.services.chat.events import RenderedReplyEvent
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice, FormCard
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.picture_file import PictureWriter
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.workshop.context import WorkshopContext
from teahouse.ui.workshop.layers.attention_card import AttentionCard
from teahouse.ui.workshop.layers.export import LayersPicture, write_csv
from teahouse.ui.workshop.layers.lens_table import LensTable
from teahouse.ui.workshop.layers.text_reading import LayersReader
from teahouse.ui.workshop.layers.token_strip import TokenStrip

WIDE = 860  # pixels from which the attention is beside the layers
SIDE = 300  # width of the attention there
FIELD = 76  # height of the text field
NAME_LETTERS = 16


class LayersTab(FocusGroup, Retranslated, QWidget):
    """The model of the page is the first one; another can be chosen here to compare."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        theme = context.theme
        self._context, self._theme = context, theme
        self._model, self._models = "", ModelsEvent(())
        self._place = -1
        self._awaited = ""  # the ticket of a reply that is to be shown
        self._pictures = PictureWriter(self)
        self._pictures.written.connect(self._on_written)
        self.reader = LayersReader(context.bridge, self)
        self.text, self.other = PlainTextField(), Choice(theme)
        self.text.setProperty("role", "field")
        self.text.setTabChangesFocus(True)
        self.other_label = QLabel()
        self.other_label.setBuddy(self.other)
        self.other.allow_elision(NAME_LETTERS)
        self.start_button, self.stop_button = Button(kind="primary"), Button()
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.about, self.needs, self.status = Muted(wraps=True), Muted(wraps=True), StatusLabel()
        self.strip, self.attention = TokenStrip(theme), AttentionCard(theme)
        self.lens, self.second = LensTable(theme), LensTable(theme)
        self.layers = FormCard(theme)
        self._lay_out()
        self._connect_signals()
        self.enter_at(self.text)
        self.retranslate()
        self._show_results()

    def _lay_out(self) -> None:
        bar = QWidget()
        row = WrappingRow(bar)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.other_label, self.other, self.start_button, self.stop_button, self.more):
            row.addWidget(widget)
        tables = QHBoxLayout()
        tables.setSpacing(12)
        tables.addWidget(self.lens, 1)
        tables.addWidget(self.second, 1)
        self.layers.body.addLayout(tables, 1)
        self._parts = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._parts)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.layers, 1)
        self._row.addWidget(self.attention)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.about, self.text, bar, self.needs, self.status, self.strip):
            column.addWidget(part)
        column.addWidget(self._parts, 1)
        column.addStretch(0)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.text.setFixedHeight(self._theme.px(FIELD))
        self._turn(self.width())

    def _connect_signals(self) -> None:
        self.text.textChanged.connect(self._show_ready)
        self.other.chosen.connect(lambda _value: self._show_ready())
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.more.clicked.connect(lambda: open_below(self.menu(), self.more, at_end=True))
        self.strip.place.connect(self.choose_place)
        self.lens.layer.connect(lambda layer: self._show_layer(0, layer))
        self.second.layer.connect(lambda layer: self._show_layer(1, layer))
        self.attention.changed.connect(lambda: self.strip.show_weights(self.attention.weights_of_first))
        self._context.bridge.subscribe(self._on_rendered, RenderedReplyEvent)
        self.reader.changed.connect(self._show_results)
        self.reader.progress.connect(self._show_progress)
        self.reader.failed.connect(self._show_failure)

    # What is shown.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(event.size().width())

    def _turn(self, width: int) -> None:
        """Put the attention beside the layers, or below."""
        wide = width >= self._theme.px(WIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.attention.setMaximumWidth(self._theme.px(SIDE) if wide else 16_777_215)
        self.attention.setMinimumWidth(self._theme.px(SIDE) if wide else 0)
        # One below the other they need their heights for this width: Qt's least height of wrapped words is for any.
        self._parts.setMinimumHeight(0 if wide else self._row.totalHeightForWidth(width))

    def show_model(self, model: str, models: ModelsEvent) -> None:
        if (model, models) == (self._model, self._models):
            return
        self._model, self._models = model, models
        self._fill_others()
        self._show_ready()

    def _fill_others(self) -> None:
        kept = str(self.other.currentData() or "")
        names = [entry.card.name for entry in self._models.models if entry.card.name != self._model]
        choices = [("", self.tr("No other model")), *((name, name) for name in names)]
        self.other.set_choices(choices, kept if kept in names else "")

    def _chosen(self) -> tuple[str, ...]:
        """The models to read."""
        return tuple(name for name in (self._model, str(self.other.currentData() or "")) if name)

    def _chosen_entries(self) -> list[ModelEntry]:
        return [entry for entry in self._models.models if entry.card.name in self._chosen()]

    def _show_ready(self) -> None:
        length = len(self.text.toPlainText())
        fits = length <= MOST_CHARACTERS
        works = self.reader.is_reading or bool(self._awaited)
        self.start_button.setEnabled(bool(self._chosen()) and bool(length) and fits and not works)
        self.stop_button.setVisible(works)
        if not fits:
            said = self.tr("The text is too long: {count} characters; at most {most} can be read.")
            self.needs.setText(said.format(count=numbers.whole(length), most=numbers.whole(MOST_CHARACTERS)))
            return
        size = max((entry.card.size for entry in self._chosen_entries()), default=0)
        said = self.tr("At most {tokens} tokens. Runs on this computer's processor.")
        if size:
            said = self.tr(
                "At most {tokens} tokens. Runs on this computer's processor and needs about {size} of memory."
            )
        said = said.format(tokens=numbers.whole(MOST_TOKENS), size=numbers.size(size + OTHER_MEMORY))
        if any(entry.card.adapters or entry.card.control_vector for entry in self._chosen_entries()):
            said += " " + self.tr("Without the model's adapters and without its steering.")
        self.needs.setText(said)

    @property
    def inspections(self) -> tuple[LayerInspection, ...]:
        """What is known of the text, the first model's first."""
        return self.reader.inspections

    def _show_results(self) -> None:
        found = self.inspections
        self.strip.setVisible(bool(found))
        self._parts.setVisible(bool(found))
        self.more.setEnabled(bool(found))
        if found:
            if not 0 <= self._place < len(found[0].tokens):
                self._place = self.reader.place
            self.strip.show_tokens(found[0].tokens, self._place)
        if not self.reader.is_reading and self.status.property("role") != "danger":
            self.status.hide()
        self._show_tables()
        self._show_ready()
        self._turn(self.width())

    def _show_tables(self) -> None:
        found = self.inspections
        self.lens.show_inspection(found[0] if found else None, self._place)
        self.second.setVisible(len(found) > 1)
        if len(found) > 1:
            self.second.show_inspection(found[1], found[0].match_place(self._place, found[1]))
        self.attention.show_inspections(found, self._place)

    def _show_layer(self, model: int, layer: int) -> None:
        """Show the attention of the layer whose row was chosen, if it is that model's."""
        if max(0, self.attention.model.currentIndex()) == model:
            self.attention.show_layer(layer)

    def _show_progress(self, share: float, waits: bool) -> None:
        said = self.tr("Reading… {share}").format(share=numbers.percent(share))
        self._tell(self.tr("Waiting for another job of the Workshop…") if waits else said)

    def _show_failure(self, trouble: Trouble | None) -> None:
        self._tell(sentence(trouble) if trouble is not None else "", bad=trouble is not None)
        self._show_ready()

    def _tell(self, text: str, *, bad: bool = False) -> None:
        self.status.show_status(text, bad=bad)
        self.status.setVisible(bool(text))

    # Commands.

    def start(self) -> None:
        """Read the text."""
        self._start(self.text.toPlainText())

    def _start(self, text: str, after: int = 0) -> None:
        self._place = -1
        self._tell(self.tr("Reading… {share}").format(share=numbers.percent(0)))
        self.reader.start(text, self._chosen(), after)

    def inspect_reply(self, place: ReplyPlace) -> None:
        """Read a reply with its prompt, at a place of it."""
        self.reader.stop()
        ticket = self._awaited = new_id()
        self._tell(self.tr("Preparing the text of the reply…"))
        self._context.bridge.run_command(lambda services: services.rendered_replies.render_reply(ticket, place))
        self._show_ready()

    def _on_rendered(self, burst: list[RenderedReplyEvent]) -> None:
        event = next((event for event in burst if event.ticket == self._awaited), None)
        if event is None:
            return
        self._awaited = ""
        if event.trouble is not None:
            self._show_failure(event.trouble)
            return
        self.text.setPlainText(event.text)
        self._tell("")
        self._show_ready()
        if self.start_button.isEnabled():
            self._start(event.text, event.after)

    def stop(self) -> None:
        """End the reading; what is known stays."""
        self._awaited = ""
        self.reader.stop()
        self._tell("")
        self._show_results()

    def choose_place(self, place: int) -> None:
        """Show a token of the first model's text."""
        if place != self._place:
            self._place = place
            self._show_tables()
            self.reader.choose_place(place)

    def menu(self) -> QMenu:
        """The menu of exports."""
        menu = Menu(self)
        menu.addAction(self.tr("Save the token's layers as a picture…"), self._save_picture)
        menu.addAction(self.tr("Export the token's layers and weights…"), self._export_table)
        return menu

    def picture(self) -> QPixmap:
        """The layers of the chosen token."""
        painted = LayersPicture(self._theme, self.inspections, self._place)
        return painted.paint(self.attention.title, self.attention.weights_of_first)

    def _save_picture(self) -> None:
        name = f"{file_name(self._model)}-layers.png"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the layers as a picture"), name, "PNG (*.png)")
        if path:
            self._pictures.write_picture(self.picture(), path)

    def _export_table(self) -> None:
        name = f"{file_name(self._model)}-layers.csv"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the layers and weights"), name, "CSV (*.csv)")
        if path:
            self._pictures.write_text(write_csv(self.inspections, self._place), path)

    def _on_written(self, path: str, trouble: Trouble | None) -> None:
        if trouble is not None:
            self._tell(sentence(trouble), bad=True)
        else:
            self._context.notices.show_info(lambda: self.tr("Written to {path}").format(path=path))

    def retranslate(self) -> None:
        self.about.setText(
            self.tr(
                "Reads the model after each layer as if it were the last one: which token comes next, and how much the "
                "chosen token attends to earlier ones."
            )
        )
        self.text.setPlaceholderText(self.tr("A text to look into, for example: The capital of France is"))
        self.text.setAccessibleName(self.tr("Text"))
        self.other_label.setText(self.tr("Compare with"))
        self.start_button.setText(self.tr("Inspect"))
        self.stop_button.setText(self.tr("Stop"))
        self.more.set_name(self.tr("More"))
        self.layers.heading.setText(self.tr("Next token after each layer"))
        self._fill_others()
        self._show_ready()
