"""Finding in the catalogue while somebody types: what matches, narrowed by filters, in an order.

Built once for a catalogue; a keystroke then costs a walk over its few hundred distinct terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from teahouse.core.catalogue import Catalogue, Commercial, Family, Tag
from teahouse.core.labs import BY_ID, in_latin
from teahouse.core.traditional import simplify_text
from teahouse.core.values import dataclass

# What people type against what things are called: words, names written together, Chinese, and slips of the finger.
#
# A term is a text without case, spaces or punctuation. A typed word finds a term it equals, begins, is part of, or
# (from four letters on) misses by a letter, by two from seven on.

EXACT, BEGINS, INSIDE, CLOSE = 1.0, 0.8, 0.5, 0.3
ONE_SLIP, TWO_SLIPS = 4, 7  # letters from which on so many slips are forgiven

_WORD = re.compile(r"[^\W_]+")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[万亿萬億])")  # "80 亿", as it is shown
_AMOUNT = re.compile(r"[\d.]+万?亿")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """Letters and digits alone, without case: `DeepSeek-R1` → `deepseekr1`; full-width forms become plain
    ones, traditional characters simplified ones."""
    return "".join(_WORD.findall(folded(text)))


def folded(text: str) -> str:
    """A text without case, with full-width forms as plain ones and traditional characters as simplified ones."""
    return simplify_text(unicodedata.normalize("NFKC", text).casefold())


@lru_cache(4096)  # labs, uses and abilities are told of many tags
def terms_of(text: str) -> frozenset[str]:
    """The whole text as one term, and each of its words."""
    words = (plain(part) for part in text.split())
    pieces = _WORD.findall(folded(text))
    return frozenset(term for term in (plain(text), *words, *pieces) if term)


def typed(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words of a query. Chinese is written without spaces, so it is cut where `known` terms are found in it."""
    found: list[str] = []
    for word in _BEFORE_UNIT.sub("", text).split():
        term = plain(word)
        if _AMOUNT.fullmatch(folded(word)):
            found.append(folded(word))
        elif _HAN.fullmatch(term) and not any(term in other for other in known):
            found += _cut(term, known)
        elif term:
            found.append(term)
    return tuple(found)


def _cut(term: str, known: Iterable[str]) -> list[str]:
    """The longest known terms in a run of Chinese; the run itself when none is in it."""
    inside = sorted((other for other in known if _HAN.fullmatch(other) and other in term), key=len, reverse=True)
    found: list[str] = []
    rest = term
    for other in inside:
        if other in rest:
            found.append(other)
            rest = rest.replace(other, " ")
    return found or [term]


def matches(word: str, terms: Iterable[str]) -> Mapping[str, float]:
    """The terms a typed word finds and how well; close ones only where nothing better is found."""
    found: dict[str, float] = {}
    if _AMOUNT.fullmatch(word):
        return {term: EXACT for term in terms if term == word}  # "8亿" is no part of "18亿"
    for term in terms:
        if word in term:
            found[term] = EXACT if word == term else BEGINS if term.startswith(word) else INSIDE
    if found or len(word) < ONE_SLIP or not word.isascii():
        return found
    slips = 2 if len(word) >= TWO_SLIPS else 1
    return {term: CLOSE for term in terms if term.isascii() and _close(word, term, slips)}


def _close(word: str, term: str, slips: int) -> bool:
    """Whether `word`, or a beginning of `term` as long as it, differ by at most `slips` letters; the first one is
    typed right as a rule, and must be."""
    if not term or word[0] != term[0] or len(term) < len(word) - slips:
        return False
    return _slips(word, term[: len(word) + slips], slips) <= slips


