"""What a person does to installed models: asked for and passed on, and what came of it said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.services.events import ModelEntry
from teahouse.services.model_events import CopiedEvent, DeletedEvent, DiskEvent, NewerEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.question import Question, ask
from teahouse.ui.models.name_dialog import NameDialog
from teahouse.ui.models.newer_check import NewerCheck
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

NAMED = 6  # models a question names; more are counted


class ModelActions(QObject):
    """`chat` carries a model's name; `study` and `vary` the model whose dialog is wanted."""

    chat = Signal(str)
    study = Signal(object)
    vary = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, note: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._note = note
        self._widget = parent
        self._disk = DiskEvent()
        self.newer = NewerCheck(bridge, note, self)
        self.question: Question | None = None
        self.naming: NameDialog | None = None

    def act(self, deed: str, chosen: tuple[ModelEntry, ...]) -> None:
        """Do one of `installed_page.DEEDS` to the models that are chosen."""
        name = chosen[0].card.name
        match deed:
            case "chat":
                self.chat.emit(name)
            case "details":
                self.study.emit(chosen[0])
            case "variant":
                self.vary.emit(chosen[0])
            case "copy":
                title = self.tr("Copy {model}").format(model=name)
                self._name(title, f"{name}-copy", self.tr("Copy"), lambda to: self.copy(name, to))
            case "rename":
                title = self.tr("Rename {model}").format(model=name)
                self._name(title, name, self.tr("Rename"), lambda to: self.rename(name, to), name)
            case "check":
                self.newer.begin(tuple(entry.card.name for entry in chosen))
            case "delete":
                self._ask_delete(chosen)

    # Names.

    def _name(self, title: str, name: str, do: str, then: Callable[[str], None], unchanged: str = "") -> None:
        self.naming = NameDialog(self._theme, title, name, do, self._widget.window(), unchanged)
        self.naming.wanted.connect(then)
        self.naming.finished.connect(self._named)
        self.naming.open()

    def _named(self) -> None:
        self.naming = None

    def copy(self, name: str, to: str) -> None:
        """Give a model a second name."""
        self._bridge.ask(lambda services: services.models.copy(name, to))

    def rename(self, name: str, to: str) -> None:
        """Give a model another name."""
        self._bridge.ask(lambda services: services.models.rename(name, to))

    # Deleting.

    def _ask_delete(self, chosen: tuple[ModelEntry, ...]) -> None:
        names = tuple(entry.card.name for entry in chosen)
        title = self.tr("Delete {model}?").format(model=names[0])
        if len(names) > 1:
            title = self.tr("Delete %n model(s)?", "", len(names))
        listed = "\n".join(names[:NAMED]) + ("\n…" if len(names) > NAMED else "")
        parts = [listed] if len(names) > 1 else []
        parts.append(self._goes(chosen))
        if any(entry.loaded for entry in chosen):
            parts.append(self.tr("What is loaded of it leaves memory first."))
        parts.append(self.tr("Conversations stay. To have it again it must be pulled or made again."))
        self.question = ask(
            self._theme,
            self._widget,
            title,
            "\n\n".join(parts),
            (self.tr("Delete"), lambda: self._bridge.ask(lambda services: services.models.delete(names))),
            (self.tr("Keep"), lambda: None),
        )
        self.question.destroyed.connect(self._forget)

    def _goes(self, chosen: tuple[ModelEntry, ...]) -> str:
        """How much disk comes free: what no other model needs, where that is known."""
        own = [self._disk.own.get(entry.card.name) for entry in chosen]
        whole = sum(entry.card.size for entry in chosen)
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

    def _forget(self) -> None:
        self.question = None

    # What came of it.

    def take_disk(self, event: DiskEvent) -> None:
        """What each model has to itself."""
        self._disk = event

    def take(self, event: CopiedEvent | DeletedEvent | NewerEvent) -> None:
        """Say what became of a wish."""
        if isinstance(event, NewerEvent):
            self.newer.take(event)
            return
        if isinstance(event, CopiedEvent) and self._answer_naming(event):
            return
        trouble = next(iter(event.troubles.values()), None) if isinstance(event, DeletedEvent) else event.trouble
        if trouble is not None:
            self._note.warn(lambda: sentence(trouble))
            return
        self._note.tell(lambda: _outcome(event))

    def _answer_naming(self, event: CopiedEvent) -> bool:
        """Close the dialog that asked for the name; whether all is said there: why the name cannot be had."""
        naming = self.naming
        if naming is None or not naming.waits:
            return False
        if event.trouble is not None:
            naming.refuse(sentence(event.trouble))
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
