"""A series of quantisations with a real engine and the real worker: made, measured, kept, discarded, and not lost."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.models import tiny_llama
from teahouse.core.errors import Problem
from teahouse.core.workshop.measured_text import MeasuredText, QuantizeSeries
from teahouse.core.workshop.records import RecordKind, WorkshopRecord
from teahouse.services.models.events import CopiedEvent, MadeEvent, ModelsEvent
from teahouse.services.workshop.quantize_events import (
    QuantizationExportedEvent,
    QuantizationKeptEvent,
    QuantizeSeriesEvent,
    QuantizeStep,
    WorkshopRecordsEvent,
)
from teahouse.services.workshop.service import PARTIAL

pytestmark = pytest.mark.engine
TEXT = MeasuredText("The tea house stands at the bend of the river. " * 12, ("tea", "house"))
ORIGINAL = "tiny:f32"


def _add_original(session: BackendSession, folder: Path) -> None:
    session.ready()
    session.services.model_builder.import_file(str(tiny_llama(folder / "tiny.gguf")), ORIGINAL)
    assert session.wait(MadeEvent).trouble is None


def _run(session: BackendSession, *kinds: str, matrix: str | None = None) -> QuantizeSeriesEvent:
    after = len(session.events)
    session.services.quantize.start_series(QuantizeSeries(ORIGINAL, kinds, TEXT, matrix))
    return session.wait(QuantizeSeriesEvent, lambda event: not event.running, after=after)


def _records(session: BackendSession) -> tuple[WorkshopRecord, ...]:
    after = len(session.events)
    session.services.quantize.list_records()
    return session.wait(WorkshopRecordsEvent, after=after).records


def test_what_is_made_is_measured_kept_or_discarded_and_survives_the_end(tmp_path: Path) -> None:
    made = tmp_path / "data" / "workshop" / "quantized"
    with BackendSession(tmp_path) as session:
        _add_original(session, tmp_path)
        blobs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("sha256-*")}
        ended = _run(session, "Q8_0", "Q4_0")
        assert (ended.trouble, ended.done, ended.total) == (None, 2, 2)
        steps = [(event.kind, event.step) for event in session.of(QuantizeSeriesEvent) if event.kind]
        assert list(dict.fromkeys(steps)) == [
            ("Q8_0", QuantizeStep.QUANTIZING),
            ("Q8_0", QuantizeStep.MEASURING),
            ("Q4_0", QuantizeStep.QUANTIZING),
            ("Q4_0", QuantizeStep.MEASURING),
        ]
        first, second = _records(session)
        assert [(one.kind, one.made_from, one.model) for one in (first, second)] == [
            (RecordKind.QUANTIZATION, ORIGINAL, "")
        ] * 2
        close, far = first.measurements, second.measurements
        assert isinstance(close["kld_mean"], float)
        assert isinstance(far["kld_mean"], float)
        assert 0 <= close["kld_mean"] < far["kld_mean"]
        assert (close["size"], far["size"]) == tuple(Path(one.file).stat().st_size for one in (first, second))
        assert close["size"] > far["size"]  # type: ignore[operator]
        assert close["prompts"] == 2
        session.services.quantize.keep_result(first.id, "tiny:small")
        assert session.wait(QuantizationKeptEvent).trouble is None
        assert "tiny:small" in [entry.card.name for entry in session.of(ModelsEvent)[-1].models]
        assert not Path(first.file).exists()
        session.services.models.rename_model("tiny:small", "tiny:renamed")
        assert session.wait(CopiedEvent).trouble is None
        assert [one.model for one in _records(session)] == ["tiny:renamed", ""]
        after = len(session.events)
        session.services.quantize.keep_result(second.id, ORIGINAL)
        refused = session.wait(QuantizationKeptEvent, after=after).trouble
        assert refused is not None
        assert refused.problem is Problem.MODEL_EXISTS
        table = tmp_path / "table.json"
        session.services.quantize.export_table(str(table), ORIGINAL)
        assert session.wait(QuantizationExportedEvent).trouble is None
        assert [row["kind"] for row in json.loads(table.read_text())] == ["original", "Q4_0", "Q8_0"]
        for path in tmp_path.rglob("sha256-*"):
            if path.name in blobs:
                assert hashlib.sha256(path.read_bytes()).hexdigest() == blobs[path.name], "the original changed"
    (made / f"left-by-a-kill.gguf.7{PARTIAL}").write_bytes(b"x")
    unknown = made / "of-another-database.gguf"
    unknown.write_bytes(b"x")
    with BackendSession(tmp_path) as session:
        session.ready()
        kept, other = _records(session)
        assert (kept.model, kept.file, other.file) == ("tiny:renamed", "", second.file)
        assert Path(other.file).exists()
        again = _run(session, "Q4_0")
        assert again.trouble is None
        assert [one.parameters["kind"] for one in _records(session)] == ["Q8_0", "Q4_0"], "the older one is replaced"
        assert set(made.iterdir()) == {Path(_records(session)[1].file), unknown}
        session.services.quantize.discard_result(_records(session)[1].id)
        assert session.wait(QuantizationKeptEvent).trouble is None
        assert list(made.iterdir()) == [unknown]
        assert [one.model for one in _records(session)] == ["tiny:renamed"]


def test_a_series_is_stopped_and_a_failure_is_told(tmp_path: Path) -> None:
    with BackendSession(tmp_path) as session:
        _add_original(session, tmp_path)
        session.services.quantize.start_series(QuantizeSeries(ORIGINAL, ("Q8_0",) * 30, TEXT))
        session.wait(QuantizeSeriesEvent, lambda event: event.done > 0)
        session.services.quantize.stop_series()
        ended = session.wait(QuantizeSeriesEvent, lambda event: not event.running)
        assert ended.trouble is None
        assert 0 < ended.done < 30
        failed = _run(session, "no such kind")
        assert failed.trouble is not None
        assert failed.trouble.problem is Problem.JOB_FAILED
        session.services.quantize.start_series(QuantizeSeries("nothing:1b", ("Q8_0",), TEXT))
        missing = session.wait(QuantizeSeriesEvent, lambda event: event.model == "nothing:1b" and not event.running)
        assert missing.trouble is not None
        assert missing.trouble.problem is Problem.MODEL_MISSING
