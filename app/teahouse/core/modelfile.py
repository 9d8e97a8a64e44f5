"""A Modelfile, which describes how one model is made from another: as a value, as text, and as a request.

The format is Ollama's (https://github.com/ollama/ollama/blob/main/docs/modelfile.mdx): a command and its argument on a
line, long arguments in single or triple quotes, `#` begins a comment.
"""

from __future__ import annotations

import json
import re
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import OPTIONS
from teahouse.core.values import dataclass

_TEXTS = ("system", "template", "license")
_ROLES = ("system", "user", "assistant")
_COMMAND = re.compile(r"[ \t]*(?P<command>[A-Za-z]+)[ \t]+(?P<rest>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?P<name>\w+)[ \t]+(?P<value>.*)", re.DOTALL)
_FENCE = '"""'


@dataclass(frozen=True, slots=True)
class CreationProgress:
    """A line of a daemon that creates a model: its step in its own words, and bytes where it counts them."""

    status: str
    completed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Modelfile:
    """`base` is a model's name (or a file's path, in a Modelfile from elsewhere); empty texts mean those of the base.
    `parameters` may contain `stop` more than once; `messages` are role and text."""

    base: str
    system: str = ""
    template: str = ""
    license: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    adapter: str = ""

    def build_options(self) -> dict[str, Any]:
        """The parameters as the options of a request; raises `Trouble(OPTION_INVALID)`."""
        return _typed(self.parameters)

    def build_body(self, model: str) -> dict[str, Any]:
        """The fields of an `/api/create` request for `model`; raises `Trouble(OPTION_INVALID)`."""
        values: dict[str, Any] = {"model": model, "from": self.base}
        values.update({name: text for name in _TEXTS if (text := getattr(self, name))})
        if self.parameters:
            values["parameters"] = self.build_options()
        if self.messages:
            values["messages"] = [{"role": role, "content": text} for role, text in self.messages]
        return values

    def format_text(self) -> str:
        """The Modelfile as text that `read_modelfile` and Ollama can read."""
        lines = [f"FROM {self.base}"]
        if self.adapter:
            lines.append(f"ADAPTER {self.adapter}")
        lines += [f"{name.upper()} {_quoted(text)}" for name in ("template", "system") if (text := getattr(self, name))]
        lines += [f"PARAMETER {name} {_quoted(value)}" for name, value in self.parameters]
        lines += [f"MESSAGE {role} {_quoted(text)}" for role, text in self.messages]
        if self.license:
            lines.append(f"LICENSE {_quoted(self.license)}")
        return "\n".join(lines) + "\n"


def read_modelfile(text: str) -> Modelfile:
    """Read a Modelfile; raises `Trouble(MODELFILE_UNREADABLE)` with the number of the invalid line."""
    base, adapter, texts = "", "", dict.fromkeys(_TEXTS, "")
    parameters: list[tuple[str, str]] = []
    messages: list[tuple[str, str]] = []
    for number, command, rest in _commands(text):
        match command.lower():
            case "from":
                base = rest
            case "adapter":
                adapter = rest
            case "system" | "template" | "license" as name:
                texts[name] = rest
            case "parameter" if (found := _PARAMETER.fullmatch(rest)) is not None:
                parameters.append((found["name"], _unquoted(found["value"])))
            case "message" if (found := _PARAMETER.fullmatch(rest)) is not None and found["name"] in _ROLES:
                messages.append((found["name"], _unquoted(found["value"])))
            case _:
                raise _unusable(number)
    if not base:
        raise _unusable(1)
    return Modelfile(base, parameters=tuple(parameters), messages=tuple(messages), adapter=adapter, **texts)


def _commands(text: str) -> list[tuple[int, str, str]]:
    """Line number, command and whole argument of each command."""
    lines, found, at = text.replace("\r\n", "\n").split("\n"), [], 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if (match := _COMMAND.fullmatch(line)) is None:
            raise _unusable(number)
        rest = match["rest"].lstrip()
        while _is_open(rest):
            if at == len(lines):
                raise _unusable(number)
            rest += "\n" + lines[at]
            at += 1
        rest = rest.rstrip()
        inner = match["command"].lower() in ("parameter", "message")
        found.append((number, match["command"], rest if inner else _unquoted(rest)))
    return found


def _is_open(rest: str) -> bool:
    """Whether a quoted argument continues on the next line."""
    value = (rest.partition(" ")[2].lstrip() if re.match(r"\w+[ \t]+\"", rest) else rest).rstrip()
    if value.startswith(_FENCE):
        return len(value) < 6 or not value.endswith(_FENCE)
    return value.startswith('"') and (len(value) < 2 or not value.endswith('"'))


def _unquoted(value: str) -> str:
    value = value.strip() if value.strip().startswith('"') else value
    if value.startswith(_FENCE) and value.endswith(_FENCE) and len(value) >= 6:
        return value[3:-3]
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _quoted(text: str) -> str:
    """`text` in quotes where it would be read differently without them."""
    if text and not re.search(r'["\n]', text) and text.strip() == text:
        return text
    return f"{_FENCE}{text}{_FENCE}" if '"' in text or "\n" in text else f'"{text}"'


def _typed(parameters: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Parameters as JSON values, `stop` as a list; unknown names as numbers where they look like one."""
    values: dict[str, Any] = {}
    for name, text in parameters:
        option = OPTIONS.get(name)
        if option is not None and option.kind is list:
            values.setdefault(name, []).append(text)
        else:
            plain = _read_json(text) if option is not None and option.kind is dict else _plain(text)
            values[name] = plain if option is None else option.check_value(plain)
    return values


def _plain(text: str) -> object:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _unusable(line: int) -> Trouble:
    return Trouble(Problem.MODELFILE_UNREADABLE, line=line)
