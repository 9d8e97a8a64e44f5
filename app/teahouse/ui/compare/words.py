"""The texts of the Compare page: the schedule and its reason, a lane's state, its figures."""

from __future__ import annotations

from collections.abc import Sequence, Sized

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetricsF

from teahouse.core.comparison import AT, Comparison, Lane, LaneFigures, Mode, named_at, short_host
from teahouse.core.conversation import State
from teahouse.core.measure import BUSY_SHARE
from teahouse.core.schedule import NeedSource, Schedule, Why
from teahouse.core.stream_events import Phase
from teahouse.services.compare.events import LaneEvent
from teahouse.ui.compare.shared import phase_words
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import colour_of, marks
from teahouse.ui.style import Colours

LETTERS = "ABCDEF"


class LaneNames:
    """The names of lanes that may be shown now."""

    def __init__(self, lanes: tuple[Lane, ...], *, hidden: bool) -> None:
        self._lanes = {lane.id: (number, lane) for number, lane in enumerate(lanes)}
        self._marks = marks([lane.model for lane in lanes])
        self.hidden = hidden

    @classmethod
    def of(cls, lanes: tuple[Lane, ...], comparison: Comparison | None) -> LaneNames:
        """The names for a comparison's lanes, or for lanes without a question so far."""
        return cls(lanes, hidden=comparison is not None and comparison.hidden)

    def tile(self, lane_id: str) -> str:
        """The text of the lane's tile."""
        number, _ = self._lanes[lane_id]
        return LETTERS[number] if self.hidden else self._marks[number]

    def colour(self, lane_id: str, colours: Colours) -> str:
        """The lane's colour: that of its model; a neutral one while names are hidden."""
        _, lane = self._lanes[lane_id]
        return colours.muted if self.hidden else colour_of(lane.model, colours)

    def name(self, lane_id: str) -> str:
        """The lane's name, with its host where that is not the app's own; lanes of the same model on the same host are
        numbered."""
        number, lane = self._lanes[lane_id]
        if self.hidden:
            return translate("Compare", "Model {letter}").format(letter=LETTERS[number])
        same = [other for _, other in self._lanes.values() if (other.model, other.host) == (lane.model, lane.host)]
        model = lane.model if len(same) < 2 else f"{lane.model} ({same.index(lane) + 1})"
        return named_at(model, lane.host)

    def host(self, lane_id: str) -> str:
        """The short name of the lane's host, where that is not the app's own and names are not hidden."""
        return "" if self.hidden else short_host(self._lanes[lane_id][1].host)


def without_host(name: str, host: str) -> str:
    """A lane's name without the host at its end, for places where the host is on a line below."""
    return name.removesuffix(f"{AT}{host}") if host else name


def fitted(name: str, metrics: QFontMetricsF, room: float) -> str:
    """A name for a narrow place: first without its publisher, then cut in the middle."""
    if metrics.horizontalAdvance(name) <= room:
        return name
    return metrics.elidedText(name.rpartition("/")[2], Qt.TextElideMode.ElideMiddle, room)


translate = QCoreApplication.translate

NOTHING = "—"
NO_FIGURES = LaneFigures(0)


def mode(value: Mode) -> str:
    """The name of a mode in a menu."""
    match value:
        case Mode.AUTO:
            return translate("Compare", "Automatic")
        case Mode.ONE_AFTER_ANOTHER:
            return translate("Compare", "One after another")
        case Mode.AT_ONCE:
            return translate("Compare", "At once")
        case Mode.AS_MANY_AS_FIT:
            return translate("Compare", "As many as fit")


def mode_tip(value: Mode) -> str:
    """The purpose of a mode."""
    match value:
        case Mode.AUTO:
            return translate("Compare", "The fair way: one after another, unless GPUs hold all models at once.")
        case Mode.ONE_AFTER_ANOTHER:
            return translate("Compare", "Each model has the computer to itself: the fair way to measure.")
        case Mode.AT_ONCE:
            return translate("Compare", "All answer together and share the computer: each is slower than by itself.")
        case Mode.AS_MANY_AS_FIT:
            return translate("Compare", "As many together as memory holds; Teahouse decides and says why.")


