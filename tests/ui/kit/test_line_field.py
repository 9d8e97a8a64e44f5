"""A field of one line accepts valid input only."""

import pkgutil
import re
from pathlib import Path

import teahouse.ui
from teahouse.ui.kit.text_fields import LONGEST, LineField

LONGER = {"host_form", "text_fields", "pull_dialog", "rows", "fields", "variant_dialog"}  # tokens, addresses, questions


def test_what_is_pasted_beyond_its_length_is_left_out(qtbot, qapp):
    field = LineField("tea")
    qtbot.addWidget(field)
    qapp.clipboard().setText("x" * 1_000_000)
    field.setText("")
    field.paste()
    assert len(field.text()) == LONGEST
    qapp.clipboard().clear()


def test_every_field_of_one_line_has_a_length_of_its_own():
    found = pkgutil.walk_packages(teahouse.ui.__path__, "teahouse.ui.")
    files = [Path(module.module_finder.path) / f"{module.name.rsplit('.', 1)[1]}.py" for module in found]
    using = {path.stem for path in files if path.exists() and re.search(r"QLineEdit\(|\(QLineEdit\)", path.read_text())}
    assert using <= LONGER
