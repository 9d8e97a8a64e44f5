"""The parse tree of a template. `str` of a node is its text in Go's layout, as errors quote it.

Nodes never change; `position` counts characters of the template's text.
"""

from __future__ import annotations

from typing import TypeAlias

from teahouse.core.values import dataclass
from teahouse.engine.go_template.lexer import quote_text


@dataclass(frozen=True, slots=True)
class FieldNode:
    """`.Name.Name`."""

    position: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class VariableNode:
    """`$name.Name`; the first of `names` has the dollar."""

    position: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class IdentifierNode:
    """The name of a function."""

    position: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class DotNode:
    position: int

    def __str__(self) -> str:
        return "."


@dataclass(frozen=True, slots=True)
class NilNode:
    position: int

    def __str__(self) -> str:
        return "nil"


@dataclass(frozen=True, slots=True)
class BoolNode:
    position: int
    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(frozen=True, slots=True)
class NumberNode:
    """A number as it was written. `integer` is None where it has no integral value within 64 bits; `is_float` tells
    that it was written as one."""

    position: int
    text: str
    integer: int | None
    real: float
    is_float: bool

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class StringNode:
    """`quoted` is the text as it was written, `text` what it says."""

    position: int
    quoted: str
    text: str

    def __str__(self) -> str:
        return self.quoted


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A term and its fields: `(pipeline).Name`."""

    position: int
    term: Argument
    names: tuple[str, ...]

    def __str__(self) -> str:
        term = f"({self.term})" if isinstance(self.term, PipeNode) else str(self.term)
        return term + "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class CommandNode:
    """One stage of a pipeline: a function or a value, and its arguments."""

    position: int
    arguments: tuple[Argument, ...]

    def __str__(self) -> str:
        return " ".join(f"({each})" if isinstance(each, PipeNode) else str(each) for each in self.arguments)


@dataclass(frozen=True, slots=True)
class PipeNode:
    """Commands, each given the value of the one before; `declared` are the variables that get the last value."""

    position: int
    declared: tuple[VariableNode, ...]
    assigns: bool
    commands: tuple[CommandNode, ...]

    def __str__(self) -> str:
        commands = " | ".join(map(str, self.commands))
        if not self.declared:
            return commands
        return f"{', '.join(map(str, self.declared))} {'=' if self.assigns else ':='} {commands}"


Argument: TypeAlias = (
    FieldNode
    | VariableNode
    | IdentifierNode
    | DotNode
    | NilNode
    | BoolNode
    | NumberNode
    | StringNode
    | ChainNode
    | PipeNode
)


@dataclass(frozen=True, slots=True)
class TextNode:
    """Text outside actions."""

    position: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ActionNode:
    """`{{pipeline}}`: printed unless it declares a variable."""

    position: int
    pipe: PipeNode

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


@dataclass(frozen=True, slots=True)
class ListNode:
    position: int
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.nodes))


@dataclass(frozen=True, slots=True)
class BranchNode:
    """`{{if}}`, `{{with}}` or `{{range}}`, which is `keyword`; `otherwise` is what follows `{{else}}`."""

    position: int
    keyword: str
    pipe: PipeNode
    body: ListNode
    otherwise: ListNode | None

    def __str__(self) -> str:
        otherwise = "" if self.otherwise is None else f"{{{{else}}}}{self.otherwise}"
        return f"{{{{{self.keyword} {self.pipe}}}}}{self.body}{otherwise}{{{{end}}}}"


@dataclass(frozen=True, slots=True)
class TemplateNode:
    """`{{template "name" pipeline}}`; a block is one, too."""

    position: int
    name: str
    pipe: PipeNode | None

    def __str__(self) -> str:
        argument = "" if self.pipe is None else f" {self.pipe}"
        return f"{{{{template {quote_text(self.name)}{argument}}}}}"


@dataclass(frozen=True, slots=True)
class LoopNode:
    """`{{break}}` or `{{continue}}`, which is `keyword`."""

    position: int
    keyword: str

    def __str__(self) -> str:
        return f"{{{{{self.keyword}}}}}"


Node: TypeAlias = TextNode | ActionNode | ListNode | BranchNode | TemplateNode | LoopNode
AnyNode: TypeAlias = Node | Argument | CommandNode
