"""The form of one prompt in the sheet editor: title, turns, attachments, variables, system prompt and checks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.conversation import Role
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, SheetPrompt, Turn
from teahouse.ui.attaching.attachment_bar import AttachmentBar
from teahouse.ui.bridge import Bridge
from teahouse.ui.evaluation.check_form import CheckForm
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.style import Theme

LINES = 4  # of a turn


def variables_of(text: str) -> dict[str, str]:
    """The variables of lines such as "name = value"; other lines are left out."""
    found = (line.partition("=") for line in text.splitlines())
    return {name.strip(): value.strip() for name, equals, value in found if equals and name.strip()}


def variables_text(variables: Mapping[str, str]) -> str:
    """Variables as lines; a value of several lines becomes one."""
    return "\n".join(f"{name} = {' '.join(value.splitlines())}" for name, value in variables.items())


def field_of_lines(theme: Theme, text: str, lines: int) -> PlainTextField:
    """A field that is so many lines high."""
    field = PlainTextField(text)
    field.setProperty("role", "field")
    field.setTabChangesFocus(True)
    field.setMinimumHeight(lines * field.fontMetrics().lineSpacing() + theme.px(18))
    field.setMaximumHeight(2 * lines * field.fontMetrics().lineSpacing() + theme.px(18))
    return field


class TurnForm(Retranslated, QWidget):
    """One turn: who speaks, and the text. `edited`, `removed`."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, turn: Turn) -> None:
        super().__init__()
        self.role = Choice(theme)
        self.remove_button = IconButton(theme, "trash")
        self.text = field_of_lines(theme, turn.text, LINES)
        head = QHBoxLayout()
        head.addWidget(self.role)
        head.addStretch(1)
        head.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.text)
        self.retranslate()
        self.role.show_value(turn.role)
        self.role.chosen.connect(lambda _role: self.edited.emit())
        self.text.textChanged.connect(self.edited)
        self.remove_button.clicked.connect(self.removed)

    def read_turn(self) -> Turn:
        """The turn as it is typed."""
        return Turn(self.text.toPlainText(), Role(self.role.currentData()))

    def retranslate(self) -> None:
        current = str(self.role.currentData() or Role.USER)
        self.role.set_choices([(Role.USER, self.tr("You ask")), (Role.ASSISTANT, self.tr("Given answer"))], current)
        self.role.setAccessibleName(self.tr("Who speaks"))
        self.remove_button.set_name(self.tr("Delete this turn"))
        self.text.setAccessibleName(self.tr("Text of the turn"))


