"""Actions on installed models: dialogs for names and deletion, commands, and notices with the results."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum, auto

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.services.models.events import CopiedEvent, DeletedEvent, DiskEvent, ModelEntry, NewerEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog, Question, ask_question
from teahouse.ui.kit.labels import StatusLabel
from teahouse.ui.kit.notices import INFORMS, Notice, NoticeAction, Notices
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

WIDTH = 420
REASON = 36  # height kept free for a reason, so that no button moves when one comes


class ModelAction(StrEnum):
    """An action on installed models."""

    CHAT = auto()
    LOCATE = auto()  # where its file is now, for one that is missing
    DETAILS = auto()
    VARIANT = auto()
    COPY = auto()
    RENAME = auto()
    CHECK = auto()
    DELETE = auto()


class NameDialog(Dialog):
    """Asks for the new name of a model; stays open with the reason when a name is refused.

    `wanted` carries the name; the receiver calls `accept` or `show_refusal`. `unchanged`: a name that needs no action.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme, title: str, name: str, do: str, parent: QWidget, unchanged: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._unchanged, self._waits = unchanged, False
        label = QLabel(self.tr("New name"), self)
        self.field = LineField(name, self)
        label.setBuddy(self.field)
        self.reason = StatusLabel("", self)
        self.reason.setMinimumHeight(theme.px(REASON))
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cancel, self.ok = Button(self.tr("Cancel"), parent=self), Button(do, "primary", self)
        self.ok.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        for widget in (label, self.field, self.reason):
            column.addWidget(widget)
        column.addLayout(foot)
        self.setMinimumWidth(theme.px(WIDTH))
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self._on_ok)
        self.field.textEdited.connect(self._on_edited)
        self.field.selectAll()
        self._on_edited(name)

    @property
    def waits(self) -> bool:
        """Whether a name was sent and not answered yet."""
        return self._waits

    def _on_edited(self, text: str) -> None:
        """Remove the reason, which was about the name before."""
        self.reason.show_status("")
        self.ok.setEnabled(bool(text.strip()))

    def _on_ok(self) -> None:
        name = self.field.text().strip()
        if name == self._unchanged:
            self.reject()  # it has that name
            return
        self._waits = True
        self.field.setEnabled(False)
        self.ok.setEnabled(False)
        self.wanted.emit(name)

    def show_refusal(self, reason: str) -> None:
        """Show why the name was refused, and let the person change it."""
        self._waits = False
        self.field.setEnabled(True)
        self.ok.setEnabled(True)
        self.reason.show_status(reason, bad=True)
        announce(self.field, reason, urgent=True)
        self.field.setFocus()
        self.field.selectAll()


NEWER = "newer versions"


