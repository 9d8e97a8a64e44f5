"""Checks a JSON value against a JSON schema (draft 7 without `format`, as promptfoo reads it).

Written here because a schema comes from another person's file: patterns are stopped when they take too long, a
reference leads only into the schema itself, and nothing is executed. Depth and the number of steps are limited.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from teahouse.core.evaluation.patterns import PatternError, SlowPatternError, compile_pattern
from teahouse.core.values import dataclass

DEEPEST = 64  # levels of schemas and values
MOST_STEPS = 200_000


class SchemaError(ValueError):
    """A schema that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """The first place that breaks a schema: a path such as "items.0.price", and what is expected there."""

    path: str
    message: str


def find_violation(value: Any, schema: Any) -> Violation | None:
    """The first violation of a schema, None where there is none. Raises SchemaError, SlowPatternError."""
    return next(_Validator(schema).check(value, schema, (), 0), None)


_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}
_KEYWORDS_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


class _Validator:
    """Checks values against one schema and counts its steps."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._steps = 0

    def check(self, value: Any, schema: Any, path: tuple[str, ...], depth: int) -> Iterator[Violation]:
        """The violations of one value."""
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            raise SchemaError("it is too deep, or refers to itself without an end")
        if schema is True or schema == {}:
            return
        if schema is False:
            yield Violation(_shown(path), "nothing is allowed")
            return
        if not isinstance(schema, dict):
            raise SchemaError("a schema is an object")
        if "$ref" in schema:
            yield from self.check(value, self._resolve(schema["$ref"]), path, depth + 1)
            return
        yield from self._check_kind(value, schema, path)
        yield from self._check_combined(value, schema, path, depth)
        if isinstance(value, bool):
            return
        if isinstance(value, int | float):
            yield from _check_number(value, schema, path)
        elif isinstance(value, str):
            yield from _check_text(value, schema, path)
        elif isinstance(value, list):
            yield from self._check_list(value, schema, path, depth)
        elif isinstance(value, dict):
            yield from self._check_object(value, schema, path, depth)

    def _resolve(self, reference: Any) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise SchemaError(f"a reference to another document: {reference}")
        found = self._root
        for part in reference[1:].split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
                found = found[int(key)]
            else:
                raise SchemaError(f"no such place: {reference}")
        return found

    def _check_kind(self, value: Any, schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[Violation]:
        kinds = schema.get("type")
        if kinds is not None:
            named = [kinds] if isinstance(kinds, str) else kinds
            if not isinstance(named, list) or not all(isinstance(kind, str) for kind in named):
                raise SchemaError("type is a name or a list of names")
            if not any(_is_of(value, kind) for kind in named):
                yield Violation(_shown(path), f"type {' or '.join(named)}")
        if "const" in schema and not are_equal(value, schema["const"]):
            yield Violation(_shown(path), _brief(schema["const"]))
        if "enum" in schema:
            allowed = schema["enum"]
            if not isinstance(allowed, list):
                raise SchemaError("enum is a list")
            if not any(are_equal(value, each) for each in allowed):
                yield Violation(_shown(path), f"one of {_brief(allowed)}")

    def _check_combined(
        self, value: Any, schema: dict[str, Any], path: tuple[str, ...], depth: int
    ) -> Iterator[Violation]:
        for each in _list_of(schema, "allOf"):
            yield from self.check(value, each, path, depth + 1)
        choices = _list_of(schema, "anyOf")
        if choices and not any(self._fits(value, each, depth) for each in choices):
            yield Violation(_shown(path), "one of several schemas")
        choices = _list_of(schema, "oneOf")
        if choices and sum(self._fits(value, each, depth) for each in choices) != 1:
            yield Violation(_shown(path), "exactly one of several schemas")
        if "not" in schema and self._fits(value, schema["not"], depth):
            yield Violation(_shown(path), "not this")
        if "if" in schema:
            branch = "then" if self._fits(value, schema["if"], depth) else "else"
            if branch in schema:
                yield from self.check(value, schema[branch], path, depth + 1)

    def _fits(self, value: Any, schema: Any, depth: int) -> bool:
        return next(self.check(value, schema, (), depth + 1), None) is None

    def _check_list(
        self, value: list[Any], schema: dict[str, Any], path: tuple[str, ...], depth: int
    ) -> Iterator[Violation]:
        yield from _check_count(len(value), schema, "minItems", "maxItems", "items", path)
        if schema.get("uniqueItems") is True and any(
            are_equal(one, other) for index, one in enumerate(value[:500]) for other in value[:index]
        ):
            yield Violation(_shown(path), "items that differ")
        items = schema.get("items", True)
        first = items if isinstance(items, list) else []
        rest = schema.get("additionalItems", True) if isinstance(items, list) else items
        for index, item in enumerate(value):
            each = first[index] if index < len(first) else rest
            yield from self.check(item, each, (*path, str(index)), depth + 1)
        if "contains" in schema and not any(self._fits(item, schema["contains"], depth) for item in value):
            yield Violation(_shown(path), "an item of a certain kind")

    def _check_object(
        self, value: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...], depth: int
    ) -> Iterator[Violation]:
        yield from _check_count(len(value), schema, "minProperties", "maxProperties", "fields", path)
        for name in _list_of(schema, "required"):
            if name not in value:
                yield Violation(_shown(path), f"a field {name}")
        properties = _object_of(schema, "properties")
        patterns = {name: _pattern(name) for name in _object_of(schema, "patternProperties")}
        extra = schema.get("additionalProperties", True)
        for name, item in value.items():
            inside = (*path, name)
            matching = [name_pattern for name_pattern, pattern in patterns.items() if pattern.is_in(name)]
            if name in properties:
                yield from self.check(item, properties[name], inside, depth + 1)
            for name_pattern in matching:
                yield from self.check(item, schema["patternProperties"][name_pattern], inside, depth + 1)
            if name not in properties and not matching:
                if extra is False:
                    yield Violation(_shown(path), f"no field {name}")
                else:
                    yield from self.check(item, extra, inside, depth + 1)
            if "propertyNames" in schema:
                yield from self.check(name, schema["propertyNames"], inside, depth + 1)
        for name, needed in _object_of(schema, "dependencies").items():
            if name in value:
                rule = {"required": needed} if isinstance(needed, list) else needed
                yield from self.check(value, rule, path, depth + 1)


def are_equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(are_equal(item, other[name]) for name, item in one.items())
    return bool(one == other)


def _is_of(value: Any, kind: str) -> bool:
    if kind in _TYPES:
        return isinstance(value, _TYPES[kind])
    if kind not in ("number", "integer"):
        raise SchemaError(f"an unknown type {kind}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return kind == "number" or float(value).is_integer()


def _check_number(value: float, schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[Violation]:
    for keyword in _KEYWORDS_OF_NUMBERS:
        bound = schema.get(keyword)
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            raise SchemaError(f"{keyword} is a number")
        if keyword == "multipleOf" and bound <= 0:
            raise SchemaError("multipleOf is above 0")
        held = {
            "minimum": value >= bound,
            "maximum": value <= bound,
            "exclusiveMinimum": value > bound,
            "exclusiveMaximum": value < bound,
            "multipleOf": keyword != "multipleOf" or _is_multiple(value, bound),
        }[keyword]
        if not held:
            yield Violation(_shown(path), f"{keyword} {bound}")


def _is_multiple(value: float, of: float) -> bool:
    quotient = value / of
    return math.isfinite(quotient) and quotient == round(quotient)


def _check_text(value: str, schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[Violation]:
    yield from _check_count(len(value), schema, "minLength", "maxLength", "characters", path)
    if "pattern" in schema and not _pattern(schema["pattern"]).is_in(value):
        yield Violation(_shown(path), f"pattern {schema['pattern']}")


def _pattern(source: Any) -> Any:
    try:
        return compile_pattern(str(source))
    except PatternError as error:
        raise SchemaError(f"pattern {source}: {error}") from None


def _check_count(
    count: int, schema: dict[str, Any], low: str, high: str, of: str, path: tuple[str, ...]
) -> Iterator[Violation]:
    for keyword in (low, high):
        bound = schema.get(keyword)
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            raise SchemaError(f"{keyword} is a number")
        if (keyword == low and count < bound) or (keyword == high and count > bound):
            yield Violation(_shown(path), f"{'at least' if keyword == low else 'at most'} {bound} {of}")


def _list_of(schema: dict[str, Any], name: str) -> list[Any]:
    found = schema.get(name, [])
    if not isinstance(found, list):
        raise SchemaError(f"{name} is a list")
    return found


def _object_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    found = schema.get(name, {})
    if not isinstance(found, dict):
        raise SchemaError(f"{name} is an object")
    return found


def _shown(path: tuple[str, ...]) -> str:
    return ".".join(path) or "."


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:80]}…"


__all__ = ["SchemaError", "SlowPatternError", "Violation", "are_equal", "find_violation"]
