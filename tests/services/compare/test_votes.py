"""Votes: the best, a tie, all bad; with tags and the task of the prompt; written to files with what was voted on."""

import csv
import json

import pytest

from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.scripted_answers import chat_line, done_line, preloaded, stream
from teahouse.core.comparison import split_tags
from teahouse.core.ratings import Ballot, group_ballots, rate_models
from teahouse.services.compare.events import (
    ComparisonEvent,
    ComparisonsEvent,
    ExportedEvent,
    RatingsEvent,
    SetProgressEvent,
)

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"


def answer(request):
    if not request.json["messages"]:
        return preloaded(request)
    return stream([chat_line("An answer."), done_line(tokens=40, rate=50.0)])


def export(session, path):
    session.services.compare.export_votes(str(path))
    assert session.wait(ExportedEvent, lambda event: event.path == str(path)).trouble is None
    return path.read_text(encoding="utf-8")


def test_all_bad_is_a_vote_with_tags_and_a_task_and_is_exported(session, daemon, tmp_path):
    session.ready()
    daemon.on("/api/chat", answer)
    session.services.compare.run_set("coding", (SMOL, GEMMA), run_id="run")
    progress = session.wait(SetProgressEvent, lambda event: event.run.finished and not event.running)
    comparison = progress.run.comparisons[0]
    session.services.compare.vote_for(comparison, "", all_bad=True)
    session.wait(RatingsEvent)
    session.services.compare.tag_vote(comparison, ("poetry", "长文"))
    rated = session.wait(RatingsEvent, lambda event: "长文" in event.tags)
    assert [(one.games, one.ties, one.bad) for one in rated.ratings] == [(1, 0, 1)] * 2
    assert (set(rated.tasks), set(rated.tags)) == ({"coding"}, {"poetry", "长文"})
    voted = session.wait(ComparisonEvent, lambda event: event.comparison.votes and event.comparison.votes[0].tags)
    assert (voted.comparison.votes[0].all_bad, voted.comparison.votes[0].lane_id) == (True, "")
    rows = list(csv.DictReader(export(session, tmp_path / "votes.csv").splitlines()))
    assert [(row["model"], row["verdict"], row["task"], row["tags"]) for row in rows] == [
        (SMOL, "all bad", "coding", "poetry, 长文"),
        (GEMMA, "all bad", "coding", "poetry, 长文"),
    ]
    assert all(len(row["digest"]) == 64 and row["quantization"] for row in rows)
    assert all((row["engine"], row["engine_version"]) == ("ollama", "0.33.0") and row["cpu"] for row in rows)
    (vote,) = json.loads(export(session, tmp_path / "votes.json"))["votes"]
    assert (vote["verdict"], vote["tags"], len(vote["models"])) == ("all bad", ["poetry", "长文"], 2)


def test_another_vote_keeps_the_tags_and_votes_outlive_their_comparison(session, daemon, tmp_path):
    session.ready()
    daemon.on("/api/chat", answer)
    comparison, (first, _) = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    session.services.compare.tag_vote(comparison, ("early",))  # nothing to tag yet
    session.services.compare.vote_for(comparison, first.id)
    session.wait(RatingsEvent)
    session.services.compare.tag_vote(comparison, ("tea",))
    session.wait(RatingsEvent, lambda event: "tea" in event.tags)
    session.services.compare.vote_for(comparison, "", all_bad=True)
    rated = session.wait(RatingsEvent, lambda event: event.ratings[0].bad == 1)
    assert set(rated.tags) == {"tea"}
    assert rated.tasks == {}, "a question of one's own has no task"
    before = len(session.events)
    session.services.compare.remove_comparison(comparison)
    session.wait(ComparisonsEvent, after=before)
    rows = list(csv.DictReader(export(session, tmp_path / "votes.csv").splitlines()))
    assert [(row["comparison"], row["model"], row["digest"]) for row in rows] == [("", SMOL, ""), ("", GEMMA, "")]


def test_all_bad_says_nothing_about_the_order_of_the_models():
    before = rate_models([Ballot(("a", "b"), "a")])
    after = rate_models([Ballot(("a", "b"), "a"), Ballot(("a", "b"), all_bad=True)])
    tied = rate_models([Ballot(("a", "b"), "a"), Ballot(("a", "b"))])
    assert [one.rating for one in after] == [one.rating for one in tied]
    assert after[0].rating < before[0].rating
    assert [(one.bad, one.ties) for one in (*after, *tied)] == [(1, 0)] * 2 + [(0, 1)] * 2


def test_ratings_of_a_task_come_from_its_votes_alone():
    tasks, tags = group_ballots(
        [Ballot(("a", "b"), "a", task="coding"), Ballot(("a", "b"), "b", task="reasoning", tags=("x",)), Ballot(("a",))]
    )
    assert {task: rate_models(votes)[0].model for task, votes in tasks.items()} == {"coding": "a", "reasoning": "b"}
    assert {tag: len(votes) for tag, votes in tags.items()} == {"x": 1}


@pytest.mark.parametrize(
    ("text", "tags"),
    [("", ()), (" a , b,,a ", ("a", "b")), ("诗，长文、茶", ("诗", "长文", "茶")), ("x" * 90, ("x" * 40,))],
)
def test_tags_are_separated_by_commas_of_any_script(text, tags):
    assert split_tags(text) == tags
