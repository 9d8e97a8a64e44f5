"""`teahouse exam`: runs a sheet over models and prints the result; its exit status says whether all are good enough."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from teahouse.batch.session import BatchError, BatchSession
from teahouse.core.comparison import Mode
from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.evaluation.report import ReportKind
from teahouse.core.evaluation.report_tables import score_text
from teahouse.core.evaluation.results import CellState, Configuration, EvaluationRun, RunState
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.statistics import compare_columns, summarize_column
from teahouse.core.evaluation.wording import describe_bias, describe_cost, describe_pair
from teahouse.services.evaluation.events import (
    CellEvent,
    EvaluationRunEvent,
    EvaluationRunGoneEvent,
    ReportEvent,
    SheetReadEvent,
    SheetsEvent,
)

GOOD, BELOW, USAGE_ERROR, NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130
_ENDINGS = {".html": ReportKind.HTML, ".md": ReportKind.MARKDOWN, ".csv": ReportKind.CSV, ".json": ReportKind.JSON,
            ".xml": ReportKind.JUNIT}  # fmt: skip


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run the command; returns the exit status: 0 good, 1 below --min-score, 2 wrong words, 3 not everything was
    answered."""
    try:
        chosen = _parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        with BatchSession(environment, chosen.host) as session:
            return _run(session, chosen)
    except BatchError as error:
        print(f"teahouse exam: {error}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="teahouse exam", description="Run a sheet of scored prompts over models.")
    parser.add_argument("sheet", help="a file (json, jsonl, csv, promptfoo's yaml), or the id or name of a sheet")
    parser.add_argument("--models", required=True, help="names of models, with commas between them")
    parser.add_argument("--host", default="", help="the address of the host; the one of the settings by default")
    parser.add_argument("--judge", default="", metavar="MODEL", help="the model that judges by rubrics")
    parser.add_argument("--min-score", type=_share, default=0.0, help="share of prompts to pass, 0 to 1")
    parser.add_argument("--fit", action="store_true", help="run as many models at once as fit in memory")
    parser.add_argument("--json", action="store_true", help="print the whole result as JSON")
    parser.add_argument(
        "--report", action="append", default=[], metavar="FILE", help="write a report: html, md, csv, json, xml (JUnit)"
    )
    return parser


def _share(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError("0 to 1")
    return value


def _run(session: BatchSession, chosen: argparse.Namespace) -> int:
    for path in chosen.report:
        if Path(path).suffix.casefold() not in _ENDINGS:
            print(f"teahouse exam: unknown kind of report: {path}", file=sys.stderr)
            return USAGE_ERROR
    names = list(dict.fromkeys(name.strip() for name in chosen.models.split(",") if name.strip()))
    session.wait_for_host()
    sheet = _find_sheet(session, chosen.sheet)
    if sheet is None or not names:
        print(f"teahouse exam: no sheet {chosen.sheet!r}" if names else "teahouse exam: no models", file=sys.stderr)
        return USAGE_ERROR
    configurations = tuple(Configuration(new_id(), name) for name in names)
    judge = Configuration(new_id(), chosen.judge) if chosen.judge else None
    run_id, before = new_id(), session.mark()
    mode = Mode.AS_MANY_AS_FIT if chosen.fit else Mode.ONE_AFTER_ANOTHER
    session.services.evaluation.run_sheet(run_id, sheet, configurations, mode=mode, judge=judge)
    try:
        ended = _follow(session, run_id, before, len(sheet.prompts) * len(names))
    except KeyboardInterrupt:
        session.services.evaluation.stop_run(run_id)
        session.wait_for(
            EvaluationRunEvent, lambda event: event.run.state is not RunState.RUNNING, after=before, seconds=60.0
        )
        raise
    for path in chosen.report:
        _write_report(session, run_id, path, _ENDINGS[Path(path).suffix.casefold()])
    if chosen.json:
        with TemporaryDirectory(prefix="teahouse-exam-") as folder:
            path = str(Path(folder) / "result.json")
            _write_report(session, run_id, path, ReportKind.JSON)
            print(Path(path).read_text(encoding="utf-8"), end="")
    else:
        _print_table(ended)
    return _status(ended, chosen.min_score)


def _find_sheet(session: BatchSession, named: str) -> Sheet | None:
    """A sheet by its id or name; otherwise one in a file, which is not stored. Raises BatchError."""
    before = session.mark()
    session.services.evaluation.list_sheets()
    sheets = session.wait_for(SheetsEvent, after=before).sheets
    for sheet in sheets:
        if named in (sheet.id, sheet.name):
            return sheet
    if not Path(named).is_file():
        return None
    before = session.mark()
    session.services.evaluation.read_sheet(named)
    read = session.wait_for(SheetReadEvent, after=before)
    if read.trouble is not None:
        raise BatchError(_sentence(read.trouble))
    for note in read.notes:
        print(f"left out: {note.place} {note.name} ({note.problem.value})", file=sys.stderr)
    return read.sheet


def _follow(session: BatchSession, run_id: str, before: int, total: int) -> EvaluationRunEvent:
    """Print each answer to standard error until the run has ended. Raises BatchError."""
    done = 0
    at = before

    def is_next(event: object) -> bool:
        match event:
            case CellEvent(run, cell) if run == run_id:
                return cell.state in (CellState.ANSWERED, CellState.DONE, CellState.FAILED)
            case EvaluationRunEvent(run=run) if run.id == run_id:
                return run.state is not RunState.RUNNING
            case EvaluationRunGoneEvent(run):
                return bool(run == run_id)
        return False

    while True:
        event, at = session.wait_for_next(is_next, after=at)
        match event:
            case CellEvent(_, cell):
                done += cell.state is not CellState.DONE or not cell.disagrees
                verdict = {True: "pass", False: "fail", None: cell.problem or "undecided"}[cell.passed]
                print(f"{min(done, total)}/{total} {cell.prompt_id}: {verdict}", file=sys.stderr, flush=True)
            case EvaluationRunEvent():
                if event.trouble is not None:
                    print(f"teahouse exam: {_sentence(event.trouble)}", file=sys.stderr)
                return event
            case EvaluationRunGoneEvent():
                raise BatchError(_sentence(event.trouble) if event.trouble else "the run was deleted")


def _write_report(session: BatchSession, run_id: str, path: str, kind: ReportKind) -> None:
    before = session.mark()
    session.services.evaluation.export_report(run_id, path, kind)
    written = session.wait_for(ReportEvent, after=before)
    if written.trouble is not None:
        raise BatchError(_sentence(written.trouble))


def _print_table(ended: EvaluationRunEvent) -> None:
    run = ended.run
    summaries = [summarize_column(ended.cells, each.id) for each in run.configurations]
    width = max(len(each.name) for each in run.configurations)
    for configuration, summary in zip(run.configurations, summaries, strict=True):
        rate = f"{summary.generation_rate.median:.1f} tokens/s" if summary.generation_rate else ""
        print(f"{configuration.name:<{width}}  {score_text(summary):<28} {rate}".rstrip())
    first = run.configurations[0]
    for configuration, summary in zip(run.configurations[1:], summaries[1:], strict=True):
        paired = compare_columns(ended.cells, first.id, configuration.id)
        if paired.prompts:
            print(describe_pair(paired, first.name, configuration.name))
        for text in describe_cost(summaries[0], summary, (first.name, configuration.name)):
            print(text)
    if not ended.unbiased:
        print(describe_bias(ended.biased, ended.pairs))


def _status(ended: EvaluationRunEvent, least: float) -> int:
    if ended.run.state is not RunState.FINISHED or any(cell.state is CellState.FAILED for cell in ended.cells):
        return NOT_RUN
    return GOOD if all(score >= least for score in _scores(ended.run, ended)) else BELOW


def _scores(run: EvaluationRun, ended: EvaluationRunEvent) -> list[float]:
    """The share of all prompts that each configuration passes; an undecided one is not passed."""
    totals = [summarize_column(ended.cells, each.id) for each in run.configurations]
    return [summary.passed / summary.total if summary.total else 0.0 for summary in totals]


def _sentence(trouble: Trouble) -> str:
    return str(trouble)
