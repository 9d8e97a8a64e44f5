"""The download of one blob: what cannot be tested through the engine within its time limits."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.registry import Registry
from fixtures.waits import wait_until
from teahouse.engine import download
from teahouse.engine.bandwidth import BandwidthLimit
from teahouse.engine.download import BlobSource, Download
from teahouse.engine.partial import Partial
from teahouse.engine.registry import RegistryClient, RegistryTokens

MIB = 1 << 20


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as serving:
        yield serving


def begun(
    registry: Registry,
    folder: Path,
    data: bytes,
    *,
    seconds: float = 5.0,
    connections: int = 4,
    limit: BandwidthLimit | None = None,
) -> Download:
    entry = registry.entry("blob", data)
    digest = str(entry["digest"])
    source = BlobSource(f"{registry.url}/blobs/{digest}", digest, len(data))
    partial = Partial(folder / "whole", len(data))
    made = Download(
        source,
        partial,
        lambda: RegistryClient(RegistryTokens(), plain=True, seconds=seconds),
        limit or BandwidthLimit(),
        connections,
    )
    made.start()
    return made


def test_a_part_that_falls_silent_is_asked_for_again(registry: Registry, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(20 * MIB)
    registry.fault(times=2, stalled=3 * MIB, smallest=3 * MIB)
    made = begun(registry, tmp_path, data, seconds=0.3)
    assert made.done.result(30) is None
    assert (tmp_path / "whole").read_bytes() == data
    assert registry.sent.total() == len(data)
    assert registry.faults[0].times == 0


def test_parts_and_downloads_share_a_limit_and_a_change_holds_at_once(registry: Registry, tmp_path: Path) -> None:
    limit = BandwidthLimit()
    limit.set_rate(4 * MIB)
    made = []
    began = time.monotonic()
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made.append(begun(registry, folder, random.Random(seed).randbytes(40 * MIB), limit=limit))
    assert wait_until(lambda: sum(each.completed for each in made) >= 4 * MIB)
    spent = time.monotonic() - began
    assert sum(each.completed for each in made) < 4 * MIB * (spent + 1)
    limit.set_rate(MIB // 8)
    before, began = sum(each.completed for each in made), time.monotonic()
    time.sleep(0.5)
    assert sum(each.completed for each in made) - before < MIB * (time.monotonic() - began) + MIB
    limit.set_rate(0)
    assert [each.done.result(60) for each in made] == [None, None]
    assert registry.sent.total() == 80 * MIB


def test_a_download_that_waits_for_its_limit_can_be_stopped(registry: Registry, tmp_path: Path) -> None:
    limit = BandwidthLimit()
    limit.set_rate(1)
    made = begun(registry, tmp_path, random.Random(1).randbytes(20 * MIB), limit=limit)
    assert wait_until(lambda: made.completed > 0)
    made.stop()
    assert str(made.done.result(30)) == "context canceled"


def test_a_registry_that_stays_away_ends_it_and_what_came_is_kept(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PAUSES", (0.01, 0.01))
    data = random.Random(2).randbytes(20 * MIB)
    registry.rate = 3 * MIB
    made = begun(registry, tmp_path, data)
    assert wait_until(lambda: made.completed >= 6 * MIB)
    registry.stop()
    failure = made.done.result(60)
    assert str(failure).startswith("max retries exceeded: Get ")
    assert Partial(tmp_path / "whole", len(data)).count_present() >= 6 * MIB
    registry.rate = 0
    registry.start()
    again = begun(registry, tmp_path, data)
    assert again.completed >= 6 * MIB
    assert again.done.result(30) is None
    assert registry.sent.total() < len(data) + 4 * MIB


def test_a_patient_registry_says_how_long_to_wait(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PAUSES", (0.0, 0.0, 0.0))
    registry.fault(times=2, status=429)
    assert begun(registry, tmp_path, b"tea" * 1000).done.result(30) is None


def test_stopping_ends_it_at_once_while_a_server_is_silent(registry: Registry, tmp_path: Path) -> None:
    registry.fault(times=9, stalled=1000)
    made = begun(registry, tmp_path, bytes(MIB), seconds=60)
    assert wait_until(lambda: made.completed >= 1000)
    made.stop()
    assert str(made.done.result(30)) == "context canceled"  # half of what the server's silence would be borne
    assert Partial(tmp_path / "whole", MIB).count_present() == 1000


def test_stopping_is_told_as_such_though_a_part_fails_of_it(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PAUSES", (0.01,))  # nothing is tried again
    registry.fault(times=9, stalled=0)
    made = begun(registry, tmp_path, bytes(MIB), seconds=60)
    assert wait_until(lambda: registry.asked)
    made.stop()
    assert str(made.done.result(30)) == "context canceled"


def test_a_server_without_ranges_is_asked_once_for_the_whole_file(registry: Registry, tmp_path: Path) -> None:
    registry.ranges = False
    data = random.Random(3).randbytes(20 * MIB)
    assert begun(registry, tmp_path, data).done.result(60) is None
    assert (tmp_path / "whole").read_bytes() == data
    assert len(registry.asked) == 1


def test_what_is_thrown_away_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    partial = Partial(tmp_path / "whole", 100)
    partial.open_or_create()
    with partial.open_file() as file:
        partial.write_bytes(file, partial.parts[0], b"x" * 40)
    partial.save_and_close()
    assert list(tmp_path.iterdir())
    assert partial.discard_files()
    assert list(tmp_path.iterdir()) == []
    assert not partial.discard_files()


def test_an_empty_blob_needs_no_request(registry: Registry, tmp_path: Path) -> None:
    assert begun(registry, tmp_path, b"").done.result(30) is None
    assert (tmp_path / "whole").read_bytes() == b""
    assert registry.asked == []


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["{"],
        ['{"N":0}'],
        ['{"N":0,"Offset":0,"Size":100,"Completed":101}'],
        ['{"N":0,"Offset":1,"Size":99,"Completed":0}'],
        ['{"N":0,"Offset":0,"Size":50,"Completed":0}'],
        ['{"N":0,"Offset":0,"Size":60,"Completed":0}', '{"N":1,"Offset":50,"Size":50,"Completed":0}'],
        ['{"N":"a","Offset":0,"Size":100,"Completed":"b"}'],
    ],
)
def test_a_damaged_note_of_what_is_there_is_not_believed(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "whole-partial").write_bytes(bytes(100))
    for number, line in enumerate(lines):
        (tmp_path / f"whole-partial-{number}").write_text(line)
    partial = Partial(tmp_path / "whole", 100)
    assert partial.count_present() == 0
    partial.open_or_create()
    assert [(part.offset, part.size, part.completed) for part in partial.parts] == [(0, 100, 0)]


def test_a_note_is_one_json_line_as_ollama_writes_it(tmp_path: Path) -> None:
    partial = Partial(tmp_path / "whole", 100)
    partial.open_or_create()
    with partial.open_file() as file:
        partial.write_bytes(file, partial.parts[0], b"x" * 40)
    partial.save_and_close()
    values = json.loads((tmp_path / "whole-partial-0").read_text())
    assert values == {"N": 0, "Offset": 0, "Size": 100, "Completed": 40}


def test_it_is_as_fast_as_curl_and_a_sum(tmp_path: Path) -> None:
    """The same file from the same server in turns, the best of each; the sum is in both times. `make bench` has the
    figure; here a machine that does other things meanwhile may take some turns to show it."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    size = 300 * MIB
    whole = tmp_path / "data"
    with whole.open("wb") as file:
        for number in range(30):
            file.write(random.Random(number).randbytes(size // 30))
    with whole.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    with subprocess.Popen(
        [sys.executable, "-m", "fixtures.registry", str(whole)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        text=True,
    ) as server:
        assert server.stdout is not None
        url = f"{server.stdout.readline().strip()}/blobs/{digest}"
        theirs, ours = [], []
        for _ in range(10):
            theirs.append(timed_curl(url, tmp_path / "curl"))
            ours.append(timed_download(BlobSource(url, digest, size), tmp_path / "ours"))
            if min(ours) < 1.25 * min(theirs):
                break
        server.kill()
    assert min(ours) < 1.25 * min(theirs)


def timed_curl(url: str, target: Path) -> float:
    began = time.monotonic()
    subprocess.run(["curl", "-s", "--noproxy", "*", "-o", target, url], check=True)
    with target.open("rb") as file:
        hashlib.file_digest(file, "sha256")
        os.fsync(file.fileno())
    target.unlink()
    return time.monotonic() - began


def timed_download(source: BlobSource, target: Path) -> float:
    began = time.monotonic()
    partial = Partial(target, source.size)
    made = Download(source, partial, lambda: RegistryClient(RegistryTokens(), plain=True), BandwidthLimit())
    made.start()
    assert made.done.result(60) is None
    target.unlink()
    return time.monotonic() - began
