"""Computed prompts of conversations on disk, so that reopening one does not read its prompt again.

A chat that names its conversation (`conversation_files.HEADER`) restores the runner's state before it runs and saves it
afterwards, while nothing else uses the runner. Files are private to the account, limited in bytes and age, and never
trusted: a state is handed to the runner only where its size and hash are those that were noted when it was saved,
because llama.cpp aborts on a truncated one. What cannot be restored is read again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from teahouse.core.conversation_files import CHECK, STATE, file_stem
from teahouse.core.values import dataclass
from teahouse.engine.blobs import open_regular, read_bounded
from teahouse.engine.runner import Runner
from teahouse.engine.runner_http import AnswerTooLong, ConnectionCut, RunnerExchange
from teahouse.engine.scheduler import Lease

DISK_MIB = 2048
_DAYS = 30
_LEAST_TOKENS = 128  # that a conversation has to grow by before it is saved, or an eighth of it
_LONGEST_CHECK = 1024
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ConversationStates:
    """The saved states in `folder`, at most `budget` bytes; without a budget nothing is saved or restored."""

    folder: Path
    budget: int

    @asynccontextmanager
    async def use_state(self, lease: Lease, conversation: str) -> AsyncIterator[None]:
        """Restore the state of a conversation, and save it after the block; the caller holds the runner's slot."""
        runner = lease.runner
        if not (conversation and self.budget > 0 and runner.saves_state):
            yield
            return
        identity = f"{runner.build}\n{runner.identity}\n{lease.load_options}"
        stem = file_stem(conversation, identity)
        if runner.state.stem != stem:
            await self._restore(lease, stem)
        saved = runner.state.saved_tokens
        try:
            yield
        finally:
            runner.state.restored_tokens = 0
        if runner.state.tokens >= saved + max(_LEAST_TOKENS, saved // 8):
            runner.run_in_background(self._save(runner, stem, runner.state.tokens))
        else:
            runner.state.hold(stem, saved)

    async def _restore(self, lease: Lease, stem: str) -> None:
        runner = lease.runner
        if not await asyncio.to_thread(self._is_intact, stem):
            runner.state.hold(stem, 0)
            return
        tokens = await _move_state(runner, "restore", stem + STATE)
        if tokens is None:
            await asyncio.to_thread(self._delete, stem)
            if runner.exited.done():
                lease.mark_broken()
                raise await runner.explain_disconnect()
        else:
            with suppress(OSError):
                os.utime(self.folder / (stem + STATE))
        runner.state.hold(stem, tokens or 0)
        runner.state.restored_tokens = tokens or 0

    async def _save(self, runner: Runner, stem: str, tokens: int) -> None:
        """Save the state, then note its size and hash; what has no note is not used."""
        runner.state.hold(stem, 0)
        await asyncio.to_thread(self._delete, stem)
        if await _move_state(runner, "save", stem + STATE) is None:
            return
        with suppress(OSError):
            await asyncio.to_thread(self._note, stem)
            await asyncio.to_thread(self.delete_excess)
            runner.state.hold(stem, tokens)

    def prepare_folder(self) -> None:
        """Create the folder, private, and delete what is too old or too much. OSError where that fails."""
        if self.budget > 0:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        if self.folder.is_dir():
            self.delete_excess()

    def delete_excess(self) -> None:
        """Delete states without a note, old ones, and those used longest ago that exceed the budget."""
        oldest = time.time() - _DAYS * 86400
        states = []
        for path in self.folder.glob(f"*{STATE}"):
            with suppress(FileNotFoundError):  # the window deletes them, too
                states.append((path, path.stat()))
        states.sort(key=lambda state: state[1].st_mtime, reverse=True)
        total = 0
        for path, status in states:
            total += status.st_size
            if total > self.budget or status.st_mtime < oldest or not path.with_suffix(CHECK).exists():
                self._delete(path.stem)
        for check in self.folder.glob(f"*{CHECK}"):
            if not check.with_suffix(STATE).exists():
                check.unlink(missing_ok=True)

    def _is_intact(self, stem: str) -> bool:
        """Whether the state is the one that was saved; deletes it otherwise."""
        try:
            note = json.loads(read_bounded(self.folder / (stem + CHECK), _LONGEST_CHECK))
            if note == self._describe(stem):
                return True
        except (OSError, ValueError):
            pass
        with suppress(OSError):
            self._delete(stem)
        return False

    def _note(self, stem: str) -> None:
        note = self.folder / (stem + CHECK)
        with open(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._describe(stem), file)

    def _describe(self, stem: str) -> dict[str, object]:
        with open_regular(self.folder / (stem + STATE)) as file:
            digest = hashlib.sha256()
            while block := file.read(_BLOCK):
                digest.update(block)
            return {"size": file.tell(), "sha256": digest.hexdigest()}

    def _delete(self, stem: str) -> None:
        for suffix in (CHECK, STATE):
            (self.folder / (stem + suffix)).unlink(missing_ok=True)


async def _move_state(runner: Runner, action: str, name: str) -> int | None:
    """`save` the state of the runner's slot to a file of the folder or `restore` it from there; returns the number of
    tokens, None where that failed."""
    exchange = RunnerExchange(runner.port, runner.key, "POST", f"/slots/0?action={action}", {"filename": name})
    try:
        async with exchange:
            answer = json.loads(await exchange.read_body())
    except (AnswerTooLong, ConnectionCut, OSError, ValueError):
        await asyncio.wait({runner.exited}, timeout=1.0)
        return None
    tokens = answer.get(f"n_{action}d") if exchange.status == 200 else None
    return tokens if isinstance(tokens, int) else None
