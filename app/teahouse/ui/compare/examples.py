"""Questions to begin a comparison with: one in each empty lane."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def example(number: int) -> tuple[str, str]:
    """The title and the text of an example; there are as many as there can be lanes."""
    examples = (
        (
            translate("Compare", "A riddle"),
            translate("Compare", "A farmer has 17 sheep; all but 9 run away. How many are left? Explain briefly."),
        ),
        (
            translate("Compare", "Write some code"),
            translate("Compare", "Write a Python function that tells whether a year is a leap year, with three tests."),
        ),
        (
            translate("Compare", "Translate"),
            translate("Compare", "Translate into Chinese, then back into English: Still waters run deep."),
        ),
        (
            translate("Compare", "Explain something"),
            translate("Compare", "Explain in three sentences why the sky is blue and the sunset red."),
        ),
        (
            translate("Compare", "Sum up"),
            translate("Compare", "Sum up the plot of Journey to the West in five bullet points."),
        ),
        (
            translate("Compare", "Follow a format"),
            translate("Compare", "List four rivers as a JSON array with the keys name, country and length_km."),
        ),
    )
    return examples[number % len(examples)]
