"""`JARIP_DUMP=pass` prints the code after each pass, on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes.context import PassContext


def dump(name: str, context: PassContext) -> None:
    """Prints the functions if the user asked for it."""
    dump_functions(name, context.module.functions.values())


def dump_functions(name: str, functions: Iterable[Function]) -> None:
    """Prints functions that a pass made beside the module's, if the user asked for it."""
    if os.environ.get("JARIP_DUMP") != "pass":
        return
    print(f"; after {name}", file=sys.stderr)
    for function in functions:
        print(print_function(function), file=sys.stderr)


def dump_text(name: str, text: str) -> None:
    """Prints text that a stage made, if the user asked for it."""
    if os.environ.get("JARIP_DUMP") == "pass":
        print(f"; after {name}\n{text}", file=sys.stderr)
