"""The line below the catalogue: how many sizes it has, and how old its facts are."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.core.catalogue import Catalogue
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.labels import ElidedLabel

OLD_DAYS = 60  # after them models, sizes and licences may have changed


class CatalogueFacts(ElidedLabel):
    """It warns of old facts in words and colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setProperty("role", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_catalogue(self, catalogue: Catalogue | None) -> None:
        """Show the facts of a catalogue as of today."""
        if catalogue is None:
            self.setText("")
            return
        count = self.tr("%n size(s)", "", len(catalogue.tags))
        text = self.tr("{count}, facts of {date}").format(count=count, date=numbers.date(catalogue.date))
        age = QDate.fromString(catalogue.date, "yyyy-MM-dd").daysTo(QDate.currentDate())
        if age > OLD_DAYS:
            text = self.tr("{facts}: %n day(s) old, so some may have changed", "", age).format(facts=text)
        elif age > 0:
            text = self.tr("{facts}, %n day(s) old", "", age).format(facts=text)
        self.setText(text)
        self._set_role("warn" if age > OLD_DAYS else "muted")

    def _set_role(self, role: str) -> None:
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
