"""A sample of the attacks of `torture.instances`: the whole app in processes of its own."""

import pytest

from torture import instances


@pytest.mark.parametrize("runtime", ["run-b", ""])
def test_a_second_start_with_another_runtime_folder_harms_no_reply(runtime):
    assert instances.second_start(runtime) < 30


def test_a_frozen_first_is_told_ended_and_nothing_of_its_reply_is_lost_but_the_last_second():
    assert instances.frozen_first_is_ended() <= instances.RATE * instances.CHARACTERS_A_TOKEN


def test_a_pipe_that_nobody_writes_does_not_keep_the_process():
    assert instances.quit_with_blocked_file() <= instances.END_SECONDS


def test_a_keyring_that_does_not_answer_does_not_keep_the_process():
    assert instances.quit_with_hanging_keyring() <= instances.END_SECONDS


def test_a_keyring_that_raises_does_not_keep_the_host_away():
    assert instances.start_with_raising_keyring() < 30
