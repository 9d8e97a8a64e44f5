"""Steering with a real engine: a vector from pairs, its try-out, a model with it, and files of pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from teahouse.core.workshop.contrast_pairs import EXAMPLES
from teahouse.services.models.events import MadeEvent, ModelsEvent
from teahouse.services.workshop.events import JobResultEvent
from teahouse.services.workshop.steering_events import PairsReadEvent, PairsWrittenEvent

pytestmark = pytest.mark.engine
MODEL = "smollm2:135m"
PAIRS = EXAMPLES["en"][0].make_pairs()[:3]


def test_a_vector_is_made_tried_and_saved_as_a_model(tmp_path: Path) -> None:
    with BackendSession(tmp_path) as stage:
        stage.ready()
        steering = stage.services.steering
        steering.make_vector("vector", MODEL, "happy", PAIRS)
        made = stage.wait(JobResultEvent, lambda event: event.ticket == "vector").result
        assert made["pairs"] == 3
        path = Path(str(made["path"]))
        assert path.is_file()
        steering.try_vector("trial", MODEL, str(path), "How was your day?", [-0.5, 0.0, 0.5], "")
        tried = stage.wait(JobResultEvent, lambda event: event.ticket == "trial").result
        assert len(set(tried["replies"])) == 3
        steering.save_model("cheerful", MODEL, str(path), 0.5, PAIRS)
        saved = stage.wait(MadeEvent, lambda event: event.model == "cheerful")
        assert (saved.made, saved.trouble) == (True, None)
        listed = stage.wait(ModelsEvent, lambda event: any(one.card.control_vector for one in event.models))
        (card,) = (one.card for one in listed.models if one.card.control_vector)
        assert (card.name, card.control_vector) == ("cheerful:latest", "happy")
        own = stage.services.library.own_options
        assert own("cheerful:latest", {"steering": 0.2}) == {"steering": 0.2}
        assert own(MODEL, {"steering": 0.2, "top_k": 3}) == {"top_k": 3}
        steering.write_pairs_file(str(tmp_path / "pairs.csv"), PAIRS)
        assert stage.wait(PairsWrittenEvent, lambda _: True).trouble is None
        steering.read_pairs_file(str(tmp_path / "pairs.csv"))
        assert stage.wait(PairsReadEvent, lambda _: True).pairs == PAIRS
        (tmp_path / "bad.csv").write_text("a,b\nc\n")
        steering.read_pairs_file(str(tmp_path / "bad.csv"))
        bad = stage.wait(PairsReadEvent, lambda event: event.path.endswith("bad.csv"))
        assert (bad.pairs, bad.line) == ((), 2)
