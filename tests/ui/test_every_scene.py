"""Every page, dialog, popup and menu, for people with poor sight, an unsteady hand or a screen reader."""

import sys
from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QScrollBar,
    QToolButton,
    QWidget,
)

from fixtures.layout_checker import path_of, roots
from fixtures.layout_scenes import SCENES, Stage, leave, play
from fixtures.painted_text import painted_texts
from teahouse.ui import style
from teahouse.ui.kit import icons
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.table import PinnedColumn
from teahouse.ui.style import HIGH_DARK, HIGH_LIGHT, contrast
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.blocks.typesetter import typesetter
from teahouse.ui.transcript.layout.viewport import Fade
from teahouse.ui.transcript.view import TranscriptView

pytestmark = pytest.mark.timeout(900)

SMALLEST = 24  # pixels of what is pressed. Source: WCAG 2.2, 2.5.8
SILENT = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.Whitespace}


@pytest.fixture
def stage(qapp):
    made = Stage(qapp)
    made.window.resize(1280, 820)
    yield made
    made.close()
    typesetter().stop()


def seen(stage):
    """Every scene in turn, with its windows."""
    for scene in SCENES:
        play(stage, scene)
        yield scene.name, roots()
        leave(stage, scene)


def widgets(root):
    return [one for one in (root, *root.findChildren(QWidget)) if one.isVisible() and one.window() is root]


def best_contrast(image, place):
    """The best contrast that any pixel of a place has with the colour most of it has."""
    part = image.copy(place.intersected(image.rect())).convertToFormat(QImage.Format.Format_RGB32)
    count = Counter(memoryview(part.constBits()).cast("I"))
    ground = QColor(count.most_common(1)[0][0]).name().upper()
    return max(contrast(QColor(colour).name().upper(), ground) for colour in count)


def words_in_sight(root):
    """What is written in a window, with its place: whole, not below a notice, and not where the page fades out."""
    over = [one for kind in (Notices, Fade, PinnedColumn) for one in root.findChildren(kind) if one.isVisible()]
    covers = [(one, QRect(one.mapTo(root, QPoint(0, 0)), one.size())) for one in over]
    for widget in widgets(root):
        region = widget.visibleRegion()
        if region.isEmpty():
            continue
        for drawn in painted_texts(widget):
            box = drawn.box.toAlignedRect()
            clipped = drawn.clip is not None and not drawn.clip.contains(drawn.box)
            place = QRect(widget.mapTo(root, box.topLeft()), box.size())
            covered = any(cover.intersects(place) and not one.isAncestorOf(widget) for one, cover in covers)
            if drawn.text.strip() and not clipped and not covered and region.intersected(box).boundingRect() == box:
                yield widget, drawn.text, place


def pale_texts(root):
    """What cannot be read in a window, with the best contrast in it; and how many texts there are."""
    image, found, count = root.grab().toImage(), {}, 0
    for widget, text, place in words_in_sight(root):
        count += 1
        if (best := best_contrast(image, place)) < 4.5:
            found[path_of(widget), text] = round(best, 2)
    return found, count


def is_target(widget):
    if not isinstance(widget, QAbstractButton | QAbstractSlider) or isinstance(widget, QScrollBar):
        return False
    sign = isinstance(widget, QToolButton) and isinstance(widget.parentWidget(), QLineEdit)
    return not sign or widget.isEnabled()


def role_without_name(widget):
    """The role of what takes the keyboard without a name or a role that is spoken; None for others."""
    access = QAccessible.queryAccessibleInterface(widget)
    silent = access.role() in SILENT or not access.text(QAccessible.Text.Name)
    return access.role().name if silent else None


def test_every_scene_can_be_read_pressed_and_heard(stage):
    """Texts stand out, what is pressed is large enough, what takes the keyboard has a name and a role."""
    pale, small, nameless = {}, {}, {}
    texts = targets = controls = 0
    for name, tops in seen(stage):
        for root in tops:
            found, count = pale_texts(root)
            pale |= {(name, *key): best for key, best in found.items()}
            texts += count
            for widget in widgets(root):
                if is_target(widget):
                    targets += 1
                    if min(widget.width(), widget.height()) < SMALLEST:
                        small[path_of(widget)] = f"{name}: {widget.width()}×{widget.height()}"
                if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    controls += 1
                    if (role := role_without_name(widget)) is not None:
                        nameless[path_of(widget)] = f"{name}: {role}"
    assert texts > 2000
    assert min(targets, controls) > 500
    assert not pale, "\n".join(map(str, pale.items()))
    assert not small
    assert not nameless


