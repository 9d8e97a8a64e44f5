"""A model's TEMPLATE: Go's template language with Ollama's functions and values, rendered exactly as Ollama does.

One that looks at `.Messages` is executed once. An older one, which knows only `.System`, `.Prompt` and `.Response`, is
executed for every turn; in the last turn whatever follows `.Response` is left out, so that the model goes on there.
Ollama's oddities are kept, because models are made with them: consecutive messages of one role are joined, and that
last turn knows neither Ollama's functions nor the templates that were defined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from teahouse.core.conversation import Think
from teahouse.core.values import dataclass
from teahouse.engine.go_template.errors import TemplateExecutionError, TemplateSyntaxError
from teahouse.engine.go_template.functions import Function, Parameter
from teahouse.engine.go_template.limits import SHORT, Limits
from teahouse.engine.go_template.nodes import (
    ActionNode,
    Argument,
    BranchNode,
    CommandNode,
    FieldNode,
    ListNode,
    Node,
    PipeNode,
    TemplateNode,
    VariableNode,
)
from teahouse.engine.go_template.template import Template, parse
from teahouse.engine.go_template.values import clean_text
from teahouse.engine.prompt_values import build_messages, build_tools, find_typescript_type, write_json
from teahouse.engine.template_tags import find_thinking_tags, find_tool_tag

Message = Mapping[str, Any]


def _today(*_: str) -> str:
    return date.today().isoformat()


def _yesterday(*_: str) -> str:
    return (date.today() - timedelta(days=1)).isoformat()


_FUNCTIONS: Mapping[str, Function] = {
    "json": Function(write_json, (Parameter.ANY,)),
    "currentDate": Function(_today, (), Parameter.STRING),
    "yesterdayDate": Function(_yesterday, (), Parameter.STRING),
    "toTypeScriptType": Function(find_typescript_type, (Parameter.ANY,)),
}
_RESPONSE = "Response"


@dataclass(frozen=True, slots=True)
class PromptInput:
    """What is rendered. `tools` None: the request has none. `prompt` and `suffix` are for filling in between."""

    messages: Sequence[Message]
    tools: Sequence[object] | None = None
    think: Think = None
    prompt: str = ""
    suffix: str = ""

    def describe_thinking(self) -> dict[str, object]:
        """The values of `.Think`, `.ThinkLevel` and `.IsThinkSet`; thinking without a level is of medium level."""
        level = self.think if isinstance(self.think, str) else "medium" if self.think else ""
        return {"Think": bool(self.think), "ThinkLevel": level, "IsThinkSet": self.think is not None}


class PromptTemplate:
    """A TEMPLATE that has been parsed. `variables` are the names it uses, in lower case.

    `thinking_tags` and `tool_tag` are how a model's output is split.
    """

    def __init__(self, text: str) -> None:
        """Raises `TemplateSyntaxError`, with Ollama's words where it refuses what Go would take."""
        template = parse(text, _FUNCTIONS, missing_is_zero=True)
        self.text = text
        self.variables = frozenset(name.lower() for tree in template.trees.values() for name in find_names(tree))
        if not self.variables & {"messages", "response"}:
            root = template.root
            response = ActionNode(0, _pipe_of(FieldNode(0, (_RESPONSE,))))
            trees = {**template.trees, "": ListNode(root.position, (*root.nodes, response))}
            template = Template(text, trees, template.functions, missing_is_zero=True)
        self._template = template
        self.thinking_tags = find_thinking_tags(template.root)
        self.tool_tag = find_tool_tag(template.root)

    def list_capabilities(self) -> list[str]:
        """What the template adds to a model's capabilities, in Ollama's words and order."""
        found = {
            "tools": "tools" in self.variables,
            "insert": "suffix" in self.variables,
            "thinking": self.thinking_tags is not None,
        }
        return [name for name, has in found.items() if has]

    @property
    def takes_messages(self) -> bool:
        """Whether it is executed once, for the whole conversation."""
        return "messages" in self.variables

    def render(self, given: PromptInput, limits: Limits | None = None) -> str:
        """The prompt; raises `TemplateExecutionError`. Lone surrogates in it are U+FFFD."""
        return clean_text(self._render(given, limits or Limits()))

    def render_quickly(self, given: PromptInput) -> str | None:
        """The prompt, or None where it takes longer than others can wait for."""
        try:
            return self.render(given, SHORT)
        except TemplateExecutionError:
            return None

    def _render(self, given: PromptInput, limits: Limits) -> str:
        thinking = given.describe_thinking()
        if given.prompt and given.suffix:
            data = {"Prompt": clean_text(given.prompt), "Suffix": clean_text(given.suffix), _RESPONSE: "", **thinking}
            return self._template.execute(data, limits)
        messages = join_messages(given.messages)
        if not self.takes_messages:
            return self._render_turns(messages, thinking, limits)
        systems = [str(each.get("content") or "") for each in given.messages if each.get("role") == "system"]
        data = {
            "System": clean_text("\n\n".join(systems)),
            "Messages": build_messages(messages),
            "Tools": build_tools(given.tools),
            _RESPONSE: "",
            **thinking,
        }
        return self._template.execute(data, limits)

    def _render_turns(self, messages: Iterable[Message], thinking: Mapping[str, object], limits: Limits) -> str:
        """Every turn by itself. A turn ends where a part comes that it has already; a system message begins one."""
        turns = _split_turns(messages)
        last = Template(self.text, {"": cut_after_response(self._template.root)})
        templates = [*[self._template] * (len(turns) - 1), last]
        return "".join(
            template.execute({**turn, **thinking}, limits) for template, turn in zip(templates, turns, strict=True)
        )


