"""The part of the settings about what goes on in the network without a click: all of it is off at first."""

from __future__ import annotations

from teahouse.ui.kit.form import Check
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.part import SettingsPart
from teahouse.ui.style import Theme


class NetworkForm(SettingsPart):
    """Whether downloads continue at the start, and whether an Ollama that is started may use cloud models."""

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.continue_pulls, self.cloud_models = Check(theme), Check(theme)
        self.continue_pulls.setChecked(preferences.values.continue_pulls)
        self.cloud_models.setChecked(preferences.values.cloud_models)
        self.fields.addWidget(self.continue_pulls)
        self.fields.addWidget(self.cloud_models)
        self.continue_pulls.toggled.connect(lambda checked: preferences.change(continue_pulls=checked))
        self.cloud_models.toggled.connect(lambda checked: preferences.change(cloud_models=checked))
        self.answer.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.continue_pulls.setText(self.tr("Continue unfinished downloads when Teahouse starts"))
        self.cloud_models.setText(self.tr("Let an Ollama that Teahouse starts use cloud models"))
        self.hint.setText(
            self.tr(
                "While both are off, Teahouse contacts nobody but its host until you ask for it. "
                "Cloud models answer on the servers of ollama.com: what you write to them leaves this computer. "
                "That choice takes effect when Teahouse starts Ollama the next time."
            )
        )
