"""Pictures of a conversation with every kind of block: `python -m journeys.gallery docs/gallery`.

Both themes, three widths; English, Chinese and Arabic stand in the conversation itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("FONTCONFIG_FILE", str(Path(__file__).parents[1] / "fixtures" / "fonts.conf"))

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from fixtures.gallery import attached, gallery
from fixtures.pictures import provide
from teahouse.ui.i18n.locales import Translation
from teahouse.ui.style import Theme
from teahouse.ui.transcript.view import TranscriptView

I18N = Path(__file__).parents[2] / "resources" / "i18n"
WIDTHS = (480, 760, 1100)
TALL = 4000


def picture(app: QApplication, theme: Theme, width: int) -> QImage:
    """The whole conversation, as high as it is."""
    view = TranscriptView(theme)
    view.resize(width, TALL)
    view.show()
    provide(view, *attached())
    view.show_conversation(gallery())
    view._actions.fold_thinking(view._messages.find_item("a0"))
    app.processEvents()
    while view._style.idle_queue.busy or view.contents.is_waiting:
        app.processEvents()
    view.resize(width, min(TALL, view._layout.total))
    app.processEvents()
    image = view.grab().toImage()
    view.close()
    return image


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    translation = Translation(app, I18N, "en")
    for name in ("light", "dark"):
        theme = Theme(app, name)
        for width in WIDTHS:
            picture(app, theme, width).save(str(folder / f"{name}-{width}.png"))
    translation.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
