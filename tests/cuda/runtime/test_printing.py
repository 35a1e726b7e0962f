"""printf and the heap of device code."""

from __future__ import annotations

from .conftest import Run

FORMATTED = """\
  -42|3.142   |      text|x|-1234567890123|0xdeadbeefcafe|100%
1.000000e-10 1e+10 -0.5
4464 44 10 000000FF 1099511627776 0x1234
    42|7   |3.14|
no arguments
host
4 1
"""


def test_device_printf_formats_as_c_does_and_keeps_lines_whole(run: Run) -> None:
    # given kernels that print from many threads, and a host that prints between them
    done = run("printing")
    # then each conversion is right, host and device lines are in order, and no line is torn
    assert done.stdout.startswith(FORMATTED)
    lines = done.stdout[len(FORMATTED) :].splitlines()
    assert lines[-1] == "end"
    expected = {f"thread {thread} of block {block}" for thread in range(50) for block in range(20)}
    assert len(lines) == 1001
    assert set(lines[:-1]) == expected
