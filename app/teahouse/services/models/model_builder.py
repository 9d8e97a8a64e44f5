"""New models: a variant of one that is here, which can be tried out first, or one from a GGUF file that is brought to
the host."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import CutError, GgufHeader, NoGgufError
from teahouse.core.model import ModelName
from teahouse.core.modelfile import Modelfile
from teahouse.desktop.files import open_regular
from teahouse.ollama.requests import ChatRequest
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.generation.generation import Generation, await_outcome
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.events import TRY_OUT, FileEvent, MadeEvent, Making, MakingEvent
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime, open_file, read_within_deadline

CHUNK = 1 << 20  # bytes of a file that are read at once
_NOT_A_NAME = re.compile(r"[^a-z0-9_.-]+")


def read_gguf_file(path: Path) -> FileEvent:
    """What the file says of itself (blocking, some MB are read); `trouble` is one of the problems with a FILE."""
    try:
        open_regular(path).close()
    except Trouble as trouble:
        return FileEvent(str(path), trouble=Trouble(trouble.problem, **{**trouble.facts, "path": path.name}))
    try:
        header = read_gguf_header(path)
    except Trouble as trouble:
        return FileEvent(str(path), trouble=_no_header(path, trouble))
    if (problem := _unwhole(path, header)) is not None:
        return FileEvent(str(path), trouble=problem)
    return FileEvent(
        path=str(path),
        name=suggested(path),
        size=header.size,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        context_length=header.context_length,
        template=header.chat_template or "",
        projector=header.architecture == "clip" or header.get_text("general.type") in ("mmproj", "projector"),
        adapter=header.get_text("general.type") == "adapter",
        build=from_header(header),
    )


def _no_header(path: Path, trouble: Trouble) -> Trouble:
    match trouble.__cause__:
        case NoGgufError():
            return Trouble(Problem.FILE_NO_GGUF, path=path.name)
        case CutError():
            return Trouble(Problem.FILE_CUT, path=path.name)
    return Trouble(Problem.FILE_UNUSABLE, path=path.name, message=trouble.facts.get("message", ""))


def _unwhole(path: Path, header: GgufHeader) -> Trouble | None:
    """Why a file is not all of a model: it is one part of several, ends before its weights do, or has none."""
    parts = header.get_count("split.count") or 0
    if parts > 1:
        return Trouble(Problem.FILE_SPLIT, path=path.name, parts=parts)
    if header.length + sum(tensor.size for tensor in header.tensors) > header.size:
        return Trouble(Problem.FILE_CUT, path=path.name)
    return None if header.tensors else Trouble(Problem.FILE_UNUSABLE, path=path.name, message="no tensors")


def suggested(path: Path) -> str:
    """A model's name made of a file's."""
    return _NOT_A_NAME.sub("-", path.stem.lower()).strip("-.")[:80] or "model"


async def sum_of(path: Path, told: Callable[[int], None]) -> str:
    """The file's digest ("sha256:…"); `told` gets the bytes read so far. Raises `Trouble(FILE_UNUSABLE)`."""
    found, read = hashlib.sha256(), 0
    async for chunk in chunks_of(path):
        await asyncio.to_thread(found.update, chunk)
        read += len(chunk)
        told(read)
    return f"sha256:{found.hexdigest()}"


async def chunks_of(path: Path, told: Callable[[int], None] = lambda read: None) -> AsyncGenerator[bytes, None]:
    """The file in pieces, read beside the loop."""
    try:
        with await open_file(path) as file:
            read = 0
            while chunk := await read_within_deadline(path, partial(file.read, CHUNK)):
                yield chunk
                read += len(chunk)
                told(read)
    except OSError as error:
        raise Trouble(Problem.FILE_UNUSABLE, path=path.name, message=error.strerror or "") from error


TOLD_SECONDS = 0.1  # between two events about bytes


