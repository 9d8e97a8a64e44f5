"""Asks the judge about the answers of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from time import time

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State, new_id
from teahouse.core.evaluation.judging import (
    JUDGE_OPTIONS,
    SYSTEM,
    Judgement,
    judge_question,
    judged_alone,
    judged_in_both_orders,
    read_judgement,
)
from teahouse.core.evaluation.results import CellResult, CellState, CheckResult, Configuration, EvaluationRun
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, SheetPrompt
from teahouse.core.evaluation.variables import fill_check, fill_variables
from teahouse.services.compare.host_sessions import HostSession
from teahouse.services.evaluation.cell_asker import SEED, ask_model, with_checks


def needs_judge(prompt: SheetPrompt) -> bool:
    """Whether a prompt has a check that a judge decides."""
    return any(check.kind is CheckKind.JUDGE for check in prompt.checks)


class Judge:
    """Judges the cells of one run. What an answer is compared with is the check's reference, else the answer of the
    run's first configuration, for that one of the second. The same pair is asked about once."""

    def __init__(self, session: HostSession, configuration: Configuration, run: EvaluationRun) -> None:
        self._session = session
        self._configuration = configuration
        self._run = run
        self._asked: dict[tuple[str, str, str, str | None], Judgement | None] = {}

    async def judge_cell(
        self, prompt: SheetPrompt, result: CellResult, answers: Mapping[str, CellResult]
    ) -> CellResult:
        """The result with its JUDGE checks decided; `answers` are the prompt's results by configuration. Raises
        `Trouble`, and CancelledError where it is stopped."""
        checks = list(result.checks)
        for index, check in enumerate(prompt.checks):
            if check.kind is CheckKind.JUDGE:
                checks[index] = await self._judge_check(prompt, check, result, answers)
        judged = with_checks(result, tuple(checks))
        return replace(judged, cell=replace(judged.cell, state=CellState.DONE))

    async def _judge_check(
        self, prompt: SheetPrompt, check: AnswerCheck, result: CellResult, answers: Mapping[str, CellResult]
    ) -> CheckResult:
        variables = {**self._run.sheet.variables, **prompt.variables}
        check = fill_check(check, variables)
        rubric = check.values[0] if check.values else ""
        question = "\n\n".join(fill_variables(turn.text, variables) for turn in prompt.turns)
        other = check.reference or self._other_answer(result, answers)
        own = result.answer
        if not other:
            return judged_alone(check, await self._ask(question, rubric, own, None))
        before = await self._ask(question, rubric, own, other)
        return judged_in_both_orders(check, before, await self._ask(question, rubric, other, own))

    def _other_answer(self, result: CellResult, answers: Mapping[str, CellResult]) -> str:
        """The answer that a cell's is compared with, "" where there is none."""
        own = result.cell.configuration_id
        for configuration in self._run.configurations[:2]:
            if configuration.id != own and configuration.id in answers:
                return answers[configuration.id].answer
        return ""

    async def _ask(self, question: str, rubric: str, first: str, second: str | None) -> Judgement | None:
        key = (question, rubric, first, second)
        if key not in self._asked:
            text = judge_question(question, rubric, first, second, f"=== {token_hex(6)} ===")
            self._asked[key] = read_judgement(await self._ask_text(text), single=second is None)
        return self._asked[key]

    async def _ask_text(self, text: str) -> str:
        judge = self._configuration
        tree = Conversation(
            ConversationHead(new_id(), "", time(), time(), model=judge.model),
            options={**JUDGE_OPTIONS, "seed": SEED, **judge.options},
            system=SYSTEM,
            think=judge.think,
        )
        tree.add_message(Message(new_id(), None, Role.USER, text, created=time()))
        message, trouble = await ask_model(self._session, tree, judge.model)
        if trouble is not None:
            self._session.host.mark_unreachable(trouble)
        if message.state is State.FAILED and trouble is not None:
            raise trouble
        return message.text
