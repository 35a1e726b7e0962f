"""The name of what a call calls."""

from __future__ import annotations

from jarip.cuda.ir.instructions import Call, Instruction
from jarip.cuda.ir.values import GlobalReference


def called_name(instruction: Instruction) -> str:
    """The name of the function that a direct call calls, else nothing."""
    if isinstance(instruction, Call) and isinstance(instruction.callee, GlobalReference):
        return instruction.callee.name
    return ""
