"""Builds models: variants of installed ones, which can be tried out first, and models from GGUF files."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName, same_model
from teahouse.core.modelfile import Modelfile, read_modelfile
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.generation.generation import Generation, await_outcome
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.clients import as_ollama
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.events import TRY_OUT, FileEvent, MadeEvent, Making, MakingEvent
from teahouse.services.models.gguf_files import find_parts, read_gguf_file
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime, open_file, read_within_deadline

CHUNK = 1 << 20  # bytes that are read together
LONGEST_STATUS = 60  # characters of a daemon's status line that are shown
_DIGEST = re.compile(r"sha256:(?P<start>[0-9a-f]{12})[0-9a-f]{52}")


def shorten_status(status: str) -> str:
    """A daemon's status line with short digests, cut where it is long."""
    text = _DIGEST.sub(r"\g<start>", status)
    return text if len(text) <= LONGEST_STATUS else text[:LONGEST_STATUS] + "…"


async def hash_file(path: Path, on_progress: Callable[[int], None]) -> str:
    """The file's digest ("sha256:…"); `on_progress` gets the bytes read so far. Raises FILE_UNUSABLE."""
    found, read = hashlib.sha256(), 0
    async for chunk in read_chunks(path):
        await asyncio.to_thread(found.update, chunk)
        read += len(chunk)
        on_progress(read)
    return f"sha256:{found.hexdigest()}"


async def read_chunks(
    path: Path, on_progress: Callable[[int], None] = lambda read: None
) -> AsyncGenerator[bytes, None]:
    """The file's content in chunks, read on another thread. Raises FILE_UNUSABLE."""
    try:
        with await open_file(path) as file:
            read = 0
            while chunk := await read_within_deadline(path, partial(file.read, CHUNK)):
                yield chunk
                read += len(chunk)
                on_progress(read)
    except OSError as error:
        raise Trouble(Problem.FILE_UNUSABLE, path=path.name, message=error.strerror or "") from error


POST_INTERVAL = 0.1  # seconds between two events about bytes


