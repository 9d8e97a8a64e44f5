"""What the Workshop made and measured: one record per model, adapter or direction, with what it was made from.

A record outlives the program: a result that was neither kept nor discarded is still listed at the next start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from teahouse.core.values import dataclass


class RecordKind(StrEnum):
    """How a thing was made of another."""

    QUANTIZATION = "quantization"
    ADAPTER = "adapter"
    MERGE = "merge"
    STEERING = "steering"
    COPY = "copy"  # with other metadata or another template


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """`model` is the name of the installed model, empty while the result is only a file; `made_from` the model it was
    made from. `parameters` and `measurements` are JSON values whose keys each kind of record defines; `created` is in
    seconds since the epoch."""

    id: str
    model: str
    made_from: str
    kind: RecordKind
    parameters: Mapping[str, object] = field(default_factory=dict)
    measurements: Mapping[str, object] = field(default_factory=dict)
    created: float = 0.0

    @property
    def file(self) -> str:
        """The path of the result's file while it is not a model; empty for none."""
        return str(self.parameters.get("file", ""))


@dataclass(frozen=True, slots=True)
class LineageLine:
    """A model of a lineage; `depth` is 0 for the first, `record` is None for one that the Workshop did not make."""

    name: str
    depth: int
    record: WorkshopRecord | None = None


def trace_lineage(model: str, records: Iterable[WorkshopRecord]) -> tuple[LineageLine, ...]:
    """The models that `model` was made from, itself, and what was made from it, as a tree in lines, the first first.

    A result without a name is left out. A circle, which a renamed model can make, ends where it closes.
    """
    named = sorted((one for one in records if one.model), key=lambda one: one.created)
    made = {one.model: one for one in named}
    above: list[str] = [model]
    while (record := made.get(above[-1])) is not None and record.made_from not in ("", *above):
        above.append(record.made_from)
    above.reverse()
    lines = [LineageLine(name, depth, made.get(name)) for depth, name in enumerate(above)]
    _add_descendants(model, len(above), list(made.values()), set(above), lines)
    return tuple(lines)


def _add_descendants(
    model: str, depth: int, records: Sequence[WorkshopRecord], seen: set[str], lines: list[LineageLine]
) -> None:
    for record in records:
        if record.made_from == model and record.model not in seen:
            seen.add(record.model)
            lines.append(LineageLine(record.model, depth, record))
            _add_descendants(record.model, depth + 1, records, seen, lines)
