"""The settings about the host: known hosts, address, user, password or token, and the state of the connection.

A password or token is passed to the services once, which store it in the system's keyring; it is neither shown again
nor stored here. Credentials inside an address are moved to their own fields first.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.host import HostKind, HostProfile, HostRoute, check_proxy, read_profile, write_profile
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.host_choice import HostChoice
from teahouse.ui.host_words import host_name
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice, FormRows
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart
from teahouse.ui.style import Theme

ADDRESS = 14  # letters of an address that are seen at least
ENGINE = "*"  # the built-in engine among the known hosts: no address


class HostForm(SettingsPart):
    """A choice of known hosts, fields for another one with a Connect button, and a line with the result.

    What a host speaks is detected when it answers for the first time, and stored with its address.
    """

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._choice = HostChoice(bridge, preferences)
        self._asked = False
        self._event: HostEvent | None = None
        self.known = Choice(theme)
        self.known.allow_elision(ADDRESS)  # addresses have any length
        self.remove_button = IconButton(theme, "trash")
        self.address = QLineEdit("" if preferences.values.use_engine else preferences.values.host)
        self.user, self.token = QLineEdit(), QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.kind = Choice(theme)
        self.certificates = QLineEdit()
        self.certificates_button = IconButton(theme, "file")
        self.proxy = LineField()
        self.rows = FormRows()
        fields = (
            _make_row(self.known, self.remove_button),
            self.address,
            self.kind,
            self.user,
            self.token,
            _make_row(self.certificates, self.certificates_button),
            self.proxy,
        )
        self._labels = [self.rows.add_field(field) for field in fields]
        self.connect_button = Button()
        self.fields.addLayout(self.rows)
        self.buttons.addWidget(self.connect_button)
        self._take_apart()
        self.known.chosen.connect(self._choose_host)
        self.remove_button.clicked.connect(self._forget_host)
        self.connect_button.clicked.connect(self.use_address)
        self.certificates_button.clicked.connect(self._choose_certificates)
        self.address.textEdited.connect(lambda text: self._fill_profile(text.strip()))
        for line in (self.address, self.user, self.token, self.certificates, self.proxy):
            line.returnPressed.connect(self.use_address)
        bridge.subscribe(lambda event: self._on_host(event[-1]), HostEvent)
        bridge.subscribe(lambda event: self._on_trouble(event[-1].trouble), TroubleEvent)
        self.retranslate()

    def retranslate(self) -> None:
        names = (
            self.tr("Host"),
            self.tr("Address"),
            self.tr("Kind"),
            self.tr("User"),
            self.tr("Password or token"),
            self.tr("Certificates"),
            self.tr("Proxy"),
        )
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
        self.address.setPlaceholderText(self.tr("Found by itself"))
        self.user.setPlaceholderText(self.tr("Only where a host asks for one"))
        self.token.setPlaceholderText(self.tr("Only where a host asks for one"))
        self.certificates.setPlaceholderText(self.tr("Those of this computer"))
        for field in (self.address, self.user, self.token):
            field.setToolTip(field.placeholderText())
        self.certificates.setToolTip(
            self.tr("A file of certificates (PEM) that are trusted for this host, such as those of your own authority")
        )
        self.proxy.setPlaceholderText(self.tr("That of the system"))
        self.proxy.setToolTip(
            self.tr(
                "The address of an http or https proxy for this host, such as http://proxy.example:3128. Empty: the "
                "system's, and none for this computer. A password in it is kept in the settings file."
            )
        )
        self.proxy.setAccessibleName(self.tr("Proxy for the host"))
        self.certificates.setAccessibleName(self.tr("File of certificates for the host"))
        self.certificates_button.set_name(self.tr("Choose a file of certificates"))
        self.kind.setAccessibleName(self.tr("Kind of the host"))
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
                "shown again. OpenAI-compatible are vLLM, SGLang, llama-server, LM Studio, LiteLLM and the like; "
                "their models are loaded and changed where they run."
            )
        )
        self._fill_hosts()
        self._fill_profile(self._preferences.values.host)
        if self._event is not None:
            self._on_host(self._event)

    def show_current(self) -> None:
        """Show the current host, which can be changed elsewhere, too."""
        if self._current() != self.known.currentData():
            self.address.setText("" if self._preferences.values.use_engine else self._preferences.values.host)
            self._fill_hosts()
            self._fill_profile(self.address.text())

    def _current(self) -> str:
        return ENGINE if self._preferences.values.use_engine else self._preferences.values.host

    def _fill_hosts(self) -> None:
        values = self._preferences.values
        known = [(address, address) for address in values.hosts]
        found, engine = ("", self.tr("Found by itself on this computer")), (ENGINE, self.tr("Built-in engine"))
        self.known.set_choices([found, engine, *known], self._current())
        self.known.setToolTip(self.known.currentText())
        self.remove_button.setEnabled(self._current() not in ("", ENGINE))

    def _fill_profile(self, address: str) -> None:
        profile = read_profile(self._preferences.values.host_profiles.get(address))
        kinds = {"": self.tr("Detected by itself"), HostKind.OLLAMA.value: "Ollama"}
        kinds[HostKind.OPENAI.value] = self.tr("OpenAI-compatible")
        self.kind.set_choices(list(kinds.items()), profile.kind.value if profile.kind else "")
        self.certificates.setText(profile.route.certificates)
        self.proxy.setText(profile.route.proxy)

    def _read_profile(self) -> HostProfile:
        """What the fields say about the host; raises PROXY_INVALID."""
        kind = self.kind.currentData()
        route = HostRoute(self.certificates.text().strip(), check_proxy(self.proxy.text()))
        return HostProfile(HostKind(kind) if kind else None, route)

    def _store_profile(self, address: str, profile: HostProfile) -> None:
        others = {key: value for key, value in self._preferences.values.host_profiles.items() if key != address}
        values = write_profile(profile) if address else {}
        self._preferences.change(host_profiles={**others, **({address: values} if values else {})})

    def _choose_certificates(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file of certificates"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.certificates.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

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
        self._fill_profile(address)
        self.use_address()

    def _forget_host(self) -> None:
        """Forget the current host and its password, and use the host on this computer."""
        address = self._preferences.values.host
        others = tuple(other for other in self._preferences.values.hosts if other != address)
        self._preferences.change(hosts=others)
        self._store_profile(address, HostProfile())
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
        try:
            profile = self._read_profile()
        except Trouble as trouble:
            self.answer.show_status(troubles.sentence(trouble), bad=True)
            return
        address, user, token = self.address.text(), self.user.text().strip(), self.token.text().strip()
        self.token.clear()
        self._asked = True
        self._store_profile(address, profile)
        self._choice.use_host(address, token, user, profile)
        self._fill_hosts()

    def _on_host(self, event: HostEvent) -> None:
        self._event = event
        self.show_current()
        if not self._asked:
            return
        values = self._preferences.values
        if event.state is HostState.READY and self._current() not in ("", ENGINE):
            if values.host not in values.hosts:
                self._preferences.change(hosts=(*values.hosts, values.host))
                self._fill_hosts()
            profile = read_profile(values.host_profiles.get(values.host))
            self._store_profile(values.host, replace(profile, kind=event.kind))
            self._fill_profile(values.host)
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
                return self.tr("Connected: {host}.").format(host=host_name(event))
            case _:
                return self.tr("Cannot reach {address}").format(address=event.address)


def _make_row(field: QWidget, button: QWidget) -> QWidget:
    """A field with a button beside it."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    whole.setFocusProxy(field)
    return whole


def split_credentials(typed: str) -> tuple[str, str, str]:
    """An address as typed without its user and password, the user, and the password."""
    before, separator, rest = typed.partition("://")
    scheme, rest = (f"{before}://", rest) if separator else ("", typed)
    userinfo, at, place = rest.rpartition("@")
    if not at:
        return typed, "", ""
    user, _, password = userinfo.partition(":")
    return f"{scheme}{place}", unquote(user), unquote(password)
