"""The makers of models: a table of their names, the beginnings of their models' names, and search words for them.

Names of families were taken from the public model libraries as of 2026. A catalogue has labs of its own; this table
adds to the entries of those it contains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from teahouse.core.values import dataclass


def in_latin(pinyin: Iterable[str]) -> tuple[str, ...]:
    """The ways to type Chinese words in Latin letters: their pinyin, syllables separated, joined, and the initials."""
    texts = tuple(pinyin)
    whole = (text.replace(" ", "") for text in texts)
    initials = ("".join(syllable[0] for syllable in text.split()) for text in texts)
    return tuple(dict.fromkeys((*whole, *initials)))


@dataclass(frozen=True, slots=True)
class KnownLab:
    """A lab: `id` as in the catalogue, its names, the beginnings of its models' names in lower case, other search words
    for it or its models, and the pinyin of its Chinese names, syllables separated."""

    id: str
    name: str
    chinese: str
    families: tuple[str, ...]
    words: tuple[str, ...] = ()
    pinyin: tuple[str, ...] = ()

    @property
    def typed(self) -> tuple[str, ...]:
        """All search words in Latin letters besides `words`: joined pinyin and its initials."""
        return in_latin(self.pinyin)


LABS: tuple[KnownLab, ...] = (
    KnownLab(
        "deepseek", "DeepSeek", "DeepSeek 深度求索", ("deepseek",),
        ("deep seek", "深度求索", "幻方", "ds", "dsk"), ("shen du qiu suo", "huan fang"),
    ),
    KnownLab(
        "qwen", "Qwen", "通义千问", ("qwen", "qwq", "qvq", "codeqwen"),
        ("Alibaba", "阿里巴巴", "阿里", "千问", "通义", "阿里云"),
        ("tong yi qian wen", "qian wen", "a li ba ba", "a li yun"),
    ),
    KnownLab(
        "kimi", "Kimi", "Kimi 月之暗面", ("kimi", "moonlight"),
        ("Moonshot AI", "moonshot", "月之暗面"), ("yue zhi an mian",),
    ),
    KnownLab(
        "glm", "GLM", "智谱 AI", ("glm", "chatglm", "codegeex", "autoglm"),
        ("Z.ai", "zai", "Zhipu", "ChatGLM", "THUDM", "智谱", "清言", "智谱清言"), ("zhi pu", "zhi pu qing yan"),
    ),
    KnownLab(
        "minimax", "MiniMax", "MiniMax", ("minimax",),
        ("mini max", "稀宇科技", "稀宇", "海螺", "海螺 AI"), ("xi yu ke ji", "hai luo"),
    ),
    KnownLab(
        "hunyuan", "Hunyuan", "腾讯混元", ("hunyuan", "hy-mt", "hy3", "hy4"),
        ("Tencent", "腾讯", "混元", "Hy"), ("teng xun hun yuan", "hun yuan"),
    ),
    KnownLab("openai", "OpenAI", "OpenAI", ("gpt-oss",), ("gpt", "chatgpt")),
    KnownLab(
        "google", "Google", "谷歌", ("gemma", "embeddinggemma", "codegemma", "medgemma", "translategemma"),
        ("Gemma", "DeepMind"), ("gu ge",),
    ),
    KnownLab("meta", "Meta", "Meta", ("llama", "codellama", "muse"), ("Facebook", "Llama", "脸书"), ("lian shu",)),
    KnownLab(
        "mistral", "Mistral", "Mistral", ("mistral", "mixtral", "codestral", "devstral", "magistral", "ministral"),
        ("Mistral AI",),
    ),
    KnownLab("ibm", "IBM", "IBM", ("granite",), ("Granite", "国际商业机器")),
    KnownLab("microsoft", "Microsoft", "微软", ("phi",), ("Phi",), ("wei ruan",)),
    KnownLab("nvidia", "NVIDIA", "英伟达", ("nemotron",), ("Nemotron",), ("ying wei da",)),
    KnownLab("huggingface", "Hugging Face", "Hugging Face", ("smollm",), ("SmolLM", "HF", "抱抱脸"), ("bao bao lian",)),
    KnownLab(
        "seed", "ByteDance Seed", "字节 Seed", ("seed",),
        ("Doubao", "豆包", "字节", "字节跳动"), ("zi jie tiao dong", "dou bao"),
    ),
    KnownLab(
        "ernie", "Baidu ERNIE", "百度文心", ("ernie",),
        ("文心一言", "百度", "文心"), ("bai du wen xin", "wen xin yi yan"),
    ),
    KnownLab("stepfun", "StepFun", "阶跃星辰", ("step",), ("Step", "跃问"), ("jie yue xing chen", "yue wen")),
    KnownLab(
        "ling", "Ant Ling", "蚂蚁百灵", ("ling", "ring"),
        ("inclusionAI", "蚂蚁", "百灵"), ("ma yi bai ling", "bai ling"),
    ),
    KnownLab("mimo", "Xiaomi MiMo", "小米 MiMo", ("mimo",), ("MiMo", "小米"), ("xiao mi",)),
    KnownLab(
        "openbmb", "OpenBMB", "面壁智能", ("minicpm",),
        ("MiniCPM", "ModelBest", "面壁"), ("mian bi zhi neng", "mian bi"),
    ),
    KnownLab("liquid", "Liquid AI", "Liquid AI", ("lfm",), ("LFM",)),
    KnownLab(
        "ai2", "Ai2", "艾伦人工智能研究所", ("olmo", "tulu"), ("Allen Institute", "OLMo", "艾伦"), ("ai lun",)
    ),
    KnownLab("cohere", "Cohere", "Cohere", ("command", "aya", "north"), ("Command", "North")),
    KnownLab("poolside", "Poolside", "Poolside", ("laguna",), ("Laguna",)),
    KnownLab("baai", "BAAI", "北京智源", ("bge",), ("智源", "BGE"), ("bei jing zhi yuan", "zhi yuan")),
    KnownLab("nomic", "Nomic", "Nomic", ("nomic",)),
    KnownLab("mixedbread", "Mixedbread", "Mixedbread", ("mxbai",), ("mxbai",)),
    KnownLab("snowflake", "Snowflake", "Snowflake", ("snowflake",), ("Arctic",)),
    KnownLab("sbert", "SBERT", "SBERT", ("all-minilm", "paraphrase-multilingual"), ("Sentence Transformers",)),
)  # fmt: skip

BY_ID: Mapping[str, KnownLab] = {lab.id: lab for lab in LABS}


def base_name(model: str) -> str:
    """`hf.co/unsloth/GLM-4.7-GGUF:Q4` → `glm-4.7-gguf`: a name without its registry, namespace and tag."""
    return model.rpartition("/")[2].partition(":")[0].casefold()


@lru_cache(maxsize=8192)  # each list of models looks up the labs of all of them
def lab_of(model: str) -> KnownLab | None:
    """The lab that made a model, or None for an unknown name (a person's own variant, for example). Repackaged models
    often have the maker's name first: `tencent_Hunyuan-7B`."""
    base = base_name(model)
    _, _, behind = base.partition("_")
    return next((lab for lab in LABS if base.startswith(lab.families) or behind.startswith(lab.families)), None)
