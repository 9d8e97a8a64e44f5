"""The part of the settings about the host: its address, a token it may want, and whether it answers.

A token goes to the services once and from there into the system's keyring; it is not shown again, nor kept here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.services.news import HostNews, HostState, TroubleNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Rows
from teahouse.ui.kit.labels import Muted
from teahouse.ui.preferences import Preferences


class HostForm(QWidget):
    """Address and token with a Connect button; the line below says what came of it."""

    def __init__(self, bridge: Bridge, preferences: Preferences) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._asked = False
        self._news: HostNews | None = None
        self.address = QLineEdit(preferences.values.host)
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.connect_button = Button()
        self.hint = Muted()
        self.answer = QLabel()
        self.rows = Rows()
        self._labels = (self.rows.add(self.address), self.rows.add(self.token))
        self._place()
        self.connect_button.clicked.connect(self.use)
        self.address.returnPressed.connect(self.use)
        self.token.returnPressed.connect(self.use)
        bridge.listen(lambda news: self._on_host(news[-1]), HostNews)
        bridge.listen(lambda news: self._on_trouble(news[-1].trouble), TroubleNews)
        self._retranslate()

    def _place(self) -> None:
        for label in (self.hint, self.answer):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        below = QHBoxLayout()
        below.addWidget(self.answer, 1)
        below.addWidget(self.connect_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.rows)
        layout.addWidget(self.hint)
        layout.addLayout(below)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        address, token = self._labels
        address.setText(self.tr("Address"))
        token.setText(self.tr("Token"))
        self.address.setPlaceholderText(self.tr("Found by itself"))
        self.token.setPlaceholderText(self.tr("Only where a host asks for one"))
        self.address.setAccessibleName(self.tr("Address of the host"))
        self.token.setAccessibleName(self.tr("Token for the host"))
        self.connect_button.setText(self.tr("Connect"))
        self.hint.setText(
            self.tr(
                "Leave the address empty to use Ollama on this computer or the built-in engine. "
                "A token is kept in the system's keyring and never shown again."
            )
        )
        if self._news is not None:
            self._on_host(self._news)

    def use(self) -> None:
        """Use the host as typed: keep the address, hand the token on and forget it."""
        address, token = self.address.text().strip(), self.token.text().strip()
        self.token.clear()
        self._asked = True
        self._preferences.change(host=address)
        self._bridge.ask(lambda s: s.hosts.use(address, token))

    def _on_host(self, news: HostNews) -> None:
        self._news = news
        if self._asked:
            self._say(self._words(news), news.trouble is not None)

    def _on_trouble(self, trouble: Trouble) -> None:
        """A keyring that refuses the token is told here too, where it was typed."""
        if self._asked:
            self._say(troubles.sentence(trouble), True)

    def _say(self, text: str, bad: bool) -> None:
        self.answer.setProperty("role", "danger" if bad else "muted")
        self.answer.style().polish(self.answer)
        self.answer.setText(text)

    def _words(self, news: HostNews) -> str:
        if news.trouble is not None:
            return troubles.sentence(news.trouble)
        match news.state:
            case HostState.SEARCHING | HostState.STARTING:
                return self.tr("Connecting…")
            case HostState.READY if news.engine:
                return self.tr("Connected to the built-in engine.")
            case HostState.READY:
                return self.tr("Connected to Ollama {version}.").format(version=news.version)
            case _:
                return self.tr("Cannot reach {address}").format(address=news.address)
