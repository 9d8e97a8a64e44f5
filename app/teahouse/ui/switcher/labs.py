"""Who made a model, told by its name, and the words by which people look for that lab.

A lab's words are matched against what is typed into the switcher: `通义千问` finds `qwen3:8b`, `moonshot` finds
`kimi-k2`. Names of families were taken from the public model libraries as of 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

from teahouse.core.model import Capability


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab: its name as the catalogue has it; in lower case how its models' names begin, and other words for it."""

    name: str
    families: tuple[str, ...]
    words: tuple[str, ...]


LABS: tuple[Lab, ...] = (
    Lab("DeepSeek", ("deepseek",), ("deepseek", "深度求索")),
    Lab(
        "Qwen",
        ("qwen", "qwq", "qvq", "codeqwen"),
        ("qwen", "alibaba", "tongyi", "qianwen", "通义千问", "千问", "阿里巴巴", "阿里"),
    ),
    Lab("Kimi", ("kimi", "moonlight"), ("kimi", "moonshot", "月之暗面")),
    Lab("GLM", ("glm", "chatglm", "codegeex", "autoglm"), ("glm", "zhipu", "z.ai", "zai", "智谱", "清言")),
    Lab("MiniMax", ("minimax",), ("minimax", "稀宇", "海螺")),
    Lab("Hunyuan", ("hunyuan", "hy-mt", "hy3", "hy4"), ("hunyuan", "tencent", "混元", "腾讯")),
    Lab("Google", ("gemma", "embeddinggemma", "codegemma", "medgemma", "translategemma"), ("google", "gemma", "谷歌")),
    Lab("Meta", ("llama", "codellama", "muse"), ("meta", "llama", "facebook")),
    Lab(
        "Mistral",
        ("mistral", "mixtral", "codestral", "devstral", "magistral", "ministral"),
        ("mistral",),
    ),
    Lab("OpenAI", ("gpt-oss",), ("openai",)),
    Lab("Microsoft", ("phi",), ("microsoft", "微软")),
    Lab("IBM", ("granite",), ("ibm", "granite")),
    Lab("NVIDIA", ("nemotron",), ("nvidia", "英伟达")),
    Lab("Hugging Face", ("smollm",), ("hugging face", "huggingface", "hf")),
    Lab("Liquid AI", ("lfm",), ("liquid",)),
    Lab("OpenBMB", ("minicpm",), ("openbmb", "面壁")),
    Lab("ByteDance Seed", ("seed",), ("bytedance", "字节跳动", "豆包")),
    Lab("Baidu ERNIE", ("ernie",), ("baidu", "百度", "文心")),
    Lab("Ant Ling", ("ling", "ring"), ("ant", "蚂蚁", "百灵")),
    Lab("Xiaomi MiMo", ("mimo",), ("xiaomi", "小米")),
    Lab("StepFun", ("step",), ("stepfun", "阶跃星辰")),
    Lab("Ai2", ("olmo", "tulu"), ("ai2", "allen")),
    Lab("Cohere", ("command", "aya", "north"), ("cohere",)),
)

CAPABILITY_WORDS = (Capability.THINKING, Capability.TOOLS, Capability.VISION, Capability.AUDIO)


def base_name(model: str) -> str:
    """`hf.co/unsloth/GLM-4.7-GGUF:Q4` → `glm-4.7-gguf`: what a name is without where it lies and which tag it has."""
    return model.rpartition("/")[2].partition(":")[0].casefold()


def lab_of(model: str) -> Lab | None:
    """The lab that made a model, or None for a name nobody knows (a person's own variant, say). Those who pack others'
    models often put the maker first: `tencent_Hunyuan-7B`."""
    base = base_name(model)
    _, _, behind = base.partition("_")
    return next((lab for lab in LABS if base.startswith(lab.families) or behind.startswith(lab.families)), None)
