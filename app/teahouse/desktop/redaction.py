"""What must not be in a log, recognised by its form."""

from __future__ import annotations

import re

GONE = "[…]"

_SECRETS = (
    # Authorization: Bearer abc · token=abc · "api_key": "abc"
    # regex: each run of its characters is entered once
    re.compile(
        r"""(?ix) (
            (?<![\w-])[\w-]*(?:authorization|token|api[_-]?key|password|passwd|secret|cookie)["']?\s*[:=]\s*["']?
        )
        (?:(?:bearer|basic)\s+)? [^\s"',;&]+"""
    ),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}"),
    # https://person:password@host
    # regex: each run of a scheme's characters is entered once
    re.compile(r"(?i)((?<![a-z0-9+.-])[a-z0-9+.-]+://)[^\s/?#]*@"),
    # Tokens that say by their beginning what they are.
    re.compile(r"()\b(?:hf_|sk-|ghp_|gho_|github_pat_|xox[bp]-)[\w-]{8,}"),
)
# Names of models, hosts, options, files: ASCII without spaces. Sentences have spaces, and Chinese is not ASCII.
_NAME = re.compile(r"[!-~]{0,200}")
_QUOTED = re.compile(r"""['"`<({\[]""")
_FIRST_WORDS = 120


def redacted(line: str) -> str:
    """The line with every secret in it replaced."""
    for pattern in _SECRETS:
        line = pattern.sub(rf"\1{GONE}", line)
    return line


def looks_like_a_name(text: str) -> bool:
    """Whether a text can be a name or a code, and not words someone wrote."""
    return _NAME.fullmatch(text) is not None


def first_words(text: str) -> str:
    """What a message of another library begins with, before it quotes or lists anything."""
    line = text.partition("\n")[0][:_FIRST_WORDS]
    return _QUOTED.split(line)[0].rstrip()
