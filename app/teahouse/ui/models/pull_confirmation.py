"""A wish to have a model: what a person should know first is said, and then it is pulled all the same if they like."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.catalogue import Catalogue, Commercial, Tag
from teahouse.core.errors import Trouble
from teahouse.core.pull_names import read_wanted
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.question import Answer, Question, ask
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme


class PullConfirmation(QObject):
    """`pulled` carries a name that was put into the queue, `refused` the trouble of a text that is no name."""

    pulled = Signal(str)
    refused = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._widget = parent
        self.question: Question | None = None

    def text(self, text: str) -> bool:
        """Pull what somebody typed or pasted; False where that is no name, which is said."""
        try:
            wanted = read_wanted(text)
        except Trouble as trouble:
            self.refused.emit(trouble)
            return False
        catalogue = self._offers.catalogue
        tag = catalogue.tag(wanted.text) if catalogue else None
        if tag is None or not tag.downloadable:
            self.at_once(text.strip() if wanted.insecure else wanted.text)
        else:
            self.tag(tag)
        return True

    def tag(self, tag: Tag) -> None:
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
            answers.insert(0, (self.tr("Pull {model}").format(model=other.name), lambda: self.tag(other)))
        answers.append((self.tr("Cancel"), lambda: None))
        title = self.tr("Pull {model}?").format(model=tag.name)
        self._ask(title, "\n\n".join(known), answers)

    def to_know(self, tag: Tag) -> list[str]:
        """What speaks against pulling it here, sentence by sentence; nothing as a rule."""
        catalogue, known = self._offers.catalogue, []
        if not self._offers.runs(tag):
            known.append(self._cannot_run(tag))
        outlook = self._offers.outlook(tag)
        if outlook is not None and not outlook.fit.fits:
            known.append(words.where(outlook) + " " + self.tr("It can be kept, but will not run here as it is."))
        if catalogue is not None:
            known += self._terms(catalogue, tag)
        return known

    def at_once(self, name: str) -> None:
        """Put a name into the queue, whatever there is to know."""
        self._bridge.ask(lambda services: services.pulls.pull(name))
        self.pulled.emit(name)

    def _terms(self, catalogue: Catalogue, tag: Tag) -> list[str]:
        licence = catalogue.licences[tag.licence]
        if not licence.territory and licence.commercial is not Commercial.NO:
            return []
        text = self.tr("Licence: {name}. {words}")
        return [text.format(name=words.licence_name(licence), words=words.in_ours(licence.words))]

    def _cannot_run(self, tag: Tag) -> str:
        if self._instead(tag) is None:
            return self.tr("The built-in engine cannot run this model; Ollama can.")
        return self.tr(
            "The built-in engine cannot run this model as the library has it; Ollama can. "
            "The same model is to be had in a form that it can run, too."
        )

    def _instead(self, tag: Tag) -> Tag | None:
        catalogue = self._offers.catalogue
        if self._offers.runs(tag) or catalogue is None or not tag.instead:
            return None
        return catalogue.tag(tag.instead)

    def _say_why_not(self, tag: Tag) -> None:
        catalogue = self._offers.catalogue
        why = catalogue.why_not(tag) if catalogue else None
        parts = [words.in_ours(why)] if why else []
        outlook = self._offers.outlook(tag)
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
        self.question = ask(self._theme, self._widget, title, text, *answers)
        self.question.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self.question = None
