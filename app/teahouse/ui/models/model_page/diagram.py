"""The diagram of a model's structure: painted, for keys and screen readers, and as a picture."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from teahouse.core.model_structure import ModelStructure, WeightPart
from teahouse.ui.kit.accessibility import Role, Spoken, announce
from teahouse.ui.kit.labels import as_text
from teahouse.ui.kit.painting import paint_box
from teahouse.ui.models.model_page import words
from teahouse.ui.models.model_page.diagram_plan import (
    LETTERS,
    MARK,
    PAD,
    DiagramPlan,
    DiagramPlanner,
    PlanBox,
    PlanFrame,
    Squares,
    places_of,
)
from teahouse.ui.style import Theme, ink_on

translate = QCoreApplication.translate

BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
ON = (Qt.Key.Key_Right, Qt.Key.Key_Down)
PICTURE_WIDTH = 900  # pixels of a saved picture, before zoom
PICTURE_RATIO = 2.0
MOST_PIXELS = 30_000  # Qt cannot paint on more
EDGE = 24  # around a saved picture
WRAPPED = int(Qt.TextFlag.TextWordWrap)


class DiagramPainter:
    """Paints a plan with the colours of a model's parts."""

    def __init__(self, theme: Theme, model: str, structure: ModelStructure) -> None:
        self._theme = theme
        parts = [total.part for total in structure.parts] or list(WeightPart)
        self.part_colours = words.part_colours(model, parts, theme.colours)

    def paint(self, painter: QPainter, plan: DiagramPlan) -> None:
        """Paint everything."""
        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect, text in plan.ends:
            painter.setFont(self._theme.small())
            painter.setPen(QColor(colours.muted))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
        for start, end in plan.arrows:
            self._paint_arrow(painter, start, end)
        for frame in plan.frames:
            self._paint_frame(painter, frame)
        for rect, group in plan.strip:
            self._paint_letter(painter, rect, group)
        for box in plan.boxes:
            self._paint_box(painter, box)
        if plan.more:
            painter.setFont(self._theme.small())
            painter.setPen(QColor(colours.muted))
            painter.drawText(plan.more_rect, int(Qt.AlignmentFlag.AlignCenter), plan.more)

    def _paint_arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        ink, head = QColor(self._theme.colours.muted), self._theme.px(4)
        painter.setPen(QPen(ink, 1.4))
        painter.drawLine(start, QPointF(end.x(), end.y() - head))
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(
            QPolygonF(
                [end, QPointF(end.x() - head, end.y() - head * 1.4), QPointF(end.x() + head, end.y() - head * 1.4)]
            )
        )

    def _letter_colour(self, group: int) -> str:
        """The ground of a kind's letter: the letter tells the kind, the colour only helps."""
        colours = self._theme.colours
        grounds = (colours.accent, colours.raised, colours.muted, colours.accent_soft)
        return grounds[group % len(grounds)]

    def _paint_letter(self, painter: QPainter, rect: QRectF, group: int) -> None:
        ground = self._letter_colour(group)
        paint_box(painter, rect, ground, self._theme.colours.edge, radius=3)
        font = self._theme.small(bold=True)
        font.setPixelSize(max(7, round(rect.height() * 0.72)))
        painter.setFont(font)
        painter.setPen(QColor(ink_on(ground)))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), LETTERS[group] if group < len(LETTERS) else "+")

    def _paint_frame(self, painter: QPainter, frame: PlanFrame) -> None:
        colours, pad = self._theme.colours, self._theme.px(PAD)
        paint_box(painter, frame.rect, colours.bg, colours.border, radius=12)
        place = frame.rect.adjusted(pad, pad * 0.7, -pad, 0)
        if frame.letter:
            side = self._theme.px(MARK + 5)
            mark = QRectF(place.left(), place.top() + 1, side, side)
            self._paint_letter(painter, mark, LETTERS.index(frame.letter))
            place.setLeft(mark.right() + self._theme.px(6))
        font = self._theme.font(13, bold=True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        small = QFontMetricsF(self._theme.small())
        room = place.width() - small.horizontalAdvance(frame.figure) - 8
        text = metrics.elidedText(frame.title, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(place.left(), place.top(), place.width(), metrics.height()), 0, text)
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), frame.figure)
        if frame.numbers:
            below = frame.rect.adjusted(pad, pad * 0.7 + metrics.height(), -pad, 0)
            painter.drawText(below, WRAPPED, frame.numbers)

    def _paint_box(self, painter: QPainter, box: PlanBox) -> None:
        colours, pad, rect = self._theme.colours, self._theme.px(PAD), box.rect
        if box.slim:
            self._paint_slim(painter, box)
            return
        paint_box(painter, rect, colours.surface, colours.edge, radius=8)
        stripe = self._theme.px(5)
        if box.part is not None:
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.part_colours.get(box.part, colours.muted)))
            painter.drawRoundedRect(QRectF(rect.left() + 4, rect.top() + 5, stripe, rect.height() - 10), 2, 2)
            painter.restore()
        place = rect.adjusted(pad + self._theme.px(6), pad * 0.7, -pad, -pad * 0.7)
        painter.setFont(self._theme.small())
        wide = painter.fontMetrics().horizontalAdvance(box.figure) + 8 if box.figure else 0
        painter.setPen(QColor(colours.muted))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), box.figure)
        painter.setFont(self._theme.font(13, bold=True))
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(box.title, Qt.TextElideMode.ElideRight, int(place.width() - wide))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignTop), title)
        top = place.top() + metrics.height()
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        for line in box.lines:
            high = painter.fontMetrics().boundingRect(0, 0, int(place.width()), 10_000, WRAPPED, line).height()
            painter.drawText(QRectF(place.left(), top, place.width(), high), WRAPPED, line)
            top += high
        if box.squares is not None:
            ink = self.part_colours.get(box.part or WeightPart.OTHER, colours.muted)
            start = QPointF(place.left(), top + self._theme.px(4))
            self._paint_squares(painter, box.squares, start, place.width(), ink)

    def _paint_slim(self, painter: QPainter, box: PlanBox) -> None:
        colours = self._theme.colours
        painter.setFont(self._theme.small())
        text = painter.fontMetrics().horizontalAdvance(box.title) + 12
        middle, line = box.rect.center(), QPen(QColor(colours.border), 1)
        painter.setPen(line)
        painter.drawLine(QPointF(box.rect.left(), middle.y()), QPointF(middle.x() - text / 2, middle.y()))
        painter.drawLine(QPointF(middle.x() + text / 2, middle.y()), QPointF(box.rect.right(), middle.y()))
        painter.setPen(QColor(colours.muted))
        painter.drawText(box.rect, int(Qt.AlignmentFlag.AlignCenter), box.title)

    def _paint_squares(self, painter: QPainter, squares: Squares, start: QPointF, width: float, ink: str) -> None:
        colours = self._theme.colours
        for at, rect in enumerate(places_of(squares, start, width, squares.side(self._theme))):
            ringed = at >= squares.count - squares.ringed
            filled = at < squares.filled or ringed
            edge = colours.text if ringed else colours.edge
            paint_box(painter, rect, ink if filled else colours.surface, edge, width=2 if ringed else 1, radius=2)


