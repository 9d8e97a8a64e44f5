"""Words that are stored in databases, settings and files: a change of one fails here."""

import enum
import importlib
import pkgutil

import pytest

import teahouse.core
from teahouse.core.catalogue import Thinks
from teahouse.core.evaluation.formats import SheetFormat
from teahouse.core.fit import FitPlace
from teahouse.core.hub import Hub, HubLicence
from teahouse.core.model import FileDamage
from teahouse.core.run import Power

OTHERWISE = {
    (Thinks, "SWITCHABLE_LEVELS"): "switchable-levels",
    (FitPlace, "SPLIT"): "gpu+ram",
    (Power, "UNKNOWN"): "",
    (Hub, "HUGGING_FACE"): "huggingface",
    (HubLicence, "ANY"): "",
    (HubLicence, "APACHE"): "apache-2.0",
    (FileDamage, "NONE"): "",
    (SheetFormat, "PROMPTFOO"): "yaml",
}
MODULES = [found.name for found in pkgutil.walk_packages(teahouse.core.__path__, "teahouse.core.")]
KINDS = [
    kind
    for name in MODULES
    for kind in vars(importlib.import_module(name)).values()
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum) and kind.__module__ == name
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_word_is_written_as_it_is_named(kind):
    for word in kind:
        assert word.value == OTHERWISE.get((kind, word.name), word.name.lower())


def test_there_are_such_words():
    assert len(KINDS) > 15
    assert FitPlace in KINDS
