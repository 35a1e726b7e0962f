"""Instructions, one class a form. Each prints itself as LLVM writes it; read `base` first.

Operands are in one list, so that an analysis need not know the form; what is not a value (types,
flags, alignment, ordering) is in attributes. `metadata` keeps the attachments worth keeping.

Source: LLVM Language Reference, "Instruction Reference"
(https://llvm.org/docs/LangRef.html#instruction-reference).
"""

from __future__ import annotations

from jarip.cuda.ir.instructions.arithmetic import Binary, Cast, Compare, Phi, Select, Unary
from jarip.cuda.ir.instructions.base import Instruction, Metadata, Terminator
from jarip.cuda.ir.instructions.control import Branch, Call, Jump, Return, Unreachable
from jarip.cuda.ir.instructions.members import ExtractValue, InsertValue, VectorOperation
from jarip.cuda.ir.instructions.memory import (
    Alloca,
    AtomicRMW,
    CompareExchange,
    Fence,
    GetElementPtr,
    Load,
    Store,
)

__all__ = [
    "Alloca",
    "AtomicRMW",
    "Binary",
    "Branch",
    "Call",
    "Cast",
    "Compare",
    "CompareExchange",
    "ExtractValue",
    "Fence",
    "GetElementPtr",
    "InsertValue",
    "Instruction",
    "Jump",
    "Load",
    "Metadata",
    "Phi",
    "Return",
    "Select",
    "Store",
    "Terminator",
    "Unary",
    "Unreachable",
    "VectorOperation",
]
