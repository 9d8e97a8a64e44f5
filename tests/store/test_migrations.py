from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.old_databases import OLD_DATABASES
from teahouse.core.attachment import Attachment
from teahouse.core.comparison import Lane
from teahouse.core.conversation import Call, Draft, Earlier, SavedPrompt
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.results import Configuration, EvaluationRun
from teahouse.core.evaluation.sheet import Sheet, SheetPrompt, Turn
from teahouse.core.measure import Figures
from teahouse.core.pulls import Pull
from teahouse.core.run import Run, RunFilter, Source
from teahouse.core.token_probabilities import unknown_text
from teahouse.core.window import weight_of
from teahouse.core.workshop.records import RecordKind, WorkshopRecord
from teahouse.store import opening
from teahouse.store.comparisons import ComparisonRepository
from teahouse.store.conversations import _LISTED, AttachmentRepository, ConversationRepository
from teahouse.store.database import Database
from teahouse.store.prompt_sets import KeptSetRun, PromptSetRepository, SavedPromptRepository
from teahouse.store.pulls import PullRepository
from teahouse.store.runs import MeasuredRunRepository, RunRepository
from teahouse.store.sheets import EvaluationRunRepository, SheetRepository
from teahouse.store.token_probabilities import TokenProbabilityRepository
from teahouse.store.workshop_records import WorkshopRepository

# What each version's schema is; a released one never changes. Only the step that is being written may change here.
SCHEMAS = {
    1: "944cf021a25175e8",
    2: "65dcb3770811ea4a",
    3: "07209174b5930b19",
    4: "dfb5b024519a461b",
    5: "194d1a2e0b8a383e",
    6: "db58a67bd37e1d6a",
    7: "73ba2385de558d1f",
    8: "129233ae42de397b",
    9: "1628c9fb1e710d21",
    10: "15f7b7869df54794",
    11: "435017d2093e6a29",
    12: "3b0fa08f046a0194",
    13: "ffaa994b7d8c9a01",
    14: "a06b1b99ccf1554e",
    15: "6c430cba2130546a",
    16: "6e0aa83b3af60bae",
}


def _at(version: int) -> sqlite3.Connection:
    connection = opening.connect(":memory:")
    opening.migrate(connection, to=version)
    return connection


