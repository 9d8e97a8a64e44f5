"""The job `describe`: what a model's files have, read by the library itself.

Parameters: `model`, the absolute path of a GGUF file. Result: `architecture`, `tensors` [{name, type, shape, bytes}] in
the file's order, `build` of llama.cpp.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teahouse.engine.workshop.abi import BUILD
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.model_files import ModelFiles
from teahouse.engine.workshop.native import NativeModel


def describe_file(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    path, library = read_path(parameters, "model"), control.library
    with NativeModel(library, path, vocabulary_only=True) as model:
        architecture = model.read_meta("general.architecture")
    tensors = []
    with ModelFiles(library, path) as file:
        for number, place in enumerate(file.places):
            name = place.name
            control.report_progress(number / len(file.places), name)
            tensor = file.tensor(name)
            kind = library.c.ggml_get_type_traits(tensor.contents.type).contents.type_name.decode().upper()
            shape = list(tensor.contents.ne)
            while len(shape) > 1 and shape[-1] == 1:
                shape.pop()
            tensors.append({"name": name, "type": kind, "shape": shape, "bytes": library.c.ggml_nbytes(tensor)})
    return {"architecture": architecture, "tensors": tensors, "build": BUILD}
