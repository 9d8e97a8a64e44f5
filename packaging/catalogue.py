"""Makes resources/catalogue/catalogue.json from dated facts and the texts of this repository.

    python packaging/catalogue.py path/to/catalogue-facts.json

The facts (tags, sizes, licences, each with source and date) are gathered elsewhere and are not in this repository. The
texts (one sentence for each family in two languages, licences in plain words) are in resources/catalogue/words.json,
the names of labs in teahouse.core.labs. What the facts do not say stays null. `shapes` in the texts are head counts
that the facts lack; they are marked as recalled.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from teahouse.core.labs import LABS

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "catalogue"
SCHEMA = 1
Facts = dict[str, Any]

_THINKS = {
    "none": "never", "always": "always", "hybrid": "switchable", "cloud-side": "switchable", "levels-only": "levels",
    "levels": "levels", "hybrid+levels": "switchable-levels", "native-template": "template", "budget": "template",
}  # fmt: skip


_LEFT_OUT = {"digest12", "pulls"}  # unverified fields of the facts that no page shows


def main(facts_path: str) -> int:
    facts = json.loads(Path(facts_path).read_text(encoding="utf-8"))
    words = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
    made = catalogue(facts, words)
    if wrong := find_mistakes(made, words, facts["meta"]["generated"][:7]):
        raise SystemExit("not written:\n" + "\n".join(wrong))
    tags = sum(len(family["tags"]) for family in made["families"])
    (FOLDER / "catalogue.json").write_text(_text(made), encoding="utf-8", newline="\n")
    print(f"{len(made['labs'])} labs, {len(made['families'])} families, {tags} tags, facts of {made['date']}")
    return 0


def find_mistakes(made: Facts, words: Facts, newest_month: str) -> list[str]:
    """The mistakes that prevent a release: a name, id or label that exists twice, a month after that of the facts
    (`YYYY-MM`), a licence or a use without a text, an alternative that does not exist, a family without tags."""
    tags = [tag for family in made["families"] for tag in family["tags"]]
    wrong = [
        *(f"id twice: {tag}" for tag in _find_doubles(tag["id"] for tag in tags)),
        *(f"name twice: {name}" for name in _find_doubles(tag["name"] for tag in tags if tag["name"])),
        *(f"family twice: {family}" for family in _find_doubles(family["id"] for family in made["families"])),
    ]
    ids = {tag["id"] for tag in tags}
    for family in made["families"]:
        labels = _find_doubles(tag["label"] for tag in family["tags"])
        wrong += [f"label twice in {family['id']}: {label}" for label in labels]
        wrong += [f"no tags: {family['id']}"] if not family["tags"] else []
    for tag in tags:
        if tag.get("month", "") > newest_month:
            wrong.append(f"month in the future: {tag['id']} {tag['month']}")
        if tag["licence"] not in words["licences"]:
            wrong.append(f"licence without words: {tag['id']} {tag['licence']}")
        wrong += [f"use without words: {tag['id']} {use}" for use in tag.get("uses", ()) if use not in words["uses"]]
        if tag.get("instead", tag["id"]) not in ids:
            wrong.append(f"alternative that does not exist: {tag['id']} {tag['instead']}")
    texts = {key: [one["name"], one["name_zh"], *one["words"]] for key, one in made["licences"].items()}
    return wrong + [f"licence without a name or texts: {key}" for key, found in texts.items() if not all(found)]


def _find_doubles(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _text(made: Facts) -> str:
    """JSON with one tag a line, for readable diffs."""
    families = []
    for family in made["families"]:
        tags = ",\n   ".join(json.dumps(tag, ensure_ascii=False) for tag in family["tags"])
        head = json.dumps({**family, "tags": []}, ensure_ascii=False)
        families.append(head.removesuffix("[]}") + f"[\n   {tags}\n  ]}}")
    head = json.dumps({**made, "families": []}, ensure_ascii=False, indent=1)
    return head.removesuffix("[]\n}") + "[\n  " + ",\n  ".join(families) + "\n ]\n}\n"


def catalogue(facts: Facts, words: Facts) -> Facts:
    """The catalogue as one JSON value, labs and families in the order of the words."""
    sources: list[str] = []
    entries = [entry for entry in facts["entries"] if entry["kind"] != "ollama-cloud-retired"]
    families = [_family(line, entries, words, sources) for line in words["families"]]
    order = [lab.id for lab in LABS]
    families.sort(key=lambda family: order.index(family["lab"]))
    missing = {entry["family"] for entry in entries} - {name for line in words["families"] for name in line[2]}
    if missing:
        raise SystemExit(f"no words for these families: {sorted(missing)}")
    dates = facts["meta"]["data_dates"]
    return {
        "schema": SCHEMA,
        "date": dates["ollama library"].split()[0],
        "dates": dates,
        "labs": [{"id": lab.id, "name": lab.name, "chinese": lab.chinese, "words": lab.words} for lab in LABS],
        "uses": words["uses"],
        "states": words["states"],
        "licences": _licences(facts["licences"], words["licences"]),
        "sources": sources,
        "retired": [
            {"name": entry["ollama"], "last_seen": entry["last_seen"]}
            for entry in facts["entries"]
            if entry["kind"] == "ollama-cloud-retired"
        ],
        "families": families,
    }


def _licences(facts: Facts, words: Facts) -> Facts:
    names = {licence["id"]: licence["name"] for licence in facts.values()}
    return {
        key: {
            "name": own.get("name") or names[key],
            "name_zh": own["name_zh"],
            "commercial": own["commercial"],
            "restrictions": own["restrictions"],
            **({"territory": own["territory"]} if "territory" in own else {}),
            "words": [own["en"], own["zh"]],
        }
        for key, own in words.items()
    }


def _family(line: list[Any], entries: list[Facts], words: Facts, sources: list[str]) -> Facts:
    key, title, members, english, chinese = line
    found = [entry for member in members for entry in entries if entry["family"] == member]
    lab = next(lab for lab, name in words["labs"].items() if name == found[0]["lab"])
    several = len({entry["family"] for entry in found}) > 1
    tags = [_tag(entry, words, sources, several) for entry in found]
    return {"id": key, "lab": lab, "title": title, "words": [english, chinese], "tags": tags}


def _tag(entry: Facts, words: Facts, sources: list[str], several: bool) -> Facts:
    """One tag; keys whose value is unknown or empty are left out."""
    state = _state(entry)
    thinking = entry.get("thinking") or {}
    size, exact = _size(entry)
    value = {
        "id": entry["id"],
        "name": entry["ollama"] if state in ("library", "hub", "unconfirmed") else "",
        "reference": entry.get("hf_ref") or entry["ollama"],
        "label": _label(entry, several),
        "state": state,
        "size": size,
        "exact": exact,
        "quantization": _quantization(entry.get("quant")),
        "parameters": entry.get("params_total_b"),
        "active": entry.get("params_active_b"),
        "context": entry.get("context_tokens"),
        "capabilities": entry.get("capabilities") or [],
        "thinks": _THINKS[thinking.get("mode", "none")],
        "levels": thinking.get("levels") or [],
        "licence": words["licence_of"].get(entry["id"], entry["licence"]["id"]),
        "uses": list(dict.fromkeys(words["use_of"].get(use, use) for use in entry.get("best_for") or [])),
        "month": entry.get("release_month"),
        "needs": entry.get("requires_ollama"),
        "architecture": _architecture(entry).rstrip("?"),
        "engine": _engine(entry, words),
        "instead": words["engine_instead"].get(entry["id"]),
        "shape": _shape(entry, words),
        "aliases": entry.get("aliases"),
        "digest": entry.get("digest12"),
        "verified": entry["verified"],
        "unverified": [field for field in entry["unverified_fields"] if field not in _LEFT_OUT],
        "sources": {name: _source(text, sources) for name, text in entry["source"].items()},
    }
    return {name: item for name, item in value.items() if item not in (None, "", [], {}) or name in ("name", "engine")}


def _size(entry: Facts) -> tuple[int | None, bool]:
    """Bytes that are downloaded, and whether they are exact. A projector is a second file of the facts' entry; where
    its bytes are not known the sum is not exact."""
    exact = entry.get("size_bytes")
    model = exact or (round(entry["size_gb"] * 1e9) if entry.get("size_gb") else None)
    projector = entry.get("mmproj_bytes")
    if model is None or not entry.get("mmproj"):
        return model, exact is not None
    rounded = not projector or any(field.startswith("mmproj_bytes") for field in entry["unverified_fields"])
    return model + (projector or 0), exact is not None and not rounded


def _state(entry: Facts) -> str:
    if entry["kind"] == "ollama":
        return "library"
    if entry["kind"] == "ollama-cloud":
        return "cloud"
    status = entry["pull_status"]
    if entry["downloadable"]:
        return "unconfirmed" if "unconfirmed" in status else "hub"
    if status.startswith("sharded"):
        return "split"
    return "unsupported" if "llama.cpp" in status else "missing"


def _label(entry: Facts, several: bool) -> str:
    """The part of a tag that differs within its family."""
    if entry["kind"] == "hf-gguf":
        quantization = _quantization(entry.get("quant"))
        # regex: a family's name is short
        name = re.sub(r" \([^)]*(?:GGUF|quants|arch)\)| 2-bit", "", entry["family"])
        return name if not quantization or quantization in name else f"{name} {quantization}"
    model, _, tag = entry["ollama"].partition(":")
    return f"{model}:{tag}" if several or tag == "latest" else tag


def _quantization(text: str | None) -> str:
    """`q8_0` → `Q8_0`; empty for names of files and repositories."""
    if not text or text == "?" or "/" in text or text.endswith(".gguf"):
        return ""
    return text.replace(" QAT", "").upper() + (" (QAT)" if text.endswith(" QAT") else "")


def _engine(entry: Facts, words: Facts) -> bool | None:
    """Whether llama.cpp can load this file; files of Ollama's library may have another layout."""
    architecture = _architecture(entry)
    if entry["kind"] == "hf-gguf":
        return True if entry["downloadable"] and architecture != "?" else None
    if entry["kind"] != "ollama":
        return False
    vision = "vision" in (entry.get("capabilities") or [])
    if architecture in words["engine_refuses"] or (architecture == "gemma3" and vision):
        return False
    return True if architecture in words["engine_runs"] or architecture == "gemma3" else None


