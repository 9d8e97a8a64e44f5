"""A reply that may still become JSON is not shown as prose while it streams."""

import pytest

from teahouse.core.untrusted import LONGEST_JSON, begins_json, is_json


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", None),
        (" \n", None),
        ("{", None),
        ("[\n ", None),
        ('{"a', True),
        ("{}", True),
        ("[{", True),
        ("[[", True),
        ('["tea"', True),
        ("[1]: a note", False),
        ("{tea}", False),
        ("Tea {", False),
        ('"tea"', False),
        (' [ "tea', True),
    ],
)
def test_how_a_text_begins_says_whether_it_may_be_json(text, begins):
    assert begins_json(text) is begins


@pytest.mark.parametrize(
    ("text", "is_one"), [('{"a": 1}', True), ('{"a": 1', False), ('{"a": 1} so', False), ("7", False)]
)
def test_a_whole_text_is_json_or_it_is_not(text, is_one):
    assert is_json(text) is is_one


def test_a_very_long_text_is_judged_by_how_it_begins_and_a_very_deep_one_is_none():
    assert is_json('{"a": 1'.ljust(LONGEST_JSON + 1))
    assert not is_json('{"a": 1'.ljust(LONGEST_JSON))
    assert not is_json("[" * LONGEST_JSON)