class NewerVersionCheck(QObject):
    """Asks the registries for newer versions of models and shows all answers in one notice.

    One check at a time: another one replaces it, with its notice.
    """

    def __init__(self, bridge: Bridge, note: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._note = note
        self._answers: dict[str, NewerEvent | None] = {}

    def start_check(self, names: tuple[str, ...]) -> None:
        """Check these models."""
        self._answers = dict.fromkeys(names)
        if len(names) == 1:
            self._note.show_info(
                lambda: self.tr("Asking the registry about {model}…").format(model=names[0]), about=NEWER
            )
        else:
            self._note.show_info(
                lambda: self.tr("Asking the registries about %n model(s)…", "", len(names)), about=NEWER
            )
        for name in names:
            self._check_model(name)

    def take_answer(self, event: NewerEvent) -> None:
        """Take an answer; show all once they are complete."""
        if event.model not in self._answers:
            return
        self._answers[event.model] = event
        answers = [answer for answer in self._answers.values() if answer is not None]
        if len(answers) < len(self._answers):
            return
        self._answers = {}
        if len(answers) == 1 and (trouble := answers[0].trouble) is not None:
            self._note.show_warning(lambda: sentence(trouble), about=NEWER)
            return
        newer = tuple(answer.model for answer in answers if answer.newer)
        self._note.show_notice(
            Notice(
                NEWER,
                lambda: self._text_for_one(answers[0]) if len(answers) == 1 else self._text_for_several(answers),
                lambda: self._notice_actions(newer),
                serious=False,
                lasts=0.0 if newer else INFORMS,
            )
        )

    def _notice_actions(self, newer: tuple[str, ...]) -> tuple[NoticeAction, ...]:
        pull = self.tr("Pull it") if len(newer) == 1 else self.tr("Pull them")
        return ((pull, lambda: self._pull_models(newer)),) if newer else ()

    def _check_model(self, name: str) -> None:
        self._bridge.run_command(lambda services: services.models.check_newer_version(name))

    def _pull_one(self, name: str) -> None:
        self._bridge.run_command(lambda services: services.pulls.start_pull(name))

    def _pull_models(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._pull_one(name)

    def _text_for_one(self, event: NewerEvent) -> str:
        if event.newer is None:
            text = self.tr("Its registry does not know {model}: it was made here, or is gone.")
        elif not event.newer:
            text = self.tr("{model} is the newest there is.")
        else:
            text = self.tr("There is a newer {model}: {size} at most.")
        return text.format(model=event.model, size=numbers.size(event.size or 0))

    def _text_for_several(self, answers: list[NewerEvent]) -> str:
        newer = [answer for answer in answers if answer.newer]
        current = sum(answer.newer is False for answer in answers)
        unknown = len(answers) - len(newer) - current
        parts = []
        if newer:
            names = numbers.in_a_row(answer.model for answer in newer)
            size = numbers.size(sum(answer.size or 0 for answer in newer))
            parts.append(
                self.tr("There are newer versions of {models}: {size} at most.").format(models=names, size=size)
            )
        if current:
            parts.append(self.tr("%n model(s) are the newest there are.", "", current))
        if unknown:
            parts.append(self.tr("%n model(s) are in no registry that could be asked.", "", unknown))
        return " ".join(parts)


translate = QCoreApplication.translate

NAMED = 6  # models a question names; more are counted


class ModelActions(QObject):
    """`chat` carries a model's name; `study` and `vary` the model to open the details or a variant of, `locate` the
    one whose file is missing."""

    chat = Signal(str)
    study = Signal(object)
    vary = Signal(object)
    locate = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, note: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._note = note
        self._widget = parent
        self._disk = DiskEvent()
        self.newer = NewerVersionCheck(bridge, note, self)
        self.question: Question | None = None
        self.naming: NameDialog | None = None

    def run_action(self, action: ModelAction, chosen: tuple[ModelEntry, ...]) -> None:
        """Run an action on the chosen models."""
        name = chosen[0].card.name
        match action:
            case ModelAction.CHAT:
                self.chat.emit(name)
            case ModelAction.DETAILS:
                self.study.emit(chosen[0])
            case ModelAction.LOCATE:
                self.locate.emit(chosen[0])
            case ModelAction.VARIANT:
                self.vary.emit(chosen[0])
            case ModelAction.COPY:
                title = self.tr("Copy {model}").format(model=name)
                self._ask_name(title, f"{name}-copy", self.tr("Copy"), lambda to: self.copy_model(name, to))
            case ModelAction.RENAME:
                title = self.tr("Rename {model}").format(model=name)
                self._ask_name(title, name, self.tr("Rename"), lambda to: self.rename_model(name, to), name)
            case ModelAction.CHECK:
                self.newer.start_check(tuple(entry.card.name for entry in chosen))
            case ModelAction.DELETE:
                self._ask_delete(chosen)

    # Names.

    def _ask_name(self, title: str, name: str, do: str, then: Callable[[str], None], unchanged: str = "") -> None:
        self.naming = NameDialog(self._theme, title, name, do, self._widget.window(), unchanged)
        self.naming.wanted.connect(then)
        self.naming.finished.connect(self._forget_naming)
        self.naming.open()

    def _forget_naming(self) -> None:
        self.naming = None

    def copy_model(self, name: str, to: str) -> None:
        """Give a model a second name."""
        self._bridge.run_command(lambda services: services.models.copy_model(name, to))

    def rename_model(self, name: str, to: str) -> None:
        """Give a model another name."""
        self._bridge.run_command(lambda services: services.models.rename_model(name, to))

    # Deleting.

    def _ask_delete(self, chosen: tuple[ModelEntry, ...]) -> None:
        names = tuple(entry.card.name for entry in chosen)
        title = self.tr("Delete {model}?").format(model=names[0])
        if len(names) > 1:
            title = self.tr("Delete %n model(s)?", "", len(names))
        listed = "\n".join(names[:NAMED]) + ("\n…" if len(names) > NAMED else "")
        parts = [listed] if len(names) > 1 else []
        parts.append(self._freed_text(chosen))
        if any(entry.loaded for entry in chosen):
            parts.append(self.tr("What is loaded of it leaves memory first."))
        parts.append(self.tr("Conversations stay. To have it again it must be pulled or made again."))
        self.question = ask_question(
            self._theme,
            self._widget,
            title,
            "\n\n".join(parts),
            (
                self.tr("Delete"),
                lambda: self._bridge.run_command(lambda services: services.models.delete_models(names)),
            ),
            (self.tr("Keep"), lambda: None),
        )
        self.question.destroyed.connect(self._forget_question)

    def _freed_text(self, chosen: tuple[ModelEntry, ...]) -> str:
        """The bytes that are freed: those no other model needs, where that is known."""
        kept = [entry.card.path for entry in chosen if entry.card.path]
        if len(kept) == len(chosen):
            return self.tr("The files stay where they are: {paths}").format(paths="\n".join(kept[:NAMED]))
        own = [self._disk.own.get(entry.card.name) for entry in chosen]
        whole = sum({entry.card.digest or entry.card.name: entry.card.size for entry in chosen}.values())
        if not self._disk.exact and any(own):
            text = self.tr("At most {size} are deleted from the disk: what other models use of it stays.")
            return text.format(size=numbers.size(whole))
        known = [size for size in own if size is not None]
        if len(known) < len(own) or sum(known) == whole:
            return self.tr("{size} are deleted from the disk.").format(size=numbers.size(whole))
        if not sum(known) and len(chosen) == 1:
            text = self.tr("Nothing is freed on the disk: other models use its {size}, too.")
        elif len(chosen) == 1:
            text = self.tr("{own} of its {size} are deleted from the disk; other models need the rest.")
        else:
            text = self.tr("Between {own} and {size} are deleted from the disk: they share some of it.")
        return text.format(own=numbers.size(sum(known)), size=numbers.size(whole))

    def _forget_question(self) -> None:
        self.question = None

    # Results.

    def take_disk(self, event: DiskEvent) -> None:
        """Take the bytes that each model shares with no other."""
        self._disk = event

    def take_event(self, event: CopiedEvent | DeletedEvent | NewerEvent) -> None:
        """Show the result of an action."""
        if isinstance(event, NewerEvent):
            self.newer.take_answer(event)
            return
        if isinstance(event, CopiedEvent) and self._answer_naming(event):
            return
        trouble = next(iter(event.troubles.values()), None) if isinstance(event, DeletedEvent) else event.trouble
        if trouble is not None:
            self._note.show_warning(lambda: sentence(trouble))
            return
        self._note.show_info(lambda: _outcome(event))

    def _answer_naming(self, event: CopiedEvent) -> bool:
        """Close the name dialog, or show the refusal in it; return whether no notice is needed."""
        naming = self.naming
        if naming is None or not naming.waits:
            return False
        if event.trouble is not None:
            naming.show_refusal(sentence(event.trouble))
            return True
        naming.accept()
        return False


def _outcome(event: CopiedEvent | DeletedEvent) -> str:
    match event:
        case CopiedEvent(model, to, renamed):
            text = (
                translate("ModelActions", "{model} is called {to} now.")
                if renamed
                else translate("ModelActions", "{model} has a copy called {to}; it takes no more disk.")
            )
            return text.format(model=model, to=to)
        case DeletedEvent(models, freed):
            text = translate("ModelActions", "%n model(s) deleted", "", len(models))
            if freed is None:
                return text + "."
            return text + translate("ModelActions", "; {size} of disk are free again.").format(size=numbers.size(freed))