def _slips(word: str, term: str, most: int) -> int:
    """Letters added, lost, changed or swapped with their neighbour between `word` and that beginning of `term` which is
    nearest to it; more than `most` is `most + 1`."""
    before: list[int] = []
    last = list(range(len(term) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, other in enumerate(term, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == term[column - 2] and word[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last)


# What people type for abilities and uses in Chinese, beside the words the catalogue has for them: characters, pinyin
# and its initials.

ABILITIES: Mapping[str, tuple[str, ...]] = {
    "thinking": ("思考", "深度思考"),
    "tools": ("工具", "工具调用", "函数调用"),
    "vision": ("视觉", "图像", "识图", "看图", "图片", "多模态"),
    "audio": ("音频", "语音"),
    "embedding": ("嵌入", "向量"),
    "insert": ("补全",),
}
USES: Mapping[str, tuple[str, ...]] = {
    "chat": ("聊天", "对话"),
    "coding": ("编程", "代码", "写代码"),
    "reasoning": ("推理",),
    "vision": ("识图", "看图", "多模态"),
    "ocr": ("文字识别", "识字", "扫描"),
    "translation": ("翻译",),
    "agents": ("智能体", "工具"),
    "embedding": ("嵌入", "向量", "检索"),
    "long-context": ("长文本", "长上下文"),
    "on-device": ("低配电脑", "小型电脑", "小模型", "端侧"),
    "multilingual": ("多语言",),
    "math": ("数学",),
    "medical": ("医学", "医疗"),
    "speech": ("语音", "听写", "朗读"),
    "reranking": ("搜索排序", "重排"),
}

# The pinyin of all of these and of the catalogue's own words for uses, syllables apart.
PINYIN: Mapping[str, str] = {
    "思考": "si kao", "深度思考": "shen du si kao",
    "工具": "gong ju", "工具调用": "gong ju diao yong", "函数调用": "han shu diao yong",
    "视觉": "shi jue", "图像": "tu xiang", "识图": "shi tu", "看图": "kan tu", "图片": "tu pian",
    "多模态": "duo mo tai", "音频": "yin pin", "语音": "yu yin",
    "嵌入": "qian ru", "向量": "xiang liang", "检索": "jian suo", "补全": "bu quan",
    "聊天": "liao tian", "对话": "dui hua",
    "编程": "bian cheng", "代码": "dai ma", "写代码": "xie dai ma",
    "推理": "tui li", "文字识别": "wen zi shi bie", "识字": "shi zi", "扫描": "sao miao", "翻译": "fan yi",
    "智能体": "zhi neng ti", "智能体与工具": "zhi neng ti yu gong ju",
    "长文本": "chang wen ben", "长上下文": "chang shang xia wen",
    "低配电脑": "di pei dian nao", "小型电脑": "xiao xing dian nao", "小模型": "xiao mo xing", "端侧": "duan ce",
    "多语言": "duo yu yan", "数学": "shu xue", "医学": "yi xue", "医疗": "yi liao",
    "听写": "ting xie", "朗读": "lang du", "搜索排序": "sou suo pai xu", "重排": "chong pai",
}  # fmt: skip


def latin_of(words: Iterable[str]) -> tuple[str, ...]:
    """What people type for Chinese words in Latin letters."""
    return in_latin(PINYIN[word] for word in words if word in PINYIN)


# How much a field says about a tag; a name says more than a sentence. A word of a name says less than the beginning of
# a title: "qwen" is Qwen3.8 before Qwen-AgentWorld.
_TITLE, _NAME, _WORD_OF_NAME, _LAB, _DETAIL, _SENTENCE = 9.0, 8.0, 7.0, 6.0, 3.0, 1.0

_BILLIONS = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])")  # in a label: "8b", "30b-a3b"


class Order(StrEnum):
    """How what was found is sorted. BEST: by the query, the catalogue's own order (labs first) without one."""

    BEST = "best"
    NAME = "name"
    NEWEST = "newest"
    SMALLEST = "smallest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query with its filters; what is left empty filters nothing.

    `lab` and `use` are ids, `capabilities` those it must have, all of them; `commercial`: its licence lets everybody,
    or nearly everybody, earn money with it; `downloadable` and `engine`: can be fetched, runs on the built-in engine;
    `fits`: asked last, for each tag.
    """

    text: str = ""
    lab: str = ""
    use: str = ""
    capabilities: frozenset[str] = frozenset()
    commercial: bool = False
    downloadable: bool = False
    engine: bool = False
    fits: Callable[[Tag], bool] | None = None

    def allows(self, tag: Tag, catalogue: Catalogue) -> bool:
        return (
            (not self.lab or tag.lab == self.lab)
            and (not self.use or self.use in tag.uses)
            and self.capabilities <= tag.capabilities
            and (not self.downloadable or tag.downloadable)
            and (not self.engine or tag.engine is True)
            and (not self.commercial or allows_business(catalogue, tag))
            and (self.fits is None or self.fits(tag))
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A family with those of its tags that were wanted, in the catalogue's order; `score` grows with the match."""

    family: Family
    tags: tuple[Tag, ...]
    score: float


def allows_business(catalogue: Catalogue, tag: Tag) -> bool:
    """Whether its licence allows business use, if with conditions; a licence nobody checked does not."""
    return catalogue.licences[tag.licence].commercial in (Commercial.YES, Commercial.CONDITIONAL)


class Search:
    """The terms of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for family in catalogue.families:
            shared = self._family_terms(family)
            for tag in family.tags:
                for term, weight in (*self._tag_terms(tag).items(), *shared.items()):
                    postings[term][tag.id] = max(weight, postings[term].get(tag.id, 0.0))
        self._postings: Mapping[str, Mapping[str, float]] = dict(postings)

    def find(self, wanted: SearchQuery, order: Order = Order.BEST) -> tuple[SearchResult, ...]:
        """The families with a tag that matches every typed word and passes every filter."""
        scores = self._score_tags(wanted.text)
        found = []
        for family in self.catalogue.families:
            tags = tuple(
                tag
                for tag in family.tags
                if (scores is None or tag.id in scores) and wanted.allows(tag, self.catalogue)
            )
            if tags:
                score = 0.0 if scores is None else max(scores[tag.id] for tag in tags)
                found.append(SearchResult(family, tags, score))
        return _sorted(found, order)

    def _score_tags(self, text: str) -> dict[str, float] | None:
        """Every tag that matches all typed words, with its score; None when nothing was typed."""
        words = typed(text, self._postings)
        if not words:
            return None if not text.strip() else {}
        total: dict[str, float] | None = None
        for word in words:
            scores: dict[str, float] = {}
            for term, quality in matches(word, self._postings).items():
                for tag, weight in self._postings[term].items():
                    scores[tag] = max(scores.get(tag, 0.0), quality * weight)
            total = (
                scores if total is None else {tag: total[tag] + more for tag, more in scores.items() if tag in total}
            )
        return total

    def _family_terms(self, family: Family) -> dict[str, float]:
        lab = self.catalogue.find_lab(family.lab)
        terms = _weighted(_SENTENCE, [family.words.english, family.words.chinese])
        if lab is not None:
            terms |= _weighted(_LAB, [lab.name, lab.chinese, *lab.words])
        if known := BY_ID.get(family.lab):
            terms |= _weighted(_LAB, [*known.words, *known.typed])
        whole = {plain(name): _TITLE for name in (family.id, family.title)}  # "qwen3" is Qwen3 before Qwen3.8
        return terms | _weighted(_WORD_OF_NAME, [family.id, family.title]) | whole

    def _tag_terms(self, tag: Tag) -> dict[str, float]:
        uses = [self.catalogue.uses[use] for use in tag.uses]
        details = [tag.quantization, tag.architecture, *tag.capabilities, *tag.uses]
        details += [words.english for words in uses]
        chinese = [words.chinese for words in uses]
        chinese += [name for ability in tag.capabilities for name in ABILITIES.get(ability, ())]
        chinese += [name for use in tag.uses for name in USES.get(use, ())]
        details += [*chinese, *latin_of(chinese)]
        names = (tag.name, tag.reference)
        # Parts of an alias name other families ("qwen-distill"), and an owner of a repository names all its models.
        whole = {plain(name): _NAME for name in (*tag.aliases, *names, tag.label)}
        details += [name.rpartition("/")[0] for name in names]
        amounts = dict.fromkeys(_amounts(tag), _DETAIL)
        words = _weighted(_WORD_OF_NAME, [*(name.rpartition("/")[2] for name in names), tag.label])
        return _weighted(_DETAIL, details) | amounts | words | whole


def _amounts(tag: Tag) -> set[str]:
    """How many weights it has in Chinese, which counts in hundreds of millions: by its label and the number shown."""
    billions = {float(found[1]) for found in _BILLIONS.finditer(tag.label.casefold())}
    billions |= {tag.parameters} if tag.parameters else set()
    return {f"{count * 10:{form}}亿" for count in billions for form in (".0f", ".3g" if count < 100 else ".0f")}


def _weighted(weight: float, texts: Iterable[str]) -> dict[str, float]:
    return {term: weight for text in texts for term in terms_of(text)}


def _sorted(found: list[SearchResult], order: Order) -> tuple[SearchResult, ...]:
    def size(each: SearchResult) -> float:
        return min((tag.size for tag in each.tags if tag.size), default=float("inf"))

    match order:
        case Order.NAME:
            found.sort(key=lambda each: each.family.title.casefold())
        case Order.NEWEST:
            found.sort(key=lambda each: max(tag.month for tag in each.tags), reverse=True)
        case Order.SMALLEST:
            found.sort(key=size)
        case Order.LARGEST:
            found.sort(key=lambda each: max(tag.size or 0 for tag in each.tags), reverse=True)
        case Order.BEST:
            found.sort(key=lambda each: -each.score)
    return tuple(found)
