"""One process of the matrix: every variant of one scale, in one real window. Prints a line of JSON a variant.

python -m looks.child SCALE FOLDER < variants.json
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(scale: float, folder: Path) -> None:
    """Read variants from standard input; pictures of those that are marked go into the folder."""
    wanted = json.load(sys.stdin)
    screens = sorted({(one["width"], one["height"]) for one in wanted["variants"]})
    file = folder / f"screens-{scale:g}.json"
    # The platform counts in pixels of the screen; scaling makes them larger ones for the window.
    from looks.screens import offscreen

    os.environ["QT_QPA_PLATFORM"] = offscreen(file, screens)
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    os.environ.setdefault("FONTCONFIG_FILE", str(Path(__file__).parents[1] / "fixtures" / "fonts.conf"))

    from PySide6.QtWidgets import QApplication

    from fixtures.layout_scenes import Stage
    from looks.look import look
    from looks.variants import Variant

    app = QApplication([])
    stage = Stage(app)
    for one in wanted["variants"]:
        variant = Variant(**one)
        pictured = one in wanted["pictured"]
        print(json.dumps(look(app, stage, variant, wanted["scenes"], folder if pictured else None)), flush=True)
    stage.close()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
