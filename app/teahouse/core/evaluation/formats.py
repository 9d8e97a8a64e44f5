"""Files of sheets: the app's JSON, CSV, JSONL, and promptfoo's YAML."""

from __future__ import annotations

from enum import StrEnum

from teahouse.core.values import dataclass


class SheetFormat(StrEnum):
    """The format of a sheet's file; each is read and written. The value is the ending of the file's name."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PROMPTFOO = "yaml"


class ImportProblem(StrEnum):
    """What could not be taken over from a file."""

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
