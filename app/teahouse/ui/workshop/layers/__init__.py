"""The tab "Layers": what a model would answer after each layer, and what a token attends to."""
