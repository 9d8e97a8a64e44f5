"""Events of the evaluation service."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.evaluation.import_notes import ImportNote
from teahouse.core.evaluation.results import CellRegression, CellResult, EvaluationRun, EvaluationRunHead, GridCell
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class SheetsEvent:
    """All sheets: the built-in ones, then the person's own by name."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class SheetSavedEvent:
    """The end of saving, importing or exporting a sheet, or of adding a prompt to it. `path` is the file, empty where
    there is none; `notes` say what was not taken over from it; `trouble` why nothing was done."""

    sheet_id: str
    path: str = ""
    notes: tuple[ImportNote, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class SheetReadEvent:
    """A sheet was read from the file `path` and not stored; `sheet` is None where `trouble` says why not."""

    path: str
    sheet: Sheet | None = None
    notes: tuple[ImportNote, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EvaluationRunsEvent:
    """All stored runs, the newest first."""

    heads: tuple[EvaluationRunHead, ...]


@dataclass(frozen=True, slots=True)
class EvaluationRunEvent:
    """A run's whole state: posted when it is opened, starts, stops or ends. `cells` has one for each prompt and
    configuration, prompt by prompt in the sheet's order. `biased` of `pairs` judged pairs: the judge preferred the
    answer shown first in both orders. `unbiased` False: so often that it cannot be trusted. `trouble` says why it
    could not start or go on."""

    run: EvaluationRun
    cells: tuple[GridCell, ...]
    biased: int = 0
    pairs: int = 0
    unbiased: bool = True
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EvaluationRunGoneEvent:
    """The requested run is no longer stored, or could not be created: see `trouble`."""

    run_id: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class CellEvent:
    """A cell of a run changed: it is asked, has an answer, or another verdict."""

    run_id: str
    cell: GridCell


@dataclass(frozen=True, slots=True)
class CellResultEvent:
    """Everything of a cell, as requested by `open_cell`; None where it is no longer stored."""

    run_id: str
    prompt_id: str
    configuration_id: str
    result: CellResult | None


@dataclass(frozen=True, slots=True)
class RegressionsEvent:
    """What got worse from an older run to a newer one, side by side."""

    old_run_id: str
    new_run_id: str
    regressions: tuple[CellRegression, ...]


@dataclass(frozen=True, slots=True)
class ReportEvent:
    """A report was written to `path`, or not."""

    path: str
    trouble: Trouble | None = None
