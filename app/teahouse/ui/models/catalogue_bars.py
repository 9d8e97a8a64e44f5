"""Two bars of the catalogue page: the one for a typed name of a model, and the footer with the facts' date and age."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.services.catalogue.events import ComputerEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.models.catalogue_facts import CatalogueFacts
from teahouse.ui.models.offers import Offers


class TypedNameBar(QWidget):
    """Shown while the text of the page's field is a model's name: `look` shows the model first, `pull` pulls it."""

    def __init__(self, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers = offers
        self.words = ElidedLabel("", self)
        self.look, self.pull = (Button(parent=self) for _ in range(2))
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = WrappingRow(self)
        for widget in (self.words, self.look, self.pull):
            row.addWidget(widget)

    def show_name(self, typed: str) -> None:
        """Set the texts for what was typed, in the current language."""
        catalogue, text = self._offers.catalogue, typed.strip()
        gone = catalogue.find_gone(text) if catalogue is not None else None
        if gone is not None:
            words = self.tr("“{text}” ran on ollama.com, where it was last seen on {date}.")
            self.words.setText(words.format(text=text, date=numbers.date(gone.last_seen)))
        else:
            self.words.setText(self.tr("“{text}” is a name: it can be pulled as it is.").format(text=text))
        self.look.setText(self.tr("Look first"))
        self.look.setToolTip(self.tr("What it is, how big, and whether it would run here"))
        self.pull.setText(self.tr("Pull it"))


class CatalogueFooter(QWidget):
    """The number of sizes, the date and age of the facts; `test` measures the memory, `hubs` opens the search in the
    model hubs, `sources` the menu of other lists."""

    def __init__(self, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers = offers
        self.facts = CatalogueFacts(self)
        self.test, self.hubs, self.sources = (Button(kind="quiet") for _ in range(3))
        row = WrappingRow(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addWidget(self.facts)
        row.add_group(self.test, self.hubs, self.sources)

    def show_computer(self, event: ComputerEvent) -> None:
        """Offer the test of memory where the host is this computer, and no other test runs."""
        self.test.setVisible(event.circumstances is not None)
        self.test.setEnabled(not event.testing)

    def retranslate(self) -> None:
        """Set all texts in the current language, for the catalogue and the computer as they are now."""
        self.facts.show_catalogue(self._offers.catalogue)
        self._show_test()
        self.hubs.setText(self.tr("Search the hubs…"))
        self.hubs.setToolTip(
            self.tr("Search Hugging Face or ModelScope; nothing is sent before you press Search there")
        )
        self.sources.setText(self.tr("Another list…"))
        self.sources.setToolTip(self.tr("Load a newer catalogue from a file or an address"))

    def _show_test(self) -> None:
        computer = self._offers.computer
        rate = computer.circumstances.speeds.ram if computer.circumstances else None
        if computer.testing:
            text = self.tr("Testing memory…")
        else:
            text = self.tr("Test again") if rate else self.tr("Test this computer’s speed")
        tip = self.tr("Takes about two seconds; then every card says how fast the model will write here")
        if rate:
            tip = self.tr("Memory was read at {size} a second: what the speeds on the cards rest on. {tip}").format(
                size=numbers.size(round(rate)), tip=self.tr("Test again when the computer was busy.")
            )
        self.test.setText(text)
        self.test.setToolTip(tip)