def _split_turns(messages: Iterable[Message]) -> list[dict[str, str]]:
    """Messages as turns of a system prompt, a prompt and a response; the last one is there even when it is empty."""
    turns: list[dict[str, str]] = []
    turn = dict(_NO_TURN)
    for message in messages:
        role, content = message.get("role"), clean_text(str(message.get("content") or ""))
        part = _PARTS.get(str(role))
        if part is None:
            continue
        if (part == "System" and (turn["Prompt"] or turn[_RESPONSE])) or (part == "Prompt" and turn[_RESPONSE]):
            turns.append(turn)
            turn = dict(_NO_TURN)
        turn[part] = content
    return [*turns, turn]


_PARTS = {"system": "System", "user": "Prompt", "assistant": _RESPONSE}
_NO_TURN = {"System": "", "Prompt": "", _RESPONSE: ""}


def join_messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages with consecutive ones of a role joined to the first of them, but for those of tools."""
    joined: list[dict[str, Any]] = []
    for message in messages:
        content = message.get("content") or ""
        if joined and joined[-1].get("role") == message.get("role") != "tool":
            joined[-1]["content"] = f"{joined[-1]['content']}\n\n{content}"
        else:
            joined.append({**message, "content": content})
    return joined


# What Ollama looks for in a tree.


def _pipe_of(argument: Argument) -> PipeNode:
    return PipeNode(argument.position, (), False, (CommandNode(argument.position, (argument,)),))


def find_names(node: Node | Argument | PipeNode) -> list[str]:
    """The fields and variables that a tree uses, as Ollama finds them: not those of a chain behind parentheses.

    Raises `TemplateSyntaxError` for a template called without a value, which Ollama refuses.
    """
    if isinstance(node, ListNode):
        return [name for each in node.nodes for name in find_names(each)]
    if isinstance(node, ActionNode):
        return find_names(node.pipe)
    if isinstance(node, TemplateNode):
        if node.pipe is None:
            raise TemplateSyntaxError("undefined template specified")
        return find_names(node.pipe)
    if isinstance(node, BranchNode):
        lists = [node.body] if node.otherwise is None else [node.body, node.otherwise]
        return [*find_names(node.pipe), *(name for each in lists for name in find_names(each))]
    if isinstance(node, PipeNode):
        return [name for command in node.commands for each in command.arguments for name in find_names(each)]
    return list(node.names) if isinstance(node, FieldNode | VariableNode) else []


def cut_after_response(root: ListNode) -> ListNode:
    """The tree without what follows the first `.Response`.

    Raises `TemplateExecutionError` where it stands before an `{{else}}` of its own block; there Ollama crashes.
    """
    cut = _Cut()
    return cut.cut_list(root)


class _Cut:
    """Goes through a tree in order and drops everything after the first `.Response`."""

    def __init__(self) -> None:
        self._found = False

    def cut_list(self, nodes: ListNode) -> ListNode:
        kept = [each for each in map(self._cut_node, nodes.nodes) if each is not None]
        return ListNode(nodes.position, tuple(kept))

    def _cut_node(self, node: Node) -> Node | None:
        if self._found:
            return None
        if isinstance(node, BranchNode):
            body, otherwise = self.cut_list(node.body), node.otherwise
            if otherwise is not None:
                if self._found:
                    raise TemplateExecutionError("template: : .Response stands in a block that has an {{else}}")
                otherwise = self.cut_list(otherwise)
            return BranchNode(node.position, node.keyword, node.pipe, body, otherwise)
        if isinstance(node, ActionNode):
            pipe = self._cut_pipe(node.pipe)
            return None if pipe is None else ActionNode(node.position, pipe)
        return node

    def _cut_pipe(self, pipe: PipeNode) -> PipeNode | None:
        commands: list[CommandNode] = []
        for command in pipe.commands:
            arguments = [each for each in map(self._cut_argument, command.arguments) if each is not None]
            if not arguments:
                return None
            commands.append(CommandNode(command.position, tuple(arguments)))
        return PipeNode(pipe.position, pipe.declared, pipe.assigns, tuple(commands))

    def _cut_argument(self, argument: Argument) -> Argument | None:
        if isinstance(argument, FieldNode) and _RESPONSE in argument.names:
            self._found = True
            return argument
        if self._found:
            return None
        return self._cut_pipe(argument) if isinstance(argument, PipeNode) else argument
