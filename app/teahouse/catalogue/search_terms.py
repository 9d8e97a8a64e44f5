"""What people type against what things are called: words, names written together, Chinese, and slips of the finger.

A term is a text without case, spaces or punctuation. A typed word finds a term it equals, begins, is part of, or
(from four letters on) misses by a letter, by two from seven on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from teahouse.core.labs import in_latin
from teahouse.core.traditional import simplify_text

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
}  # fmt: skip


def latin_of(words: Iterable[str]) -> tuple[str, ...]:
    """What people type for Chinese words in Latin letters."""
    return in_latin(PINYIN[word] for word in words if word in PINYIN)
