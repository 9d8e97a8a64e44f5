"""Steering: a control vector from contrast pairs, its try-out, and a model with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from time import time
from typing import Any

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role, new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName
from teahouse.core.workshop.contrast_pairs import LARGEST_FILE, ContrastPair, PairsError, read_pairs, write_pairs
from teahouse.core.workshop.records import RecordKind, WorkshopRecord
from teahouse.desktop.files import write_whole
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import Host, as_ollama
from teahouse.services.models.events import MadeEvent
from teahouse.services.models.model_builder import ModelBuilderService
from teahouse.services.runtime import Runtime, read_within_deadline
from teahouse.services.store_thread import StoreThread
from teahouse.services.workshop.events import JobProgressEvent
from teahouse.services.workshop.service import WorkshopService
from teahouse.services.workshop.steering_events import PairsReadEvent, PairsWrittenEvent

VECTOR, TRIAL = "steering", "steering-trial"
TRIAL_TOKENS = 48


class SteeringService:
    """The model must be one of the host's, and its file on this computer."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        host: Host,
        workshop: WorkshopService,
        builder: ModelBuilderService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._host = host
        self._workshop = workshop
        self._store_thread = store_thread
        self._builder = builder
        self._post = post

    # Called by the window.

    def make_vector(self, ticket: str, model: str, name: str, pairs: Sequence[ContrastPair]) -> None:
        """Compute the vector of these pairs, each a message to the model. → `JobProgressEvent`s, then `JobResultEvent`
        with the result of `engine.workshop.steering`, or `JobFailedEvent`"""
        vector = self._make_vector(ticket, model, name, tuple(pairs))
        self._runtime.submit(self._workshop.start_work(ticket, VECTOR, vector))

    def try_vector(self, ticket: str, model: str, path: str, message: str, scales: Sequence[float], text: str) -> None:
        """Answer a message at these scales, and measure the perplexity of `text`. → as `make_vector`, with the result
        of `engine.workshop.steering_trial`"""
        trial = self._try_vector(ticket, model, path, message, list(scales), text)
        self._runtime.submit(self._workshop.start_work(ticket, TRIAL, trial))

    def save_model(self, name: str, model: str, path: str, scale: float, pairs: Sequence[ContrastPair]) -> None:
        """Make a model of `model` and the vector at `path`, which is deleted then. Only the built-in engine can. →
        `MadeEvent`, `ModelsEvent`"""
        self._runtime.submit(self._save_model(name, model, Path(path), scale, tuple(pairs)))

    def read_pairs_file(self, path: str) -> None:
        """→ `PairsReadEvent`"""
        self._runtime.submit(self._read_pairs_file(Path(path)))

    def write_pairs_file(self, path: str, pairs: Sequence[ContrastPair]) -> None:
        """Write the pairs, as JSON where the name ends in ".json", else as CSV. → `PairsWrittenEvent`"""
        self._runtime.submit(self._write_pairs_file(Path(path), tuple(pairs)))

    def cancel_work(self, ticket: str) -> None:
        """End what was started with this ticket. → `JobFailedEvent` without trouble"""
        self._workshop.cancel_job(ticket)

    # On the loop's thread.

    async def _make_vector(self, ticket: str, model: str, name: str, pairs: tuple[ContrastPair, ...]) -> dict[str, Any]:
        self._post(JobProgressEvent(ticket, VECTOR))
        await self._workshop.find_model_file(model)  # raises before the model is loaded for its template
        positive = [await self._render(model, pair.positive) for pair in pairs]
        negative = [await self._render(model, pair.negative) for pair in pairs]
        output = await asyncio.to_thread(self._workshop.result_path, name)
        parameters = {"positive": positive, "negative": negative, "output": str(output)}
        return await self._workshop.run_job(ticket, VECTOR, parameters, {"model": model})

    async def _try_vector(
        self, ticket: str, model: str, path: str, message: str, scales: list[float], text: str
    ) -> dict[str, Any]:
        self._post(JobProgressEvent(ticket, TRIAL))
        await self._workshop.find_model_file(model)
        prompt = await self._render(model, message)
        parameters = {
            "vector": str(Path(path)),
            "prompt": prompt,
            "scales": scales,
            "text": text,
            "tokens": TRIAL_TOKENS,
        }
        return await self._workshop.run_job(ticket, TRIAL, parameters, {"model": model})

    async def _save_model(
        self, name: str, model: str, path: Path, scale: float, pairs: tuple[ContrastPair, ...]
    ) -> None:
        try:
            await self._builder.make_steered(path, name, model, scale)
            parameters = {"scale": scale, "pairs": [[pair.positive, pair.negative] for pair in pairs]}
            record = WorkshopRecord(
                new_id(), ModelName.parse(name).short, model, RecordKind.STEERING, parameters, created=time()
            )
            await self._store_thread.write(lambda store: store.workshop.save_record(record))
        except Exception as failure:
            self._post(MadeEvent(name, False, as_trouble(failure)))
        else:
            self._workshop.discard_result(str(path))
            self._post(MadeEvent(name, True))

    async def _read_pairs_file(self, path: Path) -> None:
        try:
            data = await read_within_deadline(path, lambda: _read_start(path))
            event = PairsReadEvent(str(path), read_pairs(data))
        except PairsError as error:
            event = PairsReadEvent(str(path), line=error.line)
        except Exception as failure:
            event = PairsReadEvent(str(path), trouble=as_trouble(failure))
        self._post(event)

    async def _write_pairs_file(self, path: Path, pairs: tuple[ContrastPair, ...]) -> None:
        trouble: Trouble | None = None
        try:
            data = write_pairs(pairs, as_json=path.suffix.lower() == ".json")
            await asyncio.to_thread(write_whole, path, data)
        except Exception as failure:
            trouble = as_trouble(failure)
        self._post(PairsWrittenEvent(str(path), trouble))

    async def _render(self, model: str, message: str) -> str:
        """The message in the model's template, up to where the reply begins. Raises `Trouble`."""
        client = as_ollama(await self._host.client())
        request = ChatRequest(model=model, messages=(Message(id="", parent=None, role=Role.USER, text=message),))
        prompt = await client.render_prompt(request)
        if not prompt:
            raise Trouble(Problem.JOB_FAILED, message="The host does not render the model's template.")
        return prompt


def _read_start(path: Path) -> bytes:
    """A file's bytes, one more than `LARGEST_FILE` at most."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
