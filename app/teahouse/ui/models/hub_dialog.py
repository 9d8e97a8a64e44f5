"""The dialog that searches the model hubs: results, then the quantisations of one repository.

Nothing is sent before a button is pressed (or Enter): one request for a search, for more results, for a repository's
files, for its model card. The card is shown as plain text; nothing in it is loaded.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.hub import Hub, HubLicence, HubModel, HubOrder, HubQuery
from teahouse.core.hub_names import pull_name
from teahouse.services.catalogue.hub_events import HubCardEvent, HubFilesEvent, HubResultEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Check, Choice
from teahouse.ui.kit.labels import Muted, Paragraph, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.models.hub_tables import HubQuantizationsModel, HubResultsModel
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pull_actions import PullConfirmation
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 720, 520
LEAST = 120  # pixels of height of a table
LETTERS = 16  # of the field that are seen at least
WIDTHS = {1: 100, 2: 130, 3: 110}  # least pixels of the columns of results
QUANTIZATION_WIDTHS = {1: 100, 2: 250}
WIDEST = 170  # per cent of that which a column takes for its texts; those of a hub may be of any length
MEASURED = 50  # rows whose texts decide the width of a column


class HubDialog(Retranslated, Dialog):
    """Kept and opened again; `open_for` begins with a text."""

    def __init__(
        self, bridge: Bridge, theme: Theme, offers: Offers, pull_confirmation: PullConfirmation, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._pull_confirmation = pull_confirmation
        self._query: HubQuery | None = None  # of the results that are shown
        self._next_page = ""
        self._model: HubModel | None = None  # the repository that is shown
        self._registry = ""
        self.results, self.quantizations = HubResultsModel(self), HubQuantizationsModel(self)
        self._make_search_widgets()
        self._make_repository_widgets()
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect_signals()
        self.retranslate()
        self._show_state()

    def _make_search_widgets(self) -> None:
        self.field, self.hub, self.order = LineField(parent=self), Choice(self._theme), Choice(self._theme)
        self.licence, self.only_fitting = Choice(self._theme), Check(self._theme)
        self.search, self.more, self.show_files = Button(kind="primary"), Button(), Button()
        self.hint, self.answer = Muted(wraps=True), StatusLabel()
        self.results_view = self._make_table(self.results)
        self.search.setDefault(True)

    def _make_repository_widgets(self) -> None:
        self.title, self.facts, self.described = Paragraph(), Muted(wraps=True), Paragraph()
        self.back, self.read_card, self.pull = Button(), Button(), Button(kind="primary")
        self.state = StatusLabel()
        self.quantizations_view = self._make_table(self.quantizations)
        self.card = QPlainTextEdit()
        self.card.setReadOnly(True)
        self.card.setTabChangesFocus(True)
        self.card.hide()

    def _make_table(self, model: HubResultsModel | HubQuantizationsModel) -> QTableView:
        view = QTableView()
        set_up_table(view)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setModel(model)
        view.setItemDelegate(CellPainter(self._theme, view))
        header = view.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setResizeContentsPrecision(MEASURED)
        view.setMinimumHeight(self._theme.px(LEAST))
        return view

    def _lay_out(self) -> None:
        search, repository = QWidget(), QWidget()
        row = WrappingRow()
        row.add_field(self.field, LETTERS)
        row.add_group(self.hub, self.order, self.search)
        filters = WrappingRow()
        filters.addWidget(self.licence)
        filters.addWidget(self.only_fitting)
        filters.add_stretch()
        foot = WrappingRow()
        foot.add_stretch()
        foot.add_group(self.more, self.show_files)
        column = QVBoxLayout(search)
        column.addLayout(row)
        column.addLayout(filters)
        column.addWidget(self.hint)
        column.addWidget(self.results_view, 1)
        column.addWidget(self.answer)
        column.addLayout(foot)
        foot = WrappingRow()
        foot.addWidget(self.back)
        foot.add_stretch()
        foot.add_group(self.read_card, self.pull)
        column = QVBoxLayout(repository)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.quantizations_view, 1)
        column.addWidget(self.card, 1)
        column.addWidget(self.described)
        column.addWidget(self.state)
        column.addLayout(foot)
        for page in (search, repository):
            self.pages.addWidget(page)
            layout = page.layout()
            assert layout is not None
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(10)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.addWidget(self.pages)
        self._apply_style()
        self.resize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        for view in (self.results_view, self.quantizations_view):
            style_table(view, self._theme)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Set the widths of the columns beside the first by their texts: dates are longer in Chinese."""
        for view, widths in ((self.results_view, WIDTHS), (self.quantizations_view, QUANTIZATION_WIDTHS)):
            for column, width in widths.items():
                least, most = self._theme.px(width), self._theme.px(width * WIDEST / 100)
                view.horizontalHeader().resizeSection(column, min(most, max(least, view.sizeHintForColumn(column))))

    def _connect_signals(self) -> None:
        self._theme.changed.connect(self._apply_style)
        self.search.clicked.connect(self._on_search)
        self.field.textChanged.connect(lambda _text: self._show_hint())
        self.hub.chosen.connect(lambda _value: self._show_hint())
        self.only_fitting.toggled.connect(self._on_only_fitting)
        self.more.clicked.connect(self._on_more)
        self.show_files.clicked.connect(self._open_chosen)
        self.results_view.activated.connect(lambda _index: self._open_chosen())
        self.results_view.selectionModel().currentChanged.connect(lambda *_: self._show_state())
        self.quantizations_view.selectionModel().currentChanged.connect(lambda *_: self._show_state())
        self.quantizations_view.activated.connect(self._on_activated)
        self.back.clicked.connect(self._show_results)
        self.read_card.clicked.connect(self._on_card)
        self.pull.clicked.connect(self._on_pull)
        self._bridge.subscribe(self._handle_events, HubResultEvent, HubFilesEvent, HubCardEvent)

    def open_for(self, text: str) -> None:
        """Show the dialog with a text to search for; nothing is sent yet."""
        self.field.setText(text)
        self._show_results()
        self.field.setFocus()  # before it is shown, so that the field is scrolled to
        self.show()

    # Commands.

    def _typed_query(self) -> HubQuery:
        hub = Hub(self.hub.currentData() or Hub.HUGGING_FACE)
        order = HubOrder(self.order.currentData() or HubOrder.BEST)
        return HubQuery(hub, self.field.text().strip(), order, HubLicence(self.licence.currentData() or ""))

    def _on_only_fitting(self, only: bool) -> None:
        self.results.show_only_fitting(only)
        if self._query is not None and self.results.rowCount() + self.results.hidden_count:
            self._show_count()
        self._show_state()

    def _on_search(self) -> None:
        self.results.clear_models(self._offers.computer.circumstances, self._offers.context)
        self._ask_page(self._typed_query(), "")

    def _on_more(self) -> None:
        if self._query is not None and self._next_page:
            self._ask_page(self._query, self._next_page)

    def _ask_page(self, query: HubQuery, after: str) -> None:
        self._query, self._next_page = query, ""
        self.answer.show_status(self.tr("Asking {hub}…").format(hub=query.hub.display_name))
        self._bridge.run_command(lambda services: services.hubs.search_hub(query, after))
        self._show_state()

    def _open_chosen(self) -> None:
        model = self.results.model_at(self.results_view.currentIndex().row())
        if model is None:
            return
        self._model = model
        self.quantizations.show_model(model, (), None, 0)
        self.card.hide()
        self.card.clear()
        self.quantizations_view.show()
        self.pages.setCurrentIndex(1)
        self.back.setFocus()
        self.state.show_status(self.tr("Asking {hub}…").format(hub=model.hub.display_name))
        self._bridge.run_command(lambda services: services.hubs.list_quantizations(model.hub, model.id))
        self.retranslate()

    def _on_card(self) -> None:
        """Show the card, which is fetched the first time, or the quantisations again."""
        if self._model is None:
            return
        if not self.card.isHidden():
            self._show_card(False)
        elif self.card.toPlainText():
            self._show_card(True)
        else:
            hub, model_id = self._model.hub, self._model.id
            self.state.show_status(self.tr("Asking {hub}…").format(hub=hub.display_name))
            self._bridge.run_command(lambda services: services.hubs.read_card(hub, model_id))

    def _show_card(self, shown: bool) -> None:
        self.card.setVisible(shown)
        self.quantizations_view.setVisible(not shown)
        self.retranslate()

    def _on_activated(self, _index: QModelIndex) -> None:
        if self.pull.isEnabled():
            self._on_pull()

    def _on_pull(self) -> None:
        name = self._chosen_name()
        if name and self._pull_confirmation.request_text(name):
            self.state.show_status(self.tr("{model} is among the downloads.").format(model=name))

    def _chosen_name(self) -> str:
        """The name of the chosen quantisation; empty where it cannot be pulled."""
        quantization = self.quantizations.quantization_at(self.quantizations_view.currentIndex().row())
        if quantization is None or self._model is None:
            return ""
        joins = self._offers.computer.engine and self._model.hub is Hub.HUGGING_FACE and quantization.is_complete
        if quantization.is_split and not joins:
            return ""
        return pull_name(self._registry, self._model.id, quantization.tag)

    def _show_results(self) -> None:
        self.pages.setCurrentIndex(0)
        self._show_state()
        self.results_view.setFocus()

    # Events.

    def _handle_events(self, burst: list[Any]) -> None:
        for event in burst:
            match event:
                case HubResultEvent(query) if query == self._query:
                    self._take_results(event)
                case HubFilesEvent(hub, model_id) if self._is_shown(hub, model_id):
                    self._take_files(event)
                case HubCardEvent(hub, model_id) if self._is_shown(hub, model_id):
                    self.state.show_status("" if event.trouble is None else sentence(event.trouble), bad=True)
                    self.card.setPlainText(event.text)
                    if event.text:
                        self._show_card(True)
        self._fit_columns()
        self._show_state()

    def _is_shown(self, hub: Hub, model_id: str) -> bool:
        return self._model is not None and (self._model.hub, self._model.id) == (hub, model_id)

    def _take_results(self, event: HubResultEvent) -> None:
        if event.trouble is not None:
            self._next_page = event.after  # "More" tries the same page again
            self.answer.show_status(sentence(event.trouble), bad=True)
            return
        self.results.add_models(event.models)
        self._next_page = event.next_page
        self._show_count()
        if not event.after and self.results.rowCount():
            self.results_view.setCurrentIndex(self.results.index(0, 0))
            self.results_view.setFocus()

    def _show_count(self) -> None:
        text = self.tr("Results: {n}").format(n=numbers.count(self.results.rowCount()))
        if hidden := self.results.hidden_count:
            text += " · " + self.tr("{n} too big for this computer").format(n=numbers.count(hidden))
        self.answer.show_status(text)

    def _take_files(self, event: HubFilesEvent) -> None:
        if self._model is None or event.trouble is not None:
            self.state.show_status(sentence(event.trouble) if event.trouble else "", bad=True)
            return
        self._registry = event.registry
        computer, context = self._offers.computer, self._offers.context
        self.quantizations.show_model(
            self._model, event.quantizations, computer.circumstances, context, engine=computer.engine
        )
        none = self.tr("There is no GGUF file in it.")
        self.state.show_status("" if event.quantizations else none)
        if event.quantizations:
            self.quantizations_view.setCurrentIndex(self.quantizations.index(self.quantizations.best_row(), 0))
            self.quantizations_view.setFocus()

    # Texts.

    def _show_state(self) -> None:
        """Enable what can be done now, and describe the chosen row."""
        self.more.setVisible(bool(self._next_page))
        self.show_files.setEnabled(self.results_view.currentIndex().isValid())
        self.pull.setEnabled(bool(self._chosen_name()))
        self.described.setText(self.quantizations.describe_row(self.quantizations_view.currentIndex().row()))
        self.described.setVisible(bool(self.described.text()) and self.card.isHidden())

    def _show_hint(self) -> None:
        query = self._typed_query()
        text = self.tr("Search sends “{text}” to {hub}, or to the mirror in the settings. Nothing is sent before.")
        self.hint.setText(text.format(text=query.text, hub=query.hub.display_name))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Search the hubs"))
        self.field.setPlaceholderText(self.tr("Name of a model"))
        self.field.setAccessibleName(self.tr("Name of a model"))
        self.hub.set_choices([(hub.value, hub.display_name) for hub in Hub], self._typed_query().hub.value)
        self.hub.setAccessibleName(self.tr("Hub"))
        orders = {
            HubOrder.BEST: self.tr("Best first"),
            HubOrder.DOWNLOADS: self.tr("Most downloads first"),
            HubOrder.NEWEST: self.tr("Newest first"),
        }
        self.order.set_choices([(order.value, text) for order, text in orders.items()], self._typed_query().order.value)
        self.order.setAccessibleName(self.tr("Order"))
        licences = {
            HubLicence.ANY: self.tr("Any licence"),
            HubLicence.APACHE: "Apache 2.0",
            HubLicence.MIT: "MIT",
        }
        chosen = self._typed_query().licence.value
        self.licence.set_choices([(licence.value, text) for licence, text in licences.items()], chosen)
        self.licence.setAccessibleName(self.tr("Licence"))
        self.only_fitting.setText(self.tr("Only what fits this computer"))
        self.search.setText(self.tr("Search"))
        self.more.setText(self.tr("More results"))
        self.show_files.setText(self.tr("Show its files"))
        self.results_view.setAccessibleName(self.tr("Search results"))
        self.quantizations_view.setAccessibleName(self.tr("Quantisations"))
        self.card.setAccessibleName(self.tr("Model card"))
        self.back.setText(self.tr("Back to the results"))
        self.read_card.setText(self.tr("Model card") if self.card.isHidden() else self.tr("Show its files"))
        self.pull.setText(self.tr("Pull"))
        self._fit_columns()
        self._show_hint()
        if self._model is not None:
            self.title.setText(self._model.id)
            self.facts.setText(self._facts_of(self._model))
        self._show_state()

    def _facts_of(self, model: HubModel) -> str:
        count = "" if model.downloads is None else numbers.count(model.downloads)
        facts = [
            model.hub.display_name,
            self.tr("Licence: {name}").format(name=model.licence) if model.licence else "",
            numbers.billions(model.parameters / 1e9) if model.parameters else "",
            self.tr("{n} downloads").format(n=count) if count else "",
            self.tr("changed {date}").format(date=numbers.date(model.modified[:10])) if model.modified else "",
            self.tr("only for accounts that accepted its terms") if model.gated else "",
        ]
        return " · ".join(fact for fact in facts if fact)
