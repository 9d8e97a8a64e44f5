"""The person's own sheets, and the runs of sheets with their cells.

A cell is written before its question is sent (ASKING) and when its answer is there, so that after a kill no answer is
asked for twice and none is missing. What the grid shows is in `evaluation_cells`, whole answers in
`evaluation_answers`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from teahouse.core.comparison import Mode
from teahouse.core.evaluation.results import (
    CellResult,
    CellState,
    CheckReason,
    CheckResult,
    Configuration,
    EvaluationRun,
    EvaluationRunHead,
    GridCell,
    RunSetting,
    RunState,
)
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.sheet_json import read_sheet, sheet_values
from teahouse.store import rows
from teahouse.store.database import Database
from teahouse.store.rows import make_storable
from teahouse.store.runs import hardware_of

_ENDED = "state IN ('answered', 'done', 'failed')"
_CELL_COLUMNS = (
    "prompt", "configuration", "state", "passed", "score", "excerpt", "seconds", "tokens", "generation_rate",
    "first_word", "memory", "vote", "disagrees", "problem",
)  # fmt: skip
_HEADS = f"""
    SELECT id, sheet_id, sheet_name, created, configurations, state,
        (SELECT count(*) FROM evaluation_cells WHERE run = evaluation_runs.number) AS total,
        (SELECT count(*) FROM evaluation_cells WHERE run = evaluation_runs.number AND {_ENDED}) AS done,
        (SELECT count(*) FROM evaluation_cells WHERE run = evaluation_runs.number AND passed) AS passed
    FROM evaluation_runs ORDER BY number DESC
"""
_ONE_CELL = """
    number = (
        SELECT evaluation_cells.number FROM evaluation_cells
        JOIN evaluation_runs ON evaluation_runs.number = evaluation_cells.run
        WHERE evaluation_runs.id = ? AND prompt = ? AND configuration = ?
    )
"""


class SheetRepository:
    """The person's sheets of one database, without the built-in ones. Raises `Trouble` for disk errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_sheets(self) -> tuple[Sheet, ...]:
        """The person's own sheets, by name; one that cannot be read is left out."""
        found = self._database.fetch_all("SELECT content FROM sheets ORDER BY name COLLATE NOCASE, id")
        sheets = (_sheet_of(row["content"]) for row in found)
        return tuple(sheet for sheet in sheets if sheet is not None)

    def save_sheet(self, sheet: Sheet) -> None:
        """Store a sheet, replacing the one with its id."""
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO sheets (id, name, content, attachments) VALUES (?, ?, ?, ?)",
                (sheet.id, make_storable(sheet.name), rows.json_text(sheet_values(sheet)), _attachments_text(sheet)),
            )

    def delete_sheet(self, sheet_id: str) -> None:
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM sheets WHERE id = ?", (sheet_id,))


