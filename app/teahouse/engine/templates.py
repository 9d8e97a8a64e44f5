"""Chooses the chat template of a model, and detects its capabilities from it.

A Go template is run by `prompt_template`. llama.cpp runs Jinja: the model's own layer if it is Jinja, else the template
of the GGUF. Without either the family is detected by markers (in a Go template, in the vocabulary), because llama.cpp
would use ChatML, which is wrong for most.
"""

from __future__ import annotations

import re
from pathlib import Path

from teahouse.core.gguf import Array, GgufHeader
from teahouse.engine.blobs import array_bytes
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.prompt_template import PromptTemplate

_GO = re.compile(r"\{\{-?\s*(?:\.|\$|range\b|if\b|with\b|end\b|else\b|block\b|define\b|template\b|/\*)")
_JINJA = re.compile(r"\{%|\{#|\{\{-?\s*(?!end\b|else\b)[a-z_]+\b(?!\s+[.$\"])")

# Each ends with the family's end-of-turn token; a system message goes where the family has it.
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
    """Whether a template has actions that only Go's language has."""
    return bool(_GO.search(template)) and "{%" not in template


def is_jinja(template: str) -> bool:
    """Whether a template is in Jinja. One that could be in both languages is Go's where it can be read as that."""
    if is_go(template) or not _JINJA.search(template):
        return False
    if "{%" in template or "{#" in template:
        return True
    try:
        PromptTemplate(template)
    except GoTemplateError:
        return True
    return False


def effective_template(layer: str | None, header: GgufHeader, file: Path) -> str:
    """The Jinja template of a model. `layer`: its own template in either language; `file` is searched for markers."""
    if layer is not None and is_jinja(layer):
        return layer
    if header.chat_template is not None:
        return header.chat_template
    searched = layer.encode() if layer is not None else _read_vocabulary(header, file)
    return next((template for marker, template in _BY_MARKER if marker.encode() in searched), _PLAIN)


def _read_vocabulary(header: GgufHeader, file: Path) -> bytes:
    """The bytes of the token list."""
    tokens = header.keys.get("tokenizer.ggml.tokens")
    return array_bytes(file, tokens) if isinstance(tokens, Array) else b""


def has_tools(template: str) -> bool:
    """Whether the template renders tools; llama.cpp ignores them otherwise."""
    return bool(re.search(r"\btools\b|\.Tools\b", template))


def has_thinking(template: str) -> bool:
    """Whether the template has a switch, a level or markers of thinking."""
    switches = ("enable_thinking", "reasoning_effort", "thinking_budget", "<think>", "</think>", ".Think", "[THINK]")
    return any(switch in template for switch in switches) or "<|channel|>analysis" in template
