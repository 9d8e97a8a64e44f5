"""The job `edit-metadata`: a copy of a GGUF file with other values of keys that are safe to change.

Parameters: `model` and `output`, absolute paths; `values`, new values by keys of `core.workshop.metadata`: a text, or a
number for a context length; null removes a text. The head is written by llama.cpp's own functions, what follows is
copied in pieces; the original is opened read-only. Result: `path`, `size`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from teahouse.core.workshop.metadata import check_value
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeGguf

_PIECE = 8 << 20


def edit_metadata(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    source, target = read_path(parameters, "model"), read_path(parameters, "output")
    with NativeGguf(control.library, source) as file, source.open("rb") as data:
        if file.has_key("split.count"):
            raise JobError("unsupported", "The model is split into several files, which cannot be changed here.")
        architecture = file.read_text("general.architecture")
        for key, value in parameters["values"].items():
            if reason := check_value(key, value, architecture):
                raise JobError("parameter", f"{key}: {reason}")
            file.set_value(key, value)
        head = file.build_head()
        total = os.fstat(data.fileno()).st_size - file.data_offset
        data.seek(file.data_offset)
        with control.create_output(target, len(head) + total) as copy:
            copy.write(head)
            done = 0
            while piece := data.read(_PIECE):
                copy.write(piece)
                done += len(piece)
                control.report_progress(done / max(total, 1), "copying")
        if done != total:
            raise JobError("file", f"{source.name} changed while it was copied.")
    return {"path": str(target), "size": Path(target).stat().st_size}
