"""Kills (SIGKILL) while something is written: the next start opens what is there, whole, and at most the last second
of a reply is missing."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from fixtures.conversations import chain, head, stored_conversation
from fixtures.engine_process import EngineProcess
from fixtures.models import tiny_llama
from fixtures.old_databases import OLD_DATABASES
from fixtures.scripted_daemon import ScriptedProcess
from teahouse.core.conversation import Conversation
from teahouse.core.measure import Figures
from teahouse.core.run import Run
from teahouse.desktop.paths import Paths
from teahouse.desktop.settings_file import SettingsFile
from teahouse.services.pending_writes import Repositories
from teahouse.store.database import Database
from torture._victim import Victims
from torture.result import Result

CREATIONS, REPLIES, MIGRATIONS, OTHERS = 500, 200, 100, 50  # at share 1
AT_ONCE = 3  # processes that are killed side by side
RATE = 100.0  # tokens a second of a reply
LOST_SECONDS = 1.0  # of a reply's text that a kill may cost
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: what was broken, empty where nothing was, the seconds of text that were lost, and whether the kill came
    before the work was done."""

    failure: str = ""
    lost: float = 0.0
    midway: bool = True


Attack = Callable[[Victims, Path, random.Random], Kill]


def run(share: float) -> list[Result]:
    def tries(number: int) -> int:
        return max(1, round(number * share))

    results = [
        attack("kills during database creation", tries(CREATIONS), creation, "0 to 60 ms after the first opening"),
        attack("kills during migration", tries(MIGRATIONS), migration, "from versions 1 to 9"),
        attack("kills during a settings write", tries(OTHERS), settings, "saved without a pause"),
    ]
    with ScriptedProcess("--tokens", "100000", "--rate", str(RATE)) as daemon:
        for name, number, what, conditions in (
            ("kills during a reply", REPLIES, reply(daemon.url), f"{RATE:.0f} tokens a second"),
            ("kills during an export", OTHERS, export(daemon.url), "3,000 runs, over an older export"),
            ("kills during delete and undo", OTHERS, delete(daemon.url), "a conversation, and a part of another"),
            ("kills during a pull", OTHERS, pull(daemon.url), "40 MB/s"),
        ):
            results.append(attack(name, tries(number), what, conditions))
    with tempfile.TemporaryDirectory() as folder, EngineProcess(Path(folder) / "models") as engine:
        what = import_(engine.url, Path(folder))
        results.append(attack("kills during an import", tries(OTHERS), what, "48 MB, real engine", at_once=1))
    return results


def attack(name: str, tries: int, what: Attack, conditions: str, at_once: int = AT_ONCE) -> Result:
    """Kill `tries` times, spread over `at_once` rows of processes."""
    begun = random.Random(name)
    seeds = [begun.random() for _ in range(tries)]
    with ThreadPoolExecutor(at_once) as rows:
        shares = [rows.submit(_row, what, seeds[row::at_once]) for row in range(min(at_once, tries))]
        kills = [kill for share in shares for kill in share.result()]
    failures = [kill.failure for kill in kills if kill.failure]
    losses = [kill.lost for kill in kills]
    worst = f"{sum(kill.midway for kill in kills)} came before the work was done"
    if any(losses):
        worst = f"{max(losses) * 1000:.0f} ms of text lost, {statistics.median(losses) * 1000:.0f} ms in the median"
    return Result(name, len(kills), len(failures), worst, conditions, tuple(failures[:SHOWN]))


def _row(what: Attack, seeds: list[float]) -> list[Kill]:
    kills: list[Kill] = []
    with tempfile.TemporaryDirectory(prefix="teahouse-kills-") as folder, Victims(Path(folder)) as victims:
        for number, seed in enumerate(seeds):
            place = Path(folder) / str(number)
            place.mkdir()
            try:
                kills.append(what(victims, place, random.Random(seed)))
            except Exception as error:  # one that cannot be judged has failed
                kills.append(Kill(f"{type(error).__name__}: {error}"[:2000]))
    return kills


@contextmanager
def next_start(path: Path) -> Iterator[Repositories]:
    """The database as the next start opens it; raises AssertionError when anything is wrong with it."""
    opened = Database.open(path)
    with closing(opened.database):
        assert opened.trouble is None, str(opened.trouble)
        assert opened.database.fetch_all("PRAGMA integrity_check")[0][0] == "ok"
        opened.database.fetch_all("PRAGMA foreign_key_check")
        kept_now = Repositories.of(opened.database)
        kept_now.conversations.recover_replies()
        yield kept_now


def creation(victims: Victims, place: Path, chance: random.Random) -> Kill:
    path = place / "teahouse.db"
    lines = victims.kill("create", chance.uniform(0.0, 0.06), path=str(path))
    with next_start(path) as found:
        found.conversations.create_conversation(Conversation(head()))
    return Kill(midway=["done"] not in lines)


