"""What people type for abilities and uses in Chinese, beside the words the catalogue has for them."""

from __future__ import annotations

from collections.abc import Mapping

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
