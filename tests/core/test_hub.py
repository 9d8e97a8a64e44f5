from __future__ import annotations

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub import Hub, HubFile, HubModel, build_of, group_files
from teahouse.core.hub_names import pull_name
from teahouse.core.pulls import read_wanted

GIB = 1 << 30


def test_files_become_quantisations_with_their_vision_file() -> None:
    files = [
        HubFile("README.md", 10),
        HubFile("imatrix.gguf", 10),
        HubFile("M-Q8_0.gguf", 8 * GIB),
        HubFile("M-Q4_K_M.gguf", 4 * GIB),
        HubFile("mmproj-BF16.gguf", GIB),
        HubFile("mmproj-M-F16.gguf", GIB),
    ]
    found = group_files(files)
    assert [each.tag for each in found] == ["Q4_K_M", "Q8_0"]
    assert all(each.projector == HubFile("mmproj-M-F16.gguf", GIB) for each in found)
    assert found[0].size == 5 * GIB


def test_parts_of_a_split_file_are_one_quantisation() -> None:
    files = [HubFile(f"Q2/M-UD-Q2_K_XL-{number:05}-of-00003.gguf", GIB) for number in (3, 1, 2)]
    (found,) = group_files(files)
    assert (found.tag, found.parts, found.size, found.is_complete) == ("UD-Q2_K_XL", 3, 3 * GIB, True)
    assert [file.path[-19:] for file in found.files] == [f"-{n:05}-of-00003.gguf"[-19:] for n in (1, 2, 3)]
    (lacking,) = group_files(files[:2])
    assert lacking.is_split
    assert not lacking.is_complete


def test_two_models_with_the_same_quantisation_are_named_by_their_files() -> None:
    found = group_files([HubFile("a-Q4_0.gguf", 1), HubFile("b-Q4_0.gguf", 2), HubFile("plain.gguf", 3)])
    assert [each.tag for each in found] == ["a-Q4_0.gguf", "b-Q4_0.gguf", "plain.gguf"]


def test_a_part_with_an_impossible_number_is_left_out() -> None:
    assert group_files([HubFile("M-Q4_0-00009-of-00002.gguf", 1), HubFile("M-Q8_0-00000-of-00002.gguf", 1)]) == ()


def test_a_name_is_what_a_host_pulls() -> None:
    assert pull_name("hf.co", "tea/M-GGUF", "Q4_K_M") == "hf.co/tea/M-GGUF:Q4_K_M"
    assert pull_name("modelscope.cn", "tea/M-GGUF", "m.gguf") == "modelscope.cn/tea/M-GGUF:m.gguf"
    assert pull_name("hf.co", "tea/M-GGUF", "x" * 90) == ""


def test_only_the_known_mirror_serves_pulls() -> None:
    assert Hub.HUGGING_FACE.registry_at("https://hf-mirror.com") == "hf-mirror.com"
    assert Hub.HUGGING_FACE.registry_at("http://127.0.0.1:8000") == "hf.co"
    assert Hub.MODELSCOPE.registry_at("https://hf-mirror.com") == "modelscope.cn"


@pytest.mark.parametrize(
    ("model", "share"),
    [
        (HubModel(Hub.HUGGING_FACE, "tea/M-30B-A3B-GGUF"), 0.1),
        (HubModel(Hub.HUGGING_FACE, "tea/M-GGUF", parameters=8_000_000_000), 1.0),
        (HubModel(Hub.HUGGING_FACE, "tea/Air-GGUF"), 1.0),
    ],
)
def test_the_estimate_knows_active_weights_by_name(model: HubModel, share: float) -> None:
    (quantization,) = group_files([HubFile("M-Q4_K_M.gguf", 4 * GIB)])
    build = build_of(model, quantization)
    assert build is not None
    assert build.estimated
    assert build.active == pytest.approx(share * 4 * GIB)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://modelscope.cn/models/Qwen/Qwen3-8B-GGUF", "modelscope.cn/Qwen/Qwen3-8B-GGUF:latest"),
        ("https://www.modelscope.cn/models/Qwen/Qwen3-8B-GGUF/summary", "modelscope.cn/Qwen/Qwen3-8B-GGUF:latest"),
        ("https://modelscope.cn/models/a/b/file/view/master/b-Q4_K_M.gguf?status=2", "modelscope.cn/a/b:Q4_K_M"),
        ("modelscope.cn/a/b:q4_k_m", "modelscope.cn/a/b:q4_k_m"),
        ("https://hf-mirror.com/a/b", "hf-mirror.com/a/b:latest"),
        ("https://hf-mirror.com/a/b/blob/main/b-Q8_0.gguf", "hf-mirror.com/a/b:Q8_0"),
        ("https://huggingface.co/a/b/tree/main/Q4/b-Q4_0-00001-of-00002.gguf", "hf.co/a/b:Q4_0"),
    ],
)
def test_the_address_of_a_page_is_a_name(text: str, name: str) -> None:
    assert read_wanted(text).text == name


@pytest.mark.parametrize(
    "text",
    [
        "https://huggingface.co/datasets/tea/leaves",
        "https://modelscope.cn/studios/tea/room",
        "https://modelscope.cn/models/tea",
        "https://hf-mirror.com/tea",
    ],
)
def test_other_pages_are_no_models(text: str) -> None:
    with pytest.raises(Trouble) as caught:
        read_wanted(text)
    assert caught.value.problem is Problem.MODEL_NAME_INVALID