class ModelBuilderService:
    """Makes models. Methods return at once and post events; one model of a name is made at a time."""

    def __init__(self, runtime: Runtime, hosts: HostsService, library: LibraryService, post: EventSink) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._library = library
        self._post = post
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # Called by the window.

    def read_gguf_file(self, path: str) -> None:
        """Read the header of a GGUF file. → `FileEvent`"""
        self._runtime.submit(self._read_gguf_file(Path(path)))

    def make_model(self, model: str, modelfile: Modelfile) -> None:
        """Make `model` from a Modelfile; an installed one is not replaced. → `MakingEvent`, `MadeEvent`,
        `ModelsEvent`"""
        self._start_making(model, self._make_model(model, modelfile))

    def import_file(
        self, path: str, model: str, modelfile: Modelfile | None = None, projector: str = "", quantize: str = ""
    ) -> None:
        """Make `model` from a GGUF file, with texts and parameters of `modelfile` (its base is ignored) and optionally
        a vision part from another file; `quantize` ("q4_K_M") where the daemon can. The built-in engine links the
        files where the file system can, so that there is no second copy. → `MakingEvent`, `MadeEvent`, `ModelsEvent`"""
        files = tuple(Path(name) for name in (path, projector) if name)
        self._start_making(model, self._import_file(files, model, modelfile or Modelfile(""), quantize))

    def use_files(self, model: str, paths: tuple[str, ...]) -> None:
        """Make `model` of GGUF files in their places, without a copy; only the built-in engine can. → `MadeEvent`,
        `ModelsEvent`"""
        self._start_making(model, self._use_files(model, paths))

    def replace_file(self, model: str, path: str) -> None:
        """Let an installed model use the file at `path` from now on, with its other parts. → `MadeEvent`,
        `ModelsEvent`"""
        self._start_making(model, self._replace_file(model, Path(path)))

    def add_adapter(self, base: str, model: str, path: str) -> None:
        """Make `model`, or change it where it is `base`, with one adapter more: a GGUF file, or what PEFT has saved (a
        folder, or a file of it), which the built-in engine on this computer converts. → `MakingEvent`, `MadeEvent`,
        `ModelsEvent`"""
        self._start_making(model, self._add_adapter(base, model, Path(path)))

    def remove_adapter(self, model: str, adapter: str) -> None:
        """Take an adapter away from a model. → `MadeEvent`, `ModelsEvent`"""
        values = {"model": model, "from": model, "adapters": {adapter: ""}}
        self._start_making(model, self._create_model(values, model))

    def keep_scales(self, model: str, scales: Mapping[str, float]) -> None:
        """Let a model's adapters have these scales unless a request says otherwise. → `MadeEvent`, `ModelsEvent`"""
        values = {"model": model, "from": model, "parameters": {"adapters": dict(scales)}}
        self._start_making(model, self._create_model(values, model))

    def merge_adapters(self, base: str, model: str, scales: Mapping[str, float]) -> None:
        """Make `model` from `base` with its adapters merged into the weights. → `MakingEvent`, `MadeEvent`,
        `ModelsEvent`"""
        self._start_making(model, self._merge_adapters(base, model, scales))

    def cancel_making(self, model: str) -> None:
        """→ `MadeEvent`"""
        self._runtime.submit(self._cancel_making(model))

    # Called by other services on the loop's thread.

    async def make_from_file(self, path: Path, model: str, original: str) -> None:
        """Make `model` of a GGUF file with the texts and parameters of `original`. Raises `Trouble`."""
        shown = await as_ollama(await self._hosts.client()).show_model(original)
        modelfile = read_modelfile(str(shown.get("modelfile", "")))
        await self._import_file((path,), model, replace(modelfile, adapter=""), "")
        await self._library.read_models()

    async def make_steered(self, path: Path, model: str, original: str, scale: float) -> None:
        """Make `model` of `original` with the control vector in a file, at this scale by default. Raises `Trouble`."""
        self._check_name(model)
        values = {
            "model": ModelName.parse(model).short,
            "from": original,
            "control_vectors": {path.name: await self._upload_file(path, model)},
            "parameters": {"steering": scale},
        }
        await self._create_model(values, model)
        await self._library.read_models()

    def _start_making(self, model: str, work: Coroutine[Any, Any, None]) -> None:
        async def begin() -> None:
            if model in self._tasks:
                work.close()
                return
            self._tasks[model] = self._runtime.spawn(self._run_and_post(model, work))

        self._runtime.submit(begin())

    async def _run_and_post(self, model: str, work: Coroutine[Any, Any, None]) -> None:
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
            event = await self._inspect_file(path)
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
        files = await self._add_parts(files)
        digests = {f"{number}-{path.name}": await self._upload_file(path, model) for number, path in enumerate(files)}
        values = modelfile.build_body(ModelName.parse(model).short)
        del values["from"]
        await self._create_model({**values, "files": digests}, model, quantize)

    async def _add_adapter(self, base: str, model: str, path: Path) -> None:
        if not same_model(base, model):
            self._check_name(model)
        values: dict[str, Any] = {"model": ModelName.parse(model).short, "from": base}
        if path.suffix.lower() == ".gguf":
            await self._check_files(path)
            values["adapters"] = {path.name: await self._upload_file(path, model)}
        else:
            is_folder = await read_within_deadline(path, path.is_dir)
            folder = path if is_folder else path.parent
            values["peft"] = {folder.name: str(folder)}
        await self._create_model(values, model)

    async def _merge_adapters(self, base: str, model: str, scales: Mapping[str, float]) -> None:
        self._check_name(model)
        short = ModelName.parse(model).short
        await self._create_model({"model": short, "from": base, "merge": dict(scales)}, model)

    async def _use_files(self, model: str, paths: tuple[str, ...]) -> None:
        self._check_name(model)
        await self._create_model({"model": ModelName.parse(model).short, "local_files": list(paths)}, model)

    async def _replace_file(self, model: str, path: Path) -> None:
        await self._check_files(path)
        parts = [str(part) for part in await self._add_parts((path,))]
        await self._create_model({"model": model, "from": model, "local_files": parts}, model)

    async def _add_parts(self, files: tuple[Path, ...]) -> tuple[Path, ...]:
        """The files with the other parts of split ones. Raises FILE_SPLIT where the host takes no parts."""
        found = [part for path in files for part in await read_within_deadline(path, partial(find_parts, path))]
        if len(found) > len(files) and not self._hosts.status.engine:
            raise Trouble(Problem.FILE_SPLIT, path=files[0].name, parts=len(found))
        return tuple(found)

    async def _link_file(self, path: Path, size: int, model: str) -> str:
        """Let an engine on this computer make a blob of the file without a second copy; returns its digest, empty
        where it cannot."""
        if not (self._hosts.status.engine and self._hosts.status.local):
            return ""
        summing = self._make_progress_sink(MakingEvent(model, Making.SUMMING, total=size))
        client, digest = as_ollama(await self._hosts.client()), ""
        try:
            async with aclosing(client.stream_link(str(path))) as steps:
                async for completed, found in steps:
                    summing(completed)
                    digest = found
        except Trouble as trouble:
            if trouble.problem is not Problem.HOST_ERROR:
                raise
            return ""
        return digest

    async def _upload_file(self, path: Path, model: str) -> str:
        """Upload the file as a blob where the host does not have it; returns its digest."""
        size = (await read_within_deadline(path, path.stat)).st_size
        if linked := await self._link_file(path, size, model):
            return linked
        summing = self._make_progress_sink(MakingEvent(model, Making.SUMMING, total=size))
        digest = await hash_file(path, summing)
        client = as_ollama(await self._hosts.client())
        if not await client.has_blob(digest):
            sending = self._make_progress_sink(MakingEvent(model, Making.SENDING, total=size))
            async with aclosing(read_chunks(path, sending)) as chunks:
                await client.push_blob(digest, size, chunks)
        return digest

    async def _create_model(self, values: dict[str, Any], model: str, quantize: str = "") -> None:
        self._post(MakingEvent(model, Making.CREATING))
        client = as_ollama(await self._hosts.client())
        if quantize:
            values = {**values, "quantize": quantize}
        async with aclosing(client.stream_creation(values)) as statuses:
            shown, posted_at = "", 0.0
            async for step in statuses:  # a failure raises
                if step.status != shown or monotonic() - posted_at >= POST_INTERVAL or step.completed == step.total > 0:
                    shown, posted_at = step.status, monotonic()
                    self._post(MakingEvent(model, Making.CREATING, step.completed, step.total, shorten_status(shown)))

    @staticmethod
    async def _check_files(*files: Path) -> None:
        """Raise the problem of a file before anything is uploaded."""
        for path in files:
            if (trouble := (await ModelBuilderService._inspect_file(path)).trouble) is not None:
                raise trouble

    @staticmethod
    async def _inspect_file(path: Path) -> FileEvent:
        try:
            return await read_within_deadline(path, lambda: read_gguf_file(path))
        except Trouble as stalled:
            return FileEvent(str(path), trouble=stalled)

    def _check_name(self, model: str) -> None:
        name = ModelName.parse(model).short
        if self._library.find_card(name) is not None:
            raise Trouble(Problem.MODEL_EXISTS, model=name)

    def _make_progress_sink(self, event: MakingEvent) -> Callable[[int], None]:
        """A function that posts bytes, at most ten times a second and at the end."""
        posted_at = 0.0

        def post_progress(completed: int) -> None:
            nonlocal posted_at
            if (now := monotonic()) - posted_at >= POST_INTERVAL or completed == event.total:
                posted_at = now
                self._post(replace(event, completed=completed))

        return post_progress


