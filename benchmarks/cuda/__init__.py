"""What CUDA kernels cost on this chip under Jarip, against the best a CPU programmer would write.

Owns: the kernels and their twins (`kernels/`), what each case is (`cases/`), how variants are
built, run in turns, compared and tabulated. Doesn't own: the compiler.
Read first: `__main__.py`, which says the order of things; then `case.py`, the shape of one case.
"""
