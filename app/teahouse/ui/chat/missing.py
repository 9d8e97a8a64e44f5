"""Said instead of examples where no model is installed: which one fits this computer, and how to get it today."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.services.news import HostNews
from teahouse.ui.chat.suggestions import suggestion
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button


class Missing(QFrame):
    """No model is here: which one fits, and what can be done today to get it. `retry`: look again."""

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[HostNews, int] | None = None
        self.setProperty("role", "bar")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.command = QLabel(self)
        self.command.setProperty("role", "code")
        self.command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = Button(parent=self)
        self.again = Button(kind="primary", parent=self)
        for label in (self.text, self.command):
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.addWidget(self.command, 1)
        row.addWidget(self.copy)
        row.addWidget(self.again)
        column.addWidget(self.text)
        column.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.command.text()))
        self.again.clicked.connect(self.retry)

    def show_for(self, host: HostNews, total: int) -> None:
        """Advise for this host on a computer with `total` bytes of memory (0: not known)."""
        self._shown = (host, total)
        fits = suggestion(total if host.local else 0)
        facts = {"model": fits.model, "size": numbers.size(fits.size), "need": numbers.size(fits.need)}
        self.text.setText(self._advice(host).format(**facts))
        self.command.setText(f"ollama pull {fits.model}")
        self.copy.setText(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the command"))
        self.again.setText(self.tr("Look again"))

    def _advice(self, host: HostNews) -> str:
        if host.engine and host.can_start_ollama:
            return self.tr(
                "The built-in engine is ready but has no model yet, and this version cannot fetch one by itself. "
                "Ollama is installed here: start it and fetch a model with the command below. {model} fits this "
                "computer ({size} to download, about {need} of memory)."
            )
        if host.engine:
            return self.tr(
                "The built-in engine is ready but has no model yet, and this version cannot fetch one by itself. "
                "Install Ollama from ollama.com and fetch a model with the command below: {model} fits this computer "
                "({size} to download, about {need} of memory). Teahouse will then use Ollama."
            )
        return self.tr(
            "No model is installed on this host yet. {model} fits well: {size} to download, about {need} of memory. "
            "Fetch it in a terminal with the command below, then look again."
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self.show_for(*self._shown)
        super().changeEvent(event)
