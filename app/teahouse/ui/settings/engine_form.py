"""The part of the settings about who may use the built-in engine."""

from __future__ import annotations

from teahouse.ollama.commands import SHARED_PORT
from teahouse.ui.kit.form import Check
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.part import SettingsPart
from teahouse.ui.style import Theme


class EngineForm(SettingsPart):
    """Whether other programs of this computer may use it, and where they find it then."""

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.shared = Check(theme)
        self.shared.setChecked(preferences.values.share_engine)
        self.fields.addWidget(self.shared)
        self.shared.toggled.connect(lambda checked: preferences.change(share_engine=checked))
        self.answer.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.shared.setText(self.tr("Let other programs on this computer use the built-in engine"))
        self.hint.setText(
            self.tr(
                "They reach it at {address}, and so does every user of this computer, without a password. "
                "That choice takes effect when Teahouse starts the engine the next time."
            ).format(address=f"http://127.0.0.1:{SHARED_PORT}")
        )
