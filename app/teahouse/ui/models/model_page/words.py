"""Texts of the page of a model: its parts, kinds of blocks and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from teahouse.core.model_structure import BlockFeatures, BlockGroup, Mixer, ModelStructure, PartTotal, WeightPart
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import colour_of, mixed
from teahouse.ui.style import Colours

translate = QCoreApplication.translate

MOST_NUMBERS = 12  # ranges of blocks that are written out
FAINTEST = 0.78  # share of the ground in the last part's colour


def part_name(part: WeightPart) -> str:
    """The name of a part."""
    known = {
        WeightPart.EMBEDDING: translate("ModelPage", "Embedding"),
        WeightPart.ATTENTION: translate("ModelPage", "Attention"),
        WeightPart.RECURRENT: translate("ModelPage", "Recurrent"),
        WeightPart.FEED_FORWARD: translate("ModelPage", "Feed-forward"),
        WeightPart.EXPERTS: translate("ModelPage", "Experts"),
        WeightPart.NORMS: translate("ModelPage", "Norms"),
        WeightPart.OUTPUT: translate("ModelPage", "Output"),
        WeightPart.VISION: translate("ModelPage", "Vision"),
    }
    return known.get(part, translate("ModelPage", "Other"))


def part_tip(part: WeightPart) -> str:
    """What a part does, in a sentence."""
    known = {
        WeightPart.EMBEDDING: translate("ModelPage", "Turns each token into a vector."),
        WeightPart.ATTENTION: translate("ModelPage", "Lets each token use the tokens before it."),
        WeightPart.RECURRENT: translate("ModelPage", "Keeps a state of fixed size instead of all tokens before."),
        WeightPart.FEED_FORWARD: translate("ModelPage", "Computes on each token by itself."),
        WeightPart.EXPERTS: translate("ModelPage", "Feed-forward parts, of which only some compute each token."),
        WeightPart.NORMS: translate("ModelPage", "Keep the vectors in a steady range."),
        WeightPart.OUTPUT: translate("ModelPage", "Turns the last vector into a probability for each token."),
        WeightPart.VISION: translate("ModelPage", "Turns pictures or sound into vectors."),
    }
    return known.get(part, "")


def part_colours(model: str, parts: Sequence[WeightPart], colours: Colours) -> dict[WeightPart, str]:
    """The colour of each part: shades of the model's colour, which stand beside the names."""
    base, last = colour_of(model, colours), max(1, len(parts) - 1)
    return {part: mixed(base, colours.surface, FAINTEST * at / last) for at, part in enumerate(parts)}


def weights(count: int) -> str:
    """A number of weights in short: "26.5 million", all digits below a million."""
    return numbers.whole(count) if count < 1_000_000 else numbers.billions(count / 1e9, short=True)


def kinds(total: PartTotal) -> str:
    """The types of the numbers of a part, the largest share first."""
    return numbers.in_a_row(kind for kind, _ in total.kinds)


def describe_part(total: PartTotal, structure: ModelStructure) -> str:
    """All numbers of a part, for screen readers and tool tips."""
    text = translate("ModelPage", "{part}: {n} parameters, {share} of all, {size}, {kinds}").format(
        part=part_name(total.part),
        n=numbers.whole(total.parameters),
        share=numbers.percent(total.parameters / (structure.parameters or 1)),
        size=numbers.size(total.size) if total.size else translate("ModelPage", "size unknown"),
        kinds=", ".join(_kind_size(kind, size) for kind, size in total.kinds),
    )
    return f"{text}. {part_tip(total.part)}".rstrip()


def _kind_size(kind: str, size: int) -> str:
    return f"{kind} {numbers.size(size)}" if size else kind


# Blocks.


