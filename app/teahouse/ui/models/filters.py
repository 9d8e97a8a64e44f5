"""The filters of the catalogue: rows of pills for labs and uses, requirements, context, and fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QMenu, QSlider, QWidget

from teahouse.catalogue.search import Order, SearchQuery
from teahouse.core.catalogue import Catalogue
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import in_ours, lab_name
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.pills import HEIGHT as PILL_HEIGHT
from teahouse.ui.kit.pills import Pill, PillRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.models import words
from teahouse.ui.models.offers import CONTEXTS
from teahouse.ui.style import Theme


class Term(Enum):
    """A requirement that a model meets or not."""

    COMMERCIAL = auto()
    DOWNLOADABLE = auto()
    ENGINE = auto()


class Narrowing(Retranslated, Pill):
    """A pill with a menu: required capabilities, other requirements, and the order of the cards.

    `changed`: another entry was chosen; `apply_to` adds the choice to a `SearchQuery`.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, menu=True, parent=parent)
        self.order = Order.BEST
        self._terms: frozenset[Term] = frozenset()
        self._abilities: frozenset[str] = frozenset()
        self._offered: tuple[str, ...] = ()
        self.menu: QMenu | None = None
        self.clicked.connect(self._open_menu)
        self.retranslate()

    @property
    def count(self) -> int:
        """The number of requirements."""
        return len(self._terms) + len(self._abilities)

    @property
    def narrow(self) -> bool:
        """Whether there is any requirement."""
        return self.count > 0

    def take_catalogue(self, catalogue: Catalogue) -> None:
        """Take the capabilities of a catalogue."""
        there = {ability for tag in catalogue.tags for ability in tag.capabilities}
        self._offered = tuple(name for name, _ in words.abilities() if name in there)

    def apply_to(self, query: SearchQuery) -> SearchQuery:
        """The query with the requirements."""
        return replace(
            query,
            capabilities=self._abilities,
            commercial=Term.COMMERCIAL in self._terms,
            downloadable=Term.DOWNLOADABLE in self._terms,
            engine=Term.ENGINE in self._terms,
        )

    def reset_terms(self) -> None:
        """Remove all requirements; the order stays."""
        self._terms, self._abilities = frozenset(), frozenset()
        self.retranslate()

    # Menus.

    def _open_menu(self) -> None:
        self.menu = menu = Menu(self)
        menu.aboutToHide.connect(self._forget_menu)
        for name, text in words.abilities():
            if name in self._offered:
                title = text[:1].upper() + text[1:]
                self._add_action(menu, title, name in self._abilities, partial(self._flip_ability, name))
        menu.addSeparator()
        for term in Term:
            self._add_action(menu, self._term_text(term), term in self._terms, partial(self._flip_term, term))
        menu.addSeparator()
        group = QActionGroup(menu)
        for order in Order:
            choose = partial(self._choose_order, order)
            group.addAction(self._add_action(menu, self._order_text(order), order is self.order, choose))
        open_below(menu, self)
        self._show_state()

    def _forget_menu(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = None

    def _add_action(self, menu: QMenu, text: str, on: bool, do: Callable[[], None]) -> QAction:
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _on: do())
        menu.addAction(action)
        return action

    def _flip_ability(self, name: str) -> None:
        self._abilities ^= {name}
        self._announce_change()

    def _flip_term(self, term: Term) -> None:
        self._terms ^= {term}
        self._announce_change()

    def _choose_order(self, order: Order) -> None:
        self.order = order
        self._announce_change()

    def _announce_change(self) -> None:
        self.retranslate()
        self.changed.emit()

    # Words.

    def _term_text(self, term: Term) -> str:
        match term:
            case Term.COMMERCIAL:
                return self.tr("May be used in business")
            case Term.DOWNLOADABLE:
                return self.tr("Can be downloaded")
        return self.tr("Runs on the built-in engine")

    def _order_text(self, order: Order) -> str:
        match order:
            case Order.NAME:
                return self.tr("By name")
            case Order.NEWEST:
                return self.tr("Newest first")
            case Order.SMALLEST:
                return self.tr("Smallest first")
            case Order.LARGEST:
                return self.tr("Largest first")
        return self.tr("By lab")

    def _show_state(self) -> None:
        """Check the pill exactly while something is chosen; a click alone does not."""
        self.setChecked(self.narrow or self.order is not Order.BEST)

    def retranslate(self) -> None:
        self.setText(self.tr("Filter · {n}").format(n=self.count) if self.count else self.tr("Filter"))
        tip = self.tr("What a model must be able to do, and the order: {order}")
        self.setToolTip(tip.format(order=self._order_text(self.order)))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self.toolTip())
        self._show_state()
        self.updateGeometry()


