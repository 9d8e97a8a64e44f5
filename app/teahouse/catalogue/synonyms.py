"""What people type for abilities and uses in Chinese, beside the words the catalogue has for them: characters, pinyin
and its initials.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teahouse.core.labs import in_latin

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
