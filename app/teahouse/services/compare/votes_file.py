"""Writes the votes on comparisons to a file: CSV with a line for each model of a vote, or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from teahouse.core.run import Run
from teahouse.desktop.files import write_whole
from teahouse.services.measurements.provenance import COLUMNS, describe_run, iso_time
from teahouse.store.comparisons import StoredVote

FORMAT = "teahouse-votes-1"
_HEAD = ("voted", "comparison", "turn", "task", "tags", "blind", "verdict", "model", "won")


def write_votes(path: Path, votes: Iterable[StoredVote], runs: Mapping[str, Mapping[str, Run]]) -> None:
    """Write votes as CSV where the name ends so, else as JSON. `runs` has the last run of each model by the id of the
    comparison, where they are stored. Raises `Trouble`."""
    values = [_vote_values(vote, runs.get(vote.comparison_id, {})) for vote in votes]
    if path.suffix.casefold() == ".csv":
        text = _format_csv(values)
    else:
        text = json.dumps({"format": FORMAT, "votes": values}, ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text.encode())


def _vote_values(stored: StoredVote, runs: Mapping[str, Run]) -> dict[str, Any]:
    vote, ballot = stored.vote, stored.ballot
    models = [
        {"model": model, "won": model == ballot.winner, "how": describe_run(runs.get(model))} for model in ballot.models
    ]
    return {
        "voted": iso_time(vote.created),
        "comparison": stored.title,
        "comparison_id": stored.comparison_id,
        "turn": vote.turn + 1,
        "task": ballot.task,
        "tags": list(vote.tags),
        "blind": vote.blind,
        "verdict": "all bad" if vote.all_bad else "best" if ballot.winner else "tie",
        "models": models,
    }


def _format_csv(votes: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *COLUMNS])
    for vote in votes:
        for model in vote["models"]:
            values = {**vote, **model, "tags": ", ".join(vote["tags"])}
            flags = {"blind": int(vote["blind"]), "won": int(model["won"])}
            writer.writerow([*({**values, **flags}[name] for name in _HEAD), *model["how"].values()])
    return out.getvalue()
