"""The labels of sizes: one form for all forms in the source."""

import pytest

from fixtures.shipped_catalogue import read_shipped
from teahouse.core.size_labels import full_title, size_label


@pytest.mark.parametrize(
    ("title", "label", "billions", "shown", "whole"),
    [
        ("Qwen3", "8b", 8.2, "8B", "Qwen3 8B"),
        ("Qwen3.5", "qwen3.5:9b", 9.7, "9B", "Qwen3.5 9B"),
        ("Qwen3.5", "Qwen3.5-9B Q4_K_M", 9.7, "9B Q4_K_M", "Qwen3.5 9B Q4_K_M"),
        ("Gemma 4", "gemma4:26b-a4b-it-qat", 26.5, "26B-A4B-it-qat", "Gemma 4 26B-A4B-it-qat"),
        ("Gemma 4", "Gemma 4 26B-A4B UD-Q4_K_M", 26.5, "26B-A4B UD-Q4_K_M", "Gemma 4 26B-A4B UD-Q4_K_M"),
        ("Muse Glimmer", "30b-q4_K_M-dflash", 30, "30B-Q4_K_M-dflash", "Muse Glimmer 30B-Q4_K_M-dflash"),
        ("GLM-OCR", "glm-ocr:latest", 1.1, "1.1B", "GLM-OCR 1.1B"),
        ("Kimi K3", "kimi-k3:cloud", 2779.9, "2.8T cloud", "Kimi K3 2.8T cloud"),
        ("MiniMax-M2", "MiniMax-M2 Q8_0", 228.7, "229B Q8_0", "MiniMax-M2 229B Q8_0"),
        ("MiMo", "MiMo-V2.5", None, "MiMo-V2.5", "MiMo-V2.5"),
        ("Mistral 7B", "7b", 7.2, "7B", "Mistral 7B"),
        ("Qwen3", "Qwen3.5-9B", 9.7, "Qwen3.5-9B", "Qwen3.5-9B"),
        ("DeepSeek-V3", "deepseek-v3.1:671b", 671, "deepseek-v3.1 671B", "deepseek-v3.1 671B"),
        ("Devstral 2", "Devstral Small 2 Q4_K_M", 24, "Devstral Small 2 Q4_K_M", "Devstral Small 2 Q4_K_M"),
        ("Llama 4", "llama4:scout", 109, "scout", "Llama 4 scout"),
    ],
)
def test_labels_have_one_form(title: str, label: str, billions: float | None, shown: str, whole: str) -> None:
    assert size_label(title, label, billions) == shown
    assert full_title(title, shown) == whole


def test_no_label_of_the_catalogue_is_written_as_a_tag_or_exists_twice() -> None:
    for family in read_shipped().families:
        labels = [tag.label for tag in family.tags]
        assert len(set(labels)) == len(labels), family.title
        assert not [label for label in labels if ":" in label or label.endswith("b")], family.title
