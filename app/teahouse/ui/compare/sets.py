"""The dialog of prompt sets: built-in and own ones, runs over several models, with progress and a report."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from teahouse.core.comparison import MOST_LANES
from teahouse.core.conversation import new_id
from teahouse.core.prompt_sets import Prompt, PromptSet, SetRun
from teahouse.services.compare.events import SetProgressEvent, SetsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.set_progress import SetProgress
from teahouse.ui.i18n import locales, numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import CheckList, style_all_views, style_view
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme

APART = "\n---\n"
_BETWEEN = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


def heading(prompt_set: PromptSet) -> str:
    """The set's title in the window's language."""
    return locales.either(prompt_set.title, prompt_set.title_zh)


def in_ours(prompt_set: PromptSet) -> PromptSet:
    """The set with its prompts in the window's language; only built-in ones have translations."""
    pairs = zip(prompt_set.prompts, prompt_set.chinese, strict=False)
    translated = tuple(
        replace(
            english,
            text=locales.either(english.text, chinese.text),
            reference=locales.either(english.reference, chinese.reference),
        )
        for english, chinese in pairs
    )
    return replace(prompt_set, prompts=translated) if translated else prompt_set


def text_of(prompts: tuple[Prompt, ...]) -> str:
    """All prompts as one text."""
    return APART.join(prompt.text for prompt in prompts)


def prompts_of(text: str, before: PromptSet) -> tuple[Prompt, ...]:
    """The prompts of an edited text; each takes the other fields of the prompt at the same place in `before`."""
    texts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    previous = (*before.prompts, *(Prompt("") for _ in texts))
    return tuple(
        replace(old, text=new) if old.text.strip() != new else old for old, new in zip(previous, texts, strict=False)
    )


ID = Qt.ItemDataRole.UserRole