class PromptForm(Retranslated, QWidget):
    """`edited`: something was changed; `check_removed` and `turn_removed` carry the place and what was there."""

    edited = Signal()
    check_removed = Signal(int, object)
    turn_removed = Signal(int, object)

    def __init__(self, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._before = SheetPrompt("", "", ())
        self._filling = False
        self.title = LineField()
        self.turns: list[TurnForm] = []
        self.checks: list[CheckForm] = []
        self.attachments = AttachmentBar(bridge, theme, self)
        self.system = field_of_lines(theme, "", 2)
        self.variables = field_of_lines(theme, "", 2)
        self.add_turn_button = Button(kind="quiet")
        self.attach_button = Button(kind="quiet")
        self.add_check_button = Button()
        self._turn_place, self._check_place = QVBoxLayout(), QVBoxLayout()
        self._headings = [QLabel() for _ in range(3)]
        self._labels = [Muted() for _ in range(2)]
        self._lay_out()
        self.title.textEdited.connect(self._on_edited)
        self.system.textChanged.connect(self._on_edited)
        self.variables.textChanged.connect(self._on_edited)
        self.attachments.changed.connect(self._on_edited)
        self.add_turn_button.clicked.connect(self._add_turn)
        self.attach_button.clicked.connect(self.attachments.choose_files)
        self.add_check_button.clicked.connect(self._add_check)
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 8, 0)
        column.setSpacing(8)
        title, turns, checks = self._headings
        title.setBuddy(self.title)
        column.addWidget(title)
        column.addWidget(self.title)
        column.addWidget(turns)
        column.addLayout(self._turn_place)
        column.addWidget(self.attachments)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_turn_button)
        buttons.addWidget(self.attach_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(checks)
        column.addLayout(self._check_place)
        more = QHBoxLayout()
        more.addWidget(self.add_check_button)
        more.addStretch(1)
        column.addLayout(more)
        for label, field in zip(self._labels, (self.system, self.variables), strict=True):
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addStretch(1)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        for heading in self._headings:
            heading.setFont(self._theme.font(bold=True))

    def show_prompt(self, prompt: SheetPrompt) -> None:
        """Show another prompt."""
        self._filling = True
        self._before = prompt
        self.title.setText(prompt.title)
        self.system.setPlainText(prompt.system)
        self.variables.setPlainText(variables_text(prompt.variables))
        self.attachments.set_attachments(prompt.attachments)
        self._show_turns(prompt.turns)
        self._show_checks(prompt.checks)
        self._filling = False

    def read_prompt(self) -> SheetPrompt:
        """The prompt as it is typed."""
        before = self._before
        typed = self.variables.toPlainText()
        return SheetPrompt(
            id=before.id,
            title=self.title.text(),
            turns=tuple(form.read_turn() for form in self.turns),
            checks=tuple(form.read_check() for form in self.checks),
            attachments=self.attachments.attachments(),
            tags=before.tags,
            variables=before.variables if typed == variables_text(before.variables) else variables_of(typed),
            system=self.system.toPlainText(),
        )

    def _show_turns(self, turns: tuple[Turn, ...]) -> None:
        _clear(self._turn_place, self.turns)
        self.turns = []
        for turn in turns:
            self._place_turn(turn)
        self._show_turn_buttons()

    def _place_turn(self, turn: Turn) -> TurnForm:
        form = TurnForm(self._theme, turn)
        form.edited.connect(self._on_edited)
        form.removed.connect(lambda: self._remove_turn(form))
        self.turns.append(form)
        self._turn_place.addWidget(form)
        return form

    def _show_turn_buttons(self) -> None:
        for form in self.turns:
            form.remove_button.setVisible(len(self.turns) > 1)
            form.role.setVisible(len(self.turns) > 1)

    def _add_turn(self) -> None:
        form = self._place_turn(Turn(""))
        self._show_turn_buttons()
        form.text.setFocus()
        self._on_edited()

    def _remove_turn(self, form: TurnForm) -> None:
        place, turn = self.turns.index(form), form.read_turn()
        self.turn_removed.emit(place, turn)
        self._show_turns(tuple(one.read_turn() for one in self.turns if one is not form))
        self._on_edited()

    def insert_turn(self, place: int, turn: Turn) -> None:
        """Put a deleted turn back."""
        turns = [form.read_turn() for form in self.turns]
        self._show_turns((*turns[:place], turn, *turns[place:]))
        self._on_edited()

    def _show_checks(self, checks: tuple[AnswerCheck, ...]) -> None:
        _clear(self._check_place, self.checks)
        self.checks = []
        for check in checks:
            self._place_check(check)

    def _place_check(self, check: AnswerCheck) -> CheckForm:
        form = CheckForm(self._theme, check)
        form.edited.connect(self._on_edited)
        form.removed.connect(lambda: self._remove_check(form))
        self.checks.append(form)
        self._check_place.addWidget(form)
        return form

    def _add_check(self) -> None:
        form = self._place_check(AnswerCheck(CheckKind.CONTAINS))
        form.kind.setFocus()
        self._on_edited()

    def _remove_check(self, form: CheckForm) -> None:
        place, check = self.checks.index(form), form.read_check()
        self.check_removed.emit(place, check)
        self._show_checks(tuple(one.read_check() for one in self.checks if one is not form))
        self.add_check_button.setFocus()
        self._on_edited()

    def insert_check(self, place: int, check: AnswerCheck) -> None:
        """Put a deleted check back."""
        checks = [form.read_check() for form in self.checks]
        self._show_checks((*checks[:place], check, *checks[place:]))
        self._on_edited()

    def _on_edited(self) -> None:
        if not self._filling:
            self.edited.emit()

    def retranslate(self) -> None:
        texts = (self.tr("Title"), self.tr("Question"), self.tr("Checks of the answer"))
        for heading, text in zip(self._headings, texts, strict=True):
            heading.setText(text)
        self.title.setPlaceholderText(self.tr("The beginning of the question, if it is empty"))
        self.title.setAccessibleName(texts[0])
        self._labels[0].setText(self.tr("System prompt, instead of the sheet’s"))
        self._labels[1].setText(self.tr("Variables, one a line: name = value"))
        self.system.setAccessibleName(self._labels[0].text())
        self.variables.setAccessibleName(self._labels[1].text())
        self.add_turn_button.setText(self.tr("Add a turn"))
        self.attach_button.setText(self.tr("Attach files…"))
        self.add_check_button.setText(self.tr("Add a check"))


def _clear(place: QVBoxLayout, forms: list[TurnForm] | list[CheckForm]) -> None:
    for form in forms:
        place.removeWidget(form)
        form.hide()
        form.deleteLater()
