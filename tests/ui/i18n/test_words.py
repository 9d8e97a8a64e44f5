"""Numbers with their units, and one sentence for every problem, in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest

from teahouse.core import errors
from teahouse.core.errors import Problem, Trouble
from teahouse.ui.i18n import numbers, troubles

NOTES = dict(re.findall(r'^    (\w+) = "\w+"  # (.+)$', Path(errors.__file__).read_text(), re.MULTILINE))


@pytest.fixture(params=["en", "zh_CN"])
def language(request, translation):
    """The application in this language."""
    translation.choose_language(request.param)
    return request.param


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (5_200_000_000, "5.2 GB"),
        (16_000_000_000, "16 GB"),
        (134_500_000, "134 MB"),
        (999_950_000, "1 GB"),
        (999_400_000, "999 MB"),
        (1_500_000_000_000, "1.5 TB"),
    ],
)
def test_sizes(amount, words):
    assert numbers.size(amount) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.378, "0.38 s"),
        (0.999, "1 s"),
        (3.14, "3.1 s"),
        (9.97, "10 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (4320, "1 h 12 min"),
    ],
)
def test_durations(value, words):
    assert numbers.seconds(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(412, "412"), (1234, "1.2k"), (8192, "8k"), (131_072, "128k"), (99_960, "100k"), (1_048_576, "1M"), (1e6, "1M")],
)
def test_counts(value, words):
    assert numbers.count(int(value)) == words


def test_rates_and_shares():
    assert (numbers.rate(21.37), numbers.rate(210.4)) == ("21.4 tok/s", "210 tok/s")
    assert numbers.percent(0.456) == "46 %"
    assert numbers.size_of(8_900_000_000, 16_000_000_000) == "8.9 of 16 GB"


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_has_one_plain_sentence_in_every_language(language, problem):
    sentence = troubles.sentence(Trouble(problem))
    chinese = bool(re.search(r"[\u4e00-\u9fff]", sentence))
    assert chinese == (language == "zh_CN")
    assert sentence[-1] in ".。…"
    assert not re.search(r"[!！{}]|Traceback", sentence)


@pytest.mark.parametrize("problem", list(Problem))
def test_every_placeholder_is_a_fact_that_core_names_beside_the_problem(language, problem):
    template = troubles.translate("Troubles", troubles.SENTENCES[problem])
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
    named = set(re.findall(r"\w+", NOTES[problem.name]))
    assert wanted <= named


@pytest.mark.parametrize("problem", list(Problem))
def test_facts_appear_in_the_sentence(language, problem):
    template = troubles.SENTENCES[problem]
    facts = {name: f"<{name}>" for _, name, _, _ in Formatter().parse(template) if name}
    sentence = troubles.sentence_of(problem.value, facts)
    assert all(fact in sentence for fact in facts.values())


def test_a_name_that_is_no_text_does_not_end_the_sentence():
    assert "choose a file" in troubles.sentence_of("file_special", {"path": "/tmp/\udcff.txt"})
    troubles.sentence_of("file_special", {"path": "\ud800"}).encode()


def test_facts_with_braces_or_of_other_kinds_do_no_harm():
    assert "{model}" in troubles.sentence_of("model_missing", {"model": "{model}"})
    assert "12k" in troubles.sentence_of("context_full", {"needed": 12_000, "available": None})


def test_a_problem_of_a_newer_version_is_an_unexpected_one():
    assert "quantum_flux" in troubles.sentence_of("quantum_flux", {})


def test_every_problem_has_its_own_sentence():
    assert len(set(troubles.SENTENCES.values())) == len(Problem)
