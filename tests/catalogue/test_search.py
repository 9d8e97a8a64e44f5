from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.shipped_catalogue import find_tag, read_shipped
from teahouse.catalogue.search import Order, Search, SearchQuery, is_advice_query
from teahouse.catalogue.search_words import ABILITIES, PINYIN, USES
from teahouse.core.catalogue import Commercial, ModelKind
from teahouse.core.labs import LABS, KnownLab

CATALOGUE = read_shipped()
SEARCH = Search(CATALOGUE)
HAN = re.compile(r"[\u3400-\u9fff]+")


def families(text: str) -> list[str]:
    return [found.family.id for found in SEARCH.find_families(SearchQuery(text))]


def labs(text: str) -> set[str]:
    return {found.family.lab for found in SEARCH.find_families(SearchQuery(text))}


@pytest.mark.parametrize(("typed", "ability"), [("视觉", "vision"), ("嵌入", "embedding"), ("语音", "audio")])
def test_an_ability_is_found_by_its_chinese_word(typed: str, ability: str) -> None:
    found = [tag for each in SEARCH.find_families(SearchQuery(text=typed)) for tag in each.tags]
    assert found
    assert all(ability in tag.capabilities or (ability == "audio" and "speech" in tag.uses) for tag in found)


@pytest.mark.parametrize(
    ("typed", "lab"),
    [
        ("深度求索", "deepseek"), ("通义千问", "qwen"), ("千问", "qwen"), ("阿里巴巴", "qwen"), ("智谱", "glm"),
        ("清言", "glm"),
        ("月之暗面", "kimi"), ("混元", "hunyuan"), ("腾讯", "hunyuan"), ("稀宇", "minimax"), ("谷歌", "google"),
        ("Moonshot", "kimi"), ("zhipu", "glm"), ("TENCENT", "hunyuan"), ("z.ai", "glm"), ("deep seek r1", "deepseek"),
    ],
)  # fmt: skip
def test_a_lab_is_found_by_the_names_people_type(typed: str, lab: str) -> None:
    assert labs(typed) == {lab}


@pytest.mark.parametrize(
    ("typed", "lab"),
    [
        ("ds", "deepseek"), ("dsk", "deepseek"), ("shenduqiusuo", "deepseek"), ("shendu", "deepseek"),
        ("sdqs", "deepseek"), ("tyqw", "qwen"), ("tongyiqianwen", "qwen"), ("qianwen", "qwen"), ("ali", "qwen"),
        ("yuezhianmian", "kimi"), ("yzam", "kimi"), ("jieyue", "stepfun"), ("mianbi", "openbmb"), ("zijie", "seed"),
        ("doubao", "seed"), ("tengxun", "hunyuan"), ("hunyuan", "hunyuan"), ("mayi", "ling"), ("xiaomi", "mimo"),
        ("baidu", "ernie"), ("wenxin", "ernie"), ("zhipu", "glm"), ("weiruan", "microsoft"), ("guge", "google"),
        ("通義千問", "qwen"), ("騰訊", "hunyuan"), ("智譜", "glm"), ("階躍星辰", "stepfun"), ("稀宇科技", "minimax"),
    ],
)  # fmt: skip
def test_a_lab_comes_first_by_its_pinyin_its_initials_and_its_traditional_name(typed: str, lab: str) -> None:
    found = SEARCH.find_families(SearchQuery(typed))
    assert found
    assert found[0].family.lab == lab


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_every_lab_is_found_by_everything_the_table_says_of_it(lab: KnownLab) -> None:
    for typed in (lab.name, lab.chinese, *lab.words, *lab.typed):
        assert lab.id in labs(typed), typed


def test_every_chinese_name_of_a_lab_has_its_pinyin() -> None:
    assert [lab.id for lab in LABS if HAN.search(lab.chinese) and not lab.pinyin] == []
    for lab in LABS:
        for text in lab.pinyin:
            assert re.fullmatch(r"[a-z]+( [a-z]+)*", text), text
        lengths = {sum(map(len, HAN.findall(name))) for name in (lab.chinese, *lab.words)}
        assert {len(text.split()) for text in lab.pinyin} <= lengths, lab.id


@pytest.mark.parametrize(
    ("wanted", "latin"),
    [
        ("translation", "fanyi"), ("coding", "biancheng"), ("coding", "bc"), ("reasoning", "tuili"),
        ("vision", "kantu"), ("math", "shuxue"), ("thinking", "sikao"), ("embedding", "qianru"), ("agents", "znt"),
        ("medical", "yixue"), ("long-context", "changwenben"),
    ],
)  # fmt: skip
def test_uses_and_abilities_are_found_by_pinyin_and_initials(wanted: str, latin: str) -> None:
    able = {tag.id for tag in CATALOGUE.tags if wanted in tag.uses or wanted in tag.capabilities}
    assert able
    assert able <= {tag.id for found in SEARCH.find_families(SearchQuery(latin)) for tag in found.tags}


