"""Texts about a pull: its progress, speed, remaining time, and why it waits or ended."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Problem, Trouble
from teahouse.core.pulls import Pull, PullFigures, PullState, PullStep, PullWait
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence, sentence_of

translate = QCoreApplication.translate

COUNTDOWN_MS = 1000  # between two updates of a text that counts down

_HOST_AWAY = (
    Problem.HOST_LOST,
    Problem.HOST_UNREACHABLE,
    Problem.HOST_SILENT,
    Problem.HOST_STALLED,
    Problem.HOST_AWAY,
)

_REGISTRY_LACKS = (
    Problem.NOT_IN_REGISTRY,
    Problem.REGISTRY_REFUSED,
    Problem.REGISTRY_SPLIT,
    Problem.REGISTRY_NO_GGUF,
)


def counts_down(pull: Pull | None) -> bool:
    """Whether the text about its state changes with the time."""
    return pull is not None and pull.state is PullState.WAITING and pull.next_attempt is not None


def share(figures: PullFigures) -> float:
    """The share that was downloaded, from 0 to 1."""
    return min(1.0, figures.completed / figures.total) if figures.total else 0.0


def amount(figures: PullFigures) -> str:
    """ "3.4 of 5.5 GB"; only the downloaded part where the total is unknown."""
    if not figures.total or not (figures.exact or figures.completed):
        return ""
    if not figures.exact:
        return translate("Pulls", "{size} so far").format(size=numbers.size(figures.completed))
    return numbers.size_of(figures.completed, figures.total)


def state(pull: Pull) -> str:
    """One line about the state of a pull."""
    figures = pull.figures
    match pull.state:
        case PullState.QUEUED:
            return _joined(_waits(pull), amount(figures))
        case PullState.PULLING:
            return running(figures)
        case PullState.WAITING:
            return _joined(_why(pull), _again(pull), amount(figures))
        case PullState.PAUSED:
            return _joined(translate("Pulls", "Paused"), amount(figures))
        case PullState.SHELVED:
            return _joined(translate("Pulls", "Given up, what had arrived is kept"), amount(figures))
        case PullState.FAILED:
            return _joined(_why(pull), amount(figures))
        case PullState.DONE:
            return _joined(translate("Pulls", "Here"), numbers.size(figures.total) if figures.total else "")
    return ""


def running(figures: PullFigures) -> str:
    """The activity of a pull: a step, or "3.4 of 5.5 GB · 41 MB/s · 51 s left"."""
    match figures.step:
        case PullStep.MANIFEST:
            return _joined(translate("Pulls", "Asking the registry…"), amount(figures))
        case PullStep.VERIFYING:
            return _joined(translate("Pulls", "Checking what has arrived…"), amount(figures))
        case PullStep.WRITING:
            return _joined(translate("Pulls", "Writing it down…"), amount(figures))
    if figures.stalled:
        still = numbers.seconds(figures.stalled)
        return _joined(translate("Pulls", "Nothing has come for {time}").format(time=still), amount(figures))
    if figures.checking:
        return _joined(translate("Pulls", "Checking again what is here"), amount(figures))
    return _joined(amount(figures), rate(figures), left(figures), files(figures))


def files(figures: PullFigures) -> str:
    """ "file 2 of 5"; empty while the number of files is unknown."""
    if not figures.exact or figures.blobs < 2:
        return ""
    number = min(figures.blobs_done + 1, figures.blobs)
    return translate("Pulls", "file {number} of {count}").format(number=number, count=figures.blobs)


def rate(figures: PullFigures) -> str:
    """ "41 MB/s"; empty while unknown."""
    return numbers.byte_rate(figures.rate) if figures.rate else ""


def left(figures: PullFigures) -> str:
    """ "51 s left"; empty while unknown."""
    if figures.seconds_left is None:
        return ""
    return translate("Pulls", "{time} left").format(time=numbers.about(_whole(figures.seconds_left)))


def unpulled(text: str, trouble: Trouble) -> str:
    """Why the typed text did not begin a pull."""
    if trouble.problem in _HOST_AWAY:
        words = translate("Pulls", "The host is not there, so nothing was begun of {model}. Pull it again when it is.")
        return words.format(model=text)
    return sentence(trouble)


def note(going: int, paused: int) -> str:
    """The sidebar's note: "2 pulling", else "3 paused"; empty for none."""
    if going:
        return translate("Pulls", "%n pulling", "", going)
    return translate("Pulls", "%n paused", "", paused) if paused else ""


def paused(count: int) -> str:
    """The text for pulls that wait until they are resumed."""
    return translate("Pulls", "%n download(s) not finished and paused.", "", count)


def here(model: str) -> tuple[str, str]:
    """The system notification for a downloaded model: a title and a sentence."""
    return translate("Pulls", "{model} is here now").format(model=model), translate("Pulls", "Chat with it now")


def _waits(pull: Pull) -> str:
    """What a queued pull waits for."""
    match pull.waits_for:
        case PullWait.TURN:
            return translate("Pulls", "Waits for its turn")
        case PullWait.HOST:
            return translate("Pulls", "Waits for the host")
        case PullWait.OTHER_HOST:
            return translate("Pulls", "Waits until its own host is in use")
        case PullWait.SCHEDULE if pull.next_attempt is not None:
            return translate("Pulls", "Waits until {time}").format(time=numbers.time_of_day(pull.next_attempt))
    return translate("Pulls", "Begins…")


def _why(pull: Pull) -> str:
    if pull.problem in _REGISTRY_LACKS and pull.figures.completed:
        words = translate(
            "Pulls",
            "{registry} does not have all of {model} any more. What has arrived is on the disk: "
            "try again later, or remove it",
        )
        return words.format(registry=pull.facts.get("registry") or "…", model=pull.name)
    if pull.problem in _HOST_AWAY:
        return translate("Pulls", "The host is not there. What has arrived is kept")
    return sentence_of(pull.problem.value, pull.facts) if pull.problem else translate("Pulls", "Waits")


def _again(pull: Pull) -> str:
    if pull.next_attempt is None:
        return ""
    return translate("Pulls", "tries again in {time}").format(time=_whole(pull.next_attempt - time.time()))


def _whole(seconds: float) -> str:
    """A remaining time without tenths, which would be unreadable."""
    return numbers.seconds(max(1, round(seconds)))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
