"""Whether there are newer versions of models: their registries are asked, and the answers told together."""

from __future__ import annotations

from PySide6.QtCore import QObject

from teahouse.services.model_events import NewerEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import INFORMS, Deed, Notices, Said

NEWER = "newer versions"


class NewerCheck(QObject):
    """One check at a time; another takes its place, and so does its notice."""

    def __init__(self, bridge: Bridge, note: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._note = note
        self._answers: dict[str, NewerEvent | None] = {}

    def begin(self, names: tuple[str, ...]) -> None:
        """Ask about these models."""
        self._answers = dict.fromkeys(names)
        if len(names) == 1:
            self._note.tell(lambda: self.tr("Asking the registry about {model}…").format(model=names[0]), about=NEWER)
        else:
            self._note.tell(lambda: self.tr("Asking the registries about %n model(s)…", "", len(names)), about=NEWER)
        for name in names:
            self._bridge.ask(lambda services, name=name: services.models.check_newer(name))

    def take(self, event: NewerEvent) -> None:
        """An answer; once all are there they are told."""
        if event.model not in self._answers:
            return
        self._answers[event.model] = event
        answers = [answer for answer in self._answers.values() if answer is not None]
        if len(answers) < len(self._answers):
            return
        self._answers = {}
        if len(answers) == 1 and answers[0].trouble is not None:
            self._note.warn(lambda: sentence(answers[0].trouble), about=NEWER)
            return
        newer = tuple(answer.model for answer in answers if answer.newer)
        self._note.say(
            Said(
                NEWER,
                lambda: self._one(answers[0]) if len(answers) == 1 else self._many(answers),
                lambda: self._deeds(newer),
                serious=False,
                lasts=0.0 if newer else INFORMS,
            )
        )

    def _deeds(self, newer: tuple[str, ...]) -> tuple[Deed, ...]:
        pull = self.tr("Pull it") if len(newer) == 1 else self.tr("Pull them")
        return ((pull, lambda: self._pull(newer)),) if newer else ()

    def _pull(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._bridge.ask(lambda services, name=name: services.pulls.pull(name))

    def _one(self, event: NewerEvent) -> str:
        if event.newer is None:
            text = self.tr("Its registry does not know {model}: it was made here, or is gone.")
        elif not event.newer:
            text = self.tr("{model} is the newest there is.")
        else:
            text = self.tr("There is a newer {model}: {size} at most.")
        return text.format(model=event.model, size=numbers.size(event.size or 0))

    def _many(self, answers: list[NewerEvent]) -> str:
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
