"""What a person does with pulls: ask for one, change one, give one up; and the queue as the window knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum, auto

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.catalogue import Catalogue, Commercial, Tag
from teahouse.core.errors import Trouble
from teahouse.core.pulls import UNFINISHED, WANTS_TO_RUN, Pull, PullState, read_wanted
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import in_ours, licence_name
from teahouse.ui.kit.dialog import Answer, Question, ask_question
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme


class PullAction(StrEnum):
    """What can be done with a pull."""

    CHAT = auto()
    FIRST = auto()
    PAUSE = auto()
    RESUME = auto()
    RETRY = auto()
    CANCEL = auto()
    FORGET = auto()


class PullActions(QObject):
    """`chat` carries the name of a model that has come."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._widget = parent
        self.question: Question | None = None

    def run_action(self, action: PullAction, pull: Pull) -> None:
        """Do this with a pull."""
        pull_id = pull.id
        match action:
            case PullAction.CHAT:
                self._bridge.run_command(lambda services: services.pulls.dismiss_pull(pull_id))
                self.chat.emit(pull.name)
            case PullAction.FIRST:
                self._bridge.run_command(lambda services: services.pulls.prioritise_pull(pull_id))
            case PullAction.PAUSE:
                self._bridge.run_command(lambda services: services.pulls.pause_pull(pull_id))
            case PullAction.RESUME:
                self._bridge.run_command(lambda services: services.pulls.resume_pull(pull_id))
            case PullAction.FORGET:
                self._bridge.run_command(lambda services: services.pulls.dismiss_pull(pull_id))
            case PullAction.CANCEL:
                self._cancel(pull)

    def _cancel(self, pull: Pull) -> None:
        if not pull.figures.completed:
            self._give_up(pull.id, keep=False)
            return
        rests = pull.state in UNFINISHED
        title = self.tr("Remove {model}?") if rests else self.tr("Give up {model}?")
        text = self.tr("{size} have arrived. Kept, they need not be fetched again when you go on later.")
        answers: list[Answer] = [(self.tr("Delete them"), lambda: self._give_up(pull.id, keep=False))]
        if rests:
            answers.append((self.tr("Keep them"), lambda: None))
        else:
            answers.append((self.tr("Keep them"), lambda: self._give_up(pull.id, keep=True)))
            answers.append((self.tr("Go on pulling"), lambda: None))
        self.question = ask_question(
            self._theme,
            self._widget,
            title.format(model=pull.name),
            text.format(size=numbers.size(pull.figures.completed)),
            *answers,
        )
        self.question.destroyed.connect(self._forget)

    def _give_up(self, pull_id: str, *, keep: bool) -> None:
        self._bridge.run_command(lambda services: services.pulls.cancel_pull(pull_id, keep=keep))

    def _forget(self) -> None:
        self.question = None


