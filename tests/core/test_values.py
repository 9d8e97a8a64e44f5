"""Frozen values behave like Python's own dataclasses, at less cost."""

from __future__ import annotations

import ast
import builtins
import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field
from pathlib import Path

import pytest

import teahouse
from teahouse.core.values import dataclass

APP = Path(teahouse.__file__).parent


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf."""

    name: str
    grams: float = 2.0
    notes: list[str] = field(default_factory=list, hash=False)
    secret: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Blend(Leaf):
    """A leaf and more."""

    parts: tuple[Leaf, ...] = ()

    def __post_init__(self) -> None:
        if self.grams < 0:
            raise ValueError(self.grams)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No fields."""


@dataclass(frozen=True, slots=True)
class Named:
    """With functions of its own."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "mine"


class Labelled(Leaf):
    """Derives from a value without being one."""


def pythons_own(cls):
    """The same class as Python makes it."""
    source = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    wanted = [node for node in source.body if isinstance(node, ast.ClassDef) and node.name in ("Leaf", cls.__name__)]
    scope = {**globals(), "dataclass": dataclasses.dataclass}
    exec(compile(ast.Module(wanted, []), __file__, "exec"), scope)
    return scope[cls.__name__]


VALUES: tuple[tuple[type, Mapping[str, object]], ...] = (
    (Leaf, {"name": "oolong"}),
    (Leaf, {"name": "oolong", "grams": 3.0, "notes": ["x"], "secret": "s", "seen": 4}),
    (Blend, {"name": "b", "parts": (1, 2)}),
    (Nothing, {}),
    (Named, {"name": "n"}),
)


@pytest.mark.parametrize(("cls", "given"), VALUES)
def test_a_value_is_what_pythons_own_is(cls, given):
    theirs = pythons_own(cls)
    ours, own = cls(**given), theirs(**given)
    assert repr(ours) == repr(own)
    assert dataclasses.asdict(ours) == dataclasses.asdict(own)
    assert cls.__match_args__ == theirs.__match_args__
    assert cls.__slots__ == theirs.__slots__
    assert cls.__doc__ == theirs.__doc__
    assert (ours == cls(**given), ours == own, ours != cls(**given)) == (own == theirs(**given), own == ours, False)
    assert hash(ours) == hash(cls(**given))
    assert not hasattr(ours, "__dict__")
    for other in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours)), dataclasses.replace(ours)):
        assert repr(other) == repr(ours)
        assert type(other) is cls


def test_a_class_keeps_the_functions_that_it_has_of_its_own():
    one, other = Named("one"), Named("other")
    assert (one == other, hash(one), repr(one)) == (True, 7, "mine")
    assert {one, other} == {one}


@pytest.mark.parametrize("cls", [Leaf, Blend])
def test_what_is_left_out_of_comparing_hashing_and_printing_stays_so(cls):
    assert cls("a", seen=1) == cls("a", seen=2)
    assert cls("a", notes=["x"]) != cls("a")
    assert cls("a") != cls("b")
    assert hash(cls("a", notes=["x"])) == hash(cls("a"))
    assert hash(cls("a")) != hash(cls("b"))
    assert "secret" not in repr(cls("a", secret="key"))
    assert cls("a").notes is not cls("a").notes


def test_values_of_other_classes_are_never_equal():
    assert Leaf("a") != Blend("a")
    assert Leaf("a") != ("a", 2.0, [], "", 0)


@pytest.mark.parametrize("value", [Leaf("a"), Blend("a"), Nothing()])
@pytest.mark.parametrize("name", ["name", "other"])
def test_nothing_of_a_value_can_be_set_or_deleted(value, name):
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, 1)
    with pytest.raises(FrozenInstanceError):
        delattr(value, name)


def test_a_class_that_derives_from_values_may_have_attributes_of_its_own():
    leaf = Labelled("a")
    leaf.label = "x"
    assert leaf.label == "x"
    with pytest.raises(FrozenInstanceError):
        leaf.name = "b"


def test_a_wrong_argument_is_named():
    with pytest.raises(TypeError, match=r"Leaf.__init__\(\) got an unexpected keyword argument 'weight'"):
        Leaf("a", weight=1)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Leaf()
    with pytest.raises(ValueError, match="-1"):
        Blend("a", -1)


def test_a_value_that_holds_itself_is_printed():
    leaf = Leaf("a")
    leaf.notes.append(leaf)
    assert "notes=[...]" in repr(leaf)


def test_other_options_are_pythons_own_affair():
    @dataclass(slots=True, eq=False)
    class Open:
        """Not frozen."""

        name: str = ""

    value = Open()
    value.name = "a"
    assert value.name == "a"
    assert value != Open("a")


def test_one_function_is_compiled_for_a_class_when_it_is_used(monkeypatch):
    """What a class costs at each start is what is compiled for it."""
    compiled = []
    run = exec
    monkeypatch.setattr(builtins, "exec", lambda source, *scopes: (compiled.append(source), run(source, *scopes)))

    @dataclass(frozen=True, slots=True)
    class Tea:
        """A tea."""

        name: str
        grams: float = 2.0

    assert compiled == [], "most classes are imported and not used"
    assert Tea("oolong") == Tea("oolong", 2.0)
    assert len(compiled) == 1


def test_every_dataclass_of_the_app_is_made_here():
    others = [
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if any(name.name == "dataclass" for name in node.names)
    ]
    assert others == ["core/values.py"]
