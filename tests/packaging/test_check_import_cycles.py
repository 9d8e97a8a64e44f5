"""The app has no import cycles."""

from __future__ import annotations

import pytest
from check_import_cycles import connected_groups, import_graph, main, shortest_cycle


@pytest.fixture
def package(tmp_path):
    """Writes modules of a package `tea` and says what is found in it."""

    def write(**modules):
        folder = tmp_path / "tea"
        for name, text in {"__init__": "", **modules}.items():
            path = folder.joinpath(*name.split("__in__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return folder

    return write


@pytest.mark.parametrize(
    "back",
    [
        "from tea.leaf import Leaf",
        "import tea.leaf",
        "from tea import leaf",
        "from . import leaf",
        "from .leaf import Leaf",
        "def pour():\n    from tea.leaf import Leaf",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tea.leaf import Leaf",
    ],
)
def test_each_kind_of_import_closes_a_circle(package, capsys, back):
    folder = package(leaf="from tea.water import Water", water="from tea.cup import Cup", cup=back)
    assert main([str(folder)]) == 1
    assert capsys.readouterr().out == "3 files import each other: tea.cup → tea.leaf → tea.water → tea.cup\n"


def test_of_a_large_group_the_shortest_circle_is_named(package):
    folder = package(
        a="from tea import b",
        b="from tea import c",
        c="from tea import d",
        d="from tea import a, c",
        e="from tea import a",
    )
    graph = import_graph(folder)
    (group,) = connected_groups(graph)
    assert group == {"tea.a", "tea.b", "tea.c", "tea.d"}
    assert shortest_cycle(group, graph) == ["tea.c", "tea.d"]


def test_a_package_that_brings_its_modules_along_is_no_circle_unless_one_of_them_asks_it_for_a_name(package):
    alone = package(__init__="from tea.leaf import Leaf", leaf="from tea import water", water="")
    assert connected_groups(import_graph(alone)) == []
    asked = package(__init__="from tea.leaf import Leaf", leaf="from tea import Water")
    assert connected_groups(import_graph(asked)) == [{"tea", "tea.leaf"}]


def test_a_relative_import_of_a_package_counts_from_that_package(package):
    folder = package(
        pot__in____init__="from .lid import Lid", pot__in__lid="from ..leaf import Leaf", leaf="import tea.pot.lid"
    )
    assert connected_groups(import_graph(folder)) == [{"tea.pot.lid", "tea.leaf"}]
