"""Speculative decoding: the same text with and without drafts, the counts of an answer, and models without drafting."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.drafting import BREAK_EVEN, DRAFT, DraftAcceptance
from teahouse.engine.loader import Loader, load_options_for
from teahouse.engine.models import Models
from teahouse.engine.runner import Runner

pytestmark = pytest.mark.engine

POEM = "".join(
    f"Cup number {number} stands beside the window and waits for green tea from the hill.\n" for number in range(9)
)
COPYING = f"{POEM}\nThe same once more:\n{POEM[:160]}"


def complete(loader: Loader, draft: int) -> Any:
    """The answer of a runner that drafts at most so many tokens."""
    model = loader.models.find_model(ModelName.parse(SMOLLM2))
    assert model is not None
    options = load_options_for({}, loader.read_header(model), shift=True, embedding=False)

    async def run() -> Any:
        runner = await Runner.start({**loader.build_parameters(model, options), "draft": draft}, DraftAcceptance())
        try:
            return await runner.post_json("/completion", {"prompt": COPYING, "n_predict": 48, "temperature": 0})
        finally:
            await runner.stop()

    return asyncio.run(run())


def test_drafts_leave_the_text_as_it_is_and_take_fewer_steps(tmp_path: Path) -> None:
    make_models_dir(tmp_path)
    loader = Loader(Models(tmp_path, Blobs(tmp_path)))
    plain, drafted = complete(loader, 0), complete(loader, DRAFT)
    assert drafted["content"] == plain["content"]
    assert "draft_n" not in plain["timings"]
    accepted = drafted["timings"]["draft_n_accepted"]
    assert accepted > BREAK_EVEN * drafted["timings"]["draft_n"]
    assert accepted > drafted["timings"]["predicted_n"] / 2


def test_an_answer_counts_its_drafts(api: httpx.Client) -> None:
    body = {"model": SMOLLM2, "prompt": COPYING, "raw": True, "stream": False}
    answer = api.post("/api/generate", json={**body, "options": {"temperature": 0, "num_predict": 48}}).json()
    assert 0 < answer["draft_accepted_count"] <= answer["draft_count"]
    assert answer["draft_accepted_count"] < answer["eval_count"]


def test_drafts_survive_a_shift_of_the_context(api: httpx.Client) -> None:
    """llama.cpp's `ngram-map-k` aborts there."""
    body = {"model": SMOLLM2, "prompt": COPYING[-600:], "raw": True, "stream": False}
    options = {"temperature": 0, "num_predict": 400, "num_ctx": 256, "stop": ["nowhere to be found"]}
    answer = api.post("/api/generate", json={**body, "options": options}).json()
    assert answer["prompt_eval_count"] + answer["eval_count"] > options["num_ctx"]
    assert answer["draft_count"] > 0


def test_a_model_with_rejected_drafts_is_loaded_without_once() -> None:
    acceptance = DraftAcceptance()
    acceptance.add_timings({"predicted_n": 100})
    assert acceptance.choose_drafting()
    acceptance.add_timings({"draft_n": 200, "draft_n_accepted": 0})
    assert acceptance.choose_drafting(), "too few to judge"
    acceptance.add_timings({"draft_n": 100, "draft_n_accepted": 10})
    assert not acceptance.choose_drafting()
    assert acceptance.choose_drafting(), "measured anew"


def test_recent_drafts_count_more() -> None:
    acceptance = DraftAcceptance()
    for _ in range(50):
        acceptance.add_timings({"draft_n": 1000, "draft_n_accepted": 900})
    for _ in range(20):
        acceptance.add_timings({"draft_n": 1000, "draft_n_accepted": 100})
    assert not acceptance.is_worthwhile
