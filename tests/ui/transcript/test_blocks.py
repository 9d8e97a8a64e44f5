"""Each kind of block: layout, colours, formulas, horizontal scrolling and copying."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from fixtures.gallery import attached, gallery
from fixtures.pictures import provide
from fixtures.transcripts import conversation, piece_events
from teahouse.core.conversation import Message, Role, State
from teahouse.core.markdown.pieces import BlockShape
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.transcript.blocks import code_part
from teahouse.ui.transcript.blocks.attachment_parts import FilePart, PicturePart
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.code_part import CallPart, CodePart
from teahouse.ui.transcript.blocks.formulas import MathsPart
from teahouse.ui.transcript.blocks.message_parts import ErrorPart, FoldPart
from teahouse.ui.transcript.blocks.part import PaintState, PartAction
from teahouse.ui.transcript.blocks.prose_part import ProsePart
from teahouse.ui.transcript.blocks.prose_writer import GAP
from teahouse.ui.transcript.blocks.table_part import TablePart
from teahouse.ui.transcript.blocks.text_parts import BubblePart, TextPart
from teahouse.ui.transcript.interaction import message_menu
from teahouse.ui.transcript.interaction.saving import suggested_name
from teahouse.ui.transcript.view import TranscriptView

WIDE = "| " + " | ".join(f"column {n}" for n in range(20)) + " |\n" + "|---" * 20 + "|\n" + "| words " * 20 + "|"


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(700, 900)
    made.show()
    return made


def show(view, text, *, state=State.DONE):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m", state=state)))
    view.scroll_to("a")


def parts(view, kind, message="a"):
    """All parts of a kind in a message, those inside blocks too."""
    found = []
    for part in view._messages.find_item(message).parts:
        found += part._children if isinstance(part, BlockPart) else [part]
    return [part for part in found if isinstance(part, kind)]


def rest(view, qtbot):
    """Let the idle queue finish."""
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)


def stream(view, text):
    view.append_pieces(piece_events("a", text))
    view._streaming.make_frame()


def wheel(view, point, across):
    event = QWheelEvent(
        QPointF(point), QPointF(point), QPoint(), QPoint(across, 0), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


# Positions: what is painted and what is counted are the same characters.


@pytest.mark.parametrize("number", range(3))
def test_documents_hold_the_characters_that_positions_count(view, qtbot, number):
    view.show_conversation(gallery())
    view.resize(700, 3000)
    view.scroll_to(f"a{number}")
    rest(view, qtbot)
    documents = parts(view, (ProsePart, TablePart), f"a{number}")
    assert documents
    for part in documents:
        text, shown = part._document.toPlainText(), part.plain_text()
        held = [text[part._in_document(at)] for at, sign in enumerate(shown) if sign not in "\t\n"]
        assert "".join(held) == "".join(shown.split("\t")).replace("\n", "")


# Tables.


def test_a_table_that_fits_does_not_move(view):
    show(view, "| a | b |\n|---|---|\n| 1 | 2 |")
    (table,) = parts(view, TablePart)
    assert table.sideways.reach == 0
    assert table.sideways_scrolls() == []


def test_a_wide_table_moves_sideways_by_wheel_key_and_click(view, qtbot):
    show(view, WIDE)
    (table,) = parts(view, TablePart)
    assert table.sideways.reach > 300
    block = view._messages.find_item("a").parts[1]
    top = view._layout.top_of(0, 1) - view._anchor.top
    wheel(view, QPoint(view._viewport.left + 50, top + 20), -120)
    assert 0 < table.sideways.shift <= 120
    view.setFocus()
    view._focus.message_id = "a"
    moved = table.sideways.shift
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert table.sideways.shift > moved
    hit = next(hit for hit in block.hits() if hit.act is PartAction.SCROLL)
    view._actions.move_sideways(hit, hit.rect.right())
    assert table.sideways.shift == pytest.approx(table.sideways.reach, abs=5)
    before = view._anchor.top
    wheel(view, QPoint(view._viewport.left + 50, top + 20), -1200)
    assert (table.sideways.shift, view._anchor.top) == (table.sideways.reach, before)


def test_a_table_is_copied_for_spreadsheets_and_as_markdown(view):
    show(view, "| a | *b* |\n|:--|--:|\n| 1 | 2\\|3 |")
    item = view._messages.find_item("a")
    found = dict(message_menu.part_entries(view._actions, item, item.parts[1], 5, ""))
    found["Copy table"]()
    assert QGuiApplication.clipboard().text() == "a\tb\n1\t2|3"
    found["Copy table as Markdown"]()
    assert QGuiApplication.clipboard().text() == "| a | *b* |\n| :--- | ---: |\n| 1 | 2\\|3 |"


def test_the_first_column_of_an_arabic_table_is_at_the_right_and_is_copied_first(view, qtbot):
    show(view, "| عمود | آخر |\n|---|---|\n| واحد | 12 |")
    (table,) = parts(view, TablePart)
    shown = table.plain_text()
    assert shown == "عمود\tآخر\nواحد\t12"
    block = view._messages.find_item("a").parts[1]
    for first, second in (("عمود", "آخر"), ("واحد", "12")):
        at, then = shown.index(first), shown.index(second)
        (left, right), (other, _) = *table._document_spans(at, at + len(first)), *table._document_spans(then, then + 1)
        assert table._document.toPlainText()[left:right] == first
        rects = [
            table._document.documentLayout().blockBoundingRect(table._document.findBlock(n)) for n in (left, other)
        ]
        assert rects[0].left() > rects[1].left()
        y = rects[0].center().y() + table.origin().y()
        assert at <= table.position_at(rects[0].center().x() + table.origin().x(), y) <= at + len(first)
    view.selection.select_all()
    assert block.copied_text(0, 99) == shown
    view.grab()


def test_a_table_too_wide_to_be_one_is_shown_as_it_was_written(view):
    show(view, "|a" * 300 + "|\n" + "|-" * 300 + "|\n")
    assert parts(view, TablePart) == []
    assert parts(view, CodePart)[0].plain_text().startswith("|a|a")


# Code.


def colours(part):
    return {(one.start, one.length) for one in part._plain._layout.formats()}


def test_code_is_plain_while_it_streams_and_coloured_when_it_is_closed(view, qtbot):
    show(view, "", state=State.STREAMING)
    stream(view, "```python\ndef f():\n    return 1\n")
    rest(view, qtbot)
    (code,) = parts(view, CodePart)
    assert colours(code) == set()
    stream(view, "```\n\nAfter")
    rest(view, qtbot)
    assert (0, 3) in colours(code)


def test_slices_of_long_code_are_coloured_as_one(view, qtbot):
    body = "x = '''\n" + "inside\n" * 60 + "'''\n"
    show(view, f"```python\n{body}```")
    rest(view, qtbot)
    first, second = parts(view, CodePart)[:2]
    assert second.joined
    assert second.sideways is first.sideways
    view._layout.lay_down(0, view._messages.find_item("a").parts.index(second), 10)
    assert second._plain._layout.formats(), "a string that began in the slice before is still a string"


def test_an_unknown_language_and_very_long_code_stay_plain(view, qtbot):
    show(view, "```nonsense\ndef f(): pass\n```")
    rest(view, qtbot)
    assert colours(parts(view, CodePart)[0]) == set()
    job = code_part.colour("x = 1\n" * 100_000, "python")
    with pytest.raises(StopIteration) as over:
        next(job)
    assert over.value.value == ()


def test_colours_of_signs_beyond_the_first_plane_are_in_their_place(view, qtbot):
    show(view, '```python\n"🍵🍵"; x = 1\n```')
    rest(view, qtbot)
    assert (0, 6) in colours(parts(view, CodePart)[0])


def _light(colour):
    def part(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    found = QColor(colour)
    return 0.2126 * part(found.red()) + 0.7152 * part(found.green()) + 0.0722 * part(found.blue())


@pytest.mark.parametrize(("palette", "theme_colours"), [(code_part.LIGHT, LIGHT), (code_part.DARK, DARK)])
def test_colours_of_code_can_be_read(palette, theme_colours):
    ground = _light(theme_colours.raised)
    for colour in palette.values():
        low, high = sorted([_light(colour), ground])
        assert (high + 0.05) / (low + 0.05) >= 4.5, colour


def test_long_lines_wrap_or_move_sideways_as_the_reader_wants(view):
    show(view, "```\n" + "word " * 100 + "\n```")
    (code,) = parts(view, CodePart)
    wrapped = code.height
    wrap = next(hit for hit in code.hits() if hit.act is PartAction.WRAP)
    view._actions.activate_hit(wrap, view._messages.find_item("a"), code)
    assert code.height < wrapped
    assert code.sideways.reach > 500
    view._actions.activate_hit(wrap, view._messages.find_item("a"), code)
    assert (code.height, code.sideways.reach) == (wrapped, 0)


def acts(code):
    return [hit.act for hit in code.hits()]


def test_the_wrap_button_is_there_only_where_a_line_is_too_long(view):
    show(view, "```\nshort\n\nlines\n```\n\n```\n" + "word " * 100 + "\n```")
    short, long = parts(view, CodePart)
    assert acts(short) == [PartAction.COPY_CODE, PartAction.SAVE_CODE]
    assert acts(long) == [PartAction.COPY_CODE, PartAction.SAVE_CODE, PartAction.WRAP]
    view._actions.wrap_code()
    assert acts(short) == [PartAction.COPY_CODE, PartAction.SAVE_CODE]
    assert PartAction.WRAP in acts(long), "it can be wrapped again"
    view._actions.wrap_code()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_buttons_of_code_are_icons_that_can_be_seen_and_have_names(view, theme, colours):
    theme.choose_look("dark" if colours.dark else "light")
    show(view, "```python\n" + "word " * 100 + "\n```")
    (code,) = parts(view, CodePart)
    image = QImage(code.width, code.height, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.bg))
    painter = QPainter(image)
    code.paint(painter, image.rect(), PaintState())
    painter.end()
    for hit in code.hits():
        seen = {image.pixelColor(x, y).name() for x in range(hit.rect.left(), hit.rect.right())
                for y in range(3, hit.rect.height() - 3)}  # fmt: skip
        assert max(contrast(colour.upper(), colours.raised) for colour in seen) >= 3, hit.act
        assert hit.tip
        assert min(hit.rect.width(), hit.rect.height()) >= 24
    theme.choose_look("light")


def ink_rows(view, part, colours):
    """The rows of a part's picture in which something is painted."""
    image = QImage(part.width, part.height, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.bg))
    painter = QPainter(image)
    part.paint(painter, image.rect(), PaintState())
    painter.end()
    ground = QColor(colours.bg).rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) != ground for x in range(0, image.width(), 2))]


