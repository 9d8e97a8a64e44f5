"""The database, and the queue of writes that the file refused. On the store's thread.

A write that fails for a reason that may pass (full, locked, read-only, unreadable) waits here with all later ones, in
order, until the file can be written again. An in-memory copy of the database has them already and serves all reads.
Each write is one transaction. A write that is wrong in itself (an unknown id) raises at once.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TypeVar

from teahouse.core.conversation import Draft
from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.store.bench_results import BenchRepository
from teahouse.store.comparisons import ComparisonRepository
from teahouse.store.conversations import AttachmentRepository, ConversationRepository
from teahouse.store.database import Database
from teahouse.store.prompt_sets import PromptSetRepository, SavedPromptRepository
from teahouse.store.pulls import PullRepository
from teahouse.store.runs import MeasuredRunRepository, RunRepository
from teahouse.store.sheets import EvaluationRunRepository, SheetRepository
from teahouse.store.token_probabilities import TokenProbabilityRepository
from teahouse.store.workshop_records import WorkshopRepository

DRAFT = "draft {}"  # the `replaces` key of a conversation's draft

T = TypeVar("T")

LARGEST_COPY = 512 << 20  # bytes: a larger database is not copied, and reads do not see waiting writes
MOST_CONTENT = 256 << 20  # bytes of attachments that may wait
LOCK_RETRY_SECONDS = 0.05  # for another program's lock, in a repeated attempt
FLUSH_SECONDS = 0.1  # after which reads get a turn

_log = logging.getLogger("teahouse")


@dataclass(frozen=True, slots=True)
class Repositories:
    """All repositories of one database, for use on the store's thread."""

    database: Database
    conversations: ConversationRepository
    attachments: AttachmentRepository
    runs: RunRepository
    measured: MeasuredRunRepository
    bench: BenchRepository
    comparisons: ComparisonRepository
    prompt_sets: PromptSetRepository
    saved_prompts: SavedPromptRepository
    pulls: PullRepository
    sheets: SheetRepository
    evaluations: EvaluationRunRepository
    token_probabilities: TokenProbabilityRepository
    workshop: WorkshopRepository

    @classmethod
    def of(cls, database: Database) -> Repositories:
        return cls(
            database,
            ConversationRepository(database),
            AttachmentRepository(database),
            RunRepository(database),
            MeasuredRunRepository(database),
            BenchRepository(database),
            ComparisonRepository(database),
            PromptSetRepository(database),
            SavedPromptRepository(database),
            PullRepository(database),
            SheetRepository(database),
            EvaluationRunRepository(database),
            TokenProbabilityRepository(database),
            WorkshopRepository(database),
        )


@dataclass(frozen=True, slots=True)
class SaveState:
    """Whether everything is saved: `trouble` is why not, `waiting` the number of writes in memory, `opened` whether the
    file could be opened."""

    trouble: Trouble | None = None
    waiting: int = 0
    opened: bool = True


@dataclass(frozen=True, slots=True)
class _Write:
    function: Callable[[Repositories], object]
    replaces: str
    content: int