class StructureDiagram(Spoken, QWidget):
    """Arrow keys, Home and End move between the parts; `reached` carries the words of a part, empty for none."""

    reached = Signal(str)

    def __init__(self, theme: Theme, model: str, structure: ModelStructure, *, projector: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._structure = structure
        self._projector = projector
        self._plan: DiagramPlan | None = None
        self._at = -1
        self.speak_as(Role.Chart)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme)
        self._describe()

    # Layout.

    def plan_for(self, width: float) -> DiagramPlan:
        """The layout for a width in pixels."""
        return DiagramPlanner(self._theme, self._structure, width, projector=self._projector).plan()

    @property
    def plan(self) -> DiagramPlan:
        """The layout for the current width."""
        width = max(self.minimumSizeHint().width(), self.width())
        if self._plan is None or self._plan.width != width:
            self._plan = self.plan_for(width)
        return self._plan

    @property
    def parts(self) -> list[tuple[QRectF, str]]:
        """The places and words of the parts that can be reached, in reading order: frames before their boxes."""
        plan = self.plan
        spots = [(frame.rect, frame.words) for frame in plan.frames]
        spots += [(box.rect, box.words) for box in plan.boxes if box.words]
        rows = [frame.rect.top() for frame in plan.frames]

        def key(spot: tuple[QRectF, str]) -> tuple[float, float, float]:
            rect = spot[0]
            inside = next((frame for frame in plan.frames if frame.rect.contains(rect.center())), None)
            if inside is None:
                return rect.top(), 0.0, 0.0
            return min(rows, key=lambda top: abs(top - inside.rect.top())), inside.rect.left(), rect.top()

        return sorted(spots, key=key)

    def sizeHint(self) -> QSize:
        width = self._theme.px(460)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), 40)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self.plan_for(max(width, self.minimumSizeHint().width())).height + 0.5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._plan = None

    def _on_theme(self) -> None:
        self._plan = None
        self.updateGeometry()
        self.update()

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        DiagramPainter(self._theme, self._model, self._structure).paint(painter, self.plan)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
        if self.hasFocus() and self._at < 0:
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        parts = self.parts
        if 0 <= self._at < len(parts):
            painter.drawRoundedRect(parts[self._at][0].adjusted(1, 1, -1, -1), 8, 8)

    def make_picture(self, title: str) -> QPixmap:
        """The diagram as a picture of a fixed width, with a title."""
        theme = self._theme
        edge, font = theme.px(EDGE), theme.font(16, bold=True)
        plan = self.plan_for(theme.px(PICTURE_WIDTH) - 2 * edge)
        width, height = plan.width + 2 * edge, plan.height + 2 * edge + theme.px(34)
        ratio = min(PICTURE_RATIO, MOST_PIXELS / height)
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.colours.surface))
        with QPainter(picture) as painter:
            painter.setFont(font)
            painter.setPen(QColor(theme.colours.text))
            text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, int(plan.width))
            painter.drawText(QRectF(edge, edge - 6, plan.width, theme.px(30)), 0, text)
            painter.translate(edge, edge + theme.px(34))
            DiagramPainter(theme, self._model, self._structure).paint(painter, plan)
        return picture

    # Reaching the parts.

    @property
    def walked(self) -> str:
        """The words of the part that was reached; empty for none."""
        parts = self.parts
        return parts[self._at][1] if 0 <= self._at < len(parts) else ""

    def _reach(self, at: int) -> None:
        self._at = at
        announce(self, self.walked)
        self.reached.emit(self.walked)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        parts = self.parts
        ends: dict[int, int] = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(parts) - 1}
        if not parts or event.key() not in (*BACK, *ON, *ends):
            super().keyPressEvent(event)
            return
        step = 1 if event.key() in ON else -1
        self._reach(max(0, min(len(parts) - 1, ends.get(event.key(), self._at + step))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._reach(self._part_at(event.position()))
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._at = -1
        self.reached.emit("")
        self.update()

    def _part_at(self, point: QPointF) -> int:
        """The smallest part under a point; -1 for none."""
        parts = self.parts
        under = [at for at, (rect, _) in enumerate(parts) if rect.contains(point)]
        return min(under, key=lambda at: parts[at][0].height() * parts[at][0].width(), default=-1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._part_at(QPointF(event.pos()))
            if at >= 0:
                QToolTip.showText(event.globalPos(), as_text(self.parts[at][1]), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _describe(self) -> None:
        self.setAccessibleName(translate("ModelPage", "Diagram of the architecture"))
        self.setAccessibleDescription("\n".join(text for _, text in self.parts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._plan = None
            self._describe()
            self.updateGeometry()
            self.update()
