"""Texts of the tab "Layers"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.workshop.layer_inspection import LayerGuess, LayerInspection, show_token
from teahouse.ui.i18n import numbers

translate = QCoreApplication.translate


def quote_token(text: str) -> str:
    """A token in quotes, for a screen reader, which does not speak "·"."""
    spoken = text.replace("\n", translate("Layers", "new line"))
    return translate("Layers", "“{token}”").format(token=spoken)


def name_layer(layer: int, layers: int) -> str:
    """A row of the table: `layer` from 0; the number of layers stands for the answer."""
    if layer == layers:
        return translate("Layers", "Answer")
    return translate("Layers", "Layer {n}").format(n=layer + 1)


def describe_guess(layer: int, layers: int, rank: int, guess: LayerGuess) -> str:
    """A cell for a screen reader."""
    said = translate("Layers", "{layer}, place {rank}: {token}, {share}")
    return said.format(
        layer=name_layer(layer, layers),
        rank=rank,
        token=quote_token(guess.text),
        share=numbers.likelihood(guess.share),
    )


def describe_token(place: int, count: int, text: str, weight: float | None) -> str:
    """A token of the text for a screen reader; `weight`: how much the chosen token attends to it."""
    said = translate("Layers", "Token {n} of {count}: {token}").format(
        n=place + 1, count=count, token=quote_token(text)
    )
    if weight is None:
        return said
    return translate("Layers", "{token}, weight {share}").format(token=said, share=numbers.likelihood(weight))


def tell_settled(inspection: LayerInspection, place: int) -> str:
    """From which layer on the first guess is the answer."""
    own = inspection.own.get(place)
    if not own:
        return ""
    settled = inspection.find_settled(place)
    token = show_token(own[0].text)
    if settled is None:
        return translate("Layers", "No layer has the answer, “{token}”, in the first place.").format(token=token)
    said = translate("Layers", "From layer {n} of {count} on, the first place is the answer, “{token}”.")
    return said.format(n=settled + 1, count=inspection.layers, token=token)
