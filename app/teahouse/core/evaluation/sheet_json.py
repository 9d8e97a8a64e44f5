"""A sheet as JSON: as it is stored, and as a file of the app's own format. Files come from other people, so everything
is checked and bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any, TypeVar

from teahouse.core.attachment import Attachment, printable_name
from teahouse.core.conversation import Role
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, LengthUnit, Sheet, SheetPrompt, Turn
from teahouse.core.untrusted import clean_text, read_count, read_label

E = TypeVar("E", bound=StrEnum)

FORMAT = "teahouse-sheet-1"
MOST_PROMPTS = 5_000
MOST_CHECKS = 100  # of one prompt
MOST_TURNS = 100
MOST_VALUES = 1_000  # of one check, and variables
LONGEST_TEXT = 1_000_000  # characters of one text
LARGEST_NUMBER = 1e15


class SheetError(ValueError):
    """Values that are no sheet; the message says what, `place` where."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.place = place


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """A sheet as plain values, without what has its default."""
    return {
        "format": FORMAT,
        **_without_defaults(sheet, ("prompts", "built_in")),
        "prompts": [prompt_values(prompt) for prompt in sheet.prompts],
    }


def prompt_values(prompt: SheetPrompt) -> dict[str, Any]:
    return {
        **_without_defaults(prompt, ("turns", "checks", "attachments")),
        "turns": [{"role": turn.role.value, "text": turn.text} for turn in prompt.turns],
        **({"checks": [check_values(check) for check in prompt.checks]} if prompt.checks else {}),
        **({"attachments": [asdict(held) for held in prompt.attachments]} if prompt.attachments else {}),
    }


def check_values(check: AnswerCheck) -> dict[str, Any]:
    values = _without_defaults(check, ())
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()}


def _without_defaults(value: Any, left_out: tuple[str, ...]) -> dict[str, Any]:
    found = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name in left_out or held == field.default or held in ((), {}):
            continue
        found[field.name] = dict(held) if isinstance(held, Mapping) else list(held) if isinstance(held, tuple) else held
    return found


def read_sheet(values: object) -> Sheet:
    """A sheet from plain values. Raises SheetError."""
    if not isinstance(values, dict):
        raise SheetError("an object is expected")
    listed = values.get("prompts")
    if not isinstance(listed, list):
        raise SheetError("a list of prompts is expected", "prompts")
    if len(listed) > MOST_PROMPTS:
        raise SheetError(f"more than {MOST_PROMPTS} prompts", "prompts")
    prompts = tuple(read_prompt(each, f"prompts.{index}", str(index + 1)) for index, each in enumerate(listed))
    if len({prompt.id for prompt in prompts}) < len(prompts):
        raise SheetError("two prompts have the same id", "prompts")
    return Sheet(
        id=read_label(values.get("id")),
        name=read_label(values.get("name")),
        description=_text(values, "description"),
        licence=read_label(values.get("licence")),
        system=_text(values, "system"),
        variables=_texts_by_name(values.get("variables"), "variables"),
        prompts=prompts,
        name_zh=read_label(values.get("name_zh")),
        description_zh=_text(values, "description_zh"),
    )


def read_prompt(values: object, place: str, number: str) -> SheetPrompt:
    """One prompt; `number` is its id where it has none. Raises SheetError."""
    if not isinstance(values, dict):
        raise SheetError("an object is expected", place)
    turns = values.get("turns")
    if not isinstance(turns, list) or not 0 < len(turns) <= MOST_TURNS:
        raise SheetError(f"1 to {MOST_TURNS} turns are expected", f"{place}.turns")
    checks = values.get("checks", [])
    if not isinstance(checks, list) or len(checks) > MOST_CHECKS:
        raise SheetError(f"a list of at most {MOST_CHECKS} checks is expected", f"{place}.checks")
    read = tuple(_turn(each, f"{place}.turns.{index}") for index, each in enumerate(turns))
    if read[-1].role is not Role.USER:
        raise SheetError("the last turn is the user's", f"{place}.turns")
    attachments = values.get("attachments", [])
    return SheetPrompt(
        id=read_label(values.get("id")) or number,
        title=read_label(values.get("title")),
        turns=read,
        checks=tuple(read_check(each, f"{place}.checks.{index}") for index, each in enumerate(checks)),
        attachments=tuple(
            _attachment(each, f"{place}.attachments.{index}")
            for index, each in enumerate(attachments if isinstance(attachments, list) else ())
        ),
        tags=tuple(filter(None, map(read_label, _list(values.get("tags"))))),
        variables=_texts_by_name(values.get("variables"), f"{place}.variables"),
        system=_text(values, "system"),
    )


def read_check(values: object, place: str) -> AnswerCheck:
    """One check. Raises SheetError."""
    if not isinstance(values, dict):
        raise SheetError("an object is expected", place)
    return AnswerCheck(
        kind=_member(CheckKind, values.get("kind"), f"{place}.kind"),
        values=tuple(clean_text(each)[:LONGEST_TEXT] for each in _list(values.get("values"))),
        number=read_number(values.get("number")),
        tolerance=read_number(values.get("tolerance")) or 0.0,
        path=read_label(values.get("path")),
        minimum=read_number(values.get("minimum")),
        maximum=read_number(values.get("maximum")),
        unit=_member(LengthUnit, values.get("unit", LengthUnit.CHARACTERS.value), f"{place}.unit"),
        reference=_text(values, "reference"),
        negated=values.get("negated") is True,
        ignore_case=values.get("ignore_case") is True,
        embedded=values.get("embedded") is True,
    )


def read_number(value: object) -> float | None:
    """A number of reasonable size; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else None


def _turn(values: object, place: str) -> Turn:
    if not isinstance(values, dict):
        raise SheetError("an object is expected", place)
    role = _member(Role, values.get("role", Role.USER.value), f"{place}.role")
    if role not in (Role.USER, Role.ASSISTANT):
        raise SheetError("the role is user or assistant", f"{place}.role")
    return Turn(_text(values, "text"), role)


def _attachment(values: object, place: str) -> Attachment:
    if not isinstance(values, dict):
        raise SheetError("an object is expected", place)
    digest = values.get("id")
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise SheetError("an attachment is named by its SHA-256", f"{place}.id")
    return Attachment(
        digest,
        printable_name(clean_text(values.get("name"))),
        read_label(values.get("media_type")),
        read_count(values.get("size")) or 0,
        read_count(values.get("width")) or 0,
        read_count(values.get("height")) or 0,
    )


def _member(kind: type[E], value: object, place: str) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise SheetError(f"unknown: {read_label(str(value))}", place) from None


def _text(values: Mapping[str, object], name: str) -> str:
    return clean_text(values.get(name))[:LONGEST_TEXT]


def _list(value: object) -> list[object]:
    return value[:MOST_VALUES] if isinstance(value, list) else []


def _texts_by_name(value: object, place: str) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MOST_VALUES:
        raise SheetError(f"an object of at most {MOST_VALUES} variables is expected", place)
    return {read_label(name): clean_text(text)[:LONGEST_TEXT] for name, text in value.items() if read_label(name)}
