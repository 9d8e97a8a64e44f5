"""The mistakes that can be made in a source file: one place, what stands there, and what stands there instead."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

COMPARISONS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "is not": "is", "is": "is not", "not in": "in", "in": "not in",
}  # fmt: skip
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "//": "*", "/": "*", "%": "*", "**": "*", "<<": ">>", ">>": "<<"}
LOGICAL = {"and": "or", "or": "and"}
LOGGERS = {"log", "logger", "_log", "_logger", "logging", "warnings"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`file` is relative to the root; `start` and `end` are bytes of it. `key` stays the same while neither the
    line nor the function around it changes, wherever it stands in the file."""

    file: str
    line: int
    start: int
    end: int
    before: str
    after: str
    function: str
    constant: bool  # worked out when the module is imported, not when a test runs
    key: str = field(default="", compare=False)

    @property
    def layer(self) -> str:
        return Path(self.file).parts[2]

    @property
    def change(self) -> str:
        return f"{self.before} → {self.after}".replace("\n", " ")

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants_of(root: Path, file: str, seed: int) -> list[Mutant]:
    """Every mutant of a file, with its key."""
    source = (root / file).read_bytes()
    visitor = _Visitor(file, source)
    visitor.visit(ast.parse(source))
    lines, seen, keyed = source.decode().splitlines(), Counter[str](), []
    for mutant in visitor.found:
        text = f"{seed} {file} {mutant.function} {lines[mutant.line - 1].strip()} {mutant.before} {mutant.after}"
        seen[text] += 1
        key = hashlib.sha256(f"{text} {seen[text]}".encode()).hexdigest()[:12]
        keyed.append(replace(mutant, key=key))
    return keyed


class _Visitor(ast.NodeVisitor):
    """Collects mutants. What is no behaviour is left alone: docstrings, annotations, decorators, imports for types,
    what goes to a log."""

    def __init__(self, file: str, source: bytes) -> None:
        self.found: list[Mutant] = []
        self._file = file
        self._source = source
        self._starts = [0, *(match.end() for match in re.finditer(rb"\n", source))]
        self._function: list[str] = []
        self._running = 0  # how many functions stand around what is visited

    # Where things are.

    def _at(self, line: int | None, column: int | None) -> int:
        assert line is not None
        assert column is not None
        return self._starts[line - 1] + column

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def _add(self, start: int, end: int, after: str) -> None:
        line = self._source.count(b"\n", 0, start) + 1
        before, name = self._source[start:end].decode(), ".".join(self._function)
        self.found.append(Mutant(self._file, line, start, end, before, after, name, not self._running))

    def _between(self, left: ast.expr, right: ast.expr, words: dict[str, str]) -> None:
        """Exchange the operator between two operands."""
        start, end = self._span(left)[1], self._span(right)[0]
        between = self._source[start:end].decode()
        pattern = "|".join(rf"\b{word}\b" if word[0].isalpha() else re.escape(word) for word in by_length(words))
        if match := re.search(pattern, re.sub(r"#[^\n]*", lambda note: " " * len(note[0]), between)):
            offset = start + len(between[: match.start()].encode())
            self._add(offset, offset + len(match[0]), words[match[0]])

    # What is visited.

    def _scope(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._function.append(node.name)
        if not isinstance(node, ast.ClassDef):
            for default in (*node.args.defaults, *node.args.kw_defaults):
                if default is not None:
                    self.visit(default)
        function = not isinstance(node, ast.ClassDef)
        self._running += function
        for statement in without_docstring(node.body):
            self.visit(statement)
        self._running -= function
        self._function.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _scope  # noqa: N815 - ast's own names

    def visit_Module(self, node: ast.Module) -> None:
        for statement in without_docstring(node.body):
            self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets):
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        if not isinstance(node.test, ast.Compare):  # a comparison is turned around itself
            start, end = self._span(node.test)
            self._add(start, end, f"not ({self._source[start:end].decode()})")
        self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        """For the type checker."""

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Constant) or _is_logging(value):
            return
        if isinstance(value, ast.Call):
            self._add(*self._span(node), "pass")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
            return
        self._add(*self._span(node.value), "None")
        self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> None:
        self._add(*self._span(node), "continue")

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add(*self._span(node), "break")

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, right in pairwise(operands):
            self._between(left, right, COMPARISONS)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in pairwise(node.values):
            self._between(left, right, LOGICAL)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._between(node.left, node.right, ARITHMETIC)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            start = self._span(node)[0]
            self._add(start, self._span(node.operand)[0], "")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if not _is_logging(node) and not (isinstance(node.func, ast.Name) and node.func.id in ("TypeVar", "cast")):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for value in node.values:
            if isinstance(value, ast.FormattedValue) and not isinstance(value.value, ast.Constant):
                self.visit(value.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add(*self._span(node), str(not value))
        elif isinstance(value, int | float):
            self._add(*self._span(node), repr(value + 1))
        elif isinstance(value, str) and value and not node.kind:
            text = self._source[slice(*self._span(node))].decode()
            if text[:1] in "\"'" and text[:3] not in ('"""', "'''") and text.count(text[0]) == 2:
                self._add(*self._span(node), f"{text[0]}XX{text[1:]}")


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    says = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if says else body


def by_length(words: dict[str, str]) -> Iterator[str]:
    """Longest first, so that `<=` is not read as `<`."""
    return iter(sorted(words, key=len, reverse=True))


def _is_logging(node: ast.expr) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id in LOGGERS
