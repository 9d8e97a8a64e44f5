"""The controls below the editor: attach, think, prompts, the context meter, and Send, or Queue and Stop."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from teahouse.core.conversation import Think
from teahouse.core.model import ModelCard
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import ElidedButton, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme
from teahouse.ui.switcher.choice import ALWAYS, effective_think, think_modes

NEARLY_FULL = 0.9


class ContextMeter(ElidedButton):
    """Shows how many tokens of the context window the conversation and the draft fill; hidden while unknown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="quiet", parent=parent)
        self._used: int | None = None
        self._length: int | None = None
        self._estimated = False
        self.setProperty("role", "figures")
        self._write_text()

    def show_fill(self, used: int | None, length: int | None, *, about: bool) -> None:
        """Show `used` of `length` tokens; `about`: partly estimated."""
        if (used, length, about) != (self._used, self._length, self._estimated):
            self._used, self._length, self._estimated = used, length, about
            self._write_text()

    @property
    def is_over(self) -> bool:
        """Whether more tokens are used than the window has."""
        return self._used is not None and self._length is not None and 0 < self._length < self._used

    def words(self) -> str:
        """The text without the warning."""
        if self._used is None or not self._length:
            return ""
        text = self.tr("{used} of {length}")
        shown = text.format(used=numbers.count(self._used), length=numbers.count(self._length))
        return numbers.about(shown, self._estimated)

    def _write_text(self) -> None:
        text = self.words()
        self.setVisible(bool(text))
        if self._used is None or not self._length:
            return
        self.setText(self._words_with_warning(self._used, self._length).format(meter=text))
        said = self.tr("Context: {meter} tokens").format(meter=text)
        self.setAccessibleName(said)
        self.setToolTip(said + "\n" + self._explain_figures())

    def _words_with_warning(self, used: int, length: int) -> str:
        if self.is_over:
            return self.tr("{meter} · too long")
        if used >= length - 1:
            return self.tr("{meter} · full")
        return self.tr("{meter} · nearly full") if used >= NEARLY_FULL * length else "{meter}"

    def _explain_figures(self) -> str:
        if self.is_over:
            return self.tr("This will probably not fit. Nothing is cut in silence: you will be asked.")
        if self._estimated:
            return self.tr("As the host counted it, and an estimate of what it has not read yet")
        return self.tr("As the host counted it with the last reply")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write_text()


class ThinkButton(QWidget):
    """Chooses the mode of thinking; hidden for models that cannot think, a label for those that always do.

    `chosen` carries True, False, "low", "medium" or "high".
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._modes: tuple[Think, ...] = ()
        self._think: Think = None
        self.button = ElidedButton(parent=self)
        self._always = Muted("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self._always)
        self.button.clicked.connect(self._open_menu)
        self.setFocusProxy(self.button)
        self._write_text()

    def offer_modes(self, card: ModelCard | None, think: Think) -> None:
        """Show the modes of a model with the current one."""
        self._modes = think_modes(card)
        self._think = effective_think(think, self._modes)
        self._write_text()

    @property
    def value(self) -> Think:
        """The mode to send with a message; None where there is no choice."""
        return self._think if len(self._modes) > 1 else None

    def _write_text(self) -> None:
        self.setVisible(bool(self._modes))
        always = self._modes == ALWAYS
        self._always.setVisible(always)
        self.button.setVisible(bool(self._modes) and not always)
        self._always.setText(self.tr("Always thinks"))
        self._always.setToolTip(self.tr("This model cannot be asked not to think"))
        self.button.setText(self.tr("Think: {way} ▾").format(way=self._mode_word(self._think)))
        self.button.setAccessibleName(self.tr("Think: {way}").format(way=self._mode_word(self._think)))

    def _mode_word(self, way: Think) -> str:
        words: dict[Think, str] = {True: self.tr("on"), False: self.tr("off")}
        words |= {"low": self.tr("low"), "medium": self.tr("medium"), "high": self.tr("high")}
        return words.get(way, "")

    def menu(self) -> QMenu:
        """The menu of the modes, the current one checked."""
        menu = Menu(self)
        for way in self._modes:
            action = QAction(self._mode_word(way), menu)
            action.setCheckable(True)
            action.setChecked(way == self._think)
            action.triggered.connect(lambda _checked=False, chosen=way: self._choose_mode(chosen))
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        open_below(self.menu(), self.button)

    def _choose_mode(self, way: Think) -> None:
        self._think = way
        self._write_text()
        self.chosen.emit(way)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write_text()
        super().changeEvent(event)


translate = QCoreApplication.translate


class ComposerControls(QWidget):
    """The row of buttons; the composer connects them."""

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
        theme.changed.connect(self._paint_icons)
        self._paint_icons()
        self._update_texts()

    def set_tab_order(self, field: QWidget) -> None:
        """Set the Tab order from the field on."""
        widgets = (self.attach, self.think.button, self.prompts, self.meter, self.queue, self.stop, self.send)
        for before, after in pairwise((field, *widgets)):
            self.setTabOrder(before, after)

    def show_state(self, *, streaming: bool, something: bool) -> None:
        """Show the buttons for a streaming reply or not; enable them where there is something to send."""
        self.stop.setVisible(streaming)
        self.queue.setVisible(streaming and something)
        self.send.setVisible(not streaming)
        self.send.setEnabled(something)

    def _paint_icons(self) -> None:
        side = self._theme.px(14)
        self.stop.setIcon(icons.make_icon("stop", self._theme.colours.on_accent, side, filled=True))
        self.stop.setIconSize(QSize(side, side))

    def _update_texts(self) -> None:
        self.attach.set_name(translate("Composer", "Attach pictures, text files or PDFs"))
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
            self._update_texts()
        super().changeEvent(event)
