"""The foot of the sidebar: which host answers, what it has in memory, and what to do when none answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from teahouse.services.events import HostEvent, HostState, MemoryEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import ElidedButton
from teahouse.ui.kit.shift_guard import ShiftGuard
from teahouse.ui.preferences import Preferences
from teahouse.ui.sidebar.host_button import HostButton
from teahouse.ui.sidebar.memory import MemoryButton
from teahouse.ui.style import Theme

WITHOUT_ANSWER = (HostState.LOST, HostState.FAILED)


class HostFooter(QWidget):
    """Shows HostEvent and MemoryEvent; its buttons ask the services. `other_host`: one that is not known is wanted."""

    other_host = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._event = HostEvent(HostState.SEARCHING)
        self._popup = None
        self.host = HostButton(theme)
        self._retry = ElidedButton()
        self._start = ElidedButton()
        self._engine = ElidedButton()
        self._memory = MemoryButton(theme)
        self._place()
        ShiftGuard(self)
        self._connect()
        self._retranslate()

    def _place(self) -> None:
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(line)
        layout.addWidget(self.host)
        for button in (self._retry, self._start, self._engine):
            layout.addWidget(button)
        layout.addWidget(self._memory)

    def _connect(self) -> None:
        self.host.clicked.connect(self._open_hosts)
        self._retry.clicked.connect(lambda: self._bridge.ask(lambda s: s.hosts.retry()))
        self._start.clicked.connect(lambda: self._bridge.ask(lambda s: s.hosts.start_ollama()))
        self._engine.clicked.connect(self._use_engine)
        self._memory.clicked.connect(self._open_loaded)
        self._bridge.listen(lambda event: self.show_host(event[-1]), HostEvent)
        self._bridge.listen(lambda event: self.show_memory(event[-1]), MemoryEvent)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def show_host(self, event: HostEvent) -> None:
        """Take the host's state; what can be done about it is offered, nothing else is."""
        self._event = event
        self._retranslate()

    def show_memory(self, event: MemoryEvent) -> None:
        """Take what is in memory."""
        self._memory.show_memory(event)
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_memory(event)

    def _retranslate(self) -> None:
        event = self._event
        silent = event.state in WITHOUT_ANSWER
        self.host.show_host(event.state, self.words(), troubles.sentence(event.trouble) if event.trouble else "")
        self._retry.setText(self.tr("Retry"))
        self._start.setText(self.tr("Start Ollama"))
        self._engine.setText(self.tr("Use the built-in engine"))
        self._retry.setVisible(silent)
        self._start.setVisible(event.can_start_ollama and (silent or event.engine))
        self._engine.setVisible(silent and event.can_use_engine)
        self._memory.setVisible(event.state == HostState.READY)

    def words(self) -> str:
        """What the line says about the host."""
        event = self._event
        address = event.address.removeprefix("http://").rstrip("/")
        match event.state:
            case HostState.SEARCHING if event.asks_keyring:
                return self.tr("Waiting for the keyring…")
            case HostState.SEARCHING:
                return self.tr("Looking for a host…")
            case HostState.STARTING:
                return self.tr("Starting the built-in engine…") if event.engine else self.tr("Starting Ollama…")
            case HostState.READY:
                name = self.tr("Built-in engine") if event.engine else f"Ollama {event.version}".strip()
                return name + " · " + (self.tr("this computer") if event.local else address)
            case HostState.LOST | HostState.FAILED:
                return self._silence(address)

    def _silence(self, address: str) -> str:
        if self._event.engine:
            return self.tr("The built-in engine does not answer")
        return self.tr("Cannot reach {address}").format(address=address) if address else self.tr("No host found")

    def menu(self) -> QMenu:
        """The hosts there are to choose from."""
        from teahouse.ui.sidebar.host_menu import host_menu

        values = self._preferences.values
        known = dict.fromkeys((*values.hosts, *((values.host,) if values.host else ())))
        chosen = None if self._event.engine else values.host
        return host_menu(self, known, chosen, self._use, self._use_engine, self.other_host.emit)

    def _use(self, address: str) -> None:
        self._preferences.change(host=address)
        self._bridge.ask(lambda s: s.hosts.use(address))

    def _use_engine(self) -> None:
        self._bridge.ask(lambda s: s.hosts.use_engine())

    def _open_hosts(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.host.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _open_loaded(self) -> None:
        from teahouse.ui.sidebar.loaded import LoadedPopup

        if self._popup is None:
            self._popup = LoadedPopup(self._theme, self)
            self._popup.unload.connect(lambda model: self._bridge.ask(lambda s: s.library.unload(model)))
            self._popup.keep.connect(lambda model, stays: self._bridge.ask(lambda s: s.library.keep(model, stays)))
            self._popup.look.connect(lambda: self._bridge.ask(lambda s: s.library.weigh()))
        self._popup.show_memory(self._memory.latest)
        self._popup.open_at(self._memory)
