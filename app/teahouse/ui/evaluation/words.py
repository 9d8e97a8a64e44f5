"""The texts of the Evaluate page. Those of checks, reasons and tests are in `core.evaluation.wording`, which reports
use as well."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from teahouse.core.comparison import named_at
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation import wording
from teahouse.core.evaluation.formats import ImportNote, ImportProblem
from teahouse.core.evaluation.results import (
    CellState,
    CheckResult,
    Configuration,
    EvaluationRunHead,
    GridCell,
    RunState,
    SettingChange,
)
from teahouse.core.evaluation.sheet import CheckKind, Sheet, SheetPrompt
from teahouse.core.evaluation.statistics import ColumnSummary, PairedResult
from teahouse.ui.evaluation.cell_delegate import CellText, VerdictTone
from teahouse.ui.i18n import locales, numbers
from teahouse.ui.i18n.troubles import sentence

translate = QCoreApplication.translate

LONGEST_TITLE = 60  # characters of a prompt without a title of its own
MOST_NOTES = 5


def in_ours(text: str) -> str:
    """A text of `core.evaluation.wording` in the window's language."""
    return translate(wording.CONTEXT, text)


def sheet_name(sheet: Sheet) -> str:
    """The name of a sheet in the window's language."""
    return locales.either(sheet.name, sheet.name_zh)


def sheet_description(sheet: Sheet) -> str:
    """The description of a sheet in the window's language."""
    return locales.either(sheet.description, sheet.description_zh)


def prompt_title(prompt: SheetPrompt) -> str:
    """The title of a prompt, or the beginning of its text."""
    title = prompt.title.strip() or " ".join(prompt.turns[0].text.split() if prompt.turns else ())
    if not title:
        return translate("Evaluate", "Empty prompt")
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def checks_text(prompt: SheetPrompt) -> str:
    """All checks of a prompt in one line."""
    if not prompt.checks:
        return translate("Evaluate", "no checks")
    return " · ".join(wording.describe_check(check, in_ours) for check in prompt.checks)


# Configurations.


def configuration_name(one: Configuration) -> str:
    """A configuration as its column is named."""
    name, settings = named_at(one.model, one.host), numbers.in_a_row(settings_of(one))
    return translate("Evaluate", "{model} ({settings})").format(model=name, settings=settings) if settings else name


def settings_of(one: Configuration) -> list[str]:
    """What a configuration sets beside its model."""
    told = [option_text(name, value) for name, value in sorted(one.options.items())]
    if one.think is not None:
        told.append(thinking_text(one.think))
    return told


def option_text(name: str, value: object) -> str:
    """An option of a configuration in short."""
    match name:
        case "temperature":
            return translate("Evaluate", "temperature {value}").format(value=value)
        case "num_ctx" if isinstance(value, int):
            return translate("Evaluate", "context {value}").format(value=numbers.count(value))
        case _:
            return f"{name} {value}"


def thinking_text(level: object) -> str:
    """How much a configuration thinks."""
    match level:
        case False:
            return translate("Evaluate", "no thinking")
        case True:
            return translate("Evaluate", "thinking")
        case "low":
            return translate("Evaluate", "low thinking")
        case "medium":
            return translate("Evaluate", "medium thinking")
        case "high":
            return translate("Evaluate", "high thinking")
        case _:
            return translate("Evaluate", "thinking: {level}").format(level=level)