def subtitle(lanes: Sized) -> str:
    """The secondary text beside the page's name."""
    return translate("Compare", "one prompt, %n model(s), side by side", "", len(lanes))


def reference(comparison: Comparison | None) -> str:
    """The reference answer of a prompt set; empty where there is none."""
    if comparison is None or not comparison.reference_answer:
        return ""
    return translate("Compare", "Reference answer: {text}").format(text=comparison.reference_answer)


def plan(schedule: Schedule, names: LaneNames) -> str:
    """The schedule and its reason, in a sentence or two."""
    why = _why(schedule)
    leaving = [model for step in schedule.steps for model in step.unload]
    if not leaving:
        return why
    if names.hidden:
        return why + " " + translate("Compare", "Models that are in the way leave memory first.")
    text = translate("Compare", "To make room, {models} will leave memory.")
    return why + " " + text.format(models=numbers.listed(dict.fromkeys(leaving)))


def _why(schedule: Schedule) -> str:
    needed = sum(need.size for need in schedule.needs)
    guessed = any(need.source is NeedSource.ESTIMATED for need in schedule.needs)
    sizes = {"needed": numbers.about(numbers.size(needed), guessed), "room": numbers.size(schedule.room or 0)}
    match schedule.why:
        case Why.ASKED if len(schedule.steps) <= 1 and schedule.room is not None and needed > schedule.room:
            text = translate(
                "Compare", "All at once, as you chose, though together they need {needed} and there is room for {room}."
            )
        case Why.ASKED if len(schedule.steps) <= 1:
            return translate("Compare", "All at once, as you chose.")
        case Why.ASKED:
            return translate("Compare", "One after another, as you chose.")
        case Why.PROCESSOR:
            return translate(
                "Compare", "One after another: there is no GPU, and models at once would share the processor’s cores."
            )
        case Why.MEMORY_HOLDS_ONE:
            text = translate("Compare", "One after another: together they need {needed}, and there is room for {room}.")
        case Why.MEMORY_HOLDS_SOME:
            text = translate(
                "Compare", "Up to %n at once: all need {needed}, and there is room for {room}.", "", _most(schedule)
            )
        case Why.ALL_FIT:
            text = translate("Compare", "All at once: together they need {needed}, and there is room for {room}.")
        case Why.HOSTS_IN_TURN:
            return translate("Compare", "One host after another, so that no two models are measured at once.")
        case Why.HOSTS_TOGETHER:
            return translate("Compare", "All hosts together, each with as many models as its memory holds.")
        case Why.UNKNOWN:
            return translate("Compare", "One after another: how much memory that computer has is not known.")
    return text.format(**sizes) + _guess(schedule)


def _most(schedule: Schedule) -> int:
    """The largest number of lanes that run in parallel."""
    return max((len(step.lanes) for step in schedule.steps), default=1)


def _guess(schedule: Schedule) -> str:
    """A sentence where the needs are only estimated."""
    if any(need.source is NeedSource.ESTIMATED for need in schedule.needs):
        return " " + translate("Compare", "Sizes are estimated from the files.")
    return ""


def foot(
    event: LaneEvent | None, figures: LaneFigures, state: State | None, names: LaneNames, leaving: Sequence[str] = ()
) -> str:
    """The line at the bottom of a lane: its activity, or how it ended; empty before the first question. `leaving`: the
    models that will be unloaded for it."""
    if event is not None and event.phase is not None:
        return _doing(event, event.phase, names, leaving)
    if state is None:
        return ""
    parts = [_ended(state)]
    if state is State.DONE and figures.runs and not figures.tokens:
        parts.append(translate("Compare", "it answered nothing"))
    if figures.tokens is not None:
        parts.append(translate("Compare", "%n token(s)", "", round(figures.tokens.median)))
    if figures.thinking_seconds is not None:
        text = translate("Compare", "thought for {time}")
        parts.append(text.format(time=numbers.seconds(figures.thinking_seconds.median)))
    if figures.load is not None:
        text = translate("Compare", "loaded in {time}")
        parts.append(text.format(time=numbers.seconds(figures.load.median)))
    first, *others = parts
    return " · ".join(part for part in (first, busy(figures), *others) if part)


