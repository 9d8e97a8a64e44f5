"""A sample of `make torture`'s tests with large amounts of data."""

from math import isfinite

from torture.sizes import do_deeds

DEEDS = ("a message", "Ctrl+K", "opening", "copying it as Markdown")


def test_deeds_in_a_window_with_much_come_to_their_end():
    found = do_deeds(400, *DEEDS)
    assert set(found) == set(DEEDS)
    assert all(isfinite(gap) for gaps in found.values() for gap in gaps)