def kind_name(kind: CheckKind) -> str:
    """The name of a kind of check in the editor."""
    match kind:
        case CheckKind.EQUALS:
            return translate("Evaluate", "Equals")
        case CheckKind.CONTAINS:
            return translate("Evaluate", "Contains")
        case CheckKind.CONTAINS_ANY:
            return translate("Evaluate", "Contains any of")
        case CheckKind.CONTAINS_ALL:
            return translate("Evaluate", "Contains all of")
        case CheckKind.REGEX:
            return translate("Evaluate", "Regular expression")
        case CheckKind.NUMBER:
            return translate("Evaluate", "Number")
        case CheckKind.JSON_VALID:
            return translate("Evaluate", "Is JSON")
        case CheckKind.JSON_SCHEMA:
            return translate("Evaluate", "JSON by a schema")
        case CheckKind.JSON_FIELD:
            return translate("Evaluate", "Value in JSON")
        case CheckKind.LENGTH:
            return translate("Evaluate", "Length")
        case CheckKind.LANGUAGE:
            return translate("Evaluate", "Language")
        case CheckKind.REFUSAL:
            return translate("Evaluate", "Refuses")
        case CheckKind.LATENCY:
            return translate("Evaluate", "Time at most")
        case CheckKind.TOKEN_LIMIT:
            return translate("Evaluate", "Tokens at most")
        case CheckKind.JUDGE:
            return translate("Evaluate", "Judged by a model")
        case CheckKind.VOTE:
            return translate("Evaluate", "Your vote")


def language_name(code: str) -> str:
    """The name of a language that a check may ask for."""
    names = {
        "zh": translate("Evaluate", "Chinese"),
        "en": translate("Evaluate", "English"),
        "ja": translate("Evaluate", "Japanese"),
        "ko": translate("Evaluate", "Korean"),
        "de": translate("Evaluate", "German"),
        "fr": translate("Evaluate", "French"),
        "es": translate("Evaluate", "Spanish"),
        "ru": translate("Evaluate", "Russian"),
    }
    return names.get(code, code)


# Cells.


def cell_text(cell: GridCell | None) -> CellText:
    """What a cell of the grid shows."""
    if cell is None or cell.state is CellState.WAITING:
        return CellText(translate("Evaluate", "waits for its turn"))
    if cell.state is CellState.ASKING:
        return CellText(translate("Evaluate", "is answering…"))
    if cell.state is CellState.FAILED:
        return CellText(
            translate("Evaluate", "No answer"), VerdictTone.WARN, translate("Evaluate", "Open the cell to see why.")
        )
    title, tone = _verdict(cell)
    return CellText(title, tone, cell.excerpt, figures_text(cell))


def _verdict(cell: GridCell) -> tuple[str, VerdictTone]:
    if cell.disagrees:
        return translate("Evaluate", "Judge disagrees"), VerdictTone.WARN
    if cell.passed is None:
        if cell.state is CellState.ANSWERED:
            return translate("Evaluate", "waits for the judge"), VerdictTone.QUIET
        return translate("Evaluate", "Your vote"), VerdictTone.ASKS
    verdict = translate("Evaluate", "Pass") if cell.passed else translate("Evaluate", "Fail")
    return verdict, VerdictTone.GOOD if cell.passed else VerdictTone.BAD


def figures_text(cell: GridCell) -> str:
    """Time and tokens of a cell."""
    return " · ".join(_figures(cell))


def _figures(cell: GridCell) -> list[str]:
    parts = []
    if cell.seconds is not None:
        parts.append(numbers.seconds(cell.seconds))
    if cell.tokens is not None:
        parts.append(translate("Evaluate", "%n token(s)", "", cell.tokens))
    return parts


def spoken_cell(prompt: str, column: str, cell: GridCell | None) -> str:
    """A cell for screen readers: prompt, configuration, verdict, time and tokens."""
    verdict = cell_text(cell).title
    if cell is not None and cell.passed is not None and not cell.disagrees:
        verdict = translate("Evaluate", "passed") if cell.passed else translate("Evaluate", "failed")
    return numbers.in_a_row([prompt, column, verdict, *(_figures(cell) if cell is not None else ())])


def problem_text(problem: str, facts: Mapping[str, object]) -> str:
    """Why a cell has no answer."""
    try:
        return sentence(Trouble(Problem(problem), **facts))
    except (ValueError, KeyError):
        return translate("Evaluate", "The question could not be answered.")


