"""What the reports of a run have in common: its facts, a line for each column, and a line for each answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from teahouse.core.evaluation.results import CellResult, CellState, Configuration, EvaluationRun, RunSetting
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.core.evaluation.statistics import ColumnSummary, compare_columns, summarize_column
from teahouse.core.evaluation.wording import (
    FAIL,
    NO_ANSWER,
    NOT_ASKED,
    PASS,
    UNDECIDED,
    Translation,
    describe_cost,
    describe_pair,
    describe_result,
    fill,
)
from teahouse.core.measure import Spread
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run with all its results."""

    run: EvaluationRun
    results: tuple[CellResult, ...]

    def by_prompt(self) -> Iterator[tuple[SheetPrompt, list[tuple[Configuration, CellResult]]]]:
        """Each prompt with the results of its configurations, in their orders."""
        found = {(each.cell.prompt_id, each.cell.configuration_id): each for each in self.results}
        for prompt in self.run.sheet.prompts:
            yield (
                prompt,
                [
                    (configuration, found[prompt.id, configuration.id])
                    for configuration in self.run.configurations
                    if (prompt.id, configuration.id) in found
                ],
            )

    def summaries(self) -> list[tuple[Configuration, ColumnSummary]]:
        cells = [result.cell for result in self.results]
        return [(each, summarize_column(cells, each.id)) for each in self.run.configurations]


def time_text(seconds: float) -> str:
    """A time in ISO 8601, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def setting_text(run: EvaluationRun) -> str:
    """Date, host and computer on one line."""
    setting, hardware = run.setting, run.setting.hardware
    gigabytes = f"{hardware.memory / 1e9:.0f} GB" if hardware.memory else ""
    parts = (
        time_text(run.created),
        f"Teahouse {setting.teahouse}".strip(),
        f"{_engine_text(setting)} {setting.host_version}".strip(),
        hardware.cpu,
        gigabytes,
        ", ".join(hardware.gpus),
        hardware.driver,
        hardware.system,
    )
    return " · ".join(part for part in parts if part)


def _engine_text(setting: RunSetting) -> str:
    """What computed the answers: the built-in engine, or a host."""
    return "engine" if setting.engine else setting.host


def verdict_text(result: CellResult, translate: Translation) -> str:
    """Pass, fail, or why there is neither."""
    if result.cell.state is CellState.FAILED:
        return fill(translate(NO_ANSWER), {"problem": result.cell.problem})
    if result.cell.state in (CellState.WAITING, CellState.ASKING):
        return translate(NOT_ASKED)
    return translate({True: PASS, False: FAIL, None: UNDECIDED}[result.cell.passed])


def reason_texts(result: CellResult, translate: Translation) -> list[str]:
    """Why the checks that do not pass do not, and what a judge says."""
    return [
        describe_result(check, translate)
        for check in result.checks
        if check.passed is not True or "points" in check.facts
    ]


def conclusion_texts(report: RunReport, translate: Translation) -> list[str]:
    """What the paired tests say of each column and the first, and how they differ in speed and memory."""
    cells = [result.cell for result in report.results]
    (first, first_summary), *others = report.summaries()
    said = []
    for other, summary in others:
        paired = compare_columns(cells, first.id, other.id)
        if paired.prompts:
            said.append(describe_pair(paired, first.name, other.name, translate))
        said += describe_cost(first_summary, summary, (first.name, other.name), translate)
    return said


def score_text(summary: ColumnSummary) -> str:
    """ "9 of 12, 75 % (47–91)" in figures."""
    if summary.share is None or summary.low is None or summary.high is None:
        return f"0/{summary.decided}"
    return (
        f"{summary.passed}/{summary.decided} · {100 * summary.share:.0f} %"
        f" ({100 * summary.low:.0f}–{100 * summary.high:.0f})"
    )


def figure_texts(summary: ColumnSummary) -> tuple[str, str, str, str]:
    """Tokens per second, seconds to the first word, seconds, gigabytes: medians, or empty."""
    return (
        _median(summary.generation_rate),
        _median(summary.first_word),
        _median(summary.seconds),
        _median(summary.memory, 1e9),
    )


def _median(found: Spread | None, of: float = 1.0) -> str:
    return "" if found is None else f"{found.median / of:.3g}"


def csv_rows(report: RunReport) -> Iterator[list[str]]:
    """A heading and a row for each answer."""
    yield [
        "sheet", "prompt", "title", "configuration", "model", "host", "digest", "quantization", "options", "think",
        "state", "passed", "score", "seconds", "tokens", "generation_rate", "first_word", "memory", "vote", "problem",
        "reasons", "answer", "created", "engine", "engine_version", "hardware", "memory_bytes",
        "driver", "system",
    ]  # fmt: skip
    run = report.run
    setting, hardware = run.setting, run.setting.hardware
    computer = ", ".join(filter(None, (hardware.cpu, *hardware.gpus)))
    for prompt, columns in report.by_prompt():
        for configuration, result in columns:
            cell = result.cell
            yield [
                run.sheet.name, prompt.id, prompt.title, configuration.name, configuration.model, configuration.host,
                configuration.digest, configuration.quantization,
                "; ".join(f"{name}={value}" for name, value in sorted(configuration.options.items())),
                "" if configuration.think is None else str(configuration.think).lower(),
                cell.state.value, _flag(cell.passed), _number(cell.score), _number(cell.seconds), _number(cell.tokens),
                _number(cell.generation_rate), _number(cell.first_word), _number(cell.memory), _flag(cell.vote),
                cell.problem, "; ".join(reason_texts(result, lambda text: text)), result.answer,
                time_text(result.created) if result.created else "", _engine_text(setting), setting.host_version,
                computer, str(hardware.memory or ""), hardware.driver, hardware.system,
            ]  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))
