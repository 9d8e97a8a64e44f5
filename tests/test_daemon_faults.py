"""A sample of what `make torture` does with hostile daemons."""

from __future__ import annotations

import sys

import pytest

from torture import daemons

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads its memory where only Linux has it")


def test_the_table_has_faults_of_every_phase_each_once():
    ids = [fault.id for fault in daemons.table()]
    assert len(ids) == len(set(ids)) >= 300


def test_the_app_comes_to_an_end_whatever_the_daemon_does():
    (result,) = daemons.run(0.04)
    assert result.tries >= 8
    assert result.failures == 0, result.details


def test_a_reply_that_was_cut_is_stored_and_a_fault_that_is_missed_is_seen():
    fault = next(fault for fault in daemons.table() if fault.id == "chat: in a reply, hangs")
    (broken,), _ = daemons.attack_all([daemons.Fault(fault.phase, fault.name, fault.act, "other text")])
    assert "stored is 'Two cups of tea. '" in broken
