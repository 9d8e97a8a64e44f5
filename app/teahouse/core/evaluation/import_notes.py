"""What was not taken over from a file of another program."""

from __future__ import annotations

from enum import StrEnum

from teahouse.core.values import dataclass


class ImportProblem(StrEnum):
    """Why something was left out."""

    UNKNOWN_CHECK = "unknown_check"  # a kind of assertion that is not supported
    UNKNOWN_PART = "unknown_part"  # a field that is not supported
    TEMPLATE = "template"  # a filter or a block of promptfoo's templates
    FILE_REFERENCE = "file_reference"  # what refers to another file is not read


@dataclass(frozen=True, slots=True)
class ImportNote:
    """One thing that was left out: where it is in the file, and its name."""

    problem: ImportProblem
    place: str
    name: str
