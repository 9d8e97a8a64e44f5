"""The row below the composer's field: attach, think, prompts, the context meter, and Queue, Stop or Send.

While a reply streams there is Stop, and a second button that queues what has been typed.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QWidget

from teahouse.ui.chat.meter import ContextMeter
from teahouse.ui.chat.think_button import ThinkButton
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import ElidedButton, IconButton
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme

translate = QCoreApplication.translate


class Controls(QWidget):
    """Buttons for whoever joins them: what they do is not known here."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.attach = IconButton(theme, "plus", quiet=False)
        self.think = ThinkButton(theme, self)
        self.prompts = ElidedButton(parent=self)
        self.meter = ContextMeter(self)
        self.queue = ElidedButton(parent=self)
        self.stop = ElidedButton(kind="primary", parent=self)
        self.send = ElidedButton(kind="primary", parent=self)
        row = WrappingRow(self)
        row.add_group(self.attach, self.think, self.prompts)
        row.add_stretch()
        row.addWidget(self.meter)
        row.add_group(self.queue, self.stop, self.send)
        theme.changed.connect(self._recolour)
        self._recolour()
        self._retranslate()

    def follow(self, field: QWidget) -> None:
        """Be reached by Tab from the field on, in the order they stand."""
        widgets = (self.attach, self.think.button, self.prompts, self.meter, self.queue, self.stop, self.send)
        for before, after in pairwise((field, *widgets)):
            self.setTabOrder(before, after)

    def show_state(self, *, streaming: bool, something: bool) -> None:
        """Whether a reply streams, and whether there is something to send."""
        self.stop.setVisible(streaming)
        self.queue.setVisible(streaming and something)
        self.send.setVisible(not streaming)
        self.send.setEnabled(something)

    def _recolour(self) -> None:
        side = self._theme.px(14)
        self.stop.setIcon(icons.icon("stop", self._theme.colours.on_accent, side, filled=True))
        self.stop.setIconSize(QSize(side, side))

    def _retranslate(self) -> None:
        self.attach.rename(translate("Composer", "Attach pictures, text files or PDFs"))
        self.prompts.setText(translate("Composer", "/ Prompts"))
        self.prompts.setToolTip(translate("Composer", "Saved prompts; type / at the beginning of a message"))
        self.queue.setText(translate("Composer", "Queue"))
        self.queue.setToolTip(translate("Composer", "Send it as soon as the reply is over"))
        self.stop.setText(translate("Composer", "Stop"))
        self.stop.setToolTip(translate("Composer", "Stop the reply; what has arrived is kept (Esc)"))
        self.send.setText(translate("Composer", "Send"))
        self.send.setToolTip(translate("Composer", "Ctrl+Enter always sends"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
