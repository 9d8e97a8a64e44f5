"""Adapters by the services, with a real engine: added from a file and from PEFT's folder, kept, taken away, merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.adapters import write_adapter, write_peft
from fixtures.backend_session import BackendSession
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, add_smollm2, smollm2_file
from teahouse.core.details import Details
from teahouse.services.models.events import DetailsEvent, MadeEvent, MakingEvent

pytestmark = pytest.mark.engine


def wait_made(session: BackendSession, model: str, after: int) -> MadeEvent:
    return session.wait(MadeEvent, lambda event: event.model == model, after)


def read_details(session: BackendSession, model: str) -> Details:
    after = len(session.events)
    session.services.models.read_details(model)
    details = session.wait(DetailsEvent, lambda event: event.model == model, after).details
    assert details is not None
    return details


def test_adapters_are_added_kept_taken_away_and_merged(tmp_path: Path) -> None:
    models = tmp_path / "models"
    add_smollm2(models, longest=8)
    file = write_adapter(tmp_path / "pirate.gguf", smollm2_file(), weights=("blk.0.attn_q", "blk.1.ffn_down"))
    write_peft(tmp_path / "haiku", {"model.layers.2.self_attn.v_proj": (192, 576)})
    wrong = write_adapter(tmp_path / "wrong.gguf", smollm2_file(), longer=3)
    with EngineProcess(models) as engine, BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        builder, own = session.services.model_builder, "own:latest"
        builder.add_adapter(SMOLLM2, own, str(file))
        assert wait_made(session, own, 0).made
        after = len(session.events)
        builder.add_adapter(own, own, str(tmp_path / "haiku" / "adapter_model.safetensors"))
        assert wait_made(session, own, after).made
        assert [(each.name, each.weights) for each in read_details(session, own).adapters] == [
            ("pirate", 2),
            ("haiku", 1),
        ]
        assert session.services.library.find_card(own).adapters == ("pirate", "haiku")
        options = {"seed": 1, "adapters": {"pirate": 0.5, "another": 1.0}}
        assert session.services.library.own_options(own, options) == {"seed": 1, "adapters": {"pirate": 0.5}}
        assert session.services.library.own_options(SMOLLM2, options) == {"seed": 1}
        after = len(session.events)
        builder.add_adapter(own, own, str(wrong))
        failed = wait_made(session, own, after)
        assert failed.trouble is not None
        assert "in the model" in str(failed.trouble.facts)
        after = len(session.events)
        builder.keep_scales(own, {"pirate": 0.25})
        assert wait_made(session, own, after).made
        assert [each.scale for each in read_details(session, own).adapters] == [0.25, 1.0]
        after = len(session.events)
        builder.merge_adapters(own, "merged:latest", {"pirate": 0.25, "haiku": 1.0})
        assert wait_made(session, "merged:latest", after).made
        assert any(event.total for event in session.of(MakingEvent))
        merged = read_details(session, "merged:latest")
        assert (merged.adapters, merged.quantization) == ((), "Q4_1")
        after = len(session.events)
        builder.remove_adapter(own, "pirate")
        assert wait_made(session, own, after).made
        assert [each.name for each in read_details(session, own).adapters] == ["haiku"]
