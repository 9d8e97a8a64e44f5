"""How models are named where plans are made."""

import pytest

from teahouse.services.compare.host_sessions import canonical


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qwen3:8b", "qwen3:8b"),
        ("qwen3", "qwen3:latest"),
        ("library/qwen3:8b", "qwen3:8b"),
        ("registry.ollama.ai/library/qwen3:8b", "qwen3:8b"),
        ("hf.co/lab/model:Q4_K_M", "hf.co/lab/model:Q4_K_M"),
    ],
)
def test_all_names_of_a_model_are_one(name, expected):
    assert canonical(name) == expected


@pytest.mark.parametrize("name", ["", "not a name", "a:b:c", "/"])
def test_a_name_that_is_none_stays_as_it_is(name):
    assert canonical(name) == name
