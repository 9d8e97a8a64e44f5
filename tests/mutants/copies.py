"""Copies of the working tree: tests are mapped and mutants live in them, so that work can go on in the tree itself."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TIMEOUT = -1000  # the exit status of a run that was ended


class Copy:
    """A copy of the files git knows or would take, compiled."""

    def __init__(self, root: Path, folder: Path) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, stdout=subprocess.PIPE, check=True,
        ).stdout.decode()  # fmt: skip
        self.folder = folder
        for name in filter(None, listed.split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)
        # Bytecode that is checked by content: a mutant may be as long and as old as the original. Python keeps it so
        # when it compiles a mutant; pytest keeps the tests as it rewrites them, which takes longer than most tests.
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "app", "tests"],
            cwd=folder, check=True,
        )  # fmt: skip

    def run(self, words: list[str], patience: float | None = None, **environment: str) -> tuple[int, str]:
        """Run pytest in the copy; its exit status, None when it ran out of time, and what it said."""
        values = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
            **environment,
            "PYTHONPATH": os.pathsep.join((str(self.folder / "tests"), str(self.folder / "app"))),
        }
        with subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", *words], cwd=self.folder, env=values, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                said, _ = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                return TIMEOUT, ""
        return process.returncode, said


class Copies:
    """As many copies as there are workers; `with copies.one() as copy` has one for itself."""

    def __init__(self, root: Path, folder: Path, count: int) -> None:
        self.count = count
        self._free: queue.Queue[Copy] = queue.Queue()
        for number in range(count):
            self._free.put(Copy(root, folder / str(number)))

    @contextmanager
    def one(self) -> Iterator[Copy]:
        copy = self._free.get()
        try:
            yield copy
        finally:
            self._free.put(copy)
