"""Finds import cycles between files of the app; `make check` runs it.

Every import counts, also those inside functions and those for the type checker alone: the files of a cycle cannot be
read, tested or moved separately. That a package's `__init__.py` runs before its modules does not count; its imports do.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "app" / "teahouse"

Graph = Mapping[str, set[str]]


def module_name(path: Path, package: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[tuple[str, str]]:
    """Each import of a module: what it imports from, and the name it takes ("" for the whole)."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from ((alias.name, "") for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = source or ""
                if level:
                    above = module.split(".")[: len(module.split(".")) - level + is_package]
                    base = ".".join([*above, *([source] if source else [])])
                yield from ((base, alias.name) for alias in names)


def import_graph(package: Path) -> dict[str, set[str]]:
    """Which modules of the package each module imports, by their dotted names."""
    files = {module_name(path, package): path for path in sorted(package.rglob("*.py"))}
    graph: dict[str, set[str]] = {}
    for module, path in files.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph[module] = set()
        for source, name in imported_names(tree, module, is_package=path.name == "__init__.py"):
            for found in (f"{source}.{name}", source):  # the module of that name, where there is one
                if found in files:
                    graph[module] |= {found} - {module}
                    break
    return graph


def connected_groups(graph: Graph) -> list[set[str]]:
    """Groups of more than one module in which each reaches each (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[set[str]] = []
    for root in graph:
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        stack.append(root)
        work = [(root, iter(sorted(graph[root])))]
        while work:
            module, rest = work[-1]
            for target in rest:
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    stack.append(target)
                    work.append((target, iter(sorted(graph[target]))))
                    break
                if target in stack:
                    lowest[module] = min(lowest[module], order[target])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[module])
                if lowest[module] == order[module]:
                    at = stack.index(module)
                    if len(stack) - at > 1:
                        groups.append(set(stack[at:]))
                    del stack[at:]
    return groups


def shortest_cycle(group: set[str], graph: Graph) -> list[str]:
    """The modules of the shortest cycle of a group, in the order of their imports."""
    best: list[str] = []
    for start in sorted(group):
        paths, seen = [[start]], {start}
        while paths and not (best and len(paths[0]) >= len(best)):
            path = paths.pop(0)
            if start in graph[path[-1]]:
                best = path
                break
            for target in sorted(graph[path[-1]] & group - seen):
                seen.add(target)
                paths.append([*path, target])
    return best


def main(folders: list[str]) -> int:
    """Print the cycles; the exit status is 1 where there is any."""
    found = 0
    for folder in map(Path, folders or [str(PACKAGE)]):
        graph = import_graph(folder)
        for group in connected_groups(graph):
            found += 1
            cycle = shortest_cycle(group, graph)
            print(f"{len(group)} files import each other: {' → '.join([*cycle, cycle[0]])}")
    if not found:
        print("imports: no circles")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
