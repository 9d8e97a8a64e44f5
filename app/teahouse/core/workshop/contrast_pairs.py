"""Contrast pairs for a control vector: two messages to a model that differ only in what is to be steered; as CSV and
JSON, and built-in examples.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from types import SimpleNamespace

from teahouse.core.values import dataclass

LEAST_PAIRS, MOST_PAIRS = 2, 200
LONGEST_MESSAGE = 2000  # characters
LARGEST_FILE = 2 << 20  # bytes
_COLUMNS = ("positive", "negative")


class PairsError(Exception):
    """A file has no pairs that can be used; `line` is where, 0 for the whole file."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class ContrastPair:
    """The message that leads to what the scale 1 does, and the one to what −1 does."""

    positive: str
    negative: str

    @property
    def is_usable(self) -> bool:
        """Whether both are written, and differ."""
        both = (self.positive.strip(), self.negative.strip())
        return all(both) and both[0] != both[1] and max(map(len, both)) <= LONGEST_MESSAGE


@dataclass(frozen=True, slots=True)
class ContrastExample:
    """A built-in set of pairs: `positive` and `negative` begin each message, `questions` end it. `name` is its English
    name, translated in the context `Steering`."""

    name: str
    positive: str
    negative: str
    questions: tuple[str, ...]

    def make_pairs(self) -> tuple[ContrastPair, ...]:
        return tuple(ContrastPair(f"{self.positive}{each}", f"{self.negative}{each}") for each in self.questions)


def read_pairs(data: bytes) -> tuple[ContrastPair, ...]:
    """The pairs in a file: JSON, a list of objects with `positive` and `negative` or of lists of two texts; or CSV with
    two columns, whose first line may be their names. Raises `PairsError`."""
    if len(data) > LARGEST_FILE:
        raise PairsError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PairsError from None
    pairs = _read_json(text) if text.lstrip().startswith("[") else _read_csv(text)
    if not pairs or len(pairs) > MOST_PAIRS:
        raise PairsError
    return pairs


def _read_json(text: str) -> tuple[ContrastPair, ...]:
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise PairsError(error.lineno) from None
    except (ValueError, RecursionError):
        raise PairsError from None
    found = []
    for entry in entries:
        values = [entry.get(name) for name in _COLUMNS] if isinstance(entry, dict) else entry
        if not isinstance(values, list) or len(values) != 2 or not all(isinstance(value, str) for value in values):
            raise PairsError
        found.append(ContrastPair(*values))
    return tuple(found)


def _read_csv(text: str) -> tuple[ContrastPair, ...]:
    found: list[ContrastPair] = []
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), strict=True)
    try:
        for row in reader:
            if not any(value.strip() for value in row):
                continue
            if len(row) != 2:
                raise PairsError(reader.line_num)
            if not found and tuple(value.strip().casefold() for value in row) == _COLUMNS:
                continue
            found.append(ContrastPair(*row))
    except csv.Error:
        raise PairsError(reader.line_num) from None
    return tuple(found)


def write_pairs(pairs: Sequence[ContrastPair], *, as_json: bool) -> bytes:
    """The pairs as a file that `read_pairs` reads."""
    if as_json:
        entries = [{"positive": pair.positive, "negative": pair.negative} for pair in pairs]
        return (json.dumps(entries, ensure_ascii=False, indent=2) + "\n").encode()
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((pair.positive, pair.negative) for pair in pairs)
    return "".join(lines).encode()


_QUESTIONS = (
    "How was your day?",
    "Tell me about the weather.",
    "What do you think of my plan to learn to cook?",
    "Describe a walk through the city.",
    "What happened at work today?",
    "Tell me about your favourite food.",
    "How should I spend the weekend?",
    "What is it like to live by the sea?",
    "Write a few lines to a friend.",
    "Explain why people like music.",
    "What comes to your mind when you think of winter?",
    "Tell me something about trains.",
)
_CHINESE_QUESTIONS = (
    "你今天过得怎么样？",
    "说说今天的天气。",
    "我打算学做饭，你觉得怎么样？",
    "描述一次在城市里的散步。",
    "今天工作中发生了什么？",
    "说说你最喜欢的食物。",
    "周末该怎么过？",
    "住在海边是什么感觉？",
    "给朋友写几句话。",
    "解释一下人们为什么喜欢音乐。",
    "想到冬天，你会想起什么？",
    "说说火车。",
)

EXAMPLES: dict[str, tuple[ContrastExample, ...]] = {
    "en": (
        ContrastExample(
            "Happy or sad", "You are very happy and cheerful. ", "You are very sad and gloomy. ", _QUESTIONS
        ),
        ContrastExample(
            "Formal or casual",
            "Answer in formal, polite language, as in an official letter. ",
            "Answer in casual slang, like a buddy in a chat. ",
            _QUESTIONS,
        ),
        ContrastExample(
            "Short or long",
            "Answer in one short sentence of a few words. ",
            "Answer at great length, with many details and examples. ",
            _QUESTIONS,
        ),
    ),
    "zh": (
        ContrastExample("Happy or sad", "你非常开心、乐观。", "你非常难过、悲观。", _CHINESE_QUESTIONS),
        ContrastExample(
            "Formal or casual",
            "请用正式、礼貌的书面语回答，像写公函一样。",
            "请用随意的口语回答，像和好朋友聊天一样。",
            _CHINESE_QUESTIONS,
        ),
        ContrastExample(
            "Short or long", "请只用一句很短的话回答。", "请详细地长篇回答，多举例子。", _CHINESE_QUESTIONS
        ),
    ),
}
"""By the language of their messages; the same names in each."""
