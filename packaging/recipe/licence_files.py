"""The licence files of a package: all licences, what the LGPL grants, and a bill of materials."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from recipe.build_paths import PACKAGING, ROOT, epoch, version
from recipe.components import Component

QT_NOTE = PACKAGING / "licences" / "QT.md"
_SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*")


def write_licences(components: Sequence[Component], folder: Path) -> None:
    """A folder with Teahouse's licence, the note on Qt, an index, and every text under its component's name."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "LICENSE", folder / "Teahouse.txt")
    shutil.copyfile(QT_NOTE, folder / "Qt.md")
    lines = ["What is in this package, and under which licence", ""]
    for component in sorted(components):
        lines.append(f"{component.name} {component.version}".strip() + f": {component.licence}")
        for number, text in enumerate(component.texts):
            suffix = f"-{number + 1}" if len(component.texts) > 1 else ""
            target = folder / f"{component.name}{suffix}.txt"
            target.write_bytes(text.read_bytes())
            lines.append(f"    {target.name}")
        for part in component.parts:
            lines.append(f"    inside it: {part.name} {part.version}: {part.licence or 'see its project'}")
    (folder / "INDEX.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def without_text(components: Sequence[Component]) -> list[str]:
    """The components without a licence text: a package with any must not be published."""
    return [component.name for component in components if not component.texts]


def write_bill(components: Sequence[Component], target: Path, artefact: str) -> None:
    """A CycloneDX 1.5 bill of materials; equal for equal builds."""
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'teahouse {version()} {epoch()} {artefact}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": "teahouse",
                "name": "teahouse",
                "version": version(),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": [_entry(component) for component in sorted(components)],
        "dependencies": [{"ref": "teahouse", "dependsOn": [component.purl for component in sorted(components)]}],
    }
    target.write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


def _entry(component: Component, within: str = "") -> dict[str, object]:
    licence: dict[str, object] = {"license": {"name": component.licence}}
    if _SPDX.fullmatch(component.licence) and not component.licence.startswith("see"):
        licence = {"expression": component.licence}
    entry: dict[str, object] = {
        "type": "library",
        "bom-ref": f"{within}{component.purl}",
        "name": component.name,
        "purl": component.purl,
    }
    if component.version:
        entry["version"] = component.version
    if component.licence:
        entry["licenses"] = [licence]
    if component.parts:
        entry["components"] = [_entry(part, f"{component.purl}#") for part in component.parts]
    return entry