def group_title(group: BlockGroup) -> str:
    """The heading of a kind of blocks."""
    kind, count = group.kind, len(group.numbers)
    if kind.predicts:
        return translate("ModelPage", "%n block(s) that draft further tokens", "", count)
    if kind.stack == "enc":
        return translate("ModelPage", "%n block(s) of the encoder", "", count)
    if kind.stack == "dec":
        return translate("ModelPage", "%n block(s) of the decoder", "", count)
    return translate("ModelPage", "%n block(s)", "", count)


def block_numbers(group: BlockGroup) -> str:
    """The numbers of the blocks, counted from 1: "1–5, 7–11"; shortened where there are many ranges."""
    ranges: list[tuple[int, int]] = []
    for number in group.numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    texts = [f"{first + 1}–{last + 1}" if last > first else f"{first + 1}" for first, last in ranges]
    cut = [*texts[:MOST_NUMBERS], "…"] if len(texts) > MOST_NUMBERS else texts
    return ", ".join(cut)


def mixer_title(kind: BlockFeatures) -> str:
    """The name of the part that combines tokens."""
    match kind.mixer:
        case Mixer.LATENT:
            return translate("ModelPage", "Latent attention")
        case Mixer.RECURRENT:
            return translate("ModelPage", "Recurrent part")
        case Mixer.BOTH:
            return translate("ModelPage", "Attention and recurrent part")
        case Mixer.UNKNOWN:
            return translate("ModelPage", "Attention or recurrent part")
    return translate("ModelPage", "Sliding-window attention") if kind.window else translate("ModelPage", "Attention")


def mixer_lines(kind: BlockFeatures) -> list[str]:
    """What is known of the part that combines tokens, in short lines."""
    lines = []
    if kind.heads and kind.kv_heads and kind.kv_heads != kind.heads:
        text = translate("ModelPage", "{n} heads, {kv} for keys and values")
        lines.append(text.format(n=kind.heads, kv=kind.kv_heads))
    elif kind.heads:
        lines.append(translate("ModelPage", "%n head(s)", "", kind.heads))
    if kind.head_size:
        lines.append(translate("ModelPage", "{n} numbers per head").format(n=kind.head_size))
    if kind.latent:
        lines.append(translate("ModelPage", "keys and values in one vector of {n}").format(n=kind.latent))
    if kind.window:
        lines.append(translate("ModelPage", "sees the last {n} tokens").format(n=numbers.whole(kind.window)))
    if kind.mixer is Mixer.RECURRENT:
        lines.append(translate("ModelPage", "a state of fixed size"))
    if kind.mixer is Mixer.UNKNOWN:
        lines.append(translate("ModelPage", "which blocks have which is unknown without the tensors"))
    return lines


def expert_lines(kind: BlockFeatures) -> list[str]:
    """What is known of the experts, in short lines."""
    lines = []
    if kind.experts_used:
        text = translate("ModelPage", "{used} of {n} used for each token")
        lines.append(text.format(used=kind.experts_used, n=kind.experts))
    else:
        lines.append(translate("ModelPage", "%n expert(s)", "", kind.experts))
    if kind.shared_experts:
        lines.append(translate("ModelPage", "and %n shared one(s)", "", kind.shared_experts))
    if kind.expert_inner:
        lines.append(translate("ModelPage", "{n} wide each").format(n=numbers.whole(kind.expert_inner)))
    return lines


def structure_facts(structure: ModelStructure) -> list[str]:
    """What the diagram cannot show, in sentences."""
    lines = []
    if structure.parameters and structure.active and structure.active < structure.parameters:
        text = translate("ModelPage", "For each token {n} of {all} parameters are used.")
        lines.append(text.format(n=weights(structure.active), all=weights(structure.parameters)))
    if structure.is_window_unclear:
        text = translate("ModelPage", "It has a sliding window of {n} tokens; which blocks use it is unknown.")
        lines.append(text.format(n=numbers.whole(structure.window)))
    if not structure.has_tensors:
        lines.append(
            translate("ModelPage", "This host does not list the tensors: parameters of each part are unknown.")
        )
    return lines
