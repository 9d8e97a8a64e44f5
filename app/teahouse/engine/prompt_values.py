"""Messages and tools of a request as the values that a TEMPLATE sees: Ollama's Go structs, field for field.

What a request has in a wrong place, or of a wrong type, is left out here; `decode` refuses what Ollama refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.engine.go_template import formatting, json_text
from teahouse.engine.go_template.values import Field, GoType, GoValue, Kind, Value, clean_text, from_json


def _marshal(value: GoValue) -> str:
    return "{}" if value.data is None else write_json(value)


def write_json(value: Value) -> str:
    """A value in JSON; empty for one that JSON cannot say, as Ollama's function `json` gives it."""
    try:
        return json_text.marshal(value)
    except ValueError:
        return ""


def _list_type(name: str) -> GoType:
    return GoType(f"[]{name}", Kind.SLICE)


_STRINGS = _list_type("string")
_IMAGE = GoType("api.ImageData", Kind.SLICE)
_IMAGES = _list_type("api.ImageData")

_ARGUMENTS = GoType("template.templateArgs", Kind.MAP, methods={"String": _marshal})
_CALL_FUNCTION = GoType(
    "template.templateToolCallFunction",
    Kind.STRUCT,
    (Field("Index", 0), Field("Name", ""), Field("Arguments", GoValue(_ARGUMENTS, None))),
)
_CALL = GoType(
    "template.templateToolCall", Kind.STRUCT, (Field("ID", ""), Field("Function", GoValue(_CALL_FUNCTION, {})))
)
_CALLS = _list_type(_CALL.name)
_MESSAGE = GoType(
    "template.templateMessage",
    Kind.STRUCT,
    (
        Field("Role", ""),
        Field("Content", ""),
        Field("Thinking", ""),
        Field("Images", GoValue(_IMAGES, None)),
        Field("ToolCalls", GoValue(_CALLS, None)),
        Field("ToolName", ""),
        Field("ToolCallID", ""),
    ),
)
_MESSAGE_POINTER = GoType(f"*{_MESSAGE.name}", Kind.POINTER)
_MESSAGES = _list_type(_MESSAGE_POINTER.name)


def _print_types(value: GoValue) -> str:
    names = value.data or []
    return names[0] if len(names) == 1 else formatting.print_value(names) if names else ""


def _types_to_json(value: GoValue) -> Value:
    return value.data[0] if len(value.data) == 1 else value.data


_TYPESCRIPT = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "array": "any[]",
    "object": "Record<string, any>",
    "null": "null",
}


def find_typescript_type(value: Value) -> str:
    """A tool's property as a type of TypeScript; "any" for any other value."""
    if not isinstance(value, GoValue) or value.type is not _PROPERTY:
        return "any"
    either = value.data.get("AnyOf")
    if either is not None and either.data:
        return " | ".join(map(find_typescript_type, either.data))
    names = value.data["Type"].data or []
    return " | ".join(_TYPESCRIPT.get(name, "any") for name in names) or "any"


_TYPES = GoType("api.PropertyType", Kind.SLICE, methods={"String": _print_types}, to_json=_types_to_json)
_PROPERTY_MAP = GoType("*api.ToolPropertiesMap", Kind.POINTER, to_json=lambda value: value.data)
_PROPERTY_LIST = _list_type("api.ToolProperty")
_ANYTHING_LIST = GoType("[]interface {}", Kind.SLICE)
_PROPERTY = GoType(
    "api.ToolProperty",
    Kind.STRUCT,
    (
        Field("AnyOf", GoValue(_PROPERTY_LIST, None), "anyOf", omit_empty=True),
        Field("Type", GoValue(_TYPES, None), "type", omit_empty=True),
        Field("Items", None, "items", omit_empty=True),
        Field("Description", "", "description", omit_empty=True),
        Field("Enum", GoValue(_ANYTHING_LIST, None), "enum", omit_empty=True),
        Field("Properties", GoValue(_PROPERTY_MAP, None), "properties", omit_empty=True),
        Field("Required", GoValue(_STRINGS, None), "required", omit_empty=True),
    ),
    methods={"ToTypeScriptType": find_typescript_type},
)
_NO_PROPERTY = GoValue(_PROPERTY, {"Type": GoValue(_TYPES, None)})
_PROPERTIES = GoType("template.templateProperties", Kind.MAP, zero=_NO_PROPERTY, methods={"String": _marshal})
_PARAMETERS = GoType(
    "template.templateToolFunctionParameters",
    Kind.STRUCT,
    (
        Field("Type", "", "type"),
        Field("Defs", None, "$defs", omit_empty=True),
        Field("Items", None, "items", omit_empty=True),
        Field("Required", GoValue(_STRINGS, None), "required", omit_empty=True),
        Field("Properties", GoValue(_PROPERTIES, None), "properties"),
    ),
)
_TOOL_FUNCTION = GoType(
    "template.templateToolFunction",
    Kind.STRUCT,
    (
        Field("Name", "", "name"),
        Field("Description", "", "description"),
        Field("Parameters", GoValue(_PARAMETERS, {}), "parameters"),
    ),
)
_TOOL = GoType(
    "template.templateTool",
    Kind.STRUCT,
    (
        Field("Type", "", "type"),
        Field("Items", None, "items", omit_empty=True),
        Field("Function", GoValue(_TOOL_FUNCTION, {}), "function"),
    ),
    methods={"String": write_json},
)
_TOOLS = GoType("template.templateTools", Kind.SLICE, methods={"String": write_json})