def migration(victims: Victims, place: Path, chance: random.Random) -> Kill:
    path = place / "teahouse.db"
    OLD_DATABASES[chance.choice(sorted(OLD_DATABASES))](path)
    lines = victims.kill("migrate", chance.uniform(0.0, 0.04), path=str(path))
    with next_start(path) as found:
        tree = found.conversations.load_conversation("c")
        texts = [tree[name].text for name in ("q", "a1", "a2")]
        assert texts == ["Why is the sky blue?", "Rayleigh.", "Scattering"], texts
    return Kill(midway=["done"] not in lines)


def settings(victims: Victims, place: Path, chance: random.Random) -> Kill:
    path = place / "settings.json"
    lines = victims.kill("settings", chance.uniform(0.0, 0.1), path=str(path))
    saved = max((line[0] for line in lines if isinstance(line[0], int)), default=0)
    found, trouble = SettingsFile(path).load()
    assert trouble is None, str(trouble)
    number = len(found.conversation) and int(found.conversation[: len(found.conversation) // 200])
    assert number in (saved, saved + 1), f"{number} was found, {saved} was saved"
    return Kill()


def reply(url: str) -> Attack:
    def kill(victims: Victims, place: Path, chance: random.Random) -> Kill:
        lines = victims.kill("reply", chance.uniform(0.0, 3.0), home=str(place), host=url)
        with next_start(_database(place)) as found:
            (conversation,) = found.conversations.list_heads()
            path = found.conversations.load_conversation(conversation.id).chosen_path()
            assert path[0].text == "Go on for ever"
            have = len(path[1].text)
        came = [(at, characters) for at, characters in lines if characters > have]
        lost = lines[-1][0] - came[0][0] if came else 0.0
        return Kill(f"{lost:.2f} s of text lost" if lost > LOST_SECONDS else "", lost)

    return kill


def export(url: str) -> Attack:
    def kill(victims: Victims, place: Path, chance: random.Random) -> Kill:
        database, _ = stored_conversation(_made(place))
        runs = [Run("m:1b", float(number), Figures(tokens=number)) for number in range(3000)]
        Repositories.of(database).runs.add_runs(*runs)
        database.close()
        file = place / "runs.json"
        file.write_text(json.dumps({"format": "teahouse-runs-1", "computer": "", "runs": []}))
        victims.kill("export", chance.uniform(0.0, 0.6), home=str(place), host=url, file=str(file))
        assert len(json.loads(file.read_text())["runs"]) in (0, 3000)
        with next_start(_database(place)) as found:
            assert len(found.runs.list_recent(5000)) == 3000
        return Kill()

    return kill


def delete(url: str) -> Attack:
    def kill(victims: Victims, place: Path, chance: random.Random) -> Kill:
        database, conversations = stored_conversation(_made(place), *chain(8))
        conversations.create_conversation(Conversation(head("d", "Coffee")))
        conversations.add_messages("d", *chain(4, prefix="d"))
        database.close()
        victims.kill("delete", chance.uniform(0.0, 0.4), home=str(place), host=url)
        with next_start(_database(place)) as found:
            names = [message.id for message in found.conversations.load_conversation("c").chosen_path()]
            assert names in ([f"m{at}" for at in range(8)], ["m0", "m1"]), names
            found.conversations.restore_conversation("d")
            assert len(found.conversations.load_conversation("d").chosen_path()) == 4
            hits = {hit.message_id for hit in found.conversations.search_texts("leaf") if hit.message_id}
            assert {name for name in hits if name.startswith("m")} == set(names)
        return Kill()

    return kill


def pull(url: str) -> Attack:
    def kill(victims: Victims, place: Path, chance: random.Random) -> Kill:
        victims.kill("pull", chance.uniform(0.0, 4.0), home=str(place), host=url)
        with next_start(_database(place)) as found:
            assert [one.name for one in found.pulls.list_pulls()] == ["127.0.0.1:1/tea/tea:1b"]
        return Kill()

    return kill


def import_(url: str, folder: Path) -> Attack:
    model = tiny_llama(folder / "tiny.gguf").read_bytes()

    def kill(victims: Victims, place: Path, chance: random.Random) -> Kill:
        file = place / "own.gguf"
        file.write_bytes(model + chance.randbytes(48 << 20))
        lines = victims.kill("import", chance.uniform(0.0, 1.5), home=str(place), host=url, file=str(file))
        made = any(line == ["made", True] for line in lines)
        names = [one["name"] for one in httpx.get(f"{url}/api/tags").json()["models"]]
        assert names in ([], ["own:1"]), names
        assert names or not made, "the model is gone that was made"
        if names:
            assert "llama" in httpx.post(f"{url}/api/show", json={"model": "own:1"}).text
            httpx.request("DELETE", f"{url}/api/delete", json={"model": "own:1"}).raise_for_status()
        with next_start(_database(place)):
            return Kill(midway=not made)

    return kill


def _database(home: Path) -> Path:
    return Paths.from_environment({"TEAHOUSE_HOME": str(home)}).database


def _made(home: Path) -> Path:
    path = _database(home)
    path.parent.mkdir(parents=True)
    return path
