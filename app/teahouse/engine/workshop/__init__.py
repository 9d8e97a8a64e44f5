"""The Workshop's process: it works on a model's file with llama.cpp's C API, one job each.

Started as `teahouse engine --workshop` or `python -m teahouse.engine.workshop` (`process` has the protocol, `jobs` the
table of jobs); the engine starts it by `worker`. All knowledge of the library's binary interface is in `abi`;
`abi_check` verifies it before a job that uses it.
"""
