"""The context meter beside Send: how much of the window the conversation and what is being typed fill; a click offers
what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import ElidedButton

NEARLY_FULL = 0.9


class ContextMeter(ElidedButton):
    """Hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="quiet", parent=parent)
        self._used: int | None = None
        self._length: int | None = None
        self._about = False
        self.setProperty("role", "figures")
        self._write()

    def show_fill(self, used: int | None, length: int | None, *, about: bool) -> None:
        """`used` of `length` tokens; `about` where a part of it is only estimated."""
        if (used, length, about) != (self._used, self._length, self._about):
            self._used, self._length, self._about = used, length, about
            self._write()

    @property
    def is_over(self) -> bool:
        """Whether it will not fit."""
        return self._used is not None and bool(self._length) and self._used > self._length

    def words(self) -> str:
        """What the meter says, without what follows from it."""
        if self._used is None or not self._length:
            return ""
        text = self.tr("{used} of {length}")
        shown = text.format(used=numbers.count(self._used), length=numbers.count(self._length))
        return numbers.about(shown, self._about)

    def _write(self) -> None:
        text = self.words()
        self.setVisible(bool(text))
        if not text:
            return
        self.setText(self._warning().format(meter=text))
        said = self.tr("Context: {meter} tokens").format(meter=text)
        self.setAccessibleName(said)
        self.setToolTip(said + "\n" + self._meaning())

    def _warning(self) -> str:
        if self.is_over:
            return self.tr("{meter} · too long")
        if self._used >= self._length - 1:
            return self.tr("{meter} · full")
        return self.tr("{meter} · nearly full") if self._used >= NEARLY_FULL * self._length else "{meter}"

    def _meaning(self) -> str:
        if self.is_over:
            return self.tr("This will probably not fit. Nothing is cut in silence: you will be asked.")
        if self._about:
            return self.tr("As the host counted it, and an estimate of what it has not read yet")
        return self.tr("As the host counted it with the last reply")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
