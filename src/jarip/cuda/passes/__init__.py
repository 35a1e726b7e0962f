"""Changes of device code on its way to the host, one pass a file; `pipeline.py` lists them in
order.

Owns: everything that rewrites text IR before parsing (`prepare`) or the objects after it.
Does not own: what an intrinsic means (`intrinsics`), what holds of a program (`analysis`), running
LLVM on the result (`targets`). Each pass has one function `run` (or `run_on_<thing>`), a docstring
that says what holds before and after, and a test of the same name.
"""
