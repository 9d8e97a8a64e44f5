"""The settings about the host: known hosts, address, user, password or token, and the state of the connection.

A password or token is passed to the services once, which store it in the system's keyring; it is neither shown again
nor stored here. Credentials inside an address are moved to their own fields first.
"""

from __future__ import annotations

from urllib.parse import unquote

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from teahouse.core.errors import Trouble
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.host_choice import HostChoice
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice, FormRows
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart
from teahouse.ui.style import Theme

ADDRESS = 14  # letters of an address that are seen at least
ENGINE = "*"  # the built-in engine among the known hosts: no address


class HostForm(SettingsPart):
    """A choice of known hosts, fields for another one with a Connect button, and a line with the result."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._choice = HostChoice(bridge, preferences)
        self._asked = False
        self._event: HostEvent | None = None
        self.known = Choice(theme)
        self.known.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.known.setMinimumContentsLength(ADDRESS)  # addresses have any length
        self.remove_button = IconButton(theme, "trash")
        self.address = QLineEdit("" if preferences.values.use_engine else preferences.values.host)
        self.user, self.token = QLineEdit(), QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.rows = FormRows()
        self._labels = [
            self.rows.add_field(field) for field in (self._make_chooser(), self.address, self.user, self.token)
        ]
        self.connect_button = Button()
        self.fields.addLayout(self.rows)
        self.buttons.addWidget(self.connect_button)
        self._take_apart()
        self.known.chosen.connect(self._choose_host)
        self.remove_button.clicked.connect(self._forget_host)
        self.connect_button.clicked.connect(self.use_address)
        for field in (self.address, self.user, self.token):
            field.returnPressed.connect(self.use_address)
        bridge.subscribe(lambda event: self._on_host(event[-1]), HostEvent)
        bridge.subscribe(lambda event: self._on_trouble(event[-1].trouble), TroubleEvent)
        self.retranslate()

    def _make_chooser(self) -> QWidget:
        chooser = QWidget()
        row = QHBoxLayout(chooser)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.known, 1)
        row.addWidget(self.remove_button)
        chooser.setFocusProxy(self.known)
        return chooser

    def retranslate(self) -> None:
        names = (self.tr("Host"), self.tr("Address"), self.tr("User"), self.tr("Password or token"))
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
        self.address.setPlaceholderText(self.tr("Found by itself"))
        self.user.setPlaceholderText(self.tr("Only where a host asks for one"))
        self.token.setPlaceholderText(self.tr("Only where a host asks for one"))
        for field in (self.address, self.user, self.token):
            field.setToolTip(field.placeholderText())
        self.known.setAccessibleName(self.tr("Known hosts"))
        self.address.setAccessibleName(self.tr("Address of the host"))
        self.user.setAccessibleName(self.tr("User at the host"))
        self.token.setAccessibleName(self.tr("Password or token for the host"))
        self.remove_button.set_name(self.tr("Forget this host"))
        self.connect_button.setText(self.tr("Connect"))
        self.hint.setText(
            self.tr(
                "Leave the address empty to use Ollama on this computer or the built-in engine; begin it with https:// "
                "for a connection nobody can listen to. A password or token is kept in the system's keyring and never "
                "shown again."
            )
        )
        self._fill_hosts()
        if self._event is not None:
            self._on_host(self._event)

    def show_current(self) -> None:
        """Show the current host, which can be changed elsewhere, too."""
        if self._current() != self.known.currentData():
            self.address.setText("" if self._preferences.values.use_engine else self._preferences.values.host)
            self._fill_hosts()

    def _current(self) -> str:
        return ENGINE if self._preferences.values.use_engine else self._preferences.values.host

    def _fill_hosts(self) -> None:
        values = self._preferences.values
        known = [(address, address) for address in values.hosts]
        found, engine = ("", self.tr("Found by itself on this computer")), (ENGINE, self.tr("Built-in engine"))
        self.known.set_choices([found, engine, *known], self._current())
        self.known.setToolTip(self.known.currentText())
        self.remove_button.setEnabled(self._current() not in ("", ENGINE))

    def _choose_host(self, address: str) -> None:
        self.user.clear()
        self.token.clear()
        if address == ENGINE:
            self.address.clear()
            self._asked = True
            self._choice.use_engine()
            self._fill_hosts()
            return
        self.address.setText(address)
        self.use_address()

    def _forget_host(self) -> None:
        """Forget the current host and its password, and use the host on this computer."""
        address = self._preferences.values.host
        others = tuple(other for other in self._preferences.values.hosts if other != address)
        self._preferences.change(hosts=others)
        self._bridge.run_command(lambda s: s.hosts.forget_secret(address))
        self._choose_host("")

    def _take_apart(self) -> None:
        """Move user and password from the address to their own fields."""
        address, user, password = split_credentials(self.address.text().strip())
        self.address.setText(address)
        if user:
            self.user.setText(user)
            self.token.setText(password)

    def use_address(self) -> None:
        """Connect to the typed host: store the address, pass on the credentials and clear them."""
        self._take_apart()
        address, user, token = self.address.text(), self.user.text().strip(), self.token.text().strip()
        self.token.clear()
        self._asked = True
        self._choice.use_host(address, token, user)
        self._fill_hosts()

    def _on_host(self, event: HostEvent) -> None:
        self._event = event
        self.show_current()
        if not self._asked:
            return
        values = self._preferences.values
        if event.state is HostState.READY and values.host and values.host not in values.hosts:
            self._preferences.change(hosts=(*values.hosts, values.host))
            self._fill_hosts()
        self.answer.show_status(self._state_text(event), bad=event.trouble is not None)

    def _on_trouble(self, trouble: Trouble) -> None:
        """Show a trouble with the keyring also here, where the token was typed."""
        if self._asked:
            self.answer.show_status(troubles.sentence(trouble), bad=True)

    def _state_text(self, event: HostEvent) -> str:
        if event.trouble is not None:
            return troubles.sentence(event.trouble)
        match event.state:
            case HostState.SEARCHING if event.asks_keyring:
                return self.tr("Waiting for the system's keyring…")
            case HostState.SEARCHING | HostState.STARTING:
                return self.tr("Connecting…")
            case HostState.READY if event.engine:
                return self.tr("Connected to the built-in engine.")
            case HostState.READY:
                return self.tr("Connected to Ollama {version}.").format(version=event.version)
            case _:
                return self.tr("Cannot reach {address}").format(address=event.address)


def split_credentials(typed: str) -> tuple[str, str, str]:
    """An address as typed without its user and password, the user, and the password."""
    before, separator, rest = typed.partition("://")
    scheme, rest = (f"{before}://", rest) if separator else ("", typed)
    userinfo, at, place = rest.rpartition("@")
    if not at:
        return typed, "", ""
    user, _, password = userinfo.partition(":")
    return f"{scheme}{place}", unquote(user), unquote(password)
