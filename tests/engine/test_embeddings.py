"""Embeddings: of length one, with the requested dimensions, and only from models that support them."""

from __future__ import annotations

import math

import httpx
import pytest

import ollama
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, post_chat

pytestmark = pytest.mark.engine


def _length(vector: list[float]) -> float:
    return math.sqrt(sum(value * value for value in vector))


def test_vectors_have_length_one(api: httpx.Client) -> None:
    answer = api.post("/api/embed", json={"model": "embedder", "input": ["tea", "coffee", "tea"]}).json()
    assert list(answer) == ["model", "embeddings", "total_duration", "load_duration", "prompt_eval_count"]
    assert [len(vector) for vector in answer["embeddings"]] == [32, 32, 32]
    assert all(abs(_length(vector) - 1) < 1e-6 for vector in answer["embeddings"])
    assert answer["embeddings"][0] == answer["embeddings"][2] != answer["embeddings"][1]
    assert answer["prompt_eval_count"] > 3


def test_fewer_dimensions_are_again_of_length_one(api: httpx.Client) -> None:
    (vector,) = api.post("/api/embed", json={"model": "embedder", "input": "tea", "dimensions": 8}).json()["embeddings"]
    assert len(vector) == 8
    assert abs(_length(vector) - 1) < 1e-6


def test_no_input_only_loads(api: httpx.Client) -> None:
    for nothing in ({}, {"input": ""}, {"input": []}):
        answer = api.post("/api/embed", json={"model": "embedder", **nothing})
        assert answer.json() == {"model": "embedder", "embeddings": []}
    assert api.post("/api/embed", json={"model": "embedder", "input": 5}).json() == {"error": "invalid input type"}


def test_too_long_an_input_is_cut_or_refused(api: httpx.Client) -> None:
    long = {"model": "embedder", "input": "tea house " * 2000}
    cut = api.post("/api/embed", json=long)
    assert cut.status_code == 200
    assert cut.json()["prompt_eval_count"] <= 512
    refused = api.post("/api/embed", json={**long, "truncate": False})
    assert (refused.status_code, refused.json()) == (400, {"error": "the input length exceeds the context length"})


def test_the_elder_route(api: httpx.Client, engine: EngineProcess) -> None:
    answer = api.post("/api/embeddings", json={"model": "embedder", "prompt": "tea"}).json()
    assert list(answer) == ["embedding"]
    assert len(answer["embedding"]) == 32
    assert api.post("/api/embeddings", json={"model": "embedder"}).json() == {"embedding": []}
    with ollama.Client(host=engine.url) as client:
        assert len(client.embed("embedder", ["a", "b"]).embeddings) == 2


def test_words_and_vectors_are_different_trades(api: httpx.Client) -> None:
    assert api.post("/api/show", json={"model": "embedder"}).json()["capabilities"] == ["embedding"]
    refused = post_chat(api, model="embedder")
    assert (refused.status_code, refused.json()) == (400, {"error": '"embedder" does not support chat'})
    assert api.post("/api/embed", json={"model": SMOL, "input": "hi"}).status_code == 501  # as recorded
    for route in ("embed", "embeddings"):
        missing = api.post(f"/api/{route}", json={"model": "nope", "input": "hi"})
        assert missing.status_code == 404
        assert missing.json() == {"error": 'model "nope" not found, try pulling it first'}
