"""Chips that device code can be compiled for: one module a target, `cpu.py` the first.

Owns: the order of stages from an image to a loadable object, LLVM's optimiser and code generator,
the linker. Does not own: what the passes do (`passes`) nor when objects are made (`jit`).
"""