def _architecture(entry: Facts) -> str:
    """The first word; the rest of the fact is a note about loading."""
    return (entry.get("gguf_arch") or "").partition(" ")[0]


def _shape(entry: Facts, words: Facts) -> Facts | None:
    facts = entry.get("kv")
    own = words["shapes"].get(entry["id"])
    kv = facts or own
    if not kv:
        return None
    match kv["type"]:
        case "gqa":
            groups = [[kv["layers"], kv["kv_heads"] * kv["head_dim"] * 2, 0]]
        case "mla":
            groups = [[kv["layers"], kv["kv_lora_rank"] + kv["rope_dim"], 0]]
        case "hybrid-linear":
            groups = [[kv["full_attn_layers"], kv["kv_heads"] * kv["head_dim"] * 2, 0]]
        case "swa":
            whole = [kv["full_layers"], kv["full_kv_heads"] * kv["full_head_dim"] * 2, 0]
            groups = [whole, [kv["swa_layers"], kv["swa_kv_heads"] * kv["swa_head_dim"] * 2, kv["window"]]]
        case other:
            raise SystemExit(f"{entry['id']}: unknown kind of cache {other}")
    recalled = not facts or "kv" in entry["unverified_fields"]
    return {"groups": groups, "state": kv.get("fixed", 0), "recalled": recalled}


def _source(text: str, sources: list[str]) -> int:
    if text not in sources:
        sources.append(text)
    return sources.index(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1]))
