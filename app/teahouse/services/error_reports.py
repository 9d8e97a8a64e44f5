"""Exceptions as events, so that no failure leaves the window waiting.

A service that has its own event for the end of its work catches every exception and posts that event with `as_trouble`.
All other failures are posted as `TroubleEvent`; the window then offers to repeat the command.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.services.events import EventSink, TroubleEvent

# The window's command that a task runs. Tasks inherit it from the task that spawned them.
command: ContextVar[Callable[[Any], None] | None] = ContextVar("command", default=None)


def as_trouble(failure: BaseException) -> Trouble:
    """A `Trouble` as it is; anything else is logged and becomes UNEXPECTED."""
    if isinstance(failure, Trouble):
        return failure
    logging.getLogger("teahouse").error("something unexpected", exc_info=failure)
    return Trouble(Problem.UNEXPECTED, message=type(failure).__name__)


def trouble_event(failure: BaseException) -> TroubleEvent:
    """The event of a failure that has none of its own; only after an unexpected one the command can be repeated."""
    trouble = as_trouble(failure)
    return TroubleEvent(trouble, command.get() if trouble.problem is Problem.UNEXPECTED else None)


async def report_errors(work: Awaitable[None], post: EventSink) -> None:
    """Await the work and post its failure. → `TroubleEvent`"""
    try:
        await work
    except Exception as failure:
        post(trouble_event(failure))