class PullConfirmation(QObject):
    """A wish to have a model: what a person should know first is said, and then it is pulled all the same if they
    like.

    `pulled` carries a name that was put into the queue, `refused` the trouble of a text that is no name.
    """

    pulled = Signal(str)
    refused = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._widget = parent
        self.question: Question | None = None

    def request_text(self, text: str) -> bool:
        """Pull what somebody typed or pasted; False where that is no name, which is said."""
        try:
            wanted = read_wanted(text)
        except Trouble as trouble:
            self.refused.emit(trouble)
            return False
        catalogue = self._offers.catalogue
        tag = catalogue.find_tag(wanted.text) if catalogue else None
        if tag is None or not tag.downloadable:
            self.at_once(text.strip() if wanted.insecure else wanted.text)
        else:
            self.request_tag(tag)
        return True

    def request_tag(self, tag: Tag) -> None:
        """Pull something of the catalogue, after a question where there is something to know."""
        if not tag.downloadable:
            self._say_why_not(tag)
            return
        known = self.to_know(tag)
        if not known:
            self.at_once(tag.name)
            return
        answers: list[Answer] = [(self.tr("Pull anyway"), lambda: self.at_once(tag.name))]
        other = self._instead(tag)
        if other is not None:
            answers.insert(0, (self.tr("Pull {model}").format(model=other.name), lambda: self.request_tag(other)))
        answers.append((self.tr("Cancel"), lambda: None))
        title = self.tr("Pull {model}?").format(model=tag.name)
        self._ask(title, "\n\n".join(known), answers)

    def to_know(self, tag: Tag) -> list[str]:
        """What speaks against pulling it here, sentence by sentence; nothing as a rule."""
        catalogue, known = self._offers.catalogue, []
        if not self._offers.runs_here(tag):
            known.append(self._cannot_run(tag))
        outlook = self._offers.estimate_of(tag)
        if outlook is not None and not outlook.fit.fits:
            known.append(words.where(outlook) + " " + self.tr("It can be kept, but will not run here as it is."))
        if catalogue is not None:
            known += self._terms(catalogue, tag)
        return known

    def at_once(self, name: str) -> None:
        """Put a name into the queue, whatever there is to know."""
        self._bridge.run_command(lambda services: services.pulls.start_pull(name))
        self.pulled.emit(name)

    def _terms(self, catalogue: Catalogue, tag: Tag) -> list[str]:
        licence = catalogue.licences[tag.licence]
        if not licence.territory and licence.commercial is not Commercial.NO:
            return []
        text = self.tr("Licence: {name}. {words}")
        return [text.format(name=licence_name(licence), words=in_ours(licence.words))]

    def _cannot_run(self, tag: Tag) -> str:
        if self._instead(tag) is None:
            return self.tr("The built-in engine cannot run this model; Ollama can.")
        return self.tr(
            "The built-in engine cannot run this model as the library has it; Ollama can. "
            "The same model is to be had in a form that it can run, too."
        )

    def _instead(self, tag: Tag) -> Tag | None:
        catalogue = self._offers.catalogue
        if self._offers.runs_here(tag) or catalogue is None or not tag.instead:
            return None
        return catalogue.find_tag(tag.instead)

    def _say_why_not(self, tag: Tag) -> None:
        catalogue = self._offers.catalogue
        why = catalogue.why_not(tag) if catalogue else None
        parts = [in_ours(why)] if why else []
        outlook = self._offers.estimate_of(tag)
        if tag.size and outlook is not None and not outlook.fit.fits:
            text = self.tr("It has {size} and would need {need} of memory.")
            parts.append(
                text.format(size=numbers.size(tag.size), need=numbers.about(numbers.size(outlook.fit.need.total)))
            )
        answers: list[Answer] = [(self.tr("Close"), lambda: None)]
        if tag.name:
            answers.insert(0, (self.tr("Try it anyway"), lambda: self.at_once(tag.name)))
        self._ask(self.tr("{model} cannot be pulled").format(model=tag.label), " ".join(parts), answers)

    def _ask(self, title: str, text: str, answers: Sequence[Answer]) -> None:
        self.question = ask_question(self._theme, self._widget, title, text, *answers)
        self.question.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self.question = None


_LINE = re.compile(r"ollama(\.exe)?\s+(run|pull)\s", re.IGNORECASE)


def reads_as_name(text: str) -> bool:
    """A name bears a tag or says where it lies, or stands in a line of a terminal; a word alone is looked for."""
    bare = text.strip()
    return bool(":" in bare or "/" in bare or _LINE.match(bare)) and could_be_name(bare)


def could_be_name(text: str) -> bool:
    """Whether there may be a model of this name somewhere."""
    try:
        read_wanted(text)
    except Trouble:
        return False
    return True


class PullList:
    """All pulls as the page knows them, kept up to date by the events.

    Pulls by id, in the order of their places.
    """

    def __init__(self) -> None:
        self._pulls: dict[str, Pull] = {}

    def take_all(self, pulls: Iterable[Pull]) -> None:
        """The whole queue as it is."""
        self._pulls = {pull.id: pull for pull in sorted(pulls, key=lambda pull: pull.position)}

    def take_pull(self, pull: Pull) -> bool:
        """Events of one; whether it changed more than its figures."""
        before = self._pulls.get(pull.id)
        self._pulls[pull.id] = pull
        return before is None or before.state is not pull.state or before.position != pull.position

    def __len__(self) -> int:
        return len(self._pulls)

    @property
    def active(self) -> tuple[Pull, ...]:
        """Those that run, wait or have their turn to come."""
        return self._in(WANTS_TO_RUN)

    @property
    def shelf(self) -> tuple[Pull, ...]:
        """Those of which something is kept, and that nobody goes on with by itself."""
        return self._in(UNFINISHED)

    @property
    def paused(self) -> tuple[Pull, ...]:
        """Those that were paused, by a person or by a restart of the app."""
        return self._in((PullState.PAUSED,))

    @property
    def done(self) -> tuple[Pull, ...]:
        """Those that came whole in this session."""
        return self._in((PullState.DONE,))

    @property
    def running(self) -> Pull | None:
        """The one to tell about: the first that brings something, else the first that would."""
        active = self.active
        return next((pull for pull in active if pull.state is PullState.PULLING), active[0] if active else None)

    def shares_by_name(self) -> dict[str, float]:
        """How much is here of each that is on its way, by name."""
        return {
            pull.name: pull.figures.completed / pull.figures.total if pull.figures.total else 0.0
            for pull in self.active
        }

    def _in(self, states: tuple[PullState, ...]) -> tuple[Pull, ...]:
        return tuple(pull for pull in self._pulls.values() if pull.state in states)
