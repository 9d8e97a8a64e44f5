"""The check of regular expressions finds those that take exponential or quadratic time, and no others."""

import pytest
from check_regexes import classify_pattern, find_faults

OLD_QUOTED_FENCE = r"((?: {0,3}> ?)+)(`{3,}|~{3,})([^`\n]*)"


@pytest.mark.parametrize(
    "pattern", [OLD_QUOTED_FENCE, r"(a+)+b", r"(a*)*b", r"(a|a)*b", r"(\w+\s?)*:", r"(?:a|ab|b)*c", r"(x+x+)+y"]
)
def test_what_can_match_a_text_in_exponentially_many_ways_is_found(pattern):
    assert classify_pattern(pattern) == "exponential"


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"\s+$", "sub"), (r"a*a*c", "match"), (r".*,.*;", "match"), (r"<[^>]*>", "search"), (r"-+\s*\s*", "fullmatch")],
)
def test_what_reads_a_text_again_from_every_place_is_found(pattern, method):
    assert classify_pattern(pattern, method=method) == "quadratic"


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a|b)*b", "match"), (r"a*b*c", "match"), (r"x+", "search"), (r"\d+(?:\.\d+)*x", "match"),
        (r"a++a*c", "match"), (r"\s+", "sub"), (r"(?:\\.|[^\\])*x", "match"), (r"[a-f0-9]{64}", "search"),
        (r"( {0,3}>(?: {0,4}>)* ?)(`{3,}+|~{3,}+)([^`\n]*)", "match"),
    ],
)  # fmt: skip
def test_what_takes_linear_time_is_not_blamed(pattern, method):
    assert classify_pattern(pattern, method=method) == ""


def test_a_pattern_is_judged_by_the_methods_it_is_used_with(tmp_path):
    path = tmp_path / "used.py"
    path.write_text('import re\n_A = re.compile(r"a+b")\n_A.match("x")\n_B = re.compile(r"<a+b")\n_B.search("x")\n')
    assert list(find_faults(path)) == []
    path.write_text('import re\n_A = re.compile(r"a+b")\n_A.search("x")\n')
    assert len(list(find_faults(path))) == 1


def test_a_reason_excuses_and_an_unknown_pattern_needs_one(tmp_path):
    path = tmp_path / "used.py"
    path.write_text("import re\ndef find(word):\n    return re.search(word, 'x')\n")
    (fault,) = find_faults(path)
    assert "only known when the program runs" in fault
    path.write_text("import re\ndef find(word):\n    return re.search(word, 'x')  # regex: a word\n")
    assert list(find_faults(path)) == []
