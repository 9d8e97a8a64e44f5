"""Errors of the API, their JSON for each API, and the limits of the engine's log.

`ApiError` is raised anywhere below the routes; `asgi` sends it as a status, or at the end of a started stream. An
`ErrorFormat` writes it as the clients of an API expect it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections import deque
from typing import Any

BUSY = "server busy, please try again.  maximum pending requests exceeded"
INVALID_NAME = "invalid model name"


class ApiError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class RunnerError(ApiError):
    """The runner died or refused a request; `message` has llama.cpp's reason."""


class ErrorFormat(ABC):
    """How an API writes an error."""

    @abstractmethod
    def build_body(self, error: ApiError) -> dict[str, Any]:
        """The JSON of an answer with the error's status."""

    def encode_in_stream(self, error: ApiError) -> bytes:
        """The end of a stream that has started: a line of JSON."""
        return json.dumps(self.build_body(error), separators=(",", ":")).encode() + b"\n"


class OllamaErrors(ErrorFormat):
    """`{"error": "…"}`, for Ollama's own API."""

    def build_body(self, error: ApiError) -> dict[str, Any]:
        return {"error": error.message}


def model_missing(requested_name: str) -> ApiError:
    """The daemon's 404 for a model that is not installed; `requested_name`: the name as received."""
    return ApiError(404, f"model '{requested_name}' not found")


def model_to_pull(requested_name: str) -> ApiError:
    """`model_missing` in the words of the embedding routes."""
    return ApiError(404, f'model "{requested_name}" not found, try pulling it first')


class LogLimit(logging.Filter):
    """Passes at most `max_records` in `seconds`, so that no client can fill the disk; logs how many were skipped."""

    def __init__(self, max_records: int = 100, seconds: float = 10.0) -> None:
        super().__init__()
        self._max_records = max_records
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=max_records)
        self._skipped = 0

    def filter(self, record: logging.LogRecord) -> bool:
        if len(self._times) == self._max_records and record.created - self._times[0] < self._seconds:
            self._skipped += 1
            return False
        self._times.append(record.created)
        if self._skipped:
            record.msg = f"({self._skipped} lines before this one were left out) {record.getMessage()}"
            record.args = ()
            self._skipped = 0
        return True


def log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Exception handler of the event loop: logs one line without traceback, message or text of a request."""
    error = context.get("exception")
    kind = "" if error is None else f": {type(error).__name__}"
    logging.getLogger("teahouse.engine").error("%s%s", context.get("message", "unexpected"), kind)