def build_messages(messages: Sequence[Mapping[str, Any]]) -> GoValue:
    """The value of `.Messages`."""
    return GoValue(_MESSAGES, [GoValue(_MESSAGE_POINTER, _build_message(message)) for message in messages])


def _build_message(message: Mapping[str, Any]) -> GoValue:
    calls = [_build_call(call) for call in _read_list(message.get("tool_calls"))]
    images = message.get("images")
    return GoValue(
        _MESSAGE,
        {
            "Role": _read_text(message.get("role")),
            "Content": _read_text(message.get("content")),
            "Thinking": _read_text(message.get("thinking")),
            "Images": GoValue(
                _IMAGES, None if images is None else [_build_image(image) for image in _read_list(images)]
            ),
            "ToolCalls": GoValue(_CALLS, calls or None),
            "ToolName": _read_text(message.get("tool_name")),
            "ToolCallID": _read_text(message.get("tool_call_id")),
        },
    )


def _build_image(image: object) -> GoValue:
    """An image; a template can count them and no more, so their bytes are not decoded."""
    return GoValue(_IMAGE, list(_read_text(image).encode()[:0]))


def _build_call(call: object) -> GoValue:
    function = _read_mapping(_read_mapping(call).get("function"))
    arguments = function.get("arguments")
    index = function.get("index", 0)
    return GoValue(
        _CALL,
        {
            "ID": _read_text(_read_mapping(call).get("id")),
            "Function": GoValue(
                _CALL_FUNCTION,
                {
                    "Index": index if isinstance(index, int) else 0,
                    "Name": _read_text(function.get("name")),
                    "Arguments": GoValue(_ARGUMENTS, from_json(arguments) if isinstance(arguments, dict) else None),
                },
            ),
        },
    )


def build_tools(tools: Sequence[object] | None) -> GoValue:
    """The value of `.Tools`; nil where a request has none."""
    return GoValue(_TOOLS, None if tools is None else [_build_tool(_read_mapping(tool)) for tool in tools])


def order_tools(tools: Sequence[object]) -> list[Any]:
    """Tools as Ollama passes them on: the fields that its structs have, in their order, which a template in Jinja
    prints, and properties in the order of the request. What a tool lacks stays absent."""
    ordered: list[Any] = json.loads(write_json(build_tools(tools)))
    for tool, given in zip(ordered, tools, strict=True):
        function = _read_mapping(_read_mapping(given).get("function"))
        parameters = tool["function"]["parameters"]
        if not tool["function"]["description"]:
            del tool["function"]["description"]
        if not isinstance(function.get("parameters"), dict):
            del tool["function"]["parameters"]
        elif parameters.get("properties") is None:
            parameters.pop("properties", None)
        else:
            names = map(clean_text, function["parameters"]["properties"])
            parameters["properties"] = {name: parameters["properties"][name] for name in names}
    return ordered


def _build_tool(tool: Mapping[str, Any]) -> GoValue:
    function = _read_mapping(tool.get("function"))
    parameters = _read_mapping(function.get("parameters"))
    built = {
        "Type": _read_text(parameters.get("type")),
        "Defs": from_json(parameters.get("$defs")),
        "Items": from_json(parameters.get("items")),
        "Required": _build_strings(parameters.get("required")),
        "Properties": GoValue(_PROPERTIES, _build_properties(parameters.get("properties"))),
    }
    described = {
        "Name": _read_text(function.get("name")),
        "Description": _read_text(function.get("description")),
        "Parameters": GoValue(_PARAMETERS, built),
    }
    return GoValue(
        _TOOL,
        {
            "Type": _read_text(tool.get("type")),
            "Items": from_json(tool.get("items")),
            "Function": GoValue(_TOOL_FUNCTION, described),
        },
    )


def _build_properties(properties: object) -> dict[str, GoValue] | None:
    if not isinstance(properties, dict):
        return None
    return {clean_text(name): _build_property(_read_mapping(each)) for name, each in properties.items()}


def _build_property(schema: Mapping[str, Any]) -> GoValue:
    types, either, enum = schema.get("type"), schema.get("anyOf"), schema.get("enum")
    names = [types] if isinstance(types, str) else [each for each in _read_list(types) if isinstance(each, str)]
    built = {
        "Type": GoValue(_TYPES, [clean_text(name) for name in names] or None),
        "Items": from_json(schema.get("items")),
        "Description": _read_text(schema.get("description")),
        "Properties": GoValue(_PROPERTY_MAP, _build_properties(schema.get("properties"))),
        "Required": _build_strings(schema.get("required")),
    }
    if isinstance(either, list):
        built["AnyOf"] = GoValue(_PROPERTY_LIST, [_build_property(_read_mapping(each)) for each in either])
    if isinstance(enum, list):
        built["Enum"] = GoValue(_ANYTHING_LIST, from_json(enum))
    return GoValue(_PROPERTY, built)


def _build_strings(values: object) -> GoValue:
    if not isinstance(values, list):
        return GoValue(_STRINGS, None)
    return GoValue(_STRINGS, [clean_text(each) for each in values if isinstance(each, str)])


def _read_text(value: object) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _read_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
