"""Installed models: details, copies, renames, deletion; new ones from others and from files; on the real engine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.engine_process import EngineProcess
from fixtures.models import add_smollm2, parts_of, smollm2_file, tiny_llama, truncated
from fixtures.registry import Registry
from fixtures.scripted_answers import Answer, lines_of, rated, recording, stream
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.waits import wait_until
from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import FileDamage
from teahouse.core.modelfile import Modelfile
from teahouse.ollama.client import OllamaClient
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent
from teahouse.services.models.events import (
    TRY_OUT,
    CopiedEvent,
    DeletedEvent,
    DetailsEvent,
    DiskEvent,
    FileEvent,
    LineageEvent,
    MadeEvent,
    Making,
    MakingEvent,
    ModelsEvent,
    NewerEvent,
)
from teahouse.services.pulls.events import PulledEvent, PullEvent

SMOLLM2 = "smollm2:135m"
pytestmark = pytest.mark.engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    add_smollm2(tmp_path / "models")
    with EngineProcess(tmp_path / "models") as process:
        yield process


@pytest.fixture
def session(tmp_path: Path, engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[BackendSession]:
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "models"))
    with BackendSession(tmp_path / "home", host=engine.url) as backstage:
        backstage.ready()
        yield backstage


def names(session: BackendSession, count: int) -> list[str]:
    found = session.wait(ModelsEvent, lambda event: len(event.models) == count)
    return [entry.card.name for entry in found.models]


def test_a_model_is_studied(session: BackendSession) -> None:
    session.services.models.read_details(SMOLLM2)
    event = session.wait(DetailsEvent)
    details = event.details
    assert details is not None
    assert (details.architecture, details.layers, details.context_length) == ("llama", 30, 8192)
    assert (details.heads, details.kv_heads, details.tokenizer) == (9, 3, "gpt2 smollm")
    assert details.licence == "Apache-2.0"
    assert dict(details.parameters)["stop"] == "<|im_end|>"
    structure = event.structure
    assert structure is not None
    assert {total.part.value for total in structure.parts} == {"feed_forward", "embedding", "attention", "norms"}
    weights = smollm2_file().stat().st_size
    assert 0.97 * weights < structure.size <= weights
    assert structure.parameters == details.information["general.parameter_count"] == 134_515_008
    assert (structure.tied, structure.blocks, len(structure.groups)) == (True, 30, 1)
    kind = structure.groups[0].kind
    assert (kind.heads, kind.kv_heads, kind.head_size, kind.inner, kind.window) == (9, 3, 64, 1536, 0)
    assert details.blob == f"sha256:{smollm2_file().name.rpartition('sha256-')[2]}"
    assert event.build is not None
    assert event.build.context == 8192


def test_what_is_not_there_cannot_be_studied(session: BackendSession) -> None:
    session.services.models.read_details("nope:1b")
    trouble = session.wait(DetailsEvent).trouble
    assert trouble is not None
    assert trouble.problem is Problem.MODEL_MISSING


def test_a_copy_takes_no_disk_and_deleting_one_frees_only_what_nobody_shares(session: BackendSession) -> None:
    session.services.models.copy_model(SMOLLM2, "twin")
    assert session.wait(CopiedEvent) == CopiedEvent(SMOLLM2, "twin:latest")
    assert names(session, 2) == [SMOLLM2, "twin:latest"]
    session.services.models.measure_disk()
    disk = session.wait(DiskEvent)
    assert disk.own == {SMOLLM2: 0, "twin:latest": 0}
    assert disk.size[SMOLLM2] == disk.size["twin:latest"] == disk.total
    session.services.models.delete_models(["twin:latest"])
    assert session.wait(DeletedEvent) == DeletedEvent(("twin:latest",), freed=0)
    before = len(session.events)
    session.services.models.delete_models([SMOLLM2, "nope:1b"])
    gone = session.wait(DeletedEvent, after=before)
    assert (gone.models, gone.freed) == ((SMOLLM2,), disk.total)
    assert gone.troubles["nope:1b"].problem is Problem.MODEL_MISSING


def test_a_model_is_renamed_and_a_name_that_is_taken_is_not_overwritten(session: BackendSession) -> None:
    session.services.models.rename_model(SMOLLM2, "leaf:1")
    assert session.wait(CopiedEvent) == CopiedEvent(SMOLLM2, "leaf:1", renamed=True)
    session.wait(ModelsEvent, lambda event: [entry.card.name for entry in event.models] == ["leaf:1"])
    before = len(session.events)
    session.services.models.copy_model("leaf:1", "leaf:1")
    trouble = session.wait(CopiedEvent, after=before).trouble
    assert trouble is not None
    assert trouble.problem is Problem.MODEL_EXISTS
    before = len(session.events)
    session.services.models.copy_model("leaf:1", "../evil")
    trouble = session.wait(CopiedEvent, after=before).trouble
    assert trouble is not None
    assert trouble.problem is Problem.MODEL_NAME_INVALID


def test_a_model_that_is_loaded_is_deleted_and_leaves_memory(session: BackendSession, engine: EngineProcess) -> None:
    _, reply = session.ask("Hello?")
    assert session.ended(reply).text
    session.services.models.delete_models([SMOLLM2])
    assert session.wait(DeletedEvent).models == (SMOLLM2,)
    assert session.wait(ModelsEvent, lambda event: not event.models).models == ()


def test_deleting_a_model_that_is_being_pulled_ends_the_pull(session: BackendSession, tmp_path: Path) -> None:
    with Registry(rate=1e6) as registry:
        registry.add("library/tea:1b", model=bytes(20_000_000))
        name = f"{registry.host}/library/tea:1b"
        session.services.pulls.start_pull(f"http://{name}")
        session.wait(PullEvent, lambda event: event.pull.figures.completed > 1_000_000)
        session.services.models.delete_models([name])
        troubles = session.wait(DeletedEvent).troubles
        assert troubles[name].problem is Problem.MODEL_MISSING
    assert not [path for path in (tmp_path / "models" / "blobs").iterdir() if "partial" in path.name]


def test_a_newer_version_is_told_with_its_size_and_the_same_is_the_same(
    session: BackendSession, tmp_path: Path
) -> None:
    with Registry() as registry:
        weights = tiny_llama(tmp_path / "one.gguf")
        registry.add("library/tea:1b", model=weights, layers=[("system", b"Be brief.")])
        name = f"{registry.host}/library/tea:1b"
        session.services.pulls.start_pull(f"http://{name}")
        session.wait(PulledEvent)
        session.services.models.check_newer_version(name)
        assert session.wait(NewerEvent) == NewerEvent(name, newer=False, size=0)
        registry.add("library/tea:1b", model=weights, layers=[("system", b"Be very brief.")])
        before = len(session.events)
        session.services.models.check_newer_version(name)
        newer = session.wait(NewerEvent, after=before)
        assert newer.newer is True
        assert newer.size is not None
        assert newer.size > weights.stat().st_size
        registry.manifests.clear()
        before = len(session.events)
        session.services.models.check_newer_version(name)
        assert session.wait(NewerEvent, after=before) == NewerEvent(name)


def test_a_variant_is_made_and_says_what_it_is(session: BackendSession) -> None:
    modelfile = Modelfile(
        SMOLLM2,
        system='Answer "like a pirate".\nAlways.',
        parameters=(("temperature", "0.1"), ("stop", "END"), ("stop", "<|im_end|>"), ("num_ctx", "2048")),
        messages=(("user", "Hi"), ("assistant", "Ahoy")),
    )
    session.services.model_builder.make_model("pirate", modelfile)
    assert session.wait(MadeEvent) == MadeEvent("pirate", made=True)
    assert "pirate:latest" in names(session, 2)
    session.services.models.read_details("pirate")
    details = session.wait(DetailsEvent).details
    assert details is not None
    assert (details.system, details.messages) == (modelfile.system, modelfile.messages)
    assert set(modelfile.parameters) <= set(details.parameters)
    before = len(session.events)
    session.services.model_builder.make_model("pirate", modelfile)
    trouble = session.wait(MadeEvent, after=before).trouble
    assert trouble is not None
    assert trouble.problem is Problem.MODEL_EXISTS


def test_the_lineage_of_a_model_is_what_was_made_from_it_and_what_has_its_weights(session: BackendSession) -> None:
    session.services.model_builder.make_model("pirate", Modelfile(SMOLLM2, system="Ahoy."))
    session.wait(MadeEvent)
    session.services.models.copy_model(SMOLLM2, "twin")
    assert names(session, 3)
    for name in (SMOLLM2, "pirate:latest"):
        before = len(session.events)
        session.services.models.read_lineage(name)
        lineage = session.wait(LineageEvent, after=before).lineage
        assert lineage is not None
        assert [(one.name, one.depth, one.same) for one in lineage.tree] == [
            (SMOLLM2, 0, True), ("pirate:latest", 1, True),
        ]  # fmt: skip
        assert [one.name for one in lineage.siblings] == ["twin:latest"]
        assert lineage.unread == 0
    before = len(session.events)
    session.services.models.read_lineage("nope:1b")
    trouble = session.wait(LineageEvent, after=before).trouble
    assert trouble is not None
    assert trouble.problem is Problem.MODEL_MISSING


def test_a_variant_of_nothing_and_a_wrong_parameter_are_said(session: BackendSession) -> None:
    session.services.model_builder.make_model("x", Modelfile(SMOLLM2, parameters=(("temperature", "hot"),)))
    trouble = session.wait(MadeEvent).trouble
    assert trouble is not None
    assert (trouble.problem, trouble.facts["option"]) == (Problem.OPTION_INVALID, "temperature")
    before = len(session.events)
    session.services.model_builder.make_model("x", Modelfile("nope:1b"))
    event = session.wait(MadeEvent, after=before)
    assert (event.made, event.trouble is not None) == (False, True)
    assert names(session, 1) == [SMOLLM2]


def test_a_file_is_looked_at_then_imported_without_a_second_copy_and_chats(
    session: BackendSession, tmp_path: Path
) -> None:
    path = tmp_path / "My Own Model.Q4.gguf"
    path.write_bytes(smollm2_file().read_bytes())
    session.services.model_builder.read_gguf_file(str(path))
    looked = session.wait(FileEvent)
    assert (looked.name, looked.architecture, looked.quantization) == ("my-own-model.q4", "llama", "Q4_1")
    assert (looked.trouble, looked.projector, bool(looked.template)) == (None, False, True)
    session.services.models.delete_models([SMOLLM2])  # so that the file itself has to travel
    session.wait(DeletedEvent)
    session.services.model_builder.import_file(str(path), "own:1", Modelfile("", system="Be brief."))
    assert session.wait(MadeEvent) == MadeEvent("own:1", made=True)
    told = session.of(MakingEvent)
    assert Making.SENDING not in {event.making for event in told}
    bytes_told = [event.completed for event in told if event.making is Making.SUMMING]
    assert bytes_told == sorted(bytes_told)
    assert bytes_told[-1] == looked.size
    assert len({each.stat().st_ino for each in (tmp_path / "models" / "blobs").iterdir()} & {path.stat().st_ino}) == 1
    _, reply = session.ask("Say hello.", model="own:1")
    assert session.ended(reply).text


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("cut", Problem.FILE_CUT),
        ("empty", Problem.FILE_CUT),
        ("no model", Problem.FILE_NO_GGUF),
        ("missing", Problem.FILE_MISSING),
        ("pipe", Problem.FILE_SPECIAL),
        ("folder", Problem.FILE_SPECIAL),
        ("split", Problem.FILE_PARTS_MISSING),
    ],
)
def test_a_file_no_model_can_be_made_of_is_told_before_anything_is_copied(
    session: BackendSession, tmp_path: Path, kind: str, problem: Problem
) -> None:
    path = tmp_path / "broken.gguf"
    match kind:
        case "cut":
            truncated(smollm2_file(), path, 0.5)
        case "empty":
            path.touch()
        case "no model":
            path.write_bytes(b"PK\x03\x04" + bytes(1000))
        case "split":
            split(path)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    before = sorted((tmp_path / "models" / "blobs").iterdir())
    session.services.model_builder.read_gguf_file(str(path))
    trouble = session.wait(FileEvent).trouble
    assert trouble is not None
    assert (trouble.problem, trouble.facts["path"]) == (problem, "broken.gguf")
    session.services.model_builder.import_file(str(path), "own:1")
    assert session.wait(MadeEvent).trouble is not None
    assert sorted((tmp_path / "models" / "blobs").iterdir()) == before


def test_a_file_that_cannot_be_linked_is_sent(
    session: BackendSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_llama(tmp_path / "far.gguf")

    async def refuse(*_: object) -> AsyncGenerator[tuple[int, str], None]:
        raise Trouble(Problem.HOST_ERROR, message="cannot be linked")
        yield

    monkeypatch.setattr(OllamaClient, "stream_link", refuse)
    session.services.model_builder.import_file(str(path), "far")
    assert session.wait(MadeEvent) == MadeEvent("far", made=True)
    sent = [event.completed for event in session.of(MakingEvent) if event.making is Making.SENDING]
    assert sent[-1] == path.stat().st_size


def test_any_part_of_a_split_file_stands_for_all(session: BackendSession, tmp_path: Path) -> None:
    parts = parts_of(tiny_llama(tmp_path / "Cup.gguf", split=5))
    session.services.model_builder.read_gguf_file(str(parts[1]))
    looked = session.wait(FileEvent)
    assert looked.parts == tuple(map(str, parts))
    assert (looked.name, looked.size) == ("cup", sum(part.stat().st_size for part in parts))
    session.services.model_builder.import_file(str(parts[1]), "cup")
    assert session.wait(MadeEvent) == MadeEvent("cup", made=True)
    _, reply = session.ask("Say hello.", model="cup:latest")
    assert session.ended(reply).state is not State.FAILED
    parts[2].unlink()
    before = len(session.events)
    session.services.model_builder.read_gguf_file(str(parts[0]))
    trouble = session.wait(FileEvent, after=before).trouble
    assert trouble is not None
    assert trouble.problem is Problem.FILE_PARTS_MISSING


def test_files_are_used_in_their_places_missed_and_found_again(session: BackendSession, tmp_path: Path) -> None:
    file = tiny_llama(tmp_path / "tiny.gguf")
    (tmp_path / "models" / "linked").touch()  # nothing can be linked there
    session.services.model_builder.use_files("tiny", (str(file),))
    assert session.wait(MadeEvent) == MadeEvent("tiny", made=True)
    _, reply = session.ask("Say hello.", model="tiny:latest")
    assert session.ended(reply).state is not State.FAILED
    session.services.library.unload_model("tiny:latest")
    moved = file.rename(tmp_path / "moved.gguf")
    before = len(session.events)
    session.services.library.refresh_models()
    listed = session.wait(ModelsEvent, lambda event: any(each.card.damage for each in event.models), after=before)
    card = next(entry.card for entry in listed.models if entry.card.name == "tiny:latest")
    assert (card.damage, card.path) == (FileDamage.MISSING, str(file))
    _, reply = session.ask("Say hello.", model="tiny:latest")
    failed = session.ended(reply)
    assert failed.problem == Problem.MODEL_FILE_MISSING.value
    assert failed.facts["path"] == str(file)
    before = len(session.events)
    session.services.model_builder.replace_file("tiny:latest", str(moved))
    assert session.wait(MadeEvent, after=before).made
    listed = session.wait(ModelsEvent, lambda event: not any(each.card.damage for each in event.models), after=before)
    assert len(listed.models) == 2
    _, reply = session.ask("Say hello.", model="tiny:latest")
    assert session.ended(reply).state is not State.FAILED
    session.services.models.delete_models(["tiny:latest"])
    session.wait(DeletedEvent)
    assert moved.exists()


def split(path: Path) -> None:
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_uint16("split.count", 3)
    writer.add_tensor("token_embd.weight", np.zeros((4, 4), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_an_import_that_is_given_up_leaves_nothing(session: BackendSession, tmp_path: Path) -> None:
    path = tmp_path / "big.gguf"
    path.write_bytes(smollm2_file().read_bytes())
    os.truncate(path, 4 << 30)  # with a hole at its end: time to think better of it
    before = sorted((tmp_path / "models" / "blobs").iterdir())
    session.services.model_builder.import_file(str(path), "own:1")
    session.wait(MakingEvent)
    session.services.model_builder.cancel_making("own:1")
    assert session.wait(MadeEvent) == MadeEvent("own:1", made=False)
    wait_until(lambda: sorted((tmp_path / "models" / "blobs").iterdir()) == before)  # the engine sees that nobody waits


def test_the_recorded_daemon_is_asked_as_it_wants_to_be(tmp_path: Path) -> None:
    """create.ndjson is what an Ollama said to a model from a GGUF blob."""
    path = tiny_llama(tmp_path / "tiny.gguf")
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    with ScriptedDaemon() as daemon:
        daemon.on("/api/create", stream(recorded_lines("create.ndjson")))
        daemon.on(f"/api/blobs/{digest}", Answer(status=404), Answer(status=201))
        with BackendSession(tmp_path / "home", host=daemon.url) as session:
            session.ready()
            session.services.model_builder.import_file(str(path), "own:1", Modelfile("", system="Be brief."))
            assert session.wait(MadeEvent).made
        head, post = daemon.requested(f"/api/blobs/{digest}")
        assert (head.method, post.method, post.body) == ("HEAD", "POST", path.read_bytes())
        assert daemon.requested("/api/create")[0].json == {
            "model": "own:1",
            "system": "Be brief.",
            "files": {"0-tiny.gguf": digest},
            "stream": True,
        }


VARIANT = Modelfile(
    SMOLLM2,
    system="You only say tea.",
    parameters=(("temperature", "0"), ("num_predict", "8")),
    messages=(("user", "What do you drink?"), ("assistant", "Tea.")),
)
QUESTION, REPLY = Message("q", None, Role.USER, "And then?"), Message("r", "q", Role.ASSISTANT, model=SMOLLM2)


def tried(session: BackendSession, state: State) -> Message:
    """How a try-out ended."""
    return session.wait(ReplyEvent, lambda event: event.message.state is state).message


def test_a_variant_is_tried_out_on_a_real_model_and_nothing_is_kept(session: BackendSession) -> None:
    session.services.try_out.ask_variant(VARIANT, (QUESTION,), REPLY)
    ended = session.wait(ReplyEvent)
    assert ended.conversation_id == TRY_OUT
    assert "".join(event.text for event in session.of(PieceEvent)) == ended.message.text
    assert ended.message.state in (State.DONE, State.LENGTH)
    assert names(session, 1) == [SMOLLM2]


def test_a_try_out_asks_as_the_variant_would_and_can_be_stopped_or_refused(tmp_path: Path) -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", rated(100_000, 50.0))
        with BackendSession(tmp_path / "home", host=daemon.url) as session:
            session.ready()
            session.services.try_out.ask_variant(VARIANT, (QUESTION,), REPLY)
            session.wait(PieceEvent)
            assert wait_until(lambda: len(session.of(PieceEvent)) > 50)
            told = [event for event in session.events if isinstance(event, PieceEvent | PhaseEvent)]
            begun = next(number for number, one in enumerate(told) if isinstance(one, PieceEvent))
            assert any(isinstance(one, PhaseEvent) for one in told[:begun])
            assert not any(isinstance(one, PhaseEvent) for one in told[begun:])  # it waits for nothing any more
            session.services.try_out.stop_answer()
            assert tried(session, State.STOPPED).text
            session.services.try_out.ask_variant(
                Modelfile(SMOLLM2, parameters=(("temperature", "hot"),)), (QUESTION,), REPLY
            )
            assert tried(session, State.FAILED).problem == Problem.OPTION_INVALID
        [asked] = [request.json for request in daemon.requested("/api/chat")]
    said = [(message["role"], message["content"]) for message in asked["messages"]]
    assert said == [("system", "You only say tea."), *VARIANT.messages, ("user", "And then?")]
    assert asked["options"] == {"temperature": 0.0, "num_predict": 8}


def test_an_adapter_travels_first_and_a_daemon_that_makes_models_smaller_is_asked_to(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf")
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    with ScriptedDaemon() as daemon:
        daemon.on("/api/create", stream(recorded_lines("create.ndjson")))
        daemon.on(f"/api/blobs/{digest}", Answer(status=404), Answer(status=201), Answer(status=200))
        with BackendSession(tmp_path / "home", host=daemon.url) as session:
            session.ready()
            session.services.model_builder.make_model("own:1", Modelfile("a:1b", adapter=str(path)))
            assert session.wait(MadeEvent).made
            session.services.model_builder.import_file(str(path), "own:2", quantize="q4_K_M")
            assert session.wait(MadeEvent, lambda event: event.model == "own:2").made
        first, second = (request.json for request in daemon.requested("/api/create"))
        assert first["adapters"] == {"tiny.gguf": digest}
        assert (second["files"], second["quantize"]) == ({"0-tiny.gguf": digest}, "q4_K_M")


def test_the_steps_of_a_daemon_that_makes_a_model_smaller_are_shown(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "tiny.gguf")
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    with ScriptedDaemon() as daemon:
        daemon.on("/api/create", stream(recorded_lines("quantize.ndjson")))
        daemon.on(f"/api/blobs/{digest}", Answer(status=200))
        with BackendSession(tmp_path / "home", host=daemon.url) as session:
            session.ready()
            session.services.model_builder.import_file(str(path), "own:1", quantize="q4_K_M")
            assert session.wait(MadeEvent).made
    told = [event for event in session.of(MakingEvent) if event.making is Making.CREATING]
    smaller = [event for event in told if event.total]
    assert {event.status for event in smaller} == {"quantizing F16 model to Q4_K_M"}
    shares = [event.completed for event in smaller]
    assert shares == sorted(shares)
    assert shares[-1] == smaller[-1].total == 270_885_952
    assert len(told) < 279  # not every line
    statuses = [event.status for event in told]
    assert "using existing layer 27e1496775b0" in statuses
    assert statuses[-2:] == ["writing manifest", "success"]


def recorded_lines(name: str) -> list[bytes]:
    """The lines of one recorded answer, up to its first success."""
    lines = lines_of(recording(name))
    return lines[: lines.index(b'{"status":"success"}\n') + 1]
