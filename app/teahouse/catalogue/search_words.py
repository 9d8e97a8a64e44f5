"""What people type for the uses and abilities of models, in addition to the catalogue's own words; and questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from teahouse.core.labs import in_latin

# English words for a task, by use.
TASKS: Mapping[str, tuple[str, ...]] = {
    "chat": ("talk", "conversation", "assistant", "writing", "write", "emails", "letters", "questions"),
    "coding": ("programming", "programmer", "program", "code", "software", "developer", "development", "python"),
    "reasoning": ("thinking", "logic", "puzzles"),
    "vision": ("images", "pictures", "photos", "screenshots", "describe"),
    "ocr": ("scans", "scan", "pdf", "receipts", "documents"),
    "translation": ("translate", "translating", "translator", "languages"),
    "agents": ("tools", "automation", "function calling"),
    "embedding": ("rag", "retrieval", "semantic search"),
    "long-context": ("books", "summarise", "summarize", "long documents"),
    "on-device": ("cheap", "laptop", "notebook", "old", "weak", "slow", "small", "low memory", "netbook", "tablet"),
    "math": ("maths", "equations", "homework"),
    "medical": ("medical", "health"),
    "speech": ("transcribe", "transcription", "dictation", "voice", "audio", "subtitles"),
    "reranking": ("rerank", "reranker", "search results"),
}

# Chinese search words for abilities and uses, in addition to the catalogue's own.

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

# The pinyin of these and of the catalogue's own words for uses, in syllables.
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
    """The Latin search words for Chinese words: pinyin and its initials."""
    return in_latin(PINYIN[word] for word in words if word in PINYIN)


# Words of a question that say nothing of what is looked for, and those that ask for advice.
_FILLER_WORDS = """a an and any are best can computer could do does fast for get good have help i in is it local looking
me model models most my need needs of on one or pc please recommend recommended recommendation should suggest suggestion
that the this to try use want what which with would you your llm ai"""
_ADVICE_WORDS = "best good recommend recommended recommendation should suggest suggestion what which"
FILLERS, ADVICE = (frozenset(words.split()) for words in (_FILLER_WORDS, _ADVICE_WORDS))
_CHINESE_ADVICE = re.compile("推荐|哪个|哪款|哪一个|什么模型|该用|选什么|怎么选")


def asks_for_advice(words: Iterable[str]) -> bool:
    """Whether a query asks only which model to use: "which model should I use", "推荐一个模型". `words`: its words in
    simplified Chinese and small letters."""
    asked = tuple(words)
    if asked and all(word in FILLERS for word in asked):
        return any(word in ADVICE for word in asked)
    known = (name for names in (*USES.values(), *ABILITIES.values()) for name in names)
    folded = "".join(asked)
    return bool(_CHINESE_ADVICE.search(folded)) and not any(name in folded for name in known)


def drop_fillers(text: str) -> str:
    """A query without the words that say nothing, if it is a question: "a model for programming" → "programming"."""
    words = text.split()
    left = [word for word in words if word.casefold() not in FILLERS]
    return " ".join(left) if left and len(words) > len(left) + 1 else text