class SetsDialog(Retranslated, Dialog):
    """Shows, edits and runs prompt sets. `open_one` carries the id of a comparison of a run."""

    open_one = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._event = SetsEvent(())
        self._own: PromptSet | None = None  # a new one, not saved yet
        self._shown: PromptSet | None = None
        self._drafts: dict[str, str] = {}  # unsaved text by the set's id
        self._running = ""
        self.list = QListWidget()
        self.title = QLabel()
        self.prompts = PlainTextField()
        self.hint = Muted()
        self.models = CheckList(theme)
        self.models_label = Muted()
        self.new_button = Button()
        self.copy_button = Button()
        self.save_button = Button()
        self.remove_button = Button()
        self.run_button = Button(kind="primary")
        self.stop_button = Button(kind="primary")
        self.progress = SetProgress(bridge, theme)
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        style_all_views(self, self._theme)
        style_view(self.list, self._theme)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.prompts.setTabChangesFocus(True)
        self._restyle()
        self._theme.changed.connect(self._restyle)
        self.title.setWordWrap(True)
        self.hint.setWordWrap(True)
        self.models_label.setWordWrap(True)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.new_button)
        left.addWidget(self.copy_button)
        edit = QHBoxLayout()
        edit.addWidget(self.hint, 1)
        edit.addWidget(self.remove_button)
        edit.addWidget(self.save_button)
        go = QHBoxLayout()
        go.addWidget(self.models_label, 1)
        go.addWidget(self.run_button)
        go.addWidget(self.stop_button)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.title)
        right.addWidget(self.prompts, 1)
        right.addLayout(edit)
        right.addWidget(self.models)
        right.addLayout(go)
        right.addWidget(self.progress, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(14)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.begin_with(1060, 640)

    def _restyle(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        self.list.setFixedWidth(self._theme.px(232))
        self.models.setMinimumHeight(self._theme.px(64))
        self.models.setMaximumHeight(self._theme.px(124))

    def _connect_signals(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._show_set())
        self.models.changed.connect(self._show_buttons)
        self.prompts.textChanged.connect(self._show_buttons)
        self.new_button.clicked.connect(lambda: self._begin_set(PromptSet(new_id(), self.tr("My prompts"), ())))
        self.copy_button.clicked.connect(self._copy_set)
        self.save_button.clicked.connect(self._save_set)
        self.remove_button.clicked.connect(self._remove_set)
        self.run_button.setDefault(True)
        self.run_button.clicked.connect(self._run_set)
        self.stop_button.clicked.connect(lambda: self._bridge.run_command(lambda s: s.compare.stop_set(self._running)))

    # Show sets and models.

    def show_models(self, names: tuple[str, ...]) -> None:
        """Show the models to choose from; chosen ones stay chosen."""
        self.models.set_names(names)
        self._show_buttons()

    def show_sets(self, event: SetsEvent) -> None:
        """Show the sets and their stored runs."""
        self._event = event
        if self._own is not None and any(each.id == self._own.id for each in event.sets):
            self._own = None
        selected = self._current_id()
        self.list.blockSignals(True)
        self.list.clear()
        for prompt_set in self._listed_sets():
            item = QListWidgetItem(heading(prompt_set))
            item.setData(ID, prompt_set.id)
            self.list.addItem(item)
        rows = [self.list.item(at).data(ID) for at in range(self.list.count())]
        self.list.setCurrentRow(rows.index(selected) if selected in rows else -1 if selected else 0)
        self.list.blockSignals(False)
        if self.progress.latest is not None:
            self._show_progress(self.progress.latest)
        self._show_set()

    def _listed_sets(self) -> tuple[PromptSet, ...]:
        """The sets in the order of the list."""
        return (*map(in_ours, self._event.sets), *([self._own] if self._own else []))

    def _current_id(self) -> str:
        item = self.list.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def current(self) -> PromptSet | None:
        """The selected set."""
        set_id = self._current_id()
        return next((each for each in self._listed_sets() if each.id == set_id), None)

    def _unfinished_run(self) -> SetRun | None:
        """The newest unfinished run of this set."""
        set_id = self._current_id()
        return next((run for run in self._event.runs if run.set_id == set_id and not run.finished), None)

    def _show_set(self) -> None:
        shown, before = self.current(), self._shown
        self.title.setText(heading(shown) if shown else "")
        if shown != before:
            typed = self.prompts.toPlainText()
            if before is not None and not before.built_in and typed != text_of(before.prompts):
                self._drafts[before.id] = typed
            self._shown = shown
            self.prompts.setPlainText("" if shown is None else self._drafts.pop(shown.id, text_of(shown.prompts)))
            self.prompts.setReadOnly(shown is None or shown.built_in)
        self._show_buttons()

    def _show_buttons(self) -> None:
        shown, models = self.current(), self.models.chosen_names()
        own = shown is not None and not shown.built_in
        unsaved = shown is not None and own and self._is_unsaved(shown)
        self.save_button.setVisible(own)
        self.save_button.setEnabled(unsaved and bool(self.prompts.toPlainText().strip()))
        self.remove_button.setVisible(own)
        self.copy_button.setEnabled(shown is not None)
        self.hint.setText(
            self.tr("Prompts are kept apart by a line of three dashes.")
            if own
            else self.tr("Built in; make a copy to change it.")
        )
        unfinished = self._unfinished_run()
        enough = 1 <= len(models) <= MOST_LANES or unfinished is not None
        self.run_button.setVisible(not self._running)
        self.stop_button.setVisible(bool(self._running))
        self.run_button.setEnabled(enough and shown is not None and not unsaved)
        self.run_button.setText(self.tr("Resume") if unfinished and not models else self.tr("Run"))
        self.models_label.setText(self._models_words(len(models), unfinished))

    def _is_unsaved(self, shown: PromptSet) -> bool:
        return shown is self._own or prompts_of(self.prompts.toPlainText(), shown) != shown.prompts

    def _models_words(self, count: int, unfinished: SetRun | None) -> str:
        if self._running:
            return ""
        if count > MOST_LANES:
            return self.tr("Six models at most")
        if unfinished is not None and not count:
            text = self.tr("A run over {models} was not finished: {done} of {total} answers are there.")
            return text.format(models=numbers.listed(unfinished.models), done=unfinished.done, total=unfinished.total)
        return self.tr("%n model(s) chosen", "", count)

    # Edit and run a set.

    def _begin_set(self, made: PromptSet) -> None:
        self._own = made
        self.show_sets(self._event)
        self.list.setCurrentRow(self.list.count() - 1)
        self.prompts.setFocus()

    def _copy_set(self) -> None:
        shown = self.current()
        if shown is not None:
            title = self.tr("{title} (copy)").format(title=heading(shown))
            self._begin_set(PromptSet(new_id(), title, shown.prompts))

    def _save_set(self) -> None:
        shown = self.current()
        if shown is not None:
            prompts: tuple[Prompt, ...] = prompts_of(self.prompts.toPlainText(), shown)
            changed = PromptSet(shown.id, shown.title, prompts, shown.title_zh, shown.use)
            self._bridge.run_command(lambda services: services.compare.save_set(changed))

    def _remove_set(self) -> None:
        shown = self.current()
        if shown is self._own:
            self._own = None
            self.show_sets(self._event)
        elif shown is not None:
            self._bridge.run_command(lambda services: services.compare.remove_set(shown.id))

    def _run_set(self) -> None:
        shown, models, unfinished = self.current(), self.models.chosen_names(), self._unfinished_run()
        if shown is None:
            return
        if models:
            self._bridge.run_command(lambda services: services.compare.run_set(shown.id, models, prompts=shown.prompts))
        elif unfinished is not None:
            self._bridge.run_command(
                lambda services: services.compare.run_set(shown.id, unfinished.models, run_id=unfinished.id)
            )

    def show_progress(self, event: SetProgressEvent) -> None:
        """Show the progress of a run, with its report so far."""
        self._running = event.run.id if event.running else ""
        others = tuple(run for run in self._event.runs if run.id != event.run.id)
        self._event = replace(self._event, runs=others if event.run.finished else (event.run, *others))
        self._show_progress(event)
        self._show_buttons()

    def _show_progress(self, event: SetProgressEvent) -> None:
        ran = next((heading(each) for each in self._event.sets if each.id == event.run.set_id), event.run.title)
        self.progress.show_progress(event, ran)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Prompt sets"))
        self.list.setAccessibleName(self.tr("Prompt sets"))
        self.prompts.setAccessibleName(self.tr("Prompts of the set"))
        self.models.setAccessibleName(self.tr("Models to run it over"))
        self.new_button.setText(self.tr("New set"))
        self.copy_button.setText(self.tr("Make a copy"))
        self.save_button.setText(self.tr("Save"))
        self.remove_button.setText(self.tr("Remove"))
        self.stop_button.setText(self.tr("Stop"))
        for at, prompt_set in enumerate(self._listed_sets()):
            self.list.item(at).setText(heading(prompt_set))
        if self.progress.latest is not None:
            self._show_progress(self.progress.latest)
        self._show_set()
