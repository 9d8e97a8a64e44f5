"""Which chat template a model is run with, and what it says the model can do.

llama.cpp speaks Jinja. First a Jinja template kept as the model's own layer, then the one inside the GGUF; without
either the family is told by its markers (in a Go template that came with the model, in the vocabulary), because
llama.cpp would take ChatML in silence, which is wrong for most. A Go TEMPLATE layer is shown but never run.
"""

from __future__ import annotations

import re
from pathlib import Path

from teahouse.core.gguf import Array, GgufHeader
from teahouse.engine.blobs import array_bytes

_GO = re.compile(r"\{\{-?\s*(?:\.|\$|range\b|if\b|with\b|end\b|else\b|block\b|define\b|template\b|/\*)")
_JINJA = re.compile(r"\{%|\{#|\{\{-?\s*(?!end\b|else\b)[a-z_]+\b(?!\s+[.$\"])")

# Closed by nothing but the model's own end-of-turn token; `system` goes where the family has a place for it.
_CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
_LLAMA3 = (
    "{{ bos_token }}{% for m in messages %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\n\n' "
    "+ m.content | trim + '<|eot_id|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
_GEMMA = (
    "{{ bos_token }}{% set ns = namespace(system='') %}{% for m in messages %}"
    "{% if m.role == 'system' %}{% set ns.system = m.content + '\n\n' %}{% else %}"
    "{{ '<start_of_turn>' + ('model' if m.role == 'assistant' else 'user') + '\n' + ns.system + m.content | trim "
    "+ '<end_of_turn>\n' }}{% set ns.system = '' %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
_MISTRAL = (
    "{{ bos_token }}{% set ns = namespace(system='') %}{% for m in messages %}"
    "{% if m.role == 'system' %}{% set ns.system = m.content + '\n\n' %}"
    "{% elif m.role == 'assistant' %}{{ ' ' + m.content | trim + eos_token }}"
    "{% else %}{{ '[INST] ' + ns.system + m.content + ' [/INST]' }}{% set ns.system = '' %}{% endif %}{% endfor %}"
)
_PHI = (
    "{% for m in messages %}{{ '<|' + m.role + '|>\n' + m.content + '<|end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}"
)
_PLAIN = "{% for m in messages %}{{ m.content }}{% if not loop.last %}{{ '\n\n' }}{% endif %}{% endfor %}"

_BY_MARKER = (
    ("<|im_start|>", _CHATML),
    ("<|start_header_id|>", _LLAMA3),
    ("<start_of_turn>", _GEMMA),
    ("[INST]", _MISTRAL),
    ("<|assistant|>", _PHI),
)


def is_go(template: str) -> bool:
    """Whether a template is written in Go's language, which this engine cannot run."""
    return bool(_GO.search(template)) and "{%" not in template


def is_jinja(template: str) -> bool:
    return not is_go(template) and bool(_JINJA.search(template))


def effective_template(layer: str | None, header: GgufHeader, file: Path) -> str:
    """The Jinja template a model is run with.

    `layer` is the model's own template layer in either language; `file` is searched for markers.
    """
    if layer is not None and is_jinja(layer):
        return layer
    if header.chat_template is not None:
        return header.chat_template
    return _choose_by_marker(layer, header, file)


def _choose_by_marker(layer: str | None, header: GgufHeader, file: Path) -> str:
    if layer is not None:
        return next((template for marker, template in _BY_MARKER if marker in layer), _PLAIN)
    vocabulary = _read_vocabulary(header, file)
    return next((template for marker, template in _BY_MARKER if marker.encode() in vocabulary), _PLAIN)


def _read_vocabulary(header: GgufHeader, file: Path) -> bytes:
    """The token list as it lies in the file: enough to look for a marker."""
    tokens = header.keys.get("tokenizer.ggml.tokens")
    return array_bytes(file, tokens) if isinstance(tokens, Array) else b""


def has_tools(template: str) -> bool:
    """Whether the template shows tools to the model; llama.cpp would drop them in silence otherwise."""
    return bool(re.search(r"\btools\b|\.Tools\b", template))


def has_thinking(template: str) -> bool:
    """Whether the model thinks before it answers: a switch for it, a level of it, or its markers, in the template."""
    switches = ("enable_thinking", "reasoning_effort", "thinking_budget", "<think>", "</think>", ".Think", "[THINK]")
    return any(switch in template for switch in switches) or "<|channel|>analysis" in template
