"""Asks one cell: the turns of a prompt to one configuration, and the checks of its answer.

It goes through `GenerationRunner` like every reply; nothing of it is a conversation, and nothing is stored here.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import time
from typing import NamedTuple

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State, new_id
from teahouse.core.errors import Trouble
from teahouse.core.evaluation.checks import overall, verdict, vote_result
from teahouse.core.evaluation.results import (
    LONGEST_EXCERPT,
    CellResult,
    CellState,
    CheckReason,
    CheckResult,
    Configuration,
    GridCell,
)
from teahouse.core.evaluation.sheet import CheckKind, Sheet, SheetPrompt
from teahouse.core.evaluation.variables import fill_check, fill_variables
from teahouse.core.measure import Figures
from teahouse.services.compare.host_sessions import HostSession
from teahouse.services.generation.generation import Generation, GenerationOutcome, await_outcome, ignore_events
from teahouse.services.hosts.service import ABSENT

LONGEST_ANSWER = 4096  # tokens: some models never stop
SEED = 1  # of every question that has none of its own, so that a run can be repeated
GONE = frozenset(problem.value for problem in ABSENT)


class Answer(NamedTuple):
    """The last message of a generation; `trouble` where it failed."""

    message: Message
    trouble: Trouble | None = None


async def ask_model(session: HostSession, tree: Conversation, model: str) -> Answer:
    """Generate the reply to the last message of a tree, and add it there. Raises CancelledError where it is stopped."""
    question = tree.leaf_id()
    reply = Message(new_id(), question, Role.ASSISTANT, model=model, state=State.STREAMING, created=time())
    tree.add_message(reply)
    generation = Generation(tree.id, reply, ignore_events)

    async def make_request() -> ChatRequest:
        # Without a conversation's name: the engine keeps no state of it.
        return replace(await session.library.build_request(tree, reply, tree.think), conversation="")

    outcome: GenerationOutcome = await await_outcome(
        session.runner.run_generation(generation, make_request, ignore_events)
    )
    if outcome.state is State.STOPPED:
        raise asyncio.CancelledError
    figures = None
    if generation.started:
        measured, expected = generation.figures(), generation.expected_tokens
        goes_on = any(message.role is Role.ASSISTANT for message in tree.path_to(question or reply.id)[:-1])
        figures = await session.library.complete_figures(model, measured, expected, goes_on=goes_on)
    return Answer(tree.update_message(generation.finish_message(reply, outcome, figures)), outcome.trouble)


class AskedCell(NamedTuple):
    """The last reply of a prompt, or a failed one, and the texts of all."""

    message: Message
    answers: tuple[str, ...]


async def ask_cell(session: HostSession, sheet: Sheet, prompt: SheetPrompt, to: Configuration) -> AskedCell:
    """The replies of a configuration to a prompt; a failure is one of them. Raises CancelledError where it is
    stopped."""
    variables = {**sheet.variables, **prompt.variables}
    tree = Conversation(
        ConversationHead(new_id(), sheet.name, time(), time(), model=to.model),
        options={"num_predict": LONGEST_ANSWER, "seed": SEED, **to.options},
        system=fill_variables(prompt.system or sheet.system, variables),
        think=to.think,
    )
    answers: list[str] = []
    message = Message(new_id(), None, Role.ASSISTANT, model=to.model)
    for index, turn in enumerate(prompt.turns):
        last = index == len(prompt.turns) - 1
        text = fill_variables(turn.text, variables)
        held = prompt.attachments if last else ()
        tree.add_message(Message(new_id(), tree.leaf_id(), turn.role, text, created=time(), attachments=held))
        if turn.role is not Role.USER or not (last or prompt.turns[index + 1].role is Role.USER):
            continue
        message, trouble = await ask_model(session, tree, to.model)
        if trouble is not None:
            session.host.mark_unreachable(trouble)
            break
        answers.append(message.text)
    return AskedCell(message, tuple(answers))


def check_answer(sheet: Sheet, prompt: SheetPrompt, configuration_id: str, asked: AskedCell) -> CellResult:
    """The result of a cell. On another thread: patterns may take a second each."""
    message = asked.message
    figures = message.figures or Figures()
    failed = message.state is State.FAILED
    checks = () if failed else check_all(sheet, prompt, message.text, figures)
    cell = GridCell(
        prompt.id,
        configuration_id,
        CellState.FAILED if failed else CellState.DONE,
        excerpt=make_excerpt(message.text),
        seconds=figures.total,
        tokens=figures.tokens,
        generation_rate=figures.generation_rate,
        first_word=figures.first_word,
        memory=figures.memory,
        problem=message.problem,
    )
    result = CellResult(
        cell,
        answers=asked.answers,
        thinking=message.thinking,
        figures=message.figures,
        facts=dict(message.facts),
        created=time(),
    )
    return with_checks(result, checks)


def check_all(sheet: Sheet, prompt: SheetPrompt, answer: str, figures: Figures) -> tuple[CheckResult, ...]:
    """What the checks of a prompt say of an answer."""
    variables = {**sheet.variables, **prompt.variables}
    return tuple(verdict(fill_check(check, variables), answer, figures) for check in prompt.checks)


def with_checks(result: CellResult, checks: tuple[CheckResult, ...]) -> CellResult:
    """The result with these checks, and the verdict that follows from them."""
    passed, score = overall(checks)
    disagrees = any(check.reason is CheckReason.JUDGE_DISAGREES for check in checks)
    cell = replace(result.cell, passed=passed, score=score, disagrees=disagrees)
    return replace(result, cell=cell, checks=checks)


def with_vote(result: CellResult, prompt: SheetPrompt, vote: bool | None) -> CellResult:
    """The result after a vote: it decides VOTE checks; without one it decides a prompt that has no checks."""
    checks = tuple(
        vote_result(vote) if check.kind is CheckKind.VOTE else held
        for check, held in zip(prompt.checks, result.checks, strict=True)
    )
    voted = with_checks(result, checks)
    passed = vote if not checks else voted.cell.passed
    return replace(voted, cell=replace(voted.cell, vote=vote, passed=passed))


def make_excerpt(text: str) -> str:
    """The beginning of an answer, on one line."""
    line = " ".join(text[: 2 * LONGEST_EXCERPT].split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1]}…"