def test_every_text_in_every_scene_can_be_read_in_the_dark(stage):
    stage.vary(theme="dark")
    pale, texts = {}, 0
    for name, tops in seen(stage):
        for root in tops:
            found, count = pale_texts(root)
            pale |= {(name, *key): best for key, best in found.items()}
            texts += count
    assert texts > 2000
    assert not pale, "\n".join(map(str, pale.items()))


MENUS = {"ui/chat/header.py", "ui/compare/lane_card.py"}  # icons of menus have the size that Qt's style gives them


INLINE = {PartAction.LINK, PartAction.SCROLL}  # in a line of text, and what scrolls


def hits_of(view):
    """What can be pressed in a conversation, all the way down."""
    bar = view.verticalScrollBar()
    for top in range(0, bar.maximum() + 1, 200):
        bar.setValue(top)
        QApplication.processEvents()
        for part in view._layout.laid_parts():
            yield from ((hit, part) for hit in part.hits() if hit.act not in INLINE)


def test_what_is_painted_to_be_pressed_is_large_enough(stage):
    small, acts = {}, set()
    for name in ("conversation", "full context", "compare done"):
        play(stage, next(one for one in SCENES if one.name == name))
        for view in (one for one in stage.window.findChildren(TranscriptView) if one.isVisible()):
            for hit, part in hits_of(view):
                acts.add(hit.act)
                if min(hit.rect.width(), hit.rect.height()) < SMALLEST:
                    small[hit.act.name, type(part).__name__] = f"{hit.rect.width()}×{hit.rect.height()}"
    rows = stage.window.sidebar.conversations
    more = rows.itemDelegate().more_rect(rows.visualRect(rows.model().index(1, 0)))
    assert {
        PartAction.COPY,
        PartAction.RETRY,
        PartAction.MENU,
        PartAction.OLDER,
        PartAction.COPY_CODE,
        PartAction.FOLD,
    } <= acts
    assert min(more.width(), more.height()) >= SMALLEST
    assert not small


class Signs:
    """Every icon that is painted, by the line that asks for it: the largest of each."""

    def __init__(self, monkeypatch):
        self.sizes = {}
        paint, icon = icons.paint_glyph, icons.make_icon
        monkeypatch.setattr(
            icons,
            "paint_glyph",
            lambda painter, name, rect, *rest, **more: (
                self.note(name, rect.width()),
                paint(painter, name, rect, *rest, **more),
            )[1],
        )
        monkeypatch.setattr(
            icons,
            "make_icon",
            lambda name, colour, size=16, **more: (self.note(name, size), icon(name, colour, size, **more))[1],
        )

    def note(self, name, size):
        frame = sys._getframe(2)
        if frame.f_code.co_filename != icons.__file__:
            site = (frame.f_code.co_filename.rpartition("teahouse/")[2], frame.f_lineno, name)
            self.sizes[site] = max(size, self.sizes.get(site, 0))


def test_every_icon_grows_with_the_text(stage, monkeypatch):
    signs, sizes = Signs(monkeypatch), []
    for zoom in (1.0, 2.0):
        signs.sizes = {}
        stage.vary(zoom=zoom)
        for _, tops in seen(stage):
            for root in tops:
                root.grab()
        sizes.append(signs.sizes)
    both = sizes[0].keys() & sizes[1].keys()
    assert len(both) > 30
    both -= {site for site in both if site[0] in MENUS}
    same = {site: (sizes[0][site], sizes[1][site]) for site in both if sizes[1][site] < 1.5 * sizes[0][site]}
    assert not same, "\n".join(map(str, same.items()))


@pytest.mark.parametrize(("theme", "colours"), [("light", HIGH_LIGHT), ("dark", HIGH_DARK)])
def test_who_asks_the_system_for_more_contrast_gets_it_at_once(stage, monkeypatch, theme, colours):
    stage.vary(theme=theme)
    monkeypatch.setattr(style, "wants_contrast", lambda _app: True)
    stage.theme._follow_system()
    assert stage.theme.colours is colours
    assert QApplication.palette().window().color().name().upper() == colours.bg
    for ground in (colours.bg, colours.sidebar, colours.surface, colours.raised, colours.hover, colours.accent_soft):
        for ink in (colours.text, colours.muted, colours.accent, colours.danger, colours.warn):
            assert contrast(ink, ground) >= 7, (ink, ground)
        assert min(contrast(colours.edge, ground), contrast(colours.border, ground)) >= 4.5, ground
    monkeypatch.undo()
    stage.theme._follow_system()
    assert stage.theme.colours is not colours
