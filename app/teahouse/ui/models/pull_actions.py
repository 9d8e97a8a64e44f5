"""Actions on pulls: start one after a confirmation, change one, cancel one; and the window's copy of the queue."""

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
    """An action on a pull."""

    CHAT = auto()
    FIRST = auto()
    PAUSE = auto()
    RESUME = auto()
    RETRY = auto()
    CANCEL = auto()
    FORGET = auto()


class PullActions(QObject):
    """`chat` carries the name of a pulled model."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._widget = parent
        self.question: Question | None = None

    def run_action(self, action: PullAction, pull: Pull) -> None:
        """Run an action on a pull."""
        pull_id = pull.id
        match action:
            case PullAction.CHAT:
                self._bridge.run_command(lambda services: services.pulls.dismiss_pull(pull_id))
                self.chat.emit(pull.name)
            case PullAction.FIRST:
                self._bridge.run_command(lambda services: services.pulls.prioritise_pull(pull_id))
            case PullAction.PAUSE:
                self._bridge.run_command(lambda services: services.pulls.pause_pull(pull_id))
            case PullAction.RESUME | PullAction.RETRY:
                self._bridge.run_command(lambda services: services.pulls.resume_pull(pull_id))
            case PullAction.FORGET:
                self._bridge.run_command(lambda services: services.pulls.dismiss_pull(pull_id))
            case PullAction.CANCEL:
                self._cancel_pull(pull)

    def _cancel_pull(self, pull: Pull) -> None:
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
        self.question.destroyed.connect(self._forget_question)

    def _give_up(self, pull_id: str, *, keep: bool) -> None:
        self._bridge.run_command(lambda services: services.pulls.cancel_pull(pull_id, keep=keep))

    def _forget_question(self) -> None:
        self.question = None


class PullConfirmation(QObject):
    """Starts pulls, after a question where fit, engine or licence speak against it.

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
        """Pull a typed or pasted name; False for no name, after `refused`."""
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
        """Pull a size of the catalogue, after a question if something speaks against it."""
        if not tag.downloadable:
            self._say_why_not(tag)
            return
        known = self.to_know(tag)
        if not known:
            self.at_once(tag.name)
            return
        answers: list[Answer] = [(self.tr("Pull anyway"), lambda: self.at_once(tag.name))]
        other = self._find_substitute(tag)
        if other is not None:
            answers.insert(0, (self.tr("Pull {model}").format(model=other.name), lambda: self.request_tag(other)))
        answers.append((self.tr("Cancel"), lambda: None))
        title = self.tr("Pull {model}?").format(model=tag.name)
        self._ask_question(title, "\n\n".join(known), answers)

    def to_know(self, tag: Tag) -> list[str]:
        """The sentences against pulling it here; usually none."""
        catalogue, known = self._offers.catalogue, []
        if not self._offers.runs_here(tag):
            known.append(self._cannot_run(tag))
        estimate = self._offers.estimate_of(tag)
        if estimate is not None and not estimate.fit.fits:
            known.append(words.where(estimate) + " " + self.tr("It can be kept, but will not run here as it is."))
        elif estimate is not None and estimate.disk_missing:
            text = self.tr("The disk lacks {size} for it.")
            known.append(text.format(size=numbers.about(numbers.size(estimate.disk_missing))))
        if catalogue is not None:
            known += self._licence_terms(catalogue, tag)
        return known

    def at_once(self, name: str) -> None:
        """Put a name into the queue without a question."""
        self._bridge.run_command(lambda services: services.pulls.start_pull(name))
        self.pulled.emit(name)

    def _licence_terms(self, catalogue: Catalogue, tag: Tag) -> list[str]:
        licence = catalogue.licences[tag.licence]
        if not licence.territory and licence.commercial is not Commercial.NO:
            return []
        text = self.tr("Licence: {name}. {words}")
        return [text.format(name=licence_name(licence), words=in_ours(licence.words))]

    def _cannot_run(self, tag: Tag) -> str:
        if self._find_substitute(tag) is None:
            return self.tr("The built-in engine cannot run this model; Ollama can.")
        return self.tr(
            "The built-in engine cannot run this model as the library has it; Ollama can. "
            "The same model is to be had in a form that it can run, too."
        )

    def _find_substitute(self, tag: Tag) -> Tag | None:
        catalogue = self._offers.catalogue
        if self._offers.runs_here(tag) or catalogue is None or not tag.instead:
            return None
        return catalogue.find_tag(tag.instead)

    def _say_why_not(self, tag: Tag) -> None:
        catalogue = self._offers.catalogue
        why = catalogue.why_not(tag) if catalogue else None
        parts = [in_ours(why)] if why else []
        estimate = self._offers.estimate_of(tag)
        if tag.size and estimate is not None and not estimate.fit.fits:
            text = self.tr("It has {size} and would need {need} of memory.")
            parts.append(
                text.format(size=numbers.size(tag.size), need=numbers.about(numbers.size(estimate.fit.need.total)))
            )
        answers: list[Answer] = [(self.tr("Close"), lambda: None)]
        if tag.name:
            answers.insert(0, (self.tr("Try it anyway"), lambda: self.at_once(tag.name)))
        self._ask_question(self.tr("{model} cannot be pulled").format(model=tag.title), " ".join(parts), answers)

    def _ask_question(self, title: str, text: str, answers: Sequence[Answer]) -> None:
        self.question = ask_question(self._theme, self._widget, title, text, *answers)
        self.question.destroyed.connect(self._forget_question)

    def _forget_question(self) -> None:
        self.question = None


