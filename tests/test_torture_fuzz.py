"""A sample of `make torture`'s random inputs, and that a broken reader would be noticed."""

import pytest

from torture import fuzz


@pytest.mark.parametrize("name", fuzz.KINDS)
def test_random_inputs_raise_nothing_undeclared(name):
    failed = {number: wrong for number in range(60) if (wrong := fuzz.try_one(name, number)) is not None}
    assert failed == {}


def test_an_undeclared_error_is_told_with_what_made_it(monkeypatch):
    monkeypatch.setattr(fuzz, "KINDS", {"broken": lambda chance: 1 // 0})
    (result,) = fuzz.run(0.0)
    assert result.failures == result.tries == 20
    assert 'try_one("broken", 0): ZeroDivisionError' in result.details[0]
