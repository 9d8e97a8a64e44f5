"""The database and the writes it has not taken yet. On the store's thread.

A write that the file refuses for a reason that may pass (full, locked, read-only, unreadable) is kept here with all
that follow, in order, and put into the file when it can be written again. Meanwhile an in-memory copy of the database
has them already, so that everything that is read agrees with what was written. Each write is one transaction: it is in
the file as a whole, or still here. A write that fails for a reason of its own (an id that is not kept) raises at once.
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
from teahouse.store.comparisons import ComparisonRepository
from teahouse.store.conversations import AttachmentRepository, ConversationRepository
from teahouse.store.database import Database
from teahouse.store.prompt_sets import PromptSetRepository, SavedPromptRepository
from teahouse.store.pulls import PullRepository
from teahouse.store.runs import MeasuredRunRepository, RunRepository

DRAFT = "draft {}"  # what a waiting draft of a conversation is replaced by

T = TypeVar("T")

COPIED_SIZE = 512 << 20  # bytes: a larger database is not copied; reads show it without what waits
MOST_CONTENT = 256 << 20  # bytes of attachments that may wait
IMPATIENCE = 0.05  # seconds a repeated attempt waits for another program's lock
FLUSH_SECONDS = 0.1  # after which questions get their turn

_log = logging.getLogger("teahouse")


@dataclass(frozen=True, slots=True)
class Repositories:
    """What the store offers, for use on its thread."""

    database: Database
    conversations: ConversationRepository
    attachments: AttachmentRepository
    runs: RunRepository
    measured: MeasuredRunRepository
    comparisons: ComparisonRepository
    prompt_sets: PromptSetRepository
    saved_prompts: SavedPromptRepository
    pulls: PullRepository

    @classmethod
    def of(cls, database: Database) -> Repositories:
        return cls(
            database,
            ConversationRepository(database),
            AttachmentRepository(database),
            RunRepository(database),
            MeasuredRunRepository(database),
            ComparisonRepository(database),
            PromptSetRepository(database),
            SavedPromptRepository(database),
            PullRepository(database),
        )


@dataclass(frozen=True, slots=True)
class SaveState:
    """Whether all is saved: `trouble` says why not; `waiting` counts the writes in memory; with `opened` false the
    file could not even be opened."""

    trouble: Trouble | None = None
    waiting: int = 0
    opened: bool = True


@dataclass(frozen=True, slots=True)
class _Write:
    function: Callable[[Repositories], object]
    replaces: str
    content: int


class PendingWrites:
    """`state` may be read from any thread; everything else belongs to the store's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Repositories | None = None
        self._is_open = False
        self._recovered = False  # whether what an earlier session left was seen to
        self._copy: Repositories | None = None
        self._waiting: deque[_Write] = deque()
        self._content = 0
        self.state = SaveState()
        self.earlier_draft = Draft()  # of a new chat, found in a file that was opened late

    def open(self) -> Trouble | None:
        """Open the file, or begin in memory where that fails; what the person must be told. Never raises `Exception`,
        unless not even a database in memory can be made."""
        self._is_open = True
        try:
            return self._open_file()
        except Exception as failure:
            trouble = _trouble_of(failure)
            self._copy = _guarded(Database.in_memory())
            self.state = SaveState(trouble, opened=False)
            return trouble

    def _open_file(self, patience: float | None = None) -> Trouble | None:
        opened = Database.open(self._path, patience)
        kept = _guarded(opened.database)
        trouble = opened.trouble
        self._file = kept
        if not self._recovered:
            try:
                _apply(kept, _recover)
            except Exception as failure:
                trouble = trouble or _trouble_of(failure)
            self._recovered = True
        return trouble

    def read(self, function: Callable[[Repositories], T]) -> T:
        """Ask something; what waits is taken into account."""
        kept = self._copy or self._file
        if kept is None:
            raise self.state.trouble or Trouble(Problem.UNEXPECTED, message="nothing is open")
        return function(kept)

    def write(self, function: Callable[[Repositories], object], replaces: str = "", content: int = 0) -> None:
        """Write something, now or when the file takes it. It stands in place of a waiting write of the same `replaces`;
        `content` are its bytes where they are many. Raises `Trouble` when too many wait already."""
        if self._file is not None and not self._waiting:
            try:
                _apply(self._file, function)
            except (Trouble, MemoryError) as failure:
                self._begin_to_wait(_trouble_of(failure))
            else:
                return
        if self._content + content > MOST_CONTENT and self.state.trouble is not None:
            raise self.state.trouble
        if not self._is_open:
            raise Trouble(Problem.UNEXPECTED, message="nothing is open")
        if self._copy is not None:
            try:
                _apply(self._copy, function)  # what is wrong with the write itself raises here, and nothing waits
            except (Trouble, MemoryError) as failure:
                _log.warning("the copy of the database is given up: %s", failure)
                self._let_go_of_copy()
        if replaces:
            self._waiting = deque(write for write in self._waiting if write.replaces != replaces)
        self._waiting.append(_Write(function, replaces, content))
        self._content += content
        self._set_state(self.state.trouble)

    def tidy(self, function: Callable[[Repositories], object]) -> None:
        """Write something that is no loss when it is not written: done only while the file takes all."""
        if self._file is not None and not self._waiting:
            _apply(self._file, function)

    def flush(self) -> Trouble | None:
        """Put what waits into the file, for `FLUSH_SECONDS` or until the file refuses; `state` says how far it came.
        Returns what the person must be told, once."""
        told: Trouble | None = None
        if self._file is None:
            try:
                told = self._open_file(IMPATIENCE)
            except Exception as failure:
                self._set_state(_trouble_of(failure))
                return None
            self._join_drafts()
        until = monotonic() + FLUSH_SECONDS
        while self._file is not None and self._waiting and monotonic() < until:
            try:
                _apply(self._file, self._waiting[0].function, IMPATIENCE)
            except (Trouble, MemoryError) as failure:
                trouble = _trouble_of(failure)
                if trouble.problem is Problem.DATABASE_DAMAGED:
                    self._let_go_of_file()
                self._set_state(trouble)
                return told
            except Exception as failure:  # the write is in the file already, or can never be
                _log.error("a waiting write failed and is given up", exc_info=failure)
                told = Trouble(Problem.UNEXPECTED, message=f"{type(failure).__name__}: {failure}")
            self._content -= self._waiting.popleft().content
        if self._waiting:
            self._set_state(self.state.trouble)
        else:
            self._end_waiting()
        return told

    def _join_drafts(self) -> None:
        """What was written of a new chat in an earlier session comes before what was written in this one."""
        if self._file is None or self._copy is None:
            return
        earlier, now = (kept.conversations.load_draft("") for kept in (self._file, self._copy))
        if not earlier or earlier == now:
            return
        self.earlier_draft = earlier
        if now:
            attachments = tuple(dict.fromkeys((*earlier.attachments, *now.attachments)))
            both = Draft(f"{earlier.text}\n\n{now.text}", attachments)
            self.write(lambda kept: kept.conversations.save_draft("", both), replaces=DRAFT.format(""))

    def close(self) -> None:
        """Close all. What still waits is lost: whoever closes has tried `flush` before."""
        if self._waiting:
            _log.error("%d writes were not saved: %s", len(self._waiting), self.state.trouble)
        self._is_open = False
        self._let_go_of_copy()
        file, self._file = self._file, None
        if file is not None:
            file.database.close()

    def _begin_to_wait(self, trouble: Trouble) -> None:
        if trouble.problem is Problem.DATABASE_DAMAGED:
            self._let_go_of_file()  # opening it again salvages it; a copy would be damaged, too
        elif self._copy is None and self._file is not None:
            try:
                if self._file.database.count_bytes() <= COPIED_SIZE:
                    self._copy = _guarded(self._file.database.copy_to_memory())
            except Exception as failure:  # whatever it is, the write must not be lost over it
                _log.warning("no copy of the database could be made: %s", failure)
        self._set_state(trouble)

    def _end_waiting(self) -> None:
        self._content = 0
        self.state = SaveState()
        self._let_go_of_copy()

    def _let_go_of_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(Trouble):
                file.database.close()

    def _let_go_of_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.database.close()

    def _set_state(self, trouble: Trouble | None) -> None:
        self.state = SaveState(trouble, len(self._waiting), self._file is not None)


def _apply(kept: Repositories, function: Callable[[Repositories], object], patience: float | None = None) -> None:
    """Run a write as one transaction."""
    with _writable(kept), kept.database.limit_patience(patience), kept.database.write_transaction():
        function(kept)


def _recover(kept: Repositories) -> None:
    """See to what an earlier session left: before this one begins a reply, or takes in what nothing names yet."""
    kept.conversations.recover_replies()
    kept.attachments.purge_unnamed()


def _guarded(database: Database) -> Repositories:
    """A database that can be written to by `_apply` alone: a write anywhere else would be missing in the file."""
    database.allow_writes(False)
    return Repositories.of(database)


@contextmanager
def _writable(kept: Repositories) -> Iterator[None]:
    kept.database.allow_writes(True)
    try:
        yield
    finally:
        kept.database.allow_writes(False)


def _trouble_of(failure: Exception) -> Trouble:
    """What a person is told of a failure; one that nobody foresaw is logged with where it happened."""
    if isinstance(failure, Trouble):
        return failure
    _log.error("the database failed", exc_info=failure)
    return Trouble(Problem.UNEXPECTED, message=f"{type(failure).__name__}: {failure}")