def test_every_chinese_word_for_a_use_or_an_ability_has_its_pinyin() -> None:
    words = {word for words in (*ABILITIES.values(), *USES.values()) for word in words}
    words |= {words.chinese for words in CATALOGUE.uses.values()}
    assert words == set(PINYIN)
    for word, pinyin in PINYIN.items():
        assert len(pinyin.split()) == len(word), word


@pytest.mark.parametrize("typed", ["80亿", "80 亿", "80億", "82 亿", "81.9 亿", "８０亿"])
def test_a_size_is_found_as_chinese_counts_it_and_no_other_one(typed: str) -> None:
    found = [each for family in SEARCH.find_families(SearchQuery(typed)) for each in family.tags]
    assert "ollama:qwen3:8b" in {each.id for each in found}
    of_8b = [each.parameters or 0 for each in found if each.label.startswith("8B")]
    assert of_8b
    assert all(7.5 < parameters < 9 for parameters in of_8b)
    assert all(each.parameters is None or each.parameters < 9 for each in found)


@pytest.mark.parametrize(("typed", "lab"), [("识图 千问", "qwen"), ("識圖 千問", "qwen"), ("翻譯 騰訊", "hunyuan")])
def test_uses_are_found_by_other_words_and_in_traditional_characters(typed: str, lab: str) -> None:
    assert labs(typed) == {lab}


@pytest.mark.parametrize("typed", ["识图", "翻譯", "聊天", "向量", "对话", "嵌入", "小型电脑", "低配电脑"])
def test_words_that_people_type_find_something(typed: str) -> None:
    assert families(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("qwen", "qwen3.8"), ("qwen3", "qwen3"), ("qwen3:8b", "qwen3"), ("gptoss", "gpt-oss"), ("gpt oss", "gpt-oss"),
        ("GLM 4.7", "glm-4.7-flash"), ("llama 3.2", "llama3.2"), ("kimi vl", "kimi-vl"), ("minicpm", "minicpm-v"),
        ("deepseek-r1:latest", "deepseek-r1"), ("Ｑｗｅｎ３：８ｂ", "qwen3"), ("hf.co/ggml-org/SmolLM3", "smollm3"),
    ],
)  # fmt: skip
def test_a_model_is_found_first_by_its_name(typed: str, first: str) -> None:
    assert families(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("deepsek", "deepseek-r1"), ("depseek", "deepseek-r1"), ("qewn3.5", "qwen3.5"), ("hunyan", "hunyuan"),
        ("minmax", "minimax-m2"), ("mistrla", "mistral"), ("gemna", "gemma3"), ("nemotrom", "nemotron-3-nano"),
    ],
)  # fmt: skip
def test_slips_of_the_finger_are_forgiven(typed: str, family: str) -> None:
    assert family in families(typed)


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("translation", "hy-mt"), ("翻译", "hy-mt"), ("腾讯翻译", "hy-mt"), ("编程", "qwen3-coder"),
        ("vision", "qwen3-vl"),
        ("看图", "qwen3-vl"), ("embedding", "bge-m3"), ("ocr", "deepseek-ocr"), ("coding qwen", "qwen2.5-coder"),
        ("small computers", "smollm2"),
    ],
)  # fmt: skip
def test_a_model_is_found_by_what_it_is_for(typed: str, family: str) -> None:
    assert family in families(typed)


def test_only_the_sizes_that_match_are_shown() -> None:
    (found,) = [each for each in SEARCH.find_families(SearchQuery("qwen3 8b")) if each.family.id == "qwen3"]
    assert [each.label for each in found.tags] == ["8B"]


@pytest.mark.parametrize("typed", ["xyzzy", "...", "：。", "qwen llama"])
def test_what_is_nowhere_finds_nothing(typed: str) -> None:
    assert families(typed) == []


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_shows_everything_in_its_own_order(typed: str) -> None:
    chat, others = [], []
    for family in read_shipped().families:
        (chat if any(each.kind is ModelKind.CHAT for each in family.tags) else others).append(family.id)
    assert others
    assert families(typed) == chat + others


@given(typed=st.text(max_size=40))
def test_any_text_can_be_typed(typed: str) -> None:
    assert set(families(typed)) <= {family.id for family in read_shipped().families}


@given(typed=st.sampled_from(sorted(each.name for each in read_shipped().tags if each.name)))
def test_every_name_finds_itself(typed: str) -> None:
    assert typed in {each.name for found in SEARCH.find_families(SearchQuery(typed)) for each in found.tags}


@given(typed=st.sampled_from(["qwen3.5", "deepseek", "通义千问", "embedding", "hunyuan"]), data=st.data())
def test_each_letter_more_narrows_it(typed: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(2, len(typed)))
    assert set(families(typed)) <= set(families(typed[:cut]))


def tags(wanted: SearchQuery) -> list[str]:
    return [each.id for found in SEARCH.find_families(wanted) for each in found.tags]


