"""The settings about the model hubs: mirrors, a proxy, and tokens, which go to the system's keyring."""

from __future__ import annotations

from teahouse.catalogue.hub_search import check_endpoint
from teahouse.core.errors import Trouble
from teahouse.core.hub import Hub
from teahouse.services.catalogue.hub_events import HubTokenEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import troubles
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import FormRows
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart


class HubForm(SettingsPart):
    """Fields that are used when the button is pressed; a token is passed to the services once and not shown again."""

    def __init__(self, bridge: Bridge, preferences: Preferences) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        values = preferences.values
        self.hugging_face, self.modelscope = LineField(values.hugging_face_mirror), LineField(values.modelscope_mirror)
        self.proxy = LineField(values.hub_proxy)
        self.tokens = {hub: LineField() for hub in Hub}
        self.rows = FormRows()
        self._labels = [self.rows.add_field(field) for field in self._all_fields()]
        self.forget, self.use = Button(), Button()
        self.fields.addLayout(self.rows)
        for button in (self.forget, self.use):
            self.buttons.addWidget(button)
        for field in self._all_fields():
            field.returnPressed.connect(self.use_fields)
        for field in self.tokens.values():
            field.setEchoMode(LineField.EchoMode.Password)
        self.use.clicked.connect(self.use_fields)
        self.forget.clicked.connect(self._forget_tokens)
        bridge.subscribe(self._on_tokens, HubTokenEvent)
        self.retranslate()

    def _all_fields(self) -> tuple[LineField, ...]:
        return (self.hugging_face, self.modelscope, self.proxy, *self.tokens.values())

    def use_fields(self) -> None:
        """Use the mirrors and the proxy if all are addresses, and store the tokens that were typed."""
        try:
            self._preferences.change(
                hugging_face_mirror=check_endpoint(self.hugging_face.text()),
                modelscope_mirror=check_endpoint(self.modelscope.text()),
                hub_proxy=check_endpoint(self.proxy.text()),
            )
        except Trouble as trouble:
            self.answer.show_status(troubles.sentence(trouble), bad=True)
            return
        self.answer.show_status(self.tr("In use from the next search on."))
        for hub, field in self.tokens.items():
            if token := field.text().strip():
                field.clear()
                self._store_token(hub, token)

    def _forget_tokens(self) -> None:
        for hub in Hub:
            if hub.value in self._preferences.values.hub_tokens:
                self._store_token(hub, "")

    def _store_token(self, hub: Hub, token: str) -> None:
        self._bridge.run_command(lambda services: services.hubs.store_token(hub, token))

    def _on_tokens(self, burst: list[HubTokenEvent]) -> None:
        for event in burst:
            self._take_token(event)
        self.retranslate()

    def _take_token(self, event: HubTokenEvent) -> None:
        others = tuple(name for name in self._preferences.values.hub_tokens if name != event.hub.value)
        self._preferences.change(hub_tokens=(*others, event.hub.value) if event.has_token else others)
        if event.trouble is not None:
            self.answer.show_status(troubles.sentence(event.trouble), bad=True)

    def retranslate(self) -> None:
        names = (
            self.tr("Mirror of {hub}").format(hub=Hub.HUGGING_FACE.display_name),
            self.tr("Mirror of {hub}").format(hub=Hub.MODELSCOPE.display_name),
            self.tr("Proxy"),
            *(self.tr("Token for {hub}").format(hub=hub.display_name) for hub in Hub),
        )
        for label, field, name in zip(self._labels, self._all_fields(), names, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        example = self.tr("For example {address}")
        self.hugging_face.setPlaceholderText(example.format(address="https://hf-mirror.com"))
        self.modelscope.setPlaceholderText(example.format(address="https://www.modelscope.ai"))
        self.proxy.setPlaceholderText(self.tr("That of the system"))
        known = self._preferences.values.hub_tokens
        for hub, field in self.tokens.items():
            field.setPlaceholderText(self.tr("Kept in the keyring") if hub.value in known else self.tr("Not needed"))
        for field in self._all_fields():
            field.setToolTip(field.placeholderText())
        self.use.setText(self.tr("Use these"))
        self.forget.setText(self.tr("Forget tokens"))
        self.forget.setVisible(bool(known))
        self.hint.setText(
            self.tr(
                "For searching Hugging Face and ModelScope. Empty fields mean the hubs themselves, or HF_ENDPOINT and "
                "MODELSCOPE_ENDPOINT where they are set. A mirror is run by others; it never gets a token."
            )
        )
