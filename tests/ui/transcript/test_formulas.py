"""Formulas with Chinese words and with superscripts on matrices, typeset by the library without the process."""

import json
import warnings

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from teahouse.ui.transcript.blocks.formulas import SOURCE, typeset_formula

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of the library, which runs in another process otherwise
    from teahouse.desktop.typesetting_process import answer_to, group_environments

MATRIX = r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"


def made(latex):
    """A formula as the process's answer makes it."""
    job = typeset_formula(latex, display=True)
    try:
        job.send(json.loads(json.dumps(answer_to(next(job)))))
        while True:
            next(job)
    except StopIteration as over:
        return over.value


def style(formula):
    """How many pixels it paints, and whether any lies outside the box it says it needs."""
    high, wide = int(formula.ascent + formula.descent) + 40, int(formula.width) + 40
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(20 - formula.left, 20 + formula.ascent)
    painter.fillPath(formula.path, QColor("black"))
    painter.end()
    dark = [(x, y) for x in range(wide) for y in range(high) if image.pixelColor(x, y).lightness() < 128]
    outside = [at for at in dark if not (17 <= at[0] <= wide - 17 and 17 <= at[1] <= high - 17)]
    return len(dark), outside


@pytest.mark.parametrize(
    ("latex", "set_as"),
    [
        (MATRIX, MATRIX),
        (MATRIX + "^2", "{" + MATRIX + "}^2"),
        (MATRIX + " ^{T}_1", "{" + MATRIX + "} ^{T}_1"),
        (rf"\begin{{x}} {MATRIX}^2 & 1 \end{{x}}_x", rf"{{\begin{{x}} {{{MATRIX}}}^2 & 1 \end{{x}}}}_x"),
        (r"\end{x}^2", r"\end{x}^2"),
        ("x^2", "x^2"),
    ],
)  # fmt: skip
def test_an_environment_with_a_superscript_becomes_a_group(latex, set_as):
    assert group_environments(latex) == set_as


@pytest.mark.parametrize("latex", [MATRIX + "^{2}", rf"A^{{-1}} = {MATRIX}^T", rf"\left({MATRIX}\right)_0"])
def test_a_matrix_with_a_superscript_is_typeset(qapp, latex):
    plain, raised = made(MATRIX), made(latex)
    assert raised.path is not None
    assert raised.width > plain.width
    assert not style(raised)[1]


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{中文}",
        r"\text{速度 } v = \frac{\text{路程}}{\text{时间}}",
        r"E_{动能} = \frac12 mv^2",
        r"\sqrt{面积} + x^{\text{한글}}",
        r"\begin{cases} 1 & \text{如果 }x>0 \\ 0 & \text{否则} \end{cases}",
        MATRIX + r"^{2} = \text{中文}",
    ],
)
def test_chinese_words_are_typeset_inside_the_formulas_box(qapp, latex):
    formula = made(latex)
    assert formula.path is not None
    count, outside = style(formula)
    assert count > 100
    assert not outside


def test_every_wide_character_takes_its_own_width_and_adds_its_own_signs(qapp):
    one, two = made(r"\text{中}"), made(r"\text{中文}")
    assert two.width == pytest.approx(one.width + 32, abs=1), "as wide as the font is high"
    assert style(two)[0] > style(one)[0] > 50
    assert made(r"\text{一}").path != made(r"\text{龘}").path


def test_a_minus_and_an_equals_sign_stay(qapp):
    with_words, without = made(r"\text{中} = -1"), made("= -1")
    assert style(with_words)[0] > style(without)[0] + 50


def test_words_below_a_bar_do_not_touch_it(qapp):
    formula = made(r"\frac{\text{口口}}{\text{口口}}")
    image = QImage(120, 140, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(20 - formula.left, 20 + formula.ascent)
    painter.fillPath(formula.path, QColor("black"))
    painter.end()
    rows = [any(image.pixelColor(x, y).lightness() < 128 for x in range(120)) for y in range(140)]
    pieces = sum(now and not before for before, now in zip([False, *rows], rows, strict=False))
    assert pieces == 3, "the words above, the bar, the words below"


@pytest.mark.parametrize("latex", [r"x^{中}_{文}", "中" + "—", r"\text{שלום}", "𝒳中😀"])
def test_what_could_be_set_wrongly_stays_source(qapp, latex):
    assert made(latex) is SOURCE
