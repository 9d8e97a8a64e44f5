"""The parts of a message: what is measured, painted, hit and freed by itself, and what they are painted with."""
