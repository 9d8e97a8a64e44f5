"""The part of the settings about what the built-in engine keeps of conversations on disk."""

from __future__ import annotations

from teahouse.services.chat.events import KeptStatesEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice, FormRows
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart
from teahouse.ui.style import Theme

BUDGETS = (0, 954, 1907, 4768, 9537, 19073)  # MiB: none, 1, 2, 5, 10 and 20 GB


class StatesForm(SettingsPart):
    """The disk budget of the states of conversations, the space in use, and a button that deletes all."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._size: int | None = None
        self.rows, self.budget, self.delete = FormRows(), Choice(theme), Button()
        self.rows.add_field(self.budget)
        self.fields.addLayout(self.rows)
        self.buttons.addWidget(self.delete)
        self.budget.chosen.connect(lambda value: preferences.change(states_mib=int(value)))
        self.delete.clicked.connect(lambda: bridge.run_command(lambda services: services.kept_states.delete_states()))
        bridge.subscribe(lambda events: self._take_event(events[-1]), KeptStatesEvent)
        self.retranslate()

    def show_current(self) -> None:
        """Read the space in use again."""
        self._bridge.run_command(lambda services: services.kept_states.measure_states())

    def retranslate(self) -> None:
        name = self.tr("Keep read conversations")
        self.rows.labels[0].setText(name)
        self.budget.setAccessibleName(name)
        self.delete.setText(self.tr("Delete all"))
        self.delete.setAccessibleName(self.tr("Delete what is kept of all conversations"))
        self.hint.setText(
            self.tr(
                "The built-in engine keeps on disk what a model has computed for a conversation, so that reopening it "
                "does not take the time to read it again. It is deleted with the conversation, and after 30 days "
                "without use. That choice takes effect when Teahouse starts the engine the next time."
            )
        )
        budget = self._preferences.values.states_mib
        names = [(str(mib), self.tr("At most {size}").format(size=numbers.size(mib << 20))) for mib in BUDGETS]
        names[0] = ("0", self.tr("Not on disk"))
        if budget not in BUDGETS:
            names.append((str(budget), self.tr("At most {size}").format(size=numbers.size(budget << 20))))
        self.budget.set_choices(names, str(budget))
        self._show_size()

    def _take_event(self, event: KeptStatesEvent) -> None:
        self._size = event.size
        self._show_size()

    def _show_size(self) -> None:
        known = self._size is not None
        text = self.tr("In use: {size}").format(size=numbers.size(self._size or 0)) if known else ""
        self.answer.show_status(text, bad=False)
        self.delete.setEnabled(bool(self._size))
