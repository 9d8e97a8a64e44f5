"""Executes the trees of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Final

from teahouse.core.values import dataclass
from teahouse.engine.go_template import formatting
from teahouse.engine.go_template.errors import FunctionError, TemplateExecutionError, TemplateLimitError
from teahouse.engine.go_template.functions import Function, Parameter
from teahouse.engine.go_template.lexer import quote_text
from teahouse.engine.go_template.limits import Budget, LimitExceeded, Limits
from teahouse.engine.go_template.nodes import (
    ActionNode,
    AnyNode,
    Argument,
    BoolNode,
    BranchNode,
    ChainNode,
    CommandNode,
    DotNode,
    FieldNode,
    IdentifierNode,
    ListNode,
    LoopNode,
    NilNode,
    Node,
    NumberNode,
    PipeNode,
    StringNode,
    TemplateNode,
    TextNode,
    VariableNode,
)
from teahouse.engine.go_template.values import (
    NIL,
    GoValue,
    Kind,
    Value,
    count_bytes,
    element_pairs,
    find_member,
    indirect,
    is_true,
    kind_of,
    strip_interface,
    type_name,
)


class _Jump(Enum):
    """How a list of nodes ended before its end."""

    BREAK = auto()
    CONTINUE = auto()


_MISSING: Final = object()  # no value comes from the pipeline


@dataclass(frozen=True, slots=True)
class Program:
    """What is executed: the text for places in errors, the trees by name, the functions by name.

    `missing_is_zero`: a map gives the zero value of its type for a key it lacks, and not nothing.
    """

    text: str
    trees: Mapping[str, ListNode]
    functions: Mapping[str, Function]
    missing_is_zero: bool


def execute(program: Program, name: str, data: Value, limits: Limits) -> str:
    """The text that the tree of that name makes of `data`; raises `TemplateExecutionError`."""
    execution = _Execution(program, limits)
    try:
        execution.run_tree(name, data)
    except LimitExceeded as error:
        raise TemplateLimitError(*execution.locate_message(str(error))) from None
    except RecursionError:
        raise TemplateLimitError(*execution.locate_message("the values are nested too deeply")) from None
    return "".join(execution.written)


class _Execution:
    """One rendering: what is written, the variables in sight, and the node in work, which errors name."""

    def __init__(self, program: Program, limits: Limits) -> None:
        self.written: list[str] = []
        self._program = program
        self._budget = Budget(limits)
        self._name = ""
        self._node: AnyNode | None = None
        self._variables: list[tuple[str, Value]] = []

    def run_tree(self, name: str, data: Value) -> None:
        self._name = name
        self._variables = [("$", data)]
        self._walk_list(data, self._program.trees[name])

    # Errors.

    def _build_error(self, message: str) -> TemplateExecutionError:
        return TemplateExecutionError(*self.locate_message(message))

    def locate_message(self, message: str) -> tuple[str, int, int]:
        """The message with the place of the node in work, in Go's words; its line and its column."""
        node, text = self._node, self._program.text
        if node is None:
            return f"template: {self._name}: {message}", 0, 0
        start = text.rfind("\n", 0, node.position) + 1
        line = text.count("\n", 0, node.position) + 1
        place = f":{line}:{count_bytes(text[start : node.position])}"
        words = f"template: {place}: executing {quote_text(self._name)} at <{node}>: {message}"
        return words, line, node.position - start + 1

    def _write_text(self, text: str) -> None:
        self._budget.spend_output(len(text))
        self.written.append(text)

    # Nodes.

    def _walk_list(self, dot: Value, nodes: ListNode) -> _Jump | None:
        for node in nodes.nodes:
            jump = self._walk_node(dot, node)
            if jump is not None:
                return jump
        return None

    def _walk_node(self, dot: Value, node: Node) -> _Jump | None:
        self._budget.spend_steps(1)
        self._node = node
        if isinstance(node, TextNode):
            self._write_text(node.text)
        elif isinstance(node, ActionNode):
            value = self._evaluate_pipe(dot, node.pipe)
            if not node.pipe.declared:
                self._node = node
                self._print_value(value)
        elif isinstance(node, BranchNode):
            self._budget.enter_level()
            mark = len(self._variables)
            walk = self._walk_range if node.keyword == "range" else self._walk_branch
            jump = walk(dot, node)
            del self._variables[mark:]
            self._budget.leave_level()
            return jump
        elif isinstance(node, TemplateNode):
            self._walk_template(dot, node)
        elif isinstance(node, LoopNode):
            return _Jump.BREAK if node.keyword == "break" else _Jump.CONTINUE
        else:
            return self._walk_list(dot, node)
        return None

    def _walk_branch(self, dot: Value, node: BranchNode) -> _Jump | None:
        value = self._evaluate_pipe(dot, node.pipe)
        if is_true(value):
            return self._walk_list(value if node.keyword == "with" else dot, node.body)
        return None if node.otherwise is None else self._walk_list(dot, node.otherwise)

    def _walk_range(self, dot: Value, node: BranchNode) -> _Jump | None:
        value, _ = indirect(self._evaluate_pipe(dot, node.pipe))
        ran, mark = False, len(self._variables)
        if kind_of(value) in (Kind.INT, Kind.UINT) and len(node.pipe.declared) > 1:
            raise self._build_error(f"can't use {int(value)} to iterate over more than one variable")
        pairs = element_pairs(value)
        if pairs is None:
            raise self._build_error(f"range can't iterate over {formatting.print_value(value)}")
        for index, element in pairs:
            ran = True
            self._budget.spend_steps(1)
            self._set_loop_variables(node.pipe, index, element, mark)
            jump = self._walk_list(element, node.body)
            del self._variables[mark:]
            if jump is _Jump.BREAK:
                break
        if ran or node.otherwise is None:
            return None
        return self._walk_list(dot, node.otherwise)

    def _set_loop_variables(self, pipe: PipeNode, index: Value, element: Value, mark: int) -> None:
        declared = pipe.declared
        if not declared:
            return
        pair = declared if len(declared) > 1 else ()
        if pipe.assigns:
            self._assign_variable(declared[0].names[0], index if pair else element)
            if pair:
                self._assign_variable(declared[1].names[0], element)
            return
        self._variables[mark - 1] = (declared[-1].names[0], element)
        if pair:
            self._variables[mark - 2] = (declared[0].names[0], index)

    def _walk_template(self, dot: Value, node: TemplateNode) -> None:
        tree = self._program.trees.get(node.name)
        if tree is None:
            raise self._build_error(f"template {quote_text(node.name)} not defined")
        self._budget.enter_level()
        value = None if node.pipe is None else self._evaluate_pipe(dot, node.pipe)
        outside = self._name, self._variables
        self._name, self._variables = node.name, [("$", value)]
        self._walk_list(value, tree)
        self._name, self._variables = outside
        self._budget.leave_level()

    def _print_value(self, value: Value) -> None:
        if isinstance(value, str):
            self._write_text(value)
            return
        printed, _ = indirect(value)
        self._write_text("<no value>" if printed is None else formatting.print_value(printed))

    # Pipelines.

    def _evaluate_pipe(self, dot: Value, pipe: PipeNode) -> Value:
        self._node = pipe
        value: Value = _MISSING
        for command in pipe.commands:
            value = strip_interface(self._run_command(dot, command, value))
        for variable in pipe.declared:
            if pipe.assigns:
                self._assign_variable(variable.names[0], value)
            else:
                self._variables.append((variable.names[0], value))
        return value

    def _assign_variable(self, name: str, value: Value) -> None:
        for at in range(len(self._variables) - 1, -1, -1):
            if self._variables[at][0] == name:
                self._variables[at] = (name, value)
                return
        raise self._build_error(f"undefined variable: {name}")

    def _find_variable(self, name: str) -> Value:
        for known, value in reversed(self._variables):
            if known == name:
                return value
        raise self._build_error(f"undefined variable: {name}")

    def _run_command(self, dot: Value, command: CommandNode, final: Value) -> Value:
        self._budget.spend_steps(1)
        first, arguments = command.arguments[0], command.arguments
        if isinstance(first, FieldNode):
            return self._read_field(dot, first, arguments, final)
        if isinstance(first, ChainNode):
            return self._read_chain(dot, first, arguments, final)
        if isinstance(first, IdentifierNode):
            return self._run_function(dot, first, command, arguments, final)
        if isinstance(first, PipeNode):
            self._refuse_arguments(arguments, final)
            return self._evaluate_inner(dot, first)
        if isinstance(first, VariableNode):
            return self._read_variable(dot, first, arguments, final)
        self._node = first
        self._refuse_arguments(arguments, final)
        if isinstance(first, NilNode):
            raise self._build_error("nil is not a command")
        return self._read_literal(dot, first)

    def _evaluate_inner(self, dot: Value, pipe: PipeNode) -> Value:
        """A pipeline in parentheses; what it declares stays in sight."""
        self._budget.enter_level()
        value = self._evaluate_pipe(dot, pipe)
        self._budget.leave_level()
        return value

    def _refuse_arguments(self, arguments: Sequence[Argument], final: Value) -> None:
        if len(arguments) > 1 or final is not _MISSING:
            raise self._build_error(f"can't give argument to non-function {arguments[0]}")

    def _read_literal(self, dot: Value, node: Argument) -> Value:
        if isinstance(node, DotNode):
            return dot
        if isinstance(node, StringNode):
            return node.text
        if isinstance(node, BoolNode):
            return node.value
        assert isinstance(node, NumberNode)
        self._node = node
        if node.is_float:
            return node.real
        if node.integer is None:
            raise self._build_error(f"{node.text} overflows int")
        return node.integer

    # Fields.

    def _read_field(self, dot: Value, node: FieldNode, arguments: Sequence[Argument], final: Value) -> Value:
        self._node = node
        return self._follow_fields(dot, dot, node, node.names, arguments, final)

    def _read_chain(self, dot: Value, node: ChainNode, arguments: Sequence[Argument], final: Value) -> Value:
        self._node = node
        if isinstance(node.term, NilNode):
            raise self._build_error(f"indirection through explicit nil in {node}")
        receiver = self._evaluate_argument(dot, None, node.term)
        return self._follow_fields(dot, receiver, node, node.names, arguments, final)

    def _read_variable(self, dot: Value, node: VariableNode, arguments: Sequence[Argument], final: Value) -> Value:
        self._node = node
        value = self._find_variable(node.names[0])
        if len(node.names) == 1:
            self._refuse_arguments(arguments, final)
            return value
        return self._follow_fields(dot, value, node, node.names[1:], arguments, final)

    def _follow_fields(
        self,
        dot: Value,
        receiver: Value,
        node: FieldNode | ChainNode | VariableNode,
        names: Sequence[str],
        arguments: Sequence[Argument],
        final: Value,
    ) -> Value:
        """The value at the end of a chain of fields; the last one gets the arguments."""
        boxed = False  # in an interface, whose type is what errors name
        for name in names[:-1]:
            container, receiver = receiver, self._find_field(dot, name, node, (), _MISSING, receiver, boxed)
            boxed = isinstance(container, dict)
        return self._find_field(dot, names[-1], node, arguments, final, receiver, boxed)

    def _find_field(
        self,
        dot: Value,
        name: str,
        node: Argument,
        arguments: Sequence[Argument],
        final: Value,
        receiver: Value,
        boxed: bool,
    ) -> Value:
        self._budget.spend_steps(1)
        if receiver is None:
            return None
        value, missing = indirect(receiver)
        if value is NIL:
            raise self._build_error(f"nil pointer evaluating interface {{}}.{name}")
        if isinstance(value, GoValue):
            method = value.type.methods.get(name)
            if method is not None and not missing:
                bound = value
                return self._call_function(dot, Function(lambda: method(bound)), node, name, arguments, final)
        try:
            member = find_member(value, name, missing_is_zero=self._program.missing_is_zero)
        except LookupError:
            if missing:
                raise self._build_error(f"nil pointer evaluating {type_name(receiver)}.{name}") from None
            kind_named = type_name(NIL if boxed else receiver)
            raise self._build_error(f"can't evaluate field {name} in type {kind_named}") from None
        if len(arguments) > 1 or final is not _MISSING:
            is_map = kind_of(value) is Kind.MAP
            problem = (
                "is not a method but has arguments" if is_map else "has arguments but cannot be invoked as function"
            )
            raise self._build_error(f"{name} {problem}")
        return member

    # Functions.

    def _run_function(
        self, dot: Value, node: IdentifierNode, place: AnyNode, arguments: Sequence[Argument], final: Value
    ) -> Value:
        self._node = node
        function = self._program.functions.get(node.name)
        if function is None:
            raise self._build_error(f"{quote_text(node.name)} is not a defined function")
        return self._call_function(dot, function, place, node.name, arguments, final)

    def _call_function(
        self, dot: Value, function: Function, place: AnyNode, name: str, arguments: Sequence[Argument], final: Value
    ) -> Value:
        """`arguments` has the function itself at its head, where it has any."""
        given, fixed, rest = arguments[1:], function.fixed, function.rest
        count = len(given) + (final is not _MISSING)
        if rest is not None and count < len(fixed):
            raise self._build_error(f"wrong number of args for {name}: want at least {len(fixed)} got {len(given)}")
        if rest is None and count != len(fixed):
            raise self._build_error(f"wrong number of args for {name}: want {len(fixed)} got {count}")
        kinds = [*fixed, *[rest or Parameter.VALUE] * (count - len(fixed))]
        if name in ("and", "or"):
            return self._choose_argument(dot, name, given, final)
        values = [self._evaluate_argument(dot, kind, each) for kind, each in zip(kinds, given, strict=False)]
        if final is not _MISSING:
            values.append(self._check_argument(final, kinds[-1]))
        try:
            result = function.call(*values)
        except FunctionError as error:
            self._node = place
            raise self._build_error(f"error calling {name}: {error}") from None
        data = result.data if isinstance(result, GoValue) else result
        if isinstance(data, str | list):
            self._budget.spend_copy(len(data))
        return result

    def _choose_argument(self, dot: Value, name: str, given: Sequence[Argument], final: Value) -> Value:
        """`and` gives the first false argument, `or` the first true one; otherwise the last."""
        value: Value = None
        for argument in given:
            value = self._evaluate_argument(dot, Parameter.VALUE, argument)
            if is_true(value) == (name == "or"):
                return value
        return value if final is _MISSING else final

    def _evaluate_argument(self, dot: Value, parameter: Parameter | None, node: Argument) -> Value:
        self._node = node
        if isinstance(node, FieldNode):
            return self._check_argument(self._read_field(dot, node, (), _MISSING), parameter)
        if isinstance(node, VariableNode):
            return self._check_argument(self._read_variable(dot, node, (), _MISSING), parameter)
        if isinstance(node, PipeNode):
            return self._check_argument(self._evaluate_inner(dot, node), parameter)
        if isinstance(node, IdentifierNode):
            return self._check_argument(self._run_function(dot, node, node, (), _MISSING), parameter)
        if isinstance(node, ChainNode):
            return self._check_argument(self._read_chain(dot, node, (), _MISSING), parameter)
        if isinstance(node, DotNode):
            return self._check_argument(dot, parameter)
        if isinstance(node, NilNode):
            if parameter is Parameter.STRING:
                raise self._build_error("cannot assign nil to string")
            return NIL if parameter is Parameter.ANY else None
        if parameter is Parameter.STRING and not isinstance(node, StringNode):
            raise self._build_error(f"expected string; found {node}")
        return self._read_literal(dot, node)

    def _check_argument(self, value: Value, parameter: Parameter | None) -> Value:
        """The value, if a parameter can take it."""
        if parameter is not Parameter.STRING:
            return value
        if value is None:
            raise self._build_error("invalid value; expected string")
        if not isinstance(value, str):
            raise self._build_error(f"wrong type for value; expected string; got {type_name(value)}")
        return value
