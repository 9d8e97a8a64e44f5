"""The job `edit-metadata`: a copy of a model in one file, with other values of keys that are safe to change.

Parameters: `model` and `output`, absolute paths; `values`, new values by keys of `core.workshop.metadata`: a text, or a
number for a context length; null removes a text. The head is written by llama.cpp's own functions, the tensors are
copied; the original is opened read-only. Result: `path`, `size`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from teahouse.core.workshop.metadata import check_value
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.model_files import ModelFiles


def edit_metadata(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    source, target = read_path(parameters, "model"), read_path(parameters, "output")
    with ModelFiles(control.library, source) as file:
        architecture = file.head.read_text("general.architecture")
        for key, value in parameters["values"].items():
            if reason := check_value(key, value, architecture):
                raise JobError("parameter", f"{key}: {reason}")
            file.head.set_value(key, value)
        head = file.head.build_head()
        with control.create_output(target, len(head) + file.data_size) as copy:
            copy.write(head)
            file.copy_tensors(copy, lambda share: control.report_progress(share, "copying"))
    return {"path": str(target), "size": Path(target).stat().st_size}
