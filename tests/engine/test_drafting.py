"""Speculative decoding: the same text with and without drafts, the counts of an answer, and models without drafting."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.drafting import BREAK_EVEN, DRAFT, DraftAcceptance, StepTimes
from teahouse.engine.events import CompletionReader
from teahouse.engine.loader import Loader, load_options_for
from teahouse.engine.models import Models
from teahouse.engine.runner import Runner
from teahouse.engine.translate import completion_body

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


def test_a_client_that_counts_lines_and_the_counts_in_them_has_the_tokens_of_the_answer(api: httpx.Client) -> None:
    """A letter may have several tokens, also of one draft; a line without a count has one."""
    text = "🍵 green tea 🫖 from 烟雨 mountain 🏔️, " * 8
    options = {"temperature": 0, "num_predict": 60}
    body = {"model": SMOLLM2, "prompt": text, "raw": True, "options": options}
    with api.stream("POST", "/api/generate", json=body) as answer:
        *lines, last = map(json.loads, answer.iter_lines())
    count = 0
    for line in lines:
        count = line.get("eval_count", count + 1)
    assert last["eval_count"] - 3 <= count <= last["eval_count"], "at most an unfinished letter is missing"
    assert len(lines) < count
    assert last["draft_accepted_count"] > 0


def test_drafts_survive_a_shift_of_the_context(api: httpx.Client) -> None:
    """llama.cpp's `ngram-map-k` aborts there."""
    body = {"model": SMOLLM2, "prompt": COPYING[-600:], "raw": True, "stream": False}
    options = {"temperature": 0, "num_predict": 400, "num_ctx": 256, "stop": ["nowhere to be found"]}
    answer = api.post("/api/generate", json={**body, "options": options}).json()
    assert answer["prompt_eval_count"] + answer["eval_count"] > options["num_ctx"]
    assert answer["draft_count"] > 0


def test_a_model_with_rejected_drafts_is_loaded_without_once() -> None:
    acceptance = DraftAcceptance()
    acceptance.add_answer({"predicted_n": 100}, StepTimes())
    assert acceptance.choose_drafting()
    acceptance.add_answer({"draft_n": 200, "draft_n_accepted": 0}, StepTimes())
    assert acceptance.choose_drafting(), "too few to judge"
    acceptance.add_answer({"draft_n": 100, "draft_n_accepted": 10}, StepTimes())
    assert not acceptance.choose_drafting()
    assert acceptance.choose_drafting(), "measured anew"


def test_recent_drafts_count_more() -> None:
    acceptance = DraftAcceptance()
    for _ in range(50):
        acceptance.add_answer({"draft_n": 1000, "draft_n_accepted": 900}, StepTimes())
    for _ in range(20):
        acceptance.add_answer({"draft_n": 1000, "draft_n_accepted": 100}, StepTimes())
    assert not acceptance.is_worthwhile


def answer_with_steps(plain_time: float, draft_time: float, accepted: int) -> tuple[dict[str, Any], StepTimes]:
    """100 steps of one token and 100 with a draft of 6 tokens; times in milliseconds."""
    steps, count, spent, drafted = StepTimes(), 1, 0.0, 0
    steps.add_timings({"predicted_n": count, "predicted_ms": 0.001})
    for _ in range(100):
        count, spent = count + 1, spent + plain_time
        steps.add_timings({"predicted_n": count, "predicted_ms": spent, "draft_n": drafted})
        spent, drafted = spent + draft_time, drafted + 6
        for _ in range(accepted + 1):
            count += 1
            steps.add_timings({"predicted_n": count, "predicted_ms": spent, "draft_n": drafted})
    return {"draft_n": drafted, "draft_n_accepted": 100 * accepted}, steps


@pytest.mark.parametrize(
    ("draft_time", "accepted", "worthwhile"),
    [(20.0, 1, True), (30.0, 1, False), (60.0, 6, True), (80.0, 6, False)],
)
def test_the_measured_time_of_a_token_decides_not_the_share_of_accepted_ones(
    draft_time: float, accepted: int, worthwhile: bool
) -> None:
    acceptance = DraftAcceptance()
    acceptance.add_answer(*answer_with_steps(11.0, draft_time, accepted))
    assert acceptance.is_worthwhile is worthwhile


def test_the_times_of_steps_come_with_the_answer(models_dir: Path) -> None:
    """llama.cpp sends the timings with each token, so both kinds of step are counted."""
    loader = Loader(Models(models_dir, Blobs(models_dir)))
    model = loader.models.find_model(ModelName.parse(SMOLLM2))
    assert model is not None
    options = load_options_for({}, loader.read_header(model), shift=True, embedding=False)

    async def run() -> StepTimes:
        runner = await Runner.start(loader.build_parameters(model, options), DraftAcceptance())
        read = CompletionReader(None)
        body = completion_body(COPYING, {"n_predict": 48, "temperature": 0})
        try:
            async with runner.open_exchange("POST", "/completion", body) as exchange:
                async for lines in exchange.read_lines():
                    for line in lines:
                        if line.startswith(b"data: "):
                            read(line[6:])
        finally:
            await runner.stop()
        return read.steps

    steps = asyncio.run(run())
    assert steps.plain.tokens > 3
    assert steps.drafted.tokens > steps.plain.tokens
    assert 40 <= steps.plain.tokens + steps.drafted.tokens <= 48


def test_a_draft_model_leaves_the_text_as_it_is_and_is_counted(api: httpx.Client) -> None:
    """The model drafts for itself, so that its drafts are accepted; a shift of the context is survived."""
    body = {"model": SMOLLM2, "prompt": "The history of sailing begins", "raw": True, "stream": False}
    options = {"temperature": 0, "num_predict": 40, "num_ctx": 128, "repeat_penalty": 1.0}
    plain = api.post("/api/generate", json={**body, "options": options}).json()
    alone = api.get("/api/ps").json()["models"]
    answer = api.post("/api/generate", json={**body, "options": {**options, "draft_model": SMOLLM2}}).json()
    both = api.get("/api/ps").json()["models"]
    assert answer["response"] == plain["response"]
    assert answer["draft_accepted_count"] > 0.8 * answer["draft_count"] > 10
    sizes = [next(entry["size"] for entry in models if entry["name"] == SMOLLM2) for models in (alone, both)]
    assert sizes[1] > 1.5 * sizes[0]
    longer = {**options, "num_predict": 140, "draft_model": SMOLLM2, "stop": ["nowhere to be found"]}
    shifted = api.post("/api/generate", json={**body, "options": longer}).json()
    assert shifted["prompt_eval_count"] + shifted["eval_count"] > options["num_ctx"]
    api.post("/api/generate", json={"model": SMOLLM2, "keep_alive": 0})


@pytest.mark.parametrize(
    ("name", "error"), [("nowhere", 'model "nowhere" not found'), ("tiny", '"tiny" has another vocabulary than')]
)
def test_a_draft_model_that_does_not_fit_is_refused(api: httpx.Client, name: str, error: str) -> None:
    answer = api.post("/api/generate", json={"model": SMOLLM2, "prompt": "Tea", "options": {"draft_model": name}})
    assert answer.status_code == 400
    assert error in answer.json()["error"]