def result_text(result: CheckResult) -> str:
    """Why a check passed or not."""
    return wording.describe_result(result, in_ours)


# Scores of columns.


def score(summary: ColumnSummary) -> str:
    """How many prompts a configuration passed: "9 of 12"."""
    text = translate("Evaluate", "{passed} of {decided}")
    return text.format(passed=summary.passed, decided=summary.decided)


def interval(summary: ColumnSummary) -> str:
    """The share with its 95 % confidence interval: "75 % (47 – 91)"."""
    if summary.share is None or summary.low is None or summary.high is None:
        return ""
    text = translate("Evaluate", "{share} ({low} – {high})")
    low, high = round(summary.low * 100), round(summary.high * 100)
    return text.format(share=numbers.percent(summary.share), low=low, high=high)


def column_figures(summary: ColumnSummary) -> tuple[str, ...]:
    """Medians of speed, first word and memory, as far as they are known."""
    parts = []
    if summary.generation_rate is not None:
        parts.append(numbers.rate(summary.generation_rate.median))
    if summary.first_word is not None:
        text = translate("Evaluate", "first word {time}")
        parts.append(text.format(time=numbers.seconds(summary.first_word.median)))
    if summary.memory is not None:
        parts.append(numbers.size(round(summary.memory.median)))
    return tuple(parts)


def comparison(names: tuple[str, str], test: PairedResult, summaries: tuple[ColumnSummary, ColumnSummary]) -> str:
    """What the paired test says of two configurations, and how their speed and memory differ."""
    said = [wording.describe_pair(test, *names, in_ours)] if test.prompts else []
    return " ".join([*said, *wording.describe_cost(*summaries, names, in_ours)])


# Runs.


def run_state(head: EvaluationRunHead) -> str:
    """How far a run is, and what it found."""
    match head.state:
        case RunState.RUNNING:
            text = translate("Evaluate", "running, {done} of {total}")
        case RunState.STOPPED:
            text = translate("Evaluate", "stopped at {done} of {total}")
        case RunState.FINISHED:
            text = translate("Evaluate", "{passed} of {total} passed")
    return text.format(done=head.done, total=head.total, passed=head.passed)


def changed_text(changed: tuple[SettingChange, ...]) -> str:
    """What is different since a run."""
    known = {
        SettingChange.MODEL: translate("Evaluate", "another file of a model"),
        SettingChange.ENGINE: translate("Evaluate", "another version of the host"),
        SettingChange.DRIVER: translate("Evaluate", "another graphics driver"),
    }
    return numbers.in_a_row(known[one] for one in changed)


def all_texts() -> dict[str, str]:
    """All texts of `core.evaluation.wording` in the window's language, for reports that another thread writes."""
    return {text: in_ours(text) for text in wording.TEXTS}


def notes_text(path: str, notes: tuple[ImportNote, ...]) -> str:
    """What was left out of a file that was imported."""
    said = [_note_text(note) for note in notes[:MOST_NOTES]]
    if len(notes) > MOST_NOTES:
        said.append(translate("Evaluate", "and %n more", "", len(notes) - MOST_NOTES))
    text = translate("Evaluate", "{path} was imported without: {parts}.")
    return text.format(path=path, parts=numbers.in_a_row(said))


def _note_text(note: ImportNote) -> str:
    match note.problem:
        case ImportProblem.UNKNOWN_CHECK:
            text = translate("Evaluate", "the check “{name}” ({place})")
        case ImportProblem.UNKNOWN_PART:
            text = translate("Evaluate", "the part “{name}” ({place})")
        case ImportProblem.TEMPLATE:
            text = translate("Evaluate", "the template “{name}” ({place})")
        case ImportProblem.FILE_REFERENCE:
            text = translate("Evaluate", "the file “{name}” ({place})")
    return text.format(name=note.name, place=note.place)