_LINE = re.compile(r"ollama(\.exe)?\s+(run|pull)\s", re.IGNORECASE)


def reads_as_name(text: str) -> bool:
    """Whether a text is a name with a tag or path, or a command line with one; a single word is a search."""
    bare = text.strip()
    return bool(":" in bare or "/" in bare or _LINE.match(bare)) and could_be_name(bare)


def could_be_name(text: str) -> bool:
    """Whether the text is a valid name of a model."""
    try:
        read_wanted(text)
    except Trouble:
        return False
    return True


class PullList:
    """All pulls, updated by events, in the order of their positions."""

    def __init__(self) -> None:
        self._pulls: dict[str, Pull] = {}

    def take_all(self, pulls: Iterable[Pull]) -> None:
        """Take the whole queue."""
        self._pulls = {pull.id: pull for pull in sorted(pulls, key=lambda pull: pull.position)}

    def take_pull(self, pull: Pull) -> bool:
        """Take one pull; return whether more than its figures changed."""
        before = self._pulls.get(pull.id)
        self._pulls[pull.id] = pull
        return before is None or before.state is not pull.state or before.position != pull.position

    def __len__(self) -> int:
        return len(self._pulls)

    @property
    def active(self) -> tuple[Pull, ...]:
        """Pulls that run or wait to run."""
        return self._pulls_in(WANTS_TO_RUN)

    @property
    def shelf(self) -> tuple[Pull, ...]:
        """Unfinished pulls that run again only on request."""
        return self._pulls_in(UNFINISHED)

    @property
    def paused(self) -> tuple[Pull, ...]:
        """Pulls paused by a person or by a restart of the app."""
        return self._pulls_in((PullState.PAUSED,))

    @property
    def done(self) -> tuple[Pull, ...]:
        """Pulls finished in this session."""
        return self._pulls_in((PullState.DONE,))

    @property
    def running(self) -> Pull | None:
        """The first pull that transfers data, else the first active one."""
        active = self.active
        return next((pull for pull in active if pull.state is PullState.PULLING), active[0] if active else None)

    def shares_by_name(self) -> dict[str, float]:
        """The progress of each active pull by name, 0 to 1."""
        return {
            pull.name: pull.figures.completed / pull.figures.total if pull.figures.total else 0.0
            for pull in self.active
        }

    def _pulls_in(self, states: tuple[PullState, ...]) -> tuple[Pull, ...]:
        return tuple(pull for pull in self._pulls.values() if pull.state in states)
