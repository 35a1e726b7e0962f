"""Inline PTX as LLVM functions.

Owns: reading the statements of an `asm` (`syntax`) and writing, for each instruction, what it does
(`integer`, `floating`, `compare`, `convert`, `memory`, `threads`, `matrix_moves`,
`matrix_product`) with the help of `body`.
Doesn't own: finding `asm` in a module, which `jarip.cuda.passes.assembly` does.
Read `translate.py` first. Source: PTX ISA, "Instruction Set"; "Inline PTX Assembly in CUDA".
"""
