"""The facts of a model in rows: who made it, what it is, how it runs here, and its licence."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from teahouse.core.catalogue import Catalogue, Tag
from teahouse.core.details import Details
from teahouse.core.labs import lab_of
from teahouse.core.model import ModelCard
from teahouse.core.model_structure import ModelStructure
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import lab_name
from teahouse.ui.kit.form import FormRows
from teahouse.ui.kit.labels import Paragraph, breakable
from teahouse.ui.models import words
from teahouse.ui.models.offers import full_name
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

LONGEST = 120  # characters of a licence's first line


def find_tag(catalogue: Catalogue | None, model: str) -> Tag | None:
    """The catalogue's entry of an installed model; None where it has none."""
    wanted = full_name(model)
    tags = catalogue.tags if catalogue is not None and wanted else ()
    return next((tag for tag in tags if wanted in map(full_name, filter(None, (tag.name, *tag.aliases)))), None)


class FactRows(FormRows):
    """Rows of texts; those without a value are left out."""

    def add_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Add a row for each name and value."""
        for name, value in facts:
            if value:
                field = Paragraph(breakable(value))
                label = self.add_field(field)
                label.setText(name)
                label.setProperty("role", "muted")
                label.setAlignment(Qt.AlignmentFlag.AlignTop)


class FactsView(QWidget):
    """Rows of a name and a value; unknown ones are left out. `here` tells how the model runs on this computer."""

    def __init__(
        self,
        theme: Theme,
        card: ModelCard,
        details: Details | None,
        structure: ModelStructure | None,
        catalogue: Catalogue | None,
        here: str,
    ) -> None:
        super().__init__()
        self._card = card
        self._details = details or Details(card.name)
        self._structure = structure
        self._catalogue = catalogue
        rows = FactRows()
        rows.add_facts(self.list_facts(here))
        self.groups = (rows,)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(rows)

    def list_facts(self, here: str) -> list[tuple[str, str]]:
        """All facts as (name, value); an empty value is unknown."""
        details, structure, card = self._details, self._structure, self._card

        def count(value: int | None) -> str:
            return "" if value is None else numbers.whole(value)

        context = details.context_length or card.context_length
        vision = translate("ModelPage", "in a file of its own") if details.has_projector else ""
        return [
            (translate("ModelPage", "Lab"), lab_name(lab_of(card.name))),
            (translate("ModelPage", "Here"), here),
            (translate("ModelPage", "Licence"), self._describe_licence()),
            (translate("ModelPage", "Architecture"), details.architecture or details.family or card.family),
            (translate("ModelPage", "Parameters"), self._describe_parameters()),
            (translate("ModelPage", "Quantisation"), details.quantization or card.quantization),
            (translate("ModelPage", "On disk"), numbers.size(card.size) if card.size else ""),
            (translate("ModelPage", "Blocks"), count(structure.blocks or None) if structure else ""),
            (translate("ModelPage", "Width"), count(details.embedding_length)),
            (
                translate("ModelPage", "Context"),
                translate("ModelPage", "{n} tokens").format(n=numbers.count(context)) if context else "",
            ),
            (translate("ModelPage", "Tokenizer"), self._describe_tokenizer()),
            (translate("ModelPage", "Capabilities"), numbers.in_a_row(self._list_abilities())),
            (translate("ModelPage", "Vision part"), vision),
            (translate("ModelPage", "Digest"), card.digest.removeprefix("sha256:")[:12]),
        ]

    def _describe_licence(self) -> str:
        """The catalogue's summary where it has the model; else the first line of the licence itself."""
        tag = find_tag(self._catalogue, self._card.name)
        if tag is not None and self._catalogue is not None:
            return words.licence_in_full(self._catalogue.licences[tag.licence])
        lines = (" ".join(line.split()) for line in self._details.licence.splitlines())
        first = next((line for line in lines if line), "")
        return first if len(first) <= LONGEST else first[:LONGEST] + "…"

    def _describe_parameters(self) -> str:
        structure = self._structure
        if structure is not None and structure.parameters:
            return numbers.whole(structure.parameters)
        return numbers.parameters(self._details.parameter_size or self._card.parameters)

    def _describe_tokenizer(self) -> str:
        details = self._details
        if details.vocabulary is None or not details.tokenizer:
            return details.tokenizer
        text = translate("ModelPage", "{name}, knows {n} tokens")
        return text.format(name=details.tokenizer, n=numbers.whole(details.vocabulary))

    def _list_abilities(self) -> list[str]:
        details = self._details
        chats = [translate("ModelPage", "chat")] if "completion" in details.capabilities else []
        return chats + words.capabilities(details)
