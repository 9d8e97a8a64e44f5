"""A template that has been read, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from teahouse.core.values import dataclass
from teahouse.engine.go_template import functions
from teahouse.engine.go_template.evaluator import Program, execute
from teahouse.engine.go_template.functions import Function
from teahouse.engine.go_template.limits import Limits
from teahouse.engine.go_template.nodes import ListNode
from teahouse.engine.go_template.parser import parse_trees
from teahouse.engine.go_template.values import Value


@dataclass(frozen=True, slots=True)
class Template:
    """A template: `trees` are its own, under the name "", and those it defines; `functions` are added to Go's.

    `missing_is_zero` is Go's option "missingkey=zero".
    """

    text: str
    trees: Mapping[str, ListNode]
    functions: Mapping[str, Function] = field(default_factory=dict)
    missing_is_zero: bool = False

    @property
    def root(self) -> ListNode:
        """The tree that is executed."""
        return self.trees[""]

    def execute(self, data: Value, limits: Limits | None = None) -> str:
        """The text made of `data`; raises `TemplateExecutionError`, within it `TemplateLimitError`."""
        within = limits or Limits()
        available = {**functions.build_functions(within.characters), **self.functions}
        return execute(Program(self.text, self.trees, available, self.missing_is_zero), "", data, within)


def parse(
    text: str, functions_added: Mapping[str, Function] | None = None, *, missing_is_zero: bool = False
) -> Template:
    """A template of a text; raises `TemplateSyntaxError` with Go's words and the line."""
    added = functions_added or {}
    return Template(text, parse_trees(text, {*functions.NAMES, *added}), added, missing_is_zero)
