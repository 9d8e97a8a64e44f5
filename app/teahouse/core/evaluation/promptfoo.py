"""promptfoo's configuration (YAML): its prompts × tests become the prompts of a sheet, and back.

Read: description, prompts, defaultTest, tests with vars, assert and description, chats as JSON. Other files, code,
providers and templates beyond {{name}} are left out, each with a note. YAML is read by PyYAML's safe loader, which
makes plain values only; aliases that would become more than MOST_NODES values are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import yaml

from teahouse.core.conversation import Role
from teahouse.core.evaluation.assertions import FILE, format_assertion, parse_assertion
from teahouse.core.evaluation.import_notes import ImportNote, ImportProblem
from teahouse.core.evaluation.sheet import AnswerCheck, Sheet, SheetPrompt, Turn
from teahouse.core.evaluation.sheet_json import MOST_CHECKS, MOST_PROMPTS, MOST_VALUES, SheetError
from teahouse.core.evaluation.variables import fill_check, fill_variables
from teahouse.core.untrusted import clean_text, parse_json, read_label

LONGEST_FILE = 8_000_000  # characters
MOST_NODES = 1_000_000
_READ = frozenset(("description", "prompts", "tests", "defaultTest"))
_WITHOUT_MEANING = frozenset(("providers", "targets", "outputPath", "evaluateOptions", "sharing", "$schema", "tags"))
_TEST = frozenset(("vars", "assert", "description", "metadata"))
_QUESTION = "question"
_ONLY_VARIABLE = re.compile(r"\{\{ ?([A-Za-z_]\w*) ?\}\}", re.ASCII)
_BLOCK = re.compile(r"\{%|\{\{[^{}|]*\|")


def parse_config(text: str) -> tuple[Sheet, tuple[ImportNote, ...]]:
    """The sheet of a configuration, and what was left out. Raises SheetError."""
    config = _load(text)
    if not isinstance(config, dict):
        raise SheetError("an object is expected")
    notes: list[ImportNote] = []
    for name in config:
        if name not in _READ and name not in _WITHOUT_MEANING:
            notes.append(ImportNote(ImportProblem.UNKNOWN_PART, "", read_label(str(name))))
    templates = list(_templates(config.get("prompts"), notes))
    if not templates:
        raise SheetError("a list of prompts is expected", "prompts")
    default = config.get("defaultTest")
    default = default if isinstance(default, dict) else {}
    tests = config.get("tests")
    if isinstance(tests, str):
        notes.append(ImportNote(ImportProblem.FILE_REFERENCE, "tests", read_label(tests)))
    listed = tests if isinstance(tests, list) else [{}]
    shared = _checks(default.get("assert"), "defaultTest.assert", notes)
    prompts: list[SheetPrompt] = []
    for index, test in enumerate(listed):
        place = f"tests.{index}"
        if not isinstance(test, dict):
            notes.append(ImportNote(ImportProblem.FILE_REFERENCE, place, read_label(str(test))))
            continue
        notes += [
            ImportNote(ImportProblem.UNKNOWN_PART, place, read_label(str(name))) for name in test if name not in _TEST
        ]
        checks = (*shared, *_checks(test.get("assert"), f"{place}.assert", notes))[:MOST_CHECKS]
        title = read_label(test.get("description"))
        for variables in _combinations(default.get("vars"), test.get("vars"), place, notes):
            for label, template in templates:
                prompts.append(_make_prompt(len(prompts) + 1, title or label, template, variables, checks))
                if len(prompts) > MOST_PROMPTS:
                    raise SheetError(f"more than {MOST_PROMPTS} prompts", place)
    return Sheet("", read_label(config.get("description")), prompts=tuple(prompts)), tuple(notes)


def _load(text: str) -> Any:
    if len(text) > LONGEST_FILE:
        raise SheetError(f"more than {LONGEST_FILE} characters")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        value = yaml.load(text, Loader=loader)
        if _count_nodes(value, {}) > MOST_NODES:
            raise SheetError(f"more than {MOST_NODES} values")
    except (yaml.YAMLError, ValueError, OverflowError, TypeError) as error:
        if isinstance(error, SheetError):
            raise
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f"line {mark.line + 1}"
        raise SheetError(str(getattr(error, "problem", None) or error), place) from None
    except RecursionError:
        raise SheetError("nested too deeply") from None
    return value


def _count_nodes(value: Any, known: dict[int, int]) -> int:
    """How many values this is once aliases are written out; raises SheetError for one that contains itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) in known:
        if known[id(value)] == 0:
            raise SheetError("an alias contains itself")
        return known[id(value)]
    known[id(value)] = 0  # being counted
    inside = value.values() if isinstance(value, dict) else value
    known[id(value)] = 1 + sum(_count_nodes(each, known) for each in inside)
    return known[id(value)]


