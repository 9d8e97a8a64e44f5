"""The page of the catalogue: what is recommended for this computer, filters, cards, and below them the date of the
facts and the source of the list.

The text of the page's field filters the cards; a text that is a model's name can be pulled.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from teahouse.catalogue.search import is_advice_query
from teahouse.core.catalogue import Tag
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, RecommendedEvent
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.kit.pills import Pill
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.models.card_painter import CardPart
from teahouse.ui.models.card_view import CardView
from teahouse.ui.models.catalogue_bars import CatalogueFooter, TypedNameBar
from teahouse.ui.models.catalogue_menu import fill_sizes
from teahouse.ui.models.filters import CatalogueFilters
from teahouse.ui.models.offers import OfferCard, Offers
from teahouse.ui.models.pull_actions import PullConfirmation, could_be_name, reads_as_name
from teahouse.ui.recommended import RecommendedModels
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.models.about import AboutTag

SIDE = 18
GAP = 12  # between the parts of the page
LEAST = 200  # pixels of height that the cards need beside the filters
MORE = 72  # further pixels they need where recommendations are above: two rows of cards begin to show
FILTERS, RECOMMENDED = 2, 3  # their places in the stack
FORESEEN = 4  # sizes at a time: far less than a frame


class CataloguePage(QWidget):
    """`chat` carries the name of an installed model, `look_up` a name to check before it is pulled, `newer` the widget
    to open the menu of sources below, `search_hubs` the text to search for; `cleared`: the search text was removed;
    `recommend`: recommendations with so many tokens of context are needed."""

    chat = Signal(str)
    look_up = Signal(str)
    cleared = Signal()
    test_memory = Signal()
    newer = Signal(QWidget)
    search_hubs = Signal(str)
    recommend = Signal(int)
    other_host = Signal()
    open_model = Signal(str)

    def __init__(
        self, theme: Theme, offers: Offers, pull_confirmation: PullConfirmation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offers = offers
        self._pull_confirmation = pull_confirmation
        self._text = ""
        self.about: AboutTag | None = None
        self.menu: QMenu | None = None
        self._asked: tuple[object, ...] = ()  # what the recommendations were requested for
        self.recommended = RecommendedModels(theme, self)
        self.filters = CatalogueFilters(theme, self)
        self.typed_bar = TypedNameBar(offers, self)
        self.view = CardView(theme, offers, self)
        self.nothing = EmptyState(theme, self)
        self.foot = CatalogueFooter(offers, self)
        self.recommended_button, self.filters_button = (Pill(theme, menu=True, parent=self) for _ in range(2))
        self._low_room = QWidget()  # has the filters and the foot where the page is low
        self._recommended_room = QWidget()  # has what is recommended where there is no height for it beside the cards
        self._stack = QStackedWidget(self)
        self._ahead: Iterator[Tag] = iter(())
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._estimate_ahead)
        self._lay_out()
        ShiftGuard(self)
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        self.typed_bar.hide()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(VerticalScroll(self._low_room))
        self._stack.addWidget(VerticalScroll(self._recommended_room))
        self._recommended_column = QVBoxLayout(self._recommended_room)
        self._recommended_column.setContentsMargins(0, 0, 10, 0)
        self._recommended_column.addStretch(1)
        low = self._low = QVBoxLayout(self._low_room)
        low.setContentsMargins(0, 0, 10, 0)
        low.setSpacing(12)
        low.addStretch(1)
        self.recommended.hide()
        self._buttons = QWidget(self)
        buttons = WrappingRow(self._buttons)
        for button in (self.recommended_button, self.filters_button):
            buttons.addWidget(button)
            button.hide()
        self._buttons.hide()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 12, 0, 8)  # the scroll bar stands at the page's edge
        column.setSpacing(GAP)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(0, 0, SIDE, 0)
        self._above.setSpacing(GAP)
        self._above.addWidget(self._buttons)
        self._above.addWidget(self.recommended)
        self._above.addWidget(self.filters)
        self._above.addWidget(self.typed_bar)
        column.addLayout(self._above)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)

    def _connect_signals(self) -> None:
        self.filters.changed.connect(self._on_filters)
        self.filters_button.clicked.connect(lambda: self._on_button(self.recommended_button))
        self.recommended_button.clicked.connect(lambda: self._on_button(self.filters_button))
        self.recommended.pull.connect(self._pull_confirmation.request_tag)
        self.recommended.chat.connect(self.chat)
        self._theme.changed.connect(self._make_way)
        self.filters.context.connect(self._on_context)
        self.typed_bar.pull.clicked.connect(lambda: self._pull_confirmation.request_text(self._text))
        self.typed_bar.look.clicked.connect(lambda: self.look_up.emit(self._text.strip()))
        self.view.picked.connect(self.on_picked)
        self.nothing.first.clicked.connect(self._on_nothing)
        self.nothing.second.clicked.connect(lambda: self._pull_confirmation.request_text(self._text))
        for button in (self.nothing.third, self.foot.hubs):
            button.clicked.connect(lambda: self.search_hubs.emit(self._text.strip()))
        self.foot.test.clicked.connect(self.test_memory)
        self.foot.sources.clicked.connect(lambda: self.newer.emit(self.foot.sources))

    # Events.

    def take_catalogue(self, event: CatalogueEvent) -> None:
        """Show another catalogue."""
        self._offers.take_search(event.search)
        if event.catalogue is not None:
            self.filters.take_catalogue(event.catalogue)
        self.retranslate()
        self.find_again()
        self._look_ahead()

    def take_computer(self, event: ComputerEvent) -> None:
        """Show the fit for the host's computer as it is now."""
        self._offers.take_computer(event)
        known = event.circumstances is not None
        self.filters.show_fit(known, "" if known else self.tr("The host is another computer: what fits is not known."))
        self.foot.show_computer(event)
        self.retranslate()
        self._make_way()
        self.find_again()
        self._look_ahead()

    def take_recommended(self, event: RecommendedEvent) -> None:
        """Show what is recommended for this computer."""
        if event.context != self._offers.context or not event.known:
            return
        first = self.recommended.is_empty and bool(event.picks)
        self.recommended.show_recommended(event)
        self.recommended.show_installed(self._offers.installed_tags)
        self._make_way()
        if first and not self.recommended_button.isHidden() and not self._offers.has_models and not self._text:
            self.recommended_button.setChecked(True)
        self._show_page()

    def _request_recommended(self) -> None:
        """Request recommendations if what they depend on has changed. Free memory alone is none of it: they would
        change below the pointer."""
        offers, computer = self._offers, self._offers.computer
        if offers.search is None or computer.circumstances is None or not self.isVisible():
            return
        wanted = (offers.search, offers.context, computer.engine, computer.testing, computer.circumstances.speeds)
        if wanted != self._asked:
            self._asked = wanted
            self.recommend.emit(offers.context)

    def _look_ahead(self) -> None:
        """Compute the estimates of all sizes while the event loop is idle, so that no key press waits for them."""
        self._request_recommended()
        catalogue = self._offers.catalogue
        self._ahead = iter(()) if catalogue is None else iter(catalogue.tags)
        self._idle.start(0)

    def _estimate_ahead(self) -> None:
        tags = tuple(islice(self._ahead, FORESEEN))
        for tag in tags:
            self._offers.estimate_of(tag)
        if not tags:
            self._idle.stop()

    def find_again(self, *, figures: bool = True) -> None:
        """Show the cards for the current filters; `figures` as in `CardsModel.find_again`."""
        self.view.cards.find_again(figures=figures)
        if not self.view.cards.rowCount():
            self._show_empty_state()
        self._show_page()

    def _show_page(self) -> None:
        """Show the cards or why there are none; on a low page the filters or what is recommended, while it is open."""
        if self.filters_button.isChecked():
            self._stack.setCurrentIndex(FILTERS)
        elif self.recommended_button.isChecked() and not self.recommended_button.isHidden():
            self._stack.setCurrentIndex(RECOMMENDED)
        else:
            self._stack.setCurrentWidget(self.view if self.view.cards.rowCount() else self.nothing)

    def _make_way(self) -> None:
        """Move the filters and the footer behind a button when the page is too low for them and the cards, and what is
        recommended when there is no height for it as well."""
        room = self.width() - 2 * SIDE
        around = self.filters.heightForWidth(room) + self.foot.heightForWidth(room)
        typed = 0 if self.typed_bar.isHidden() else self.typed_bar.heightForWidth(room) + GAP
        least = around + typed + self._theme.px(LEAST)
        self.recommended.fit_width(room)
        above = self.recommended.heightForWidth(room) + self._theme.px(MORE)
        self._place_recommended(low=self.height() < least + above)
        button = 0 if self.recommended_button.isHidden() else self.recommended_button.sizeHint().height() + GAP
        self._place_filters(low=self.height() < least + button)
        self._buttons.setHidden(self.filters_button.isHidden() and self.recommended_button.isHidden())
        self._show_page()

    def _place_recommended(self, *, low: bool) -> None:
        """Show what is recommended where nothing else was typed, above the filters or behind its button."""
        asked = not self._text.strip() or is_advice_query(self._text)
        wanted = asked and not self.recommended.is_empty and self._offers.computer.circumstances is not None
        self.recommended_button.setVisible(wanted and low)
        column, place = (self._recommended_column, 0) if low else (self._above, 1)
        if not low:
            self.recommended_button.setChecked(False)
        if column.indexOf(self.recommended) < 0:  # moving it would request another layout, without end
            column.insertWidget(place, self.recommended)
        self.recommended.setVisible(wanted)

    def _place_filters(self, *, low: bool) -> None:
        if low != self.filters_button.isHidden():
            return
        self.filters_button.setVisible(low)
        self.filters_button.setChecked(False)
        if low:
            self._low.insertWidget(0, self.filters)
            self._low.insertWidget(1, self.foot)
        else:
            self._above.insertWidget(self._above.indexOf(self.typed_bar), self.filters)
            self._column.addWidget(self.foot)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # the rows of what is recommended have their heights
            self._make_way()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_way()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asked = ()  # other programs may have taken or freed memory meanwhile
        self._request_recommended()

    def refresh_cards(self) -> None:
        """Update the figures of the cards, after models have come or gone."""
        self.view.cards.refresh_figures()
        self.recommended.show_installed(self._offers.installed_tags)

    def set_typed_text(self, text: str) -> None:
        """Take the text of the page's field: a filter, or a name to pull."""
        self._text = text
        self.filters_button.setChecked(False)
        self.recommended_button.setChecked(is_advice_query(text))
        is_name = reads_as_name(text)
        self.typed_bar.setVisible(is_name)
        self._make_way()
        self._offers.set_text(self._offers.known_text(text) if is_name else text)
        self.typed_bar.show_name(text)
        self.find_again(figures=False)

    def _on_filters(self) -> None:
        filters = self.filters
        self._offers.set_query(
            filters.apply_to(self._offers.wanted), filters.narrowing.order, fitting=filters.fits.isChecked()
        )
        self._show_filter_count()
        self.find_again(figures=False)

    def _on_context(self, tokens: int) -> None:
        self._offers.take_context(tokens)
        self.find_again()
        self._look_ahead()

    def _on_button(self, other: Pill) -> None:
        """Show or hide what belongs to a button, in place of the cards and of what belongs to the other one."""
        other.setChecked(False)
        self._show_page()

    def _on_nothing(self) -> None:
        """Show everything again."""
        self.filters.reset_filters()
        self.cleared.emit()

    # Cards.

    def on_picked(self, card: OfferCard, part: CardPart) -> None:
        """Act on a press on a part of a card."""
        match part:
            case CardPart.SIZES:
                self._open_sizes(card)
            case CardPart.PULL if card.installed and card.chats:
                self.chat.emit(card.tag.name)
            case CardPart.PULL if card.share is None and not card.installed:
                self._pull_confirmation.request_tag(card.tag)
            case _:
                self._open_about(card)

    def _open_sizes(self, card: OfferCard) -> None:
        self.menu = Menu(self)
        fill_sizes(self.menu, card.family, self._offers, self._choose_tag, card.tag)
        self.menu.aboutToHide.connect(self._forget_menu)
        open_below(self.menu, self.view.viewport(), self.view.part_of(card.family.id, CardPart.SIZES))

    def _forget_menu(self) -> None:
        self.menu = None

    def _choose_tag(self, tag: Tag) -> None:
        self._offers.choose_tag(tag)
        self.refresh_cards()

    def _open_about(self, card: OfferCard) -> None:
        from teahouse.ui.models.about import AboutTag

        if self.about is not None:
            self.about.close()
        self.about = AboutTag(self._theme, self._offers, card.family, card.tag, self)
        self.about.pull.connect(self._pull_confirmation.request_tag)
        self.about.open_model.connect(self._on_open_model)
        self.about.other_host.connect(self.other_host)
        self.about.destroyed.connect(self._forget_about)
        self.about.show()

    def _on_open_model(self, tag: Tag) -> None:
        self.open_model.emit(self._offers.installed_name(tag) or tag.name)

    def _forget_about(self) -> None:
        self.about = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filters.narrow:
            self.filters.reset_filters()
        else:
            super().keyPressEvent(event)

    # Texts.

    def _show_filter_count(self) -> None:
        count = self.filters.count
        self.filters_button.setText(self.tr("Filters · {n}").format(n=count) if count else self.tr("Filters"))
        self.filters_button.setAccessibleName(self.filters_button.text())
        self.filters_button.updateGeometry()
        self.recommended_button.setText(self.tr("Recommended"))
        self.recommended_button.setAccessibleName(self.tr("Recommended for this computer"))
        self.recommended_button.updateGeometry()

    def _show_empty_state(self) -> None:
        if self._offers.catalogue is None:
            self.nothing.set_texts(self.tr("Reading the catalogue…"), "")
            return
        everything = self.tr("Show everything")
        text = self._offers.wanted.text.strip()
        if not text:
            self.nothing.set_texts(
                self.tr("Nothing like that"), self.tr("No model passes all these filters."), everything
            )
            return
        sentences = [self.tr("Nothing in the catalogue is called “{text}”.").format(text=text)]
        if self.filters.narrow:
            sentences = [self.tr("Nothing called “{text}” passes all these filters.").format(text=text)]
        if could_be := could_be_name(text):
            sentences.append(self.tr("It may be in a registry all the same."))
        pull = self.tr("Pull “{text}”").format(text=text) if could_be else ""
        self.nothing.set_texts(
            self.tr("Not in the catalogue"), " ".join(sentences), everything, pull, self.tr("Search the hubs…")
        )

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self._show_filter_count()
        self.foot.retranslate()
        self.typed_bar.show_name(self._text)
        self._show_empty_state()
        self.view.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.refresh_cards()
