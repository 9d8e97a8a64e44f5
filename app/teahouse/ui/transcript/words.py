"""What the transcript says in words: figures, phases, states and actions, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem
from teahouse.core.measure import LEAST_LOAD, Figures
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence_of
from teahouse.ui.kit.accelerations import describe_accelerations

translate = QCoreApplication.translate


def figures(values: Figures) -> list[tuple[int, str]]:
    """The quiet line as (rank, text), in the order shown: 0 to 2 are always there (speed, time, context); where room
    is short the highest ranks go first."""
    ours = values.measured_here
    found: list[tuple[int, str]] = []
    if values.generation_rate is not None:
        found.append((0, numbers.about(numbers.rate(values.generation_rate), ours)))
    if values.total is not None:
        found.append((1, translate("Transcript", "took {time}").format(time=numbers.seconds(values.total))))
    if values.context_used is not None:
        found.append((2, _context(values.context_used, values.context_length)))
    if values.first_word is not None:
        text = translate("Transcript", "first word {time}")
        found.append((1 if values.total is None else 3, text.format(time=numbers.seconds(values.first_word))))
    if values.tokens is not None:
        found.append((4, numbers.about(translate("Transcript", "%n token(s)", "", values.tokens), ours)))
    if values.load is not None and values.load >= LEAST_LOAD:
        text = translate("Transcript", "loaded in {time}")
        found.append((6, text.format(time=numbers.seconds(values.load))))
    if values.memory is not None:
        found.append((5, _memory(values.memory, values.memory_vram)))
    return found


def _context(used: int, length: int | None) -> str:
    if length is None:
        return translate("Transcript", "context {used}").format(used=numbers.count(used))
    text = translate("Transcript", "context {used} of {length}")
    return text.format(used=numbers.count(used), length=numbers.count(length))


def _memory(total: int, vram: int | None) -> str:
    if not total or vram is None:
        return numbers.size(total)
    if vram == 0:
        return translate("Transcript", "{size} (RAM)").format(size=numbers.size(total))
    share = numbers.percent(min(1.0, vram / total))
    return translate("Transcript", "{size} (GPU {share})").format(size=numbers.size(total), share=share)


def figures_tip(values: Figures) -> str:
    """All figures, one a line, and what the mark of the measured ones means."""
    lines = [*(text for _, text in figures(values)), *describe_accelerations(values)]
    if values.measured_here:
        lines.append(translate("Transcript", "≈ measured here: the reply ended before the model's own counters came"))
    return "\n".join(lines)


def phase(now: Phase, subject: PhaseSubject, elapsed: float) -> str:
    """What a reply waits for, with the seconds it has taken so far."""
    time = numbers.seconds(max(1.0, elapsed)) if elapsed >= 1 else ""
    match now:
        case Phase.QUEUED:
            text = translate("Transcript", "Queued")
        case Phase.WAITING:
            text = translate("Transcript", "Waiting for the host…")
        case Phase.UNLOADING:
            text = translate("Transcript", "Unloading {model}…").format(model=subject.model)
        case Phase.MEMORY:
            text = translate("Transcript", "Waiting for memory to come back…")
        case Phase.LOADING if subject.size:
            text = translate("Transcript", "Loading {size}…").format(size=numbers.size(subject.size))
        case Phase.LOADING:
            text = translate("Transcript", "Loading {model}…").format(model=subject.model)
        case Phase.READING:
            text = translate("Transcript", "Reading the prompt…")
        case Phase.THINKING:
            text = translate("Transcript", "Thinking…")
        case Phase.WRITING:
            return ""
    return f"{text} {time}".rstrip()


def spoken_phase(now: Phase, subject: PhaseSubject) -> str:
    """The phase for screen readers, announced once and without seconds."""
    return translate("Transcript", "Writing…") if now is Phase.WRITING else phase(now, subject, 0.0)


def thinking(seconds: float | None) -> str:
    """The line of a thinking part that is over."""
    if seconds is None:
        return translate("Transcript", "Thought")
    return translate("Transcript", "Thought for {time}").format(time=numbers.seconds(seconds))


def state(message: Message) -> str:
    """How a reply ended, where that needs saying."""
    match message.state:
        case State.STOPPED:
            return translate("Transcript", "Stopped")
        case State.LENGTH:
            return translate("Transcript", "Reached its length limit")
        case State.CUT:
            return translate("Transcript", "Cut off when Teahouse closed")
        case _:
            return ""


def ending(message: Message) -> str:
    """How a reply ended, for screen readers: also where it is whole, and why it failed. Empty where none ended."""
    if message.role is not Role.ASSISTANT or message.state is State.STREAMING:
        return ""
    if message.state is State.FAILED:
        return sentence_of(message.problem, message.facts)
    return state(message) or translate("Transcript", "Finished")


def can_continue(message: Message) -> bool:
    """Whether a reply ended before it was at its end, with something to go on from."""
    ended_early = message.state in (State.STOPPED, State.LENGTH, State.CUT, State.FAILED)
    able = message.problem != Problem.CANNOT_CONTINUE
    return message.role is Role.ASSISTANT and ended_early and able and bool(message.text.strip())


def branch(number: int, count: int) -> str:
    """Which of several siblings is shown."""
    return translate("Transcript", "{number} of {count}").format(number=number, count=count)


def author(message: Message) -> str:
    """Who wrote a message, as headings and screen readers say it."""
    match message.role:
        case Role.USER:
            return translate("Transcript", "You")
        case Role.ASSISTANT:
            return message.model or translate("Transcript", "Reply")
        case Role.SYSTEM:
            return translate("Transcript", "System")
        case Role.TOOL:
            return translate("Transcript", "Tool")