class PendingWrites:
    """`state` may be read from any thread; use everything else on the store's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Repositories | None = None
        self._is_open = False
        self._recovered = False  # whether `_recover` has run
        self._copy: Repositories | None = None
        self._waiting: deque[_Write] = deque()
        self._content = 0
        self.state = SaveState()
        self.earlier_draft = Draft()  # of a new chat, found in a file that was opened late

    def open(self) -> Trouble | None:
        """Open the file, or a database in memory where that fails; returns what has to be shown. Raises only where not
        even a database in memory can be made."""
        self._is_open = True
        try:
            return self._open_file()
        except Exception as failure:
            trouble = _trouble_of(failure)
            self._copy = _make_read_only(Database.in_memory())
            self.state = SaveState(trouble, opened=False)
            return trouble

    def _open_file(self, patience: float | None = None) -> Trouble | None:
        opened = Database.open(self._path, patience)
        store = _make_read_only(opened.database)
        trouble = opened.trouble
        self._file = store
        if not self._recovered:
            try:
                _apply(store, _recover)
            except Exception as failure:
                trouble = trouble or _trouble_of(failure)
            self._recovered = True
        return trouble

    def read(self, function: Callable[[Repositories], T]) -> T:
        """The result of `function`, which sees waiting writes too."""
        store = self._copy or self._file
        if store is None:
            raise self.state.trouble or Trouble(Problem.UNEXPECTED, message="nothing is open")
        return function(store)

    def write(self, function: Callable[[Repositories], object], replaces: str = "", content: int = 0) -> None:
        """Write now, or later where the file refuses. It replaces a waiting write with the same `replaces`; `content`
        is its size in bytes if large. Raises `Trouble` when too much waits already."""
        if self._file is not None and not self._waiting:
            try:
                _apply(self._file, function)
            except (Trouble, MemoryError) as failure:
                self._start_waiting(_trouble_of(failure))
            else:
                return
        if self._content + content > MOST_CONTENT and self.state.trouble is not None:
            raise self.state.trouble
        if not self._is_open:
            raise Trouble(Problem.UNEXPECTED, message="nothing is open")
        if self._copy is not None:
            try:
                _apply(self._copy, function)  # a write that is wrong in itself raises here and does not wait
            except (Trouble, MemoryError) as failure:
                _log.warning("the copy of the database is given up: %s", failure)
                self._close_copy()
        if replaces:
            self._waiting = deque(write for write in self._waiting if write.replaces != replaces)
        self._waiting.append(_Write(function, replaces, content))
        self._content += content
        self._set_state(self.state.trouble)

    def tidy(self, function: Callable[[Repositories], object]) -> None:
        """Write something that may be skipped: only while no write waits."""
        if self._file is not None and not self._waiting:
            _apply(self._file, function)

    def flush(self) -> Trouble | None:
        """Write what waits to the file, for `FLUSH_SECONDS` or until the file refuses; `state` has the rest. Returns
        what has to be shown."""
        reported: Trouble | None = None
        if self._file is None:
            try:
                reported = self._open_file(LOCK_RETRY_SECONDS)
            except Exception as failure:
                self._set_state(_trouble_of(failure))
                return None
            self._join_drafts()
        until = monotonic() + FLUSH_SECONDS
        while self._file is not None and self._waiting and monotonic() < until:
            try:
                _apply(self._file, self._waiting[0].function, LOCK_RETRY_SECONDS)
            except (Trouble, MemoryError) as failure:
                trouble = _trouble_of(failure)
                if trouble.problem is Problem.DATABASE_DAMAGED:
                    self._close_file()
                self._set_state(trouble)
                return reported
            except Exception as failure:  # the file has this write already, or never accepts it
                _log.error("a waiting write failed and is given up", exc_info=failure)
                reported = Trouble(Problem.UNEXPECTED, message=f"{type(failure).__name__}: {failure}")
            self._content -= self._waiting.popleft().content
        if self._waiting:
            self._set_state(self.state.trouble)
        else:
            self._end_waiting()
        return reported

    def _join_drafts(self) -> None:
        """Put the earlier session's draft of a new chat before this session's."""
        if self._file is None or self._copy is None:
            return
        earlier, now = (store.conversations.load_draft("") for store in (self._file, self._copy))
        if not earlier or earlier == now:
            return
        self.earlier_draft = earlier
        if now:
            attachments = tuple(dict.fromkeys((*earlier.attachments, *now.attachments)))
            both = Draft(f"{earlier.text}\n\n{now.text}", attachments)
            self.write(lambda store: store.conversations.save_draft("", both), replaces=DRAFT.format(""))

    def close(self) -> None:
        """Close everything; waiting writes are lost, so call `flush` first."""
        if self._waiting:
            _log.error("%d writes were not saved: %s", len(self._waiting), self.state.trouble)
        self._is_open = False
        self._close_copy()
        file, self._file = self._file, None
        if file is not None:
            file.database.close()

    def _start_waiting(self, trouble: Trouble) -> None:
        if trouble.problem is Problem.DATABASE_DAMAGED:
            self._close_file()  # opening it again salvages it; a copy would be damaged, too
        elif self._copy is None and self._file is not None:
            try:
                if self._file.database.count_bytes() <= LARGEST_COPY:
                    self._copy = _make_read_only(self._file.database.copy_to_memory())
            except Exception as failure:  # the write still has to be queued
                _log.warning("no copy of the database could be made: %s", failure)
        self._set_state(trouble)

    def _end_waiting(self) -> None:
        self._content = 0
        self.state = SaveState()
        self._close_copy()

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(Trouble):
                file.database.close()

    def _close_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.database.close()

    def _set_state(self, trouble: Trouble | None) -> None:
        self.state = SaveState(trouble, len(self._waiting), self._file is not None)


def _apply(store: Repositories, function: Callable[[Repositories], object], patience: float | None = None) -> None:
    """Run a write as one transaction."""
    with _allow_writes(store), store.database.limit_patience(patience), store.database.write_transaction():
        function(store)


def _recover(store: Repositories) -> None:
    """Finish the replies and runs that an earlier session left and delete attachments that nothing names."""
    store.conversations.recover_replies()
    store.evaluations.recover_runs()
    store.attachments.purge_unnamed()
    store.token_probabilities.purge_unnamed()


def _make_read_only(database: Database) -> Repositories:
    """Repositories that only `_apply` can write with: any other write would be missing in the file."""
    database.allow_writes(False)
    return Repositories.of(database)


@contextmanager
def _allow_writes(store: Repositories) -> Iterator[None]:
    store.database.allow_writes(True)
    try:
        yield
    finally:
        store.database.allow_writes(False)


def _trouble_of(failure: Exception) -> Trouble:
    """A failure as `Trouble`; an unexpected one is logged with its traceback."""
    if isinstance(failure, Trouble):
        return failure
    _log.error("the database failed", exc_info=failure)
    return Trouble(Problem.UNEXPECTED, message=f"{type(failure).__name__}: {failure}")
