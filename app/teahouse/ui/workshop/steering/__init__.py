"""The Steering tab: contrast pairs, their direction, its try-out, and a model with it."""
