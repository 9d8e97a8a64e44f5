"""The dialog that starts a run: which models with which values of an option, in which order, and for how long."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.comparison import Mode, short_host
from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.evaluation.results import Configuration, EvaluationRun
from teahouse.core.evaluation.sheet import Sheet
from teahouse.services.models.events import ModelEntry
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.sweep import (
    MOST_COLUMNS,
    USUAL_VALUES,
    ChosenModel,
    Sweep,
    find_sweep,
    make_configurations,
    parse_values,
)
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Choice, FormRows
from teahouse.ui.kit.labels import Muted, Paragraph, StatusLabel
from teahouse.ui.kit.lists import CheckList
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

TOKENS = 200  # of a usual answer, for the estimate of the time
READING = 1.0  # seconds until its first word


class RunDialog(Retranslated, Dialog):
    """`start` carries the configurations, the `Mode` and the judge or None; `host_wanted` a host whose models are to
    be listed."""

    start = Signal(object, object, object)
    host_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet = Sheet("", "")
        self._hosts: tuple[str, ...] = ("",)
        self._host = ""
        self._models: dict[str, tuple[ModelEntry, ...]] = {}
        self._failed: dict[str, Trouble] = {}
        self._chosen: dict[str, tuple[str, ...]] = {}
        self.title = Paragraph()
        self.host = Choice(theme)
        self.models = CheckList(theme)
        self.sweep = Choice(theme)
        self.values = LineField()
        self.mode = Choice(theme)
        self.judge = Choice(theme)
        self.status = StatusLabel()
        self.start_button = Button(kind="primary")
        self.cancel_button = Button()
        self.models_label = Muted(wraps=True)
        self.rows = FormRows()
        self._labels = [self.rows.add_field(field) for field in (self.sweep, self.values, self.mode, self.judge)]
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.models_label)
        column.addWidget(self.host)
        column.addWidget(self.models, 1)
        column.addLayout(self.rows)
        column.addWidget(self.status)
        column.addLayout(buttons)
        self.start_button.setDefault(True)
        self._theme.changed.connect(self._restyle)
        self._restyle()
        self.begin_with(520, 520)

    def _restyle(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        self.models.setMinimumHeight(self._theme.px(140))

    def _connect_signals(self) -> None:
        self.host.chosen.connect(self._on_host)
        self.models.changed.connect(self._on_models)
        self.sweep.chosen.connect(self._on_sweep)
        self.values.textChanged.connect(self._show_status)
        self.judge.chosen.connect(lambda _model: self._show_status())
        self.start_button.clicked.connect(self._start)
        self.cancel_button.clicked.connect(self.reject)

    # Show what there is to choose.

    def show_sheet(self, sheet: Sheet, hosts: tuple[str, ...]) -> None:
        """Set the sheet to run, and the other hosts that are known."""
        self._sheet = sheet
        self._hosts = ("", *hosts)
        self.host.setVisible(len(self._hosts) > 1)
        judged = sheet.is_judged
        self.judge.setVisible(judged)
        self._labels[3].setVisible(judged)
        self.retranslate()

    def show_models(self, host: str, entries: tuple[ModelEntry, ...], trouble: Trouble | None = None) -> None:
        """Set the models of a host."""
        self._models[host] = tuple(entry for entry in entries if entry.card.chats)
        self._failed.pop(host, None)
        if trouble is not None:
            self._failed[host] = trouble
        if host == self._host:
            self._fill_models()
        self._fill_judge()

    def choose_models(self, chosen: tuple[ChosenModel, ...]) -> None:
        """Check these models, and no others; those of before where there are none."""
        if chosen:
            self._chosen.clear()
        for one in chosen:
            self._chosen[one.host] = tuple(dict.fromkeys((*self._chosen.get(one.host, ()), one.model)))
        self._fill_models()

    def choose_as_in(self, run: EvaluationRun) -> None:
        """Choose what an earlier run varied, its order and its judge."""
        sweep, values = find_sweep(run.configurations)
        self.sweep.show_value(sweep)
        self.values.setText(values)
        self.mode.show_value(run.mode)
        if run.judge is not None:
            self.judge.show_value(run.judge.model)
        self._show_status()

    def _fill_models(self) -> None:
        self.models.set_names(())  # those of another host may have the same names
        names = tuple(entry.card.name for entry in self._models.get(self._host, ()))
        self.models.set_names(names, self._chosen.get(self._host, ()))
        self._show_status()

    def _fill_judge(self) -> None:
        names = [entry.card.name for entry in self._models.get("", ())]
        chosen = str(self.judge.currentData() or "")
        choices = [("", self.tr("No judge")), *((name, name) for name in names)]
        self.judge.set_choices(choices, chosen if chosen in names else "")

    def _on_host(self, host: str) -> None:
        self._host = host
        self._fill_models()
        if host not in self._models:
            self.host_wanted.emit(host)

    def _on_models(self) -> None:
        self._chosen[self._host] = self.models.chosen_names()
        self._show_status()

    def _on_sweep(self, value: str) -> None:
        self.values.setText(USUAL_VALUES[Sweep(value)])
        self._show_status()

    # What will run.

    def configurations(self) -> tuple[Configuration, ...]:
        """What is chosen; raises `Trouble(OPTION_INVALID)` for a value of the sweep that cannot be used."""
        sweep = Sweep(self.sweep.currentData())
        models = [ChosenModel(name, host) for host in self._hosts for name in self._chosen.get(host, ())]
        return make_configurations(models, sweep, parse_values(sweep, self.values.text()))

    def _show_status(self) -> None:
        sweep = Sweep(self.sweep.currentData() or Sweep.NOTHING)
        self.values.setVisible(sweep is not Sweep.NOTHING)
        self._labels[1].setVisible(sweep is not Sweep.NOTHING)
        trouble = self._failed.get(self._host)
        try:
            chosen = self.configurations()
        except Trouble as found:
            self.start_button.setEnabled(False)
            self.status.show_status(self._values_text(sweep, found), bad=True)
            return
        self.start_button.setEnabled(0 < len(chosen) <= MOST_COLUMNS)
        if trouble is not None and not self._models.get(self._host):
            self.status.show_status(sentence(trouble), bad=True)
        elif len(chosen) > MOST_COLUMNS:
            self.status.show_status(self.tr("%n column(s) at most", "", MOST_COLUMNS), bad=True)
        else:
            self.status.show_status(self._plan_text(chosen))

    def _values_text(self, sweep: Sweep, trouble: Trouble) -> str:
        found = str(trouble.facts.get("message", ""))
        if not self.values.text().strip():
            return self.tr("Type the values, with commas between them.")
        if sweep is Sweep.THINKING:
            return self.tr("“{value}” is none of off, on, low, medium and high.").format(value=found)
        return self.tr("“{value}” is not a value of this option.").format(value=found or self.values.text())

    def _plan_text(self, chosen: tuple[Configuration, ...]) -> str:
        if not chosen:
            return self.tr("Choose at least one model; the first is the reference that others are compared with.")
        answers = len(chosen) * len(self._sheet.prompts)
        text = self.tr("%n answer(s) to be written", "", answers)
        seconds = self._estimate(chosen)
        if seconds is None:
            return text
        return numbers.in_a_row((text, self.tr("about {time}").format(time=numbers.seconds(seconds))))

    def _estimate(self, chosen: tuple[Configuration, ...]) -> float | None:
        """The seconds a run will take, from what the models measured here; None where one has not been measured."""
        rates = {
            (host, entry.card.name): entry.usual.rate if entry.usual is not None else None
            for host, entries in self._models.items()
            for entry in entries
        }
        total = 0.0
        for one in chosen:
            rate = rates.get((one.host, one.model))
            if not rate:
                return None
            total += len(self._sheet.prompts) * (TOKENS / rate + READING)
        return total

    def _start(self) -> None:
        judge = str(self.judge.currentData() or "") if not self.judge.isHidden() else ""
        chosen = Configuration(new_id(), judge) if judge else None
        self.start.emit(self.configurations(), Mode(self.mode.currentData()), chosen)
        self.accept()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Run a sheet"))
        self.title.setText(words.sheet_name(self._sheet))
        self.models_label.setText(self.tr("Models to ask, each a column of the result:"))
        self.host.setAccessibleName(self.tr("Host"))
        self.host.set_choices(
            [(host, short_host(host) if host else self.tr("Host in use")) for host in self._hosts], self._host
        )
        self.models.setAccessibleName(self.tr("Models to ask"))
        names = (self.tr("Vary"), self.tr("Values"), self.tr("Order"), self.tr("Judge"))
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
        self.sweep.set_choices(
            [
                (Sweep.NOTHING, self.tr("Nothing")),
                (Sweep.TEMPERATURE, self.tr("Temperature")),
                (Sweep.CONTEXT, self.tr("Context length")),
                (Sweep.THINKING, self.tr("Thinking")),
            ],
            str(self.sweep.currentData() or Sweep.NOTHING),
        )
        self.mode.set_choices(
            [
                (Mode.ONE_AFTER_ANOTHER, self.tr("One model after another")),
                (Mode.AS_MANY_AS_FIT, self.tr("As many at once as fit into memory")),
            ],
            str(self.mode.currentData() or Mode.ONE_AFTER_ANOTHER),
        )
        self._fill_judge()
        self.start_button.setText(self.tr("Start"))
        self.cancel_button.setText(self.tr("Cancel"))
        self._show_status()
