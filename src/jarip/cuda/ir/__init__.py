"""LLVM IR as small typed Python objects: parse text, look at it, change it, print text.

Owns: types, their sizes, values, instructions, functions, modules, the parser and the printer.
Does not own: what the code means on a GPU (`intrinsics`, `analysis`) nor changing it (`passes`).
Read `module.py` first, then `instructions.py`; the one entry point is `parser.parse_module`.

The dialect is what LLVM 22 prints. Every value is named (LLVM's instruction namer ran), switches
are lowered, and whatever the objects do not model (function attributes, most metadata) is dropped.
"""