def test_filters_hold_for_every_size_shown() -> None:
    assert all(find_tag(name).lab == "glm" for name in tags(SearchQuery(lab="glm")))
    assert all("coding" in find_tag(name).uses for name in tags(SearchQuery(use="coding")))
    assert all(
        "vision" in find_tag(name).capabilities for name in tags(SearchQuery(capabilities=frozenset({"vision"})))
    )
    assert all(find_tag(name).downloadable for name in tags(SearchQuery(downloadable=True)))
    assert all(find_tag(name).engine for name in tags(SearchQuery(engine=True)))
    licences = {
        read_shipped().licences[find_tag(name).licence].commercial for name in tags(SearchQuery(commercial=True))
    }
    assert licences == {Commercial.YES, Commercial.CONDITIONAL}
    small = SearchQuery(fits=lambda each: each.size is not None and each.size < 3e9)
    assert all((find_tag(name).size or 9e9) < 3e9 for name in tags(small))


def test_filters_and_words_narrow_together() -> None:
    both = set(tags(SearchQuery("qwen", use="vision", downloadable=True)))
    assert both
    assert both == set(tags(SearchQuery("qwen"))) & set(tags(SearchQuery(use="vision"))) & set(
        tags(SearchQuery(downloadable=True))
    )


def test_orders_sort_what_is_shown() -> None:
    wanted = SearchQuery(downloadable=True)
    assert {found.family.id for found in SEARCH.find_families(wanted)} == {
        found.family.id for found in SEARCH.find_families(wanted, Order.NAME)
    }
    titles = [found.family.title.casefold() for found in SEARCH.find_families(wanted, Order.NAME)]
    assert titles == sorted(titles)
    newest = [max(each.month for each in found.tags) for found in SEARCH.find_families(wanted, Order.NEWEST)]
    assert newest == sorted(newest, reverse=True)
    smallest = [
        min(each.size for each in found.tags if each.size)
        for found in SEARCH.find_families(SearchQuery(capabilities=frozenset({"embedding"})), Order.SMALLEST)
    ]
    assert smallest == sorted(smallest)
    largest = [max(each.size or 0 for each in found.tags) for found in SEARCH.find_families(wanted, Order.LARGEST)]
    assert largest == sorted(largest, reverse=True)


def test_an_order_is_kept_as_it_is_named() -> None:
    assert [order.value for order in Order] == [order.name.lower() for order in Order]


def test_nothing_wanted_filters_nothing() -> None:
    assert set(tags(SearchQuery())) == {tag.id for tag in SEARCH.catalogue.tags}


def test_a_keystroke_costs_a_small_part_of_building_the_search() -> None:
    started = time.process_time()
    search = Search(read_shipped())
    built = time.process_time() - started
    started = time.process_time()
    for typed in ("deepsek", "通义千问", "coding qwen", "nemotrom"):
        search.find_families(SearchQuery(typed))
    assert (time.process_time() - started) / 4 < built


def test_the_pinyin_of_a_word_has_one_syllable_for_each_character() -> None:
    wrong = [
        word
        for word, pinyin in PINYIN.items()
        if not re.fullmatch("[a-z]{1,6}( [a-z]{1,6})*", pinyin) or len(pinyin.split()) != len(word)
    ]
    assert wrong == []
    of = {character: set[str]() for word in PINYIN for character in word}
    for word, pinyin in PINYIN.items():
        for character, syllable in zip(word, pinyin.split(), strict=True):
            of[character].add(syllable)
    assert {character: said for character, said in of.items() if len(said) > 1} == {}


@pytest.mark.parametrize(
    ("typed", "use"),
    [
        ("programming", "coding"),
        ("software", "coding"),
        ("best model for coding", "coding"),
        ("写代码", "coding"),
        ("写代码用哪个模型", "coding"),
        ("xiedaima", "coding"),
        ("translate", "translation"),
        ("翻译", "translation"),
        ("cheap laptop", "on-device"),
        ("a model for my old laptop", "on-device"),
        ("低配电脑", "on-device"),
        ("transcribe", "speech"),
        ("pdf", "ocr"),
    ],
)
def test_a_task_finds_the_models_for_it(typed: str, use: str) -> None:
    found = SEARCH.find_families(SearchQuery(text=typed))
    assert found
    assert all(any(use in each.uses for each in result.tags) for result in found[:3])
    there = {family.id for family in read_shipped().families if any(use in each.uses for each in family.tags)}
    assert there <= {result.family.id for result in found}


@pytest.mark.parametrize("typed", ["which model should I use", "best", "recommend a model", "推荐一个模型", "用哪个好"])
def test_a_question_for_advice_shows_all(typed: str) -> None:
    assert is_advice_query(typed)
    assert families(typed) == families("")


@pytest.mark.parametrize("typed", ["", "qwen", "code", "best for coding", "写代码用哪个模型", "use", "deepseek best"])
def test_other_queries_are_no_questions_for_advice(typed: str) -> None:
    assert not is_advice_query(typed)
