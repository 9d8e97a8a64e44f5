"""What a TEMPLATE tells of the text a model writes: the tags around its thought, and the one before its tool calls.

Both are found in the tree by Ollama's rules, so that a reply is parted here as it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teahouse.core.values import dataclass
from teahouse.engine.go_template.nodes import (
    ActionNode,
    Argument,
    BranchNode,
    FieldNode,
    ListNode,
    Node,
    PipeNode,
    TemplateNode,
    TextNode,
)

ANY_OBJECT = "{"
"""The tag where a template shows none: every JSON object may be a call."""


@dataclass(frozen=True, slots=True)
class ThinkingTags:
    """What opens and what closes a thought."""

    opening: str
    closing: str


def find_thinking_tags(root: ListNode) -> ThinkingTags | None:
    """The texts at the ends of the list in which a message's `.Thinking` stands; None where there are not both."""
    finder = _ThinkingFinder()
    finder.visit_list(root, in_messages=False)
    return ThinkingTags(finder.opening, finder.closing) if finder.opening and finder.closing else None


class _ThinkingFinder:
    """Goes through a tree; the last list found counts, and of each list what it has of the two texts."""

    def __init__(self) -> None:
        self.opening = ""
        self.closing = ""

    def visit_list(self, nodes: ListNode, *, in_messages: bool) -> None:
        for node in nodes.nodes:
            self._visit_node(node, nodes, in_messages)

    def _visit_node(self, node: Node, around: ListNode, in_messages: bool) -> None:
        if isinstance(node, ListNode):
            self.visit_list(node, in_messages=in_messages)
        elif isinstance(node, ActionNode | TemplateNode):
            if node.pipe is not None:
                self._inspect_pipe(node.pipe, around, in_messages)
        elif isinstance(node, BranchNode):
            if node.keyword == "range":
                in_messages = any(field.names[0] == "Messages" for field in _fields_of(node.pipe))
            self._inspect_pipe(node.pipe, around, in_messages)
            self.visit_list(node.body, in_messages=in_messages)
            if node.otherwise is not None:
                self.visit_list(node.otherwise, in_messages=in_messages)

    def _inspect_pipe(self, pipe: PipeNode, around: ListNode, in_messages: bool) -> None:
        if not in_messages or not any(field.names[0] == "Thinking" for field in _fields_of(pipe)):
            return
        first, last = around.nodes[0], around.nodes[-1]
        self.opening = first.text.strip() if isinstance(first, TextNode) else self.opening
        self.closing = last.text.strip() if isinstance(last, TextNode) else self.closing


def _fields_of(node: Argument) -> Iterator[FieldNode]:
    """The fields in a pipeline, those in parentheses included."""
    if isinstance(node, FieldNode):
        yield node
    elif isinstance(node, PipeNode):
        for command in node.commands:
            for argument in command.arguments:
                yield from _fields_of(argument)


def find_tool_tag(root: ListNode) -> str:
    """The text before the calls in the template's `{{if .ToolCalls}}`, up to a brace; `ANY_OBJECT` for none."""
    branch = _find_tool_branch(root.nodes)
    text = None if branch is None else _find_text(branch.body.nodes)
    if text is None:
        return ANY_OBJECT
    return text.text.replace("\r\n", "\n").partition("{")[0].strip() or ANY_OBJECT


def _find_tool_branch(nodes: Sequence[Node]) -> BranchNode | None:
    for node in nodes:
        if isinstance(node, BranchNode):
            if node.keyword == "if" and _names_tool_calls(node.pipe):
                return node
            found = _find_tool_branch(node.body.nodes)
            if found is None and node.otherwise is not None:
                found = _find_tool_branch(node.otherwise.nodes)
        else:
            found = _find_tool_branch(node.nodes) if isinstance(node, ListNode) else None
        if found is not None:
            return found
    return None


def _names_tool_calls(pipe: PipeNode) -> bool:
    arguments = [argument for command in pipe.commands for argument in command.arguments]
    return any(isinstance(each, FieldNode) and "ToolCalls" in each.names for each in arguments)


def _find_text(nodes: Sequence[Node]) -> TextNode | None:
    """The first text, within the first block at most; none behind a value that is printed."""
    for node in nodes:
        if isinstance(node, TextNode):
            return node
        if isinstance(node, ActionNode):
            return None
        if isinstance(node, BranchNode):
            found = _find_text(node.body.nodes)
            if found is None and node.otherwise is not None:
                found = _find_text(node.otherwise.nodes)
            return found
        if isinstance(node, ListNode):
            found = _find_text(node.nodes)
            if found is not None:
                return found
    return None


def overlap_length(text: str, tag: str) -> int:
    """The number of characters at the end of `text` that begin `tag`, without all of it."""
    return next((size for size in range(min(len(text), len(tag) - 1), 0, -1) if text.endswith(tag[:size])), 0)