class TryOutService:
    """Tries out a variant before it is made: its base answers with the variant's options; nothing is stored.

    Methods return at once and post events; one answer is generated at a time.
    """

    def __init__(self, runtime: Runtime, runner: GenerationRunner, library: LibraryService, post: EventSink) -> None:
        self._runtime = runtime
        self._runner = runner
        self._library = library
        self._post = post
        self._task: asyncio.Task[None] | None = None

    # Called by the window.

    def ask_variant(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        """Answer `talk` with the base and the Modelfile's system prompt, messages and parameters, but without its
        template and adapter. Cancels an earlier answer. → the events of a reply with TRY_OUT as conversation id"""
        self._runtime.submit(self._start_answer(modelfile, talk, reply))

    def stop_answer(self) -> None:
        """Stop the answer; its text so far stays."""
        self._runtime.submit(self._stop_answer())

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
        self._post(ReplyEvent(TRY_OUT, generation.finish_message(reply, outcome)))

    def _make_request(self, modelfile: Modelfile, talk: tuple[Message, ...]) -> ChatRequest:
        examples = (Message("", None, Role(role), text) for role, text in modelfile.messages)
        return ChatRequest(
            modelfile.base,
            (*examples, *talk),
            system=modelfile.system,
            options=modelfile.build_options(),
            keep_alive=self._library.keep_alive or None,
        )
