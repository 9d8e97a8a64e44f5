"""The settings about downloads: their speed limit, and the hours in which they run."""

from __future__ import annotations

from datetime import datetime, time

from teahouse.ui.i18n import numbers
from teahouse.ui.kit.form import Check, Choice, FormRows
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.forms import SettingsPart
from teahouse.ui.style import Theme

RATES = (0, *(round(megabytes * 1e6) for megabytes in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)))
HALF_HOURS = range(0, 24 * 60, 30)


class DownloadForm(SettingsPart):
    """A change holds at once, for running downloads too."""

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._preferences = preferences
        self.rate, self.begin, self.end = Choice(theme), Choice(theme), Choice(theme)
        self.scheduled = Check(theme)
        self.scheduled.setChecked(preferences.values.pull_schedule)
        self.rows, self.hours = FormRows(), FormRows()
        self.rows.add_field(self.rate)
        self.hours.add_field(self.begin)
        self.hours.add_field(self.end)
        self.fields.setSpacing(8)
        self.fields.addLayout(self.rows)
        self.fields.addWidget(self.scheduled)
        self.fields.addLayout(self.hours)
        self.rate.chosen.connect(lambda value: preferences.change(pull_rate=int(value)))
        self.begin.chosen.connect(lambda value: preferences.change(pull_begin=int(value)))
        self.end.chosen.connect(lambda value: preferences.change(pull_end=int(value)))
        self.scheduled.toggled.connect(self._on_scheduled)
        self.answer.hide()
        self.retranslate()

    def _on_scheduled(self, checked: bool) -> None:
        self._preferences.change(pull_schedule=checked)
        self._enable_hours()

    def _enable_hours(self) -> None:
        for choice in (self.begin, self.end):
            choice.setEnabled(self.scheduled.isChecked())

    def retranslate(self) -> None:
        values = self._preferences.values
        rates = sorted({*RATES, values.pull_rate})
        texts = [numbers.byte_rate(rate) if rate else self.tr("None") for rate in rates]
        self.rate.set_choices(list(zip(map(str, rates), texts, strict=True)), str(values.pull_rate))
        for choice, minute in ((self.begin, values.pull_begin), (self.end, values.pull_end)):
            minutes = sorted({*HALF_HOURS, minute})
            choice.set_choices([(str(each), _time_text(each)) for each in minutes], str(minute))
        names = (self.tr("Speed limit"), self.tr("From"), self.tr("Until"))
        labels = (*self.rows.labels, *self.hours.labels)
        for label, choice, name in zip(labels, (self.rate, self.begin, self.end), names, strict=True):
            label.setText(name)
            choice.setAccessibleName(name)
        self.scheduled.setText(self.tr("Download only at certain hours"))
        self.hint.setText(
            self.tr(
                "The limit is for all downloads of the built-in engine together; Ollama downloads as fast as it can. "
                "Outside the hours downloads wait, and one can still be started by hand."
            )
        )
        self._enable_hours()


def _time_text(minute: int) -> str:
    """A minute of the day as a time of day."""
    return numbers.time_of_day(datetime.combine(datetime.now().date(), time(minute // 60, minute % 60)).timestamp())
