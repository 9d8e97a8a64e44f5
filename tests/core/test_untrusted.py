"""Numbers, texts and times from outside: invalid ones are treated as absent, in one place for every source."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.untrusted import (
    LARGEST_COUNT,
    clean_text,
    is_shown,
    parse_json,
    plain_value,
    read_count,
    read_duration,
    read_label,
    read_name,
    read_size,
    read_time,
)

IMPOSSIBLE = (
    *("-1", "1.5", "1e400", "-1e400", "NaN", "Infinity", "1" + "0" * 400, "1" + "0" * 5000),
    *('"7"', "true", "[1]", "{}", "null"),
)


@pytest.mark.parametrize("read", [read_count, read_size, read_duration])
@pytest.mark.parametrize("written", IMPOSSIBLE)
def test_an_impossible_number_is_absent(read, written):
    assert read(parse_json(f'{{"n":{written}}}')["n"]) is None


@pytest.mark.parametrize("written", [*IMPOSSIBLE, str(10**20), str(2**63)])
def test_what_is_read_can_be_stored_and_written_again(written):
    kept = plain_value(parse_json(f'[{written},{{"a":{written}}}]'))
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept


def test_counts_fit_in_32_bits_and_sizes_in_64():
    assert (read_count(LARGEST_COUNT), read_count(LARGEST_COUNT + 1)) == (2**31 - 1, None)
    assert (read_size(2**45), read_size(2**60)) == (2**45, None)
    assert (read_duration(10**15), read_duration(2**62)) == (10**15, None)


def test_deep_nesting_is_cut_or_refused_and_no_recursion_error():
    with pytest.raises(ValueError, match="deep"):
        parse_json("[" * 100_000)
    deep = parse_json("[" * 500 + "]" * 500)
    assert json.dumps(plain_value(deep)).count("[") == 32


@pytest.mark.parametrize(
    "name", ["a\nb", "a\0b", "a\x1b[31m", "\u202eb", "x" * 1_000_000, "\ud800", "", None, 7, ["m"]]
)
def test_a_name_that_no_model_has_is_no_name(name):
    assert read_name(name) == ""


def test_a_name_is_kept_as_it_came():
    assert read_name("hf.co/某人/模型:Q4_K_M") == "hf.co/某人/模型:Q4_K_M"


@pytest.mark.parametrize(
    "time",
    ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1000000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "soon", 5],
)
def test_a_time_that_is_no_moment_is_absent(time):
    assert read_time(time) == ""


def test_a_time_as_go_writes_it_is_kept():
    assert read_time("2026-01-02T03:04:05.123456789+08:00").startswith("2026-")


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_any_text_can_be_encoded_and_a_label_is_printable(text):
    assert clean_text(text).encode().decode() == clean_text(text)
    assert is_shown(read_label(text))
