"""Which tests reach which line: each test file is run once under coverage, and what it reached is kept in build/.

A line that this process of the tests runs is known for every test function; a line that only its children run (the
engine, an app that is killed) for the test file.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage

from mutants.copies import Copies

RULES = """
[run]
branch = False
parallel = True
sigterm = True
source = {app}
data_file = {folder}/data
context = children
"""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to run for a line: the test functions as pytest takes them, the likeliest to notice first, each with the
    seconds that it took when it was recorded."""

    tests: dict[str, float]

    def parts(self, first: float) -> Iterator[dict[str, float]]:
        """All of it in two runs: about so many seconds of the likeliest tests, then the rest. Most mutants are
        noticed by the first, and the files of the others need not be imported for them."""
        head: dict[str, float] = {}
        for name, seconds in self.tests.items():
            if head and sum(head.values()) + seconds > first:
                break
            head[name] = seconds
        rest = {name: seconds for name, seconds in self.tests.items() if name not in head}
        yield from (part for part in (head, rest) if part)


class Map:
    """`record` what is not known yet, then ask for the tests `of` a line. Kept in `file`; a test file is recorded anew
    when it changed or one of the app's files that it reached, since lines move."""

    def __init__(self, root: Path, file: Path) -> None:
        self._root = root
        self._file = file
        self._known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self._app = {str(path.relative_to(root)): content(path) for path in (root / "app").rglob("*.py")}

    def record(self, files: Iterable[Path], copies: Copies) -> None:
        """Run the test files that are new or changed, or whose lines have moved."""
        wanted = {str(path.relative_to(self._root)): content(path) for path in files}
        self._known = {name: kept for name, kept in self._known.items() if self._holds(kept, wanted.get(name))}
        missing = [name for name in wanted if name not in self._known]
        with ThreadPoolExecutor(copies.count) as pool:
            found = pool.map(lambda name: recorded(name, copies), missing)
            for number, (name, told) in enumerate(zip(missing, found, strict=True), 1):
                app = {file: self._app[file] for file in told["reached"]}
                self._known[name] = {"content": wanted[name], "app": app, **told}
                print(f"mapped {number} of {len(missing)} test files: {name}", file=sys.stderr, flush=True)
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_text(json.dumps(self._known), encoding="utf-8")

    def _holds(self, kept: dict[str, Any], test: str | None) -> bool:
        """Whether what was recorded of a test file is still true; `test` is its content now, None where it is gone."""
        return bool(kept["content"] == test and all(self._app.get(file) == was for file, was in kept["app"].items()))

    def of(self, file: str, line: int, constant: bool, most: float) -> Selection:
        """The tests to run for a line, up to so many seconds: first those of a file named like its own, then those of
        its own layer, and the quickest first. What does not pass without a mutant is left out. A line that nobody is
        known to run may be one of a process that ends without telling: for it, the test files of its layer.

        A constant of a module is worked out when the module is imported: for it, the test files of its layer that
        import the module (first those named like it), and all tests that run anything in the module."""
        own, stem = f"tests/{Path(file).parts[2]}/", Path(file).stem
        functions: dict[str, float] = {}
        files: dict[str, float] = {}
        for name, kept in self._known.items():
            lines = kept["reached"].get(file, {})
            contexts = {context for reached in lines.values() for context in reached} if constant else set()
            contexts |= set(lines.get(str(line), ()))
            for context in contexts - {"", *kept["failed"]}:
                functions[f"{name}::{context}"] = kept["seconds"].get(context, 1.0)
            by_child = "" in contexts and not contexts - {""}
            if ((constant and contexts and name.startswith(own)) or by_child) and not kept["failed"]:
                files[name] = sum(kept["seconds"].values())
        tests: dict[str, float] = {}

        def take(found: dict[str, float], most: float) -> None:
            for name in sorted(found, key=lambda name: (stem not in name, not name.startswith(own), found[name])):
                if name not in tests and (sum(tests.values()) + found[name] <= most or not tests):
                    tests[name] = found[name]

        if constant:
            take(files, most / 2)
        take(functions, most)
        take(files, most)
        if not tests:
            whole = {name: sum(kept["seconds"].values()) for name, kept in self._known.items() if not kept["failed"]}
            take({name: seconds for name, seconds in whole.items() if name.startswith(own)}, most)
        return Selection(tests)


def recorded(name: str, copies: Copies) -> dict[str, Any]:
    """Run a test file under coverage in a copy: `seconds` of each test function, and who `reached` which line."""
    with copies.one() as copy, tempfile.TemporaryDirectory(prefix="teahouse-map-") as made:
        folder = Path(made)
        rules, times = folder / "rules", folder / "times"
        rules.write_text(RULES.format(app=copy.folder / "app" / "teahouse", folder=folder), encoding="utf-8")
        status, said = copy.run(
            ["-p", "mutants.recording", name], COVERAGE_PROCESS_START=str(rules), COVERAGE_TIMES=str(times)
        )
        if status:
            print(f"{name} does not pass without a mutant:\n{said[-1500:]}", file=sys.stderr)
        data = coverage.CoverageData(basename=str(folder / "joined"))
        for part in folder.glob("data.*"):
            read = coverage.CoverageData(basename=str(part))
            read.read()
            data.update(read)
        reached = {
            str(Path(file).relative_to(copy.folder)): {
                str(line): sorted({context.partition("|")[2] for context in contexts})
                for line, contexts in lines.items()
            }
            for file in data.measured_files()
            if (lines := data.contexts_by_lineno(file))
        }
        told = json.loads(times.read_text(encoding="utf-8")) if times.exists() else {"seconds": {}, "failed": []}
        if status and not told["failed"]:
            told["failed"] = [name]  # it could not even be collected
    return {**told, "reached": reached}


def content(*files: Path) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
