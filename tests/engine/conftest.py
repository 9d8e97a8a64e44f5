"""One engine for all tests of this folder, with two real models, three tiny ones and three broken ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.models import (
    LEAKING_TEMPLATE,
    THINKING_TEMPLATE,
    TOOLS_TEMPLATE,
    add_model,
    make_models_dir,
    smollm2_file,
    tiny_llama,
    truncated,
)


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engine")
    models, made = folder / "models", folder / "made"
    made.mkdir()
    make_models_dir(models)
    add_model(models, "tiny:latest", tiny_llama(made / "tiny.gguf", template=TOOLS_TEMPLATE))
    add_model(models, "thinker:latest", tiny_llama(made / "thinker.gguf", template=THINKING_TEMPLATE))
    add_model(models, "leaker:latest", tiny_llama(made / "leaker.gguf", template=LEAKING_TEMPLATE))
    add_model(models, "embedder:latest", tiny_llama(made / "embedder.gguf", embeds=True))
    add_model(models, "cut:latest", truncated(smollm2_file(), made / "cut.gguf", 0.5))
    add_model(models, "headless:latest", truncated(smollm2_file(), made / "headless.gguf", 0.001))
    empty = made / "empty.gguf"
    empty.touch()
    add_model(models, "empty:latest", empty)
    return models


@pytest.fixture(scope="session")
def engine(models_dir: Path) -> Iterator[EngineProcess]:
    with EngineProcess(models_dir) as process:
        yield process


@pytest.fixture
def api(engine: EngineProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client:
        yield client
