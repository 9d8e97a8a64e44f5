"""Variables of sheets: {{name}} in prompts and checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from teahouse.core.evaluation.sheet import AnswerCheck

_PLACEHOLDER = re.compile(r"\{\{[ \t]*([A-Za-z_][\w.]*)[ \t]*\}\}", re.ASCII)


def fill_variables(text: str, variables: Mapping[str, str]) -> str:
    """`text` with each {{name}} replaced by its variable; unknown ones stay. Values are not filled again."""
    return _PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), text)


def fill_check(check: AnswerCheck, variables: Mapping[str, str]) -> AnswerCheck:
    """The check with its variables filled in."""
    return replace(
        check,
        values=tuple(fill_variables(value, variables) for value in check.values),
        reference=fill_variables(check.reference, variables),
    )
