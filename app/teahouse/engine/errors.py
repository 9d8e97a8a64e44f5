"""What the engine answers when it cannot: a status and Ollama's one-field body, `{"error": "…"}`.

`ApiError` is raised anywhere below the routes; `asgi` turns it into an HTTP status before the first byte of a
stream and into a last line after it.
"""

from __future__ import annotations

BUSY = "server busy, please try again.  maximum pending requests exceeded"
INVALID_NAME = "invalid model name"


class ApiError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class RunnerError(ApiError):
    """The process that holds the model died or refused; `message` has llama.cpp's own reason."""


def model_missing(asked: str) -> ApiError:
    """The daemon's 404 for a model that is not installed; `asked` is the name as it came."""
    return ApiError(404, f"model '{asked}' not found")


def model_to_pull(asked: str) -> ApiError:
    """The same, as the routes for vectors word it."""
    return ApiError(404, f'model "{asked}" not found, try pulling it first')