def busy(figures: LaneFigures) -> str:
    """That other programs kept the computer busy; empty where they did not."""
    if figures.busy is None or figures.busy <= BUSY_SHARE:
        return ""
    text = translate("Compare", "other programs used {percent} of the processor")
    return text.format(percent=numbers.percent(figures.busy))


def doubts(figures: LaneFigures, *, reads_prompt: bool) -> list[str]:
    """Why a lane's figures may be wrong, one line each; `reads_prompt`: the figure is about reading the prompt."""
    lines = []
    if reads_prompt and figures.only_cached:
        lines.append(translate("Compare", "The prompt came from the host’s cache: this cannot be compared."))
    elif reads_prompt and figures.cached:
        text = translate("Compare", "%n run(s) left out, whose prompt came from the host’s cache", "", figures.cached)
        lines.append(text)
    if disturbed := busy(figures):
        lines.append(translate("Compare", "Measured while {reason}").format(reason=disturbed))
    return lines


def _doing(event: LaneEvent, phase: Phase, names: LaneNames, leaving: Sequence[str]) -> str:
    match phase:
        case Phase.WRITING:
            text = translate("Compare", "Answering…")
        case Phase.THINKING:
            text = translate("Compare", "Thinking…")
        case Phase.QUEUED:
            text = translate("Compare", "Waiting for its turn")
        case Phase.LOADING if names.hidden:
            text = translate("Compare", "Loading…")
        case Phase.UNLOADING if names.hidden:
            text = translate("Compare", "Making room…")
        case other:
            text = phase_words(other, event.subject, 0.0)
    parts = [text]
    if phase is Phase.QUEUED and leaving and not names.hidden:
        text = translate("Compare", "{models} will be unloaded to make room")
        parts.append(text.format(models=numbers.listed(leaving)))
    if event.tokens:
        parts.append(translate("Compare", "%n token(s)", "", event.tokens))
    if event.repetition:
        parts.append(translate("Compare", "run {number}").format(number=event.repetition + 1))
    return " · ".join(parts)


def _ended(state: State) -> str:
    match state:
        case State.DONE | State.STREAMING:
            return translate("Compare", "Done")
        case State.STOPPED:
            return translate("Compare", "Stopped")
        case State.LENGTH:
            return translate("Compare", "Length limit")
        case State.FAILED:
            return translate("Compare", "Failed")
        case State.CUT:
            return translate("Compare", "Cut off when Teahouse closed")


def difference(value: float, other: float) -> str:
    """The difference of two values in percent: "+8 %", "−12 %", "±0 %"."""
    percent = round((value / other - 1) * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return translate("Compare", "{sign}{n} %").format(sign=sign, n=abs(percent))


def example(number: int) -> tuple[str, str]:
    """The title and the text of an example; there are as many as possible lanes."""
    examples = (
        (
            translate("Compare", "A riddle"),
            translate("Compare", "A farmer has 17 sheep; all but 9 run away. How many are left? Explain briefly."),
        ),
        (
            translate("Compare", "Write some code"),
            translate("Compare", "Write a Python function that tells whether a year is a leap year, with three tests."),
        ),
        (
            translate("Compare", "Translate"),
            translate("Compare", "Translate into Chinese, then back into English: Still waters run deep."),
        ),
        (
            translate("Compare", "Explain something"),
            translate("Compare", "Explain in three sentences why the sky is blue and the sunset red."),
        ),
        (
            translate("Compare", "Sum up"),
            translate("Compare", "Sum up the plot of Journey to the West in five bullet points."),
        ),
        (
            translate("Compare", "Follow a format"),
            translate("Compare", "List four rivers as a JSON array with the keys name, country and length_km."),
        ),
    )
    return examples[number % len(examples)]
