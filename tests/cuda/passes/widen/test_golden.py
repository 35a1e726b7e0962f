"""Golden tests of widening: each .ll here says how to widen it and what must come out.

The first line is `; widen: lanes=W shapes=LETTERS partial=yes|no`, a letter an argument: u for
uniform, a for 0, 1, 2, ... over the lanes, v for varying. ` parts=U` at its end jams groups, which
differ in the uniform arguments that have the letter r; what one group alone does is `@alone`.
` permutes=BITS` at the very end is the plan's, and ` padded=BYTES` the first argument's memory;
` exclusive` says that no other group touches that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from jarip.cuda.analysis.shape import UNIFORM, VARYING, affine
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.widen.function import widen_function
from jarip.cuda.passes.widen.plan import WidenPlan

HERE = Path(__file__).parent
HEADER = re.compile(
    r"; widen: lanes=(\d+) shapes=([uavr]+) partial=(yes|no)(?: parts=(\d+))?(?: permutes=(\d+))?"
    r"(?: padded=(\d+))?( exclusive)?"
)


def widened(text: str) -> str:
    match = HEADER.match(text)
    assert match, "the first line must say how to widen"
    lanes = int(match[1])
    kinds = {"u": UNIFORM, "a": affine(1, lanes), "v": VARYING, "r": UNIFORM}
    code = "\n".join(line for line in text.splitlines() if not line.startswith(";"))
    function = parse_module(code).functions["region"]
    shapes = {a: kinds[k] for a, k in zip(function.arguments, match[2], strict=True)}
    shared = {a for a, k in zip(function.arguments, match[2], strict=True) if k in "ua"}
    plan = WidenPlan(
        "wide",
        lanes,
        shapes,
        partial=match[3] == "yes",
        parts=int(match[4] or 1),
        shared_by_parts=frozenset(shared),
        alone="alone",
        padded={function.arguments[0]: int(match[6])} if match[6] else {},
        permutes=int(match[5] or 0),
        exclusive=frozenset(function.arguments[:1] if match[7] else []),
    )
    return widen_function(function, plan).text


@pytest.mark.parametrize("path", sorted(HERE.glob("*.ll")), ids=lambda p: p.stem)
def test_golden(path: Path, tmp_path: Path) -> None:
    output = tmp_path / "wide.ll"
    output.write_text(widened(path.read_text()))
    check = subprocess.run(
        [sys.executable, "-m", "filecheck", str(path), "--input-file", str(output)],
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr + output.read_text()