class EvaluationRunRepository:
    """The runs of sheets of one database. Raises KeyError for an unknown id, `Trouble` for disk errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_run(self, run: EvaluationRun) -> None:
        """Store a new run with a waiting cell for each prompt and configuration."""
        with self._database.write_transaction() as connection:
            number = connection.execute(
                "INSERT INTO evaluation_runs (id, sheet_id, sheet_name, created, state, mode, sheet, configurations,"
                " judge, setting, attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.sheet.id,
                    make_storable(run.sheet.name),
                    run.created,
                    run.state.value,
                    run.mode.value,
                    rows.json_text(sheet_values(run.sheet)),
                    rows.json_text([asdict(each) for each in run.configurations]),
                    rows.json_text(None if run.judge is None else asdict(run.judge)),
                    rows.json_text(asdict(run.setting)),
                    _attachments_text(run.sheet),
                ),
            ).lastrowid
            connection.executemany(
                "INSERT INTO evaluation_cells (run, prompt, configuration, state) VALUES (?, ?, ?, 'waiting')",
                [(number, prompt.id, each.id) for prompt in run.sheet.prompts for each in run.configurations],
            )

    def list_heads(self) -> tuple[EvaluationRunHead, ...]:
        """Every run, the newest first; `changed` is empty."""
        return tuple(
            EvaluationRunHead(
                id=row["id"],
                sheet_id=row["sheet_id"],
                sheet_name=row["sheet_name"],
                created=row["created"],
                configurations=_configurations_of(row["configurations"]),
                state=RunState(row["state"]),
                done=row["done"],
                total=row["total"],
                passed=row["passed"],
            )
            for row in self._database.fetch_all(_HEADS)
        )

    def load_run(self, run_id: str) -> EvaluationRun:
        found = self._database.fetch_all("SELECT * FROM evaluation_runs WHERE id = ?", (run_id,))
        sheet = _sheet_of(found[0]["sheet"]) if found else None
        if sheet is None:
            raise KeyError(run_id)
        row = found[0]
        judge = json.loads(row["judge"])
        return EvaluationRun(
            id=row["id"],
            sheet=sheet,
            created=row["created"],
            configurations=_configurations_of(row["configurations"]),
            mode=Mode(row["mode"]),
            judge=None if judge is None else Configuration(**judge),
            state=RunState(row["state"]),
            setting=setting_of(row["setting"]),
        )

    def load_settings(self) -> dict[str, RunSetting]:
        """On what each run was made, by the run's id."""
        found = self._database.fetch_all("SELECT id, setting FROM evaluation_runs")
        return {row["id"]: setting_of(row["setting"]) for row in found}

    def load_cells(self, run_id: str) -> tuple[GridCell, ...]:
        """What the grid shows, prompt by prompt in the sheet's order."""
        found = self._database.fetch_all(
            f"SELECT {', '.join(_CELL_COLUMNS)} FROM evaluation_cells"
            " WHERE run = (SELECT number FROM evaluation_runs WHERE id = ?) ORDER BY number",
            (run_id,),
        )
        return tuple(_cell_of(row) for row in found)

    def load_results(self, run_id: str) -> tuple[CellResult, ...]:
        """Everything of every cell, in the order of `load_cells`."""
        found = self._database.fetch_all(
            "SELECT evaluation_cells.*, content FROM evaluation_cells"
            " LEFT JOIN evaluation_answers ON evaluation_answers.cell = evaluation_cells.number"
            " WHERE run = (SELECT number FROM evaluation_runs WHERE id = ?) ORDER BY evaluation_cells.number",
            (run_id,),
        )
        return tuple(_result_of(row) for row in found)

    def load_result(self, run_id: str, prompt_id: str, configuration_id: str) -> CellResult | None:
        found = self._database.fetch_all(
            "SELECT evaluation_cells.*, content FROM evaluation_cells"
            " LEFT JOIN evaluation_answers ON evaluation_answers.cell = evaluation_cells.number"
            f" WHERE evaluation_cells.{_ONE_CELL.strip()}",
            (run_id, prompt_id, configuration_id),
        )
        return _result_of(found[0]) if found else None

    def begin_asking(self, run_id: str, prompt_id: str, configuration_id: str) -> None:
        """Write that a cell's question is about to be sent."""
        with self._database.write_transaction() as connection:
            connection.execute(
                f"UPDATE evaluation_cells SET state = 'asking', asked = asked + 1 WHERE {_ONE_CELL}",
                (run_id, prompt_id, configuration_id),
            )

    def return_to_waiting(self, run_id: str, prompt_id: str, configuration_id: str) -> None:
        """Write that a cell has no answer: its question was stopped."""
        with self._database.write_transaction() as connection:
            connection.execute(
                f"UPDATE evaluation_cells SET state = 'waiting' WHERE state = 'asking' AND {_ONE_CELL}",
                (run_id, prompt_id, configuration_id),
            )

    def save_result(self, run_id: str, result: CellResult) -> None:
        """Store a cell with its answer; `asked` is counted by `begin_asking`."""
        cell = result.cell
        values = {
            "state": cell.state.value,
            "passed": cell.passed,
            "score": cell.score,
            "excerpt": make_storable(cell.excerpt),
            "seconds": cell.seconds,
            "tokens": cell.tokens,
            "generation_rate": cell.generation_rate,
            "first_word": cell.first_word,
            "memory": cell.memory,
            "vote": cell.vote,
            "disagrees": cell.disagrees,
            "problem": cell.problem,
            "created": result.created,
        }
        where = (run_id, cell.prompt_id, cell.configuration_id)
        sets = ", ".join(f"{name} = ?" for name in values)
        with self._database.write_transaction() as connection:
            connection.execute(f"UPDATE evaluation_cells SET {sets} WHERE {_ONE_CELL}", (*values.values(), *where))
            connection.execute(
                "INSERT OR REPLACE INTO evaluation_answers (cell, content)"
                f" SELECT number, ? FROM evaluation_cells WHERE {_ONE_CELL}",
                (_content_of(result), *where),
            )

    def set_state(self, run_id: str, state: RunState) -> None:
        with self._database.write_transaction() as connection:
            connection.execute("UPDATE evaluation_runs SET state = ? WHERE id = ?", (state.value, run_id))

    def set_judge(self, run_id: str, judge: Configuration | None) -> None:
        with self._database.write_transaction() as connection:
            text = rows.json_text(None if judge is None else asdict(judge))
            connection.execute("UPDATE evaluation_runs SET judge = ? WHERE id = ?", (text, run_id))

    def delete_run(self, run_id: str) -> None:
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM evaluation_runs WHERE id = ?", (run_id,))

    def recover_runs(self) -> None:
        """Mark the runs that an earlier session left running as stopped, and what they were asking as waiting."""
        with self._database.write_transaction() as connection:
            connection.execute("UPDATE evaluation_cells SET state = 'waiting' WHERE state = 'asking'")
            connection.execute("UPDATE evaluation_runs SET state = 'stopped' WHERE state = 'running'")


