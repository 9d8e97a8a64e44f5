"""The `/v1` routes answer as those of the recorded daemon: each case but those with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.v1_replay import V1Case, add_recorded_models, read_cases

pytestmark = pytest.mark.engine

CASES = read_cases()
MOST_EXCEPTIONS = 0.05  # of all cases

# Cases that differ, and why.
CLIENTS_ERROR = "a picture for a model that cannot see is the client's error for every model, not only some"
SIGNATURE = "a block of thinking has a signature, without which the Vercel AI SDK refuses it"
EXCEPTIONS: dict[str, str] = {
    "openai-chat/image-data-url": CLIENTS_ERROR,
    "openai-chat/image-string-form": CLIENTS_ERROR,
    "openai-chat/tools-tool-choice-none": "`tool_choice` none is honoured",
    "anthropic-messages/count-tokens": "tokens can be counted",
    "anthropic-messages/image": CLIENTS_ERROR,
    "anthropic-messages/thinking-adaptive": SIGNATURE,
    "anthropic-messages/thinking-default": SIGNATURE,
    "anthropic-messages/thinking-enabled": SIGNATURE,
    "anthropic-messages/tool-result": "the stand-in only calls, the recorded model wrote text before it",
    "anthropic-messages/unknown-block": "an answer without content has a list, as clients expect, and ended its turn",
    "openai-responses/image": CLIENTS_ERROR,
}


@pytest.fixture(scope="module")
def recorded_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("recorded")
    add_recorded_models(folder / "models", folder / "made")
    with (
        EngineProcess(folder / "models", arguments=["--max-loaded", "8"]) as engine,
        httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_like_the_recording(recorded_api: httpx.Client, case: V1Case) -> None:
    differences = case.differences(case.send(recorded_api))
    if case.name in EXCEPTIONS:
        assert differences, "this case is equal now: it is no exception any more"
    else:
        assert not differences


def test_few_cases_differ() -> None:
    assert {case.name for case in CASES} >= set(EXCEPTIONS)
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS * len(CASES)