@pytest.mark.parametrize("before", ["Some words.\n\n", "```\ncode\n```\n\n", "- a list\n\n"])
def test_a_heading_has_24_pixels_above_it_and_8_below(view, before):
    show(view, before + "## Heading\n\nWords below.")
    item = view._messages.find_item("a")
    blocks = [part for part in item.parts if isinstance(part, BlockPart)]
    heading = next(part for part in blocks if "Heading" in part.plain_text())
    prose = next(child for child in heading._children if child.pieces[0].level)
    above = prose.origin().y() + (GAP if prose.origin().y() else 0)
    assert above == 24, "the part above ends 8 pixels before its own end"
    below = heading.height - prose.origin().y() - prose._document.size().height()
    assert round(below) == GAP == 8
    first = ink_rows(view, prose, LIGHT)[0]
    assert 24 - GAP <= first <= 24 - GAP + 12, "and nothing is painted there"


def test_a_heading_at_the_top_of_a_reply_has_nothing_above_it(view):
    show(view, "# Heading\n\nWords.")
    (prose, *_) = parts(view, ProsePart)
    assert prose.origin().y() == 0


def test_links_are_where_they_are_seen_below_the_space_of_a_heading(view):
    show(view, "Words.\n\n## See [there](https://example.org)")
    prose = next(part for part in parts(view, ProsePart) if part.pieces[0].level)
    line = round(prose.origin().y()) + 8
    assert any(prose.hit_at(x, line) for x in range(0, 200, 4))
    assert not any(prose.hit_at(x, 2) for x in range(0, 200, 4))
    assert prose.top_of(0) >= 16


