"""The layout of the diagram of a model: boxes from the tokens to the output, one column for each kind of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from teahouse.core.model_structure import BlockGroup, Mixer, ModelStructure, WeightPart
from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.models.model_page import words
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

WIDEST = 460  # pixels of a box outside the blocks
NARROWEST = 214  # of a column of blocks
WIDEST_COLUMN = 380
MOST_COLUMNS = 3  # beside each other
MOST_KINDS = 6  # kinds of blocks that are drawn
PAD, GAP, STEP = 10, 14, 20
MARK = 11  # pixels of the square of a head, an expert or a block
SMALL_MARK = 5  # the same where there are many
FEW, MOST_MARKS = 128, 520  # squares of heads or experts; more are only written
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Squares:
    """A row of small squares: `count`, the first `filled` of them filled, in groups of `group`, the last `ringed` with
    a thick edge."""

    count: int
    filled: int
    group: int = 0
    ringed: int = 0

    def side(self, theme: Theme) -> float:
        """The side of a square in pixels."""
        return theme.px(MARK if self.count <= FEW else SMALL_MARK)


@dataclass(frozen=True, slots=True)
class PlanBox:
    """A box of the diagram with its place; `words` describe it to screen readers; `figure` is its parameters. `slim`:
    one line without a frame of its own colour, for norms."""

    title: str
    lines: tuple[str, ...] = ()
    figure: str = ""
    words: str = ""
    part: WeightPart | None = None
    squares: Squares | None = None
    slim: bool = False
    rect: QRectF = field(default_factory=QRectF)


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """The frame around the blocks of one kind; `letter` marks the kind where there are several."""

    title: str
    numbers: str
    letter: str
    figure: str
    words: str
    rect: QRectF


@dataclass(frozen=True, slots=True)
class DiagramPlan:
    """Everything that is painted. `strip` has the places of the squares of all blocks with the number of their kind;
    `arrows` are (from, to); `ends` the texts above and below all boxes."""

    width: float
    height: float
    boxes: tuple[PlanBox, ...]
    frames: tuple[PlanFrame, ...]
    arrows: tuple[tuple[QPointF, QPointF], ...]
    strip: tuple[tuple[QRectF, int], ...] = ()
    ends: tuple[tuple[QRectF, str], ...] = ()
    more: str = ""
    more_rect: QRectF = field(default_factory=QRectF)


class DiagramPlanner:
    """Places the boxes for a width in pixels."""

    def __init__(self, theme: Theme, structure: ModelStructure, width: float, *, projector: bool = False) -> None:
        self._theme = theme
        self._structure = structure
        self._width = width
        self._projector = projector
        self._bold = QFontMetricsF(theme.font(13, bold=True))
        self._small = QFontMetricsF(theme.small())
        self._boxes: list[PlanBox] = []
        self._frames: list[PlanFrame] = []
        self._arrows: list[tuple[QPointF, QPointF]] = []
        self._ends: list[tuple[QRectF, str]] = []
        self._strip: list[tuple[QRectF, int]] = []
        self._y = 0.0

    def plan(self) -> DiagramPlan:
        """Place everything."""
        structure = self._structure
        self._add_end(translate("ModelPage", "Tokens"))
        self._add_box(self._embedding_box())
        if vision := self._vision_box():
            self._add_box(vision)
        shown, more = structure.groups[:MOST_KINDS], ""
        if shown:
            self._add_arrow()
            self._add_strip()
            self._add_groups(shown)
        if left := len(structure.groups) - len(shown):
            more = translate("ModelPage", "and %n further kind(s) of blocks", "", left)
        more_rect = QRectF(0, self._y, self._width, self._small.height() + 6) if more else QRectF()
        self._y += more_rect.height()
        if any(total.part is WeightPart.OUTPUT for total in structure.parts) or structure.tied is not False:
            self._add_arrow()
            if structure.part(WeightPart.NORMS) is not None:
                self._add_box(PlanBox(translate("ModelPage", "Norm"), part=WeightPart.NORMS, slim=True))
            self._add_box(self._output_box())
        self._add_end(translate("ModelPage", "Probability of each next token"), after=True)
        return DiagramPlan(
            self._width,
            self._y + 2,
            tuple(self._boxes),
            tuple(self._frames),
            tuple(self._arrows),
            tuple(self._strip),
            tuple(self._ends),
            more,
            more_rect,
        )

    # What the boxes say.

    def _embedding_box(self) -> PlanBox:
        structure = self._structure
        lines = []
        if structure.vocabulary and structure.width:
            text = translate("ModelPage", "{n} tokens, a vector of {width} for each")
            lines.append(text.format(n=numbers.whole(structure.vocabulary), width=numbers.whole(structure.width)))
        elif structure.width:
            lines.append(translate("ModelPage", "a vector of {width}").format(width=numbers.whole(structure.width)))
        return self._part_box(WeightPart.EMBEDDING, lines)

    def _vision_box(self) -> PlanBox | None:
        if self._structure.part(WeightPart.VISION) is not None:
            return self._part_box(WeightPart.VISION, [])
        if self._projector:
            title, line = words.part_name(WeightPart.VISION), translate("ModelPage", "in a file of its own")
            return PlanBox(title, (line,), words=f"{title}: {line}")
        return None

    def _output_box(self) -> PlanBox:
        structure = self._structure
        total = structure.part(WeightPart.OUTPUT)
        if total is None and structure.tied:
            title = words.part_name(WeightPart.OUTPUT)
            line = translate("ModelPage", "uses the table of the embedding again")
            return PlanBox(title, (line,), words=f"{title}: {line}", part=WeightPart.EMBEDDING)
        lines = [translate("ModelPage", "a table of its own")] if total is not None else []
        return self._part_box(WeightPart.OUTPUT, lines)

    def _part_box(self, part: WeightPart, lines: Sequence[str]) -> PlanBox:
        total, title = self._structure.part(part), words.part_name(part)
        described = words.describe_part(total, self._structure) if total else title
        figure = words.weights(total.parameters) if total else ""
        return PlanBox(title, tuple(lines), figure, ". ".join([described.rstrip("."), *lines]), part)

    # Placing outside the blocks.

    def _box_width(self) -> float:
        return min(self._width, self._theme.px(WIDEST))

    def _add_end(self, text: str, *, after: bool = False) -> None:
        if after:
            self._add_arrow()
        high = self._small.height() + 4
        self._ends.append((QRectF(0, self._y, self._width, high), text))
        self._y += high
        if not after:
            self._add_arrow()

    def _add_box(self, box: PlanBox) -> None:
        width = self._box_width()
        if self._boxes and self._boxes[-1].rect.bottom() == self._y:
            self._y += self._theme.px(6)
        placed = self._place(box, (self._width - width) / 2, self._y, width)
        self._boxes.append(placed)
        self._y = placed.rect.bottom()

    def _add_arrow(self) -> None:
        step = self._theme.px(STEP)
        middle = self._width / 2
        self._arrows.append((QPointF(middle, self._y + 2), QPointF(middle, self._y + step - 2)))
        self._y += step

    def _place(self, box: PlanBox, left: float, top: float, width: float) -> PlanBox:
        """The box with its lines wrapped to its width, and its place."""
        pad = self._theme.px(PAD)
        if box.slim:
            return replace(box, rect=QRectF(left, top, width, self._small.height() + 6))
        high = self._bold.height() + 2 * pad * 0.7
        room = QRectF(0, 0, width - 2 * pad - self._theme.px(6), 10_000)
        beside = self._bold.horizontalAdvance(box.title) + self._small.horizontalAdvance(box.figure) + 12
        if box.figure and beside > room.width():  # below the title
            box = replace(box, figure="", lines=(box.figure, *box.lines))
        for line in box.lines:
            high += self._small.boundingRect(room, int(Qt.TextFlag.TextWordWrap), line).height()
        if box.squares is not None:
            high += self._squares_height(box.squares, room.width()) + self._theme.px(6)
        return replace(box, rect=QRectF(left, top, width, high))

    def _squares_height(self, squares: Squares, width: float) -> float:
        return places_of(squares, QPointF(0, 0), width, squares.side(self._theme))[-1].bottom()

    def _add_strip(self) -> None:
        """Place a square for each block, in order, where they are of several kinds."""
        order, side = self._structure.order, self._theme.px(MARK + 3)
        if len(self._structure.groups) < 2:
            return
        step = side + 3
        columns = max(1, int(self._width // step))
        rows = -(-len(order) // columns)
        columns = -(-len(order) // rows)
        for at, group in enumerate(order):
            row, column = divmod(at, columns)
            row_length = min(columns, len(order) - row * columns)
            left = (self._width - row_length * step + 3) / 2
            self._strip.append((QRectF(left + column * step, self._y + row * step, side, side), group))
        self._y += rows * step + self._theme.px(6)

    # The blocks.

    def _add_groups(self, groups: Sequence[BlockGroup]) -> None:
        """Place the kinds of blocks beside each other where there is room."""
        gap, least = self._theme.px(GAP), self._theme.px(NARROWEST)
        beside = max(1, min(MOST_COLUMNS, len(groups), int((self._width + gap) // (least + gap))))
        rows = -(-len(groups) // beside)
        beside = -(-len(groups) // rows)
        for row in range(rows):
            some = groups[row * beside : (row + 1) * beside]
            each = min(self._theme.px(WIDEST_COLUMN), (self._width - gap * (len(some) - 1)) / len(some))
            if len(groups) == 1:
                each = self._box_width()
            left = (self._width - each * len(some) - gap * (len(some) - 1)) / 2
            bottoms, first = [], len(self._frames)
            for at, group in enumerate(some):
                letter = LETTERS[row * beside + at] if len(self._structure.groups) > 1 else ""
                bottoms.append(self._add_group(group, letter, QRectF(left + at * (each + gap), self._y, each, 0)))
            for at in range(first, len(self._frames)):
                frame = self._frames[at]
                rect = QRectF(frame.rect)
                rect.setBottom(max(bottoms))
                self._frames[at] = replace(frame, rect=rect)
            self._y = max(bottoms) + (gap if row < rows - 1 else 0)

    def _add_group(self, group: BlockGroup, letter: str, place: QRectF) -> float:
        """Place the parts of one kind of block; returns the bottom of its frame."""
        pad = self._theme.px(PAD)
        title = words.group_title(group)
        where = translate("ModelPage", "number {numbers}").format(numbers=words.block_numbers(group)) if letter else ""
        figure = words.weights(group.parameters) if group.parameters else ""
        told = [f"{letter}: {title}" if letter else title, where]
        if figure:
            told.append(translate("ModelPage", "{n} parameters together").format(n=figure))
        y = place.top() + pad + self._bold.height()
        if where:
            room = QRectF(0, 0, place.width() - 2 * pad, 10_000)
            y += self._small.boundingRect(room, int(Qt.TextFlag.TextWordWrap), where).height()
        y += pad * 0.6
        left, width = place.left() + pad, place.width() - 2 * pad
        boxes = self._group_boxes(group)
        for at, box in enumerate(boxes):
            placed = self._place(box, left, y, width)
            self._boxes.append(placed)
            y = placed.rect.bottom() + self._theme.px(
                3 if box.slim or (at + 1 < len(boxes) and boxes[at + 1].slim) else 8
            )
        text = ". ".join(filter(None, told))
        bottom = y + pad - self._theme.px(3)
        rect = QRectF(place.left(), place.top(), place.width(), 0)
        self._frames.append(PlanFrame(title, where, letter, figure, text, rect))
        return bottom

    def _group_boxes(self, group: BlockGroup) -> list[PlanBox]:
        kind = group.kind
        boxes = []
        norm = PlanBox(translate("ModelPage", "Norm"), part=WeightPart.NORMS, slim=True)
        if kind.mixer is not Mixer.NONE:
            boxes += [norm, self._mixer_box(group)]
        if kind.inner:
            line = translate("ModelPage", "{n} wide").format(n=numbers.whole(kind.inner))
            boxes += [
                norm,
                self._block_box(group, words.part_name(WeightPart.FEED_FORWARD), [line], (WeightPart.FEED_FORWARD,)),
            ]
        if kind.experts:
            boxes += [norm, self._expert_box(group)]
        return boxes if kind.norms or not self._structure.has_tensors else [box for box in boxes if not box.slim]

    def _mixer_box(self, group: BlockGroup) -> PlanBox:
        kind = group.kind
        parts = {
            Mixer.RECURRENT: (WeightPart.RECURRENT,),
            Mixer.BOTH: (WeightPart.ATTENTION, WeightPart.RECURRENT),
        }.get(kind.mixer, (WeightPart.ATTENTION,))
        box = self._block_box(group, words.mixer_title(kind), words.mixer_lines(kind), parts)
        if kind.heads and kind.heads <= MOST_MARKS:
            each = kind.heads // kind.kv_heads if kind.kv_heads and kind.heads % kind.kv_heads == 0 else 0
            return replace(box, squares=Squares(kind.heads, kind.heads, group=each))
        return box

    def _expert_box(self, group: BlockGroup) -> PlanBox:
        kind = group.kind
        box = self._block_box(
            group, words.part_name(WeightPart.EXPERTS), words.expert_lines(kind), (WeightPart.EXPERTS,)
        )
        count = kind.experts + kind.shared_experts
        if kind.experts_used and count <= MOST_MARKS:
            return replace(box, squares=Squares(count, kind.experts_used, ringed=kind.shared_experts))
        return box

    def _block_box(self, group: BlockGroup, title: str, lines: Sequence[str], parts: tuple[WeightPart, ...]) -> PlanBox:
        count = group.total_of(*parts)
        figure = words.weights(count) if count else ""
        told = [f"{title}, {words.group_title(group)}", *lines]
        if count:
            text = translate("ModelPage", "{n} parameters in these blocks together")
            told.append(text.format(n=numbers.whole(count)))
        told.append(words.part_tip(parts[0]).rstrip("."))
        return PlanBox(title, tuple(lines), figure, ". ".join(filter(None, told)), parts[0])


def places_of(squares: Squares, start: QPointF, width: float, side: float) -> list[QRectF]:
    """The places of a row of squares, wrapped to a width, with a gap after each group."""
    gap = max(2.0, side * 0.25)
    between = side * 0.6 if squares.group > 1 and squares.group < squares.count else 0.0
    found: list[QRectF] = []
    x = y = 0.0
    for at in range(squares.count):
        new_group = squares.group and at % squares.group == 0
        if new_group and at:
            x += between
        needed = side if not new_group else min(squares.group * (side + gap), width)
        if x and x + needed > width + 0.5:
            x, y = 0.0, y + side + gap
        found.append(QRectF(start.x() + x, start.y() + y, side, side))
        x += side + gap
    return found
