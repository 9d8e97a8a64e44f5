"""Finds regular expressions whose time is not linear in the length of the text; `make check` runs it.

Each pattern becomes an automaton of its character positions (Glushkov's). A text can be matched in exponentially many
ways where one position leads back to itself by two different paths on the same word, and in quadratically many where
two different loops read the same word one after the other (Weber and Seidl's criteria). A search starts at every
place of the text, which is one more loop in front. Bounded repeats of more than UNROLLED times count as unbounded.

A pattern that is fine for another reason says so where it is compiled: a comment `# regex: REASON`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "packaging")
REASON = "# regex:"
UNROLLED = 6  # times a bounded repeat is written out
LONGEST = 400  # positions of one pattern; longer ones cannot be checked
WHOLE = {"fullmatch"}
SEARCHING = {"search", "sub", "subn", "split", "findall", "finditer"}
METHODS = WHOLE | SEARCHING | {"match"}
SAMPLE = [*map(chr, range(128)), "\xa0", "é", "ß", "٣", "中", "\u2028", "\u202e", "\ufffd", "\U0001f375", "\ud800"]
_CLASSES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class UncheckablePattern(Exception):
    """A pattern that cannot be checked; the message has the reason."""


@dataclass(slots=True)
class Fragment:
    """Part of an automaton: the positions that can come first and last, once for each way, and in how many ways it
    matches the empty word."""

    empty: int = 1
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


class Automaton:
    """The positions of one pattern: which characters each reads, which can follow which, and in how many ways."""

    def __init__(self, pattern: str, flags: int, method: str) -> None:
        parsed = parser.parse(pattern, flags)
        self._flags = parsed.state.flags
        self._signs = sorted({*SAMPLE, *_literals(parsed)})
        self.reads: list[frozenset[str]] = []
        self.follows: list[dict[int, int]] = []
        self.fixed: set[int] = set()  # positions in possessive repeats, without backtracking
        self.asserts = False  # an element that reads nothing can still fail
        whole = self._sequence(list(parsed))
        if method in SEARCHING and not _anchored(parsed, self._flags):
            before = self._repeat(self._position(frozenset(self._signs)))
            if parsed and parsed[0] == (codes.AT, codes.AT_BEGINNING):  # of any line
                before = self._join(before, self._position(frozenset("\n")))
                before = Fragment(1, before.first, before.last)
            whole = self._join(before, whole)
        self.ends_free = method not in WHOLE and not self.asserts
        self.signs = len(self._signs)
        self.last = set(whole.last)

    def _position(self, signs: frozenset[str]) -> Fragment:
        self.reads.append(signs)
        self.follows.append({})
        if len(self.reads) > LONGEST:
            raise UncheckablePattern("it is too large")
        number = len(self.reads) - 1
        return Fragment(0, [number], [number])

    def _link(self, above: Fragment, below: Fragment) -> None:
        for start in above.last:
            for end in below.first:
                self.follows[start][end] = self.follows[start].get(end, 0) + 1

    def _join(self, above: Fragment, below: Fragment) -> Fragment:
        self._link(above, below)
        return Fragment(
            above.empty * below.empty, above.first + below.first * above.empty, below.last + above.last * below.empty
        )

    def _repeat(self, once: Fragment) -> Fragment:
        self._link(once, once)
        return Fragment(1, once.first, once.last)

    def _sequence(self, items: list[Any]) -> Fragment:
        found = Fragment()
        for operation, value in items:
            found = self._join(found, self._item(operation, value))
        return found

    def _item(self, operation: Any, value: Any) -> Fragment:
        match operation:
            case codes.LITERAL | codes.NOT_LITERAL | codes.ANY | codes.IN:
                return self._position(self._read(operation, value))
            case codes.BRANCH:
                branches = [self._sequence(list(branch)) for branch in value[1]]
                return Fragment(
                    sum(branch.empty for branch in branches),
                    [number for branch in branches for number in branch.first],
                    [number for branch in branches for number in branch.last],
                )
            case codes.SUBPATTERN:
                return self._sequence(list(value[3]))
            case codes.ATOMIC_GROUP:
                return self._kept(lambda: self._sequence(list(value)))
            case codes.MAX_REPEAT | codes.MIN_REPEAT:
                return self._repeats(*value)
            case codes.POSSESSIVE_REPEAT:
                return self._kept(lambda: self._repeats(*value))
            case codes.AT | codes.ASSERT | codes.ASSERT_NOT:
                self.asserts = self.asserts or bool(self.reads)
                return Fragment()
            case codes.GROUPREF:
                return self._repeat(self._position(frozenset(self._signs)))
            case _:
                raise UncheckablePattern(f"it has {operation}")

    def _kept(self, make: Any) -> Fragment:
        begin = len(self.reads)
        made: Fragment = make()
        self.fixed.update(range(begin, len(self.reads)))
        return made

    def _repeats(self, least: int, most: int, items: Any) -> Fragment:
        exact = least == most and most is not codes.MAXREPEAT and len(items) == 1 and most <= LONGEST // 4
        if not exact and (most is codes.MAXREPEAT or most > UNROLLED):
            once = self._sequence(list(items))
            many = self._repeat(once)
            return Fragment(1 if not least or once.empty else 0, many.first, many.last)
        copies = [self._sequence(list(items)) for _ in range(most)]
        found = Fragment()
        for number in reversed(range(most)):  # x(x(x)?)?: each length can be read in one way only
            found = self._join(copies[number], found)
            if number >= least:
                found = Fragment(1, found.first, found.last)
        return found

    def _read(self, operation: Any, value: Any) -> frozenset[str]:
        signs = {sign for sign in self._signs if self._takes(operation, value, sign)}
        return frozenset(signs)

    def _takes(self, operation: Any, value: Any, sign: str) -> bool:
        if operation is codes.ANY:
            return sign != "\n" or bool(self._flags & re.DOTALL)
        kinds = {sign}
        if self._flags & re.IGNORECASE:
            kinds |= {sign.lower(), sign.upper()}
        if operation is codes.LITERAL:
            return any(ord(kind) == value for kind in kinds if len(kind) == 1)
        if operation is codes.NOT_LITERAL:
            return all(ord(kind) != value for kind in kinds if len(kind) == 1)
        return any(_in_set(value, kind, self._flags) for kind in kinds if len(kind) == 1)


def _in_set(members: Any, sign: str, flags: int) -> bool:
    negated, found = False, False
    for kind, value in members:
        match kind:
            case codes.NEGATE:
                negated = True
            case codes.LITERAL:
                found = found or ord(sign) == value
            case codes.RANGE:
                found = found or value[0] <= ord(sign) <= value[1]
            case codes.CATEGORY:
                # regex: one character
                found = found or bool(re.match(_CLASSES[value], sign, flags & re.ASCII))
            case _:
                raise UncheckablePattern(f"it has {kind}")
    return found != negated


def _literals(parsed: Any) -> Iterator[str]:
    """The characters that a pattern names, and the neighbours of its ranges."""
    for match in re.finditer(r"\d+", repr(list(parsed))):
        number = int(match[0])
        for near in (number - 1, number, number + 1):
            if 0 <= near < 0x110000:
                yield chr(near)


def _anchored(parsed: Any, flags: int) -> bool:
    first = parsed[0] if len(parsed) else None
    if first is None or first[0] is not codes.AT:
        return False
    return first[1] is codes.AT_BEGINNING_STRING or (first[1] is codes.AT_BEGINNING and not flags & re.MULTILINE)


def classify_pattern(pattern: str, flags: int = 0, method: str = "match") -> str:
    """The time of a pattern in a method of `re`: "exponential", "quadratic", or "" for linear."""
    automaton = Automaton(pattern, flags, method)
    groups = _components({(n, m): None for n, row in enumerate(automaton.follows) for m in row}, len(automaton.reads))
    if _is_exponential(automaton, groups):
        return "exponential"
    return "quadratic" if _is_quadratic(automaton, groups) else ""


def _components(edges: Any, count: int) -> list[int]:
    """The number of the strongly connected component of each position; -1 for one that is in no loop."""
    ahead: list[set[int]] = [set() for _ in range(count)]
    for start, end in edges:
        ahead[start].add(end)
    reach = [_reached(ahead, start) for start in range(count)]
    found = [-1] * count
    for number in range(count):
        if number in reach[number]:
            found[number] = min(other for other in reach[number] if number in reach[other])
    return found


def _reached(ahead: list[set[int]], start: int) -> set[int]:
    seen: set[int] = set()
    waiting = list(ahead[start])
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            waiting += ahead[number]
    return seen


def _is_exponential(automaton: Automaton, groups: list[int]) -> bool:
    """Whether a position leads back to itself on one word by two paths."""
    follows, reads = automaton.follows, automaton.reads
    for start, row in enumerate(follows):
        for end, ways in row.items():
            if ways > 1 and groups[start] == groups[end] >= 0 and start not in automaton.fixed:
                return True
    for loop in {group for group in groups if group >= 0}:
        members = [number for number, group in enumerate(groups) if group == loop and number not in automaton.fixed]
        inside = {
            number: [other for other in follows[number] if groups[other] == loop and other not in automaton.fixed]
            for number in members
        }
        apart: set[tuple[int, int]] = set()
        waiting = [
            (one, other)
            for number in members
            for one in inside[number]
            for other in inside[number]
            if one < other and reads[one] & reads[other]
        ]
        while waiting:  # two tokens that left one position by different ways, reading the same
            pair = waiting.pop()
            if pair in apart:
                continue
            apart.add(pair)
            for one in inside[pair[0]]:
                for other in inside[pair[1]]:
                    if reads[one] & reads[other]:
                        if one == other:
                            return True
                        waiting.append((min(one, other), max(one, other)))
    return False


def _is_quadratic(automaton: Automaton, groups: list[int]) -> bool:
    """Whether two loops, one after the other, read the same word, and what comes after them can fail."""
    follows, reads = automaton.follows, automaton.reads
    loops = [number for number, group in enumerate(groups) if group >= 0 and number not in automaton.fixed]
    for first in loops:
        ahead = _reached([set(row) for row in follows], first)
        for second in loops:
            if groups[second] == groups[first] or second not in ahead or not reads[first] & reads[second]:
                continue
            if _never_fails(automaton, second, groups):
                continue
            if _read_the_same(automaton, groups, first, second):
                return True
    return False


def _never_fails(automaton: Automaton, second: int, groups: list[int]) -> bool:
    """Whether a match can end at any position of the second loop, or the loop accepts every character."""
    loop = {number for number, group in enumerate(groups) if group == groups[second]}
    reads_all = all(len(automaton.reads[number]) == automaton.signs for number in loop)
    return loop <= automaton.last and (automaton.ends_free or (reads_all and not automaton.asserts))


def _read_the_same(automaton: Automaton, groups: list[int], first: int, second: int) -> bool:
    """Whether one word leads from the first loop to itself, from the first to the second, and from the second to
    itself."""
    follows, reads = automaton.follows, automaton.reads
    seen: set[tuple[int, int, int]] = set()
    waiting = [(first, first, second)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        for one in follows[place[0]]:
            if groups[one] != groups[first]:
                continue
            for three in follows[place[2]]:
                if groups[three] != groups[second] or not reads[one] & reads[three]:
                    continue
                for two in follows[place[1]]:
                    if reads[one] & reads[two] & reads[three]:
                        if (one, two, three) == (first, second, second):
                            return True
                        waiting.append((one, two, three))
    return False


@dataclass(frozen=True, slots=True)
class PatternUse:
    """A pattern in a source file, and the methods of `re` that it is used with."""

    path: Path
    line: int
    pattern: str | None  # None: only known at run time
    flags: int
    methods: frozenset[str]
    excused: bool


def find_uses(path: Path) -> Iterator[PatternUse]:
    """The patterns that a source file compiles or uses."""
    source = path.read_text(encoding="utf-8")
    lines, tree = source.split("\n"), ast.parse(source)
    names = _names_in(tree)
    called = _methods_by_name(tree)
    assigned = {node.value: node.targets[0] for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if not _is_of_re(node):
            continue
        method = node.func.attr
        methods = {method} if method != "compile" else called.get(_name(assigned.get(node)), set(METHODS))
        values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "flags")]
        places = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
        flags = next((value for value in values[places.get(method, 2) :][:1]), None)
        for keyword in node.keywords:
            flags = keyword.value if keyword.arg == "flags" else flags
        pattern = _value(node.args[0], names)
        excused = any(REASON in line for line in lines[node.lineno - 2 : node.end_lineno])
        number = _value(flags, names) if flags is not None else 0
        yield PatternUse(path, node.lineno, _as_text(pattern), int(number or 0), frozenset(methods), excused)


def _as_text(pattern: object) -> str | None:
    if isinstance(pattern, bytes):
        return pattern.decode("latin-1")
    return pattern if isinstance(pattern, str) else None


def _names_in(tree: ast.Module) -> dict[str, Any]:
    """The values that a module assigns to names; patterns may be built from them."""
    found: dict[str, Any] = {"re": re}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = _value(node.value, found)
            if isinstance(value, str | bytes | int):
                found[node.targets[0].id] = value
    return found


def _is_of_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in METHODS | {"compile"}
    )


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    try:
        return eval(compile(ast.Expression(node), "pattern", "eval"), dict(names))  # our own source
    except Exception:  # its value is only known at run time
        return None


def _name(target: ast.expr | None) -> str:
    return target.id if isinstance(target, ast.Name) else ""


def _methods_by_name(tree: ast.AST) -> dict[str, set[str]]:
    """The methods of `re` that the file calls on each name; a name that is used in another way may be called with
    any."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
            found.setdefault(node.value.id, set()).add(node.attr)
    calls = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    calls |= {id(value) for node in ast.walk(tree) if isinstance(node, ast.Compare) for value in node.comparators}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in calls and node.id in found:
            found[node.id] = set(METHODS)
    return found


def find_faults(path: Path) -> Iterator[str]:
    """The findings in the patterns of a file, one sentence each."""
    for use in find_uses(path):
        where = f"{use.path.relative_to(ROOT) if use.path.is_relative_to(ROOT) else use.path}:{use.line}"
        if use.excused:
            continue
        if use.pattern is None:
            yield f"{where}: the pattern is only known when the program runs; say `{REASON} why` it is harmless"
            continue
        try:
            worst = sorted(
                {found for method in use.methods if (found := classify_pattern(use.pattern, use.flags, method))}
            )
        except UncheckablePattern as uncheckable:
            worst = [str(uncheckable)]
        if worst:
            yield f"{where}: {worst[0]} time: {use.pattern!r}"


def main(folders: list[str]) -> int:
    """Print the findings in the folders; the exit status is 1 where there are any."""
    found = [
        fault
        for folder in folders or FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for fault in find_faults(path)
    ]
    print("\n".join(found) or "regular expressions: all linear, or excused")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
