"""Events of making and measuring quantisations, and of the Workshop's records."""

from __future__ import annotations

from enum import StrEnum

from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass
from teahouse.core.workshop.records import WorkshopRecord


class QuantizeStep(StrEnum):
    """What a series does now."""

    MATRIX = "matrix"  # the importance matrix is computed
    QUANTIZING = "quantizing"
    MEASURING = "measuring"


@dataclass(frozen=True, slots=True)
class WorkshopRecordsEvent:
    """All records of the Workshop, oldest first."""

    records: tuple[WorkshopRecord, ...]


@dataclass(frozen=True, slots=True)
class QuantizeSeriesEvent:
    """The state of a series of quantisations of `model`: now `kind`, the one after `done` of `total`, whose step is at
    `share` (0…1) with the engine's own words in `status`, and about `seconds_left` of the step. At the end it is not
    `running`; `trouble` says what ended it early, None where it was finished or stopped."""

    running: bool
    model: str = ""
    kind: str = ""
    step: QuantizeStep = QuantizeStep.QUANTIZING
    share: float = 0.0
    status: str = ""
    seconds_left: float | None = None
    done: int = 0
    total: int = 0
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class QuantizationKeptEvent:
    """The end of keeping the record `record_id` as the model `name`, or of discarding it (`name` is empty); `trouble`
    says why nothing was done."""

    record_id: str
    name: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class QuantizationExportedEvent:
    """The end of writing the results of a model to the file `path`; `trouble` says why it was not written."""

    path: str
    trouble: Trouble | None = None
