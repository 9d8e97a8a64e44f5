"""What drafts and kept states save: the engine against llama.cpp alone on texts that copy, and a reopened conversation.

Both answer the same rendered prompt at temperature 0, in turns; rates are llama.cpp's own. The base model continues the
prompts, so that the answers copy as those of a large instructed model do.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.engine import KEY, llama_alone
from bench.figures import Figure, median
from fixtures.engine_process import EngineProcess
from fixtures.models import GEMMA3, make_models_dir
from teahouse.core.conversation_files import HEADER
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.loader import Loader
from teahouse.engine.models import Models

ROUNDS = 4
TOKENS = 160
REOPENED_WORDS = 2400  # about 3,000 tokens

_CODE = "".join(
    f"    def add_{name}(self, price, quantity=1):\n        if quantity < 1:\n"
    f'            raise ValueError("{name} must be positive")\n        self.{name}.append((price, quantity))\n\n'
    for name in ("cups", "pots", "leaves", "cakes")
)
_PEOPLE = (("Anna", 1984, "Hamburg"), ("Li Wei", 1991, "Chengdu"), ("Marta", 1978, "Gdansk"), ("John", 1969, "Galway"))
_RECORDS = "".join(f"{name}, born {year} in {city}, drinks green tea.\n" for name, year, city in _PEOPLE)
_TEXT = (
    "The tea house was built in 1873 by a family from Chengdu. It has two floors and a garden with forty trees. During "
    "the flood of 1931 the lower floor was destroyed, and the family rebuilt it with stone instead of wood.\n"
)
TASKS = {
    "free text": "The history of sailing begins",
    "code editing": f"# Before\n{_CODE}# After, with add_pots renamed to add_teapots\n    def add_cups(",
    "JSON extraction": f'{_RECORDS}As JSON:\n[{{"name": "Anna", "born": 1984, "city": "Hamburg"}},\n',
    "summarising": f"Text: {_TEXT * 2}Summary in the words of the text: The tea house was built",
}


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder))
        loader = Loader(Models(Path(folder), Blobs(Path(folder))))
        model = loader.models.find_model(ModelName.parse(GEMMA3))
        assert model is not None
        with EngineProcess(Path(folder)) as engine, llama_alone(loader, model) as port:
            figures = [figure for task in TASKS for figure in _compare(task, engine.port, port)]
        return [*figures, *_reopen(Path(folder))]


def _compare(task: str, engine_port: int, alone_port: int) -> list[Figure]:
    sampling = {"temperature": 0, "seed": 1}
    raw = {"model": GEMMA3, "prompt": TASKS[task], "raw": True, "stream": False}
    ours = {**raw, "options": {**sampling, "num_predict": TOKENS}}
    theirs = {"prompt": TASKS[task], "n_predict": TOKENS, "cache_prompt": True, **sampling}
    shares, last = [], {}
    for _ in range(ROUNDS):
        last = _post(engine_port, "/api/generate", ours, {})
        alone = _post(alone_port, "/completion", theirs, {"Authorization": f"Bearer {KEY}"})["timings"]
        shares.append(1e9 * last["eval_count"] / last["eval_duration"] / alone["predicted_per_second"])
    drafted, accepted = last.get("draft_count", 0), last.get("draft_accepted_count", 0)
    aim = 98.0 if task == "free text" else 150.0
    note = f"{accepted} of {drafted} drafted tokens accepted"
    return [
        Figure(f"engine, {task}, share of llama.cpp's speed", 100 * median(shares), "%", aim, at_least=True, note=note)
    ]


def _reopen(models: Path) -> list[Figure]:
    """The time to read the prompt of a conversation at first, and after the engine was started again."""
    prompt = " ".join(f"word{number % 90}" for number in range(REOPENED_WORDS // 2))
    body = {"model": GEMMA3, "messages": [{"role": "user", "content": prompt}], "stream": False}
    body["options"] = {"temperature": 0, "num_predict": 2}
    seconds = []
    for _ in range(2):
        with EngineProcess(models) as engine:
            _post(engine.port, "/api/generate", {"model": GEMMA3}, {})
            answer = _post(engine.port, "/api/chat", body, {HEADER: "bench"})
            seconds.append((answer["total_duration"] - answer["load_duration"]) / 1e9)
            _post(engine.port, "/api/chat", {**body, "messages": [{"role": "user", "content": "hi"}]}, {})
    note = f"{answer['prompt_eval_count']} tokens, {answer.get('prompt_eval_cached_count', 0)} restored"
    return [
        Figure("engine, first answer of a conversation", 1000 * seconds[0], "ms"),
        Figure(
            "engine, reopened after a restart, times sooner",
            seconds[0] / seconds[1],
            "x",
            10.0,
            at_least=True,
            note=note,
        ),
    ]


def _post(port: int, path: str, body: Any, headers: dict[str, str]) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


if __name__ == "__main__":
    from bench.figures import show

    show(measure())
    sys.exit(0)