def _templates(prompts: object, notes: list[ImportNote]) -> Iterator[tuple[str, str]]:
    """Label and text of each prompt."""
    listed = prompts if isinstance(prompts, list) else [prompts]
    for index, prompt in enumerate(listed[:MOST_VALUES]):
        place = f"prompts.{index}"
        raw = prompt.get("raw") if isinstance(prompt, dict) else prompt
        label = read_label(prompt.get("label")) if isinstance(prompt, dict) else ""
        if not isinstance(raw, str) or raw.startswith(FILE):
            named = raw if isinstance(raw, str) else str(prompt.get("id")) if isinstance(prompt, dict) else ""
            if prompt is not None:
                notes.append(ImportNote(ImportProblem.FILE_REFERENCE, place, read_label(named)))
            continue
        if _BLOCK.search(raw):
            notes.append(ImportNote(ImportProblem.TEMPLATE, place, label or read_label(raw[:60])))
        yield label, clean_text(raw)


def _checks(listed: object, place: str, notes: list[ImportNote]) -> tuple[AnswerCheck, ...]:
    found: list[AnswerCheck] = []
    for index, values in enumerate(listed[:MOST_CHECKS] if isinstance(listed, list) else ()):
        inside = f"{place}.{index}"
        if isinstance(values, dict) and values.get("type") == "assert-set":
            notes.append(ImportNote(ImportProblem.UNKNOWN_CHECK, inside, "assert-set"))
            continue
        check = parse_assertion(values, inside, notes)
        if check is not None:
            found.append(check)
    return tuple(found)


def _combinations(default: object, own: object, place: str, notes: list[ImportNote]) -> Iterator[dict[str, str]]:
    """The variables of a test: one with a list of values makes a test for each of them."""
    merged = {**(default if isinstance(default, dict) else {}), **(own if isinstance(own, dict) else {})}
    choices: dict[str, list[str]] = {}
    for name, value in islice(merged.items(), MOST_VALUES):
        listed = value if isinstance(value, list) else [value]
        texts = []
        for each in listed[:MOST_VALUES]:
            if isinstance(each, str) and each.startswith(FILE):
                notes.append(ImportNote(ImportProblem.FILE_REFERENCE, f"{place}.vars.{name}", read_label(each)))
            texts.append(clean_text(each) if isinstance(each, str) else _plain_text(each))
        choices[read_label(str(name))] = texts or [""]
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _plain_text(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).lower() if isinstance(value, bool) else "" if value is None else clean_text(str(value))


def _make_prompt(
    number: int, title: str, template: str, variables: dict[str, str], checks: tuple[AnswerCheck, ...]
) -> SheetPrompt:
    named = _ONLY_VARIABLE.fullmatch(template.strip())
    whole = variables.get(named[1], "") if named else template
    system, turns = _chat(whole) or ("", (Turn(template),))
    if named and len(turns) == 1 and not system and turns[0].text == template:
        turns, variables = (Turn(whole),), {name: text for name, text in variables.items() if name != named[1]}
    return SheetPrompt(
        id=str(number), title=title or f"{number}", turns=turns, checks=checks, variables=variables, system=system
    )


def _chat(template: str) -> tuple[str, tuple[Turn, ...]] | None:
    """System prompt and turns of a chat in JSON or YAML; None for a text."""
    if not template.lstrip().startswith(("[", "- role")):
        return None
    try:
        listed = parse_json(template) if template.lstrip().startswith("[") else _load(template)
    except ValueError:
        return None
    system, turns = "", []
    for message in listed if isinstance(listed, list) else ():
        if not isinstance(message, dict) or not isinstance(message.get("content"), str):
            return None
        match message.get("role"):
            case "system":
                system = clean_text(message["content"])
            case "user" | "assistant" as role:
                turns.append(Turn(clean_text(message["content"]), Role(role)))
            case _:
                return None
    return (system, tuple(turns)) if turns and turns[-1].role is Role.USER else None


def format_config(sheet: Sheet) -> str:
    """The configuration of a sheet. Its one prompt is a variable, so that each test can have a question of its own: a
    text, or a chat in JSON."""
    tests = [_test_values(sheet, prompt) for prompt in sheet.prompts]
    config = {"description": sheet.name, "prompts": [f"{{{{{_QUESTION}}}}}"], "tests": tests}
    return str(yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=120))


def _test_values(sheet: Sheet, prompt: SheetPrompt) -> dict[str, Any]:
    variables = {**sheet.variables, **prompt.variables}
    system = fill_variables(prompt.system or sheet.system, variables)
    turns = [(turn.role.value, fill_variables(turn.text, variables)) for turn in prompt.turns]
    question = turns[0][1]
    if system or len(turns) > 1:
        chat = [("system", system)] if system else []
        messages = [{"role": role, "content": text} for role, text in (*chat, *turns)]
        question = json.dumps(messages, ensure_ascii=False)
    checks = [format_assertion(fill_check(check, variables)) for check in prompt.checks]
    return {
        "description": prompt.title,
        "vars": {_QUESTION: question},
        **({"assert": checks} if checks else {}),
    }
