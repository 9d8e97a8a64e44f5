"""Contrast pairs as files, and the built-in examples."""

import pytest

from teahouse.core.workshop.contrast_pairs import (
    EXAMPLES,
    LONGEST_MESSAGE,
    ContrastPair,
    PairsError,
    read_pairs,
    write_pairs,
)

PAIRS = (ContrastPair('a, "b"', "c\nd"), ContrastPair("开心", "难过"))


@pytest.mark.parametrize("as_json", [True, False])
def test_what_is_written_is_read(as_json):
    assert read_pairs(write_pairs(PAIRS, as_json=as_json)) == PAIRS


def test_other_forms_are_read():
    assert read_pairs(b'[["a", "b"], ["c", "d"]]') == (ContrastPair("a", "b"), ContrastPair("c", "d"))
    assert read_pairs(b"\xef\xbb\xbfa,b\r\n\r\nc,d\r\n") == (ContrastPair("a", "b"), ContrastPair("c", "d"))
    assert read_pairs(b"Positive,negative\na,b\n") == (ContrastPair("a", "b"),)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 0),
        (b"\xff\xfe", 0),
        (b"[1, 2]", 0),
        (b'[{"positive": "a"}]', 0),
        (b'[\n{"positive" "a"}]', 2),
        (b"a,b\nc\n", 2),
        (b'a,b\n"c,d\n', 2),
        (b"[" * 100_000, 0),
        (b"a,b\n" * 201, 0),
    ],
)
def test_what_is_no_list_of_pairs_is_refused(data, line):
    with pytest.raises(PairsError) as raised:
        read_pairs(data)
    assert raised.value.line >= line


def test_a_pair_has_two_different_messages():
    assert ContrastPair("a", "b").is_usable
    for one, other in (("", "b"), ("a", " a"), ("a", "b" * (LONGEST_MESSAGE + 1))):
        assert not ContrastPair(one, other).is_usable


def test_the_examples_are_usable_in_both_languages():
    names = [[example.name for example in examples] for examples in EXAMPLES.values()]
    assert names[0] == names[1]
    for examples in EXAMPLES.values():
        for example in examples:
            pairs = example.make_pairs()
            assert len(pairs) >= 10
            assert all(pair.is_usable for pair in pairs)