def _fingerprint(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    text = "\n".join(re.sub(r"\s+", " ", row[0]) for row in found)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_m001_makes_conversations_that_can_be_searched() -> None:
    with closing(_at(1)) as connection:
        connection.execute("INSERT INTO conversations (id, title, created, updated) VALUES ('c', 'T', 1, 1)")
        connection.execute(
            "INSERT INTO messages (id, conversation, role, state, created, text)"
            " VALUES ('m', 1, 'user', 'done', 1, 'jasmine')"
        )
        assert connection.execute("SELECT rowid FROM found WHERE found MATCH 'jas'").fetchall()[0][0] == 1
        with pytest.raises(sqlite3.OperationalError, match="runs"):
            connection.execute("SELECT * FROM runs")


def test_m002_adds_runs_and_leaves_conversations_alone(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[1](path)
    opened = Database.open(path)
    assert opened.trouble is None
    conversations, runs = ConversationRepository(opened.database), RunRepository(opened.database)
    runs.add_runs(Run("qwen3:8b", 1.0, Figures(generation_rate=21.0)))
    assert runs.find_usual()["qwen3:8b"].rate == 21.0
    tree = conversations.load_conversation("c")
    assert (tree.head.title, tree.head.pinned, tree.system, tree.think, tree.options) == (
        "茶 and tea",
        True,
        "Be brief.",
        "high",
        {"seed": 7},
    )
    assert [message.text for message in tree.chosen_path()] == ["Why is the sky blue?", "Rayleigh."]
    assert tree["a1"].figures == Figures(tokens=3)
    assert (tree["a2"].text, tree["a2"].thinking) == ("Scattering", "hm")
    assert conversations.load_draft("") == Draft("unsent")
    assert [hit.message_id for hit in conversations.search_texts("rayleigh")] == ["a1"]
    opened.database.close()


def test_m003_keeps_runs_as_they_were_and_finds_them_by_what_they_measured(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[2](path)
    opened = Database.open(path)
    assert opened.trouble is None
    far, near = RunRepository(opened.database).list_recent()
    assert (near.model, near.engine, near.cold, near.message_id, near.options) == (
        "qwen3:8b",
        True,
        True,
        "a1",
        {"seed": 7},
    )
    assert (near.figures.generation_rate, near.figures.load, near.source) == (21.5, 2.5, Source.CHAT)
    assert near.id != far.id
    assert {len(near.id), len(far.id)} == {32}
    (summary,) = MeasuredRunRepository(opened.database).summarize_models(RunFilter(hosts=("",)))
    assert (summary.rate, summary.prompt_rate, summary.first_word) == (21.5, 400.0, 0.4)
    assert (summary.memory, summary.memory_vram) == (52, 50)
    _, points = MeasuredRunRepository(opened.database).load_newest(RunFilter(hosts=("",)), 1)
    assert points[0].context == 91
    assert [head.id for head in ConversationRepository(opened.database).list_heads()] == ["c"]
    opened.database.close()


def test_m004_adds_pulls_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[3](path)
    opened = Database.open(path)
    assert opened.trouble is None
    pulls = PullRepository(opened.database)
    assert pulls.list_pulls() == ()
    pull = Pull("p", "qwen3:8b", "", 1.0, 2.0)
    pulls.save_pull(pull)
    assert pulls.list_pulls() == (pull,)
    assert opened.database.fetch_all("SELECT winner FROM votes")[0][0] == "qwen3:8b"
    assert [run.model for run in RunRepository(opened.database).list_recent()] == ["qwen3:8b", "qwen3:8b"]
    opened.database.close()


def test_m005_lets_messages_and_drafts_hold_attachments(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[4](path)
    opened = Database.open(path)
    assert opened.trouble is None
    conversations, attachments = ConversationRepository(opened.database), AttachmentRepository(opened.database)
    assert [message.attachments for message in conversations.load_conversation("c")] == [(), (), ()]
    held = Attachment("ab" * 32, "tea.png", "image/png", 3, 2, 1)
    attachments.save_content(held.id, b"tea")
    conversations.save_draft("", Draft("look", (held,)))
    assert conversations.load_draft("") == Draft("look", (held,))
    assert attachments.load_contents([held.id, "gone"]) == {held.id: b"tea"}
    assert [pull.name for pull in PullRepository(opened.database).list_pulls()] == ["qwen3:8b"]
    opened.database.close()


def test_m006_remembers_what_is_left_out_and_keeps_prompts(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[5](path)
    opened = Database.open(path)
    assert opened.trouble is None
    conversations, prompts = ConversationRepository(opened.database), SavedPromptRepository(opened.database)
    tree = conversations.load_conversation("c")
    assert (tree.since, tree.summary, tree["q"].attachments[0].name) == ("", "", "tea.png")
    conversations.update_settings("c", since="a1", summary="茶")
    prompts.save_prompt(SavedPrompt("p", "Proofread", "Correct this:"))
    tree = conversations.load_conversation("c")
    assert (tree.since, tree.summary) == ("a1", "茶")
    assert [prompt.name for prompt in prompts.list_prompts()] == ["Proofread"]
    opened.database.close()


def test_m007_lets_replies_keep_the_tools_they_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[6](path)
    opened = Database.open(path)
    assert opened.trouble is None
    conversations = ConversationRepository(opened.database)
    tree = conversations.load_conversation("c")
    assert [message.calls for message in tree] == [(), (), ()]
    assert (tree.since, tree.summary) == ("a1", "茶")
    called = replace(tree["a1"], calls=(Call("brew", {"cups": 2, "茶": [None]}), Call("stop")))
    conversations.finish_reply(called)
    assert conversations.load_conversation("c")["a1"].calls == called.calls
    opened.database.close()


def test_m008_counts_the_runs_there_are_and_those_that_come(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[7](path)
    opened = Database.open(path)
    assert opened.trouble is None
    measured = MeasuredRunRepository(opened.database)
    assert ConversationRepository(opened.database).load_conversation("c")["a1"].calls == (Call("brew", {"cups": 2}),)
    assert (measured.count_runs(RunFilter()), measured.count_runs(RunFilter(computers=("the big one",)))) == (3, 1)
    assert measured.list_choices().quantizations == ("", "Q4_K_M")
    RunRepository(opened.database).add_runs(Run("qwen3:8b", 16.0, Figures(load=2.0)), Run("gemma3:4b", 17.0, Figures()))
    assert (measured.count_runs(RunFilter(cold=True)), measured.list_choices().models) == (2, ("gemma3:4b", "qwen3:8b"))
    opened.database.close()


def test_m009_lets_a_lane_be_on_a_host_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[8](path)
    opened = Database.open(path)
    assert opened.trouble is None
    comparisons = ComparisonRepository(opened.database)
    before = comparisons.load_comparison("x")
    assert before.lanes == (Lane("l", "qwen3:8b"),)
    lanes = (Lane("m", "qwen3:8b", host="box:11434"), Lane("n", "qwen3:8b"))
    comparisons.create_comparison(replace(before, id="y", lanes=lanes))
    assert comparisons.load_comparison("y").lanes == lanes
    opened.database.close()


def test_m010_knows_which_runs_of_sets_are_finished(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[9](path)
    opened = Database.open(path)
    assert opened.trouble is None
    sets = PromptSetRepository(opened.database)
    assert [run.id for run in sets.list_unfinished()] == ["s"]
    sets.finish_run("s")
    assert sets.list_unfinished() == ()
    assert sets.load_run("s") == KeptSetRun("s", "coding", "Coding", 16.0, ("a",))
    opened.database.close()


def test_m011_knows_where_each_message_is_on_its_path(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[10](path)
    opened = Database.open(path)
    assert opened.trouble is None
    conversations = ConversationRepository(opened.database)
    end = conversations.load_end("long", 10)
    assert [message.id for message in end.chosen_path()] == [f"m{number}" for number in range(30, 40)]
    weight = weight_of(end["m30"])
    assert end.earlier == Earlier("m29", 30, 30 * weight)
    opened.database.close()


def test_m012_reads_a_page_of_the_list_from_its_index(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[11](path)
    opened = Database.open(path)
    assert opened.trouble is None
    assert "r" not in {head.id for head in ConversationRepository(opened.database).list_heads()}
    opened.database.close()
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute("EXPLAIN QUERY PLAN " + _LISTED, (0, 1.0, 1.0, "a", 10)).fetchall()
    assert len(plan) == 1
    assert "USING INDEX conversations_listed (pinned=? AND updated<?)" in plan[0][-1]


def test_m013_adds_sheets_and_their_runs_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[12](path)
    opened = Database.open(path)
    assert opened.trouble is None
    sheets, runs = SheetRepository(opened.database), EvaluationRunRepository(opened.database)
    sheet = Sheet("s", "Tea", prompts=(SheetPrompt("1", "Leaves", (Turn("Which tea?"),)),))
    sheets.save_sheet(sheet)
    assert sheets.list_sheets() == (sheet,)
    runs.create_run(EvaluationRun("r", sheet, 1.0, (Configuration("c", "qwen3:8b"),)))
    assert [(cell.prompt_id, cell.configuration_id) for cell in runs.load_cells("r")] == [("1", "c")]
    assert ConversationRepository(opened.database).load_conversation("c").head.title == "茶 and tea"
    opened.database.close()


def test_m014_keeps_the_probabilities_of_tokens_with_their_messages(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[13](path)
    opened = Database.open(path)
    assert opened.trouble is None
    repository = TokenProbabilityRepository(opened.database)
    found = unknown_text(3).join(unknown_text(4))
    for message in ("m1", "m39", "gone"):
        repository.append_probabilities(message, 3, unknown_text(4))
    assert repository.purge_unnamed() == 1
    loaded = repository.load_probabilities("m39")
    assert loaded is not None
    assert (len(loaded), loaded.length) == (len(found), 7)
    with opened.database.write_transaction() as connection:
        connection.execute("UPDATE token_probabilities SET content = x'00' WHERE message = 'm1'")
    assert repository.load_probabilities("m1") is None
    opened.database.close()


def test_m015_counts_tokens_by_day_and_knows_what_a_vote_was_about(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[14](path)
    opened = Database.open(path)
    assert opened.trouble is None
    measured = MeasuredRunRepository(opened.database)
    (day,) = [day for day in measured.sum_usage(RunFilter()) if day.model == "preloaded:8b"]
    assert (day.runs, day.tokens_in, day.tokens_out, day.thinking, day.energy_rate) == (1, 40, 100, 60, 500.0)
    assert measured.count_runs(RunFilter(models=("preloaded:8b",), cold=True)) == 1, "it was loaded for its question"
    assert measured.summarize_models(RunFilter(models=("cached:8b",)))[0].first_word is None
    (stored,) = ComparisonRepository(opened.database).list_votes()
    assert (stored.ballot.task, stored.vote.all_bad, stored.vote.tags) == ("coding", False, ())
    opened.database.close()


def test_m016_keeps_what_the_workshop_made(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[15](path)
    opened = Database.open(path)
    assert opened.trouble is None
    repository = WorkshopRepository(opened.database)
    record = WorkshopRecord("r", "", "a:f16", RecordKind.QUANTIZATION, {"file": "/q"}, {"kld_mean": 0.01}, 2.0)
    other = WorkshopRecord("s", "c:q4", "b", RecordKind.MERGE, created=3.0)
    repository.save_record(record)
    repository.save_record(other)
    repository.save_record(replace(record, model="b", parameters={}))
    repository.rename_model("b", "d")
    renamed = (replace(record, model="d", parameters={}), replace(other, made_from="d"))
    assert repository.list_records() == renamed
    with opened.database.write_transaction() as connection:
        connection.execute("UPDATE workshop_records SET kind = 'of a newer version' WHERE id = 'r'")
    repository.delete_record("none")
    assert repository.list_records() == renamed[1:], "the other cannot be read and stays in the file"
    repository.delete_record("s")
    assert repository.list_records() == ()
    opened.database.close()


def test_every_migration_has_a_test_and_its_number() -> None:
    tests = [name for name in globals() if name.startswith("test_m")]
    for number, migration in enumerate(opening.STEPS, start=1):
        assert (migration.__doc__ or "").startswith(f"Version {number}:")
        assert any(name.startswith(f"test_m{number:03}_") for name in tests), f"migration {number} has no test"


def test_every_older_schema_has_an_old_database() -> None:
    assert set(OLD_DATABASES) == set(range(1, opening.NEWEST))


def test_no_released_schema_was_changed() -> None:
    found = {}
    for version in range(1, opening.NEWEST + 1):
        with closing(_at(version)) as connection:
            found[version] = _fingerprint(connection)
    assert found == SCHEMAS


@pytest.mark.parametrize("version", OLD_DATABASES)
def test_an_old_database_becomes_the_same_as_a_fresh_one(tmp_path: Path, version: int) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[version](path)
    Database.open(path).database.close()
    with closing(sqlite3.connect(path)) as migrated, closing(_at(opening.NEWEST)) as fresh:
        assert _fingerprint(migrated) == _fingerprint(fresh)
        assert opening.version_of(migrated) == opening.NEWEST


@pytest.mark.parametrize("version", OLD_DATABASES)
def test_the_file_is_copied_before_it_is_migrated(tmp_path: Path, version: int) -> None:
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[version](path)
    Database.open(path).database.close()
    with closing(sqlite3.connect(tmp_path / f"teahouse-v{version}.db")) as copy:
        assert opening.version_of(copy) == version
        assert copy.execute("SELECT text FROM messages WHERE id = 'q'").fetchone() == ("Why is the sky blue?",)


def test_the_new_version_stands_in_the_file_at_once(tmp_path: Path) -> None:
    """An older program that is started now must see it there, whatever the log still holds."""
    path = tmp_path / "teahouse.db"
    OLD_DATABASES[1](path)
    opened = Database.open(path)
    assert int.from_bytes(path.read_bytes()[60:64], "big") == opening.NEWEST
    opened.database.close()


def test_a_database_that_needs_no_migration_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        Database.open(tmp_path / "teahouse.db").database.close()
    assert [item.name for item in tmp_path.iterdir()] == ["teahouse.db"]


def test_a_migration_that_fails_leaves_the_version_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        raise sqlite3.OperationalError("no further")

    path = tmp_path / "teahouse.db"
    OLD_DATABASES[1](path)
    monkeypatch.setattr(opening, "STEPS", (opening.STEPS[0], half))
    with pytest.raises(sqlite3.OperationalError):
        Database.open(path)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection:
        assert opening.version_of(connection) == 1
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchall()


def test_a_full_disk_during_a_migration_leaves_the_old_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite's own limit: no page more than there are
        connection.execute("CREATE TABLE big (x)")
        connection.execute("INSERT INTO big VALUES (zeroblob(1000000))")

    path = tmp_path / "teahouse.db"
    OLD_DATABASES[1](path)
    monkeypatch.setattr(opening, "STEPS", (opening.STEPS[0], greedy))
    with pytest.raises(Trouble) as caught:
        Database.open(path)
    assert caught.value.problem is Problem.DISK_FULL
    monkeypatch.undo()
    opened = Database.open(path)
    assert ConversationRepository(opened.database).load_conversation("c")["q"].text == "Why is the sky blue?"
    opened.database.close()