def _sheet_of(text: str) -> Sheet | None:
    """A stored sheet; None where a newer version or damage made it unreadable."""
    try:
        return read_sheet(json.loads(text))
    except ValueError:
        return None


def _attachments_text(sheet: Sheet) -> str:
    return rows.attachments_text(held for prompt in sheet.prompts for held in prompt.attachments)


def _configurations_of(text: str) -> tuple[Configuration, ...]:
    return tuple(Configuration(**values) for values in json.loads(text))


def setting_of(text: str) -> RunSetting:
    """A setting from its JSON."""
    values: dict[str, Any] = json.loads(text)
    hardware = hardware_of(json.dumps(values.pop("hardware", {})))
    known = {name: values[name] for name in ("teahouse", "host", "host_version", "engine") if name in values}
    return RunSetting(**known, hardware=hardware)


def _cell_of(row: Mapping[str, Any] | sqlite3.Row) -> GridCell:
    return GridCell(
        row["prompt"],
        row["configuration"],
        CellState(row["state"]),
        _truth(row["passed"]),
        row["score"],
        row["excerpt"],
        row["seconds"],
        row["tokens"],
        row["generation_rate"],
        row["first_word"],
        row["memory"],
        _truth(row["vote"]),
        bool(row["disagrees"]),
        row["problem"],
    )


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _content_of(result: CellResult) -> str:
    return rows.json_text(
        {
            "answers": list(result.answers),
            "thinking": result.thinking,
            "figures": json.loads(rows.figures_text(result.figures)),
            "checks": [_check_values(check) for check in result.checks],
            "facts": dict(result.facts),
        }
    )


def _check_values(check: CheckResult) -> dict[str, Any]:
    return {
        "passed": check.passed,
        "score": check.score,
        "reason": check.reason.value,
        "facts": dict(check.facts),
    }


def _result_of(row: sqlite3.Row) -> CellResult:
    cell = _cell_of(row)
    content = json.loads(row["content"]) if row["content"] else {}
    return CellResult(
        cell,
        answers=tuple(content.get("answers", ())),
        thinking=content.get("thinking", ""),
        figures=rows.figures_of(json.dumps(content.get("figures"))),
        checks=tuple(
            CheckResult(check["passed"], check["score"], CheckReason(check["reason"]), check["facts"])
            for check in content.get("checks", ())
        ),
        facts=content.get("facts", {}),
        asked=row["asked"],
        created=row["created"],
    )