class ModelBuilderService:
    """Every method returns at once; answers come as events. One model of a name is made at a time."""

    def __init__(self, runtime: Runtime, hosts: HostsService, library: LibraryService, post: EventSink) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._library = library
        self._post = post
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # What the window asks.

    def read_gguf_file(self, path: str) -> None:
        """What a GGUF file says of itself; nothing is copied. → `FileEvent`"""
        self._runtime.submit(self._read_gguf_file(Path(path)))

    def make_model(self, model: str, modelfile: Modelfile) -> None:
        """Make `model` of another one as the Modelfile says; one that is there is not replaced. → `MakingEvent`,
        `MadeEvent`, `ModelsEvent`"""
        self._start_making(model, self._make_model(model, modelfile))

    def import_file(
        self, path: str, model: str, modelfile: Modelfile | None = None, projector: str = "", quantize: str = ""
    ) -> None:
        """Make `model` of a GGUF file, with the texts and parameters of `modelfile` (its base is not looked at) and
        perhaps a vision part from another file; `quantize` ("q4_K_M") where the daemon can. → `MakingEvent`,
        `MadeEvent`, `ModelsEvent`"""
        files = tuple(Path(each) for each in (path, projector) if each)
        self._start_making(model, self._import_file(files, model, modelfile or Modelfile(""), quantize))

    def cancel_making(self, model: str) -> None:
        """Give up the making of a model. → `MadeEvent`"""
        self._runtime.submit(self._cancel_making(model))

    # How it is done.

    def _start_making(self, model: str, work: Coroutine[Any, Any, None]) -> None:
        async def begin() -> None:
            if model in self._tasks:
                work.close()
                return
            self._tasks[model] = self._runtime.spawn(self._run_and_tell(model, work))

        self._runtime.submit(begin())

    async def _run_and_tell(self, model: str, work: Coroutine[Any, Any, None]) -> None:
        trouble: Trouble | None = None
        made = False
        try:
            await work
            made = True
        except Exception as failure:
            trouble = as_trouble(failure)
        finally:
            self._tasks.pop(model, None)
            if made:
                await self._runtime.attempt(self._library.read_models())
            self._post(MadeEvent(model, made, trouble))

    async def _cancel_making(self, model: str) -> None:
        task = self._tasks.get(model)
        if task is not None:
            task.cancel()

    async def _read_gguf_file(self, path: Path) -> None:
        try:
            event = await self._looked_at(path)
        except Exception as failure:
            event = FileEvent(str(path), trouble=as_trouble(failure))
        self._post(event)

    async def _make_model(self, model: str, modelfile: Modelfile) -> None:
        self._check_name(model)
        values = modelfile.build_body(ModelName.parse(model).short)
        if modelfile.adapter:
            path = Path(modelfile.adapter)
            await self._check_files(path)
            values["adapters"] = {path.name: await self._upload_file(path, model)}
        await self._create_model(values, model)

    async def _import_file(self, files: tuple[Path, ...], model: str, modelfile: Modelfile, quantize: str) -> None:
        self._check_name(model)
        await self._check_files(*files)
        digests = {f"{number}-{path.name}": await self._upload_file(path, model) for number, path in enumerate(files)}
        values = modelfile.build_body(ModelName.parse(model).short)
        del values["from"]
        await self._create_model({**values, "files": digests}, model, quantize)

    async def _upload_file(self, path: Path, model: str) -> str:
        """Have the host hold the file as a blob; its digest."""
        size = (await read_within_deadline(path, path.stat)).st_size
        summing = self._make_teller(MakingEvent(model, Making.SUMMING, total=size))
        digest = await sum_of(path, summing)
        client = await self._hosts.client()
        if not await client.has_blob(digest):
            sending = self._make_teller(MakingEvent(model, Making.SENDING, total=size))
            async with aclosing(chunks_of(path, sending)) as chunks:
                await client.push_blob(digest, size, chunks)
        return digest

    async def _create_model(self, values: dict[str, Any], model: str, quantize: str = "") -> None:
        self._post(MakingEvent(model, Making.CREATING))
        client = await self._hosts.client()
        if quantize:
            values = {**values, "quantize": quantize}
        async with aclosing(client.stream_creation(values)) as statuses:
            async for _ in statuses:
                continue  # its last word is what counts

    @staticmethod
    async def _check_files(*files: Path) -> None:
        """Raise what a person has to know of a file before anything is copied."""
        for path in files:
            if (trouble := (await ModelBuilderService._looked_at(path)).trouble) is not None:
                raise trouble

    @staticmethod
    async def _looked_at(path: Path) -> FileEvent:
        try:
            return await read_within_deadline(path, lambda: read_gguf_file(path))
        except Trouble as stalled:
            return FileEvent(str(path), trouble=stalled)

    def _check_name(self, model: str) -> None:
        name = ModelName.parse(model).short
        if self._library.find_card(name) is not None:
            raise Trouble(Problem.MODEL_EXISTS, model=name)

    def _make_teller(self, event: MakingEvent) -> Callable[[int], None]:
        """A function that tells bytes, at most ten times a second and at the end."""
        told_at = 0.0

        def tell(completed: int) -> None:
            nonlocal told_at
            if (now := monotonic()) - told_at >= TOLD_SECONDS or completed == event.total:
                told_at = now
                self._post(replace(event, completed=completed))

        return tell


class TryOutService:
    """Tries a variant out before it is made: its base is asked as the variant would be, and nothing is kept.

    Every method returns at once; answers come as events. One question is asked at a time.
    """

    def __init__(self, runtime: Runtime, runner: GenerationRunner, library: LibraryService, post: EventSink) -> None:
        self._runtime = runtime
        self._runner = runner
        self._library = library
        self._post = post
        self._task: asyncio.Task[None] | None = None

    # What the window asks.

    def ask_variant(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        """Ask the base what `talk` ends with, with the Modelfile's system prompt, messages and parameters; its template
        and adapter count only once it is made. A question still at work is given up. Posts what a chat posts of a
        reply, with TRY_OUT as the conversation's id."""
        self._runtime.submit(self._start_answer(modelfile, talk, reply))

    def stop_answer(self) -> None:
        """Give up what is asked, keeping on screen what has come."""
        self._runtime.submit(self._stop_answer())

    # How it is done.

    async def _start_answer(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        await self._stop_answer()
        self._task = self._runtime.spawn(self._generate_answer(modelfile, talk, reply))

    async def _stop_answer(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _generate_answer(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        async def make_request() -> ChatRequest:
            return self._make_request(modelfile, talk)

        generation = Generation(TRY_OUT, reply, self._post)
        outcome = await await_outcome(self._runner.run_generation(generation, make_request, self._post))
        self._post(ReplyEvent(TRY_OUT, replace(reply, **generation.result_fields(outcome))))

    def _make_request(self, modelfile: Modelfile, talk: tuple[Message, ...]) -> ChatRequest:
        examples = (Message("", None, Role(role), text) for role, text in modelfile.messages)
        return ChatRequest(
            modelfile.base,
            (*examples, *talk),
            system=modelfile.system,
            options=modelfile.build_options(),
            keep_alive=self._library.keep_alive or None,
        )
