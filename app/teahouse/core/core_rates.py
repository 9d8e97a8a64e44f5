"""How fast one core multiplies weights of each type, which limits a model on few cores more than memory does.

Bytes of weights a second, measured with the built-in engine (llama.cpp b11549), one thread and models of 1.0 billion
random weights, all of one type (`make bench BENCH=predictions` compares predictions with replies). Measured on a server
processor with AVX-512 of 2023; others differ by less than the types do: llama.cpp reorders Q4_K and Q6_K for vector
instructions, but not Q5_0, Q5_K or IQ4_XS.
"""

from __future__ import annotations

CORE_RATES = {
    "F32": 13.5e9,
    "F16": 12.5e9,
    "BF16": 10.5e9,
    "Q8_0": 8.6e9,
    "Q6_K": 9.7e9,
    "Q5_K": 5.0e9,
    "Q5_1": 4.9e9,
    "Q5_0": 3.9e9,
    "Q4_K": 11.0e9,
    "Q4_1": 4.9e9,
    "Q4_0": 5.9e9,
    "Q3_K": 5.5e9,
    "Q2_K": 4.7e9,
    "IQ4_NL": 5.8e9,
    "IQ4_XS": 4.0e9,
    "IQ3_XXS": 2.8e9,
    "IQ3": 3.0e9,
    "IQ2_S": 3.8e9,
    "IQ2": 1.75e9,
    "IQ1": 1.75e9,  # not measured
    "TQ2_0": 4.6e9,
    "TQ1_0": 4.6e9,  # not measured
    "MXFP4": 5.7e9,
}
USUAL_RATE = CORE_RATES["Q4_K"]  # of Q4_K_M, the usual quantisation


def core_seconds(kind: str, size: float) -> float:
    """The seconds in which one core multiplies `size` bytes of a type of tensor, or of a quantisation named after its
    main type ("Q4_K_M", "UD-IQ4_XS"); an unknown type is treated as the usual quantisation."""
    name = kind.upper().removeprefix("UD-")
    rate = CORE_RATES.get(name) or next((CORE_RATES[each] for each in CORE_RATES if name.startswith(each)), USUAL_RATE)
    return size / rate