def test_code_is_saved_where_the_person_says(view, monkeypatch, tmp_path):
    asked = []
    target = tmp_path / "x.py"

    def choose(parent, title, name):
        asked.append(name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    show(view, "> ```python\n> x = 'tea 茶'\n> ```")
    item = view._messages.find_item("a")
    save = next(hit for hit in item.parts[1].hits() if hit.act is PartAction.SAVE_CODE)
    view._actions.activate_hit(save, item, item.parts[1])
    assert target.read_text(encoding="utf-8") == "x = 'tea 茶'\n"
    assert asked[0].endswith("code.py")


@pytest.mark.parametrize(
    ("language", "name"), [("c++", "code.cpp"), ("go", "code.go"), ("", "code.txt"), ("../../x", "code.txt")]
)
def test_a_file_is_called_as_its_language_calls_it(language, name):
    assert suggested_name(language) == name


@pytest.mark.parametrize("language", ["mermaid", "svg"])
def test_drawings_are_code(view, language):
    show(view, f"```{language}\n<svg onload='x()'/>\n```")
    assert [part.block.language for part in parts(view, CodePart)] == [language]


def test_code_in_a_quote_is_code_with_the_quotes_bar(view):
    show(view, "> See:\n> ```sh\n> ls\n> ```\n> done")
    (code,) = parts(view, CodePart)
    assert (code.plain_text(), code.left()) == ("ls", view._style.px(16))
    assert [part.plain_text() for part in parts(view, ProsePart)] == ["See:", "done"]


# Maths.


def test_a_formula_is_typeset_in_the_middle(view, qtbot):
    show(view, "$$\n\\frac{a}{b}\n$$")
    rest(view, qtbot)
    (formula,) = parts(view, MathsPart)
    assert formula._formula.path is not None
    assert formula._left_edge() > 100


def test_a_formula_that_cannot_be_typeset_is_shown_as_source(view, qtbot):
    show(view, "$$\n\\frac{a\n$$\n\nand $\\frac{$ here, \\(茶\\) too")
    rest(view, qtbot)
    (formula,) = parts(view, MathsPart)
    assert formula._formula.path is None
    assert formula._source is not None
    view.viewport().repaint()


def test_a_formula_is_typeset_once_however_often_it_is_seen(view, qtbot):
    show(view, "\n\n".join(["so $x^2$ and $x^2$"] * 20))
    rest(view, qtbot)
    keys = [key for key in view._style.idle_queue._results if key[0] == "formula"]
    assert keys == [("formula", "x^2", False)]


def test_a_formula_is_source_while_it_streams(view, qtbot):
    show(view, "", state=State.STREAMING)
    stream(view, "$$\n\\frac{a}{b}")
    (formula,) = parts(view, MathsPart)
    assert formula._source is not None
    stream(view, "\n$$\n\n")
    rest(view, qtbot)
    (formula,) = parts(view, MathsPart)
    assert formula._formula.path is not None


def test_typesetting_moves_nothing_that_is_read(view, qtbot):
    text = "\n\n".join(f"$$\n\\frac{{a_{n}}}{{\\sqrt{{b_{n}}}}}\n$$\n\nWords {n}" for n in range(40))
    show(view, text)
    view.scroll_by(600)
    anchor = view._anchor._find_anchor()
    rest(view, qtbot)
    assert view._anchor._find_anchor()[:2] == anchor[:2]


def test_a_formula_is_copied_as_latex(view, qtbot):
    show(view, "Thus $x^2$ is.\n\n$$\ny\n$$")
    rest(view, qtbot)
    view.selection.select_message("a")
    assert view.selection.selected_text() == "Thus $x^2$ is.\n\ny"
    assert view.selection.selected_markdown() == "Thus $x^2$ is.\n\n$$\ny\n$$"


# Links of other blocks.


def test_a_link_whose_target_comes_last_is_a_link_then(view):
    show(view, "", state=State.STREAMING)
    stream(view, "See [this][1].\n\nMore text.\n\n")
    (first, _) = parts(view, ProsePart)
    assert not any(run.link for piece in first.pieces for run in piece.runs)
    stream(view, "[1]: https://example.org\n\nEnd")
    first = parts(view, ProsePart)[0]
    assert [run.link for piece in first.pieces for run in piece.runs if run.link] == ["https://example.org"]


# The gallery, by structure.


@pytest.mark.parametrize("width", [480, 900, 1280])
def test_the_gallery_has_every_kind_of_block(view, qtbot, width):
    view.resize(width, 4000)
    provide(view, *attached())
    view.show_conversation(gallery())
    view.scroll_to("u0")
    qtbot.waitUntil(lambda: not view.contents.is_waiting)
    rest(view, qtbot)
    view.viewport().repaint()
    for number in range(len(view.items)):
        view._layout.open_item(number)
    shapes = set()
    for item in (view._messages.find_item(name) for name in ("a0", "a1", "a2")):
        for part in item.parts:
            if isinstance(part, BlockPart):
                shapes |= {piece.shape for piece in part.pieces}
            elif isinstance(part, CodePart):
                shapes.add(BlockShape.CODE)
    assert shapes == set(BlockShape)
    kinds = {type(part) for item in view.items for part in item.parts}
    assert kinds >= {PicturePart, FilePart, BubblePart, FoldPart, CallPart, ErrorPart, BlockPart, CodePart, TextPart}
    markers = {
        piece.marker
        for part in view._messages.find_item("a0").parts
        if isinstance(part, BlockPart)
        for piece in part.pieces
    }
    assert markers >= {"-", "1.", "[x]", "[ ]", "[^1]"}
    for part in view._layout.laid_parts():
        assert part.width == view._layout.width
    formulas = parts(view, MathsPart, "a0")
    assert all(part._formula.path is not None for part in formulas)


def test_right_to_left_text_stands_at_the_right_with_its_bars(view, qtbot):
    view.resize(700, 3000)
    view.show_conversation(gallery())
    view.scroll_to("a2")
    rest(view, qtbot)
    quote = next(part for part in parts(view, ProsePart, "a2") if part._bars)
    assert all(bar.left() > view._layout.width / 2 for bar in quote._bars)


# Lists, and code inside lines.


def test_wide_numbers_stand_inside_the_column_beside_their_text(view):
    show(view, "9. nine\n10. ten\n1000. thousand\n\n- bullet")
    (prose,) = parts(view, ProsePart)
    numbers = [marker for marker in prose._markers if marker.piece.marker != "-"]
    metrics = view._style.metrics_of(view._style.text)
    assert [marker.edge - metrics.horizontalAdvance(marker.piece.marker) >= 0 for marker in numbers] == [True] * 3
    assert len({marker.edge for marker in numbers}) == 1
    line = prose._document.begin().layout().lineAt(0)
    assert line.x() == pytest.approx(numbers[0].edge + view._style.px(6))


def test_code_in_a_line_has_a_ground_as_high_as_its_letters(view, qtbot):
    show(
        view,
        "A `piece of code` and $\\sum_{i=1}^n\\frac{a}{b}$ in `" + "a long one " * 12 + "`.\n\n| `x` |\n|---|\n| 1 |",
    )
    rest(view, qtbot)
    (prose,) = parts(view, ProsePart)
    height = view._style.metrics_of(view._style.code).height()
    assert len(prose._code) >= 3, "the second goes over lines"
    assert all(box.height() < height + 6 for box in prose._code)
    assert all(0 < box.right() <= view._layout.width + 4 for box in prose._code)
    (table,) = parts(view, TablePart)
    assert len(table._code) == 1


def test_the_column_stands_in_the_middle_with_and_without_a_scroll_bar(view, qtbot):
    show(view, "Short.")
    assert not view.verticalScrollBar().isVisible()
    before = view._viewport.left, view._layout.width
    show(view, "Long.\n\n" * 200)
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    assert (view._viewport.left, view._layout.width) == before
    assert 2 * view._viewport.left + view._layout.width == pytest.approx(view.width(), abs=1)


@pytest.mark.parametrize(("problem", "acts"), [
    ("model_too_big", [PartAction.RETRY, PartAction.RETRY_WITH]), ("host_lost", [PartAction.RETRY]),
])  # fmt: skip
def test_an_error_of_the_model_offers_another_model(view, qtbot, problem, acts):
    failed = Message("a", None, Role.ASSISTANT, "", model="m", state=State.FAILED, problem=problem)
    view.show_conversation(conversation(failed))
    item = view._messages.find_item("a")
    error = item.parts[-2]
    assert [hit.act for hit in error.hits()] == acts
    view.grab()
    if PartAction.RETRY_WITH in acts:
        with qtbot.waitSignal(view.retry_with) as asked:
            view._actions.activate_hit(error.hits()[1], item, error)
        assert asked.args == ["a"]
