"""The control that says how much a model thinks: there only where the model can, a plain word where it always does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from teahouse.core.conversation import Think
from teahouse.core.model import ModelCard
from teahouse.ui.kit.buttons import ElidedButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.menus import Menu, open_below
from teahouse.ui.style import Theme
from teahouse.ui.switcher.thinking import ALWAYS, effective, ways


class ThinkButton(QWidget):
    """`chosen` carries True, False, "low", "medium" or "high"."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ways: tuple[Think, ...] = ()
        self._think: Think = None
        self.button = ElidedButton(parent=self)
        self._always = Muted("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self._always)
        self.button.clicked.connect(self._open)
        self.setFocusProxy(self.button)
        self._write()

    def offer(self, card: ModelCard | None, think: Think) -> None:
        """Show this model's ways, with the one in force."""
        self._ways = ways(card)
        self._think = effective(think, self._ways)
        self._write()

    @property
    def value(self) -> Think:
        """What to send with a message: None where there is nothing to choose."""
        return self._think if len(self._ways) > 1 else None

    def _write(self) -> None:
        self.setVisible(bool(self._ways))
        always = self._ways == ALWAYS
        self._always.setVisible(always)
        self.button.setVisible(bool(self._ways) and not always)
        self._always.setText(self.tr("Always thinks"))
        self._always.setToolTip(self.tr("This model cannot be asked not to think"))
        self.button.setText(self.tr("Think: {way} ▾").format(way=self._word(self._think)))
        self.button.setAccessibleName(self.tr("Think: {way}").format(way=self._word(self._think)))

    def _word(self, way: Think) -> str:
        match way:
            case True:
                return self.tr("on")
            case False:
                return self.tr("off")
            case "low":
                return self.tr("low")
            case "medium":
                return self.tr("medium")
            case "high":
                return self.tr("high")
            case _:
                return ""

    def menu(self) -> QMenu:
        """The ways to choose from, the one in force marked."""
        menu = Menu(self)
        for way in self._ways:
            action = QAction(self._word(way), menu)
            action.setCheckable(True)
            action.setChecked(way == self._think)
            action.triggered.connect(lambda _checked=False, chosen=way: self._choose(chosen))
            menu.addAction(action)
        return menu

    def _open(self) -> None:
        open_below(self.menu(), self.button)

    def _choose(self, way: Think) -> None:
        self._think = way
        self._write()
        self.chosen.emit(way)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)