SLIDER, SHORT_SLIDER = 120, 60


class CatalogueFilters(Retranslated, QWidget):
    """`changed`: another filter was chosen; `context` carries tokens."""

    changed = Signal()
    context = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._catalogue: Catalogue | None = None
        self.labs_label, self.uses_label, self.context_label = Muted("", self), Muted("", self), Muted("", self)
        self.labs = PillRow(theme, self)
        self.uses = PillRow(theme, self, whole=False)
        self.narrowing = Narrowing(theme, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, len(CONTEXTS) - 1)
        self.slider.setValue(1)
        self.slider.setPageStep(1)
        self.fits = Pill(theme, mark=True, parent=self)
        self._lay_out()
        theme.changed.connect(self._apply_style)
        self.labs.chosen.connect(lambda _id: self.changed.emit())
        self.uses.chosen.connect(lambda _id: self.changed.emit())
        self.narrowing.changed.connect(self.changed)
        self.fits.clicked.connect(lambda _on: self.changed.emit())
        self.slider.valueChanged.connect(self._on_slider)
        self.retranslate()

    def _lay_out(self) -> None:
        row = WrappingRow()
        row.addWidget(self.uses)
        row.addWidget(self.narrowing)
        row.add_group(self.context_label, self.slider)
        row.addWidget(self.fits)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.labs_label, 0, 0)
        grid.addWidget(self.labs, 0, 1)
        grid.addWidget(self.uses_label, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(row, 1, 1)
        self._apply_style()

    def _apply_style(self) -> None:
        """Set the sizes that depend on the text size."""
        self.uses_label.setFixedHeight(self._theme.px(PILL_HEIGHT))  # in the middle of its row's first line
        self.slider.setMinimumWidth(self._theme.px(SHORT_SLIDER))
        self.slider.setMaximumWidth(self._theme.px(SLIDER))

    @property
    def tokens(self) -> int:
        """The chosen context."""
        return CONTEXTS[self.slider.value()]

    def take_catalogue(self, catalogue: Catalogue) -> None:
        """Take the labs, uses and capabilities of a catalogue."""
        self._catalogue = catalogue
        self.narrowing.take_catalogue(catalogue)
        self.retranslate()

    def show_fit(self, known: bool, why: str) -> None:
        """Enable the filters by fit if it is `known`; `why` not, for the tool tip."""
        for widget in (self.fits, self.slider, self.context_label):
            widget.setEnabled(known)
            widget.setToolTip(why)

    def reset_filters(self) -> None:
        """Remove all filters."""
        self.labs.choose_value("")
        self.uses.choose_value("")
        self.fits.setChecked(False)
        self.narrowing.reset_terms()
        self.changed.emit()

    def apply_to(self, query: SearchQuery) -> SearchQuery:
        """The query with all filters except the fit."""
        return self.narrowing.apply_to(replace(query, lab=self.labs.value, use=self.uses.value))

    @property
    def count(self) -> int:
        """The number of filters."""
        return sum(map(bool, (self.labs.value, self.uses.value, self.fits.isChecked()))) + self.narrowing.count

    @property
    def narrow(self) -> bool:
        """Whether anything is filtered."""
        return self.count > 0

    def _on_slider(self, _value: int) -> None:
        self._say_context()
        self.context.emit(self.tokens)

    def _say_context(self) -> None:
        text = self.tr("Context {n}").format(n=numbers.count(self.tokens))
        self.context_label.setText(text)
        self.slider.setAccessibleName(text)

    def retranslate(self) -> None:
        labs = self._catalogue.labs if self._catalogue else ()
        uses = self._catalogue.uses if self._catalogue else {}
        self.labs_label.setText(self.tr("Labs"))
        self.uses_label.setText(self.tr("For"))
        more = self.tr("More")
        self.labs.set_choices([("", self.tr("All")), *((lab.id, lab_name(lab)) for lab in labs)], more)
        self.uses.set_choices(
            [("", self.tr("Everything")), *((use, in_ours(text)) for use, text in uses.items())], more
        )
        self.fits.setText(self.tr("Fits here"))
        self._say_context()
