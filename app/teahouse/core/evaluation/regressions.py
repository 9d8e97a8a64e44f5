"""What changed since a run, and what a newer run of the same sheet answers worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teahouse.core.evaluation.results import (
    CellRegression,
    CellResult,
    Configuration,
    EvaluationRun,
    RunSetting,
    SettingChange,
)

NOTICED_SCORE = 0.2  # smallest loss of a score of 0 to 1 that is reported where both passed or both failed


def find_changes(
    configurations: Iterable[Configuration], before: RunSetting, now: RunSetting, digests: Mapping[str, str]
) -> tuple[SettingChange, ...]:
    """What is different now from a run's setting. `digests` are those of the models of the app's host by name; models
    of other hosts, and what is not known on either side, are not compared."""
    changes = []
    if any(
        configuration.digest and digests.get(configuration.model, configuration.digest) != configuration.digest
        for configuration in configurations
        if not configuration.host
    ):
        changes.append(SettingChange.MODEL)
    if before.host == now.host and before.host_version and now.host_version not in ("", before.host_version):
        changes.append(SettingChange.ENGINE)
    if before.hardware.driver and now.hardware.driver not in ("", before.hardware.driver):
        changes.append(SettingChange.DRIVER)
    return tuple(changes)


def find_cell_regressions(
    old: tuple[EvaluationRun, Iterable[CellResult]], new: tuple[EvaluationRun, Iterable[CellResult]]
) -> tuple[CellRegression, ...]:
    """What a newer run answers worse than an older one: passed then and not now, or a much lower score. Configurations
    are the same where their names are: model, host, options and thinking; prompts where their ids are."""
    before = _by_name(*old)
    names = {configuration.id: configuration.name for configuration in new[0].configurations}
    found = []
    for result in new[1]:
        cell = result.cell
        name = names.get(cell.configuration_id, "")
        earlier = before.get((name, cell.prompt_id))
        prompt = new[0].sheet.find_prompt(cell.prompt_id)
        if earlier is not None and prompt is not None and _is_worse(earlier, result):
            found.append(CellRegression(prompt.id, prompt.title, name, earlier, result))
    return tuple(found)


def _by_name(run: EvaluationRun, results: Iterable[CellResult]) -> dict[tuple[str, str], CellResult]:
    names = {configuration.id: configuration.name for configuration in run.configurations}
    return {(names.get(each.cell.configuration_id, ""), each.cell.prompt_id): each for each in results}


def _is_worse(old: CellResult, new: CellResult) -> bool:
    if old.cell.passed is not None and new.cell.passed is not None and old.cell.passed != new.cell.passed:
        return old.cell.passed
    if old.cell.score is None or new.cell.score is None:
        return False
    return old.cell.score - new.cell.score >= NOTICED_SCORE
