"""Values and rules of the Workshop: what was made of a model, and what was measured."""
