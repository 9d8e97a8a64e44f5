"""What a person does to a pull, passed on to the services; giving one up asks first what becomes of what has come."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.pulls import UNFINISHED, Pull
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.question import Answer, Question, ask
from teahouse.ui.style import Theme


class PullActions(QObject):
    """`chat` carries the name of a model that has come."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._widget = parent
        self.question: Question | None = None

    def act(self, deed: str, pull: Pull) -> None:
        """Do one of `pull_row.DEEDS`."""
        pull_id = pull.id
        match deed:
            case "chat":
                self._bridge.ask(lambda services: services.pulls.dismiss(pull_id))
                self.chat.emit(pull.name)
            case "first":
                self._bridge.ask(lambda services: services.pulls.prioritise(pull_id))
            case "pause":
                self._bridge.ask(lambda services: services.pulls.pause(pull_id))
            case "resume":
                self._bridge.ask(lambda services: services.pulls.resume(pull_id))
            case "retry":
                self._bridge.ask(lambda services: services.pulls.retry(pull_id))
            case "forget":
                self._bridge.ask(lambda services: services.pulls.dismiss(pull_id))
            case "cancel":
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
        self.question = ask(
            self._theme,
            self._widget,
            title.format(model=pull.name),
            text.format(size=numbers.size(pull.figures.completed)),
            *answers,
        )
        self.question.destroyed.connect(self._forget)

    def _give_up(self, pull_id: str, *, keep: bool) -> None:
        self._bridge.ask(lambda services: services.pulls.cancel(pull_id, keep=keep))

    def _forget(self) -> None:
        self.question = None
