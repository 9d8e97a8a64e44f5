"""What is told of a failure, whatever failed: no failure may leave the window waiting.

A service tells the end of what it began: a reply that failed, a list that could not be had. It catches every exception
for that, and `as_trouble` says what to tell. A failure that has no end of its own is told as `TroubleEvent`; the window
then offers to give the command again that led to it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.services.events import EventSink, TroubleEvent

# The command of the window that a task carries out. Tasks inherit it from whoever spawned them.
command: ContextVar[Callable[[Any], None] | None] = ContextVar("command", default=None)


def as_trouble(failure: BaseException) -> Trouble:
    """A `Trouble` as it is; anything else is logged and becomes UNEXPECTED."""
    if isinstance(failure, Trouble):
        return failure
    logging.getLogger("teahouse").error("something unexpected", exc_info=failure)
    return Trouble(Problem.UNEXPECTED, message=type(failure).__name__)


def trouble_event(failure: BaseException) -> TroubleEvent:
    """A failure that has no events of its own; after an unexpected one the command may be given again."""
    trouble = as_trouble(failure)
    return TroubleEvent(trouble, command.get() if trouble.problem is Problem.UNEXPECTED else None)


async def report_errors(work: Awaitable[None], post: EventSink) -> None:
    """Do the work; what it fails with is posted. → `TroubleEvent`"""
    try:
        await work
    except Exception as failure:
        post(trouble_event(failure))
