"""Go's `text/template` in Python: the language in which Ollama's TEMPLATE is written.

`template.parse` makes a `Template` of a text, `Template.execute` renders it with values of Go's types (`values`). The
syntax, the values, the printed text and the words of the errors are those of Go 1.27; left out are complex numbers and
calls of functions that are values. Everything is bounded (`limits`): a template cannot take more than a fixed number of
steps, characters and levels. The package needs Python alone, so it can be used and tested without the engine.

From a text to its result: `lexer` (tokens), `parser` (`nodes`; `literals` reads numbers and strings), `evaluator`
(calls `functions`, which print with `formatting` and `json_text`).
"""
