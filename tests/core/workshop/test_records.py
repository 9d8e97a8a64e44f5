from __future__ import annotations

from teahouse.core.workshop.records import RecordKind, WorkshopRecord, trace_lineage


def _record(model: str, made_from: str, created: float) -> WorkshopRecord:
    return WorkshopRecord(model or str(created), model, made_from, RecordKind.QUANTIZATION, created=created)


def test_a_lineage_has_ancestors_the_model_and_all_descendants() -> None:
    records = [
        _record("c", "b", 3.0),
        _record("b", "a", 1.0),
        _record("b2", "a", 2.0),
        _record("", "b", 4.0),
        _record("d", "c", 5.0),
        _record("c2", "b", 6.0),
    ]
    lines = [(line.name, line.depth) for line in trace_lineage("b", records)]
    assert lines == [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("c2", 2)], "b2 is no ancestor and no descendant"
    assert [(line.name, line.depth) for line in trace_lineage("a", records)][:3] == [("a", 0), ("b", 1), ("c", 2)]
    assert [line.record is None for line in trace_lineage("b", records)] == [True, False, False, False, False]


def test_a_model_nobody_made_stands_alone() -> None:
    assert [(line.name, line.depth, line.record) for line in trace_lineage("x", [])] == [("x", 0, None)]


def test_a_circle_ends() -> None:
    records = [_record("a", "b", 1.0), _record("b", "a", 2.0)]
    assert [line.name for line in trace_lineage("a", records)] == ["b", "a"]
