"""The errors of a template. The messages are Go's, with the line, so that a person can look them up."""

from __future__ import annotations


class GoTemplateError(Exception):
    """A template that cannot be used. `message` has Go's words; `line` and `column` count from 1, 0 is unknown.

    `column` counts characters; the second number in Go's words counts bytes before the place.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class TemplateSyntaxError(GoTemplateError):
    """The text is no template."""


class TemplateExecutionError(GoTemplateError):
    """The template does not fit its data."""


class TemplateLimitError(TemplateExecutionError):
    """The template takes more steps, characters or levels than allowed."""


class FunctionError(Exception):
    """What a function of a template refuses; the evaluator adds the place."""
