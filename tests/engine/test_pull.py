"""Pulls from a registry: progress, stored files, and behaviour under faults."""

from __future__ import annotations

import hashlib
import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures import guard
from fixtures.engine_process import EngineProcess
from fixtures.models import smollm2_file
from fixtures.ollama_recordings import read_recording
from fixtures.registry import IMAGE, Registry, make_certificate, make_expired_certificate
from fixtures.unwritable_folders import fill_disk, small_disk
from fixtures.waits import wait_until
from teahouse.core.errors import Problem
from teahouse.core.manifest import LARGEST
from teahouse.core.model import ModelName
from teahouse.engine.errors import ApiError
from teahouse.engine.registry import Registry as EngineRegistry
from teahouse.engine.registry import RegistryTokens
from teahouse.ollama.faults import pull_trouble

MIB = 1 << 20
NAME = "library/tea:1b"
pytestmark = pytest.mark.engine


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as serving:
        yield serving


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def engine(models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(models) as process:
        yield process


def made(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def lines(engine: EngineProcess, name: str, *, insecure: bool = True) -> list[dict[str, Any]]:
    """All lines of a pull."""
    asked = {"model": name, "insecure": insecure}
    with httpx.Client(trust_env=False, timeout=60) as client:
        answer = client.post(f"{engine.url}/api/pull", json=asked)
    return [json.loads(line) for line in answer.text.split("\n") if line]


def pull_until(engine: EngineProcess, name: str, enough: Callable[[dict[str, Any]], bool]) -> int:
    """Pull and leave as soon as a line is enough; the bytes that line told."""
    with (
        httpx.Client(trust_env=False, timeout=60) as client,
        client.stream("POST", f"{engine.url}/api/pull", json={"model": name, "insecure": True}) as answer,
    ):
        for line in answer.iter_lines():
            said = json.loads(line)
            if enough(said):
                return int(said.get("completed", 0))
    raise AssertionError("the pull ended first")


def tags(engine: EngineProcess) -> list[str]:
    found = httpx.get(f"{engine.url}/api/tags", trust_env=False).json()["models"]
    return [model["name"] for model in found]


def left_over(models: Path) -> list[str]:
    """Files among the blobs that are no whole blob."""
    return [path.name for path in (models / "blobs").glob("*") if len(path.name) != len("sha256-") + 64]


def blob(models: Path, data: bytes) -> bytes:
    return (models / "blobs" / f"sha256-{hashlib.sha256(data).hexdigest()}").read_bytes()


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_it_says_what_a_recorded_daemon_says(engine: EngineProcess, registry: Registry, models: Path) -> None:
    data = made(40 * MIB)
    registry.rate = 60 * MIB
    raw = registry.add(NAME, model=data, layers=[("system", b"Be brief."), ("params", b'{"stop":["x"]}')])
    said = lines(engine, f"{registry.host}/{NAME}")
    recording = [json.loads(line.split("\t")[1]) for line in _timed("pull-throttled")]
    assert [line for line in said if "digest" not in line] == [line for line in recording if "digest" not in line]
    pulling = [line for line in said if "digest" in line]
    assert {tuple(line) for line in pulling} >= {("status", "digest", "total", "completed")}
    assert all(line["status"] == f"pulling {line['digest'][7:19]}" for line in pulling)
    entries = [*json.loads(raw)["layers"], json.loads(raw)["config"]]
    assert list(dict.fromkeys(line["digest"] for line in pulling)) == [entry["digest"] for entry in entries]
    of_model = [line.get("completed", 0) for line in pulling if line["total"] == len(data)]
    assert of_model == sorted(of_model)
    assert len(of_model) > 4
    assert blob(models, data) == data
    manifest = next((models / "manifests").glob("*/library/tea/1b"))
    assert manifest.read_bytes() == raw


def _timed(name: str) -> list[str]:
    from fixtures.ollama_recordings import RECORDINGS

    return [line for line in (RECORDINGS / f"{name}.timed.ndjson").read_text().split("\n") if line]


def test_a_model_that_is_here_is_told_as_here_and_nothing_is_fetched(engine: EngineProcess, registry: Registry) -> None:
    registry.add(NAME, model=made(MIB))
    lines(engine, f"{registry.host}/{NAME}")
    before = registry.sent.total()
    said = lines(engine, f"{registry.host}/{NAME}")
    assert all(line["completed"] == line["total"] for line in said if "digest" in line)
    assert said[-1] == {"status": "success"}
    assert registry.sent.total() == before


def test_a_real_model_is_pulled_and_chats(engine: EngineProcess, registry: Registry) -> None:
    registry.add("library/smollm2:135m", model=smollm2_file(), layers=[("params", b'{"temperature":0}')])
    said = lines(engine, f"{registry.host}/library/smollm2:135m")
    assert said[-1] == {"status": "success"}
    [name] = tags(engine)
    asked = {"model": name, "messages": [{"role": "user", "content": "Say hello."}], "stream": False}
    reply = httpx.post(f"{engine.url}/api/chat", json=asked, timeout=120, trust_env=False).json()
    assert reply["message"]["content"].strip()


def test_a_missing_manifest_and_a_bad_name_are_refused_as_recorded(engine: EngineProcess, registry: Registry) -> None:
    recorded_words = {entry["request"]: entry["body"] for entry in read_recording("errors.json")}
    said = lines(engine, f"http://{registry.host}/library/missing:1")
    [as_recorded] = [body for asked, body in recorded_words.items() if 'insecure":true}' in asked and "http:" in asked]
    assert [json.dumps(line, separators=(",", ":")) for line in said] == as_recorded
    answer = httpx.post(f"{engine.url}/api/pull", json={"model": "bad name"}, trust_env=False)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid model name"})
    whole = {"model": f"{registry.host}/library/missing:1", "insecure": True, "stream": False}
    answer = httpx.post(f"{engine.url}/api/pull", json=whole, trust_env=False)
    assert (answer.status_code, answer.json()) == (500, {"error": "pull model manifest: file does not exist"})


def test_plain_http_is_spoken_only_when_asked(engine: EngineProcess, registry: Registry) -> None:
    registry.add(NAME, model=made(1000))
    said = lines(engine, f"http://{registry.host}/{NAME}", insecure=False)
    url = f"https://{registry.host}/v2/library/tea/manifests/1b"
    words = f'pull model manifest: Get "{url}": http: server gave HTTP response to HTTPS client'
    assert said == [{"status": "pulling manifest"}, {"error": words}]
    assert registry.asked == []


def test_several_parts_come_at_once(engine: EngineProcess, registry: Registry) -> None:
    data = made(70 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 10 * MIB
    assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    assert registry.busiest >= 4
    assert sum(registry.sent.values()) < len(data) + MIB


def test_leaving_keeps_what_came_and_the_next_pull_goes_on_from_there(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    data = made(64 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 4 * MIB
    told = pull_until(engine, f"{registry.host}/{NAME}", lambda line: line.get("completed", 0) > 10 * MIB)
    assert wait_until(lambda: quiet(registry))
    assert left_over(models)
    assert tags(engine) == []
    registry.rate = 0
    said = lines(engine, f"{registry.host}/{NAME}")
    first = next(line for line in said if "digest" in line)
    assert first["completed"] >= told
    assert said[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] < len(data) + 8 * MIB
    assert blob(models, data) == data
    assert left_over(models) == []


def test_an_engine_that_is_killed_goes_on_from_where_it_was(registry: Registry, models: Path) -> None:
    data = made(64 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 4 * MIB
    with EngineProcess(models, owned=False) as first, pytest.raises(httpx.HTTPError):
        pull_until(first, f"{registry.host}/{NAME}", lambda line: line.get("completed", 0) > 12 * MIB and kill(first))
    assert wait_until(lambda: quiet(registry))
    registry.rate = 0
    with EngineProcess(models) as second:
        assert lines(second, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    # What had come since each of the four connections last noted where it was.
    assert registry.sent[digest_of(data)] < len(data) + 4 * (5 + 4) * MIB
    assert blob(models, data) == data
    assert left_over(models) == []


def kill(engine: EngineProcess) -> bool:
    engine.process.kill()
    return False


def quiet(registry: Registry) -> bool:
    before = registry.sent.total()
    time.sleep(0.2)
    return registry.sent.total() == before


def test_two_clients_share_one_download_and_the_one_who_stays_gets_it(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    data = made(32 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 3 * MIB
    said: list[dict[str, Any]] = []
    stays = threading.Thread(target=lambda: said.extend(lines(engine, f"{registry.host}/{NAME}")))
    stays.start()
    pull_until(engine, f"{registry.host}/{NAME}", lambda line: line.get("completed", 0) > 2 * MIB)
    registry.rate = 0
    stays.join()
    assert said[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] == len(data)
    assert blob(models, data) == data


def test_two_engines_on_one_folder_fetch_a_blob_once_and_both_have_it(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    data = made(32 * MIB)
    registry.add(NAME, model=data, layers=[("license", b"MIT")])
    registry.rate = 4 * MIB
    said: list[list[dict[str, Any]]] = []
    with EngineProcess(models) as another:
        both = [
            threading.Thread(target=lambda e=each: said.append(lines(e, f"{registry.host}/{NAME}")))
            for each in (engine, another)
        ]
        for pulling in both:
            pulling.start()
        for pulling in both:
            pulling.join()
    assert [each[-1] for each in said] == [{"status": "success"}] * 2
    assert registry.sent[digest_of(data)] == len(data)
    assert blob(models, data) == data
    assert left_over(models) == []


def test_an_engine_takes_over_from_one_that_was_killed(registry: Registry, models: Path) -> None:
    data = made(64 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 2 * MIB
    said: list[dict[str, Any]] = []
    with EngineProcess(models, owned=False) as first, EngineProcess(models) as second:
        waiting = threading.Thread(target=lambda: said.extend(lines(second, f"{registry.host}/{NAME}")))

        def enough(line: dict[str, Any]) -> bool:
            if line.get("completed", 0) > 4 * MIB and not waiting.is_alive():
                waiting.start()
            return line.get("completed", 0) > 12 * MIB and kill(first)

        with pytest.raises(httpx.HTTPError):
            pull_until(first, f"{registry.host}/{NAME}", enough)
        registry.rate = 0
        waiting.join()
    assert said[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] < len(data) + 16 * MIB
    assert blob(models, data) == data


def test_cuts_and_busy_answers_are_tried_again_from_where_they_were(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    data = made(40 * MIB)
    registry.add(NAME, model=data)
    registry.fault(times=3, cut=3 * MIB, smallest=MIB)
    registry.fault(times=2, status=503)
    assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    assert registry.faults[0].times == registry.faults[1].times == 0
    assert registry.sent[digest_of(data)] == len(data)
    assert blob(models, data) == data


def test_a_manifest_that_goes_on_for_ever_is_refused_where_it_is_too_long(registry: Registry) -> None:
    raw = registry.add(NAME, model=b"weights")
    name = ModelName.parse(f"{registry.host}/{NAME}")
    registry.offer(NAME, raw.ljust(LARGEST))
    assert EngineRegistry(name, RegistryTokens(), insecure=True).fetch_manifest().raw.rstrip() == raw
    registry.offer(NAME, raw.ljust(LARGEST + 1))
    with pytest.raises(ApiError, match="invalid manifest"):
        EngineRegistry(name, RegistryTokens(), insecure=True).fetch_manifest()


def test_a_registry_without_ranges_serves_too(engine: EngineProcess, registry: Registry, models: Path) -> None:
    data = made(40 * MIB)
    registry.add(NAME, model=data)
    registry.ranges = False
    assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] == len(data)
    assert blob(models, data) == data


def test_wrong_bytes_are_thrown_away_and_told_and_the_next_pull_begins_afresh(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    data = made(3 * MIB)
    registry.add(NAME, model=data)
    registry.fault(wrong=True)
    said = lines(engine, f"{registry.host}/{NAME}")
    assert said[-1]["error"].startswith(f"digest mismatch, file must be downloaded again: want {digest_of(data)}, got ")
    assert list((models / "blobs").glob("*")) == []
    assert tags(engine) == []
    assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}


def test_a_registry_that_lies_about_a_size_is_believed_in_nothing(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    registry.add(NAME, model=made(3 * MIB))
    registry.fault(times=99, lies=5)
    said = lines(engine, f"{registry.host}/{NAME}")
    assert said[-1] == {"error": f"size mismatch: the manifest says {3 * MIB} bytes, the registry {3 * MIB + 5}"}
    assert tags(engine) == []


def entry(**changed: Any) -> dict[str, Any]:
    return {"mediaType": f"{IMAGE}model", "digest": "sha256:" + "0" * 64, "size": 5, **changed}


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"not json",
        b"[" * 100_000,
        b'{"layers":null,"config":{}}',
        {"layers": [], "config": entry()},
        {"layers": [entry(mediaType=f"{IMAGE}template")], "config": entry()},
        {"layers": [entry(digest="sha256:../../../../etc/passwd")], "config": entry()},
        {"layers": [entry(digest="sha256-" + "0" * 64)], "config": entry()},
        {"layers": [entry(size=-1)], "config": entry()},
        {"layers": [entry(size="5")], "config": entry()},
        {"layers": [entry(size=1 << 60)], "config": entry()},
        {"layers": [entry(), entry(size=6)], "config": entry()},
        {"layers": [entry()] * 1000, "config": entry()},
        {"layers": [entry(), entry(mediaType=f"{IMAGE}license", size=1 << 32)], "config": entry()},
        {"manifests": []},
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else str(value[:12]),
)
def test_a_manifest_full_of_tricks_writes_nothing(
    engine: EngineProcess, registry: Registry, models: Path, manifest: Any
) -> None:
    registry.offer(NAME, manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode())
    said = lines(engine, f"{registry.host}/{NAME}")
    assert said[-1]["error"].startswith("pull model manifest: invalid manifest: ")
    assert not models.exists() or [path for path in models.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../x:1", "library/../../x:1", "library/tea:../1", "a/b/c/d/e:1", "library/tea:"])
def test_names_with_tricks_are_no_names(engine: EngineProcess, registry: Registry, name: str) -> None:
    answer = httpx.post(f"{engine.url}/api/pull", json={"model": f"{registry.host}/{name}"}, trust_env=False)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid model name"})


def test_the_key_a_registry_hands_out_never_goes_to_where_it_redirects(
    engine: EngineProcess, registry: Registry
) -> None:
    with Registry() as elsewhere:
        registry.key, registry.elsewhere = "anyone-may-read", elsewhere
        registry.add(NAME, model=made(40 * MIB))
        assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
        assert elsewhere.asked
        assert all("authorization" not in asked.headers for asked in elsewhere.asked)
    assert {asked.headers.get("authorization") for asked in registry.asked} == {None, "Bearer anyone-may-read"}


def test_a_signed_address_that_ran_out_is_asked_for_again(engine: EngineProcess, registry: Registry) -> None:
    data = made(90 * MIB)
    with Registry(rate=60 * MIB) as elsewhere:
        registry.elsewhere = elsewhere
        registry.add(NAME, model=data)
        pulling = threading.Thread(target=lambda: said.extend(lines(engine, f"{registry.host}/{NAME}")))
        said: list[dict[str, Any]] = []
        pulling.start()
        assert wait_until(lambda: elsewhere.sent.total() > MIB)
        elsewhere.fault(times=1, status=403)
        elsewhere.fault(times=2, cut=MIB, smallest=8 * MIB)
        pulling.join()
    assert said[-1] == {"status": "success"}
    assert elsewhere.faults[0].times == 0
    assert 403 in {asked.status for asked in elsewhere.asked}


def test_a_redirect_never_leads_out_of_tls(models: Path, tmp_path: Path) -> None:
    pair = make_certificate(tmp_path)
    with (
        Registry() as plain,
        Registry(certificate=pair, elsewhere=plain) as registry,
        EngineProcess(models, environment={"SSL_CERT_FILE": str(pair[0])}) as engine,
    ):
        registry.add(NAME, model=made(MIB))
        said = lines(engine, f"{registry.host}/{NAME}", insecure=False)
        assert 'insecure redirect to "http://127.0.0.1" refused' in said[-1]["error"]
        assert plain.asked == []


def test_the_environments_proxy_is_used_and_its_exceptions_are(registry: Registry, models: Path) -> None:
    registry.add(NAME, model=made(MIB))
    environment = {"http_proxy": f"http://tea:leaf@{registry.host}", "no_proxy": "closed.example"}
    environment[guard.UNKNOWN] = "closed.example"
    with EngineProcess(models, environment=environment) as engine:
        assert lines(engine, f"registry.example/{NAME}")[-1] == {"status": "success"}
        through = list(registry.asked)
        assert "dial tcp: lookup closed.example" in lines(engine, f"closed.example/{NAME}")[-1]["error"]
    assert all(asked.path.startswith("http://registry.example:80/v2/") for asked in through)
    assert all(asked.headers["proxy-authorization"].startswith("Basic ") for asked in through)
    assert registry.asked == through


def test_tls_is_checked_and_an_authority_of_ones_own_is_taken_from_the_environment(
    models: Path, tmp_path: Path
) -> None:
    certificate, key = make_certificate(tmp_path)
    with Registry(certificate=(certificate, key)) as registry:
        data = made(20 * MIB)
        registry.add(NAME, model=data)
        with EngineProcess(models) as distrusting:
            said = lines(distrusting, f"{registry.host}/{NAME}", insecure=False)
            assert "tls: failed to verify certificate: x509: " in said[-1]["error"]
        with EngineProcess(models, environment={"SSL_CERT_FILE": str(certificate)}) as trusting:
            assert lines(trusting, f"{registry.host}/{NAME}", insecure=False)[-1] == {"status": "success"}
    assert blob(models, data) == data


def test_a_certificate_that_ran_out_is_not_trusted_even_where_its_authority_is(models: Path, tmp_path: Path) -> None:
    pair = make_expired_certificate(tmp_path)
    with (
        Registry(certificate=pair) as registry,
        EngineProcess(models, environment={"SSL_CERT_FILE": str(pair[0])}) as engine,
    ):
        registry.add(NAME, model=made(1000))
        said = lines(engine, f"{registry.host}/{NAME}", insecure=False)[-1]["error"]
        assert "certificate has expired" in said
        assert pull_trouble(said, NAME).problem is Problem.REGISTRY_UNTRUSTED
    assert registry.sent.total() == 0


def test_a_full_disk_is_told_before_anything_is_fetched(registry: Registry) -> None:
    data = made(40 * MIB)
    registry.add(NAME, model=data)
    with small_disk(24 * MIB) as disk, EngineProcess(disk / "models") as engine:
        said = lines(engine, f"{registry.host}/{NAME}")
        assert "no space left on device" in said[-1]["error"]
        assert registry.sent[digest_of(data)] == 0


def test_a_disk_that_fills_up_near_the_end_keeps_what_came(registry: Registry) -> None:
    data = made(20 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 16 * MIB
    said: list[dict[str, Any]] = []
    with small_disk(24 * MIB) as disk, EngineProcess(disk / "models") as engine:
        pulling = threading.Thread(target=lambda: said.extend(lines(engine, f"{registry.host}/{NAME}")))
        pulling.start()
        assert wait_until(lambda: registry.sent.total() > 10 * MIB)
        registry.rate = MIB / 2
        filler = fill_disk(disk)
        pulling.join()
        assert "no space left on device" in said[-1]["error"]
        assert tags(engine) == []
        filler.unlink()
        registry.rate = 0
        assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] < len(data) + 8 * MIB


def test_a_newer_version_takes_the_place_of_the_old_and_its_layers_go(
    engine: EngineProcess, registry: Registry, models: Path
) -> None:
    old, new = made(MIB, 1), made(MIB, 2)
    registry.add(NAME, model=old, layers=[("license", b"the same")])
    lines(engine, f"{registry.host}/{NAME}")
    registry.add(NAME, model=new, layers=[("license", b"the same")])
    said = lines(engine, f"{registry.host}/{NAME}")
    assert [line["status"] for line in said][-3:] == ["writing manifest", "removing unused layers", "success"]
    assert blob(models, new) == new
    assert blob(models, b"the same") == b"the same"
    with pytest.raises(FileNotFoundError):
        blob(models, old)


def test_what_came_of_a_pull_can_be_thrown_away(engine: EngineProcess, registry: Registry, models: Path) -> None:
    data = made(32 * MIB)
    registry.add(NAME, model=data)
    registry.rate = 2 * MIB
    pull_until(engine, f"{registry.host}/{NAME}", lambda line: line.get("completed", 0) > 2 * MIB)
    assert wait_until(lambda: quiet(registry))
    gone = httpx.delete(f"{engine.url}/api/blobs/{digest_of(data)}", trust_env=False)
    assert gone.status_code == 200
    assert left_over(models) == []
    again = httpx.delete(f"{engine.url}/api/blobs/{digest_of(data)}", trust_env=False)
    assert again.status_code == 404


def test_partials_of_an_ollama_daemon_are_taken_up(engine: EngineProcess, registry: Registry, models: Path) -> None:
    data = made(40 * MIB)
    registry.add(NAME, model=data)
    path = models / "blobs" / f"{digest_of(data).replace(':', '-')}-partial"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = 20 * MIB
    path.write_bytes(data[: half - MIB] + bytes(len(data) - half + MIB))
    for number, (offset, done) in enumerate([(0, half - MIB), (half, 0)]):
        line = {"N": number, "Offset": offset, "Size": half, "Completed": done}
        path.with_name(f"{path.name}-{number}").write_text(json.dumps(line) + "\n")
    assert lines(engine, f"{registry.host}/{NAME}")[-1] == {"status": "success"}
    assert registry.sent[digest_of(data)] == len(data) - half + MIB
    assert blob(models, data) == data
    assert left_over(models) == []


def test_fifty_pulls_with_cuts_everywhere_all_end_whole(registry: Registry, models: Path) -> None:
    """The registry and the engine die and come back while they run; nothing is fetched twice but a part per cut."""
    chance = random.Random(5)
    sizes = {number: chance.randrange(1, 3 * MIB) for number in range(50)}
    for number, size in sizes.items():
        registry.add(f"library/tea{number}:1", model=made(size, number))
    engine, cuts = EngineProcess(models), 0
    try:
        for number in sizes:
            if chance.random() < 0.6:
                registry.fault(cut=chance.randrange(1, MIB))
                cuts += 1
            if chance.random() < 0.1:
                registry.stop()
                registry.start()
            if chance.random() < 0.1:
                engine.process.kill()
                engine.stop()
                engine = EngineProcess(models)
            assert lines(engine, f"{registry.host}/library/tea{number}:1")[-1] == {"status": "success"}
        assert len(tags(engine)) == 50
    finally:
        engine.stop()
    assert cuts > 20
    for number, size in sizes.items():
        data = made(size, number)
        assert blob(models, data) == data
        assert registry.sent[digest_of(data)] == size
    assert left_over(models) == []


def test_the_processor_is_not_kept_busy_by_waiting(engine: EngineProcess, registry: Registry) -> None:
    data = made(2 * MIB)
    registry.add(NAME, model=data)
    registry.rate = MIB
    before = cpu(engine.pid)
    lines(engine, f"{registry.host}/{NAME}")
    assert cpu(engine.pid) - before < 0.5


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
