"""Steering: a control vector from contrast pairs, its try-out, and a model with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.workshop.contrast_pairs import ContrastPair
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import Host, as_ollama
from teahouse.services.runtime import Runtime
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.services.workshop.service import WorkshopService

VECTOR, TRIAL = "steering", "steering-trial"
TRIAL_TOKENS = 48


class SteeringService:
    """The model must be one of the host's, and its file on this computer."""

    def __init__(self, runtime: Runtime, host: Host, workshop: WorkshopService, post: EventSink) -> None:
        self._runtime = runtime
        self._host = host
        self._workshop = workshop
        self._post = post
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # Called by the window.

    def make_vector(self, ticket: str, model: str, name: str, pairs: Sequence[ContrastPair]) -> None:
        """Compute the vector of these pairs, each a message to the model. → `JobProgressEvent`s, then `JobResultEvent`
        with the result of `engine.workshop.steering`, or `JobFailedEvent`"""
        self._runtime.submit(self._start(ticket, VECTOR, self._make_vector(ticket, model, name, tuple(pairs))))

    def try_vector(self, ticket: str, model: str, path: str, message: str, scales: Sequence[float], text: str) -> None:
        """Answer a message at these scales, and measure the perplexity of `text`. → as `make_vector`, with the result
        of `engine.workshop.steering_trial`"""
        trial = self._try_vector(ticket, model, path, message, list(scales), text)
        self._runtime.submit(self._start(ticket, TRIAL, trial))

    def cancel_work(self, ticket: str) -> None:
        """End what was started with this ticket. → `JobFailedEvent` without trouble"""
        self._runtime.submit(self._cancel(ticket))

    # On the loop's thread.

    async def close(self) -> None:
        """End all work."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _start(self, ticket: str, kind: str, work: Any) -> None:
        task = self._runtime.spawn(self._run_and_post(ticket, kind, work), lasting=True)
        self._tasks[ticket] = task
        task.add_done_callback(lambda _: self._tasks.pop(ticket, None))

    async def _run_and_post(self, ticket: str, kind: str, work: Any) -> None:
        try:
            result = await work
        except asyncio.CancelledError:
            self._post(JobFailedEvent(ticket, kind))
            raise
        except Exception as failure:
            self._post(JobFailedEvent(ticket, kind, as_trouble(failure)))
        else:
            self._post(JobResultEvent(ticket, kind, result))

    async def _cancel(self, ticket: str) -> None:
        await asyncio.sleep(0)  # the task must have begun to post its end
        if (task := self._tasks.get(ticket)) is not None:
            task.cancel()

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

    async def _render(self, model: str, message: str) -> str:
        """The message in the model's template, up to where the reply begins. Raises `Trouble`."""
        client = as_ollama(await self._host.client())
        request = ChatRequest(model=model, messages=(Message(id="", parent=None, role=Role.USER, text=message),))
        prompt = await client.render_prompt(request)
        if not prompt:
            raise Trouble(Problem.JOB_FAILED, message="The host does not render the model's template.")
        return prompt
