"""A sheet: prompts with checks of their answers, which models are scored with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Role
from teahouse.core.values import dataclass

POINTS = 10  # the most a judge gives
ENOUGH_POINTS = 6.0  # to pass, where a check says nothing else


class CheckKind(StrEnum):
    """What a check looks at."""

    EQUALS = "equals"
    CONTAINS = "contains"
    CONTAINS_ANY = "contains_any"
    CONTAINS_ALL = "contains_all"
    REGEX = "regex"
    NUMBER = "number"
    JSON_VALID = "json_valid"
    JSON_SCHEMA = "json_schema"
    JSON_FIELD = "json_field"
    LENGTH = "length"
    LANGUAGE = "language"
    REFUSAL = "refusal"
    LATENCY = "latency"
    TOKEN_LIMIT = "token_limit"
    JUDGE = "judge"
    VOTE = "vote"


DETERMINISTIC = tuple(kind for kind in CheckKind if kind not in (CheckKind.JUDGE, CheckKind.VOTE))


class LengthUnit(StrEnum):
    """What a LENGTH check counts."""

    CHARACTERS = "characters"
    WORDS = "words"  # each Chinese or Japanese character is one


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """One check of an answer. Which fields count depends on `kind`:

    EQUALS, CONTAINS: `values[0]`; CONTAINS_ANY, CONTAINS_ALL: `values`; REGEX: the pattern `values[0]` as JavaScript
    reads it; NUMBER: the last number of the answer is within `tolerance` of `number`; JSON_VALID: the whole answer is
    JSON; JSON_SCHEMA: and matches the schema `values[0]`; JSON_FIELD: its value at `path` ("items.0.price", empty: all
    of it) equals the JSON `values[0]`, numbers within `tolerance`; LENGTH: between `minimum` and `maximum` `unit`s;
    LANGUAGE: the code `values[0]` ("zh"); REFUSAL: the answer refuses; LATENCY: at most `maximum` seconds; TOKEN_LIMIT:
    at most `maximum` tokens; JUDGE: by the rubric `values[0]` at least `minimum` points of POINTS, beside the answer
    `reference` where there is one; VOTE: a person decides.

    `negated` turns the verdict; `ignore_case` is for EQUALS, CONTAINS…, REGEX and JSON_FIELD; where `embedded`,
    a JSON object inside other text counts (for JSON_FIELD the last one). Values may have {{variables}}.
    """

    kind: CheckKind
    values: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = 0.0
    path: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: LengthUnit = LengthUnit.CHARACTERS
    reference: str = ""
    negated: bool = False
    ignore_case: bool = False
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a prompt. A USER turn that is the last, or before another USER turn, is answered by the model; an
    ASSISTANT turn is a given answer."""

    text: str
    role: Role = Role.USER


@dataclass(frozen=True, slots=True)
class SheetPrompt:
    """One row of a sheet. The checks are of the last answer; `attachments` belong to the last user turn; `variables`
    override the sheet's, `system` as well where it is not empty. `id` is unique in its sheet."""

    id: str
    title: str
    turns: tuple[Turn, ...]
    checks: tuple[AnswerCheck, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    system: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named sheet. `licence` is an SPDX name or empty; `built_in` ones come with the app and cannot be changed, only
    copied; `name_zh` is a built-in one's name in Chinese, `description_zh` likewise."""

    id: str
    name: str
    description: str = ""
    licence: str = ""
    system: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    prompts: tuple[SheetPrompt, ...] = ()
    built_in: bool = False
    name_zh: str = ""
    description_zh: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether a model judges some of the answers."""
        return any(check.kind is CheckKind.JUDGE for prompt in self.prompts for check in prompt.checks)

    def find_prompt(self, prompt_id: str) -> SheetPrompt | None:
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)
