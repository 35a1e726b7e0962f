"""LLVM assembly text to objects. Entry point: `parse_module`.

One file a level of the grammar: `typename`, `value`, `attributes`, `call`, `instruction`,
`function`, `module`; `cursor` and `scope` hold the state.
"""

from jarip.cuda.ir.parser.cursor import ParseError
from jarip.cuda.ir.parser.module import parse_chunks, parse_module

__all__ = ["ParseError", "parse_chunks", "parse_module"]
