"""Steering with a real engine: a vector from pairs, its try-out, a model with it, and files of pairs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.control_vectors import write_vector
from fixtures.models import smollm2_file, tiny_llama
from teahouse.core.conversation import Draft
from teahouse.core.workshop.contrast_pairs import EXAMPLES
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.models.events import MadeEvent, ModelsEvent
from teahouse.services.workshop.events import JobResultEvent
from teahouse.services.workshop.steering_events import PairsReadEvent, PairsWrittenEvent

pytestmark = pytest.mark.engine
MODEL = "smollm2:135m"
PAIRS = EXAMPLES["en"][0].make_pairs()[:3]


def test_a_vector_is_made_tried_and_saved_as_a_model(tmp_path: Path) -> None:
    with BackendSession(tmp_path) as session:
        session.ready()
        steering = session.services.steering
        steering.make_vector("vector", MODEL, "happy", PAIRS)
        made = session.wait(JobResultEvent, lambda event: event.ticket == "vector").result
        assert made["pairs"] == 3
        path = Path(str(made["path"]))
        assert path.is_file()
        unsaved = shutil.copy(path, path.with_name("unsaved.gguf"))
        steering.try_vector("trial", MODEL, str(path), "How was your day?", [-0.5, 0.0, 0.5], "")
        tried = session.wait(JobResultEvent, lambda event: event.ticket == "trial").result
        assert len(set(tried["replies"])) == 3
        steering.save_model("cheerful", MODEL, str(path), 0.5, PAIRS)
        saved = session.wait(MadeEvent, lambda event: event.model == "cheerful")
        assert (saved.made, saved.trouble) == (True, None)
        listed = session.wait(ModelsEvent, lambda event: any(one.card.control_vector for one in event.models))
        (card,) = (one.card for one in listed.models if one.card.control_vector)
        assert (card.name, card.control_vector) == ("cheerful:latest", "happy")
        own = session.services.library.own_options
        assert own("cheerful:latest", {"steering": 0.2}) == {"steering": 0.2}
        assert own(MODEL, {"steering": 0.2, "top_k": 3}) == {"top_k": 3}
        steering.write_pairs_file(str(tmp_path / "pairs.csv"), PAIRS)
        assert session.wait(PairsWrittenEvent, lambda _: True).trouble is None
        steering.read_pairs_file(str(tmp_path / "pairs.csv"))
        assert session.wait(PairsReadEvent, lambda _: True).pairs == PAIRS
        (tmp_path / "bad.csv").write_text("a,b\nc\n")
        steering.read_pairs_file(str(tmp_path / "bad.csv"))
        bad = session.wait(PairsReadEvent, lambda event: event.path.endswith("bad.csv"))
        assert (bad.pairs, bad.line) == ((), 2)
    assert not path.exists(), "it was saved"
    assert not unsaved.exists(), "nobody saved it"
    check_later_start(tmp_path, path.parent)


def check_later_start(home: Path, folder: Path) -> None:
    """The next start deletes what a killed program has left; the saved model still steers."""
    left = write_vector(folder / "left.gguf", smollm2_file())
    other = tiny_llama(folder / "other.gguf")
    with BackendSession(home) as session:
        session.ready()
        assert not left.exists()
        assert other.exists(), "only vectors are deleted"
        chat, options = session.services.chat, {"num_predict": 4}
        chat.send_message("kept", Draft("How was your day?"), model="cheerful:latest", options=options)
        answer = session.wait(ReplyEvent, lambda event: event.conversation_id == "kept").message
        assert answer.text
        assert not answer.problem
