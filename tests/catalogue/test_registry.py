"""The memory that a model needs, from its registry before the pull."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.registry import IMAGE, Registry, make_certificate
from teahouse.catalogue.registry import fetch_manifest
from teahouse.core.errors import Problem, Trouble
from teahouse.core.manifest import MODEL, read_manifest
from teahouse.core.model import ModelName


def fetched(registry: Registry, *, insecure: bool = True) -> Any:
    return asyncio.run(fetch_manifest(ModelName.parse(f"{registry.host}/library/tea:1b"), insecure=insecure))


def problem_of(registry: Registry, *, insecure: bool = True) -> Problem:
    with pytest.raises(Trouble) as caught:
        fetched(registry, insecure=insecure)
    return caught.value.problem


def test_the_sizes_are_those_of_all_blobs_and_the_digest_is_the_manifests() -> None:
    with Registry() as registry:
        raw = registry.add("library/tea:1b", model=b"weights", layers=[("license", b"MIT"), ("params", b"{}")])
        manifest = fetched(registry)
    values = json.loads(raw)
    assert dict(manifest.sizes) == {entry["digest"]: entry["size"] for entry in [*values["layers"], values["config"]]}
    assert manifest.size == sum(manifest.sizes.values())
    assert manifest.digest == hashlib.sha256(raw).hexdigest()
    assert [blob.digest for blob in manifest.layers_of(MODEL)] == [f"sha256:{hashlib.sha256(b'weights').hexdigest()}"]


def test_a_registry_learns_the_name_of_the_program_and_nothing_else_of_who_asks() -> None:
    with Registry() as registry:
        registry.add("library/tea:1b", model=b"weights")
        fetched(registry)
        (asked,) = registry.asked
    assert asked.headers["user-agent"] == "Teahouse"
    assert set(asked.headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_what_goes_wrong_has_its_own_name(tmp_path: Path) -> None:
    with Registry() as registry:
        assert problem_of(registry) is Problem.NOT_IN_REGISTRY
        assert problem_of(registry, insecure=False) is Problem.REGISTRY_PLAIN
        registry.key = "known-people-only"
        assert problem_of(registry) is Problem.REGISTRY_REFUSED
        registry.key = ""
        registry.offer("library/tea:1b", b"no manifest")
        assert problem_of(registry) is Problem.DOWNLOAD_DAMAGED
        registry.offer("library/tea:1b", b" " * (5 << 20))
        assert problem_of(registry) is Problem.DOWNLOAD_DAMAGED
        registry.stop()
        assert problem_of(registry) is Problem.REGISTRY_UNREACHABLE
    with Registry(certificate=make_certificate(tmp_path)) as registry:
        assert problem_of(registry, insecure=False) is Problem.REGISTRY_UNTRUSTED


entries = st.fixed_dictionaries(
    {},
    optional={
        "mediaType": st.sampled_from([f"{IMAGE}model", f"{IMAGE}license"]) | st.integers(),
        "digest": st.sampled_from([f"sha256:{'0' * 64}", "sha256:../..", "x"]) | st.none(),
        "size": st.integers(-1, 1 << 60) | st.text(max_size=3) | st.booleans(),
    },
)


@given(st.fixed_dictionaries({}, optional={"layers": st.lists(entries, max_size=3) | st.integers(), "config": entries}))
def test_whatever_a_registry_says_is_believed_only_where_it_fits_together(values: dict[str, Any]) -> None:
    try:
        manifest = read_manifest(json.dumps(values).encode())
    except ValueError as error:
        assert str(error)  # noqa: PT017 - anything may come, or nothing
    else:
        assert manifest.size >= 0
        assert all(".." not in digest for digest in manifest.sizes)


@given(st.binary(max_size=50))
def test_any_bytes_are_a_manifest_or_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_manifest(data)
